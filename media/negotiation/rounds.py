"""Offer after offer to one peer: only the server offers, and only the newest offer may be answered.

So there is no glare, and however messages are delayed, doubled or reordered, both sides end with the newest offer
and its answer, as if the earlier ones had never been made.
"""

from dataclasses import dataclass

from media.errors import MediaError


@dataclass(frozen=True, slots=True)
class Offer:
    """`version` is the one of the o-line (RFC 8866 section 5.2)."""

    version: int
    sdp: str


class Rounds:
    def __init__(self) -> None:
        self._offer = Offer(0, "")
        self._answered: str | None = None

    @property
    def offer(self) -> Offer:
        return self._offer

    @property
    def settled(self) -> bool:
        """Whether the newest offer was answered."""
        return self._answered is not None

    def propose(self, sdp: str) -> Offer:
        """Replace the newest offer, answered or not."""
        self._offer = Offer(self._offer.version + 1, sdp)
        self._answered = None
        return self._offer

    def admit(self, version: int, sdp: str) -> bool:
        """Whether this answer is to be applied; false when it was before.

        MediaError: peer.stale_answer to an earlier offer, peer.unexpected_answer for a second, different one.
        """
        if version != self._offer.version:
            raise MediaError("peer.stale_answer", "A newer offer is to be answered.")
        if self._answered is None:
            return True
        if self._answered != sdp:
            raise MediaError("peer.unexpected_answer", "This offer has been answered already.")
        return False

    def settle(self, sdp: str) -> None:
        """The answer was applied."""
        self._answered = sdp
