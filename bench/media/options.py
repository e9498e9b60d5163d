"""The words after `python -m bench media`."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Sequence
from dataclasses import dataclass

from bench.media.cell import Load
from bench.media.contestants import CONTESTANTS


@dataclass(frozen=True, slots=True)
class Options:
    load: Load
    visits: tuple[int, ...]
    only: tuple[str, ...]
    repeats: int
    overload: str | None
    self_test: bool


def read_options(words: Sequence[str]) -> Options:
    """Ends the program with an explanation when a word is not understood."""
    usual = Load()
    parser = ArgumentParser(prog="python -m bench media", description="What forwarding a packet costs.")
    parser.add_argument("--seconds", type=float, default=usual.measured_s, help="measured in each cell")
    parser.add_argument("--visits", type=_numbers, default=(1, 5, 20, 40), help="at once, such as 1,5,20")
    parser.add_argument("--only", type=_names, default=tuple(CONTESTANTS), help="such as pure,raw")
    parser.add_argument("--repeats", type=int, default=3, help="cells behind each median")
    parser.add_argument("--video", type=int, default=usual.video_per_second, help="packets a second and person")
    parser.add_argument("--overload", choices=CONTESTANTS, help="find how many visits this one carries")
    parser.add_argument("--self-test", action="store_true", help="prove the counters with planted faults")
    read = parser.parse_args(words)
    load = Load(measured_s=read.seconds, video_per_second=read.video)
    return Options(load, read.visits, read.only, read.repeats, read.overload, read.self_test)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(word) for word in text.split(","))


def _names(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    unknown = set(names) - set(CONTESTANTS)
    if unknown:
        raise ArgumentTypeError(f"unknown: {', '.join(unknown)}; there are: {', '.join(CONTESTANTS)}")
    return names
