"""What the subscribers of a peer can use of what it sends, so that it encodes and uploads no more."""

from collections.abc import Iterable
from dataclasses import dataclass

from media.forward.rate.demand import ceiling_bps, wanted_layers
from media.forward.rate.layers import Choice
from media.pump.source import Publication

STEP = 0.1
"""A ceiling that moved by less is the same ceiling."""


@dataclass(frozen=True, slots=True)
class Demand:
    """`camera`: names of the wanted layers, lowest first; empty when the camera is not layered.

    The lowest layer is always wanted, also while nobody watches. The ceilings are for streams without layers, in
    bps; None: no limit.
    """

    camera: tuple[str, ...] = ()
    camera_bps: int | None = None
    screen_bps: int | None = None

    @classmethod
    def of(cls, publications: Iterable[Publication], now: float) -> "Demand":
        camera: tuple[str, ...] = ()
        ceilings: dict[str, int | None] = {}
        for publication in publications:
            choices = _choices(publication)
            if publication.kind == "audio":
                continue
            if publication.layered:
                camera = _layers(publication, choices, now)
            elif choices:
                ceilings[publication.role] = ceiling_bps(choice.room_bps for choice in choices)
        return cls(camera, ceilings.get("camera"), ceilings.get("screen"))

    def differs(self, other: "Demand") -> bool:
        """Whether a publisher should be told."""
        pairs = ((self.camera_bps, other.camera_bps), (self.screen_bps, other.screen_bps))
        return self.camera != other.camera or any(_moved(was, now) for was, now in pairs)


def _choices(publication: Publication) -> list[Choice]:
    found = {id(down): outlet.choice(down) for source in publication.sources for down, outlet in source.outlets}
    return [choice for choice in found.values() if choice is not None]


def _layers(publication: Publication, choices: Iterable[Choice], now: float) -> tuple[str, ...]:
    """The targets; and below one that its publisher cannot sustain, the next one that it may."""
    targets = {choice.target for choice in choices}
    missed: set[int | None] = set()
    for place, source in enumerate(publication.sources):
        source.want(place in targets, now)
        if place > 1 and source.missed(now):
            missed.add(place - 1)
    wanted = wanted_layers(len(publication.sources), targets | missed)
    return tuple(source.layer or "" for place, source in enumerate(publication.sources) if place in wanted)


def _moved(was: int | None, now: int | None) -> bool:
    if was is None or now is None:
        return was is not now
    return abs(now - was) > STEP * was
