"""Protects and unprotects packets where they lie, in the one buffer that the socket also reads into.

pylibsrtp's own methods copy every packet twice; the same library called on our memory costs less than half.
"""

from pylibsrtp import Session
from pylibsrtp._binding import ffi, lib

MAX_DATAGRAM = 2048
_ROOM = 256
"""For the trailer of a protected packet (16 + 128 bytes at most) and the two bytes of RTX."""


class PacketBuffer:
    """The memory of the packet being handled; one per socket, because one event loop owns both."""

    def __init__(self) -> None:
        self.memory = ffi.new("unsigned char[]", MAX_DATAGRAM + _ROOM)
        self.view = memoryview(ffi.buffer(self.memory))
        self.length = ffi.new("int *")


class PacketProtection:
    """The SRTP sessions of one peer, made from verified DTLS keys."""

    def __init__(self, buffer: PacketBuffer, inbound: Session, outbound: Session) -> None:
        self._buffer = buffer
        self._sessions = (inbound, outbound)  # keeps the C structures alive
        self._inbound = inbound._srtp[0]  # noqa: SLF001 -- the C handle, for work in place
        self._outbound = outbound._srtp[0]  # noqa: SLF001 -- as above

    def unprotect(self, size: int) -> int:
        """Size of the now clear RTP packet in the buffer, 0 when it is not authentic or was seen before."""
        return self._in_place(lib.srtp_unprotect, self._inbound, size)

    def unprotect_rtcp(self, size: int) -> int:
        return self._in_place(lib.srtp_unprotect_rtcp, self._inbound, size)

    def protect(self, size: int) -> int:
        """Size of the now protected RTP packet in the buffer, 0 when it is malformed or the key is used up."""
        return self._in_place(lib.srtp_protect, self._outbound, size)

    def protect_rtcp(self, size: int) -> int:
        return self._in_place(lib.srtp_protect_rtcp, self._outbound, size)

    def _in_place(self, transform: "ffi.CData", handle: "ffi.CData", size: int) -> int:
        buffer = self._buffer
        length = buffer.length
        length[0] = size
        return 0 if transform(handle, buffer.memory, length) else int(length[0])
