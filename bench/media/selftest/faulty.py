"""A forwarder with planted faults: it loses, delays, doubles and misdirects datagrams, and keeps what it saw."""

import contextlib
import os
import socket
import threading
import time
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from aiortc.rtp import RTCP_PSFB_PLI, RTCP_RTPFB_NACK, RtcpPsfbPacket, RtcpRtpfbPacket, RtpPacket, is_rtcp

from bench.media.contestants.raw import HOST, ClearPairs
from bench.media.processes import SERVER_CORE

_BUFFER = 4 << 20
_DATAGRAM = 2048
_VIDEO, _RTX = 96, 97
_POLL_S = 0.0002

Address = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Faults:
    """0 or false: no such fault. `..._every`: one in so many RTP packets of both people together."""

    drop_every: int = 0
    delay_s: float = 0.0
    copies: int = 1
    echo: bool = False
    nack_every: int = 0
    key_request_every: int = 0


@dataclass(slots=True)
class Seen:
    """What went through, dropped packets included."""

    media: int = 0
    dropped: int = 0
    nacked: list[tuple[int, int]] = field(default_factory=list)
    """(SSRC, sequence number) asked for again."""
    retransmitted: list[bytes] = field(default_factory=list)
    key_requests: int = 0
    key_frames: int = 0
    control: list[bytes] = field(default_factory=list)
    counts: dict[Address, int] = field(default_factory=dict)


class Faulty:
    """A contestant."""

    most_visits = None
    stamps_survive = True

    def __init__(self, faults: Faults) -> None:
        self.seen = Seen()
        self._faults = faults
        self._seats: dict[int, Address] = {}
        self._numbers: dict[Address, int] = {}
        self._delayed: deque[tuple[float, bytes, Address]] = deque()
        self._ended = threading.Event()

    @contextlib.asynccontextmanager
    async def start(self, _folder: Path) -> AsyncIterator[ClearPairs]:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as self._socket:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
            self._socket.bind((HOST, 0))
            self._socket.settimeout(_POLL_S)
            thread = threading.Thread(target=self._run)
            thread.start()
            try:
                yield ClearPairs(os.getpid(), self._socket.getsockname()[1])
            finally:
                self._ended.set()
                thread.join()

    def _run(self) -> None:
        os.sched_setaffinity(0, {SERVER_CORE})  # of this thread alone: the load keeps its own core
        while not self._ended.is_set():
            with contextlib.suppress(TimeoutError):
                self._take(*self._socket.recvfrom(_DATAGRAM))
            while self._delayed and self._delayed[0][0] <= time.monotonic():
                self._socket.sendto(*self._delayed.popleft()[1:])

    def _take(self, datagram: bytes, source: Address) -> None:
        if datagram[0] == 0:
            seat = int.from_bytes(datagram[1:], "big")
            self._seats[seat], self._numbers[source] = source, seat
        elif is_rtcp(datagram):
            self.seen.control.append(datagram)
        elif datagram[1] & 0x7F == _RTX:
            self.seen.retransmitted.append(datagram)
        elif not self._loses(datagram, source):
            other = source if self._faults.echo else self._seats[self._numbers[source] ^ 1]
            for _ in range(self._faults.copies):
                self._delayed.append((time.monotonic() + self._faults.delay_s, datagram, other))

    def _loses(self, datagram: bytes, source: Address) -> bool:
        seen, faults = self.seen, self._faults
        seen.media += 1
        seen.counts[source] = seen.counts.get(source, 0) + 1
        if datagram[1] & 0x7F == _VIDEO:
            self._look(datagram, source)
        lost = faults.drop_every and seen.media % faults.drop_every == 0
        seen.dropped += bool(lost)
        return bool(lost)

    def _look(self, datagram: bytes, source: Address) -> None:
        packet, seen, faults = RtpPacket.parse(datagram), self.seen, self._faults
        starts_frame, is_key = packet.payload[0] & 0x10, not packet.payload[4] & 0x01
        seen.key_frames += bool(starts_frame and is_key)
        if faults.nack_every and seen.media % faults.nack_every == 0:
            nack = RtcpRtpfbPacket(
                fmt=RTCP_RTPFB_NACK, ssrc=1, media_ssrc=packet.ssrc, lost=[packet.sequence_number]
            )
            seen.nacked.append((packet.ssrc, packet.sequence_number))
            self._socket.sendto(bytes(nack), source)
        if faults.key_request_every and seen.media % faults.key_request_every == 0:
            seen.key_requests += 1
            self._socket.sendto(bytes(RtcpPsfbPacket(fmt=RTCP_PSFB_PLI, ssrc=1, media_ssrc=packet.ssrc)), source)
