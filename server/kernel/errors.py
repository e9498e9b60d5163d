"""The one refusal of the domain. Doors map its kind; the `code` is stable and reaches the page."""

from enum import StrEnum


class Kind(StrEnum):
    INVALID = "invalid"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    MISSING = "missing"
    GONE = "gone"
    CONFLICT = "conflict"
    STALE = "stale"
    LIMITED = "limited"
    UNAVAILABLE = "unavailable"


class DomainError(Exception):
    """A refusal with a stable `code` ("visit.not_admitted") and a plain sentence without health data.

    `retry_after_ms` is set for the kinds `LIMITED` and `UNAVAILABLE` when waiting helps.
    """

    def __init__(self, kind: Kind, code: str, detail: str, *, retry_after_ms: int | None = None) -> None:
        super().__init__(code)
        self.kind = kind
        self.code = code
        self.detail = detail
        self.retry_after_ms = retry_after_ms
        self.recorded = False


def recorded(error: DomainError) -> DomainError:
    """A refusal that is itself a fact (a missed birth date, a replayed link): its transaction commits.

    The verb that raises it has written nothing but the record of the refusal.
    """
    error.recorded = True
    return error


def invalid(code: str, detail: str) -> DomainError:
    return DomainError(Kind.INVALID, code, detail)


def unauthenticated(code: str, detail: str) -> DomainError:
    return DomainError(Kind.UNAUTHENTICATED, code, detail)


def forbidden(code: str, detail: str) -> DomainError:
    return DomainError(Kind.FORBIDDEN, code, detail)


def missing() -> DomainError:
    """Unknown and foreign objects answer alike, so that nobody learns what exists."""
    return DomainError(Kind.MISSING, "object.missing", "There is nothing here that you may see.")


def gone(code: str, detail: str) -> DomainError:
    return DomainError(Kind.GONE, code, detail)


def conflict(code: str, detail: str) -> DomainError:
    return DomainError(Kind.CONFLICT, code, detail)


def stale(code: str, detail: str) -> DomainError:
    return DomainError(Kind.STALE, code, detail)


def limited(code: str, detail: str, *, retry_after_ms: int) -> DomainError:
    return DomainError(Kind.LIMITED, code, detail, retry_after_ms=retry_after_ms)


def unavailable(code: str, detail: str, *, retry_after_ms: int | None = None) -> DomainError:
    return DomainError(Kind.UNAVAILABLE, code, detail, retry_after_ms=retry_after_ms)
