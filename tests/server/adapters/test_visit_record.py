"""How samples get from the real-time door into the database: together, and never in anybody's way."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import event

from media import Sample as MediaSample
from media import Way as MediaWay
from server.adapters.visit_record import MOST_WAITING, VisitRecord
from server.db import Database
from server.domain.quality import QualityService, SeatQuality, Way
from server.kernel.actor import Role
from server.kernel.ids import PracticeId, VisitId, new_id
from signaling.ports import LinkSample, SeatTicket
from tests.support.clock import FakeClock
from tests.support.databases import RecordingAnnouncer, open_database

PRACTICE, VISIT = PracticeId(new_id()), VisitId(new_id())
FELT = LinkSample(
    MediaSample(
        up=MediaWay(250, 2, 7, 900_000, 4.31),
        down=MediaWay(300, 0, 4, 1_400_000, 4.4),
        round_trip_ms=48,
        layer="f",
        paused=True,
        estimate_bps=2_500_000,
    ),
    freezes=1,
    frozen_ms=640,
)
quality = QualityService()


def _ticket(visit: str = str(VISIT), seat: str | None = None) -> SeatTicket:
    return SeatTicket(
        id=str(new_id()),
        seat=seat or str(new_id()),
        visit=visit,
        practice=str(PRACTICE),
        role="patient",
        name="Paula Probe",
        call=True,
        session=str(new_id()),
    )


@pytest.fixture
def record(clock: FakeClock) -> VisitRecord:
    """One that does not wait for others before it writes."""
    return VisitRecord(quality, clock, gathering_s=0, resting_s=0)


async def _kept(database: Database) -> list[SeatQuality]:
    async with database.read() as tx:
        return await quality.of_visit(tx, PRACTICE, VISIT)


def _commits(database: Database) -> list[None]:
    """Grows by one with each transaction that the database keeps."""
    seen: list[None] = []
    event.listen(database.engine.sync_engine, "commit", lambda _connection: seen.append(None))
    return seen


def _failing_once(database: Database) -> asyncio.Event:
    """The next row is refused by the driver, which is told when it happened."""
    failed = asyncio.Event()

    def refuse(_connection: object, _cursor: object, statement: str, *_rest: Any) -> None:
        if statement.startswith("INSERT") and not failed.is_set():
            failed.set()
            raise RuntimeError

    event.listen(database.engine.sync_engine, "before_cursor_execute", refuse)
    return failed


async def test_a_sample_is_kept_with_its_numbers_and_without_the_name(
    record: VisitRecord, database: Database, clock: FakeClock
) -> None:
    ticket = _ticket()
    await record.keep(ticket, FELT)
    record.start(database)
    await record.close()
    (seat,) = await _kept(database)
    (sample,) = seat.series
    assert (str(sample.seat), sample.role, sample.at) == (ticket.seat, Role.PATIENT, clock.now())
    assert (sample.up, sample.down) == (Way(250, 2, 7, 900_000, 4.31), Way(300, 0, 4, 1_400_000, 4.4))
    assert (sample.round_trip_ms, sample.layer, sample.paused) == (48, "f", True)
    assert (sample.estimate_bps, sample.freezes, sample.frozen_ms) == (2_500_000, 1, 640)
    assert "Paula" not in repr(sample)


async def test_all_seats_of_a_round_are_written_in_one_transaction(database: Database, clock: FakeClock) -> None:
    record, commits = VisitRecord(quality, clock), _commits(database)
    record.start(database)
    for _ in range(50):
        await record.keep(_ticket(), FELT)
    await record.close()
    assert len(commits) == 1
    assert len(await _kept(database)) == 50


async def test_what_was_not_written_yet_is_written_at_the_close(record: VisitRecord, database: Database) -> None:
    record.start(database)
    await record.keep(_ticket(), FELT)
    await record.close()
    assert len(await _kept(database)) == 1


async def test_nothing_to_keep_writes_nothing(record: VisitRecord, database: Database) -> None:
    commits = _commits(database)
    record.start(database)
    await record.close()
    assert commits == []


async def test_a_record_that_was_never_started_closes(record: VisitRecord) -> None:
    await record.keep(_ticket(), FELT)
    await record.close()


async def test_a_database_that_is_away_costs_the_samples_and_nothing_else(
    record: VisitRecord, clock: FakeClock, announcer: RecordingAnnouncer, tmp_path: Path
) -> None:
    away = open_database(f"postgresql+asyncpg://u@/x?host={tmp_path}", clock, announcer)
    with structlog.testing.capture_logs() as logged:
        record.start(away)
        await record.keep(_ticket(), FELT)
        await record.close()
    await away.close()
    assert logged == [{"event": "record.lost", "log_level": "warning", "samples": 1, "error": "DomainError"}]


async def test_the_next_round_is_kept_after_one_was_lost(record: VisitRecord, database: Database) -> None:
    lost, later = _ticket(), _ticket()
    failed = _failing_once(database)
    record.start(database)
    await record.keep(lost, FELT)
    await failed.wait()
    await record.keep(later, FELT)
    await record.close()
    assert [str(seat.seat) for seat in await _kept(database)] == [later.seat]


async def test_a_ticket_whose_ids_are_none_is_left_out(record: VisitRecord, database: Database) -> None:
    with structlog.testing.capture_logs() as logged:
        await record.keep(_ticket(visit="not an id"), FELT)
    await record.keep(_ticket(), FELT)
    record.start(database)
    await record.close()
    assert len(await _kept(database)) == 1
    assert logged == [{"event": "record.unreadable", "log_level": "warning"}]


async def test_what_waits_for_a_database_does_not_grow_for_ever(record: VisitRecord, database: Database) -> None:
    seat = str(new_id())
    for _ in range(MOST_WAITING + 5):
        await record.keep(_ticket(seat=seat), FELT)
    record.start(database)
    await record.close()
    (kept,) = await _kept(database)
    assert kept.summary.samples == MOST_WAITING
