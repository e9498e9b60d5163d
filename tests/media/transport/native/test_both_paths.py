"""What goes through a node comes out the same on the native path and without it: real sockets, equal packets."""

import asyncio
import contextlib
import struct
from dataclasses import dataclass

import pylibsrtp
import pytest
from hypothesis import given, settings

from media import MediaConfig, MediaNode
from media.transport.native.build import LIBRARY
from media.transport.native.lane import load
from tests.media.clients import Listener
from tests.media.forward.packets import numbered, numbers, rtp, vp8
from tests.media.forward.planted import finds
from tests.media.negotiation.answers import line
from tests.media.pump.schedules import Schedule, schedules
from tests.media.transport.callers import Caller
from tests.media.transport.strangers import Stranger

VIEWERS = {"b": "96 97 102 103", "c": "96"}
"""One with retransmissions, one without."""


@dataclass(frozen=True)
class Outcome:
    """What each viewer heard, counted from its first packet on, and what the node counted of it."""

    heard: dict[str, list[tuple[object, ...]]]
    counted: list[dict[str, object]]


async def passed(schedule: Schedule, *, native: bool) -> Outcome:
    node = await MediaNode.start(MediaConfig(host="127.0.0.1", native=native))
    room = node.room("visit")
    a = await Caller.call(await room.join("a", Listener()), Stranger(node.port))
    viewers = {}
    for seat, types in VIEWERS.items():
        peer = await room.join(seat, Listener())
        count = 3 + 2 * (peer.slot_count - 1)
        lines = [line(mid, pts=types if mid == 1 else "") for mid in range(count)]
        viewers[seat] = await Caller.call(peer, Stranger(node.port), lines)
    for packet, _ in schedule.arrivals:
        with contextlib.suppress(pylibsrtp.Error):  # too far behind to be sent at all
            a.plug.send(bytes(a._dtls._tx_srtp.protect(packet)))
    heard = {seat: _counted_from_the_first(await viewer.all_heard(a)) for seat, viewer in viewers.items()}
    counted = [_counters(one.peer.stats()["streams"]) for one in (a, *viewers.values())]
    await asyncio.gather(*(one.hang_up() for one in (a, *viewers.values())))
    await node.close()
    return Outcome(heard, [entry for entries in counted for entry in entries])


def _counters(streams: object) -> list[dict[str, object]]:
    assert isinstance(streams, list)
    names = ("direction", "role", "payload_type", "packets", "bytes", "lost", "key_frames", "recovered")
    return [{name: stream.get(name) for name in names} for stream in streams]


def _counted_from_the_first(packets: list[bytes]) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    firsts: dict[int, tuple[int, int]] = {}
    for packet in packets:
        sequence, timestamp, ssrc = numbers(packet)
        first = firsts.setdefault(ssrc, (sequence, timestamp))
        apart = ((sequence - first[0]) % 65_536, (timestamp - first[1]) % (1 << 32))
        found.append((list(firsts).index(ssrc), *apart, packet[:2], *_parts(packet)))
    return found


def _parts(packet: bytes) -> tuple[object, ...]:
    """(the extension block without the time of sending, the payload)."""
    if not packet[0] & 0x10:
        return b"", packet[12:]
    start = 16 + 4 * struct.unpack_from("!H", packet, 14)[0]
    block = bytearray(packet[12:start])
    if block[4] == 0x22:
        block[5:8] = b"\0\0\0"
    return bytes(block), packet[start:]


async def test_the_native_path_is_used_where_it_was_built() -> None:
    node = await MediaNode.start(MediaConfig(host="127.0.0.1"))
    assert node.native is LIBRARY.exists()
    await node.close()


def test_without_a_library_there_is_no_native_path() -> None:
    assert load(LIBRARY.with_name("nothing_here.so")) is None


def holds(schedule: Schedule) -> bool:
    async def same() -> bool:
        return await passed(schedule, native=True) == await passed(schedule, native=False)

    return asyncio.run(same())


@settings(max_examples=25)
@given(schedules())
def test_nobody_can_tell_which_path_a_packet_took(schedule: Schedule) -> None:
    assert holds(schedule)


def test_the_checker_finds_a_packet_that_one_path_has_lost() -> None:
    async def differs(schedule: Schedule) -> bool:
        whole = await passed(schedule, native=True)
        return whole != await passed(Schedule(schedule.arrivals[1:], []), native=False)

    assert finds(schedules(), lambda schedule: asyncio.run(differs(schedule)))


def frame(sequence: int) -> bytes:
    payload = vp8(sequence, sequence, key=sequence == 1, body=b"frame")
    return rtp(sequence, 3000 * sequence, ssrc=2, payload=payload, extension=numbered(sequence))


@pytest.mark.parametrize("native", [False, True])
async def test_an_ordinary_stream_arrives_whole(native: bool) -> None:
    schedule = Schedule([(frame(sequence), 0.0) for sequence in range(1, 101)], [])
    outcome = await passed(schedule, native=native)
    assert [[entry[1] for entry in heard] for heard in outcome.heard.values()] == [list(range(100))] * 2
