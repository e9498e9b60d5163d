"""A link opens one visit, once; whatever is wrong with it, the answer is the same; the date of birth follows."""

import asyncio
from datetime import date, datetime, timedelta

import pytest

from server.db.database import Database
from server.domain.audit import AuditService
from server.domain.identity import LinkState
from server.kernel.actor import Actor
from server.kernel.errors import DomainError, Kind
from server.kernel.ids import VisitId
from tests.server.domain.identity.conftest import LINK_ENDS, Link, Opened, issue_link, open_link
from tests.support.builders import BIRTH_DATE, Clinic, acting, attending, identity, new_visit
from tests.support.clock import MONDAY

WRONG_DATE = date(1980, 12, 4)


async def test_a_link_opens_its_visit(database: Database, clinic: Clinic, link: Link) -> None:
    async with database.write() as tx:
        token, actor = await identity.exchange(tx, MONDAY, link.token)
        assert await identity.authenticate(tx, MONDAY, token) == actor
    assert (actor.id, actor.visit) == (clinic.patient.id, link.visit)


async def test_a_link_is_256_random_bits(link: Link) -> None:
    assert len(link.token) == 43


async def test_looking_at_a_link_consumes_nothing(database: Database, link: Link) -> None:
    for _ in range(3):
        async with database.read() as tx:
            assert (await identity.view(tx, MONDAY, link.token)).visit == link.visit
    assert (await open_link(database, link)).actor.visit == link.visit


async def test_of_many_who_use_a_link_at_once_one_wins(database: Database, link: Link) -> None:
    async def attempt() -> str:
        try:
            await open_link(database, link)
        except DomainError as refused:
            return refused.code
        return "opened"

    outcomes = await asyncio.gather(*(attempt() for _ in range(10)))
    assert sorted(outcomes) == ["link.invalid"] * 9 + ["opened"]


@pytest.mark.parametrize("verb", ["view", "exchange"])
@pytest.mark.parametrize("token", ["", "\0", "é" * 43, "x" * 10_000])
async def test_what_is_no_token_is_refused_like_an_unknown_one(database: Database, verb: str, token: str) -> None:
    refused = await _refusal(database, verb, token, MONDAY)
    assert (refused.kind, refused.code) == (Kind.GONE, "link.invalid")


@pytest.mark.parametrize("verb", ["view", "exchange"])
async def test_unknown_used_expired_and_revoked_links_are_refused_alike(
    database: Database, clinic: Clinic, verb: str
) -> None:
    used = await issue_link(database, clinic, new_visit())
    await open_link(database, used)
    revoked = await issue_link(database, clinic, new_visit())
    fresh = await issue_link(database, clinic, revoked.visit)
    refusals = [
        await _refusal(database, verb, "x" * 43, MONDAY),
        await _refusal(database, verb, used.token, MONDAY),
        await _refusal(database, verb, revoked.token, MONDAY),
        await _refusal(database, verb, fresh.token, LINK_ENDS),
    ]
    told = {(refused.kind, refused.code, refused.detail, refused.retry_after_ms) for refused in refusals}
    assert len(told) == 1
    assert (refusals[0].kind, refusals[0].code) == (Kind.GONE, "link.invalid")


async def test_a_replayed_link_is_kept_in_the_ledger(database: Database, clinic: Clinic, link: Link) -> None:
    await open_link(database, link)
    await _refusal(database, "exchange", link.token, MONDAY)
    assert await _actions(database, clinic, link.visit) == ["link.issue", "link.open", "link.replay"]


async def test_an_unknown_link_leaves_no_trace(database: Database, clinic: Clinic, link: Link) -> None:
    await _refusal(database, "exchange", "x" * 43, MONDAY)
    assert await _actions(database, clinic, link.visit) == ["link.issue"]


async def test_a_new_link_ends_the_old_one_and_its_session(
    database: Database, clinic: Clinic, link: Link, opened: Opened
) -> None:
    await issue_link(database, clinic, link.visit)
    with pytest.raises(DomainError, match=r"auth\.session_expired"):
        async with database.read() as tx:
            await identity.authenticate(tx, MONDAY, opened.token)


async def test_a_new_link_leaves_other_visits_alone(database: Database, clinic: Clinic, opened: Opened) -> None:
    await issue_link(database, clinic, new_visit())
    async with database.read() as tx:
        assert await identity.authenticate(tx, MONDAY, opened.token) == opened.actor


