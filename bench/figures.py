"""Figures: what a benchmark answers, how they are kept and how they are shown."""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

RESULTS = Path(__file__).parent / "results.jsonl"


@dataclass(frozen=True, slots=True)
class Figure:
    """`peer` names what it is compared with in the same run; `ratio` is value / the peer's value."""

    name: str
    value: float
    unit: str
    peer: str | None = None
    ratio: float | None = None
    runs: int = 1


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0 to 1) of all values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def keep(figures: Sequence[Figure]) -> None:
    with RESULTS.open("a", encoding="utf-8") as lines:
        for figure in figures:
            told = {name: round(was, 3) if isinstance(was, float) else was for name, was in asdict(figure).items()}
            lines.write(json.dumps(told) + "\n")


def show(figures: Sequence[Figure]) -> None:
    print(f"\n{'figure':<44}{'value':>12} {'unit':<8}{'ratio':>7}  {'peer':<28}{'runs':>5}")
    for figure in figures:
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
        value = f"{figure.value:>12.1f} {figure.unit:<8}{ratio:>7}"
        print(f"{figure.name:<44}{value}  {figure.peer or '':<28}{figure.runs:>5}")
