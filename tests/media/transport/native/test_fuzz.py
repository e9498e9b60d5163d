"""Media packets with something wrong in them: before they are opened, and after, from who has the keys."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace

import pytest

from media.transport.mux import Mux
from tests.media.forward.mutation import Mutator, blamed, inputs
from tests.media.forward.packets import numbered, rtp
from tests.media.transport.native.calls import Call, cameras
from tests.media.transport.wires import NOBODY, Wire

SSRC = 7
EVENT_EVERY, LOOK_EVERY = 40, 100


class Ear:
    """A secured connection, and what it hands up."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        mux = Mux(liveness_s=30.0, handshake_s=20.0)
        events = replace(
            NOBODY,
            rtp=lambda size, _, __: self.heard.append(bytes(mux.buffer.view[:size])),
            rtcp=lambda data, _: self.heard.append(data),
        )
        self.mux, self.wire = mux, Wire(mux, events, frozenset({SSRC}), 4000, learning=True)

    def specimen(self, number: int) -> tuple[bytes, bytes]:
        """(clear, protected): a packet, or now and then a report."""
        if number % 4 == 0:
            clear = b"\x81\xc9\x00\x07" + number.to_bytes(8, "big") + bytes(20)
            return clear, bytes(self.wire._theirs_out.protect_rtcp(clear))
        clear = rtp(number, 3000 * number, ssrc=SSRC, payload=bytes(30), extension=numbered(number))
        return clear, self.wire.protected(clear)


@inputs(20_000, 1_000_000)
async def test_a_packet_is_heard_as_it_was_sent_or_not_at_all(count: int) -> None:
    ear, mutator = Ear(), Mutator(3)
    other, sealed = b"", dict[bytes, bytes]()
    with blamed(mutator):
        for number in range(1, count + 1):
            ear.wire.connection.refill(1.0)
            clear, protected = ear.specimen(number)
            sealed = {other: sealed.pop(other, b""), protected: clear}  # a splice may be another packet, whole
            mutant = mutator.mutant(protected, other) if number % 10 else protected
            ear.wire.datagram(mutant, number / 1000)
            assert ear.heard == [whole for whole in [sealed.pop(mutant, b"")] if whole]
            ear.heard.clear()
            other = protected
    assert not ear.wire.connection._learned
    assert len(ear.wire.connection._rtcp_ssrcs) == 1


def played(mutator: Mutator, call: Call, count: int) -> Iterator[list[object]]:
    """Send so much, half of it with something wrong; what is seen of that from time to time."""
    random = mutator.random
    other = call.streams.next()
    for number in range(1, count + 1):
        packet = call.streams.next()
        if random.random() < 0.5:
            packet, other = call.sendable(mutator.mutant(packet, other)), packet
        call.sends(packet)
        if number % EVENT_EVERY == 0:
            call.something_happens()
        if number % LOOK_EVERY == 0:
            call.listen()
            call.assert_bounded()
            yield call.seen()


@pytest.mark.parametrize("native", [False, True], ids=["python", "native"])
@cameras
@inputs(5_000, 250_000)
async def test_whatever_a_publisher_sends_the_call_goes_on(
    layers: Sequence[str], native: bool, count: int
) -> None:
    mutator = Mutator(4)
    with blamed(mutator), closing(Call(mutator, layers=layers, native=native)) as call:
        for _ in played(mutator, call, count):
            pass
        carried = [down.state.packets for down, *_ in call.downs]
        assert min(carried) > count / 50, "hardly anything was passed on: nothing deep was tested"
        call.assert_alive()


@cameras
@inputs(5_000, 250_000)
async def test_whatever_a_publisher_sends_both_paths_make_the_same_of_it(
    layers: Sequence[str], count: int
) -> None:
    one, other = Mutator(5), Mutator(5)
    with (
        blamed(one),
        closing(Call(one, layers=layers, native=False)) as plain,
        closing(Call(other, layers=layers, native=True)) as native,
    ):
        runs = played(one, plain, count), played(other, native, count)
        for seen in zip(*runs, strict=True):
            assert seen[0] == seen[1]
