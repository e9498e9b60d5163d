"""What a native stream remembers of its packets when they are large: fewer than it has numbers for."""

import pytest

from media.forward.storage import PlainStorage, Storage
from media.forward.up.history import CAPACITY
from media.pump.source import Source
from media.transport.native import load
from tests.media.forward.packets import VP8_DELTA, rtp, writable

LARGE = 1200


def storage(native: bool) -> Storage:
    lane = load() if native else PlainStorage()
    assert lane is not None, "build it: python -m media.transport.native.build"
    return lane


paths = pytest.mark.parametrize("native", [False, True], ids=["python", "native"])


def received(source: Source, sequence: int, payload: bytes) -> bool:
    packet = rtp(sequence, 3000 * sequence, payload=payload)
    return source.receive(writable(packet), len(packet), 1.0)


@paths
def test_a_packet_whose_bytes_are_gone_is_no_news_when_it_comes_again(native: bool) -> None:
    source = Source("video", 1, None, storage(native))
    count = CAPACITY - 1
    assert all(received(source, sequence, VP8_DELTA + bytes(LARGE)) for sequence in range(count))
    assert not received(source, 0, VP8_DELTA + b"other bytes under one number")
    assert not received(source, count - 1, VP8_DELTA)


@paths
def test_both_paths_take_packets_that_are_late_by_as_much(native: bool) -> None:
    source = Source("video", 1, None, storage(native))
    for sequence in (1, 3, 4 + CAPACITY):
        assert received(source, sequence, VP8_DELTA)
    late = [received(source, sequence, VP8_DELTA) for sequence in (2, 4, 5, 6)]
    assert late == [False, False, True, True]


@paths
def test_large_packets_are_forgotten_before_small_ones_and_never_mixed_up(native: bool) -> None:
    history = storage(native).up("video", 90_000)[1]
    packets = {index: index.to_bytes(2, "big") * (LARGE // 2) for index in range(CAPACITY)}
    for index, packet in packets.items():
        history.put(index, packet)
    kept = [index for index in packets if history.get(index) is not None]
    assert kept == list(range(kept[0], CAPACITY))
    assert len(kept) > 100
    assert all(history.get(index) == packets[index] for index in kept)
    assert all(map(history.knows, packets))
    assert not history.knows(CAPACITY)
