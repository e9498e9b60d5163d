"""The OpenAPI document: complete, unambiguous, and closed like the handlers are."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from server.api.openapi import openapi_document
from server.api.routes import ROUTES

DOCUMENT = openapi_document()
OPERATIONS = [
    (f"{method.upper()} {path}", operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
]


def _references(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"]
        for value in part.values():
            yield from _references(value)
    elif isinstance(part, list):
        for value in part:
            yield from _references(value)


def test_every_reference_leads_somewhere() -> None:
    schemas = {f"#/components/schemas/{name}" for name in DOCUMENT["components"]["schemas"]}
    assert set(_references(DOCUMENT)) <= schemas


def test_every_schema_is_used() -> None:
    schemas = {f"#/components/schemas/{name}" for name in DOCUMENT["components"]["schemas"]}
    assert schemas <= set(_references(DOCUMENT))


def test_every_operation_has_a_name_of_its_own() -> None:
    names = [operation["operationId"] for _, operation in OPERATIONS]
    assert len(names) == len(set(names)) == len(ROUTES)


def test_every_object_is_closed() -> None:
    """A field that nobody wrote down is neither taken nor given."""
    objects = [schema for schema in DOCUMENT["components"]["schemas"].values() if schema["type"] == "object"]
    assert all(schema["additionalProperties"] is False for schema in objects)


@pytest.mark.parametrize(("name", "operation"), OPERATIONS, ids=[name for name, _ in OPERATIONS])
def test_an_operation_says_what_it_takes_and_how_it_refuses(name: str, operation: dict[str, Any]) -> None:
    method, path = name.split(" ")
    told = {(parameter["in"], parameter["name"]) for parameter in operation["parameters"]}
    assert {("path", variable) for variable in re.findall(r"{(\w+)}", path)} <= told
    assert operation["summary"].endswith((".", ";")) or operation["summary"]
    refusals = {status: answer for status, answer in operation["responses"].items() if status >= "400"}
    assert all("application/problem+json" in answer["content"] for answer in refusals.values())
    assert {"500", "503"} <= set(refusals)
    assert ({"401", "403"} <= set(refusals)) is bool(operation["security"]) or path.endswith("/sign-in")
    if method != "GET":
        assert {"400", "403", "408", "413", "415", "422"} <= set(refusals)
    if ("header", "If-Match") in told:
        assert {"409", "412", "428"} <= set(refusals)


@pytest.mark.parametrize(
    ("schema", "fields"),
    [
        ("TicketView", {"ticket", "seat_id", "call", "expires_in_ms"}),
        ("AdmittedView", {"visit", "ticket"}),
        ("BookedView", {"visit", "invitation"}),
        ("InvitationView", {"url", "qr_svg", "message", "expires_at"}),
    ],
)
def test_what_is_always_there_is_required(schema: str, fields: set[str]) -> None:
    assert set(DOCUMENT["components"]["schemas"][schema]["required"]) == fields


def test_a_problem_may_leave_its_field_errors_out() -> None:
    problem = DOCUMENT["components"]["schemas"]["Problem"]
    assert set(problem["properties"]) - set(problem["required"]) == {"errors"}
