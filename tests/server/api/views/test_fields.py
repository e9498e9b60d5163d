"""The field types of requests: what a person types passes, what cannot be text or time does not."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from server.api.views.fields import Email, FilledLine, Instant, Language, Phone, Prose, Zone

GOOD: list[tuple[Any, str]] = [
    (FilledLine, "Žofie O'Neill-Müller"),
    (FilledLine, "山田 太郎"),
    (Prose, "First line\n\tsecond line"),
    (Email, "nora+visits@mail.example.org"),
    (Phone, "+43 (1) 555-0177"),
    (Language, "de-AT"),
    (Zone, "America/Argentina/Buenos_Aires"),
    (Instant, "2026-03-02T09:00:00+01:00"),
]
BAD: list[tuple[Any, str]] = [
    (FilledLine, "   "),
    (FilledLine, "two\nlines"),
    (FilledLine, "\x1b[31mred"),
    (FilledLine, "x" * 201),
    (Prose, "a\x00b"),
    (Prose, "x" * 64_001),
    (Email, "nora@localhost"),
    (Email, "nora@example.org\nBcc: everybody@example.org"),
    (Phone, "call me"),
    (Language, "../../etc"),
    (Zone, "/etc/localtime"),
    (Zone, "Europe"),
    (Instant, "2026-03-02T09:00:00"),
]


@pytest.mark.parametrize(("field", "text"), GOOD)
def test_what_people_write_passes(field: Any, text: str) -> None:
    assert TypeAdapter(field).validate_python(text) is not None


@pytest.mark.parametrize(("field", "text"), BAD)
def test_what_is_no_such_thing_is_refused(field: Any, text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(field).validate_python(text)


def test_spaces_around_a_name_are_not_part_of_it() -> None:
    assert TypeAdapter[str](FilledLine).validate_python("  Nora ") == "Nora"
