"""The packets: rooms on one UDP port that forward audio and video without decoding them.

Others import from here alone.
"""

from media.errors import MediaError
from media.node import MediaConfig, MediaNode
from media.peer import Peer, PeerListener
from media.room import Room

__all__ = ["MediaConfig", "MediaError", "MediaNode", "Peer", "PeerListener", "Room"]
