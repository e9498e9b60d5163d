"""Every contestant at every number of visits, several times, taking turns: a noisy moment meets all of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.media.cell import Sample, sample
from bench.media.contestants import CONTESTANTS, Unavailable
from bench.media.options import Options

Place = tuple[str, int]
"""Contestant and number of visits."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """`samples` of each place, and `missing`: why a contestant, or one of its cells, has none."""

    samples: Mapping[Place, list[Sample]]
    missing: Mapping[Place, str]

    def used(self, place: Place) -> list[Sample]:
        """The samples that nobody disturbed; all of them where there are no such."""
        taken = self.samples.get(place, [])
        return [one for one in taken if not one.disturbance] or taken

    def value(self, place: Place, name: str) -> float | None:
        """The median of that attribute; None when it was not measured."""
        values = [getattr(one, name) for one in self.used(place)]
        known = [value for value in values if value is not None]
        return median(known) if known else None

    def ratio(self, place: Place, name: str, peer: str = "janus") -> float | None:
        """Compared with the peer at the same number of visits, in the same run."""
        own, theirs = self.value(place, name), self.value((peer, place[1]), name)
        return own / theirs if own is not None and theirs else None

    def overloaded(self, place: Place) -> bool:
        taken = self.used(place)
        return 2 * sum(one.overloaded for one in taken) > len(taken)


async def fill(options: Options, folder: Path) -> Matrix:
    samples: dict[Place, list[Sample]] = {}
    missing: dict[Place, str] = {}
    absent: set[str] = set()
    for place in _turns(options):
        name, visits = place
        if name in absent:
            continue
        try:
            taken = await sample(CONTESTANTS[name], visits, options.load, folder)
        except Unavailable as reason:
            absent.add(name)
            missing |= {(name, each): str(reason) for each in options.visits}
            _tell(name, str(reason))
        except (ConnectionError, TimeoutError) as error:
            missing[place] = f"failed: {str(error) or 'took too long'}"
            _tell(name, f"{visits:>3} visits  {missing[place]}")
        else:
            samples.setdefault(place, []).append(taken)
            _tell(name, f"{visits:>3} visits  {taken.us_per_packet:>7.1f} us a packet  {taken.doubts}")
    return Matrix(samples, missing)


def _tell(name: str, what: str) -> None:
    print(f"{name:<8}{what}", flush=True)


def _turns(options: Options) -> Iterator[Place]:
    for _ in range(options.repeats):
        for visits in options.visits:
            for name in options.only:
                most = CONTESTANTS[name].most_visits
                if most is None or visits <= most:
                    yield name, visits
