"""What a peer's owner hears of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from media.pump import Demand

if TYPE_CHECKING:
    from media.peer import Peer

PictureState = Literal["none", "low", "medium", "high", "paused"]


@dataclass(frozen=True, slots=True)
class Shown:
    """Whose stream arrives somewhere, and how much of the picture: "paused" is paused to keep the sound clear."""

    seat: str
    picture: PictureState


@dataclass(frozen=True, slots=True)
class Showing:
    """Everything that arrives at one peer: by slot, and the screen that is shared, if any."""

    slots: Mapping[int, Shown]
    screen: Shown | None = None


class PeerListener(Protocol):
    """Called on the loop, never awaited; must not raise."""

    def peer_connected(self, peer: "Peer") -> None:
        """DTLS is up and the fingerprint is the answer's."""

    def peer_offers(self, peer: "Peer") -> None:
        """`peer.offer` is a further one, to be answered: more slots, another codec order, an ICE restart."""

    def peer_shows(self, peer: "Peer", showing: Showing) -> None:
        """Who is wired to which slot of *this* peer, and how; called when it changes."""

    def peer_demands(self, peer: "Peer", demand: Demand) -> None:
        """What the others can use of what this peer sends; called when it changes."""

    def peer_closed(self, peer: "Peer", reason: str) -> None:
        """Exactly once: left, superseded, timeout, failed, ended or shutdown."""
