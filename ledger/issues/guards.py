"""What a step asks for: one short function a guard of ``domain/transitions.csv``, each with a code.

:data:`STANDING` guards look at the person and the issue alone, so they say in advance what blocks
a step; :data:`GIVEN` guards look at what was given with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from geo.errors import Conflict, Forbidden, Refused
from ledger import access, catalog
from ledger.deadlines import local_date
from ledger.issues import lookup
from ledger.issues.context import Taking, own_work, passed_by, said_by, verifiers_needed
from ledger.issues.rungs import rung_is_due
from ledger.models import User
from ledger.models.base import now as real_now

Guard = Callable[[Taking], None]
CLOCK_SLACK = timedelta(hours=26)
"""A camera's local time given as UTC is up to 14 h off; the day of the finding still counts."""


def principled(t: Taking) -> None:
    """Only what may be tampering is referred."""
    if not t.issue.principled and t.issue.mode != "transfer":
        raise Conflict("issue.not_principled")


def mode_on_spot(t: Taking) -> None:
    """Only what is to be fixed on the spot."""
    if t.issue.mode != "on_spot":
        raise Conflict("issue.wrong_mode", mode=t.issue.mode)


def mode_time_limit(t: Taking) -> None:
    """What is to be referred is not handed to the party that may have done it."""
    if t.issue.mode == "transfer":
        raise Conflict("issue.wrong_mode", mode=t.issue.mode)


def om_path(t: Taking) -> None:
    """Human interference is never worked off and closed through the O&M company's path."""
    party = t.given.responsible and lookup.organisation(t.session, t.given.responsible)
    by_company = party.kind == "om_company" if party else t.issue.responsible_kind == "om_company"
    if t.issue.kind == "interference" and by_company:
        raise Conflict("issue.interference")


def running(t: Taking) -> None:
    """The clock must not stand."""
    if t.issue.paused_on is not None:
        raise Conflict("issue.paused")


def paused(t: Taking) -> None:
    """The clock must stand."""
    if t.issue.paused_on is None:
        raise Conflict("issue.not_paused")


def not_paused(t: Taking) -> None:
    """The clock must not stand already."""
    if t.issue.paused_on is not None:
        raise Conflict("issue.paused_already")


def not_overdue(t: Taking) -> None:
    """A pause is never retroactive."""
    if t.issue.deadline_on is None or t.today > t.issue.deadline_on:
        raise Conflict("issue.pause_late")


def not_own(t: Taking) -> None:
    """Nobody judges the own work or that of the own organisation."""
    if t.actor is not None and own_work(t.actor, t.issue):
        raise Forbidden("issue.own_work")


def named(t: Taking) -> None:
    """Where verifiers were named, only they verify."""
    if t.issue.verifiers and t.person.id not in t.issue.verifiers:
        raise Forbidden("issue.not_named")


def second_verifier(t: Taking) -> None:
    """Nobody verifies one round twice."""
    if t.person.id in said_by(t.issue):
        raise Forbidden("issue.second_verifier")


def bureau_approves(t: Taking) -> None:
    """From grade 2 on the bureau approves (of the lowest grade a supervisor may)."""
    if t.issue.grade < catalog.ledger_rule("bureau_from_grade"):
        return
    if not access.can(t.actor, f"issue.{t.row.step}", t.issue, among=("bureau_reviewer",)):
        raise Forbidden("issue.bureau_approval")


def not_verifier(t: Taking) -> None:
    """Who verified does not approve; without enough verifiers nobody does."""
    verifiers = set(passed_by(t.issue))
    if t.person.id in verifiers:
        raise Forbidden("issue.own_verification")
    if len(verifiers) < verifiers_needed(t.issue):
        raise Conflict("issue.unverified", needed=verifiers_needed(t.issue))


def extended_once(t: Taking) -> None:
    """A deadline is extended once."""
    if t.issue.extended_from is not None:
        raise Conflict("issue.extended_already")


def lookback_window(t: Taking) -> None:
    """A look-back has its time after closing."""
    if t.issue.closed_at is None:
        raise Conflict("issue.lookback_window", first="", last="")
    closed = local_date(t.issue.closed_at)
    first = closed + timedelta(days=catalog.ledger_rule("lookback_from"))
    last = closed + timedelta(days=catalog.ledger_rule("lookback_until"))
    if not first <= t.today <= last:
        raise Conflict("issue.lookback_window", first=first.isoformat(), last=last.isoformat())


def withheld(t: Taking) -> None:
    """Only what is kept back is released."""
    if not t.issue.withheld:
        raise Conflict("issue.not_withheld")


def rung(t: Taking) -> None:
    """A rung of the ladder is reached on its day, once."""
    if not rung_is_due(t.session, t.issue, t.row.step, t.today):
        raise Conflict("issue.rung_not_due")


def note(t: Taking) -> None:
    """Say what was done."""
    _demand(t.given.note, "issue.note_missing")


def reason(t: Taking) -> None:
    """Say why."""
    _demand(t.given.reason, "issue.reason_missing")


def case_result(t: Taking) -> None:
    """A referred case ends with its outcome."""
    _demand(t.given.case_result, "issue.outcome_missing")


