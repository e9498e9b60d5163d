"""What a network may do to a publisher's packets, as hypothesis draws it, and what becomes of them in a room."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from hypothesis import strategies as st

from media.forward import feedback
from media.forward.down.downtrack import DownTrack
from media.forward.state import DownState, LegState, UpState
from media.pump.source import Source
from tests.media.forward.packets import LEVEL, REPAIRED_RID, RID, SEND_TIME, TRANSPORT, block, rtp, vp8
from tests.media.pump.stage import CAMERA, CAMERA_RTX, Person, Stage, camera, sound

Layout = Callable[[bytes], bytes]
"""From a transport-wide number to an extension block."""

_TIME = (SEND_TIME, b"\x01\x02\x03")
UNLIKE: tuple[Layout, ...] = (
    lambda number: block(_TIME, (TRANSPORT, number)),
    lambda number: block((TRANSPORT, number)),
    lambda number: block(_TIME, (TRANSPORT, number), (LEVEL, b"eight by")),
    lambda number: block(_TIME, (TRANSPORT, number), (RID, b"h")),
    lambda _: b"",
)
"""Each of another length, the browsers' own first."""
ALIKE: tuple[Layout, ...] = (
    UNLIKE[0],
    lambda number: block((LEVEL, b"x"), (TRANSPORT, number), (SEND_TIME, b"\x31\x31\x31")),
    lambda number: block((RID, b"hhh")) + block((TRANSPORT, number)),
    lambda number: block((REPAIRED_RID, b"hhh")) + block((TRANSPORT, number)),
    lambda number: block((TRANSPORT, number), _TIME),
    lambda number: block(_TIME, (TRANSPORT, number[1:])),
    lambda number: block((TRANSPORT, number), (LEVEL, b"x"), (SEND_TIME, b"\x01")),
)
"""All of two words, but with other things in other places, or of lengths that are not theirs."""

Deed = Literal["come", "go", "pause", "resume", "nack", "key", "tick", "clock"]


class Event(NamedTuple):
    """Before arrival `at`, this happens to a viewer."""

    at: int
    deed: Deed
    viewer: int


class Schedule(NamedTuple):
    """(packet, seconds since the one before), and what happens in between."""

    arrivals: list[tuple[bytes, float]]
    events: list[Event]


@st.composite
def schedules(draw: st.DrawFn, layouts: tuple[Layout, ...] = UNLIKE, types: tuple[int, ...] = (96,)) -> Schedule:
    """One camera through a bad network: loss, doubles, late packets, retransmissions; a few viewers."""
    packets = list(_stream(draw, layouts, types))
    fates = draw(st.lists(st.sampled_from(FATES), min_size=len(packets), max_size=len(packets)))
    delays = draw(st.lists(st.integers(1, 6), min_size=len(packets), max_size=len(packets)))
    placed: list[tuple[float, bytes]] = []
    for place, (packet, fate, delay) in enumerate(zip(packets, fates, delays, strict=True)):
        copies = {"lost": (), "twice": (0, delay), "late": (delay + 0.5,), "again": (delay + 0.5,)}.get(fate, (0,))
        sent = _retransmitted(packet) if fate == "again" else packet
        placed += [(place + copy, sent) for copy in copies]
    placed.sort(key=lambda one: one[0])
    pauses = draw(st.lists(st.sampled_from([0.001, 0.007, 0.02]), min_size=len(placed), max_size=len(placed)))
    events = draw(st.lists(st.builds(Event, st.integers(0, len(placed)), DEEDS, st.integers(0, 2)), max_size=12))
    return Schedule([(packet, pause) for (_, packet), pause in zip(placed, pauses, strict=True)], events)


FATES = [""] * 12 + ["lost", "twice", "late", "again"]
DEEDS = st.sampled_from(["come", "come", "go", "pause", "resume", "nack", "key", "tick", "clock"])


def _stream(draw: st.DrawFn, layouts: tuple[Layout, ...], types: tuple[int, ...]) -> Iterator[bytes]:
    sequence, number = draw(st.integers(65_500, 65_535)), draw(st.integers(0, 65_535))
    timestamp = draw(st.integers((1 << 32) - 60_000, (1 << 32) - 1))
    layout, payload_type = layouts[0], types[0]
    for frame in range(draw(st.integers(5, 25))):
        timestamp += 3000
        key = frame == 0 or draw(st.integers(0, 5)) == 0
        if draw(st.integers(0, 7)) == 0:
            layout, payload_type = draw(st.sampled_from(layouts)), draw(st.sampled_from(types))
        padding = draw(st.sampled_from([0] * 9 + [7]))
        for place in range(draw(st.integers(1, 3))):
            sequence, number = sequence + 1, number + 1
            yield rtp(
                sequence,
                timestamp,
                ssrc=CAMERA,
                payload_type=payload_type,
                payload=vp8(32_760 + frame, 250 + frame, key=key, begins=place == 0, body=b"frame"),
                extension=layout(struct.pack("!H", number & 0xFFFF)),
                padding=padding,
            )


