"""A notice as a mail, and handing it to the mail server.

A mail says what happened and where to look; evidence and people stay in the app.
"""

from __future__ import annotations

import smtplib
import ssl
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING, cast

from geo import messages
from ledger.words import cleaned

if TYPE_CHECKING:
    from geo.messages import Lang
    from ledger.models import Notice
    from settings import Settings

TIMEOUT_S = 5.0
"""For each answer of the mail server."""


class Unsendable(Exception):
    """No later attempt will do better."""


def letter(notice: Notice, settings: Settings) -> EmailMessage:
    """Return the mail of a notice in the person's language.

    Its Message-ID is the same at every attempt: a mail server or reader that gets it twice, since
    the sender was killed between sending and writing that down, knows it for the same.

    Raises
    ------
    Unsendable
        The person's address is none.
    """
    lang = cast("Lang", notice.user.lang or settings.default_lang)
    text = cleaned(messages.text(notice.kind, lang, **notice.params), 500)
    number = cleaned(notice.params.get("number", ""), 64)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = settings.smtp_from
    mail["To"] = _address(notice.user.email)
    mail["Subject"] = _line(messages.text("notice.mail.subject", lang, number=number))
    mail["Message-ID"] = f"<{notice.key[:40]}@{settings.smtp_from.rpartition('@')[2]}>"
    mail["Date"] = format_datetime(_aware(notice.created_at))
    mail["Auto-Submitted"] = "auto-generated"
    link = settings.public_url.rstrip("/") + notice.link
    foot = messages.text("notice.mail.foot", lang)
    mail.set_content(f"{text}\n\n{link}\n\n-- \n{foot}\n")
    mail.add_alternative(_html(text, link, foot, lang), subtype="html")
    return mail


def send(mail: EmailMessage, settings: Settings) -> None:
    """Hand a mail to the mail server.

    Raises
    ------
    Unsendable
        The server refuses the mail for good (5xx).
    OSError, smtplib.SMTPException
        This attempt failed; a later one may do better.
    """
    kind = smtplib.SMTP_SSL if settings.smtp_security == "ssl" else smtplib.SMTP
    more = {"context": ssl.create_default_context()} if settings.smtp_security == "ssl" else {}
    with kind(settings.smtp_host, settings.smtp_port, timeout=TIMEOUT_S, **more) as server:  # type: ignore[arg-type]
        if settings.smtp_security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password)
        try:
            server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _words in refused.recipients.values()]
            if min(codes) >= 500:
                raise Unsendable(f"SMTP {min(codes)}") from refused
            raise


def _html(text: str, link: str, foot: str, lang: Lang) -> str:
    word = escape(messages.text("notice.mail.open", lang))
    return (
        f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><body>'
        f'<p>{escape(text)}</p><p><a href="{escape(link)}">{word}</a></p>'
        f"<hr><p><small>{escape(foot)}</small></p></body></html>"
    )


def _address(text: str) -> Address:
    if not text.isascii():
        raise Unsendable("not an address")
    try:
        return Address(addr_spec=text)
    except (ValueError, IndexError) as error:
        raise Unsendable("not an address") from error


def _line(text: str) -> str:
    return " ".join(text.split())


def _aware(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
