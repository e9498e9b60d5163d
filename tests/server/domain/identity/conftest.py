"""A practice for every test of identity, the real password pool with a quick hash, and a signed-in visit link."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import NamedTuple

import pytest

from server.db.database import Database
from server.domain.identity import Passwords, SignIn
from server.kernel.actor import Actor
from server.kernel.ids import VisitId
from tests.support.builders import Clinic, acting, identity, new_visit, open_clinic, quick_passwords
from tests.support.clock import MONDAY

LINK_ENDS = MONDAY + timedelta(days=1)


class Link(NamedTuple):
    visit: VisitId
    token: str


class Opened(NamedTuple):
    """A link that was exchanged: the session's token, and who acts with it."""

    token: str
    actor: Actor


@pytest.fixture
async def clinic(database: Database) -> Clinic:
    return await open_clinic(database, MONDAY)


@pytest.fixture
async def passwords() -> AsyncIterator[Passwords]:
    pool = quick_passwords()
    yield pool
    await pool.close()


@pytest.fixture
def sign_in(passwords: Passwords) -> SignIn:
    return SignIn(passwords)


@pytest.fixture
async def link(database: Database, clinic: Clinic) -> Link:
    return await issue_link(database, clinic, new_visit())


@pytest.fixture
async def opened(database: Database, link: Link) -> Opened:
    return await open_link(database, link)


async def issue_link(database: Database, clinic: Clinic, visit: VisitId) -> Link:
    async with database.write() as tx:
        token = await identity.invite(
            tx, acting(clinic.scheduler), MONDAY, visit, patient=clinic.patient.id, expires_at=LINK_ENDS
        )
    return Link(visit, token)


async def open_link(database: Database, link: Link) -> Opened:
    async with database.write() as tx:
        return Opened(*await identity.exchange(tx, MONDAY, link.token))
