import zipfile
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from geo.errors import Conflict, Refused
from ledger import clock, demo, overlays, uploads
from ledger.db import engine_for, new_session, transaction
from ledger.models import District, Flight, Issue, Job, Organisation, Station, User
from ledger.models.people import ROLES
from settings import Settings
from tests.factories import make_station, make_user


@pytest.fixture(scope="module", autouse=True)
def few_days():
    """Three days of readings hold every planted gap at the end; a month takes its time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ledger.demo.measurements.DAYS", 3)
        patch.setattr("ledger.demo.sample.READING_DAYS", 3)
        yield


@pytest.fixture
def bare(tmp_path):
    return Settings(home=tmp_path, sample_data=Path("/nonexistent"))


@dataclass(frozen=True)
class Loaded:
    """A demo that was loaded once; ``said`` is what loading it told."""

    url: str
    said: demo.DemoLoaded
    conf: Settings


def load(url, conf):
    with transaction(engine_for(url)) as session:
        return Loaded(url, demo.load(session, conf), conf)


@pytest.fixture(scope="module")
def generated_once(new_database, tmp_path_factory, few_days):
    home = tmp_path_factory.mktemp("generated")
    return load(new_database(), Settings(home=home, sample_data=Path("/nonexistent")))


@pytest.fixture(scope="module")
def sample_once(new_database, tmp_path_factory, few_days, sample_data):
    home = tmp_path_factory.mktemp("sample")
    return load(new_database(), Settings(home=home, sample_data=sample_data))


@pytest.fixture
def session(request, template_database):
    """A session on the demo that the test asks for, or on an empty database; never committed."""
    once = {"generated", "sample"} & set(request.fixturenames)
    if not once:
        url = request.getfixturevalue("database_url")
    else:
        url = request.getfixturevalue(f"{once.pop()}_once").url
    with new_session(engine_for(url)) as opened:
        yield opened


@pytest.fixture
def generated(generated_once):
    return generated_once.said


@pytest.fixture
def sample(sample_once):
    return sample_once.said


def stations(session):
    return session.scalars(select(Station)).all()


def test_without_sample_data_a_city_is_generated_and_says_so(session, generated):
    assert (generated.set, generated.stations) == ("generated", 40)
    assert demo.loaded(session)["set"] == "generated"
    assert clock.now(session) == generated.now
    assert len(session.scalars(select(District)).all()) == 8
    assert all(s.stands_in_code and s.search_text for s in stations(session))


def test_the_planted_gaps_colour_the_map(session, generated):
    found = overlays.statuses(session, stations(session), generated.now, actor=None)
    counts = Counter(status["freshness"].level for status in found.values())
    assert counts == {"ok": 30, "att": 3, "warn": 2, "alarm": 2, "none": 3}
    assert session.scalars(select(Issue)).all() == []


def test_the_workers_are_asked_for_the_generated_scenes(session, generated):
    (job,) = session.scalars(select(Job))
    assert (job.kind, job.queue) == ("demo.render", "imagery")
    codes = {s.code: s.kind for s in stations(session)}
    assert (codes[job.payload["reservoir"]], codes[job.payload["air"]]) == ("water", "air")


def test_every_role_has_one_account_whose_password_is_stored_nowhere(session, generated):
    assert [a.role for a in generated.accounts] == list(ROLES)
    assert len({a.password for a in generated.accounts}) == 10
    people = {u.email: u for u in session.scalars(select(User))}
    for account in generated.accounts:
        user = people[account.email]
        assert user.demo
        assert user.password.startswith("$argon2id$")
        assert len(account.password) >= 16
        assert [g.role for g in user.grants] == [account.role]
    first = generated.accounts[0]
    assert PasswordHasher().verify(people[first.email].password, first.password)


def test_scopes_are_narrow_where_the_role_is(session, generated):
    scope = {
        u.grants[0].role: (u.grants[0].scope, u.grants[0].scope_key)
        for u in session.scalars(select(User))
    }
    own = {d.code for d in session.scalars(select(District).where(District.own))}
    assert scope["om_manager"] == scope["om_tech"] == ("company", "om-1")
    assert scope["district"][0] == "district"
    assert scope["district"][1] in own
    assert scope["neighbour"][1] not in own
    assert scope["supervisor"] == ("all", "")


def test_loading_twice_does_nothing_and_says_so(session, bare, generated):
    with pytest.raises(Conflict, match=r"demo\.loaded"):
        demo.load(session, bare)
    assert len(stations(session)) == 40


@pytest.mark.parametrize("make", [make_station, make_user])
def test_an_installation_in_use_gets_no_demo(session, bare, make):
    make(session)
    with pytest.raises(Conflict, match=r"demo\.not_empty"):
        demo.load(session, bare)


def test_production_gets_no_demo(session, tmp_path):
    with pytest.raises(Refused, match=r"demo\.production"):
        demo.load(session, Settings(home=tmp_path, production=True, secret_key="x" * 32))
    assert session.scalars(select(User)).all() == []


def test_with_sample_data_it_is_jiaxings_network_as_published(session, sample):
    assert (sample.set, sample.stations) == ("sample", 19)
    assert sample.now == datetime(2026, 7, 24, 11, tzinfo=UTC)
    networks = Counter(s.network for s in stations(session))
    assert networks == {"national": 4, "provincial": 13, "city": 2}
    duty = {s.counts_for_code[:4] for s in stations(session) if s.counts_for_code}
    assert duty == {"3304"}
    own = session.scalars(select(District).where(District.own)).all()
    assert len(own) == 7
    bureaus = select(Organisation).where(Organisation.kind == "district_bureau")
    assert {b.district_code for b in session.scalars(bureaus)} == {d.code for d in own}


def test_real_readings_colour_the_real_stations_and_the_others_are_grey(session, sample):
    found = overlays.statuses(session, stations(session), sample.now, actor=None)
    by_code = {s.code: found[s.id]["freshness"].level for s in stations(session)}
    assert (by_code.pop("DLH-A01"), by_code.pop("ITZ-W01")) == ("none", "none")
    assert set(by_code.values()) == {"ok"}
    assert session.scalars(select(Issue)).all() == []


def test_the_reservoir_waits_for_its_two_dates(session, sample):
    reservoir = session.scalars(select(Station).where(Station.code == "ITZ-W01")).one()
    assert (reservoir.anchor.x, reservoir.anchor.y) == (-1.32343, 42.88030)
    assert (reservoir.kind, reservoir.remote, reservoir.stands_in_code) == ("water", True, None)


def test_the_drone_card_is_handed_to_the_workers_whole(session, sample, sample_once):
    (job,) = session.scalars(select(Job))
    flight = session.get(Flight, job.subject_id)
    assert (job.kind, job.queue, flight.station.code) == ("card.intake", "intake", "DLH-A01")
    (upload_id,) = job.payload["uploads"]
    with zipfile.ZipFile(uploads.path_of(sample_once.conf, upload_id)) as archive:
        names = archive.namelist()
        assert archive.testzip() is None
    assert len(names) == 11
    assert names[0].endswith("DJI_0021.JPG")
