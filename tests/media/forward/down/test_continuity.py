"""Whatever is behind an outgoing picture, and whenever it changes: a browser sees one stream without a seam."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.forward.down.rewrite import Rewrite
from media.forward.header import Packet
from media.forward.up.uptrack import UpTrack
from tests.media.forward.down.path import VIDEO_CLOCK, Path, camera
from tests.media.forward.packets import numbers, pictures, rtp, vp8
from tests.media.forward.planted import finds

FRAME_S = 1 / 30
STEP = round(FRAME_S * VIDEO_CLOCK)
LAYERS = 3

Deed = Literal["switch", "attach", "pause", "resume", "key"]


class Event(NamedTuple):
    """Before frame `at`: do this, with this layer."""

    at: int
    deed: Deed
    layer: int


@dataclass
class Encoder:
    """One layer, as a browser sends it, with numbers of its own."""

    track: UpTrack
    sequence: int
    timestamp: int
    picture: int
    level: int

    def frame(self, count: int, *, key: bool) -> list[bytes]:
        self.timestamp += STEP
        self.picture += 1
        self.level += 1
        packets = []
        for place in range(count):
            self.sequence += 1
            payload = vp8(self.picture, self.level, key=key, begins=place == 0)
            packets.append(
                rtp(
                    self.sequence, self.timestamp, ssrc=self.track.ssrc, payload=payload, marker=place == count - 1
                )
            )
        return packets


class Sent(NamedTuple):
    frame: int
    layer: int
    key: bool
    packet: bytes


@dataclass
class Show:
    """Layers that all send, an outgoing stream, and what happens to it."""

    path: Path
    encoders: list[Encoder]
    sent: list[Sent] = field(default_factory=list)

    def play(self, events: list[Event], counts: list[int]) -> list[Sent]:
        for frame, count in enumerate(counts):
            keys = {event.layer for event in events if event.at == frame and event.deed == "key"}
            for event in events:
                if event.at == frame:
                    self._do(event)
            for layer, encoder in enumerate(self.encoders):
                key = frame == 0 or layer in keys
                for packet in encoder.frame(count, key=key):
                    out = self.path.send(packet, 1.0 + frame * FRAME_S, encoder.track)
                    if out is not None:
                        self.sent.append(Sent(frame, layer, key, out))
        return self.sent

    def _do(self, event: Event) -> None:
        down, track = self.path.down, self.encoders[event.layer].track
        match event.deed:
            case "switch":
                down.switch(track)
            case "attach":
                down.attach(track)
            case "pause":
                down.pause()
            case "resume":
                down.resume()


STARTS = st.tuples(
    st.integers(65_500, 65_535),
    st.integers((1 << 32) - 40_000, (1 << 32) - 1),
    st.integers(0, 32_767),
    st.integers(0, 255),
)
EVENTS = st.lists(
    st.builds(
        Event,
        st.integers(0, 39),
        st.sampled_from(["switch", "switch", "attach", "pause", "resume", "key", "key", "key"]),
        st.integers(0, LAYERS - 1),
    ),
    max_size=30,
)
COUNTS = st.lists(st.integers(1, 3), min_size=40, max_size=40)
SHOWS = st.tuples(st.tuples(*[STARTS] * LAYERS), EVENTS, COUNTS)
Plot = tuple[tuple[tuple[int, int, int, int], ...], list[Event], list[int]]


def played(plot: Plot, rewrite: type[Rewrite] = Rewrite) -> list[Sent]:
    starts, events, counts = plot
    path = Path(first=65_530)
    path.down._rewrite = rewrite(path.down.state, VIDEO_CLOCK)
    encoders = [Encoder(camera(layer + 1), *start) for layer, start in enumerate(starts)]
    path.down.attach(encoders[0].track)
    return Show(path, encoders).play(events, counts)


def seams(sent: list[Sent]) -> list[str]:
    """Everything by which a browser would notice that the stream behind ours has changed."""
    found = []
    for before, after in pairwise(sent):
        (sequence, timestamp, _), (next_sequence, next_timestamp, _) = (
            numbers(before.packet),
            numbers(after.packet),
        )
        (picture, level), (next_picture, next_level) = pictures(before.packet), pictures(after.packet)
        same = before.frame == after.frame and before.layer == after.layer
        moved = 0 if same else 1
        checks = {
            "sequence": (next_sequence - sequence) % 65_536 == 1,
            "picture": (next_picture - picture) % 32_768 == moved,
            "level": (next_level - level) % 256 == moved,
            "timestamp": (next_timestamp - timestamp) % (1 << 32) == 0
            if same
            else 0 < (next_timestamp - timestamp) % (1 << 32) < 1 << 31,
            "key": after.layer == before.layer or after.key,
        }
        found += [f"{name} from {before.frame} to {after.frame}" for name, holds in checks.items() if not holds]
    return found


@given(SHOWS)
def test_no_seam_is_seen_whatever_changes_behind_a_picture(plot: Plot) -> None:
    assert not seams(played(plot))


class Oblivious(Rewrite):
    def leave(self, source: UpTrack) -> None:
        """Forget where its pictures ended."""


class Timeless(Rewrite):
    def restart(self, source: UpTrack, packet: Packet, size: int, now: float, elapsed_s: float | None) -> None:
        super().restart(source, packet, size, self._state.last_at, elapsed_s)
        self._state.timestamp_offset -= 1


class Abrupt(Rewrite):
    def restart(self, source: UpTrack, packet: Packet, size: int, now: float, elapsed_s: float | None) -> None:
        super().restart(source, packet, size, now, elapsed_s)
        self._state.offset += 1


PLANTED = {"picture": Oblivious, "timestamp": Timeless, "sequence": Abrupt}


@pytest.mark.parametrize(("name", "planted"), PLANTED.items(), ids=PLANTED.keys())
def test_the_checker_finds_a_planted_seam_in_the(name: str, planted: type[Rewrite]) -> None:
    assert finds(SHOWS, lambda plot: any(seam.startswith(name) for seam in seams(played(plot, planted))))


def frames_of(sent: list[Sent]) -> list[tuple[int, int]]:
    """(frame, layer) in the order of sending."""
    return list(dict.fromkeys((one.frame, one.layer) for one in sent))


START: Plot = (((1, 0, 0, 0), (2, 0, 0, 0), (3, 0, 0, 0)), [], [2] * 8)


def test_the_old_layer_goes_on_until_the_new_one_has_a_key_frame() -> None:
    events = [Event(2, "switch", 1), Event(5, "key", 1)]
    sent = played((START[0], events, START[2]))
    assert frames_of(sent) == [(0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (5, 1), (6, 1), (7, 1)]


def test_a_switch_that_was_taken_back_changes_nothing() -> None:
    events = [Event(2, "switch", 1), Event(3, "switch", 0), Event(5, "key", 1)]
    assert frames_of(played((START[0], events, START[2]))) == [(frame, 0) for frame in range(8)]


def test_what_was_paused_goes_on_with_the_next_key_frame() -> None:
    events = [Event(2, "pause", 0), Event(3, "key", 0), Event(4, "resume", 0), Event(6, "key", 0)]
    assert frames_of(played((START[0], events, START[2]))) == [(0, 0), (1, 0), (6, 0), (7, 0)]


def test_another_publisher_begins_with_its_key_frame() -> None:
    events = [Event(2, "attach", 2), Event(4, "key", 2)]
    assert frames_of(played((START[0], events, START[2]))) == [(0, 0), (1, 0), (4, 2), (5, 2), (6, 2), (7, 2)]


def test_picture_numbers_go_on_past_a_source_that_has_none() -> None:
    path = Path()
    numbered, plain = path.up, camera(2)
    path.send(rtp(1, 0, payload=vp8(5, 5, key=True)), 1.0)
    path.down.attach(plain)
    path.send(rtp(1, 0, payload=b"\x10\x00"), 2.0, plain)
    path.down.attach(numbered)
    out = path.send(rtp(9, 0, payload=vp8(80, 90, key=True)), 3.0)
    assert out is not None
    assert pictures(out) == (6, 6)


VP9_KEY, VP9_DELTA = b"\x88\xc0\x81\x02\x03\x04\x05", b"\xc8\xc0\x82\x02\x03\x04\x05"
"""What lies where a VP8 packet has its picture numbers is something else here."""


def test_only_pictures_of_vp8_are_renumbered_when_a_publisher_changes_its_codec() -> None:
    path = Path(also=(98,))
    path.send(rtp(1, 0, payload=vp8(5, 5, key=True)), 1.0)
    other = camera(2)
    path.down.attach(other)
    path.send(rtp(1, 0, payload=vp8(80, 90, key=True)), 2.0, other)
    for sequence, payload in ((2, VP9_KEY), (3, VP9_DELTA)):
        out = path.send(rtp(sequence, 3000 * sequence, payload_type=98, payload=payload), 2.1, other)
        assert out is not None
        assert out.endswith(payload)
