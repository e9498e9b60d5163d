"""Answers with something wrong in them: refused in our own words, or taken and harmless."""

import contextlib
from collections.abc import AsyncIterator

import pytest_asyncio

from media import MediaConfig, MediaError, MediaNode, Peer, Room
from media.forward import feedback
from media.negotiation import Answer, lines_of, parse_answer
from tests.media.clients import Listener
from tests.media.forward.mutation import Mutator, blamed, inputs
from tests.media.forward.packets import numbered, rtp, vp8
from tests.media.negotiation.answers import answer
from tests.media.negotiation.descriptions import SPECIMENS, mutant

CAMERA = 2
OFFERED = {(96, 97), (98, 99), (102, 103), (45, 46)} | {(one, None) for one in (96, 98, 102, 45, 111)}
"""(payload type, that of its retransmissions)."""
REFUSALS = {"sdp.invalid", "sdp.candidate_rejected"}


def drawn(mutator: Mutator) -> tuple[str, int]:
    """(a mutant, the slots that were offered)."""
    (specimen, slots), (other, _) = mutator.random.choice(SPECIMENS), mutator.random.choice(SPECIMENS)
    return mutant(mutator, specimen, other), slots


def assert_offered(taken: Answer) -> None:
    """Nothing is taken that was not on offer."""
    assert any(algorithm == "sha-256" for algorithm, _ in taken.identity.fingerprints)
    for line in taken.lines:
        assert line.accepted.items() <= OFFERED
        assert all(0 < ssrc < 1 << 32 for ssrc in (line.ssrc, line.rtx_ssrc) if ssrc is not None)
        assert set(line.layers) <= {"l", "m", "h"}
        assert line.line.two_way or (line.ssrc, line.layers) == (None, ())


@inputs(4_000, 200_000)
def test_an_answer_is_taken_or_refused_in_our_own_words(count: int) -> None:
    mutator, taken = Mutator(7), 0
    with blamed(mutator):
        for _ in range(count):
            text, slots = drawn(mutator)
            try:
                assert_offered(parse_answer(text, lines_of(slots)))
                taken += 1
            except MediaError as refusal:
                assert refusal.code in REFUSALS  # noqa: PT017 -- taking it is right as well
    assert 0.1 * count < taken < 0.9 * count, "mutants should be nearly right"


class Visit:
    """Somebody who publishes, and room for one who answers anything."""

    def __init__(self, node: MediaNode) -> None:
        self.node = node
        self.room: Room = node.room("visit")
        self._sequence = 0

    async def open(self) -> None:
        self.publisher: Peer = await self.room.join("publisher", Listener())
        await self.publisher.answer(answer())
        self.publisher._secured(self.node._mux.now())

    async def use(self, text: str, slots: int) -> bool:
        """Let a guest give this answer; whether it is taken. Then let everything be done that it agrees to."""
        guest = await self.room.join("guest", Listener())
        guest.grow(slots)
        taken = False
        with contextlib.suppress(MediaError):
            await guest.answer(text)
            taken = True
        if taken:
            self._converse(guest)
        await guest.close()
        return taken

    def held(self) -> dict[str, int]:
        mux = self.node._mux
        return {
            "peers": len(self.room.peers),
            "names": len(mux._by_ufrag),
            "addresses": len(mux.by_address),
            "outlets": sum(len(one.sources[0].outlets) for one in self.publisher._pump.intake.publications),
        }

    def _converse(self, guest: Peer) -> None:
        now = self.node._mux.now()
        guest._secured(now)
        for key in (True, False, False):
            self._picture(now, key=key)
        for down in guest._downs.values():
            highest = down.state.highest
            guest._on_rtcp(feedback.nack(1, down.ssrc, [highest - 1, highest]), now)
            guest._on_rtcp(feedback.picture_loss(1, down.ssrc), now)
        guest._pump.outlet._pad(1000, now)
        for tick in range(1, 6):
            guest.tick(now + tick / 20)
            self.publisher.tick(now + tick / 20)
        guest.stats()
        guest.sample()

    def _picture(self, now: float, *, key: bool) -> None:
        self._sequence += 1
        packet = rtp(
            self._sequence,
            3000 * self._sequence,
            ssrc=CAMERA,
            payload=vp8(self._sequence, self._sequence, key=key),
            extension=numbered(self._sequence),
        )
        self.node._mux.buffer.view[: len(packet)] = packet
        self.publisher._on_rtp(len(packet), CAMERA, now)


@pytest_asyncio.fixture
async def visit() -> AsyncIterator[Visit]:
    node = await MediaNode.start(MediaConfig(host="127.0.0.1", max_load=2))
    made = Visit(node)
    await made.open()
    yield made
    await node.close()


@inputs(500, 200_000)
async def test_whatever_an_answer_agrees_to_can_be_done_and_leaves_nothing(visit: Visit, count: int) -> None:
    mutator, taken = Mutator(8), 0
    before = visit.held()
    with blamed(mutator):
        for _ in range(count):
            taken += await visit.use(*drawn(mutator))
            assert visit.held() == before
    assert taken > 0.1 * count