def _retransmitted(packet: bytes) -> bytes:
    """The packet as RTX (RFC 4588); it has no extensions, whatever the original had."""
    sequence, timestamp = struct.unpack_from("!HI", packet, 2)
    start = 12 + (4 + 4 * int.from_bytes(packet[14:16], "big") if packet[0] & 0x10 else 0)
    end = len(packet) - (packet[-1] if packet[0] & 0x20 else 0)
    payload = packet[2:4] + packet[start:end]
    return rtp(sequence ^ 0x5555, timestamp, ssrc=CAMERA_RTX, payload_type=packet[1] + 1, payload=payload)


@dataclass
class Outcome:
    """Everything that is seen of a run: what left to whom, and what is remembered."""

    sent: list[list[bytes]] = field(default_factory=list)
    remembered: dict[str, Any] = field(default_factory=dict)


LAYOUT_CACHE = ("layout", "payload_at", "send_time_at", "transport_at")
ACCEPTED: tuple[dict[int, int | None], ...] = ({96: 97, 102: 103}, {96: None}, {102: 103, 96: 97})


def play(schedule: Schedule, before_each: Callable[[Source], None], accepted: Any = ACCEPTED) -> Outcome:
    """Needs a running loop. `before_each` packet the source may be meddled with."""
    stage = Stage()
    publisher = stage.person()
    publication = publisher.publishes(sound(), camera(accepted={96: 97, 102: 103}))
    viewers = [stage.person() for _ in accepted]
    downs = [viewer.opens(publication, dict(types)) for viewer, types in zip(viewers, accepted, strict=True)]
    viewers[0].pump.outlet.subscribe(downs[0], publication, stage.now)
    for place, (packet, pause) in enumerate(schedule.arrivals):
        for event in schedule.events:
            if event.at == place:
                _happen(event, publisher, viewers[event.viewer], downs[event.viewer])
        before_each(publication.sources[0])
        stage.now += pause
        publisher.sends(packet)
    return _outcome(stage, publication.sources[0], downs)


def _happen(event: Event, publisher: Person, viewer: Person, down: DownTrack) -> None:
    stage, outlet, camera_ = publisher.stage, viewer.pump.outlet, publisher.published("camera")
    match event.deed:
        case "come":
            outlet.subscribe(down, camera_, stage.now)
        case "go":
            outlet.release(down)
        case "pause":
            down.pause()
        case "resume":
            down.resume()
        case "nack":
            viewer.says(feedback.nack(1, down.ssrc, [down.state.highest & 0xFFFF]))
        case "key":
            viewer.says(feedback.picture_loss(1, down.ssrc))
        case "tick":
            stage.pass_time(0.05)
        case "clock":
            timestamp = publisher.source().state.frame_timestamp & 0xFFFFFFFF
            report = feedback.SenderReport(CAMERA, round(stage.now) << 32, timestamp, 0, 0)
            publisher.says(feedback.sender_report(report))


def _outcome(stage: Stage, source: Source, downs: list[DownTrack]) -> Outcome:
    up = source.state
    held = source.history.span(up.highest - 2000, up.highest)
    return Outcome(
        sent=[person.wire.tape.sent for person in stage.people],
        remembered={
            "up": {name: getattr(up, name) for name in UpState.__slots__ if name not in LAYOUT_CACHE},
            "counters": (source.reception.lost, source.key_frames, source.nack.requested, source.nack.recovered),
            "missing": source.nack._missing,
            "history": dict(held) if up.started else {},
            "downs": [{name: getattr(down.state, name) for name in DownState.__slots__} for down in downs],
            "gates": [(down.gated, down.paused, down.resent, down._rewrite.floor) for down in downs],
            "legs": [
                {
                    name: getattr(person.wire.connection.leg, name)
                    for name in LegState.__slots__
                    if name != "alive_at"
                }
                for person in stage.people
            ],
        },
    )
