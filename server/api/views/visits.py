"""Shapes of booking and of the visit as staff see it."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field
from typing_extensions import TypeAliasType

from server.api.contract.shapes import Request, View
from server.api.views.fields import Instant
from server.domain.visits.model import Outcome, State

# Named on the wire as people say it; the words are the state table's.
VisitState = TypeAliasType("VisitState", State)
NoteStatus = Literal["none", "draft", "signed"]


class DayQuery(Request):
    """One calendar day in the practice's zone."""

    day: date


class SlotView(View):
    starts_at: datetime
    ends_at: datetime


class SlotsView(View):
    zone: str
    items: list[SlotView]


class BookVisit(Request):
    clinician_id: UUID
    patient_id: UUID
    starts_at: Instant
    duration_min: int = Field(ge=5, le=240)


class VisitClinicianView(View):
    id: UUID
    display_name: str


class VisitPatientView(View):
    id: UUID
    display_name: str
    birth_date: date


class VisitInvitationView(View):
    opened_at: datetime | None


class VisitView(View):
    id: UUID
    state: VisitState
    rev: int
    outcome: Outcome | None
    clinician: VisitClinicianView
    patient: VisitPatientView
    starts_at: datetime
    ends_at: datetime
    zone: str
    arrived_at: datetime | None
    admitted_at: datetime | None
    ended_at: datetime | None
    invitation: VisitInvitationView
    consented_at: datetime | None
    identity_confirmed_at: datetime | None
    note_status: NoteStatus

    def revision(self) -> int:
        return self.rev


class VisitsView(View):
    items: list[VisitView]


class MessageView(View):
    subject: str
    body: str


class InvitationView(View):
    """`qr_svg` is a data address for an image element."""

    url: str
    qr_svg: str
    message: MessageView
    expires_at: datetime


class BookedView(View):
    visit: VisitView
    invitation: InvitationView

    def revision(self) -> int:
        return self.visit.rev


class EndVisit(Request):
    outcome: Outcome


class TicketView(View):
    ticket: str
    seat_id: UUID
    call: bool
    expires_in_ms: int


class DeskTicketView(View):
    ticket: str
    expires_in_ms: int


class AdmittedView(View):
    visit: VisitView
    ticket: TicketView

    def revision(self) -> int:
        return self.visit.rev
