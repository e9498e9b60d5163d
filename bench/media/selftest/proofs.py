"""The proofs, one planted fault each: claims in words, and whether they hold."""

import os
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from aiortc.rtp import RtpPacket

from bench.media.cell import Load, Sample, single
from bench.media.contestants import CONTESTANTS
from bench.media.load.recording import AUDIO_PER_SECOND, VIDEO_PER_SECOND
from bench.media.processes import cpu_seconds
from bench.media.selftest import control
from bench.media.selftest.faulty import Faults, Faulty, Seen

_LOAD = Load(measured_s=3.0, warm_up_s=1.0)
_PER_SECOND = 2 * (VIDEO_PER_SECOND + AUDIO_PER_SECOND)
_DROP_EVERY, _ASK_EVERY = 50, 101
_DELAY_S = 0.02
_SPIN_S = 0.2

Claim = tuple[str, bool]


async def prove(folder: Path) -> None:
    """Print what holds; SystemExit when something does not."""
    failed = 0
    async for claim, holds in _claims(folder):
        failed += not holds
        print(f"{'holds' if holds else 'FAILS'}  {claim}", flush=True)
    if failed:
        raise SystemExit(f"{failed} claims do not hold.")


async def _claims(folder: Path) -> AsyncIterator[Claim]:
    yield _clock()
    for claim in _on_nothing(await single(CONTESTANTS["raw"], 1, _LOAD, folder)):
        yield claim
    for prove_fault, faults in (
        (_on_drops, Faults(drop_every=_DROP_EVERY)),
        (_on_delay, Faults(delay_s=_DELAY_S)),
        (_on_copies, Faults(copies=2)),
        (_on_echo, Faults(echo=True)),
        (_on_requests, Faults(nack_every=_ASK_EVERY, key_request_every=_ASK_EVERY)),
    ):
        faulty = Faulty(faults)
        taken = await single(faulty, 1, _LOAD, folder)
        for claim in prove_fault(taken, faulty.seen):
            yield claim


def _clock() -> Claim:
    ours, known = cpu_seconds(os.getpid()), time.process_time()
    while time.process_time() - known < _SPIN_S:
        pass
    spent = cpu_seconds(os.getpid()) - ours
    return f"{_SPIN_S} s of work are measured as {spent:.4f} s", _near(spent, _SPIN_S, 0.002)


def _on_nothing(taken: Sample) -> Iterator[Claim]:
    totals, expected = taken.totals, _PER_SECOND * _LOAD.measured_s
    yield f"{totals.sent} of {expected:.0f} packets were sent", _near(totals.sent, expected, 0.01 * expected)
    yield f"{totals.arrived} of {totals.sent} came back", totals.arrived == totals.sent
    yield f"{totals.duplicates} twice, {totals.misrouted} elsewhere", not totals.duplicates + totals.misrouted
    yield f"the forwarder's half-way latency is {taken.p50_us:.0f} us", 0 < (taken.p50_us or 0) < 1000


def _on_drops(taken: Sample, seen: Seen) -> Iterator[Claim]:
    yield f"one lost in {_DROP_EVERY} is shown as {100 * (taken.loss or 0):.2f} %", _near(taken.loss, 0.02, 0.001)
    told = control.lost(seen.control)
    unreported = 1.2 * _PER_SECOND / _DROP_EVERY  # of the time since the last reports
    holds = seen.dropped - unreported <= told <= seen.dropped
    yield f"receiver reports tell {told} of {seen.dropped} losses", holds
    fraction = control.last_fraction(seen.control)
    yield f"and that {100 * fraction:.1f} % were lost last", _near(fraction, 0.02, 0.01)
    yield from _on_feedback(seen)
    age = control.age_s(seen.control)
    yield f"the last sender report tells the time of {age:.1f} s ago", 0 <= age < 2  # they come once a second


def _on_feedback(seen: Seen) -> Iterator[Claim]:
    reports = [control.read_feedback(one) for one in seen.control if control.is_feedback(one)]
    missing = sum(len(lost) for lost, _ in reports)
    arrived = sum(len(times) for _, times in reports)
    share = missing / max(1, missing + arrived)
    yield f"transport feedback tells that {100 * share:.1f} % are missing", _near(share, 0.02, 0.005)
    longest = max(max(times) - min(times) for _, times in reports if times)
    yield f"and spans {1000 * longest:.0f} ms at most", 0.05 < longest < 0.2


def _on_delay(taken: Sample, _seen: Seen) -> Iterator[Claim]:
    half = (taken.p50_us or 0) / 1e6  # the tail is the machine's: the forwarder may wait for its core
    claim = f"a delay of {1000 * _DELAY_S:.0f} ms is shown as {1000 * half:.1f} ms"
    yield claim, _DELAY_S <= half < _DELAY_S + 0.003


def _on_copies(taken: Sample, _seen: Seen) -> Iterator[Claim]:
    totals = taken.totals
    holds = totals.arrived == totals.sent and _near(totals.duplicates, totals.arrived, 5)
    yield f"{totals.duplicates} of {totals.arrived} doubled packets count as duplicates", holds


def _on_echo(taken: Sample, _seen: Seen) -> Iterator[Claim]:
    totals = taken.totals
    yield f"{totals.misrouted} packets that return to their sender count as lost", totals.arrived == 0


def _on_requests(taken: Sample, seen: Seen) -> Iterator[Claim]:
    again = [RtpPacket.parse(datagram) for datagram in seen.retransmitted]
    numbers = [int.from_bytes(packet.payload[:2], "big") for packet in again]
    asked = [number for _, number in seen.nacked]
    holds = len(asked) > 10 and numbers == asked[: len(numbers)] and len(asked) - len(numbers) < 2
    yield f"{len(numbers)} of {len(asked)} packets asked for came again, as retransmissions", holds
    yield f"{taken.totals.nacked} requests were counted", _near(taken.totals.nacked, len(asked), 1)
    wanted = seen.key_requests + 2  # each stream begins with one
    yield f"{seen.key_frames} of {wanted} key frames came", _near(seen.key_frames, wanted, 1)


def _near(value: float | None, expected: float, tolerance: float) -> bool:
    return value is not None and abs(value - expected) <= tolerance
