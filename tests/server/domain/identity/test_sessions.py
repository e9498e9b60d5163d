"""Sessions end: by time, by idling, by signing out, by being revoked, and with the link that opened them."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import event

from server.db.database import Database
from server.domain.identity import SignIn
from server.domain.identity.model import STAFF_IDLE, STAFF_SESSION
from server.kernel.actor import Actor, ActorKind
from server.kernel.errors import DomainError, Kind
from tests.server.domain.identity.conftest import LINK_ENDS, Opened
from tests.support.builders import PASSWORD, Clinic, acting, identity
from tests.support.clock import MONDAY
from tests.support.databases import RecordingAnnouncer

ALMOST = timedelta(microseconds=1)


@pytest.fixture
async def token(database: Database, clinic: Clinic, sign_in: SignIn) -> str:
    return (await sign_in.sign_in(database, MONDAY, "linden.clinician", PASSWORD))[0]


async def test_an_idle_staff_session_ends_after_an_hour(database: Database, token: str) -> None:
    assert await _open(database, token, MONDAY + STAFF_IDLE - ALMOST)
    assert not await _open(database, token, MONDAY + STAFF_IDLE)


async def test_a_busy_staff_session_ends_after_twelve_hours(database: Database, token: str) -> None:
    for minutes in range(30, 12 * 60, 30):
        await identity.recognise(database, MONDAY + timedelta(minutes=minutes), token)
    assert await _open(database, token, MONDAY + STAFF_SESSION - ALMOST)
    assert not await _open(database, token, MONDAY + STAFF_SESSION)


async def test_a_patient_session_ends_with_its_link_and_not_by_idling(database: Database, opened: Opened) -> None:
    assert await _open(database, opened.token, LINK_ENDS - ALMOST)
    assert not await _open(database, opened.token, LINK_ENDS)


async def test_being_recognised_writes_at_most_once_a_minute(database: Database, token: str) -> None:
    began: list[str] = []
    event.listen(
        database.engine.sync_engine,
        "before_cursor_execute",
        lambda _c, _cur, statement, *_: began.append(statement) if statement.startswith("UPDATE") else None,
    )
    for seconds in (10, 59, 60, 61, 119, 120):
        await identity.recognise(database, MONDAY + timedelta(seconds=seconds), token)
    assert len(began) == 2


async def test_signing_out_ends_the_session_at_once(database: Database, token: str) -> None:
    async with database.write() as tx:
        await identity.sign_out(tx, await identity.authenticate(tx, MONDAY, token), MONDAY)
    assert not await _open(database, token, MONDAY)


async def test_an_administrator_ends_the_sessions_of_a_colleague(
    database: Database, clinic: Clinic, token: str, sign_in: SignIn, announcer: RecordingAnnouncer
) -> None:
    others, _ = await sign_in.sign_in(database, MONDAY, "linden.scheduler", PASSWORD)
    async with database.write() as tx:
        await identity.revoke_sessions(tx, acting(clinic.admin), MONDAY, clinic.clinician.id)
    assert not await _open(database, token, MONDAY)
    assert await _open(database, others, MONDAY)
    assert announcer.names == ["session:ended"]


async def test_a_scheduler_does_not_end_the_sessions_of_a_colleague(database: Database, clinic: Clinic) -> None:
    with pytest.raises(DomainError, match=r"auth\.forbidden"):
        async with database.write() as tx:
            await identity.revoke_sessions(tx, acting(clinic.scheduler), MONDAY, clinic.clinician.id)


async def test_a_patient_session_is_for_one_visit_and_no_records(database: Database, opened: Opened) -> None:
    actor = await _who(database, opened.token, MONDAY)
    assert actor == opened.actor
    assert actor.kind is ActorKind.PATIENT
    assert actor.visit is not None


@pytest.mark.parametrize("token", ["", "x" * 43, "\0", "é" * 43, "\udc80"])
async def test_a_token_that_was_never_given_is_refused(database: Database, token: str) -> None:
    with pytest.raises(DomainError) as refused:
        await _who(database, token, MONDAY)
    assert (refused.value.kind, refused.value.code) == (Kind.UNAUTHENTICATED, "auth.session_expired")


async def _open(database: Database, token: str, now: datetime) -> bool:
    try:
        await _who(database, token, now)
    except DomainError:
        return False
    return True


async def _who(database: Database, token: str, now: datetime) -> Actor:
    async with database.read() as tx:
        return await identity.authenticate(tx, now, token)
