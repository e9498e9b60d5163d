"""Refusals on the wire: problem details (RFC 9457) with a stable `code`, and what the domain's kinds become."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from server.api.contract.shapes import View
from server.kernel.errors import DomainError, Kind


class FieldError(View):
    """Where the input is wrong (`patient.birth_date`) and how; never the value."""

    path: str
    code: str


def _without_default(schema: dict[str, Any]) -> None:
    schema.pop("default", None)  # left out when there is nothing to say, never null


class Problem(View):
    type: str
    title: str
    status: int
    code: str
    detail: str
    trace_id: str
    errors: list[FieldError] | SkipJsonSchema[None] = Field(default=None, json_schema_extra=_without_default)


class HttpRefusal(Exception):
    """The door's own refusal: what the domain never gets to see."""

    def __init__(
        self,
        status: HTTPStatus,
        code: str,
        detail: str,
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = list(errors)
        self.headers = dict(headers or {})


_STATUS = {
    Kind.INVALID: HTTPStatus.UNPROCESSABLE_ENTITY,
    Kind.UNAUTHENTICATED: HTTPStatus.UNAUTHORIZED,
    Kind.FORBIDDEN: HTTPStatus.FORBIDDEN,
    Kind.MISSING: HTTPStatus.NOT_FOUND,
    Kind.GONE: HTTPStatus.GONE,
    Kind.CONFLICT: HTTPStatus.CONFLICT,
    Kind.STALE: HTTPStatus.PRECONDITION_FAILED,
    Kind.LIMITED: HTTPStatus.TOO_MANY_REQUESTS,
    Kind.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
}
_DEFAULT_RETRY_S = 5


def refusal_of(error: DomainError) -> HttpRefusal:
    """The HTTP form of a domain refusal; waiting time in whole seconds, rounded up (RFC 9110 10.2.3)."""
    headers = {}
    if error.kind in {Kind.LIMITED, Kind.UNAVAILABLE}:
        waiting = _DEFAULT_RETRY_S if error.retry_after_ms is None else -(-error.retry_after_ms // 1000)
        headers["Retry-After"] = str(max(1, waiting))
    return HttpRefusal(_STATUS[error.kind], error.code, error.detail, headers=headers)
