"""What every test of notes may ask for: the house of the visits, and a desk whose key service may fail."""

import pytest

from server.domain.notes import NoteDesk, NoteService, Vault
from tests.server.domain.notes.keys import KeyRing
from tests.server.domain.notes.shelf import Shelf
from tests.server.domain.visits.house import House
from tests.server.domain.visits.rooms import database_url, house, shared_postgres

__all__ = ["database_url", "house", "shared_postgres"]


@pytest.fixture
def keys() -> KeyRing:
    return KeyRing()


@pytest.fixture
def vault(keys: KeyRing) -> Vault:
    return Vault(keys)


@pytest.fixture
def service(house: House) -> NoteService:
    return NoteService(house.visits)


@pytest.fixture
def desk(house: House, vault: Vault, service: NoteService) -> NoteDesk:
    return NoteDesk(house.database, vault, service)


@pytest.fixture
async def shelf(house: House, desk: NoteDesk) -> Shelf:
    return Shelf(house, desk, (await house.in_progress())[0])


@pytest.fixture
async def other(house: House, desk: NoteDesk) -> Shelf:
    """The note of another visit of the same patient."""
    return Shelf(house, desk, (await house.in_progress(place=9))[0])
