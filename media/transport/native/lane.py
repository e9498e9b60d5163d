"""The native path as Python sees it: a `Storage` whose numbers lie in C structures, and a reader of sockets."""

import logging
import socket
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from struct import Struct
from typing import Any, cast

from cffi import FFI

from media.forward.header import SEQUENCE_SPAN
from media.forward.state import LAYOUT_UNKNOWN, DownState, LegState, UpState
from media.forward.up.history import CAPACITY, SOUND_CAPACITY, History
from media.forward.up.uptrack import Kind
from media.transport import srtp
from media.transport.ice import Address
from media.transport.native.build import HERE, LIBRARY

_log = logging.getLogger(__name__)

_DATAGRAM = 1
_MOST_OUTLETS = 8
_PICTURE_BYTES, _SOUND_BYTES = 200_000, 16_000
"""A second of a good picture, and of sound."""
_REMEMBERED = 1024
_IPV4 = Struct("=H2s4s8x")
_IPV6 = Struct("=H2s4s16sI")
_NATIVE_PORT = Struct("!H")

Take = Callable[[int, Address, float], None]
"""A datagram lies in the buffer: its size and where it came from."""
TakePacket = Callable[[int, int, int, float], None]
"""A clear packet lies in the buffer: the leg's number, its size, its SSRC."""


def load(library: Path = LIBRARY) -> "NativeLane | None":
    """None where it was not built, or does not fit this machine."""
    ffi = FFI()
    ffi.cdef((HERE / "lane.h").read_text(encoding="utf-8"))
    try:
        return NativeLane(ffi, ffi.dlopen(str(library)))
    except OSError as error:
        _log.info("media without its native path: %s", error.strerror or "not built")
        return None


class NativeLane:
    """One per node, for all of its sockets."""

    def __init__(self, ffi: Any, lib: Any) -> None:  # noqa: ANN401 -- cffi makes its types at run time
        self._ffi = ffi
        self._lib = lib
        functions = (ffi.cast("void *", srtp.address_of(name)) for name in ("srtp_protect", "srtp_unprotect"))
        self._lane = ffi.gc(lib.lane_new(*functions), lib.lane_free)
        self._events = ffi.new("event[]", lib.LANE_BATCH)
        self._counters = ffi.new("lane_counters *")
        self._legs = 0

    def counted(self) -> tuple[int, int, int]:
        """Datagrams received, sent and dropped."""
        return self._counters.received, self._counters.sent, self._counters.dropped

    # As a `Storage`.

    def leg(self, now: float) -> LegState:
        leg = self._ffi.new("leg *")
        self._legs += 1
        leg.alive_at, leg.number, leg.socket = now, self._legs, -1
        return cast("LegState", leg)

    def up(self, kind: Kind, clock_rate: int) -> tuple[UpState, History]:
        up = self._ffi.new("up *")
        up.layout, up.frame_timestamp = LAYOUT_UNKNOWN, -1
        up.video, up.clock_rate = kind == "video", clock_rate
        room, capacity = (_PICTURE_BYTES, CAPACITY) if up.video else (_SOUND_BYTES, SOUND_CAPACITY)
        history = NativeHistory(self._ffi, self._lib, room, capacity)
        up.history = history.handle
        return cast("UpState", up), history

    def down(self, ssrc: int, first_sequence: int, first_timestamp: int) -> DownState:
        down = self._ffi.new("down *")
        down.ssrc, down.last_timestamp = ssrc, first_timestamp
        down.highest = first_sequence % SEQUENCE_SPAN - 1
        return cast("DownState", down)

    def secure(self, leg: LegState, inbound: Any, outbound: Any) -> None:  # noqa: ANN401 -- as above
        structure = cast("Any", leg)
        structure.inbound, structure.outbound = self._handle(inbound), self._handle(outbound)

    def learn(self, leg: LegState, ssrc: int, up: UpState | None) -> None:
        self._require(self._lib.lane_learn(self._lane, leg, ssrc, up or self._ffi.NULL))

    def link(self, up: UpState, downs: Iterable[tuple[DownState, LegState]]) -> None:
        structure, count = cast("Any", up), 0
        for down, leg in downs:
            cast("Any", down).leg = leg
            if count < _MOST_OUTLETS:
                structure.outlet[count] = down
            count += 1
        structure.outlets = count
        if count > _MOST_OUTLETS:
            raise ValueError("a stream has more subscribers than a room has seats")

    # As a reader of sockets.

    def bind(self, address: Address, leg: LegState | None) -> None:
        """Datagrams from this address belong to the leg; None: to nobody."""
        packed = _packed(address)
        if packed is not None:
            self._require(self._lib.lane_bind(self._lane, packed, len(packed), leg or self._ffi.NULL))

    def route(self, leg: LegState, way: object, address: Address) -> None:
        """Packets to this leg leave through this socket, or by a way that only Python knows."""
        structure, packed = cast("Any", leg), _packed(address)
        structure.socket = way.fileno() if packed is not None and isinstance(way, socket.socket) else -1
        if packed is not None:
            self._ffi.memmove(structure.to, packed, len(packed))
            structure.to_size = len(packed)

    def read(self, descriptor: int, now: float, take: Take, take_packet: TakePacket, buffer: memoryview) -> int:
        """Work off what the socket has, up to a batch, and hand over what is left; how many datagrams came."""
        counters, events = self._counters, self._events
        before = counters.received
        left = self._lib.lane_read(self._lane, descriptor, now, events, counters)
        for place in range(left):
            event = events[place]
            size = event.size
            buffer[:size] = self._ffi.buffer(event.data, size)
            if event.kind == _DATAGRAM:
                take(size, _unpacked(bytes(self._ffi.buffer(event.source, event.source_size))), now)
            else:
                take_packet(event.leg, size, event.ssrc, now)
        return int(counters.received - before)

    def _handle(self, handle: Any) -> Any:  # noqa: ANN401 -- as above
        return self._ffi.NULL if handle is None else self._ffi.cast("void *", srtp.address_in(handle))

    def _require(self, done: int) -> None:
        if not done:
            raise MemoryError


