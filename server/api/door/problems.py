"""Every refusal leaves as a problem (RFC 9457): the domain's, the door's, aiohttp's; a bug of ours as `internal`.

A bug is logged with where it happened and never with its message: messages quote values.
"""

import traceback
from http import HTTPStatus

import structlog
from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from server.api.contract.problem import HttpRefusal, Problem, refusal_of
from server.api.door.tracing import current_trace
from server.kernel.errors import DomainError

log = structlog.get_logger(__name__)

MEDIA = "application/problem+json"

_OF_AIOHTTP = {
    HTTPStatus.NOT_FOUND: ("route.unknown", "There is nothing at this address."),
    HTTPStatus.METHOD_NOT_ALLOWED: ("method.not_allowed", "This address does not know this method."),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("body.too_large", "The request is too large."),
}


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except HttpRefusal as refused:
        return problem_response(refused)
    except DomainError as refused:
        return problem_response(refusal_of(refused))
    except web.HTTPException as refused:
        return _of_aiohttp(refused)
    except Exception as bug:  # noqa: BLE001 (the last wall: no stack and no value leaves the house)
        log.error("http.failed", error=type(bug).__qualname__, at=frames(bug))  # noqa: TRY400 (an exception's text quotes values)
        return problem_response(
            HttpRefusal(HTTPStatus.INTERNAL_SERVER_ERROR, "internal", "Something went wrong on our side.")
        )


def problem_response(refused: HttpRefusal) -> web.Response:
    problem = Problem(
        type="about:blank",
        title=refused.status.phrase,
        status=refused.status.value,
        code=refused.code,
        detail=refused.detail,
        trace_id=current_trace(),
        errors=refused.errors or None,
    )
    body = problem.model_dump_json(exclude_none=True).encode()
    return web.Response(status=problem.status, body=body, content_type=MEDIA, headers=refused.headers)


def frames(bug: BaseException) -> list[str]:
    """Where it happened, innermost last: files and lines of ours, without source text or values."""
    steps = [step for step in traceback.extract_tb(bug.__traceback__) if "site-packages" not in step.filename]
    return [f"{step.filename.rpartition('/')[2]}:{step.lineno} {step.name}" for step in steps[-12:]]


def _of_aiohttp(refused: web.HTTPException) -> web.StreamResponse:
    if refused.status < HTTPStatus.BAD_REQUEST:
        raise refused
    status = HTTPStatus(refused.status)
    code, detail = _OF_AIOHTTP.get(status, (f"http.{status.value}", "The request cannot be answered."))
    allow = refused.headers.get(hdrs.ALLOW)
    return problem_response(
        HttpRefusal(status, code, detail, headers={} if allow is None else {hdrs.ALLOW: allow})
    )
