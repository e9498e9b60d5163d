"""Valid specimens with something wrong in them: a seed makes the same mutants on every machine."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from random import Random
from typing import Any

import pytest

MINUTES = (pytest.mark.faults, pytest.mark.timeout(3600))
"""Marks of what is not part of `make test`: `make faults` runs it."""
_EDGES = (0, 1, 0x7F, 0x80, 0xBE, 0xFE, 0xFF)
_LENGTHS = (0, 1, 2, 3, 4, 0x7FFF, 0x8000, 0xFFFE, 0xFFFF)
_MOST_DEEDS = 3


def inputs(short: int, long: int) -> pytest.MarkDecorator:
    """Runs a test that takes `count` with few inputs always, and with many where there is time for them."""
    return pytest.mark.parametrize("count", [short, pytest.param(long, marks=MINUTES)])


class Mutator:
    """`made` and `last` say which input is to blame, see `blamed`."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 -- to be made again, not to be secret
        self.made = 0
        self.last: object = None

    def mutant(self, specimen: bytes, other: bytes = b"") -> bytes:
        """One to three deeds done to a specimen; `other` is spliced in now and then."""
        self.made += 1
        data = bytearray(specimen)
        for _ in range(1 + int(self.random.random() * _MOST_DEEDS)):
            _DEEDS[int(self.random.random() * len(_DEEDS))](self.random, data, other or specimen)
        self.last = bytes(data)
        return bytes(data)

    def junk(self, most: int) -> bytes:
        """Bytes that were never anything."""
        self.made += 1
        self.last = junk = self.random.randbytes(self.random.randrange(most))
        return junk


@contextmanager
def blamed(mutator: Mutator) -> Iterator[None]:
    """Whatever fails in here says by which input."""
    try:
        yield
    except BaseException as failure:
        failure.add_note(f"input {mutator.made}: {mutator.last!r}")
        raise


def _flip(random: Random, data: bytearray, _: bytes) -> None:
    if data:
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)


def _set(random: Random, data: bytearray, _: bytes) -> None:
    if data:
        data[random.randrange(len(data))] = random.choice(_EDGES)


def _flip_near_the_start(random: Random, data: bytearray, _: bytes) -> None:
    """Where headers are."""
    if data:
        data[random.randrange(min(24, len(data)))] = random.randrange(256)


def _lie(random: Random, data: bytearray, _: bytes) -> None:
    """About a length: those are 16 bits wide and lie at even offsets."""
    if len(data) >= 4:
        at = 2 * random.randrange(min(32, len(data) // 2))
        data[at : at + 2] = random.choice(_LENGTHS).to_bytes(2, "big")


def _lie_a_little(random: Random, data: bytearray, _: bytes) -> None:
    if len(data) >= 4:
        at = 2 * random.randrange(min(32, len(data) // 2))
        said = int.from_bytes(data[at : at + 2], "big") + random.choice((-4, -1, 1, 4))
        data[at : at + 2] = (said & 0xFFFF).to_bytes(2, "big")


def _truncate(random: Random, data: bytearray, _: bytes) -> None:
    if data:
        del data[random.randrange(len(data)) :]


def _extend(random: Random, data: bytearray, _: bytes) -> None:
    data += random.randbytes(random.randrange(1, 24))


def _drop(random: Random, data: bytearray, _: bytes) -> None:
    at = random.randrange(len(data) + 1)
    del data[at : at + random.randrange(1, 9)]


def _repeat(random: Random, data: bytearray, _: bytes) -> None:
    at = random.randrange(len(data) + 1)
    data[at:at] = data[at : at + random.randrange(1, 33)]


def _splice(random: Random, data: bytearray, other: bytes) -> None:
    data[random.randrange(len(data) + 1) :] = other[random.randrange(len(other) + 1) :]


_DEEDS: Sequence[Callable[[Random, bytearray, bytes], Any]] = (
    _flip, _flip, _set, _set, _flip_near_the_start, _flip_near_the_start, _lie, _lie_a_little,
    _truncate, _extend, _drop, _repeat, _splice,
)  # fmt: skip
