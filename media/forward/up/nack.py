"""Which packets of an incoming stream are missing, and when to ask for them again (RFC 4585 section 6.2.1)."""

MAX_MISSING = 256
MAX_TRIES = 8
FIRST_RETRY_S = 0.05
GIVE_UP_S = 1.0
PATIENCE = 1.3
"""Round trips to wait for an answer before asking again."""
GIVE_UP_ROUND_TRIPS = 3


class NackSchedule:
    """Asks at once for a gap, then ever more patiently; forgets what did not come in time to be of use."""

    def __init__(self) -> None:
        self._missing: dict[int, tuple[int, float, float]] = {}  # index -> tries, next request, found missing
        self.requested = 0
        self.recovered = 0

    def __contains__(self, index: int) -> bool:
        return index in self._missing

    def __len__(self) -> int:
        return len(self._missing)

    def gap(self, first: int, stop: int, now: float) -> None:
        """Note that `first` up to (not including) `stop` did not arrive.

        A jump wider than the schedule is no loss that a retransmission could heal: everything is forgotten,
        and the key frame that the subscribers will ask for heals the picture.
        """
        if stop - first > MAX_MISSING:
            self._missing.clear()
            return
        for index in range(first, stop):
            self._missing[index] = (0, now, now)
        while len(self._missing) > MAX_MISSING:
            del self._missing[next(iter(self._missing))]

    def arrived(self, index: int) -> bool:
        """Whether this late packet had been missing."""
        if self._missing.pop(index, None) is None:
            return False
        self.recovered += 1
        return True

    def due(self, now: float, round_trip_s: float = 0.0) -> list[int]:
        """The indexes to request now, in ascending order; nothing is asked twice within a round trip."""
        retry_s = max(FIRST_RETRY_S, PATIENCE * round_trip_s)
        give_up_s = max(GIVE_UP_S, GIVE_UP_ROUND_TRIPS * round_trip_s)
        wanted = []
        for index, (tries, at, since) in list(self._missing.items()):
            if tries >= MAX_TRIES or now - since > give_up_s:
                del self._missing[index]
            elif now >= at:
                self._missing[index] = (tries + 1, now + retry_s * (tries + 1), since)
                wanted.append(index)
        self.requested += len(wanted)
        return sorted(wanted)
