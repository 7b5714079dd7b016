"""Mails leave through a real SMTP server; twice only with one Message-ID, none blocks others."""

from __future__ import annotations

import email
import socket
from datetime import timedelta
from email.policy import default as modern

import pytest
from aiosmtpd.controller import Controller
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from ledger.db import reading, transaction
from ledger.models import Notice, NoticeSending, User
from ledger.models.base import now
from ledger.notices import outbox
from settings import Settings
from tests.factories import make_issue, make_notice, make_station, make_user
from workers import notices
from workers.tasks import notice_mail


class Post:
    """A mail server that keeps what it gets and refuses some."""

    def __init__(self):
        self.got, self.refuse = [], {}

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        self.got.append(email.message_from_bytes(envelope.content, policy=modern))
        return "250 OK"


@pytest.fixture
def post():
    kept = Post()
    with socket.create_server(("127.0.0.1", 0)) as free:
        kept.port = free.getsockname()[1]
    server = Controller(kept, hostname="127.0.0.1", port=kept.port)
    server.start()
    yield kept
    server.stop()


@pytest.fixture
def ours(tmp_path, post, database_url):
    return Settings(
        home=tmp_path,
        database_url=database_url,
        smtp_host="127.0.0.1",
        smtp_port=post.port,
        smtp_security="none",
        smtp_from="xunzhan@bureau.example",
        public_url="https://xunzhan.example/",
        notice_attempts=3,
    )


def waiting(engine, *people, **fields):
    """Put a mail for each person into the outbox; return the people's ids."""
    with transaction(engine) as session:
        users = [make_user(session, "supervisor", **person) for person in people]
        for user in users:
            notice = make_notice(session, user, link="/issues/WT-1", **fields)
            session.add(NoticeSending(notice=notice, channel="mail", due_at=now()))
        session.flush()
        return [user.id for user in users]


def rows(engine):
    with reading(engine) as session:
        found = session.scalars(select(NoticeSending).order_by(NoticeSending.id))
        return [(row.state, row.attempts, row.why) for row in found]


def test_a_mail_says_what_and_where_in_the_persons_language_and_no_more(engine, post, ours):
    waiting(engine, {"lang": "en", "name": "Somebody Private"})
    assert notices.send_waiting(engine, ours) == 1
    (mail,) = post.got
    plain = mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    assert "to be rectified by 2026-03-12" in plain
    assert "https://xunzhan.example/issues/WT-1" in plain
    assert '<html lang="en">' in html
    assert "Somebody Private" not in mail.as_string()
    assert mail["Auto-Submitted"] == "auto-generated"
    assert rows(engine) == [("sent", 1, "")]
    assert notices.send_waiting(engine, ours) == 0
    assert len(post.got) == 1


def test_a_refused_address_fails_with_its_reason_and_the_others_go(engine, post, ours):
    waiting(engine, {"email": "gone@b.example"}, {"email": "busy@b.example"}, {})
    post.refuse = {"gone@b.example": "550 no such user", "busy@b.example": "451 later"}
    assert notices.send_waiting(engine, ours) == 1
    (gone, busy, fine) = rows(engine)
    assert gone == ("failed", 1, "SMTP 550")
    assert busy[:2] == ("waiting", 1)
    assert fine == ("sent", 1, "")


def test_a_server_that_is_away_puts_everything_off_and_loses_nothing(engine, post, ours):
    waiting(engine, {}, {})
    away = []

    def refuse(_mail, _settings):
        away.append(1)
        raise ConnectionRefusedError

    assert notices.send_waiting(engine, ours, refuse) == 0
    assert len(away) == 1
    assert [row[0] for row in rows(engine)] == ["waiting", "waiting"]


def test_a_sender_killed_after_sending_sends_again_with_the_same_message_id(engine, post, ours):
    """At least once by mail: the reader's program sees one message; in the app there is one."""
    waiting(engine, {})

    def killed(mail, settings):
        notice_mail.send(mail, settings)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        notices.send_waiting(engine, ours, killed)
    assert notices.send_waiting(engine, ours) == 0  # the lease still holds
    with transaction(engine) as session:
        session.scalars(select(NoticeSending)).one().lease_until = now() - timedelta(seconds=1)
    assert notices.send_waiting(engine, ours) == 1
    first, second = post.got
    assert first["Message-ID"] == second["Message-ID"]
    with reading(engine) as session:
        assert len(session.scalars(select(Notice)).all()) == 1


def test_a_row_that_kills_every_sender_is_given_up(engine, ours):
    waiting(engine, {})
    for _ in range(3):
        with transaction(engine) as session:
            assert outbox.take_due(session, "mail", now(), attempts=3)
            session.scalars(select(NoticeSending)).one().lease_until = now() - timedelta(seconds=1)
    with transaction(engine) as session:
        assert outbox.take_due(session, "mail", now(), attempts=3) is None
    assert rows(engine) == [("failed", 3, "notice.lost")]


def test_only_the_attempt_that_holds_the_lease_says_how_it_ended(engine):
    waiting(engine, {})
    with transaction(engine) as session:
        late = outbox.take_due(session, "mail", now(), attempts=9)
        after = now() + outbox.LEASE
        current = outbox.take_due(session, "mail", after, attempts=9)
        outbox.succeeded(session, late, after)
        assert session.scalars(select(NoticeSending)).one().state == "waiting"
        outbox.succeeded(session, current, after)
    assert rows(engine) == [("sent", 2, "")]


def test_who_may_no_longer_see_it_gets_no_mail(engine, post, ours):
    with transaction(engine) as session:
        person = make_user(session, ("district", "district", "330402"))
        station = make_station(session, stands_in_code="330402")
        issue = make_issue(session, station, person, withheld=True)
        notice = make_notice(session, person, issue)
        session.add(NoticeSending(notice=notice, channel="mail", due_at=now()))
    waiting(engine, {"active": False}, {"demo": True})
    assert notices.send_waiting(engine, ours) == 0
    assert [(state, why) for state, _, why in rows(engine)] == [
        ("dropped", "notice.not_theirs"),
        ("dropped", "notice.not_theirs"),
        ("dropped", "notice.demo"),
    ]
    assert post.got == []


@given(st.text(max_size=60), st.text(max_size=60))
def test_nothing_told_makes_a_header_of_its_own(number, station):
    person = User(email="a@b.example", lang="zh")
    params = {"number": f"1\r\nBcc: x@y.example{number}", "station": station, "name": "x"}
    notice = Notice(user=person, kind="notice.assign", params=params, link="/x", key="a" * 64)
    notice.created_at = now()
    ours = Settings(home=None, smtp_from="f@b.example", public_url="https://b.example")
    mail = email.message_from_bytes(notice_mail.letter(notice, ours).as_bytes(), policy=modern)
    assert mail["Bcc"] is None
    assert set(mail.keys()) == {
        *("From", "To", "Subject", "Message-ID", "Date", "Auto-Submitted"),
        *("MIME-Version", "Content-Type"),
    }
