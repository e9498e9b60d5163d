from datetime import timedelta

import pytest

from server.crypto.canonical import canonical_json
from server.domain.quality import SPACING_S, Way
from server.domain.quality.model import LONGEST_SERIES, by_seat, facts, summary, thinned
from server.kernel.actor import Role
from signaling import GatewayConfig
from tests.support.clock import MONDAY
from tests.support.samples import BROKEN, CLEAR, CLINICIANS, PATIENTS, SILENT, sample, samples


def test_a_sample_stands_for_the_time_that_the_door_waits_between_two() -> None:
    assert GatewayConfig(origins=()).sample_s == SPACING_S


def test_a_summary_tells_how_it_mostly_was_and_how_bad_it_got() -> None:
    found = summary([*samples(2), sample(down=BROKEN, round_trip_ms=700)])
    assert (found.samples, found.connected_s, found.round_trip_ms) == (3, 15, 40)
    assert (found.down.mos_median, found.down.mos_worst) == (4.4, 1.9)
    assert found.down.loss == 50 / 700


def test_loss_is_a_share_of_all_packets_and_not_of_the_samples() -> None:
    few, many = Way(10, 10, 0, 0, 1.0), Way(990, 0, 0, 0, 4.4)
    assert summary([sample(up=few), sample(up=many)]).up.loss == 0.01


def test_a_way_on_which_nothing_went_has_no_score() -> None:
    silent = summary([sample(up=SILENT)]).up
    assert (silent.mos_median, silent.mos_worst, silent.loss) == (None, None, None)
    assert summary([sample(up=SILENT), sample(up=BROKEN)]).up.mos_median == 1.9


def test_pauses_and_freezes_are_counted() -> None:
    found = summary([sample(paused=True, freezes=2, frozen_ms=900), sample(freezes=1, frozen_ms=100), sample()])
    assert (found.paused_s, found.freezes, found.frozen_ms) == (5, 3, 1_000)


def test_a_round_trip_that_was_never_measured_stays_unknown() -> None:
    assert summary([sample(round_trip_ms=None)]).round_trip_ms is None


def test_each_seat_has_its_own_summary() -> None:
    both = [sample(), sample(seat=CLINICIANS, role=Role.CLINICIAN, up=BROKEN), sample()]
    assert [(one.seat, one.role, one.summary.samples) for one in by_seat(both)] == [
        (CLINICIANS, Role.CLINICIAN, 1),
        (PATIENTS, Role.PATIENT, 2),
    ]


def test_nobody_sampled_is_nothing() -> None:
    assert by_seat([]) == []


@pytest.mark.parametrize(
    ("number", "points", "size"), [(1, 1, 1), (720, 720, 1), (721, 361, 2), (20_000, 715, 28)]
)
def test_a_series_has_at_most_so_many_points_and_leaves_none_out(number: int, points: int, size: int) -> None:
    found, series = thinned(samples(number, freezes=1))
    assert (found, len(series)) == (size, points)
    assert len(series) <= LONGEST_SERIES
    assert sum(point.freezes for point in series) == number


def test_a_point_of_a_thinned_series_is_as_bad_as_its_worst_moment() -> None:
    short = sample(down=BROKEN, round_trip_ms=None, paused=True)
    last = sample(at=MONDAY + timedelta(seconds=5), round_trip_ms=90, down=Way(100, 0, 3, 110_000, 4.4))
    (point,) = thinned([short, last], most=1)[1]
    assert (point.down.mos, point.paused, point.round_trip_ms, point.at) == (1.9, True, 90, last.at)
    assert (point.down.packets, point.down.lost, point.down.bps) == (300, 50, 100_000)


def test_silence_does_not_improve_a_merged_score() -> None:
    (point,) = thinned([sample(up=BROKEN), sample(up=SILENT)], most=1)[1]
    assert point.up.mos == 1.9


def test_what_the_ledger_gets_is_canonical_and_names_nobody() -> None:
    (quality,) = by_seat([sample(down=BROKEN, paused=True), sample(up=SILENT, down=SILENT)])
    said = facts(quality)
    assert canonical_json(said)
    assert said == {
        "seat": str(PATIENTS),
        "role": "patient",
        "samples": 2,
        "connected_s": 10,
        "up_mos_median_x100": 440,
        "up_mos_worst_x100": 440,
        "up_loss_ppm": 0,
        "down_mos_median_x100": 190,
        "down_mos_worst_x100": 190,
        "down_loss_ppm": 250_000,
        "round_trip_ms": 40,
        "paused_s": 5,
        "freezes": 0,
        "frozen_ms": 0,
    }


def test_a_clear_way_is_used_and_a_silent_one_is_not() -> None:
    assert (CLEAR.used, SILENT.used) == (True, False)
