"""Shapes of booking and of the visit as staff see it."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field
from typing_extensions import TypeAliasType

from server.api.contract.shapes import Request, View
from server.api.views.check import ReadinessView
from server.api.views.fields import Instant
from server.domain import visits as domain
from server.domain.notes import NoteStatus as WrittenStatus
from server.domain.visits import Outcome, SeatTicket, State, VisitRow
from server.kernel.ids import PatientId, StaffId

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

    def booking(self) -> domain.BookVisit:
        clinician, patient = StaffId(self.clinician_id), PatientId(self.patient_id)
        return domain.BookVisit(clinician, patient, self.starts_at, self.duration_min)


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
    readiness: ReadinessView | None

    @classmethod
    def of(cls, row: VisitRow, note: WrittenStatus | None) -> "VisitView":
        visit = row.visit
        return cls(
            id=visit.id,
            state=visit.state,
            rev=visit.rev,
            outcome=visit.outcome,
            clinician=VisitClinicianView(id=visit.clinician, display_name=row.clinician_name),
            patient=VisitPatientView(
                id=visit.patient, display_name=row.patient_name.reveal(), birth_date=row.birth_date.reveal()
            ),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            zone=row.zone,
            arrived_at=visit.arrived_at,
            admitted_at=visit.admitted_at,
            ended_at=visit.ended_at,
            invitation=VisitInvitationView(opened_at=row.link_opened_at),
            consented_at=row.consented_at,
            identity_confirmed_at=row.identity_confirmed_at,
            note_status="none" if note is None else note.value,
            readiness=None if row.readiness is None else ReadinessView.of(row.readiness),
        )

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

    @classmethod
    def of(cls, made: SeatTicket) -> "TicketView":
        return cls(ticket=made.ticket, seat_id=made.seat, call=made.call, expires_in_ms=made.expires_in_ms)


class DeskTicketView(View):
    ticket: str
    expires_in_ms: int


class AdmittedView(View):
    visit: VisitView
    ticket: TicketView

    def revision(self) -> int:
        return self.visit.rev
