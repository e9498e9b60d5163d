"""The field types that requests are made of: bounded text, known zones, whole instants."""

from functools import cache
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

_FIRST_PRINTABLE = " "


def _printable(text: str) -> str:
    if any(letter < _FIRST_PRINTABLE or letter == "\x7f" for letter in text):
        raise ValueError("control characters are not text")
    return text


def _without_nul(text: str) -> str:
    if "\x00" in text:  # PostgreSQL stores every character of text but this one
        raise ValueError("NUL is not text")
    return text


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _known_zone(name: str) -> str:
    # Membership, not ZoneInfo(name): a name is never tried as a path.
    if name not in _zones():
        raise ValueError("unknown zone")
    return name


Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(_printable)]
FilledLine = Annotated[Line, Field(min_length=1)]
Prose = Annotated[str, StringConstraints(max_length=64_000), AfterValidator(_without_nul)]
Zone = Annotated[str, StringConstraints(max_length=64), AfterValidator(_known_zone)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$")]
Email = Annotated[str, StringConstraints(max_length=254, pattern=r"^[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+$")]
Phone = Annotated[str, StringConstraints(pattern=r"^\+?[0-9(][0-9 ()/.\-]{2,30}$")]
LinkToken = Annotated[str, StringConstraints(max_length=100)]
Instant = AwareDatetime