class NativeHistory(History):
    """The same packets, kept in one piece of memory: few when they are large, many when they are small."""

    def __init__(self, ffi: Any, lib: Any, room: int, capacity: int) -> None:  # noqa: ANN401 -- as above
        self.capacity = capacity
        self._ffi = ffi
        self._lib = lib
        self.handle = ffi.gc(lib.history_new(room), lib.history_free)
        self._scratch = ffi.new("uint8_t[]", 2304)

    def put(self, index: int, packet: bytes) -> None:
        self._lib.history_put(self.handle, index, packet, len(packet))

    def knows(self, index: int) -> bool:
        kept = self.handle.packets[index % _REMEMBERED]
        return bool(kept.size and kept.index == index)

    def get(self, index: int) -> bytes | None:
        size = self._lib.history_get(self.handle, index, self._scratch)
        return bytes(self._ffi.buffer(self._scratch, size)) if size else None

    def span(self, first: int, last: int) -> Iterator[tuple[int, bytes]]:
        for index in range(first, last + 1):
            packet = self.get(index)
            if packet is not None:
                yield index, packet


def _packed(address: Address) -> bytes | None:
    """The socket address as the kernel writes it; None for a TCP connection and for none."""
    if not address or address[-1] == "tcp":
        return None
    port = _NATIVE_PORT.pack(address[1])
    if len(address) == 2:  # noqa: PLR2004 -- host and port
        return _IPV4.pack(socket.AF_INET, port, socket.inet_aton(address[0]))
    host = address[0].partition("%")[0]
    flow = int(address[2]).to_bytes(4, "big")
    return _IPV6.pack(socket.AF_INET6, port, flow, socket.inet_pton(socket.AF_INET6, host), address[3])


def _unpacked(packed: bytes) -> Address:
    """As `recvfrom` writes it."""
    if len(packed) == _IPV4.size:
        _, port, host = _IPV4.unpack(packed)
        return (socket.inet_ntoa(host), int.from_bytes(port, "big"))
    _, port, flow, host, scope = _IPV6.unpack(packed)
    name = socket.inet_ntop(socket.AF_INET6, host)
    if scope:
        name = f"{name}%{socket.if_indextoname(scope)}"
    return (name, int.from_bytes(port, "big"), int.from_bytes(flow, "big"), scope)
