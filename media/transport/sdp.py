"""aiortc's session description parser. On hostile text it raises anything: callers stand behind one guard."""

from aiortc.sdp import MediaDescription, SessionDescription

__all__ = ["MediaDescription", "parse"]


def parse(text: str) -> SessionDescription:
    return SessionDescription.parse(text)
