"""What the ledger keeps of a look."""

from __future__ import annotations

import numpy as np
import pytest
from rasterio.transform import Affine
from shapely.geometry import box

from imagery.detectors import Detection, FindingShape, Zone
from ledger.verdicts import Verdicts
from workers import detection

PLAN = detection.PLANS[0]


def look(confidence):
    shape = FindingShape(
        code="INT-04",
        sign="DRY",
        polygon=box(120.1, 30.1, 120.2, 30.2),
        pixel_polygon=box(0, 0, 3, 3),
        confidence=confidence,
        area_m2=900.0,
        distance_m=5.0,
        assessed_fraction=0.9,
        smallest_object_m=30.0,
    )
    seen = Detection(
        detector="water",
        version="1",
        params={},
        assessed_fraction=0.9,
        findings=(shape,),
        abstained=None,
        flags=(),
        detail={},
        mask=np.zeros((3, 3), np.uint8),
        index=np.zeros((3, 3), np.float32),
        mask_transform=Affine.identity(),
        crs="EPSG:4326",
    )
    return detection.Look(PLAN, Zone(box(120, 30, 121, 31)), seen)


def kept(confidence, **verdicts):
    (finding,) = detection.recorded(look(confidence), verdicts=Verdicts(**verdicts)).findings
    return finding


def test_without_verdicts_a_confidence_stays_as_the_detector_gave_it():
    finding = kept(0.6)
    assert finding.confidence == 0.6
    assert "reviewed_of" not in finding.detail


@pytest.mark.parametrize(("right", "moves"), [(2, -1), (38, 1)])
def test_what_people_said_moves_the_confidence_and_the_count_is_kept(right, moves):
    finding = kept(0.6, right=right, reviewed=40, claimed=0.6)
    assert np.sign(finding.confidence - 0.6) == moves
    assert finding.detail["confidence_before_review"] == 0.6
    assert (finding.detail["reviewed_right"], finding.detail["reviewed_of"]) == (right, 40)


def test_no_verdicts_make_a_machine_certain():
    assert kept(0.9, right=10, reviewed=10, claimed=0.9).confidence <= 0.9
