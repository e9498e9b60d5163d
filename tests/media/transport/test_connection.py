"""What one peer may make us do: whoever sends too much, or what is not theirs to send, harms nobody else."""

from collections.abc import Callable
from itertools import count

import pytest
import pytest_asyncio

from media.transport.connection import BYTES_PER_S, MAX_LEARNED, MAX_RTCP_SENDERS, Connection, ConnectionEvents
from media.transport.mux import Mux
from tests.media.forward.packets import rtp
from tests.media.transport.wires import Wire

SSRC = 7
TICK_S = 0.05
SECONDS = 10
BURST_BYTES = BYTES_PER_S // 2
MTU = 1200


class Ear:
    """Remembers the packets that were handed up."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.feedback = 0
        self.events = ConnectionEvents(
            reached=lambda _: None,
            secured=lambda _: None,
            rtp=lambda size, _, __: self.sizes.append(size),
            rtcp=lambda _, __: self._hear_feedback(),
            moved=lambda: None,
            lost=lambda _: None,
        )

    def _hear_feedback(self) -> None:
        self.feedback += 1


class Phone:
    """A secured connection and what it heard, and its packets one after the other."""

    def __init__(self, mux: Mux, port: int = 4000, *, learning: bool = False) -> None:
        self.ear = Ear()
        self.wire = Wire(mux, self.ear.events, frozenset({SSRC}), port, learning=learning)
        self.connection = self.wire.connection
        self._sequence = count(1)

    def sends(self, size: int = 200, ssrc: int = SSRC, now: float = 0.0) -> bool:
        return self.wire.sends(rtp(next(self._sequence), ssrc=ssrc, payload=bytes(size - 12)), now)

    def floods(self, size: int, per_second: int) -> None:
        """For ten seconds."""
        for tick in range(round(SECONDS / TICK_S)):
            self.connection.refill(TICK_S)
            for _ in range(round(per_second * TICK_S)):
                self.sends(size, now=tick * TICK_S)


@pytest_asyncio.fixture
async def mux() -> Mux:
    return Mux(liveness_s=30.0, handshake_s=20.0)


async def test_a_sender_below_the_limit_is_heard_whole(mux: Mux) -> None:
    phone = Phone(mux)
    per_second = BYTES_PER_S // (MTU + 200)
    phone.floods(MTU, per_second)
    assert len(phone.ear.sizes) == round(per_second * TICK_S) * round(SECONDS / TICK_S)


async def test_a_sender_is_heard_up_to_the_limit(mux: Mux) -> None:
    phone = Phone(mux)
    phone.floods(MTU, 4 * BYTES_PER_S // MTU)
    assert BYTES_PER_S * (SECONDS - 1) < sum(phone.ear.sizes) <= BYTES_PER_S * SECONDS + BURST_BYTES


async def test_tiny_packets_cost_more_than_their_bytes(mux: Mux) -> None:
    phone = Phone(mux)
    phone.floods(20, 8000)
    assert len(phone.ear.sizes) <= (BYTES_PER_S * SECONDS + BURST_BYTES) / 400


async def test_silence_saves_nothing_up(mux: Mux) -> None:
    phone = Phone(mux)
    for _ in range(1000):
        phone.connection.refill(TICK_S)
    while phone.sends(MTU):
        pass
    assert sum(phone.ear.sizes) <= BURST_BYTES


async def test_a_flood_of_checks_is_answered_only_so_often(mux: Mux) -> None:
    phone = Phone(mux)
    answered = 0
    for tick in range(round(SECONDS / TICK_S)):
        phone.connection.refill(TICK_S)
        answered += sum(phone.wire.checks(tick * TICK_S) for _ in range(20))
    assert answered <= (BYTES_PER_S * SECONDS + BURST_BYTES) / 8000


FLOODS: dict[str, Callable[[Phone], bool]] = {
    "packets": lambda phone: phone.sends(MTU),
    "tiny packets": lambda phone: phone.sends(20),
    "checks": lambda phone: phone.wire.checks(0.0),
    "forged packets": lambda phone: phone.wire.datagram(rtp(1, ssrc=SSRC, payload=bytes(MTU)), 0.0),
    "forged feedback": lambda phone: phone.wire.datagram(b"\x80\xc9\x00\x01" + bytes(30), 0.0),
}


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS.keys())
async def test_nobody_else_suffers_from_a_flood_of(mux: Mux, flood: Callable[[Phone], bool]) -> None:
    flooding, honest = Phone(mux, 4000), Phone(mux, 5000)
    for _ in range(2000):
        flood(flooding)
    assert not flood(flooding)
    assert honest.sends(MTU)
    assert honest.wire.checks(0.0)


async def test_the_checker_finds_an_allowance_that_two_share(mux: Mux) -> None:
    flooding, honest = Phone(mux, 4000), Phone(mux, 5000)
    honest.connection.leg = flooding.connection.leg
    for _ in range(2000):
        flooding.sends(MTU)
    assert not honest.sends(MTU)


async def test_whoever_has_only_seen_a_name_pass_cannot_silence_its_owner(mux: Mux) -> None:
    phone = Phone(mux)
    for _ in range(2000):
        phone.wire.is_checked_by_another(0.0)
    assert phone.sends(MTU)


@pytest.mark.parametrize("packet", [rtp(1, ssrc=SSRC), rtp(1, ssrc=99)], ids=["a known stream", "another stream"])
async def test_a_packet_that_is_not_authentic_is_not_heard(mux: Mux, packet: bytes) -> None:
    phone = Phone(mux)
    assert not phone.wire.datagram(packet + bytes(16), 0.0)
    assert not phone.ear.sizes


async def test_a_packet_is_heard_once(mux: Mux) -> None:
    phone = Phone(mux)
    wire = phone.wire.protected(rtp(1, ssrc=SSRC))
    assert [phone.wire.datagram(wire, 0.0) for _ in range(2)] == [True, False]


@pytest.mark.parametrize("size", [1, 8, 11])
async def test_a_packet_shorter_than_its_header_is_dropped(mux: Mux, size: int) -> None:
    phone = Phone(mux)
    assert not phone.wire.datagram((b"\x80" + bytes(20))[:size], 0.0)


async def test_a_stream_that_was_not_announced_is_not_heard(mux: Mux) -> None:
    phone = Phone(mux)
    assert not phone.sends(ssrc=99)
    assert phone.sends()


async def test_layers_are_learnt_up_to_a_limit(mux: Mux) -> None:
    phone = Phone(mux, learning=True)
    heard = [phone.sends(ssrc=100 + number) for number in range(MAX_LEARNED + 3)]
    assert heard == [True] * MAX_LEARNED + [False] * 3
    assert phone.sends(ssrc=100)
    assert phone.sends(ssrc=SSRC)


async def test_forged_packets_take_no_place_of_a_layer(mux: Mux) -> None:
    phone = Phone(mux, learning=True)
    for number in range(MAX_LEARNED + 3):
        phone.wire.datagram(rtp(1, ssrc=1000 + number) + bytes(16), 0.0)
    assert phone.sends(ssrc=100)


async def test_feedback_comes_from_so_many_streams_only(mux: Mux) -> None:
    phone = Phone(mux)
    heard = [
        phone.wire.sends_rtcp(b"\x80\xc9\x00\x01" + ssrc.to_bytes(4, "big"), 0.0)
        for ssrc in range(MAX_RTCP_SENDERS + 3)
    ]
    assert heard == [True] * MAX_RTCP_SENDERS + [False] * 3
    assert phone.ear.feedback == MAX_RTCP_SENDERS


async def test_forged_feedback_takes_nobodys_place(mux: Mux) -> None:
    phone = Phone(mux)
    for ssrc in range(MAX_RTCP_SENDERS + 3):
        phone.wire.datagram(b"\x80\xc9\x00\x01" + ssrc.to_bytes(4, "big") + bytes(20), 0.0)
    assert phone.wire.sends_rtcp(b"\x80\xc9\x00\x01" + (999).to_bytes(4, "big"), 0.0)


async def test_after_the_close_nothing_is_heard_and_nothing_is_sent(mux: Mux) -> None:
    phone = Phone(mux)
    phone.connection.close()
    assert not phone.sends()
    phone.connection.send_rtcp(b"\x80\xc9\x00\x01" + bytes(4))
    assert not phone.wire.tape.sent


def silent_since(phone: Phone, now: float) -> Connection:
    phone.sends(now=now)
    return phone.connection


async def test_only_what_is_authentic_keeps_a_peer_alive(mux: Mux) -> None:
    phone = Phone(mux)
    connection = silent_since(phone, 100.0)
    phone.wire.datagram(rtp(2, ssrc=SSRC) + bytes(16), 120.0)
    phone.wire.is_checked_by_another(120.0)
    assert (connection.overdue(130.0), connection.overdue(130.1)) == (False, True)


@pytest.mark.parametrize("sign", ["a packet", "feedback", "a check"])
async def test_a_peer_lives_by(mux: Mux, sign: str) -> None:
    phone = Phone(mux)
    connection = silent_since(phone, 100.0)
    match sign:
        case "a packet":
            phone.sends(now=120.0)
        case "feedback":
            phone.wire.sends_rtcp(b"\x80\xc9\x00\x01" + bytes(4), 120.0)
        case "a check":
            phone.wire.checks(120.0)
    assert (connection.overdue(150.0), connection.overdue(150.1)) == (False, True)


async def test_a_handshake_has_its_own_patience(mux: Mux) -> None:
    connection = mux.connect(Ear().events)
    began = connection._created_at
    assert (connection.overdue(began + 20.0), connection.overdue(began + 20.1)) == (False, True)
