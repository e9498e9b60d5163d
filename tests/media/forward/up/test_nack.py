from media.forward.up.nack import GIVE_UP_ROUND_TRIPS, GIVE_UP_S, MAX_MISSING, MAX_TRIES, NackSchedule


def test_a_gap_is_asked_for_at_once() -> None:
    schedule = NackSchedule()
    schedule.gap(65_534, 65_538, now=1.0)
    assert schedule.due(1.0) == [65_534, 65_535, 65_536, 65_537]


def test_the_same_packet_is_not_asked_for_again_before_its_retry_time() -> None:
    schedule = NackSchedule()
    schedule.gap(1, 2, now=1.0)
    assert [bool(schedule.due(1.0 + ms / 1000)) for ms in (0, 10, 49, 51, 60, 140, 152)] == [
        True, False, False, True, False, False, True,
    ]  # fmt: skip


def test_a_late_packet_counts_as_recovered_once() -> None:
    schedule = NackSchedule()
    schedule.gap(7, 8, now=0.0)
    assert [schedule.arrived(7), schedule.arrived(7)] == [True, False]
    assert schedule.recovered == 1
    assert not schedule.due(1.0)


def test_a_packet_is_given_up_after_a_second() -> None:
    schedule = NackSchedule()
    schedule.gap(7, 8, now=0.0)
    assert not schedule.due(GIVE_UP_S + 0.01)
    assert len(schedule) == 0


def test_a_packet_is_given_up_after_its_tries() -> None:
    schedule = NackSchedule()
    schedule.gap(7, 8, now=0.0)
    asked = sum(len(schedule.due(step / 1000)) for step in range(0, 900, 5))
    assert asked <= MAX_TRIES


def test_a_jump_too_wide_to_heal_forgets_everything() -> None:
    schedule = NackSchedule()
    schedule.gap(1, 5, now=0.0)
    schedule.gap(10, 11 + MAX_MISSING, now=0.0)
    assert len(schedule) == 0


def test_many_gaps_keep_only_the_newest() -> None:
    schedule = NackSchedule()
    for first in range(0, 4 * MAX_MISSING, 4):
        schedule.gap(first, first + 2, now=0.0)
    assert len(schedule) == MAX_MISSING
    assert 4 * MAX_MISSING - 4 in schedule


def test_nothing_is_asked_again_before_its_answer_can_be_there() -> None:
    schedule = NackSchedule()
    schedule.gap(7, 8, now=0.0)
    asked = [bool(schedule.due(ms / 1000, round_trip_s=0.5)) for ms in (0, 100, 500, 649, 651, 1300)]
    assert asked == [True, False, False, False, True, False]


def test_a_long_way_is_given_longer() -> None:
    schedule = NackSchedule()
    schedule.gap(7, 8, now=0.0)
    schedule.due(0.0, round_trip_s=1.0)
    assert schedule.due(GIVE_UP_S + 0.5, round_trip_s=1.0) == [7]
    assert not schedule.due(GIVE_UP_ROUND_TRIPS + 0.1, round_trip_s=1.0)
    assert len(schedule) == 0
