"""What a publisher should send, by what its subscribers can use: layers nobody shows need not be encoded."""

from collections.abc import Iterable

MIN_CEILING_BPS = 100_000
"""A browser told less than this sends a picture that is of no use, and its estimate does not recover."""

MARGIN = 1.3
"""What varies around its ceiling must fit without pausing, and fit again by the stricter rule for resuming."""


def wanted_layers(count: int, targets: Iterable[int | None]) -> frozenset[int]:
    """Of `count` layers those that are some subscriber's target.

    The lowest of several is always wanted: it is what whoever joins or falls back is shown first.
    """
    wanted = {target for target in targets if target is not None and target < count}
    return frozenset(wanted | {0} if count > 1 else wanted)


def ceiling_bps(rooms: Iterable[int | None]) -> int | None:
    """For a publication of one layer what its best subscriber can take, to be told by REMB; None: no limit.

    `rooms`: each subscriber's room for it (`Choice.room_bps`), None where it is not known.
    """
    known = list(rooms)
    if not known or None in known:
        return None
    best = max(room for room in known if room is not None)
    return max(MIN_CEILING_BPS, round(best / MARGIN))
