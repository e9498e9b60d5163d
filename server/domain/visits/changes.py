"""The one way a visit changes: held, led through the state table, swapped in, audited, and its hints collected."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from server.db.transaction import Detail, ReadTx, WriteTx
from server.domain.identity import Permission, require
from server.domain.visits import store
from server.domain.visits.events import hints
from server.domain.visits.model import Happening, Visit, transition
from server.kernel.actor import Actor, ActorKind, Role
from server.kernel.errors import DomainError, missing, stale
from server.kernel.ids import VisitId


@dataclass(frozen=True, slots=True)
class Change:
    """What shall happen, by whom. `facts` are the fields that change beside the state; `detail` is audited."""

    event: Happening
    role: Role
    facts: Mapping[str, Any] = field(default_factory=dict)
    detail: Mapping[str, Detail] = field(default_factory=dict)


async def find(tx: ReadTx, actor: Actor, visit: VisitId) -> Visit:
    """The visit, if there is one in the actor's practice (a patient: their own). Raises DomainError missing."""
    return _known(actor, await store.find(tx, actor.practice, visit))


async def hold(tx: WriteTx, actor: Actor, visit: VisitId) -> Visit:
    """As `find`; nobody else changes the visit until the transaction ends."""
    return _known(actor, await store.lock(tx, actor.practice, visit))


async def perform(
    tx: WriteTx, actor: Actor, now: datetime, before: Visit, change: Change, *, if_rev: int | None = None
) -> Visit:
    """The visit after `change`. With `if_rev`, only if that is still its revision.

    The state table speaks first: who comes too late to admit learns that somebody was faster, not that a number is
    old. Raises DomainError: what `transition` raises, and stale ("visit.stale").
    """
    target = transition(before.state, change.event, change.role)
    if if_rev is not None and before.rev != if_rev:
        raise _stale()
    after = replace(before, state=target, rev=before.rev + 1, changed_at=now, **change.facts)
    if not await store.swap(tx, before, after):
        raise _stale()
    record(tx, actor, change, after)
    return after


def record(tx: WriteTx, actor: Actor, change: Change, after: Visit) -> None:
    """Collect the audit event and the hints of a change that led to `after`."""
    tx.audit(actor, f"visit.{change.event}", "visit", after.id, visit=after.id, rev=after.rev, **change.detail)
    for hint in hints(change.event, after):
        tx.announce(hint)


def narrow(actor: Actor, permission: Permission, visit: Visit) -> None:
    """Pass a scheduler for every visit of the practice, a clinician for their own. Raises DomainError."""
    own_only = None if desk_role(actor) is Role.SCHEDULER else visit.clinician
    require(actor, permission, practice=visit.practice, visit=visit.id, clinician=own_only)


def desk_role(actor: Actor) -> Role:
    """As whom somebody at the desk acts; what the system does by itself, it does in the scheduler's place."""
    if actor.kind is ActorKind.SYSTEM or Role.SCHEDULER in actor.roles:
        return Role.SCHEDULER
    return Role.CLINICIAN


def _known(actor: Actor, found: Visit | None) -> Visit:
    if found is None or (actor.kind is ActorKind.PATIENT and found.id != actor.visit):
        raise missing()
    return found


def _stale() -> DomainError:
    return stale("visit.stale", "Somebody changed this visit in the meantime.")
