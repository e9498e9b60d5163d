"""The table of routes: one row per operation, from which both the server and its OpenAPI document are made."""

import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Any, TypeVar

from server.api.contract.call import Call
from server.api.contract.shapes import Request, View

Asked = TypeVar("Asked", bound=Request)
Given = TypeVar("Given", bound=View)
Handler = Callable[[Call[Asked]], Awaitable[Given]]

BODY_LIMIT = 64 * 1024
_OF_BODIES = {
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.FORBIDDEN,  # a request from another site
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
}
_OF_REVISIONS = {HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED, HTTPStatus.PRECONDITION_REQUIRED}


class Auth(StrEnum):
    """Whose session a route asks for."""

    PUBLIC = "public"
    STAFF = "staff"
    PATIENT = "patient"


SESSION_COOKIES = {Auth.STAFF: "__Host-bedside-staff", Auth.PATIENT: "__Host-bedside-patient"}
"""A browser refuses a `__Host-` cookie that another host or an insecure page tries to plant (RFC 6265bis)."""


@dataclass(frozen=True, slots=True)
class Route:
    """`takes` is the body of an unsafe method, the query string of a GET. `refuses` adds statuses to those
    that follow from the rest of the row.
    """

    method: str
    path: str
    handler: Callable[[Call[Any]], Awaitable[View]]
    takes: type[Request]
    gives: type[View]
    auth: Auth
    status: HTTPStatus
    tag: str
    if_match: bool
    idempotent: bool
    body_limit: int
    refuses: tuple[HTTPStatus, ...]

    @property
    def name(self) -> str:
        return self.handler.__name__

    @property
    def summary(self) -> str:
        return (self.handler.__doc__ or "").strip().partition("\n")[0]

    @property
    def path_ids(self) -> tuple[str, ...]:
        """The names in the path's braces; each is a UUID."""
        return tuple(re.findall(r"{(\w+)}", self.path))

    def refusals(self) -> list[HTTPStatus]:
        """Every status below this route that is answered with a problem."""
        found = {*self.refuses, HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.SERVICE_UNAVAILABLE}
        if self.auth is not Auth.PUBLIC:
            found |= {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
        if self.path_ids:
            found |= {HTTPStatus.NOT_FOUND}
        if self.safe:
            return sorted({*found, HTTPStatus.UNPROCESSABLE_ENTITY})  # a query with a name too many
        found |= _OF_BODIES
        if self.if_match:
            found |= _OF_REVISIONS
        return sorted(found)

    @property
    def safe(self) -> bool:
        return self.method == "GET"


class Table:
    """The rows of one capability."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self._rows: list[Route] = []

    def __iter__(self) -> Iterator[Route]:
        return iter(self._rows)

    def route(
        self,
        method: str,
        path: str,
        *,
        takes: type[Asked],
        gives: type[Given],
        auth: Auth,
        status: HTTPStatus = HTTPStatus.OK,
        if_match: bool = False,
        idempotent: bool = False,
        body_limit: int = BODY_LIMIT,
        refuses: tuple[HTTPStatus, ...] = (),
    ) -> Callable[[Handler[Asked, Given]], Handler[Asked, Given]]:
        """Register a handler. The type checker holds it to `takes` and `gives`."""

        def register(handler: Handler[Asked, Given]) -> Handler[Asked, Given]:
            self._rows.append(
                Route(
                    method,
                    path,
                    handler,
                    takes,
                    gives,
                    auth,
                    status,
                    self.tag,
                    if_match,
                    idempotent,
                    body_limit,
                    refuses,
                )
            )
            return handler

        return register
