from dataclasses import replace

import pytest

from server.domain.quality import Cause, Device, DeviceCheck, Grade, Measured, Path, Speaker
from server.domain.quality.check import RULES, judge

FINE = DeviceCheck(
    path=Path.UDP,
    camera=Device.OK,
    microphone=Device.OK,
    speaker=Speaker.OK,
    relay_reachable=True,
    round_trip_ms=60,
    up=Measured(0.0, 4, 1_500_000),
    down=Measured(0.0, 4, 2_500_000),
)
GREEN, AMBER, RED = Grade.GREEN, Grade.AMBER, Grade.RED


def _up(*, loss: float = 0.0, bps: int = 1_500_000) -> DeviceCheck:
    return replace(FINE, up=Measured(loss, 4, bps))


def test_nothing_in_the_way_is_green() -> None:
    assert judge(FINE) == (GREEN, None)


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        (replace(FINE, path=Path.NONE), (RED, Cause.NO_CONNECTION)),
        (replace(FINE, path=Path.TCP), (AMBER, Cause.UDP_BLOCKED)),
        (replace(FINE, path=Path.RELAY), (GREEN, None)),
        (replace(FINE, relay_reachable=False), (GREEN, None)),
        (replace(FINE, speaker=Speaker.SILENT), (RED, Cause.SPEAKER)),
        (replace(FINE, speaker=Speaker.UNTESTED), (GREEN, None)),
        (_up(loss=0.03), (GREEN, None)),
        (_up(loss=0.031), (AMBER, Cause.LOSS)),
        (_up(loss=0.10), (AMBER, Cause.LOSS)),
        (_up(loss=0.101), (RED, Cause.LOSS)),
        (replace(FINE, down=Measured(loss=0.2)), (RED, Cause.LOSS)),
        (replace(FINE, round_trip_ms=300), (GREEN, None)),
        (replace(FINE, round_trip_ms=301), (AMBER, Cause.DELAY)),
        (replace(FINE, round_trip_ms=800), (AMBER, Cause.DELAY)),
        (replace(FINE, round_trip_ms=801), (RED, Cause.DELAY)),
        (_up(bps=400_000), (GREEN, None)),
        (_up(bps=399_999), (AMBER, Cause.SLOW)),
        (_up(bps=100_000), (AMBER, Cause.SLOW)),
        (_up(bps=99_999), (RED, Cause.SLOW)),
        (replace(FINE, down=Measured(bps=1)), (GREEN, None)),
    ],
)
def test_each_threshold_is_where_the_page_about_quality_says(
    check: DeviceCheck, expected: tuple[Grade, Cause | None]
) -> None:
    assert judge(check) == expected


@pytest.mark.parametrize("failure", [device for device in Device if device is not Device.OK])
def test_a_visit_without_sound_is_red_and_one_without_picture_amber(failure: Device) -> None:
    assert judge(replace(FINE, microphone=failure)) == (RED, Cause.MICROPHONE)
    assert judge(replace(FINE, camera=failure)) == (AMBER, Cause.CAMERA)


def test_what_was_not_measured_is_not_held_against_anybody() -> None:
    assert judge(DeviceCheck(Path.UDP, Device.OK, Device.OK, Speaker.OK)) == (GREEN, None)


def test_of_several_faults_the_one_that_weighs_most_speaks() -> None:
    poor = replace(FINE, camera=Device.BUSY, microphone=Device.DENIED, up=Measured(0.5, 90, 1))
    assert judge(poor) == (RED, Cause.MICROPHONE)
    assert judge(replace(poor, microphone=Device.OK)) == (RED, Cause.LOSS)
    assert judge(replace(poor, path=Path.NONE)) == (RED, Cause.NO_CONNECTION)


def test_no_amber_rule_stands_before_a_red_one() -> None:
    grades = [rule.grade for rule in RULES]
    assert grades == sorted(grades, key=[RED, AMBER].index)


def test_every_cause_has_a_rule() -> None:
    assert {rule.cause for rule in RULES} == set(Cause)
