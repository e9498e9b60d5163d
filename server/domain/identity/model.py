"""Practices, people, sessions and links as values, with the rules that need nothing else. Pure."""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from server.kernel.actor import Role
from server.kernel.errors import invalid
from server.kernel.ids import InvitationId, PatientId, PracticeId, SessionId, StaffId, VisitId
from server.kernel.phi import Phi

STAFF_SESSION = timedelta(hours=12)
STAFF_IDLE = timedelta(minutes=60)
TOUCH_EVERY = timedelta(minutes=1)
AFTER_VISIT = timedelta(hours=2)
"""How long after its visit's end a link, and the session it opened, still open the visit's page."""
BIRTH_DATE_TRIES = 5

_OLDEST_BIRTH = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Practice:
    """The tenant. `zone` is an IANA name, `phone` what every page falls back to."""

    id: PracticeId
    name: str
    zone: str
    phone: str


@dataclass(frozen=True, slots=True)
class Staff:
    id: StaffId
    practice: PracticeId
    login: str
    display_name: str
    roles: frozenset[Role]
    active: bool = True


@dataclass(frozen=True, slots=True)
class PatientDetails:
    given_name: Phi[str]
    family_name: Phi[str]
    birth_date: Phi[date]
    email: Phi[str | None]
    phone: Phi[str | None]
    language: str
    zone: str

    @property
    def display_name(self) -> Phi[str]:
        return Phi(f"{self.given_name.reveal()} {self.family_name.reveal()}")

    def check(self, now: datetime) -> None:
        """Raises DomainError("patient.name" | "patient.birth_date" | "zone.unknown")."""
        if not self.given_name.reveal().strip() or not self.family_name.reveal().strip():
            raise invalid("patient.name", "A patient has a given name and a family name.")
        today = now.astimezone(zone_named(self.zone)).date()
        if not _OLDEST_BIRTH <= self.birth_date.reveal() <= today:
            raise invalid("patient.birth_date", "The date of birth lies between 1900 and today.")


@dataclass(frozen=True, slots=True)
class Patient:
    id: PatientId
    practice: PracticeId
    details: PatientDetails


@dataclass(frozen=True, slots=True)
class Session:
    """`seen_at` is at most a minute behind; the idle time of staff counts from it."""

    id: SessionId
    practice: PracticeId
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    staff: StaffId | None = None
    patient: PatientId | None = None
    visit: VisitId | None = None
    invitation: InvitationId | None = None
    revoked_at: datetime | None = None
    identity_confirmed_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        if self.revoked_at is not None or now >= self.expires_at:
            return False
        return self.staff is None or now < self.seen_at + STAFF_IDLE

    def is_due_for_touch(self, now: datetime) -> bool:
        return now >= self.seen_at + TOUCH_EVERY


@dataclass(frozen=True, slots=True)
class Invitation:
    """One link: it opens one visit, once, for one browser."""

    id: InvitationId
    practice: PracticeId
    visit: VisitId
    patient: PatientId
    created_at: datetime
    expires_at: datetime
    opened_at: datetime | None = None
    revoked_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        return self.opened_at is None and self.revoked_at is None and now < self.expires_at


@dataclass(frozen=True, slots=True)
class LinkState:
    """What a desk sees of a visit's newest link."""

    expires_at: datetime
    opened_at: datetime | None
    identity_confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Misses:
    """Consecutive missed sign-ins with one login; the delay doubles from the tenth on, the hundredth is final."""

    count: int
    last_at: datetime

    FREE: ClassVar[int] = 10
    FINAL: ClassVar[int] = 100
    LONGEST_WAIT: ClassVar[timedelta] = timedelta(minutes=15)

    @property
    def final(self) -> bool:
        return self.count >= self.FINAL

    def wait(self, now: datetime) -> timedelta:
        """How long until the next try is looked at; not positive when it may be made now."""
        if self.count < self.FREE:
            return timedelta()
        delay = min(self.LONGEST_WAIT, timedelta(seconds=2 ** min(self.count - self.FREE, 20)))
        return self.last_at + delay - now


def zone_named(name: str) -> ZoneInfo:
    """The IANA zone of this name. Raises DomainError("zone.unknown")."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as unknown:  # "Europe" is a folder of the zone database
        raise invalid("zone.unknown", "The time zone is an IANA name such as Europe/Vienna.") from unknown


def canonical_login(login: str) -> str:
    """The spelling under which a sign-in name is stored and looked up."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def folded(text: str) -> str:
    """`text` as names are searched: no case, no accents, single spaces; the same on both databases."""
    bare = "".join(mark for mark in unicodedata.normalize("NFKD", text) if not unicodedata.combining(mark))
    return " ".join(bare.casefold().split())
