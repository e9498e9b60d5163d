"""Slots, and the weekly rules they are computed from. Pure: zones and instants in, instants out.

A rule speaks of wall-clock time in its own zone. Both its ends become instants by RFC 5545 section 3.3.5 (a time
that occurs twice is the first, one that does not occur counts from the offset before the gap); between them slots
follow each other in elapsed time, so a clock change neither doubles nor swallows one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from server.domain.identity import zone_named
from server.kernel.errors import invalid
from server.kernel.ids import PatientId, PracticeId, StaffId, VisitId

SHORTEST = timedelta(minutes=5)
LONGEST = timedelta(minutes=240)
HORIZON = timedelta(days=731)
_YEARS = range(2000, 2100)
_DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A span of time, aware UTC, the end not included."""

    starts_at: datetime
    ends_at: datetime

    def overlaps(self, other: "Slot") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def contains(self, other: "Slot") -> bool:
        return self.starts_at <= other.starts_at and other.ends_at <= self.ends_at


@dataclass(frozen=True, slots=True)
class Availability:
    """A weekly rule: `weekday` 0 is Monday; minutes count from local midnight, `until_minute` not included."""

    weekday: int
    from_minute: int
    until_minute: int
    zone: str
    slot_minutes: int

    def check(self) -> None:
        """Raises DomainError("availability.invalid" | "zone.unknown")."""
        zone_named(self.zone)
        ordered = 0 <= self.from_minute < self.until_minute <= _DAY_MINUTES
        if not (ordered and self.weekday in range(7) and SHORTEST <= self.slot_length <= LONGEST):
            raise invalid("availability.invalid", "The weekly hours are not a span of one day.")

    @property
    def slot_length(self) -> timedelta:
        return timedelta(minutes=self.slot_minutes)

    def window(self, day: date) -> Slot | None:
        """When the rule holds on its own local `day`; None on another weekday, or when a clock change ate it."""
        if day.weekday() != self.weekday:
            return None
        zone = zone_named(self.zone)
        window = Slot(_instant(day, self.from_minute, zone), _instant(day, self.until_minute, zone))
        return window if window.starts_at < window.ends_at else None


@dataclass(frozen=True, slots=True)
class Appointment:
    """The time a visit holds; it shares the visit's id. `active` ends when the time is given back."""

    visit: VisitId
    practice: PracticeId
    clinician: StaffId
    patient: PatientId
    starts_at: datetime
    ends_at: datetime
    zone: str
    active: bool = True

    @property
    def slot(self) -> Slot:
        return Slot(self.starts_at, self.ends_at)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks to reserve. `starts_at` is aware."""

    visit: VisitId
    clinician: StaffId
    patient: PatientId
    starts_at: datetime
    duration_min: int

    def slot(self, now: datetime) -> Slot:
        """Raises DomainError("slot.duration" | "slot.in_past" | "slot.unavailable")."""
        length = timedelta(minutes=self.duration_min)
        if not SHORTEST <= length <= LONGEST:
            raise invalid("slot.duration", "A visit takes between 5 and 240 minutes.")
        if self.starts_at < now:
            raise invalid("slot.in_past", "This time has passed. Choose a later one.")
        if self.starts_at > now + HORIZON:
            raise invalid("slot.unavailable", "Visits are booked at most two years ahead.")
        starts_at = self.starts_at.astimezone(UTC)
        return Slot(starts_at, starts_at + length)


def day_span(day: date, zone: str) -> Slot:
    """The whole local `day` of `zone`: 23, 24 or 25 hours. Raises DomainError("zone.unknown" | "day.invalid")."""
    where = zone_named(zone)
    if day.year not in _YEARS:
        raise invalid("day.invalid", "The day lies in this century.")
    return Slot(_instant(day, 0, where), _instant(day, _DAY_MINUTES, where))


def slots_within(rules: Iterable[Availability], span: Slot) -> list[Slot]:
    """The slots of all rules that start within `span`, in order, each once."""
    found = {
        slot
        for rule in rules
        for window in _windows(rule, span)
        for slot in _cut(window, rule.slot_length)
        if span.starts_at <= slot.starts_at < span.ends_at
    }
    return sorted(found)


def rule_around(rules: Iterable[Availability], slot: Slot) -> Availability | None:
    """The rule inside whose hours `slot` lies, if any."""
    for rule in rules:
        if any(window.contains(slot) for window in _windows(rule, slot)):
            return rule
    return None


def free(slots: Iterable[Slot], taken: Sequence[Slot], now: datetime) -> list[Slot]:
    """Those of `slots` that have not begun and overlap nothing `taken`."""
    return [slot for slot in slots if slot.starts_at >= now and not any(map(slot.overlaps, taken))]


def _windows(rule: Availability, span: Slot) -> Iterable[Slot]:
    """The rule's windows on every local day that `span` touches."""
    zone = zone_named(rule.zone)
    day, last = span.starts_at.astimezone(zone).date(), span.ends_at.astimezone(zone).date()
    # A window that begins in a clock change can end up on the following local day: look one day further back.
    day -= timedelta(days=1)
    while day <= last:
        window = rule.window(day)
        if window is not None:
            yield window
        day += timedelta(days=1)


def _cut(window: Slot, length: timedelta) -> Iterable[Slot]:
    starts_at = window.starts_at
    while starts_at + length <= window.ends_at:
        yield Slot(starts_at, starts_at + length)
        starts_at += length


def _instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    return wall.replace(tzinfo=zone).astimezone(UTC)
