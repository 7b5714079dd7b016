"""Default deny, and the two forms of every rule agree."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy import select

from ledger import access
from ledger.db import engine_for, new_session
from ledger.models import (
    Assessment,
    FlightLog,
    Holiday,
    Issue,
    IssueEvent,
    Job,
    NoticeWish,
    OrderImport,
    Photo,
    Reading,
    RoleGrant,
    RuleRow,
    Station,
    StationChange,
    StationEvent,
    User,
)
from ledger.models.base import now
from ledger.models.people import ROLES
from tests.factories import (
    make_credit,
    make_district,
    make_draw,
    make_finding,
    make_flight,
    make_issue,
    make_lead,
    make_notice,
    make_order,
    make_organisation,
    make_scene,
    make_station,
    make_upload,
    make_user,
)


@pytest.fixture(scope="module")
def furnished(new_database):
    with new_session(engine_for(new_database())) as session:
        yield World(session)


@pytest.fixture
def world(furnished):
    """Two districts, two companies, three stations; each with one of everything."""
    added = furnished.session.begin_nested()
    yield furnished
    added.rollback()


class World:
    def __init__(self, session):
        self.session = session
        self.bureaus = [
            make_organisation(
                session, key=f"bureau-{code}", kind="district_bureau", district_code=code
            )
            for code in ("330402", "330411")
        ]
        self.companies = [make_organisation(session, key=f"om-{n}") for n in "ab"]
        make_district(session, code="330402")
        self.stations = [
            make_station(
                session, code="S1", stands_in_code="330402", company_id=self.companies[0].id
            ),
            make_station(
                session,
                code="S2",
                stands_in_code="330411",
                counts_for_code="330402",
                company_id=self.companies[1].id,
            ),
            make_station(session, code="S3", kind="water"),
        ]
        self.users = self._users()
        for station, user in itertools.product(self.stations, self.users[:2]):
            self._furnish(station, user)
        make_scene(session)
        for company in self.companies:
            make_credit(session, company, self.users[1])
        for user in self.users[:2]:
            make_notice(session, user)
            session.add(NoticeWish(user_id=user.id))
        session.add(Holiday(day=now().date(), working=False))
        session.add(
            RuleRow(
                table="taxonomy",
                key="ENV-01",
                version=1,
                edition=1,
                place=1,
                content={},
                created_at=now(),
            )
        )
        for user in self.users[::7]:
            make_draw(session, self.stations[0], user)

    def _users(self):
        company, other = self.companies
        bureau = self.bureaus[0]
        users = [
            make_user(self.session, "pilot"),
            make_user(self.session, "supervisor", organisation=company),
        ]
        scopes = [
            *((("all", ""), organisation) for organisation in (None, bureau, company)),
            (("district", "330402"), company),
            (("district", ""), bureau),
            (("company", "om-a"), None),
            (("station", "S2"), other),
            (("nonsense", "S1"), None),
        ]
        for role, (scope, organisation) in itertools.product((*ROLES, "nonsense"), scopes):
            users += [make_user(self.session, (role, *scope), organisation=organisation)]
        users.append(make_user(self.session, "district", "om_tech", organisation=other))
        users.append(make_user(self.session, "bureau_reviewer", active=False))
        return users

    def _furnish(self, station, user):
        session = self.session
        scene = make_scene(session, station, uploaded_by_id=user.id)
        flight = make_flight(session, station, pilot_id=user.id)
        for withheld in (False, True):
            finding = make_finding(session, station, scene, withheld=withheld)
            for kind, org in (
                ("om_company", self.companies[0].id),
                ("om_company", None),
                ("local_gov", self.bureaus[0].id),
                ("other", None),
            ):
                issue = make_issue(
                    session,
                    station,
                    user,
                    withheld=withheld,
                    responsible_kind=kind,
                    responsible_org_id=org,
                    mode="transfer" if withheld else "time_limit",
                )
        self._event(issue, finding)
        self._orders(station, user)
        make_upload(session, user)
        session.add_all(
            [
                Photo(flight=flight, sha256="a" * 64, filename="a.jpg"),
                FlightLog(flight=flight, sha256="b" * 64, filename="a.srt", kind="srt"),
                StationEvent(
                    station_id=station.id,
                    kind="drone_near",
                    flight=flight,
                    started_at=now(),
                    ended_at=now(),
                    distance_m=12.0,
                ),
                StationChange(station_id=station.id, field="name_zh"),
                Assessment(
                    scene_id=scene.id,
                    station_id=station.id,
                    detector="water",
                    detector_version="1",
                    assessed_fraction=1.0,
                ),
                *(
                    Job(kind="x", queue="intake", subject_kind=k, subject_id=i, created_by_id=u)
                    for k, i in (("scene", scene.id), ("flight", flight.id), ("set", 1))
                    for u in (user.id, None)
                ),
            ]
        )
        if user is self.users[0]:
            session.add(
                Reading(station_id=station.id, parameter="pm25", observed_at=now(), value=1.0)
            )
        session.flush()

    def _orders(self, station, user):
        for company in self.companies:
            make_order(self.session, station, company)
            self.session.add(
                OrderImport(
                    company_id=company.id,
                    filename="a.csv",
                    sha256="a" * 64,
                    made_by_id=user.id,
                    made_at=now(),
                )
            )
        for withheld in (False, True):
            make_lead(self.session, station, withheld=withheld)

    def _event(self, issue, finding):
        n = issue.id
        self.session.add(
            IssueEvent(
                position=n,
                seq=1,
                at=now(),
                recorded_at=now(),
                issue_id=issue.id,
                finding_id=finding.id,
                action="accept",
                payload={},
                payload_hash="0" * 64,
                previous_hash="0" * 64,
                hash=f"{n:064x}",
            )
        )


def test_lists_and_single_rows_agree_for_every_action_and_every_role(world):
    compared = 0
    for action in access.ACTIONS:
        models = (
            access.VIEW if action == "media.view" else access.CONCERNS[action.partition(".")[0]]
        )
        for model in models:
            rows = world.session.scalars(select(model)).all()
            assert rows, model
            for user in world.users:
                listed = set(
                    world.session.scalars(select(model).where(access.visible(user, model, action)))
                )
                single = {row for row in rows if access.can(user, action, row)}
                assert listed == single, (action, model, [vars(g) for g in user.grants])
                compared += len(single)
    assert compared > 1000


def test_every_model_that_people_list_has_a_view_action(world):
    assert {m for models in access.CONCERNS.values() for m in models} == set(access.VIEW)


def user(session, *roles, **fields):
    return make_user(session, *roles, **fields)


def seen(world, person, model):
    key = Station.code if model is Station else Issue.id
    return set(world.session.scalars(select(key).where(access.visible(person, model))))


def test_nobody_and_the_disabled_and_outsiders_may_nothing(world):
    station = world.stations[0]
    outsiders = [
        None,
        user(world.session, "bureau_reviewer", active=False),
        user(world.session),
        user(world.session, "public"),
        user(world.session, "unheard_of"),
    ]
    for person, action in itertools.product(outsiders, access.ACTIONS):
        assert not access.can(person, action)
        assert not access.can(person, action, station)


def test_a_neighbour_sees_the_levels_of_companies_and_nothing_else(world):
    person = user(world.session, "neighbour")
    allowed = {action for action in access.ACTIONS if access.can(person, action)}
    assert allowed == {"credit.grade"}


def test_an_unknown_action_or_object_is_denied_to_everybody(world):
    boss = user(world.session, *ROLES)
    for action in ("", "station", "station.destroy", "media", "issue.", "admin"):
        assert not access.can(boss, action)
        assert not access.can(boss, action, world.stations[0])
    assert not access.can(boss, "issue.pass", world.stations[0])
    assert not access.can(boss, "station.view", world.companies[0])
    query = select(RoleGrant).where(access.visible(boss, RoleGrant))
    assert world.session.scalars(query).all() == []
    query = select(Station).where(access.visible(boss, Station, "issue.view"))
    assert world.session.scalars(query).all() == []


@pytest.mark.parametrize(
    ("grant", "codes"),
    [
        (("leader", "all", ""), {"S1", "S2", "S3"}),
        (("district", "district", "330402"), {"S1", "S2"}),
        (("district", "district", "330411"), {"S2"}),
        (("om_tech", "company", "om-b"), {"S2"}),
        (("om_manager", "all", ""), set()),
        (("district", "all", ""), set()),
        (("pilot", "station", "S3"), {"S3"}),
    ],
)
def test_each_role_sees_its_own_stations(world, grant, codes):
    assert seen(world, user(world.session, grant), Station) == codes


def test_a_role_without_a_scope_is_bound_to_its_own_organisation(world):
    tech = user(world.session, "om_tech", organisation=world.companies[0])
    assert seen(world, tech, Station) == {"S1"}
    clerk = user(world.session, "district", organisation=world.bureaus[1])
    assert seen(world, clerk, Station) == {"S2"}


def test_om_companies_see_no_leads_no_imagery_and_no_foreign_issue(world):
    tech = user(world.session, "om_tech", "om_manager", organisation=world.companies[1])
    for action in ("finding.view", "scene.view", "flight.view", "job.view", "audit.view"):
        assert not access.can(tech, action)
    foreign = make_issue(world.session, world.stations[0], world.users[1])
    assert not access.can(tech, "issue.view", foreign)


def test_sensitive_leads_and_issues_are_hidden_from_outside_until_released(world):
    session, station = world.session, world.stations[0]
    clerk = user(session, "district", organisation=world.bureaus[0])
    tech = user(session, "om_manager", organisation=world.companies[0])
    boss = user(session, "supervisor")
    issue = make_issue(session, station, boss, code="HUM-01", withheld=True)
    lead = make_finding(session, station, make_scene(session), code="HUM-01", withheld=True)
    assert access.can(boss, "issue.view", issue)
    assert access.can(boss, "finding.view", lead)
    for person in (clerk, tech):
        assert not access.can(person, "issue.view", issue)
        assert not access.can(person, "media.view", issue)
        assert not access.can(person, "finding.view", lead)
    issue.withheld = lead.withheld = False
    session.flush()
    assert access.can(clerk, "issue.view", issue)
    assert access.can(tech, "issue.view", issue)
    assert access.can(clerk, "finding.view", lead)
    assert not access.can(tech, "finding.view", lead)


def test_an_image_reviewer_sorts_but_does_not_accept(world):
    person = user(world.session, "image_reviewer")
    assert access.can(person, "finding.review")
    assert access.can(person, "finding.propose")
    assert not access.can(person, "finding.accept")
    assert not access.can(person, "issue.pass")


def test_a_leader_reads_everything_and_changes_nothing(world):
    person = user(world.session, "leader")
    allowed = {action for action in access.ACTIONS if access.can(person, action)} - {"notice.own"}
    assert {action.partition(".")[2] for action in allowed} == {"view"}


def test_a_pilot_sees_own_imagery_only_and_uploads_at_assigned_stations(world):
    session, (first, second, _) = world.session, world.stations
    pilot = user(session, ("pilot", "station", "S1"))
    assert access.can(pilot, "scene.upload", first)
    assert not access.can(pilot, "scene.upload", second)
    own = make_flight(session, first, pilot_id=pilot.id)
    other = make_flight(session, first)
    assert access.can(pilot, "flight.upload", own)
    assert not access.can(pilot, "flight.view", other)
    assert not access.can(pilot, "issue.view")


def test_only_the_responsible_party_rectifies(world):
    session, station = world.session, world.stations[0]
    boss = user(session, "supervisor")
    tech = user(session, "om_tech", organisation=world.companies[0])
    clerk = user(session, "district", organisation=world.bureaus[0])
    company = make_issue(session, station, boss)
    local = make_issue(
        session,
        station,
        boss,
        responsible_kind="local_gov",
        responsible_org_id=world.bureaus[0].id,
    )
    nobody = make_issue(session, station, boss, responsible_kind="other", responsible_org_id=None)

    def rectifiers(issue):
        people = {"tech": tech, "clerk": clerk, "boss": boss}
        return {n for n, person in people.items() if access.can(person, "issue.progress", issue)}

    assert rectifiers(company) == {"tech"}
    assert rectifiers(local) == {"clerk"}
    assert rectifiers(nobody) == set()


@pytest.mark.parametrize("action", ["district.import", "people.manage", "audit.view"])
def test_what_touches_the_whole_city_is_not_for_a_limited_reach(world, action):
    near = user(world.session, ("bureau_reviewer", "district", "330402"))
    assert not access.can(near, action)
    assert not any(access.can(near, action, obj) for obj in _all_of(world, action))
    assert access.can(user(world.session, "bureau_reviewer"), action)


def _all_of(world, action):
    models = access.CONCERNS[action.partition(".")[0]]
    return [row for model in models for row in world.session.scalars(select(model))]


def test_people_are_managed_by_the_bureau_alone(world):
    managers = {role for role in ROLES if access.can(user(world.session, role), "people.manage")}
    assert managers == {"bureau_reviewer"}
    assert (
        world.session.scalars(select(User).where(access.visible(world.users[0], User))).all() == []
    )
