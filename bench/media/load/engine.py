"""The door to the C engine: compiled where it runs, fed with clients, read as totals and latencies."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from enum import IntEnum
from pathlib import Path
from typing import Self

from cffi import FFI

from bench.media.building import build
from bench.media.load.client import Client
from bench.media.load.plans import Plans

_SOURCES = Path(__file__).parent / "c"
_HEADROOM = 1.5  # latencies are kept for the nominal number of packets, and some


class Epoch(IntEnum):
    """What a packet was sent for; only measured ones are counted as sent, arrived and late."""

    WARMING = 0
    MEASURED = 1
    DRAINING = 2


@dataclass(frozen=True, slots=True)
class Totals:
    """`struct totals` of interface.h, where each is explained."""

    sent: int
    arrived: int
    duplicates: int
    misrouted: int
    latencies: int
    rtp_in: int
    rtx_in: int
    rtcp_in: int
    rejected: int
    feedback_in: int
    lost_by_report: int
    nacked: int
    resent: int
    key_requests: int
    key_frames: int
    unsent: int
    skipped: int
    busy: int
    worst_lag: int


class Engine:
    """Sends and receives for its clients while `run` runs; they must stay open as long."""

    def __init__(self, folder: Path, clients: Sequence[Client], measured_s: float) -> None:
        self._ffi = FFI()
        self._ffi.cdef((_SOURCES / "interface.h").read_text(encoding="ascii"))
        library = build(_SOURCES.glob("*.c"), folder / "load.so", "-shared", "-fPIC")
        self._library = self._ffi.dlopen(str(library))
        self._plans = Plans(self._ffi)
        self._thread = ThreadPoolExecutor(1)  # of its own, so that it is on whatever core its maker is
        expected = sum(recording.per_second for client in clients for recording in client.sends.values())
        capacity = int(expected * measured_s * _HEADROOM)
        self._latencies = self._ffi.new("uint32_t[]", capacity)
        self._engine = self._library.engine_open(self._plans.library(), self._latencies, capacity)
        for client in clients:
            if self._library.engine_add(self._engine, self._plans.client(client)):
                raise OSError(self._ffi.errno, "The engine refuses a client.")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown()
        self._library.engine_close(self._engine)

    async def run(self, seconds: float, epoch: Epoch) -> None:
        """Load the server for so long."""
        run = self._library.engine_run
        await asyncio.get_running_loop().run_in_executor(self._thread, run, self._engine, seconds, int(epoch))

    def totals(self) -> Totals:
        read = self._ffi.new("struct totals *")
        self._library.engine_read(self._engine, read)
        return Totals(**{field.name: int(getattr(read, field.name)) for field in fields(Totals)})

    def latencies_us(self) -> list[float]:
        """From each measured packet's sending to its arrival, in the order of arrival."""
        return [value / 1000 for value in self._ffi.unpack(self._latencies, self.totals().latencies)]
