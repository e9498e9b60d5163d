"""What one subscriber is shown with the bandwidth it has: sound always, then pictures in order of importance.

A picture is spent on in steps, its lowest layer first. All pictures get their first step before any gets a
second, the more important first: under a short budget higher layers fall, then the least important pictures pause.
Down at once; up only when there has been room to spare for a while, because each change costs a key frame.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

ALIVE_S = 0.5
"""A layer is alive while packets of it came within this time."""

HEADROOM = 1.2
SUSTAINED_S = 1.0
WATCHED_S = 1.0
FIRST_PATIENCE_S, MAX_PATIENCE_S = 2.0, 30.0
FAILED_S = 5.0
"""A step up needs `HEADROOM` times its rate for `SUSTAINED_S`, and for `WATCHED_S` after it no more is asked for.
A paused picture rests for its patience, which doubles each time it has to pause again within `FAILED_S`."""

BANDWIDTH = "bandwidth"


@dataclass(frozen=True, slots=True)
class Layer:
    """`measured_bps` counts while the layer is alive, `nominal_bps` otherwise; `height` in pixels, 0: unknown."""

    nominal_bps: int
    measured_bps: int = 0
    alive: bool = True
    height: int = 0

    @property
    def bps(self) -> int:
        return self.measured_bps if self.alive and self.measured_bps else self.nominal_bps


@dataclass(frozen=True, slots=True)
class Picture:
    """`layers` from the lowest; `max_height`: the tile's on the page, in pixels, None when it has not said."""

    key: str
    layers: Sequence[Layer]
    max_height: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """`target`: the layer the budget allows; None: paused, and `reason` says why.

    `layer` is what to forward now: the best one alive up to the target. `room_bps`: all that this picture could
    use, None when the budget is not known.
    """

    target: int | None
    layer: int | None
    reason: str | None
    room_bps: int | None


@dataclass(frozen=True, slots=True)
class Plan:
    """`probe_bps`: what would allow the next better step, None when there is none."""

    choices: Mapping[str, Choice]
    probe_bps: int | None


Targets = tuple[int, ...]
"""Per picture how many of its layers are paid for: 0 is paused, 1 the lowest layer, and so on."""

Step = tuple[int, int, int]
"""(which picture, which of its layers, what it costs more than the layers below, bps)."""


