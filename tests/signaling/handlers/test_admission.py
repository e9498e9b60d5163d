"""A ticket that verifies, and that nobody has used before."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from server.adapters.memory_ephemeral import MemoryEphemeral
from server.adapters.signed_tickets import SignedTickets
from server.crypto.tokens import SEAT, TicketSigner
from signaling.handlers.admission import Admission
from signaling.ports import SeatTicket
from signaling.protocol import Refusal
from tests.support.clock import FakeClock

HELD = SeatTicket("t0", "patient", "visit", "practice", "patient", "Demo patient", call=False, session="s")


class Desk:
    """Prints tickets and admits with them."""

    def __init__(self) -> None:
        self._clock = FakeClock()
        self._signer = TicketSigner(Ed25519PrivateKey.generate())
        self.admission = Admission(SignedTickets(self._signer.verifier(), self._clock), MemoryEphemeral())

    def ticket(self, **claims: object) -> str:
        told = {"jti": "t1", "seat": "patient", "visit": "visit", "practice": "practice", "role": "patient"}
        return self._signer.sign(
            SEAT, {**told, "name": "Demo", "call": True, "sid": "s", **claims}, self._clock.now()
        )


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_a_fresh_ticket_of_the_seat_raises_the_call(desk: Desk) -> None:
    await desk.admission.call(desk.ticket(), HELD)


@pytest.mark.parametrize("foreign", [{"seat": "clinician"}, {"visit": "another"}], ids=str)
async def test_a_ticket_of_another_seat_or_visit_is_forbidden(desk: Desk, foreign: dict[str, str]) -> None:
    with pytest.raises(Refusal, match=r"visit\.forbidden"):
        await desk.admission.call(desk.ticket(**foreign), HELD)


async def test_a_ticket_without_the_call_admits_nobody_to_it(desk: Desk) -> None:
    with pytest.raises(Refusal, match=r"visit\.not_admitted"):
        await desk.admission.call(desk.ticket(call=False), HELD)


async def test_a_ticket_that_was_refused_is_not_used_up(desk: Desk) -> None:
    ticket = desk.ticket(seat="clinician")
    with pytest.raises(Refusal):
        await desk.admission.call(ticket, HELD)
    await desk.admission.use(desk.admission.read_seat(ticket))


async def test_a_ticket_that_seated_somebody_does_not_raise_the_call_as_well(desk: Desk) -> None:
    ticket = desk.ticket()
    await desk.admission.use(desk.admission.read_seat(ticket))
    with pytest.raises(Refusal, match=r"ticket\.used"):
        await desk.admission.call(ticket, HELD)


async def test_looking_at_a_ticket_does_not_use_it_up(desk: Desk) -> None:
    ticket = desk.ticket()
    assert desk.admission.read_seat(ticket).seat == "patient"
    await desk.admission.use(desk.admission.read_seat(ticket))
    with pytest.raises(Refusal, match=r"ticket\.used"):
        await desk.admission.use(desk.admission.read_seat(ticket))
