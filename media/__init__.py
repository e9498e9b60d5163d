"""The packets: rooms on one UDP port that forward audio and video without decoding them.

Others import from here alone.
"""

from media.errors import MediaError
from media.listener import PeerListener, PictureState, Showing, Shown
from media.negotiation import Offer
from media.node import MediaConfig, MediaNode
from media.peer import Peer
from media.pump import Demand, Sample, Way
from media.room import Room

__all__ = [
    "Demand",
    "MediaConfig",
    "MediaError",
    "MediaNode",
    "Offer",
    "Peer",
    "PeerListener",
    "PictureState",
    "Room",
    "Sample",
    "Showing",
    "Shown",
    "Way",
]
