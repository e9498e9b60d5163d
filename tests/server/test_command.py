"""The commands as a person runs them: what they say and how they exit."""

import asyncio
import json
import sqlite3
import sys
from pathlib import Path

import pytest

from server import command
from server.composition import running
from server.demo.seed import seed
from server.kernel.errors import DomainError
from server.settings import Profile, Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "var", port=0, media_host="127.0.0.1", log_level="WARNING")


@pytest.fixture
async def used(settings: Settings) -> Settings:
    """Settings of a clinic that was seeded and stopped."""
    async with running(settings, print) as service:
        assert await seed(service) is not None
    return settings


async def test_a_whole_ledger_is_said_to_be_whole_with_its_latest_visit(used: Settings) -> None:
    told: list[str] = []
    assert await command.verify(used, None, told.append)
    assert told[0].startswith("The ledger is whole")
    assert any("visit.book" in line for line in told[1:])


async def test_one_changed_byte_is_named_and_is_not_well(used: Settings) -> None:
    database = sqlite3.connect(used.data_dir / "bedside.db")
    with database:
        database.execute("UPDATE audit_event SET action = replace(action, 'hire', 'hine') WHERE \"index\" = 1")
    database.close()
    told: list[str] = []
    assert not await command.verify(used, None, told.append)
    assert "First bad entry: 1" in told[0]


async def test_an_export_verifies_without_the_database(used: Settings, tmp_path: Path) -> None:
    lines: list[str] = []
    assert await command.export(used, None, lines.append)
    export = tmp_path / "ledger.jsonl"
    export.write_text("\n".join(lines))
    assert command.verify_export(export, print)
    export.write_text("\n".join(lines[:3] + lines[4:]))
    told: list[str] = []
    assert not command.verify_export(export, told.append)
    assert "First bad entry: 3" in told[0]


async def test_a_visit_that_is_no_id_is_refused(used: Settings) -> None:
    with pytest.raises(DomainError, match=r"visit\.unknown"):
        await command.verify(used, "yesterday's", print)


async def test_an_empty_database_has_no_ledger_yet(settings: Settings) -> None:
    settings.data_dir.mkdir()
    assert await command.migrate(settings, print)
    told: list[str] = []
    assert await command.verify(settings, None, told.append)
    assert told == ["There is no ledger yet."]


def test_settings_are_shown_with_their_secrets_masked(tmp_path: Path) -> None:
    told: list[str] = []
    secret = "postgresql+asyncpg://bedside:canary@localhost/bedside"
    command.config(Settings(database_url=secret), told.append)
    assert "BEDSIDE_PORT=8080" in "\n".join(told)
    assert "canary" not in "\n".join(told)


async def test_a_taken_port_is_said_and_the_next_one_serves(settings: Settings) -> None:
    told: list[str] = []
    async with running(settings, print) as first:
        port = int(first.url.rpartition(":")[2])
        other = settings.model_copy(update={"port": port, "data_dir": settings.data_dir.parent / "other"})
        async with running(other, told.append) as second:
            assert second.url != first.url
    assert told == [f"Port {port} is taken; serving on {second.url.rpartition(':')[2]} instead."]


async def test_a_key_file_is_no_key_store_for_production(settings: Settings) -> None:
    with pytest.raises(DomainError):
        async with running(settings.model_copy(update={"profile": Profile.PRODUCTION}), print):
            pass


async def test_a_second_start_keeps_the_clinic_and_its_password(used: Settings) -> None:
    first = json.loads((used.data_dir / "demo.json").read_text())
    async with running(used, print) as service:
        again = await seed(service)
    assert again is not None
    assert (again.password, again.practice) == (first["password"], first["practice"])
    assert again.patient_link.partition("#")[2] != first["patient_link"].partition("#")[2]


async def test_what_holds_secrets_is_readable_by_its_owner_alone(used: Settings) -> None:
    for name in ("keys.json", "ticket-key.pem", "demo.json"):
        assert (used.data_dir / name).stat().st_mode & 0o777 == 0o600
    assert used.data_dir.stat().st_mode & 0o777 == 0o700


async def test_the_headless_demo_plays_a_visit_and_exits_with_zero() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", "demo", "--headless", stdout=asyncio.subprocess.PIPE
    )
    told, _ = await process.communicate()
    assert process.returncode == 0, told.decode()
    for step in (
        "booked",
        "arrived",
        "admitted",
        "first picture",
        "note sealed",
        "note signed",
        "ledger verified",
    ):
        assert f"✓ {step}" in told.decode()
