"""Slots follow the wall clock of their zone, and no clock change doubles or swallows one."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.scheduling import Availability, Slot, Wanted, day_span
from server.domain.scheduling.model import free, rule_around, slots_within
from server.kernel.errors import DomainError
from server.kernel.ids import PatientId, StaffId, VisitId, new_id
from tests.support.clock import MONDAY

HALF_HOUR = timedelta(minutes=30)

# (zone, day of the change, hours that the day has)
GAPS = [
    ("Europe/Vienna", date(2026, 3, 29), 23),
    ("America/New_York", date(2026, 3, 8), 23),
    ("Africa/Cairo", date(2026, 4, 24), 23),  # midnight itself does not occur
    ("Australia/Lord_Howe", date(2026, 10, 4), 23.5),  # a change of half an hour
]
FOLDS = [
    ("Europe/Vienna", date(2026, 10, 25), 25),
    ("America/New_York", date(2026, 11, 1), 25),
    ("America/Havana", date(2026, 11, 1), 25),  # midnight occurs twice
    ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
]


def all_day(zone: str, day: date) -> Availability:
    return Availability(day.weekday(), 0, 24 * 60, zone, 30)


@pytest.mark.parametrize(("zone", "day", "hours"), GAPS + FOLDS)
def test_a_whole_day_has_as_many_slots_as_it_has_half_hours(zone: str, day: date, hours: float) -> None:
    assert len(slots_within([all_day(zone, day)], day_span(day, zone))) == hours * 2


@pytest.mark.parametrize(("zone", "day", "hours"), GAPS + FOLDS)
def test_slots_around_a_clock_change_follow_each_other(zone: str, day: date, hours: float) -> None:
    slots = slots_within([all_day(zone, day)], day_span(day, zone))
    assert all(one.ends_at == following.starts_at for one, following in pairwise(slots))


def test_an_hour_that_occurs_twice_has_its_slots_twice() -> None:
    day, zone = date(2026, 10, 25), ZoneInfo("Europe/Vienna")
    rule = Availability(day.weekday(), 60, 4 * 60, "Europe/Vienna", 60)
    starts = [slot.starts_at.astimezone(zone) for slot in slots_within([rule], day_span(day, "Europe/Vienna"))]
    assert [(at.hour, at.fold) for at in starts] == [(1, 0), (2, 0), (2, 1), (3, 0)]


def test_an_hour_that_does_not_occur_has_no_slot() -> None:
    day, zone = date(2026, 3, 29), ZoneInfo("Europe/Vienna")
    rule = Availability(day.weekday(), 60, 4 * 60, "Europe/Vienna", 60)
    starts = [slot.starts_at.astimezone(zone) for slot in slots_within([rule], day_span(day, "Europe/Vienna"))]
    assert [at.hour for at in starts] == [1, 3]


def test_hours_that_begin_within_a_gap_begin_by_the_old_offset() -> None:
    day = date(2026, 3, 29)
    window = Availability(day.weekday(), 2 * 60 + 30, 6 * 60, "Europe/Vienna", 30).window(day)
    assert window is not None
    assert window.starts_at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_hours_that_a_gap_swallows_whole_have_no_slot() -> None:
    day = date(2026, 3, 29)
    assert Availability(day.weekday(), 2 * 60 + 30, 3 * 60, "Europe/Vienna", 30).window(day) is None


def test_a_scheduler_far_away_sees_the_slots_of_her_own_day() -> None:
    tuesday_mornings_in_vienna = Availability(1, 8 * 60, 9 * 60, "Europe/Vienna", 30)
    monday_in_los_angeles = day_span(date(2026, 3, 2), "America/Los_Angeles")
    slots = slots_within([tuesday_mornings_in_vienna], monday_in_los_angeles)
    assert [slot.starts_at.day for slot in slots] == [3, 3]


@given(
    zone=st.sampled_from(sorted(available_timezones())),
    day=st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    start=st.integers(0, 1380),
    length=st.integers(5, 600),
    slot_minutes=st.integers(5, 240),
)
def test_in_every_zone_slots_fill_the_hours_and_never_overlap(
    zone: str, day: date, start: int, length: int, slot_minutes: int
) -> None:
    rule = Availability(day.weekday(), start, min(start + length, 1440), zone, slot_minutes)
    window = rule.window(day)
    if window is None:
        return
    wide = Slot(window.starts_at - timedelta(days=1), window.ends_at + timedelta(days=1))
    slots = slots_within([rule], wide)
    assert len(slots) == (window.ends_at - window.starts_at) // rule.slot_length
    assert all(slot.ends_at - slot.starts_at == rule.slot_length for slot in slots)
    assert not any(one.overlaps(following) for one, following in pairwise(slots))
    assert all(rule_around([rule], slot) is rule for slot in slots)


@given(zone=st.sampled_from(sorted(available_timezones())), day=st.dates(date(2020, 1, 1), date(2035, 12, 30)))
def test_in_every_zone_one_day_ends_when_the_next_begins(zone: str, day: date) -> None:
    assert day_span(day, zone).ends_at == day_span(day + timedelta(days=1), zone).starts_at


def test_a_slot_that_has_begun_is_not_free() -> None:
    slot = Slot(MONDAY, MONDAY + HALF_HOUR)
    assert free([slot], [], MONDAY + timedelta(seconds=1)) == []
    assert free([slot], [], MONDAY) == [slot]


def test_a_slot_of_two_rules_is_told_once() -> None:
    rule = Availability(0, 8 * 60, 9 * 60, "UTC", 30)
    assert len(slots_within([rule, rule], day_span(date(2026, 3, 2), "UTC"))) == 2


@pytest.mark.parametrize(
    "rule",
    [
        Availability(7, 480, 600, "UTC", 30),
        Availability(-1, 480, 600, "UTC", 30),
        Availability(0, 600, 480, "UTC", 30),
        Availability(0, -10, 480, "UTC", 30),
        Availability(0, 480, 1441, "UTC", 30),
        Availability(0, 480, 600, "UTC", 4),
        Availability(0, 480, 600, "UTC", 241),
    ],
)
def test_hours_that_are_no_span_of_a_day_are_refused(rule: Availability) -> None:
    with pytest.raises(DomainError, match=r"availability\.invalid"):
        rule.check()


@pytest.mark.parametrize(
    "zone", ["Europe", "", "../etc/passwd", "Nowhere/At_All", "/etc/localtime", "\0", "x" * 999]
)
def test_a_name_that_is_no_zone_is_refused(zone: str) -> None:
    with pytest.raises(DomainError, match=r"zone\.unknown"):
        Availability(0, 480, 600, zone, 30).check()


@pytest.mark.parametrize("day", [date.min, date.max])
def test_a_day_outside_of_the_century_is_refused(day: date) -> None:
    with pytest.raises(DomainError, match=r"day\.invalid"):
        day_span(day, "Europe/Vienna")


@pytest.mark.parametrize(
    ("starts_at", "duration_min", "code"),
    [
        (MONDAY, 4, "slot.duration"),
        (MONDAY, 241, "slot.duration"),
        (MONDAY, -30, "slot.duration"),
        (MONDAY - timedelta(seconds=1), 30, "slot.in_past"),
        (MONDAY + timedelta(days=800), 30, "slot.unavailable"),
        (datetime.max.replace(tzinfo=UTC), 30, "slot.unavailable"),
        (datetime.min.replace(tzinfo=UTC), 30, "slot.in_past"),
    ],
)
def test_a_time_that_nobody_can_have_is_refused(starts_at: datetime, duration_min: int, code: str) -> None:
    wanted = Wanted(VisitId(new_id()), StaffId(new_id()), PatientId(new_id()), starts_at, duration_min)
    with pytest.raises(DomainError) as refused:
        wanted.slot(MONDAY)
    assert refused.value.code == code
