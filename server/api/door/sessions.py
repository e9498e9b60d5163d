"""Who is asking: the session cookie becomes an actor, for staff and for a patient apart.

Cookies are strictly same-site, which is enough for links too: the page itself makes the requests.
"""

from collections.abc import Iterable
from datetime import datetime

from aiohttp import web

from server.api.contract.call import SessionChange
from server.api.contract.route import SESSION_COOKIES, Auth
from server.api.services import Services
from server.kernel.actor import Actor, ActorKind
from server.kernel.errors import DomainError, forbidden, unauthenticated

_KINDS = {Auth.STAFF: ActorKind.STAFF, Auth.PATIENT: ActorKind.PATIENT}
_COOKIES = {kind: SESSION_COOKIES[auth] for auth, kind in _KINDS.items()}
_LONGEST_TOKEN = 100


async def actor_of(request: web.Request, services: Services, now: datetime, auth: Auth) -> Actor | None:
    """The actor that `auth` asks for; None on a public route.

    Raises DomainError: auth.required, auth.session_expired, and auth.step_up_required when the holder of a
    patient's link asks for what is the staff's.
    """
    kind = _KINDS.get(auth)
    if kind is None:
        return None
    actor = await _holder(request, services, now, kind)
    if actor is not None:
        return actor
    if kind is ActorKind.STAFF and await _has_link_session(request, services, now):
        raise forbidden("auth.step_up_required", "The link opens the visit only, not the records.")
    raise unauthenticated("auth.required", "Please sign in.")


def change_sessions(response: web.StreamResponse, changes: Iterable[SessionChange]) -> None:
    """Hand sessions to the browser, or take them back."""
    for change in changes:
        name = _COOKIES[change.kind]
        if change.token is None:
            response.del_cookie(name, path="/", secure=True, httponly=True, samesite="Strict")
        else:
            response.set_cookie(name, change.token, path="/", secure=True, httponly=True, samesite="Strict")


async def _holder(request: web.Request, services: Services, now: datetime, kind: ActorKind) -> Actor | None:
    token = request.cookies.get(_COOKIES[kind])
    if not token or len(token) > _LONGEST_TOKEN:
        return None
    actor = await services.identity.recognise(services.database, now, token)
    return actor if actor.kind is kind else None


async def _has_link_session(request: web.Request, services: Services, now: datetime) -> bool:
    try:
        return await _holder(request, services, now, ActorKind.PATIENT) is not None
    except DomainError:
        return False