async def test_when_the_visit_is_over_link_and_session_end(
    database: Database, clinic: Clinic, link: Link, opened: Opened
) -> None:
    async with database.write() as tx:
        over = MONDAY + timedelta(minutes=5)
        await identity.expire_links(tx, acting(clinic.clinician), link.visit, over)
    async with database.read() as tx:
        await identity.authenticate(tx, MONDAY, opened.token)
        with pytest.raises(DomainError, match=r"auth\.session_expired"):
            await identity.authenticate(tx, over, opened.token)


async def test_a_patient_does_not_invite(database: Database, clinic: Clinic) -> None:
    visit = new_visit()
    actor = attending(clinic.patient, visit)
    with pytest.raises(DomainError, match=r"auth\.step_up_required"):
        async with database.write() as tx:
            await identity.invite(tx, actor, MONDAY, visit, patient=clinic.patient.id, expires_at=LINK_ENDS)


async def test_the_right_date_of_birth_confirms_the_session(
    database: Database, clinic: Clinic, opened: Opened
) -> None:
    await _confirm(database, opened.actor, BIRTH_DATE)
    async with database.read() as tx:
        assert await identity.identity_confirmed_at(tx, opened.actor) == MONDAY


async def test_a_wrong_date_of_birth_is_refused_and_kept(
    database: Database, clinic: Clinic, opened: Opened, link: Link
) -> None:
    with pytest.raises(DomainError) as refused:
        await _confirm(database, opened.actor, WRONG_DATE)
    async with database.read() as tx:
        assert await identity.identity_confirmed_at(tx, opened.actor) is None
    assert (refused.value.kind, refused.value.code) == (Kind.INVALID, "identity.mismatch")
    assert (await _actions(database, clinic, link.visit))[-1] == "identity.mismatch"


async def test_the_sixth_try_is_refused_even_with_the_right_date(database: Database, opened: Opened) -> None:
    codes = [await _told(database, opened.actor, WRONG_DATE) for _ in range(5)]
    codes.append(await _told(database, opened.actor, BIRTH_DATE))
    assert codes == ["identity.mismatch"] * 5 + ["identity.locked"]


async def test_tries_made_side_by_side_are_counted_all(database: Database, opened: Opened) -> None:
    codes = await asyncio.gather(*(_told(database, opened.actor, WRONG_DATE) for _ in range(10)))
    assert (codes.count("identity.mismatch"), codes.count("identity.locked")) == (5, 5)


async def test_a_new_link_brings_new_tries(database: Database, clinic: Clinic, opened: Opened, link: Link) -> None:
    for _ in range(6):
        await _told(database, opened.actor, WRONG_DATE)
    again = await open_link(database, await issue_link(database, clinic, link.visit))
    assert await _told(database, again.actor, BIRTH_DATE) == "confirmed"


async def test_confirming_twice_is_confirming_once(
    database: Database, clinic: Clinic, opened: Opened, link: Link
) -> None:
    await _confirm(database, opened.actor, BIRTH_DATE)
    await _confirm(database, opened.actor, WRONG_DATE)
    assert (await _actions(database, clinic, link.visit)).count("identity.confirm") == 1


async def test_staff_do_not_confirm_a_patients_identity(database: Database, clinic: Clinic) -> None:
    assert await _told(database, acting(clinic.clinician), BIRTH_DATE) == "auth.forbidden"


async def test_the_desk_sees_the_state_of_the_newest_link(
    database: Database, clinic: Clinic, opened: Opened, link: Link
) -> None:
    await _confirm(database, opened.actor, BIRTH_DATE)
    unopened = await issue_link(database, clinic, new_visit())
    async with database.read() as tx:
        states = await identity.link_states(tx, clinic.practice.id, [link.visit, unopened.visit, new_visit()])
    assert states == {
        link.visit: LinkState(LINK_ENDS, MONDAY, MONDAY),
        unopened.visit: LinkState(LINK_ENDS, None, None),
    }


async def _refusal(database: Database, verb: str, token: str, now: datetime) -> DomainError:
    with pytest.raises(DomainError) as refused:
        async with database.write() as tx:
            await (identity.view if verb == "view" else identity.exchange)(tx, now, token)
    return refused.value


async def _confirm(database: Database, actor: Actor, birth_date: date) -> None:
    async with database.write() as tx:
        await identity.confirm_birth_date(tx, actor, MONDAY, birth_date)


async def _told(database: Database, actor: Actor, birth_date: date) -> str:
    try:
        await _confirm(database, actor, birth_date)
    except DomainError as refused:
        return refused.code
    return "confirmed"


async def _actions(database: Database, clinic: Clinic, visit: VisitId) -> list[str]:
    async with database.read() as tx:
        return [row.action for row in await AuditService().visit_events(tx, clinic.practice.id, visit)]
