"""The visit and the one table that owns its states: which event, by whom, leads from where to where.

Everything here is pure. A visit changes by `transition` alone; stores and services only carry the answer out.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from server.domain.quality import Readiness
from server.domain.visits.consent_text import ConsentText
from server.domain.visits.encryption import Encryption
from server.kernel.actor import Role
from server.kernel.errors import DomainError, conflict, forbidden
from server.kernel.ids import PatientId, PracticeId, SeatId, SessionId, StaffId, VisitId
from server.kernel.phi import Phi


class State(StrEnum):
    BOOKED = "booked"
    WAITING = "waiting"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


class Happening(StrEnum):
    """What can happen to a visit. The words are the verbs of the service and of the ledger."""

    BOOK = "book"
    CANCEL = "cancel"
    ARRIVE = "arrive"
    GIVE_UP = "give_up"
    ADMIT = "admit"
    HOLD = "hold"
    END = "end"
    NO_SHOW = "no_show"


class Outcome(StrEnum):
    COMPLETED = "completed"
    BY_PHONE = "by_phone"
    TECHNICAL_FAILURE = "technical_failure"
    ESCALATED = "escalated"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the state table: `event` by one of `who` leads from each of `origins` to `target`."""

    origins: tuple[State | None, ...]
    event: Happening
    who: frozenset[Role]
    target: State


_DESK = frozenset({Role.SCHEDULER, Role.CLINICIAN})
_CLINICIAN = frozenset({Role.CLINICIAN})
_PATIENT = frozenset({Role.PATIENT})

STATE_TABLE = (
    Row((None,), Happening.BOOK, _DESK, State.BOOKED),
    Row((State.BOOKED, State.WAITING), Happening.CANCEL, _DESK, State.CANCELLED),
    Row((State.BOOKED,), Happening.ARRIVE, _PATIENT, State.WAITING),
    Row((State.WAITING,), Happening.GIVE_UP, _PATIENT, State.BOOKED),
    Row((State.WAITING,), Happening.ADMIT, _CLINICIAN, State.IN_PROGRESS),
    Row((State.IN_PROGRESS,), Happening.HOLD, _CLINICIAN, State.WAITING),
    Row((State.IN_PROGRESS,), Happening.END, _CLINICIAN, State.COMPLETED),
    Row((State.BOOKED, State.WAITING), Happening.NO_SHOW, _CLINICIAN, State.NO_SHOW),
)

ENDED = frozenset({State.COMPLETED, State.CANCELLED, State.NO_SHOW})


def transition(state: State | None, event: Happening, role: Role) -> State:
    """Where `event` by `role` leads from `state` (None: there is no visit yet).

    Raises DomainError: forbidden for a role that never may, conflict when the state does not allow it.
    """
    rows = [row for row in STATE_TABLE if row.event is event and role in row.who]
    if not rows:
        raise forbidden("auth.forbidden", "Your role may not do this.")
    for row in rows:
        if state in row.origins:
            return row.target
    raise refusal(state, event)


def refusal(state: State | None, event: Happening) -> DomainError:
    """Why `event` is impossible in `state`, in the most telling of the stable codes."""
    if event is Happening.ADMIT and state is not State.IN_PROGRESS:
        return conflict("visit.not_waiting", "The patient is not in the waiting room.")
    if state in ENDED:
        return _ended()
    if event in (Happening.HOLD, Happening.END):
        return conflict("visit.not_admitted", "The patient has not been let in yet.")
    if event is not Happening.BOOK and state is State.IN_PROGRESS:
        return conflict("visit.already_admitted", "The patient has already been let in.")
    if event is Happening.GIVE_UP:
        return conflict("visit.not_waiting", "The patient is not in the waiting room.")
    return conflict("visit.wrong_state", "This is not possible at this point of the visit.")


@dataclass(frozen=True, slots=True)
class Visit:
    """One consultation from booking to outcome. `rev` grows by one with each change, at `changed_at`."""

    id: VisitId
    practice: PracticeId
    clinician: StaffId
    patient: PatientId
    state: State
    rev: int
    booked_at: datetime
    changed_at: datetime
    outcome: Outcome | None = None
    arrived_at: datetime | None = None
    admitted_at: datetime | None = None
    ended_at: datetime | None = None


def refuse_ended(visit: Visit) -> None:
    """Raises DomainError("visit.ended") when nothing can be added to the visit any more."""
    if visit.state in ENDED:
        raise _ended()


def _ended() -> DomainError:
    return conflict("visit.ended", "This visit has ended.")


@dataclass(frozen=True, slots=True)
class Seat:
    """One person's place in one visit. `session` is the one that last took it.

    `encryption` is what its page last said of it; None until it has said anything.
    """

    id: SeatId
    visit: VisitId
    role: Role
    person: StaffId | PatientId
    display_name: Phi[str]
    session: SessionId | None = None
    encryption: Encryption | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """That the patient agreed to one version of the text, in one language, at one instant."""

    visit: VisitId
    text_version: str
    language: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class BookVisit:
    """What a scheduler asks for. `starts_at` is aware."""

    clinician: StaffId
    patient: PatientId
    starts_at: datetime
    duration_min: int


@dataclass(frozen=True, slots=True)
class Link:
    """A link's token, in its one copy: only its hash is stored, and it is never shown in a log."""

    token: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Booked:
    """A visit and the link that lets its patient in."""

    visit: Visit
    link: Link


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit as the desk sees it: with its people, its time and how far the patient has come."""

    visit: Visit
    clinician_name: str
    patient_name: Phi[str]
    birth_date: Phi[date]
    starts_at: datetime
    ends_at: datetime
    zone: str
    link_opened_at: datetime | None
    identity_confirmed_at: datetime | None
    consented_at: datetime | None
    readiness: Readiness | None


@dataclass(frozen=True, slots=True)
class MyVisit:
    """A visit as its patient sees it. The name is told only to somebody who has confirmed who they are."""

    visit: Visit
    clinician_name: str
    given_name: Phi[str] | None
    starts_at: datetime
    ends_at: datetime
    zone: str
    identity_confirmed: bool
    consent_needed: bool
    consent_text: ConsentText
