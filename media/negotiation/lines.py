"""Which media line of a description carries what: fixed, so that a page needs no map.

Lines 0 and 1 are slot 0 and two-way: the peer's own sound and camera go up, the first publisher's come down.
Line 2 is the screen, two-way as well. Every further slot adds a sound and a camera line that only go down; slots
are added at the end, so that an offer with more of them changes nothing for those that are there.
"""

from dataclasses import dataclass
from typing import Literal

Role = Literal["audio", "camera", "screen"]

SCREEN_LINE = 2
FIRST_LINES = 3
"""Slot 0 and the screen."""


@dataclass(frozen=True, slots=True)
class Line:
    """`slot` is None for the screen."""

    place: int
    role: Role
    slot: int | None

    @property
    def mid(self) -> str:
        return str(self.place)

    @property
    def kind(self) -> Literal["audio", "video"]:
        return "audio" if self.role == "audio" else "video"

    @property
    def two_way(self) -> bool:
        return self.place < FIRST_LINES


def lines_of(slots: int) -> tuple[Line, ...]:
    """The lines of a description with so many slots, in order."""
    first = (Line(0, "audio", 0), Line(1, "camera", 0), Line(SCREEN_LINE, "screen", None))
    further: list[Line] = []
    for slot in range(1, slots):
        place = 2 * slot + 1
        further += (Line(place, "audio", slot), Line(place + 1, "camera", slot))
    return first + tuple(further)
