"""Most packets take a short way. Whatever comes, nobody can tell which way a packet took."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings

from media.forward.state import LAYOUT_UNKNOWN
from media.pump.intake import Intake
from media.pump.source import Source
from tests.media.forward.packets import numbered, rtp, vp8
from tests.media.forward.planted import finds
from tests.media.pump.schedules import ALIKE, Outcome, Schedule, play, schedules
from tests.media.pump.stage import CAMERA, Stage, camera

Meddling = Callable[[Source], None]


def untouched(_: Source) -> None:
    """The way a packet takes is the intake's own choice."""


def the_long_way(source: Source) -> None:
    """Whose layout is not known is looked at from the start."""
    source.state.layout = LAYOUT_UNKNOWN


def both(schedule: Schedule, planted: Meddling = untouched) -> tuple[Outcome, Outcome]:
    return play(schedule, planted), play(schedule, the_long_way)


async def test_nobody_can_tell_which_way_a_packet_took() -> None:
    @settings(max_examples=150)
    @given(schedules())
    def holds(schedule: Schedule) -> None:
        short, long = both(schedule)
        assert short.sent == long.sent
        assert short.remembered == long.remembered

    holds()


async def test_nor_when_the_publisher_changes_its_codec() -> None:
    @given(schedules(types=(96, 102)))
    def holds(schedule: Schedule) -> None:
        short, long = both(schedule)
        assert short.sent == long.sent
        assert short.remembered == long.remembered

    holds()


async def test_nor_when_extensions_of_one_length_are_laid_out_differently() -> None:
    @given(schedules(layouts=ALIKE))
    def holds(schedule: Schedule) -> None:
        short, long = both(schedule)
        assert short.sent == long.sent
        assert short.remembered == long.remembered

    holds()


def forget_the_time(source: Source) -> None:
    source.state.send_time_at = 0


def overlook_new_frames(source: Source) -> None:
    if source.state.started:
        source.state.frame_timestamp = (source.state.frame_timestamp + 3000) & 0xFFFFFFFF


def miscount(source: Source) -> None:
    source.state.bytes += source.state.layout != LAYOUT_UNKNOWN


def look_beside_the_payload(source: Source) -> None:
    source.state.payload_at = min(source.state.payload_at, 14)


@pytest.mark.parametrize(
    "planted",
    [forget_the_time, overlook_new_frames, miscount, look_beside_the_payload],
    ids=lambda one: one.__name__,
)
async def test_the_checker_finds_a_short_way_that_would(planted: Meddling) -> None:
    def differs(schedule: Schedule) -> bool:
        short, long = both(schedule, planted)
        return (short.sent, short.remembered) != (long.sent, long.remembered)

    assert finds(schedules(), differs)


class Watched(Intake):
    """Counts the packets that need a look."""

    looks = 0

    def _on_irregular(self, source: Source, size: int, now: float) -> None:
        self.looks += 1
        super()._on_irregular(source, size, now)


@pytest.mark.parametrize(("doubled", "looks"), [((), 1), ((40,), 2)], ids=["ordinary", "with one double"])
async def test_an_ordinary_stream_is_looked_at_once(doubled: tuple[int, ...], looks: int) -> None:
    stage = Stage()
    publisher, viewer = stage.person(), stage.person()
    connection = publisher.wire.connection
    publisher.pump.intake = intake = Watched(stage.mux.buffer.view, connection, stage.mux.storage, 1)
    viewer.watches(publisher.publishes(camera()))
    for sequence in range(100):
        payload = vp8(sequence, sequence, key=sequence % 30 == 0)
        packet = rtp(sequence, 3000 * sequence, ssrc=CAMERA, payload=payload, extension=numbered(sequence))
        for _ in range(2 if sequence in doubled else 1):
            publisher.sends(packet)
    assert (intake.looks, len(viewer.heard())) == (looks, 100)
