"""Signing in: the one verb that opens its transactions by itself, since a password is verified between two.

Read what is stored → verify outside of any transaction → write the session or the miss.
"""

from datetime import datetime, timedelta

from server.crypto.tokens import hash_token
from server.db.database import Database
from server.db.transaction import WriteTx
from server.domain.identity import store
from server.domain.identity.model import Misses, Staff, canonical_login
from server.domain.identity.passwords import Passwords
from server.domain.identity.sessions import open_staff_session
from server.kernel.actor import system_actor
from server.kernel.errors import DomainError, limited, unauthenticated

_MISSES_KEPT = timedelta(days=1)
_FINAL_RETRY = timedelta(days=1)


class SignIn:
    def __init__(self, passwords: Passwords) -> None:
        self._passwords = passwords

    async def sign_in(self, database: Database, now: datetime, login: str, password: str) -> tuple[str, Staff]:
        """A session token and whose it is.

        Raises DomainError("auth.invalid"), alike for unknown people and wrong passwords, ("rate.limited") after
        ten misses in a row, and ("auth.busy").
        """
        name = canonical_login(login)
        key = hash_token(name)
        async with database.read() as reading:
            _refuse_while_throttled(now, await store.misses_of(reading, key))
            found = await store.staff_with_login(reading, name)
        stored = found[1] if found is not None else None
        right = await self._passwords.verify(stored, password)
        async with database.write() as tx:
            # Guesses made side by side all passed the first look; here they pass one after the other.
            _refuse_while_throttled(now, await store.lock_misses(tx, now, key))
            found = await store.staff_with_login(tx, name)
            if right and found is not None and found[1] == stored and found[0].active:
                return await _let_in(tx, now, key, found[0])
            await _note_miss(tx, now, key, found[0] if found is not None else None)
        raise unauthenticated("auth.invalid", "The sign-in name or the password is not right.")


async def _let_in(tx: WriteTx, now: datetime, key: bytes, staff: Staff) -> tuple[str, Staff]:
    await store.forget_misses(tx, key)
    token, actor = await open_staff_session(tx, now, staff)
    tx.audit(actor, "auth.sign_in", "staff", staff.id)
    return token, staff


async def _note_miss(tx: WriteTx, now: datetime, key: bytes, staff: Staff | None) -> None:
    await store.add_miss(tx, now, key)
    await store.forget_old_misses(tx, now - _MISSES_KEPT, Misses.FINAL)
    if staff is not None:
        tx.audit(system_actor(staff.practice), "auth.sign_in_failed", "staff", staff.id)


def _refuse_while_throttled(now: datetime, misses: Misses | None) -> None:
    if misses is None:
        return
    wait = _FINAL_RETRY if misses.final else misses.wait(now)
    if wait > timedelta():
        raise _slowed(wait)


def _slowed(wait: timedelta) -> DomainError:
    milliseconds = wait // timedelta(milliseconds=1)
    return limited("rate.limited", "Too many tries in a row. Please wait a little.", retry_after_ms=milliseconds)
