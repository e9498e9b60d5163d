"""The OpenAPI 3.1 document of a table of routes: the same rows give the same document, in any order of imports."""

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema

from server.api.contract.problem import Problem
from server.api.contract.route import SESSION_COOKIES, Auth, Route
from server.api.contract.shapes import NoContent, Nothing

_REF = "#/components/schemas/{model}"
_SCHEMES = {Auth.STAFF: "StaffSession", Auth.PATIENT: "PatientSession"}


class _Schema(GenerateJsonSchema):
    """Pydantic's schemas without the titles that only repeat the names of fields."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 (pydantic calls it so)
        return False


def document_of(routes: Sequence[Route]) -> dict[str, Any]:
    """`paths` with every answer that a route gives, problems included; schemas are named like their views."""
    paths: dict[str, dict[str, Any]] = {}
    for route in sorted(routes, key=lambda route: (route.path, route.method)):
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Bedside",
            "version": "1",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": _components(routes),
            "securitySchemes": {
                name: {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIES[auth]}
                for auth, name in _SCHEMES.items()
            },
        },
    }


def _components(routes: Iterable[Route]) -> dict[str, Any]:
    asked = {route.takes for route in routes if not route.safe} - {Nothing}
    given = ({route.gives for route in routes} | {Problem}) - {NoContent}
    wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = [(model, "validation") for model in asked]
    wanted += [(model, "serialization") for model in given]
    _, definitions = models_json_schema(wanted, ref_template=_REF, schema_generator=_Schema)
    named = definitions["$defs"]
    return {name: _untitled(named[name]) for name in sorted(named)}


def _untitled(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in schema.items() if name != "title"}


def _operation(route: Route) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.name,
        "tags": [route.tag],
        "summary": route.summary,
        "security": [{_SCHEMES[route.auth]: []}] if route.auth in _SCHEMES else [],
        "parameters": [*_path_parameters(route), *_query_parameters(route), *_header_parameters(route)],
        "responses": _responses(route),
    }
    if not route.safe and route.takes is not Nothing:
        operation["requestBody"] = {"required": True, "content": _json(_reference(route.takes))}
    return operation


def _reference(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": _REF.format(model=model.__name__)}


def _json(schema: Mapping[str, Any], media: str = "application/json") -> dict[str, Any]:
    return {media: {"schema": schema}}


def _path_parameters(route: Route) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
        for name in route.path_ids
    ]


def _query_parameters(route: Route) -> list[dict[str, Any]]:
    if not route.safe:
        return []
    schema = route.takes.model_json_schema(schema_generator=_Schema)
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": field}
        for name, field in schema.get("properties", {}).items()
    ]


def _header_parameters(route: Route) -> list[dict[str, Any]]:
    asked = {"If-Match": (route.if_match, '"<rev>"'), "Idempotency-Key": (route.idempotent, "once per intent")}
    return [
        {"name": name, "in": "header", "required": True, "description": why, "schema": {"type": "string"}}
        for name, (wanted, why) in asked.items()
        if wanted
    ]


def _responses(route: Route) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": route.status.phrase}
    if route.status is not HTTPStatus.NO_CONTENT:
        answer["content"] = _json(_reference(route.gives))
    problem = _json(_reference(Problem), "application/problem+json")
    refusals = {
        str(status.value): {"description": status.phrase, "content": problem} for status in route.refusals()
    }
    return {str(route.status.value): answer, **refusals}
