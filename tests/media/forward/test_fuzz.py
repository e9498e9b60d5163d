"""Feedback with something wrong in it, from who has the keys: nothing raises, and nothing absurd is believed."""

import struct
from collections.abc import Sequence
from contextlib import closing
from math import isfinite

from media.forward import feedback
from media.forward.down.downtrack import DownTrack
from media.forward.feedback import ReceptionReport, SenderReport
from media.forward.rate.aimd import MAX_BPS, MIN_BPS
from media.forward.rate.arrivals import Arrivals
from media.forward.rate.mos import BEST, WORST
from media.forward.state import LegState
from media.pump import Sample
from tests.media.forward.mutation import Mutator, blamed, inputs
from tests.media.pump.stage import CAMERA, Person
from tests.media.transport.native.calls import Call, cameras

PICTURE_EVERY, TICK_EVERY, LOOK_EVERY = 3, 40, 200
TOLD = 20
"""Packets that a report of arrivals is about."""


class Speaker:
    """Says what viewers say of what reaches them, and a publisher of what it sends: right, as far as it can be."""

    def __init__(self, call: Call) -> None:
        self._call = call

    def word(self, viewer: Person, down: DownTrack) -> bytes:
        random, highest = self._call.random, down.state.highest & 0xFFFFFFFF
        match random.randrange(7):
            case 0:
                sent = next(iter(down._reports_sent), 0)
                reports = [
                    ReceptionReport(ssrc, 9, 9, highest, 90, sent, 655) for ssrc in (down.ssrc, down.ssrc + 1)
                ]
                return feedback.receiver_report(1, reports)
            case 1:
                return feedback.nack(1, down.ssrc, sorted(highest - random.randrange(40) for _ in range(9)))
            case 2:
                return feedback.picture_loss(1, down.ssrc)
            case 3:
                return struct.pack("!BBHIIIIII", 0x84, 206, 6, 1, 0, down.ssrc, 1 << 24, down.ssrc, 2 << 24)
            case 4:
                return feedback.bitrate_ceiling(1, down.ssrc, random.randrange(50_000, 5_000_000))
            case _:
                return self._arrivals(viewer)

    def clock(self) -> bytes:
        source = self._call.publisher.source()
        ntp, timestamp = round(self._call.stage.now * (1 << 32)), source.state.frame_timestamp & 0xFFFFFFFF
        report = feedback.sender_report(SenderReport(source.ssrc or CAMERA, ntp, timestamp, 5, 500))
        return report + struct.pack("!BBHII", 0x81, 202, 2, source.ssrc, 0x01000000)

    def _arrivals(self, viewer: Person) -> bytes:
        leg, now = viewer.wire.connection.leg, self._call.stage.now
        arrivals = Arrivals(LegState(now))
        for place in range(TOLD):
            if self._call.random.random() < 0.9:
                arrivals.add(leg.transport_number - TOLD + place & 0xFFFF, now - 0.002 * (TOLD - place))
        return feedback.transport_cc(1, 2, arrivals.take() or b"")


def assert_sane(call: Call, samples: Sequence[Sample]) -> None:
    for viewer in call.viewers:
        bandwidth = viewer.pump.outlet.spending.bandwidth
        assert MIN_BPS <= bandwidth.bps <= MAX_BPS
        assert 0 <= bandwidth.loss <= 1
        assert isfinite(bandwidth.queue_s)
        assert 0 <= viewer.pump.outlet.round_trip_s < 1e6
    for sample in samples:
        for way in (sample.up, sample.down):
            assert WORST <= way.mos <= BEST
            assert 0 <= way.lost <= way.packets


def say(mutator: Mutator, call: Call, speaker: Speaker, other: bytes) -> bytes:
    """Let somebody say something, mostly with something wrong in it; what it would have been."""
    random = mutator.random
    place = random.randrange(len(call.viewers) + 1)
    if place == len(call.viewers):
        speaks, specimen = call.publisher, speaker.clock()
    else:
        speaks = call.viewers[place]
        specimen = speaker.word(speaks, random.choice(call.downs[place]))
    speaks.wire.connection.refill(1.0)
    speaks.says(mutator.mutant(specimen, other) if random.random() < 0.7 else specimen)
    return specimen


@cameras
@inputs(10_000, 500_000)
async def test_whatever_feedback_says_the_call_goes_on(layers: Sequence[str], count: int) -> None:
    mutator, other = Mutator(6), b""
    with blamed(mutator), closing(Call(mutator, layers=layers)) as call:
        speaker = Speaker(call)
        for number in range(count):
            other = say(mutator, call, speaker, other)
            if number % PICTURE_EVERY == 0:
                call.sends(call.streams.next())
            if number % TICK_EVERY == 0:
                call.something_happens()
                call.stage.pass_time(0.05)
            if number % LOOK_EVERY == 0:
                call.listen()
                call.assert_bounded()
                assert_sane(call, [one.pump.sampler.take(call.stage.now) for one in call.stage.people])
                call.forget()
        call.assert_alive()
