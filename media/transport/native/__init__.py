"""The native path: a small C library for the packets that need no thought. Without it everything works, slower.

It takes over where `media/pump` would only repeat itself: the next packet in order of a known stream, to
subscribers that need its numbers changed and nothing else. Everything else it leaves to Python, on the same
numbers in memory.
"""

from media.transport.native.lane import NativeLane, load

__all__ = ["NativeLane", "load"]
