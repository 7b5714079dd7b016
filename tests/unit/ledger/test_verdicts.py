from ledger import verdicts
from ledger.models import Finding
from ledger.verdicts import Verdicts
from tests.factories import make_finding, make_scene, make_station


def decided(session, state, reason="", detector="water"):
    finding = make_finding(session, make_station(session), make_scene(session))
    finding.detector, finding.state, finding.reason = detector, state, reason
    session.flush()


def test_a_finding_that_showed_a_real_thing_was_right_whatever_became_of_it(session):
    for state, reason in [
        ("accepted", ""),
        ("merged", ""),
        ("rejected", "known"),
        ("rejected", "duplicate"),
        ("rejected", "shadow"),
        ("rejected", "season"),
        ("rejected", "other"),
    ]:
        decided(session, state, reason)
    assert verdicts.by_detector(session) == {"water": Verdicts(right=4, reviewed=7, claimed=0.7)}


def test_an_undecided_finding_is_no_verdict(session):
    for state in ("pending", "refly", "withdrawn"):
        decided(session, state)
    assert verdicts.by_detector(session) == {}
    assert session.query(Finding).count() == 3


def test_detectors_are_counted_apart(session):
    decided(session, "accepted", detector="burn")
    decided(session, "rejected", "shadow", detector="cloud")
    assert verdicts.by_detector(session) == {
        "burn": Verdicts(right=1, reviewed=1, claimed=0.7),
        "cloud": Verdicts(right=0, reviewed=1, claimed=0.7),
    }
