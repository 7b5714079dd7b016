"""Promises of accounts."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from geo.errors import Conflict, NotFound, Refused
from ledger import people
from tests.factories import make_organisation

GOOD = "correct horse battery"
REAL_HASHER = people._hasher  # before the suite replaces it


def create(session, **fields):
    return people.create_user(
        session, **{"email": "A.B@xunzhan.example", "name": "复核员甲", "password": GOOD} | fields
    )


def test_the_real_hasher_makes_argon2id(monkeypatch):
    monkeypatch.setattr(people, "_hasher", REAL_HASHER)
    assert people.hash_password(GOOD).startswith("$argon2id$")


def test_an_account_keeps_a_hash_its_roles_and_its_organisation(session):
    make_organisation(session, key="om-1")
    grants = [("om_tech", "company", "om-1"), ("pilot", "all", "")]
    user = create(session, grants=grants, organisation="om-1")
    assert user.email == "a.b@xunzhan.example"
    assert PasswordHasher().verify(user.password, GOOD)
    assert [(g.role, g.scope, g.scope_key) for g in user.grants] == grants
    assert user.organisation.key == "om-1"


def test_one_address_has_one_account_whatever_its_case(session):
    create(session)
    with pytest.raises(Conflict, match="people.taken"):
        create(session, email="a.b@XUNZHAN.example ")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"email": "nobody"}, "people.wrong_email"),
        ({"email": "a@b@c.example"}, "people.wrong_email"),
        ({"email": "a\u202e@b.example"}, "people.wrong_email"),
        ({"name": " \n"}, "people.no_name"),
        ({"password": "short"}, "people.weak_password"),
        ({"password": "a" * 20}, "people.weak_password"),
        ({"grants": [("king", "all", "")]}, "people.unknown_role"),
        ({"grants": [("pilot", "galaxy", "x")]}, "people.wrong_scope"),
        ({"grants": [("district", "district", "")]}, "people.wrong_scope"),
        ({"grants": [("leader", "all", "330402")]}, "people.wrong_scope"),
        ({"organisation": "nowhere"}, "people.unknown_organisation"),
    ],
)
def test_a_wrong_account_is_refused_with_its_reason(session, fields, code):
    with pytest.raises(Refused, match=code):
        create(session, **fields)


def test_disabling_and_a_new_password_end_every_session(session):
    user = create(session)
    first = user.fs_uniquifier
    people.set_password(session, user, "another good password")
    second = user.fs_uniquifier
    people.disable_user(session, user)
    assert len({first, second, user.fs_uniquifier}) == 3
    assert user.active is False
    people.enable_user(session, user)
    assert user.active is True


def test_demo_accounts_are_found_until_they_are_closed(session):
    create(session)
    assert people.demo_accounts_present(session) is False
    create(session, email="demo@xunzhan.example", demo=True)
    assert people.demo_accounts_present(session) is True
    assert people.disable_demo_accounts(session) == 1
    assert people.demo_accounts_present(session) is False


def test_an_unknown_address_is_said_to_be_unknown(session):
    with pytest.raises(NotFound, match="people.unknown"):
        people.get_user(session, "nobody@xunzhan.example")
