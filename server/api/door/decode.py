"""From an HTTP request to typed input: bounded, in time, strictly parsed. What is wrong is named, never quoted."""

import asyncio
import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import TypeVar
from uuid import UUID

from aiohttp import hdrs, web
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from server.api.contract.problem import FieldError, HttpRefusal
from server.api.contract.shapes import Nothing, Request
from server.kernel.errors import missing

BODY_SECONDS = 60.0
"""aiohttp reads for ever; a body that takes longer is an attack or a lost cause."""

IDEMPOTENCY_KEY = "Idempotency-Key"
_REVISION = re.compile(r'"(\d{1,9})"')
_KEY = re.compile(r"[\x21-\x7e]{16,128}")
_WORDS = {
    "extra_forbidden": "unknown",
    "missing": "required",
    "string_too_short": "too_short",
    "string_too_long": "too_long",
    "enum": "unknown_value",
    "literal_error": "unknown_value",
}
_LONGEST_PATH = 100

Asked = TypeVar("Asked", bound=Request)


async def body_of(request: web.Request, takes: type[Asked], limit: int) -> Asked:
    """The JSON body as `takes`. Raises HttpRefusal 400, 408, 413, 415, 422."""
    _require_plain(request)
    raw = await _read(request, limit)
    if not raw and takes is Nothing:
        return takes()
    if request.content_type != "application/json":
        raise _unsupported("The body has to be application/json.")
    try:
        return takes.model_validate_json(raw)
    except ValidationError as wrong:
        raise _invalid(wrong.errors(include_url=False, include_context=False, include_input=False)) from None


def query_of(request: web.Request, takes: type[Asked]) -> Asked:
    """The query string as `takes`. Raises HttpRefusal 422, also for a name that comes twice."""
    twice = sorted(name for name in set(request.query) if len(request.query.getall(name)) > 1)
    if twice:
        raise _refused_fields([FieldError(path=_short(name), code="repeated") for name in twice])
    try:
        return takes.model_validate_strings(dict(request.query))
    except ValidationError as wrong:
        raise _invalid(wrong.errors(include_url=False, include_context=False, include_input=False)) from None


def ids_of(request: web.Request) -> dict[str, UUID]:
    """The path's ids. What is no UUID names nothing: DomainError("object.missing")."""
    try:
        return {name: UUID(text) for name, text in request.match_info.items()}
    except ValueError:
        raise missing() from None


def revision_of(request: web.Request) -> int:
    """The revision in If-Match: one strong entity tag (RFC 9110 section 13.1.1)."""
    header = request.headers.get(hdrs.IF_MATCH)
    if header is None:
        raise HttpRefusal(
            HTTPStatus.PRECONDITION_REQUIRED,
            "precondition.required",
            "Say with If-Match which revision you have seen.",
        )
    tag = _REVISION.fullmatch(header.strip())
    if tag is None:
        raise HttpRefusal(
            HTTPStatus.PRECONDITION_FAILED, "visit.stale", "This was changed in the meantime. Look at it again."
        )
    return int(tag.group(1))


def key_of(request: web.Request) -> str:
    """The Idempotency-Key: 16 to 128 visible ASCII characters."""
    key = request.headers.get(IDEMPOTENCY_KEY, "")
    if _KEY.fullmatch(key) is None:
        raise HttpRefusal(
            HTTPStatus.BAD_REQUEST,
            "idempotency.required",
            "A creation needs an Idempotency-Key of 16 to 128 visible characters.",
        )
    return key


def _require_plain(request: web.Request) -> None:
    # A compressed body may unfold into gigabytes, and nobody of ours sends one.
    if request.headers.get(hdrs.CONTENT_ENCODING, "identity").lower() != "identity":
        raise _unsupported("The body must not be compressed.")


async def _read(request: web.Request, limit: int) -> bytes:
    if (request.content_length or 0) > limit:
        raise _too_large()
    read = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.content.iter_any():
                read += chunk
                if len(read) > limit:
                    raise _too_large()
    except TimeoutError:
        raise HttpRefusal(
            HTTPStatus.REQUEST_TIMEOUT,
            "request.timeout",
            "The request took too long to arrive.",
            headers={hdrs.CONNECTION: "close"},
        ) from None
    return bytes(read)


def _too_large() -> HttpRefusal:
    return HttpRefusal(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "body.too_large",
        "The request is too large.",
        headers={hdrs.CONNECTION: "close"},
    )


def _unsupported(detail: str) -> HttpRefusal:
    return HttpRefusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "content_type.unsupported", detail)


def _invalid(wrong: Sequence[ErrorDetails]) -> HttpRefusal:
    if any(error["type"] == "json_invalid" for error in wrong):
        return HttpRefusal(HTTPStatus.BAD_REQUEST, "json.malformed", "The body is not JSON.")
    return _refused_fields([FieldError(path=_path(error), code=_word(error)) for error in wrong])


def _refused_fields(errors: Sequence[FieldError]) -> HttpRefusal:
    unknown = any(error.code == "unknown" for error in errors)
    return HttpRefusal(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "validation.unknown_field" if unknown else "validation.invalid",
        "Some fields are not known here." if unknown else "Some fields are not right.",
        errors=errors[:20],
    )


def _path(error: ErrorDetails) -> str:
    return _short(".".join(str(step) for step in error["loc"]))


def _short(path: str) -> str:
    return path[:_LONGEST_PATH]


def _word(error: ErrorDetails) -> str:
    kind = error["type"]
    return "wrong_type" if kind.endswith("_type") else _WORDS.get(kind, "invalid")
