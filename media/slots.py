"""Which publisher sits in which slot of one subscriber: sticky, so that nobody's coming or going moves another."""

from collections.abc import Iterable


class SlotPlan:
    """A seat keeps its slot, also while it is away, until a newcomer finds no slot that was never used.

    `count` may grow.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._held: dict[str, int] = {}  # seat -> slot, longest held first

    def assign(self, present: Iterable[str]) -> dict[int, str]:
        """Slot -> seat for those who are there now."""
        present = list(present)
        for seat in present:
            if seat not in self._held:
                self._seat(seat, present)
        return {self._held[seat]: seat for seat in present if seat in self._held}

    def _seat(self, seat: str, present: list[str]) -> None:
        unused = sorted(set(range(self.count)) - set(self._held.values()))
        if unused:
            self._held[seat] = unused[0]
            return
        absent = next((held for held in self._held if held not in present), None)
        if absent is not None:
            self._held[seat] = self._held.pop(absent)
