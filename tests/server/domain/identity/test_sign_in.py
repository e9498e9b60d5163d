"""Signing in: who is let in, what a wrong password costs, and what the ledger keeps of it."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from server.crypto.tokens import hash_token
from server.db.database import Database
from server.domain.audit.store import rows_of
from server.domain.identity import SignIn
from server.domain.identity.tables import session, sign_in_miss, staff
from server.kernel.errors import DomainError, Kind
from tests.support.builders import PASSWORD, Clinic, identity
from tests.support.clock import MONDAY

KNOWN = "linden.clinician"
UNKNOWN = "linden.nobody"


async def test_the_right_password_opens_a_session(database: Database, clinic: Clinic, sign_in: SignIn) -> None:
    token, who = await sign_in.sign_in(database, MONDAY, KNOWN, PASSWORD)
    async with database.read() as tx:
        actor = await identity.authenticate(tx, MONDAY, token)
    assert who == clinic.clinician
    assert (actor.id, actor.practice, actor.roles) == (who.id, clinic.practice.id, who.roles)


async def test_the_token_itself_is_not_stored(database: Database, clinic: Clinic, sign_in: SignIn) -> None:
    token, _ = await sign_in.sign_in(database, MONDAY, KNOWN, PASSWORD)
    async with database.read() as tx:
        (row,) = (await tx.execute(select(session))).all()
    assert len(token) == 43
    assert token.encode() not in repr(tuple(row)).encode()


@pytest.mark.parametrize("spelling", ["Linden.Clinician", "  linden.clinician ", "ｌinden.clinician"])
async def test_a_login_is_known_in_every_spelling(
    database: Database, clinic: Clinic, sign_in: SignIn, spelling: str
) -> None:
    _, who = await sign_in.sign_in(database, MONDAY, spelling, PASSWORD)
    assert who == clinic.clinician


async def test_a_wrong_password_and_an_unknown_login_are_refused_alike(
    database: Database, clinic: Clinic, sign_in: SignIn
) -> None:
    wrong = await _refusal(sign_in, database, KNOWN, "wrong")
    unknown = await _refusal(sign_in, database, UNKNOWN, "wrong")
    assert (wrong.kind, wrong.code, wrong.detail) == (unknown.kind, unknown.code, unknown.detail)
    assert (wrong.kind, wrong.code) == (Kind.UNAUTHENTICATED, "auth.invalid")


async def test_somebody_who_left_is_refused_like_anybody(
    database: Database, clinic: Clinic, sign_in: SignIn
) -> None:
    await _dismiss(database, clinic)
    assert (await _refusal(sign_in, database, KNOWN, PASSWORD)).code == "auth.invalid"


async def test_somebody_who_left_is_signed_out(database: Database, clinic: Clinic, sign_in: SignIn) -> None:
    token, _ = await sign_in.sign_in(database, MONDAY, KNOWN, PASSWORD)
    await _dismiss(database, clinic)
    with pytest.raises(DomainError, match=r"auth\.session_expired"):
        async with database.read() as tx:
            await identity.authenticate(tx, MONDAY, token)


async def test_the_ledger_keeps_sign_ins_and_misses_of_known_people(
    database: Database, clinic: Clinic, sign_in: SignIn
) -> None:
    await _refusal(sign_in, database, UNKNOWN, "wrong")
    await _refusal(sign_in, database, KNOWN, "wrong")
    await sign_in.sign_in(database, MONDAY, KNOWN, PASSWORD)
    async with database.read() as tx:
        kept = [row async for row in rows_of(tx, clinic.practice.id) if row.action.startswith("auth.")]
    assert [row.action for row in kept] == ["auth.sign_in_failed", "auth.sign_in"]
    assert {row.object_id for row in kept} == {str(clinic.clinician.id)}


@pytest.mark.parametrize("login", [KNOWN, UNKNOWN])
async def test_the_eleventh_try_after_ten_misses_has_to_wait(
    database: Database, clinic: Clinic, sign_in: SignIn, login: str
) -> None:
    for _ in range(10):
        assert (await _refusal(sign_in, database, login, "wrong")).code == "auth.invalid"
    slowed = await _refusal(sign_in, database, login, PASSWORD)
    assert (slowed.kind, slowed.code, slowed.retry_after_ms) == (Kind.LIMITED, "rate.limited", 1_000)


async def test_the_delay_doubles_up_to_a_quarter_of_an_hour(
    database: Database, clinic: Clinic, sign_in: SignIn
) -> None:
    delays = []
    for misses in (10, 11, 15, 19, 20, 99):
        await _plant_misses(database, misses)
        delays.append((await _refusal(sign_in, database, KNOWN, PASSWORD)).retry_after_ms)
    assert delays == [1_000, 2_000, 32_000, 512_000, 900_000, 900_000]


async def test_the_right_password_counts_again_after_the_delay(
    database: Database, clinic: Clinic, sign_in: SignIn
) -> None:
    await _plant_misses(database, 15)
    await sign_in.sign_in(database, MONDAY + timedelta(seconds=32), KNOWN, PASSWORD)
    async with database.read() as tx:
        assert (await tx.execute(select(sign_in_miss))).all() == []


async def test_after_a_hundred_misses_no_waiting_helps(
    database: Database, clinic: Clinic, sign_in: SignIn
) -> None:
    await _plant_misses(database, 100)
    later = MONDAY + timedelta(days=400)
    with pytest.raises(DomainError, match=r"rate\.limited"):
        await sign_in.sign_in(database, later, KNOWN, PASSWORD)


async def test_old_misses_of_others_are_forgotten_but_not_the_final_ones(
    database: Database, clinic: Clinic, sign_in: SignIn
) -> None:
    await _plant_misses(database, 5, b"old".ljust(32))
    await _plant_misses(database, 100, b"final".ljust(32))
    with pytest.raises(DomainError):
        await sign_in.sign_in(database, MONDAY + timedelta(days=2), KNOWN, "wrong")
    async with database.read() as tx:
        counts = [row.misses for row in await tx.execute(select(sign_in_miss).order_by(sign_in_miss.c.misses))]
    assert counts == [1, 100]


async def test_guesses_made_side_by_side_do_not_slip_past_the_limit(
    database: Database, clinic: Clinic, sign_in: SignIn
) -> None:
    """Twenty wrong guesses at once, all of which saw no miss when they began: ten count, ten are turned away."""
    guesses = (_refusal(sign_in, database, KNOWN, "wrong") for _ in range(20))
    codes = [refused.code for refused in await asyncio.gather(*guesses)]
    assert (codes.count("auth.invalid"), codes.count("rate.limited")) == (10, 10)


async def _refusal(sign_in: SignIn, database: Database, login: str, password: str) -> DomainError:
    with pytest.raises(DomainError) as refused:
        await sign_in.sign_in(database, MONDAY, login, password)
    return refused.value


async def _plant_misses(database: Database, count: int, key: bytes | None = None) -> None:
    key = key or hash_token(KNOWN)
    async with database.write() as tx:
        await tx.execute(sign_in_miss.delete().where(sign_in_miss.c.login_hash == key))
        await tx.execute(sign_in_miss.insert().values(login_hash=key, misses=count, missed_at=MONDAY))


async def _dismiss(database: Database, clinic: Clinic) -> None:
    async with database.write() as tx:
        await tx.execute(update(staff).where(staff.c.id == clinic.clinician.id).values(active=False))