class Chooser:
    """One subscriber's pictures over time."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}
        self._pauses: dict[str, Pause] = {}
        self._raised_at = float("-inf")
        self._pending: tuple[tuple[str, ...], Targets, float] | None = None  # pictures, better targets, since

    def choose(self, audio_bps: int, pictures: Sequence[Picture], budget_bps: int | None, now: float) -> Plan:
        """`pictures`: the most important first. `budget_bps`: the estimate, None when unknown: everything fits."""
        steps, tops = steps_of(pictures), tuple(map(_top, pictures))
        if budget_bps is None:
            targets = tops
        else:
            limits = (min(top, self._taken.get(one.key, top)) for one, top in zip(pictures, tops, strict=True))
            held = spend(budget_bps - audio_bps, steps, tuple(limits))
            better = spend(round(budget_bps / HEADROOM) - audio_bps, steps, self._allowed(pictures, tops, now))
            targets = self._sustained(pictures, steps, held, better, now)
        self._note(pictures, targets, now)
        plan = _plan(audio_bps, pictures, targets, tops, budget_bps)
        return plan if now - self._raised_at >= WATCHED_S else replace(plan, probe_bps=None)

    def _allowed(self, pictures: Sequence[Picture], tops: Targets, now: float) -> Targets:
        """The tops, but nothing for pictures that must still rest."""
        resting = [one.key in self._pauses and self._pauses[one.key].is_resting(now) for one in pictures]
        return tuple(0 if rests else top for rests, top in zip(resting, tops, strict=True))

    def _sustained(
        self, pictures: Sequence[Picture], steps: Sequence[Step], held: Targets, better: Targets, now: float
    ) -> Targets:
        """`held`, until something better has been possible for long enough: then the least of what was."""
        least_rank = _rank(steps, held)
        if better == held or _rank(steps, better) <= least_rank:
            self._pending = None
            return held
        keys = tuple(one.key for one in pictures)
        if self._pending is None or self._pending[0] != keys:
            self._pending = (keys, better, now)
        _, least, since = self._pending
        least = min(least, better, key=lambda targets: _rank(steps, targets))
        self._pending = (keys, least, since)
        if now - since < SUSTAINED_S or _rank(steps, least) <= least_rank:
            return held
        self._pending = None
        return least

    def _note(self, pictures: Sequence[Picture], targets: Targets, now: float) -> None:
        self._pauses = {one.key: self._pauses.get(one.key, Pause()) for one in pictures}
        if any(taken > self._taken.get(one.key, 0) for one, taken in zip(pictures, targets, strict=True)):
            self._raised_at = now
        self._taken = {one.key: taken for one, taken in zip(pictures, targets, strict=True)}
        for key, taken in self._taken.items():
            self._pauses[key].note(taken > 0, now)


class Pause:
    """How long one picture rests before it is tried again."""

    def __init__(self) -> None:
        self._shown: bool | None = None
        self._since = 0.0
        self._resumed = False
        self._patience = FIRST_PATIENCE_S

    def note(self, shown: bool, now: float) -> None:
        if shown == self._shown:
            return
        if shown:
            self._resumed = self._shown is False
        elif self._resumed and now - self._since < FAILED_S:
            self._patience = min(MAX_PATIENCE_S, 2 * self._patience)
        else:
            self._patience = FIRST_PATIENCE_S
        self._shown, self._since = shown, now

    def is_resting(self, now: float) -> bool:
        return self._shown is False and now - self._since < self._patience


def steps_of(pictures: Sequence[Picture]) -> list[Step]:
    """In order of importance. A layer never costs less than those below it, whatever a still picture measures."""
    steps = []
    for place, picture in enumerate(pictures):
        paid = 0
        for layer, one in enumerate(picture.layers):
            steps.append((place, layer, max(0, one.bps - paid)))
            paid = max(paid, one.bps)
    return sorted(steps, key=itemgetter(1, 0))


def spend(bps: int, steps: Sequence[Step], limits: Targets) -> Targets:
    """The most important steps that fit into `bps`, up to `limits` layers of each picture."""
    taken = [0] * len(limits)
    for place, layer, cost in steps:
        if taken[place] == layer < limits[place] and cost <= bps:
            taken[place] += 1
            bps -= cost
    return tuple(taken)


def _rank(steps: Sequence[Step], targets: Targets) -> list[bool]:
    """Compares as important as the steps are that were taken."""
    return [layer < targets[place] for place, layer, _ in steps]


def _cost(picture: Picture, taken: int) -> int:
    return max((layer.bps for layer in picture.layers[:taken]), default=0)


def _top(picture: Picture) -> int:
    """How many layers are of use: up to the first one that fills the tile."""
    for place, layer in enumerate(picture.layers):
        if picture.max_height is not None and layer.height >= picture.max_height:
            return place + 1
    return len(picture.layers)


def _plan(
    audio_bps: int, pictures: Sequence[Picture], targets: Targets, tops: Targets, budget_bps: int | None
) -> Plan:
    costs = [_cost(one, taken) for one, taken in zip(pictures, targets, strict=True)]
    needed = audio_bps + sum(costs)
    rooms = [None if budget_bps is None else max(0, budget_bps - needed + cost) for cost in costs]
    known = list(zip(pictures, targets, tops, rooms, strict=True))
    choices = {one.key: _choice(one, taken, room) for one, taken, _, room in known}
    wanted = [step for one, taken, top, room in known if (step := _next_step(one, taken, top, room))]
    return Plan(choices, round(HEADROOM * (needed + min(wanted))) if wanted else None)


def _choice(picture: Picture, taken: int, room_bps: int | None) -> Choice:
    if not taken:
        return Choice(None, None, BANDWIDTH, room_bps)
    alive = [place for place in range(taken) if picture.layers[place].alive]
    return Choice(taken - 1, alive[-1] if alive else taken - 1, None, room_bps)


def _next_step(picture: Picture, taken: int, top: int, room_bps: int | None) -> int:
    """What the next layer costs more; 0: there is none.

    A picture of one layer that fills more than half of its room may be held back by its ceiling (see `demand`):
    twice as much is worth looking for.
    """
    if taken < top:
        return _cost(picture, taken + 1) - _cost(picture, taken)
    if len(picture.layers) != 1 or room_bps is None:
        return 0
    only = picture.layers[0]
    return max(0, min(only.nominal_bps, 2 * only.bps) - only.bps) if 2 * only.bps > room_bps else 0
