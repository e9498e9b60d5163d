from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from server.crypto.tokens import DESK, SEAT, TicketInvalid, TicketSigner
from server.domain.visits import Seat, SeatTickets, State, Visit
from server.kernel.actor import Role
from server.kernel.ids import PatientId, PracticeId, SeatId, SessionId, StaffId, VisitId, new_id
from server.kernel.phi import Phi
from tests.support.clock import MONDAY

SESSION = SessionId(new_id())
SIGNER = TicketSigner(Ed25519PrivateKey.generate())
VISIT = Visit(
    id=VisitId(new_id()),
    practice=PracticeId(new_id()),
    clinician=StaffId(new_id()),
    patient=PatientId(new_id()),
    state=State.IN_PROGRESS,
    rev=4,
    booked_at=MONDAY,
    changed_at=MONDAY,
)
SEATED = Seat(SeatId(new_id()), VISIT.id, Role.PATIENT, VISIT.patient, Phi("Paula Probe"))


def _ticket(*, call: bool) -> str:
    return SeatTickets(SIGNER).sign_seat(SEATED, VISIT, session=SESSION, call=call, now=MONDAY).ticket


@pytest.mark.parametrize("call", [False, True])
def test_a_ticket_says_who_sits_where_and_whether_the_call_is_open(call: bool) -> None:
    claims = SIGNER.verifier().verify(SEAT, _ticket(call=call), MONDAY)
    del claims["jti"], claims["iat"], claims["exp"]
    assert claims == {
        "seat": str(SEATED.id),
        "visit": str(VISIT.id),
        "practice": str(VISIT.practice),
        "role": "patient",
        "name": "Paula Probe",
        "call": call,
        "sid": str(SESSION),
    }


def test_a_ticket_says_how_long_it_lives() -> None:
    issued = SeatTickets(SIGNER).sign_seat(SEATED, VISIT, session=SESSION, call=False, now=MONDAY)
    claims = SIGNER.verifier().verify(SEAT, issued.ticket, MONDAY)
    assert issued.expires_in_ms == (claims["exp"] - claims["iat"]) * 1_000 == 60_000


def test_no_two_tickets_are_one() -> None:
    first, second = (SIGNER.verifier().verify(SEAT, _ticket(call=True), MONDAY) for _ in range(2))
    assert first["jti"] != second["jti"]


def test_a_ticket_is_too_late_after_a_minute() -> None:
    with pytest.raises(TicketInvalid) as refused:
        SIGNER.verifier().verify(SEAT, _ticket(call=True), MONDAY + timedelta(minutes=1))
    assert refused.value.expired


def test_a_seats_ticket_opens_no_desk() -> None:
    with pytest.raises(TicketInvalid):
        SIGNER.verifier().verify(DESK, _ticket(call=True), MONDAY)
