"""Creations happen once: a repeated Idempotency-Key answers for what the first request made."""

import hashlib
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import TypeVar
from uuid import UUID

from server.api.contract import Call, HttpRefusal, Request
from server.crypto.canonical import canonical_json
from server.db import WriteTx, idempotency

Asked = TypeVar("Asked", bound=Request)
Given = TypeVar("Given")

Deed = Callable[[WriteTx], Awaitable[tuple[UUID, Given]]]
Again = Callable[[WriteTx, UUID], Awaitable[Given]]


async def once(call: Call[Asked], deed: Deed[Given], again: Again[Given]) -> Given:
    """Do `deed` (it answers what it made, and the answer), or answer `again` for what was made before.

    Both run in a write transaction; `again` is audited like any other look at the object. Raises HttpRefusal
    ("idempotency.mismatch") when the key was used for something else.
    """
    key = _key(call)
    try:
        async with call.services.database.write() as tx:
            await idempotency.claim(tx, call.now, key)
            return await _do(tx, key, deed)
    except idempotency.KeyTaken:
        async with call.services.database.write() as tx:
            made = await _made(tx, key)
            # A refusal that was itself recorded keeps its key but made nothing: ask anew, be refused anew.
            return await _do(tx, key, deed) if made is None else await again(tx, made)


async def _do(tx: WriteTx, key: idempotency.Key, deed: Deed[Given]) -> Given:
    made, answer = await deed(tx)
    await idempotency.keep(tx, key, made)
    return answer


async def _made(tx: WriteTx, key: idempotency.Key) -> UUID | None:
    found = await idempotency.made_with(tx, key)
    if found is None:
        return None
    request_hash, made = found
    if request_hash != key.request_hash:
        raise HttpRefusal(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "idempotency.mismatch",
            "This Idempotency-Key was used for another request.",
        )
    return made


def _key(call: Call[Asked]) -> idempotency.Key:
    wanted = canonical_json({"operation": call.operation, "wanted": call.wanted.model_dump(mode="json")})
    return idempotency.Key(
        practice=call.actor.practice,
        actor=call.actor.id,
        key_hash=hashlib.sha256(call.key.encode()).digest(),
        request_hash=hashlib.sha256(wanted).digest(),
    )