def record(t: Taking) -> None:
    """A verification leaves words or files."""
    _demand(t.given.note or t.given.evidence, "issue.record_missing")


def before_photo(t: Taking) -> None:
    """Something shows how it was: the finding's pictures count."""
    _demand(t.issue.evidence or t.given.evidence, "issue.before_photo_missing")


def after_photo(t: Taking) -> None:
    """A photo shows how it is now: when, and where or why that is not known."""
    photos = _new_photos(t)
    _demand(photos, "issue.after_photo_missing")
    _demand([p for p in photos if "taken_at" in p], "issue.photo_time_missing")
    placed = [p for p in photos if "taken_at" in p and "lon" in p]
    _demand(placed or t.given.no_position, "issue.photo_position_missing")


def plan(t: Taking) -> None:
    """A plan has words and at least one measure with its date."""
    measures = t.given.measures
    _demand(t.given.plan_text and measures, "issue.plan_missing")
    _demand(all(row["text"] for row in measures), "issue.plan_missing")


def measures_done(t: Taking) -> None:
    """Every measure of the plan in force has after-evidence of the present round."""
    earlier = [e for e in t.issue.evidence if e.get("round") == t.issue.rounds]
    after = [*(e for e in earlier if e["kind"] == "after"), *_new_photos(t)]
    _demand(after, "issue.after_photo_missing")
    plan = next((plan for plan in reversed(t.issue.plans) if plan.filing_no), None)
    numbers = [row["no"] for row in plan.measures] if plan else []
    shown = {entry.get("measure") for entry in after}
    missing = [n for n in numbers if n not in shown] if len(numbers) > 1 else []
    if missing:
        raise Refused("issue.measure_unproven", measures=", ".join(map(str, missing)))


def responsible(t: Taking) -> None:
    """Somebody has to act."""
    _demand(t.given.responsible or t.issue.responsible_org_id, "issue.responsible_missing")


def deadline(t: Taking) -> None:
    """There is a date, and it has not gone by."""
    if lookup.deadline_of(t) < t.today:
        raise Refused("issue.deadline_past")


def later(t: Taking) -> None:
    """An extension is until a later day."""
    old, new = t.issue.deadline_on, lookup.new_deadline(t)
    if new is None:
        raise Refused("issue.deadline_missing")
    if new < t.today or (old is not None and new <= old):
        raise Refused("issue.deadline_not_later", deadline=old.isoformat() if old else "")


def verifiers(t: Taking) -> None:
    """Verifiers are people who may, enough of them, and none of the rectifier's."""
    people = lookup.verifiers(t)
    if len(people) < verifiers_needed(t.issue):
        raise Refused("issue.verifiers_missing", needed=verifiers_needed(t.issue))
    for person in people:
        _may_verify(t, person)


def parent(t: Taking) -> None:
    """What an issue is merged into is another open one of the same station, no more open to see."""
    target = lookup.parent(t)
    if target is None or not lookup.takes_in(target, t.issue):
        raise Refused("issue.parent_missing")
    if not access.can(t.actor, "issue.view", target):
        raise Refused("issue.parent_missing")


def _may_verify(t: Taking, person: User) -> None:
    if not access.can(person, "issue.pass", t.issue):
        raise Refused("issue.no_verifier", name=person.name)
    if own_work(person, t.issue):
        raise Forbidden("issue.own_work")


def _new_photos(t: Taking) -> list[dict[str, Any]]:
    """Return the files from after; one that the issue has already proves nothing new."""
    photos = [entry for entry in t.given.evidence if entry["kind"] == "after"]
    known = {entry["sha256"] for entry in t.issue.evidence}
    if any(entry["sha256"] in known for entry in photos):
        raise Refused("issue.photo_reused")
    return photos


def _pictures_of_now(t: Taking) -> None:
    """Whatever the step: pictures from after are new ones, of a time after it was found."""
    for entry in _new_photos(t):
        moment = datetime.fromisoformat(entry["taken_at"]) if "taken_at" in entry else None
        latest = max(t.at, real_now()) + CLOCK_SLACK
        if moment is not None and not t.issue.found_at - CLOCK_SLACK <= moment <= latest:
            raise Refused("issue.photo_time_wrong")


def _demand(value: object, code: str) -> None:
    if not value:
        raise Refused(code)


STANDING: Mapping[str, Guard] = {
    guard.__name__: guard
    for guard in (
        *(principled, mode_on_spot, mode_time_limit, om_path, running, paused, not_paused),
        *(not_overdue, not_own, named, second_verifier, bureau_approves, not_verifier),
        *(extended_once, lookback_window, withheld, rung),
    )
}
GIVEN: Mapping[str, Guard] = {
    guard.__name__: guard
    for guard in (
        *(note, reason, case_result, record, before_photo, after_photo, plan, measures_done),
        *(responsible, deadline, later, verifiers, parent),
    )
}
ALL: Mapping[str, Guard] = {**STANDING, **GIVEN}


def check(taking: Taking) -> None:
    """Ask every guard of a step in the table's order; the first one that refuses raises."""
    _pictures_of_now(taking)
    for name in taking.row.checks:
        ALL[name](taking)
