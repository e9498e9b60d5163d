"""The matrix on the screen, with the goals it is held against, and as figures to keep."""

from collections.abc import Iterator
from dataclasses import dataclass

from bench.figures import Figure
from bench.media.cell import Load
from bench.media.load.recording import AUDIO_PER_SECOND
from bench.media.matrix import Matrix, Place
from bench.media.options import Options

_GOALS = {"pure": 0.65, "native": 0.4}
_P99_GOAL = 0.5
_RSS_GOAL_KB = 1024
_GROWTH_FROM, _GROWTH_TO = 5, 40

# Column: attribute of a sample, factor, decimals.
_COLUMNS = {
    "us/packet": ("us_per_packet", 1, 1),
    "core %": ("core_share", 100, 1),
    "p50 us": ("p50_us", 1, 0),
    "p99 us": ("p99_us", 1, 0),
    "loss %": ("loss", 100, 2),
    "RSS MB": ("rss_kb", 1 / 1024, 1),
    "KB/visit": ("rss_growth_kb", 1, 0),
    "load %": ("generator_share", 100, 0),
}


def caption(load: Load, repeats: int) -> str:
    return f"""
Forwarding, medians of {repeats} cells of {load.measured_s:g} s. A visit is two people; each sends
{load.video_per_second} video packets a second of 1,000 to 1,100 bytes and {AUDIO_PER_SECOND} audio packets of 120.
us/packet is the server's CPU time by packets received; load % is how busy the load's own core was.
Goals: us/packet of pure <= 0.65 x Janus, of native <= 0.4 x; p99 <= 0.5 x Janus; us/packet does not grow
from 5 to 40 visits; memory <= 1 MB a visit. A star: no time left in the core, or losses above 0.5 %, so that
the row tells about overload. Cells in which others took a core count only where there are no quiet ones.
aiortc decodes and encodes: fewer and other packets come out, and no latency is told.
"""


def lines(matrix: Matrix, options: Options) -> Iterator[str]:
    yield f"{'visits':>6}  {'':<9}" + "".join(f"{title:>10}" for title in (*_COLUMNS, "x Janus"))
    for visits in options.visits:
        for name in options.only:
            place = (name, visits)
            if place in matrix.samples:
                yield _row(matrix, place)
            elif place in matrix.missing:
                yield f"{visits:>6}  {name:<9}{matrix.missing[place]}"


def verdicts(matrix: Matrix, options: Options) -> Iterator[str]:
    """Each goal against what was measured."""
    for name, goal in _GOALS.items():
        for visits in options.visits:
            place = (name, visits)
            yield from _verdict(place, matrix.ratio(place, "us_per_packet"), goal, "x Janus' cost")
            yield from _verdict(place, matrix.ratio(place, "p99_us"), _P99_GOAL, "x Janus' p99")
            yield from _verdict(place, matrix.value(place, "rss_growth_kb"), _RSS_GOAL_KB, "KB a visit")
        few, many = (matrix.value((name, each), "us_per_packet") for each in (_GROWTH_FROM, _GROWTH_TO))
        if few and many:
            yield from _verdict((name, _GROWTH_TO), many / few, 1, f"x the cost at {_GROWTH_FROM} visits")


def figures(matrix: Matrix) -> Iterator[Figure]:
    for place in matrix.samples:
        runs = len(matrix.used(place))
        for column in _kept(place[1]):
            yield from _figure(matrix, place, column, runs)
        ratio = matrix.ratio(place, "us_per_packet")
        if ratio is not None and place[0] in _GOALS:
            yield Figure(f"media.ratio_to_janus.{place[0]}.{place[1]}", ratio, "x", runs=runs)


@dataclass(frozen=True, slots=True)
class _Kept:
    word: str
    attribute: str
    unit: str
    factor: float = 1


def _kept(visits: int) -> tuple[_Kept, ...]:
    return (
        _Kept("us_per_packet", "us_per_packet", "us"),
        _Kept("core_share_per_visit", "core_share", "%", 100 / visits),
        _Kept("p50_us", "p50_us", "us"),
        _Kept("p99_us", "p99_us", "us"),
        _Kept("loss", "loss", "%", 100),
        _Kept("rss_kb", "rss_kb", "KB"),
        _Kept("rss_kb_per_visit", "rss_growth_kb", "KB"),
    )


def _figure(matrix: Matrix, place: Place, kept: _Kept, runs: int) -> Iterator[Figure]:
    name, visits = place
    value, theirs = matrix.value(place, kept.attribute), matrix.value(("janus", visits), kept.attribute)
    if value is None:
        return
    peer = None if theirs is None or name == "janus" else f"janus {theirs * kept.factor:.2f} {kept.unit}"
    ratio = matrix.ratio(place, kept.attribute) if peer else None
    yield Figure(f"media.{kept.word}.{name}.{visits}", value * kept.factor, kept.unit, peer, ratio, runs)


def _row(matrix: Matrix, place: Place) -> str:
    name, visits = place
    cells = [
        _cell(matrix.value(place, attribute), factor, decimals)
        for attribute, factor, decimals in _COLUMNS.values()
    ]
    star = "*" if matrix.overloaded(place) else " "
    ratio = _cell(matrix.ratio(place, "us_per_packet"), 1, 2)
    return f"{visits:>6}{star} {name:<9}{''.join(cells)}{ratio}"


def _cell(value: float | None, factor: float, decimals: int) -> str:
    return f"{'-':>10}" if value is None else f"{value * factor:>10.{decimals}f}"


def _verdict(place: Place, value: float | None, goal: float, what: str) -> Iterator[str]:
    if value is not None:
        said = "met" if value <= goal else "missed"
        yield f"{place[0]:<8}{place[1]:>3} visits  {value:8.2f} {what:<26} goal {goal:<6g} {said}"
