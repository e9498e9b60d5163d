"""Signing in and out, and who is signed in."""

from http import HTTPStatus

from server.api.contract import Auth, Call, NoContent, Nothing, SessionChange, Table
from server.api.door.limits import GuessLimit
from server.api.views.identity import MeView, PracticeView, SignIn, SignInView, StaffView
from server.kernel.actor import ActorKind
from server.kernel.ids import StaffId

table = Table("identity")

# Single accounts are slowed down by the domain; this is for who tries many.
GUESSES = GuessLimit("sign-in", allowed=20)


@table.route(
    "POST",
    "/api/v1/sign-in",
    takes=SignIn,
    gives=SignInView,
    auth=Auth.PUBLIC,
    refuses=(HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS),
)
async def sign_in(call: Call[SignIn]) -> SignInView:
    """Open a staff session in this browser."""
    door, wanted = call.services, call.wanted
    async with GUESSES.watch(door.ephemeral, call.network):
        token, staff = await door.sign_in.sign_in(
            door.database, call.now, wanted.login, wanted.password.get_secret_value()
        )
    call.sessions.append(SessionChange(ActorKind.STAFF, token))
    return SignInView(staff=StaffView.of(staff))


@table.route(
    "POST", "/api/v1/sign-out", takes=Nothing, gives=NoContent, auth=Auth.STAFF, status=HTTPStatus.NO_CONTENT
)
async def sign_out(call: Call[Nothing]) -> NoContent:
    """End the staff session of this browser."""
    async with call.services.database.write() as tx:
        await call.services.identity.sign_out(tx, call.actor, call.now)
    call.sessions.append(SessionChange(ActorKind.STAFF, None))
    return NoContent()


@table.route("GET", "/api/v1/me", takes=Nothing, gives=MeView, auth=Auth.STAFF)
async def me(call: Call[Nothing]) -> MeView:
    """Who is signed in, and at which practice."""
    identity, actor = call.services.identity, call.actor
    async with call.services.database.read() as tx:
        staff = await identity.member(tx, actor.practice, StaffId(actor.id))
        practice = await identity.practice(tx, actor.practice)
    return MeView(staff=StaffView.of(staff), practice=PracticeView.of(practice))
