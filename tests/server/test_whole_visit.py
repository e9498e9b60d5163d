"""A whole visit on each database, with Redis between the doors: what the embedded set does in one process."""

from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from server.composition import running
from server.demo import headless
from server.demo.seed import ZONE, seed
from server.kernel.ids import PracticeId
from server.settings import Settings


@pytest.mark.parametrize("shared", [False, True], ids=["in process", "redis"])
async def test_a_visit_is_played_to_its_signed_note(
    empty_database_url: str, redis_url: str, shared: bool, tmp_path: Path
) -> None:
    settings = Settings(
        data_dir=tmp_path / "var",
        database_url=empty_database_url,
        redis_url=redis_url if shared else None,
        port=0,
        media_host="127.0.0.1",
        log_level="WARNING",
    )
    told: list[str] = []
    async with running(settings, told.append) as service:
        clinic = await seed(service)
        assert clinic is not None

        async def whole() -> str:
            async with service.database.read() as tx:
                verdict = await service.audit.verify(tx, PracticeId(UUID(clinic.practice)))
            assert verdict.whole
            return "whole"

        today = service.clock.now().astimezone(ZoneInfo(ZONE)).date()
        await headless.play(service.url, clinic, today, whole, told.append)
    assert not [line for line in told if "✗" in line]
