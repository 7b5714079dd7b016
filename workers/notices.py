"""Sending what waits in the outbox: after the commit, one at a time, under a lease.

What fails waits for its next attempt and holds up nobody. A mail server that does not answer ends
the round: the others would wait for it in vain.
"""

from __future__ import annotations

import logging
import smtplib
import time
from collections.abc import Callable
from email.message import EmailMessage

from sqlalchemy import Engine

from ledger.db import transaction
from ledger.models import NoticeSending
from ledger.models.base import now
from ledger.notices import outbox
from ledger.notices.outbox import Taken
from ledger.notices.reading import still_told
from settings import Settings
from workers.tasks import notice_mail
from workers.tasks.notice_mail import Unsendable

ROUND_S = 20.0
"""A round takes no longer, so that other work gets its turn."""
Send = Callable[[EmailMessage, Settings], None]

_log = logging.getLogger(__name__)


def send_waiting(engine: Engine, settings: Settings, send: Send = notice_mail.send) -> int:
    """Send the mails that are due; return how many left the house."""
    if not settings.smtp_host:
        return 0
    done, until = 0, time.monotonic() + ROUND_S
    while time.monotonic() < until:
        with transaction(engine) as session:
            taken = outbox.take_due(session, "mail", now(), attempts=settings.notice_attempts)
        if taken is None:
            break
        try:
            done += _attempt(engine, settings, taken, send)
        except (OSError, smtplib.SMTPException) as error:
            _fail(engine, settings, taken, error)
            if _is_away(error):
                break
        except Exception as error:  # noqa: BLE001  (one bad row must not hold up the others)
            _fail(engine, settings, taken, error)
    return done


def _attempt(engine: Engine, settings: Settings, taken: Taken, send: Send) -> bool:
    """Send one mail; no transaction is open while the mail server is talked to."""
    with transaction(engine) as session:
        notice = session.get_one(NoticeSending, taken.sending_id).notice
        why = "notice.demo" if notice.user.demo else "notice.not_theirs"
        if notice.user.demo or not still_told(session, notice):
            outbox.dropped(session, taken, why)
            return False
        mail = notice_mail.letter(notice, settings)
    send(mail, settings)
    with transaction(engine) as session:
        outbox.succeeded(session, taken, now())
    return True


def _fail(engine: Engine, settings: Settings, taken: Taken, error: Exception) -> None:
    _log.warning("sending %d failed: %s", taken.sending_id, _words(error))
    with transaction(engine) as session:
        outbox.failed(
            session,
            taken,
            now(),
            why=_words(error),
            attempts=settings.notice_attempts,
            for_good=isinstance(error, Unsendable),
        )


def _words(error: Exception) -> str:
    """Say what failed without what a server may quote: addresses, credentials."""
    code = getattr(error, "smtp_code", None)
    if isinstance(error, Unsendable):
        return str(error)
    return f"{type(error).__name__} {code}" if code else type(error).__name__


def _is_away(error: Exception) -> bool:
    """Whether the server itself is the trouble, not this mail."""
    mine = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPSenderRefused)
    return not isinstance(error, mine)
