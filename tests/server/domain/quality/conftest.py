"""What every test of quality may ask for."""

from tests.server.domain.visits.rooms import database_url, house, shared_postgres

__all__ = ["database_url", "house", "shared_postgres"]
