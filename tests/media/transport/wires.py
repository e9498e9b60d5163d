"""A connection without a network: a test holds the keys of its other end, and time moves when the test says so."""

import socket

from pylibsrtp import Policy, Session

from media.transport.connection import Connection, ConnectionEvents
from media.transport.ice import Address
from media.transport.mux import Mux, Way
from media.transport.srtp import PacketKeys
from tests.media.transport.strangers import check

IN_KEY, OUT_KEY = bytes(range(28)), bytes(range(100, 128))


NOBODY = ConnectionEvents(
    reached=lambda _: None,
    secured=lambda _: None,
    rtp=lambda _, __, ___: None,
    rtcp=lambda _, __: None,
    moved=lambda: None,
    lost=lambda _: None,
)
"""An owner that listens to nothing."""


class Tape:
    """A way that keeps what leaves by it; a full one lets nothing leave."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.full = False

    def sendto(self, data: bytes | memoryview, _: Address, /) -> int:
        if self.full:
            raise BlockingIOError
        self.sent.append(bytes(data))
        return len(data)

    def taken(self) -> list[bytes]:
        """What has left since the last time."""
        taken, self.sent = self.sent, []
        return taken


def take(mux: Mux, data: bytes, source: Address, now: float, way: Tape | None = None) -> list[bytes]:
    """What leaves when this datagram comes."""
    way = way or Tape()
    mux.buffer.view[: len(data)] = data
    mux.take(len(data), source, way, now)
    return way.taken()


class Wire:
    """The two ends of a connection that is reached and secured: `connection` is ours, all else is theirs."""

    def __init__(
        self,
        mux: Mux,
        events: ConnectionEvents,
        ssrcs: frozenset[int],
        port: int,
        *,
        learning: bool = False,
        way: Way | None = None,
    ) -> None:
        """`way`: a real socket to 127.0.0.1 instead of a tape."""
        self.connection: Connection = mux.connect(events)
        self.tape = Tape()
        self.address: Address = ("127.0.0.1" if way else "192.0.2.1", port)
        self._mux = mux
        self._theirs_out = _session(IN_KEY, Policy.SSRC_ANY_OUTBOUND)
        self._theirs_in = _session(OUT_KEY, Policy.SSRC_ANY_INBOUND)
        ours = PacketKeys(_session(IN_KEY, Policy.SSRC_ANY_INBOUND), _session(OUT_KEY, Policy.SSRC_ANY_OUTBOUND))
        # What a handshake and an answer would have done.
        connection = self.connection
        connection._keys, connection.secure = ours, True
        connection._announced, connection._may_learn = ssrcs, learning
        connection._address, connection._way = self.address, way or self.tape
        connection._addresses[self.address] = None
        mux.storage.secure(connection.leg, ours.inbound, ours.outbound)
        mux.assign(self.address, connection, connection.leg.alive_at)
        mux.route(connection, way or self.tape, self.address)

    def protected(self, packet: bytes) -> bytes:
        """As they send it; the same packet twice is the same again."""
        return bytes(self._theirs_out.protect(packet))

    def datagram(self, data: bytes, now: float, source: Address | None = None) -> bool:
        """Let a datagram come from their address or another; whether it was of use."""
        dropped = self._mux.counters.dropped
        self._mux.buffer.view[: len(data)] = data
        self._mux.take(len(data), source or self.address, self.tape, now)
        return self._mux.counters.dropped == dropped

    def sends(self, packet: bytes, now: float) -> bool:
        """Let them send a packet."""
        return self.datagram(self.protected(packet), now)

    def sends_rtcp(self, data: bytes, now: float) -> bool:
        return self.datagram(bytes(self._theirs_out.protect_rtcp(data)), now)

    def checks(self, now: float) -> bool:
        """Let them send a connectivity check."""
        ours = self.connection.credentials
        return self.datagram(bytes(check(ours.ufrag, ours.password)), now)

    def is_checked_by_another(self, now: float) -> bool:
        """Let somebody who knows the name and not the password send a check from elsewhere."""
        forged = bytes(check(self.connection.credentials.ufrag, "w" * 24))
        return self.datagram(forged, now, ("203.0.113.66", 6666))

    def arrived(self) -> list[bytes]:
        """What has left for them since the last time, as it travels."""
        return self.tape.taken()

    def heard(self) -> tuple[list[bytes], list[bytes]]:
        """(RTP, RTCP) that reached them since the last time."""
        packets, feedback = [], []
        for data in self.arrived():
            if 192 <= data[1] <= 223:
                feedback.append(bytes(self._theirs_in.unprotect_rtcp(data)))
            elif data[0] >= 128:
                packets.append(bytes(self._theirs_in.unprotect(data)))
        return packets, feedback


class Cable(Wire):
    """A wire of real sockets, read by the native path: what is regular is forwarded in C."""

    def __init__(
        self, mux: Mux, events: ConnectionEvents, ssrcs: frozenset[int], ours: socket.socket, *, learning: bool
    ) -> None:
        assert mux.lane is not None, "build it: python -m media.transport.native.build"
        self._ours, self._lane = ours, mux.lane
        self._theirs = bound_socket()
        super().__init__(mux, events, ssrcs, self._theirs.getsockname()[1], learning=learning, way=ours)

    def datagram(self, data: bytes, now: float, source: Address | None = None) -> bool:
        assert source is None, "a socket has one address"
        dropped = self._dropped()
        self._theirs.sendto(data, self._ours.getsockname())
        view = self._mux.buffer.view
        self._lane.read(self._ours.fileno(), now, self._handle, self._mux.take_clear, view)
        return self._dropped() == dropped

    def arrived(self) -> list[bytes]:
        found = []
        while True:
            try:
                found.append(self._theirs.recv(4096))
            except BlockingIOError:
                return found

    def close(self) -> None:
        self._theirs.close()

    def _handle(self, size: int, source: Address, now: float) -> None:
        self._mux.handle(size, source, self._ours, now)

    def _dropped(self) -> int:
        return self._mux.counters.dropped + self._lane.counted()[2]


def bound_socket() -> socket.socket:
    """On some port of the loopback; never waits."""
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setblocking(False)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    made.bind(("127.0.0.1", 0))
    return made


def _session(key: bytes, kind: int) -> Session:
    policy = Policy(key=key, ssrc_type=kind, srtp_profile=Policy.SRTP_PROFILE_AEAD_AES_128_GCM)
    policy.allow_repeat_tx = True
    policy.window_size = 1024
    return Session(policy)
