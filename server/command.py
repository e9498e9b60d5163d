"""What each `bedside` command does. Told lines go to `tell`; the answer says whether all is well."""

import asyncio
import json
import shutil
import signal
import tempfile
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from server import migrations
from server.composition import Running, running, standing
from server.db import ReadTx
from server.db.engines import create_engine
from server.demo import headless
from server.demo.banner import banner
from server.demo.person import StepFailed
from server.demo.seed import ZONE, DemoClinic, seed
from server.domain.audit import AuditService, Head, LedgerRow, Verdict, Verifier, parse_export
from server.kernel.errors import invalid
from server.kernel.ids import PracticeId, VisitId
from server.settings import Settings

Tell = Callable[[str], None]


async def serve(settings: Settings, tell: Tell) -> bool:
    """Serve until SIGINT or SIGTERM."""
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with running(settings, tell) as service:
        clinic = await seed(service)
        tell(banner(service.url, clinic))
        await stop.wait()
        tell("Stopping…")
    return True


async def migrate(settings: Settings, tell: Tell) -> bool:
    engine = create_engine(settings.database())
    try:
        await migrations.migrate(engine)
    finally:
        await engine.dispose()
    tell("The database is at the newest schema.")
    return True


async def demo(tell: Tell) -> bool:
    """A service of its own on free ports and a throw-away folder, two aiortc peers, one whole visit."""
    folder = Path(tempfile.mkdtemp(prefix="bedside-demo-"))
    try:
        settings = Settings(
            data_dir=folder, port=0, media_host="127.0.0.1", log_level="WARNING", database_url=None
        )
        async with running(settings, lambda _line: None) as service:
            clinic = await seed(service)
            if clinic is None:
                raise invalid("demo.production", "The demo needs the embedded profile.")
            return await _play(service, clinic, tell)
    finally:
        shutil.rmtree(folder)


async def _play(service: Running, clinic: DemoClinic, tell: Tell) -> bool:
    tell("A visit without a browser: two aiortc peers through HTTP, socket and media\n")

    async def whole() -> str:
        async with service.database.read() as tx:
            verdict = await service.audit.verify(tx, PracticeId(UUID(clinic.practice)))
        if not verdict.whole:
            raise StepFailed(summary(verdict))
        return summary(verdict)

    try:
        today = service.clock.now().astimezone(ZoneInfo(ZONE)).date()
        await headless.play(service.url, clinic, today, whole, tell)
    except (StepFailed, OSError, TimeoutError):
        return False  # the timeline has told which step, and why
    return True


def config(settings: Settings, tell: Tell) -> None:
    for name, field in Settings.model_fields.items():
        tell(f"BEDSIDE_{name.upper()}={getattr(settings, name)}\n    {field.description}")


async def verify(settings: Settings, visit: str | None, tell: Tell) -> bool:
    audit, good = AuditService(), True
    async with standing(settings) as database, database.read() as tx:
        practices = await audit.practices(tx)
        for practice in practices:
            verdict = await audit.verify(tx, practice)
            good = good and verdict.whole
            tell(summary(verdict))
            for row in await _events(audit, tx, practice, visit):
                tell(f"  {event_line(row)}")
    if not practices:
        tell("There is no ledger yet.")
    return good


async def _events(audit: AuditService, tx: ReadTx, practice: PracticeId, visit: str | None) -> list[LedgerRow]:
    wanted = _visit_named(visit) if visit else await audit.latest_visit(tx, practice)
    return [] if wanted is None else await audit.visit_events(tx, practice, wanted)


def _visit_named(text: str) -> VisitId:
    try:
        return VisitId(UUID(text))
    except ValueError as unknown:
        raise invalid("visit.unknown", "A visit is named by its id, as the booking answered it.") from unknown


def verify_export(path: Path, tell: Tell) -> bool:
    machine, head = Verifier(), None
    with path.open(encoding="utf-8") as lines:
        for read in parse_export(lines):
            if isinstance(read, Head):
                head = read
            else:
                machine.add(read)
    verdict = machine.finish(head)
    tell(summary(verdict))
    return verdict.whole


async def export(settings: Settings, practice: str | None, tell: Tell) -> bool:
    audit = AuditService()
    async with standing(settings) as database, database.read() as tx:
        owners = await audit.practices(tx)
        wanted = [owner for owner in owners if practice in (None, str(owner))]
        if len(wanted) != 1:
            raise invalid("practice.unclear", f"Name one practice with --practice: {', '.join(map(str, owners))}.")
        async for line in audit.export(tx, wanted[0]):
            tell(line)
    return True


def summary(verdict: Verdict) -> str:
    if verdict.whole:
        return f"The ledger is whole: {verdict.size} entries, root {verdict.root.hex()}"
    return f"The ledger is NOT whole. First bad entry: {verdict.first_bad}: {verdict.reason}."


def event_line(row: LedgerRow) -> str:
    """Index, instant, deed and actor, and what was told of it, on one line."""
    told = json.loads(row.entry)["detail"]
    detail = " ".join(chain.from_iterable([f"{key}={value}"] for key, value in told.items() if value is not None))
    return f"{row.index:>6}  {row.at[:23]}  {row.action:<22} {row.actor_kind:<8} {row.actor_id[-8:]}  {detail}"
