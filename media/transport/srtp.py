"""Protects and unprotects packets where they lie, in the one buffer that the socket also reads into.

pylibsrtp's own methods copy every packet twice; the same library called on our memory costs less than half. Each
of the four functions returns 0 when the packet in the buffer was transformed, and writes its new size to `length`.
"""

from pylibsrtp import Session
from pylibsrtp._binding import ffi, lib

MAX_DATAGRAM = 2048
_ROOM = 256
"""For the trailer of a protected packet (16 + 128 bytes at most) and the two bytes of RTX."""

protect = lib.srtp_protect
unprotect = lib.srtp_unprotect
protect_rtcp = lib.srtp_protect_rtcp
unprotect_rtcp = lib.srtp_unprotect_rtcp


def address_of(function: str) -> int:
    """Where a function of libsrtp lies, for code that calls it without us."""
    return int(ffi.cast("uintptr_t", ffi.addressof(lib, function)))


def address_in(handle: "ffi.CData") -> int:
    """Where a session lies."""
    return int(ffi.cast("uintptr_t", handle))


class PacketBuffer:
    """The memory of the packet being handled; one per node, because one event loop owns both."""

    def __init__(self) -> None:
        self.memory = ffi.new("unsigned char[]", MAX_DATAGRAM + _ROOM)
        self.view = memoryview(ffi.buffer(self.memory))
        self.length = ffi.new("int *")


class PacketKeys:
    """The SRTP sessions of one peer, made from verified DTLS keys."""

    def __init__(self, inbound: Session, outbound: Session) -> None:
        self._sessions = (inbound, outbound)  # keeps the C structures alive
        self.inbound = inbound._srtp[0]  # noqa: SLF001 -- the C handle, for work in place
        self.outbound = outbound._srtp[0]  # noqa: SLF001 -- as above
