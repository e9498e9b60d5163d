"""The wiring: settings → adapters → services → doors. The one place that names concrete technology.

The embedded set (SQLite, in process) and the production set (PostgreSQL, Redis) differ here and nowhere else.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from prometheus_client import CollectorRegistry

from media import MediaConfig, MediaNode
from server.adapters.keys.file_keys import FileKeys
from server.adapters.keys.ticket_key import ticket_key
from server.adapters.logs import configure_logs
from server.adapters.memory_ephemeral import MemoryEphemeral
from server.adapters.process_metrics import ProcessMetrics
from server.adapters.redis_ephemeral import RedisEphemeral
from server.adapters.signed_tickets import SignedTickets
from server.adapters.silent_announcer import SilentAnnouncer
from server.adapters.socket_announcer import Doors, RedisSocketManager, SocketAnnouncer
from server.adapters.system_clock import SystemClock
from server.adapters.turn_relay import TurnRelay
from server.adapters.visit_record import VisitRecord
from server.api import DoorSettings, Services, create_application
from server.api.listener import bind, listening
from server.crypto.tokens import TicketSigner
from server.db import Database
from server.db.engines import create_engine
from server.domain.audit import AuditService, append
from server.domain.identity import IdentityService, Passwords, PracticeSetup, SignIn
from server.domain.notes import NoteDesk, NoteService, Vault
from server.domain.quality import QualityService
from server.domain.scheduling import SchedulingService
from server.domain.visits import SeatTickets, VisitService
from server.kernel.errors import invalid
from server.kernel.ports import Clock, Ephemeral
from server.migrations import migrate
from server.settings import Settings
from signaling import Gateway, GatewayConfig

_PAGES = (Path(__file__).parent / "api" / "pages", Path(__file__).parents[1] / "web" / "dist")
"""Where the built pages lie: inside an installed wheel, or in the source tree."""


@dataclass(frozen=True, slots=True)
class Running:
    """A served Bedside, and the services that a command may use beside the doors."""

    url: str
    data_dir: Path
    demo_wanted: bool
    clock: Clock
    database: Database
    audit: AuditService
    identity: IdentityService
    passwords: Passwords
    setup: PracticeSetup
    scheduling: SchedulingService
    visits: VisitService

    def link(self, token: str) -> str:
        """The link that a patient gets; the token lives in the fragment, which no server ever sees."""
        return f"{self.url}/join#{token}"


@asynccontextmanager
async def standing(settings: Settings) -> AsyncIterator[Database]:
    """The database alone, for commands that serve nobody."""
    engine = create_engine(settings.database())
    database = Database(engine, clock=SystemClock(), append=append, announcer=SilentAnnouncer())
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def running(settings: Settings, tell: Callable[[str], None]) -> AsyncIterator[Running]:
    """Everything: migrated, wired, listening. Closes in the reverse order: doors, media, database."""
    configure_logs(settings.log_level)
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    sock = bind(settings.host, settings.port)
    port = sock.getsockname()[1]
    if settings.port not in (0, port):
        tell(f"Port {settings.port} is taken; serving on {port} instead.")
    url = (settings.public_url or f"http://localhost:{port}").rstrip("/")
    async with AsyncExitStack() as closing:
        closing.callback(sock.close)
        wired = await _wire(settings, url, port, closing)
        app = create_application(wired.door)
        wired.gateway.attach(app)
        await closing.enter_async_context(listening(app, sock))
        await wired.gateway.start()
        closing.push_async_callback(wired.gateway.close)
        closing.callback(wired.door.readiness.stop)
        yield wired.running


@dataclass(frozen=True, slots=True)
class _Wired:
    gateway: Gateway
    door: Services
    running: Running


async def _wire(settings: Settings, url: str, port: int, closing: AsyncExitStack) -> _Wired:
    clock, ephemeral = SystemClock(), _ephemeral(settings, closing)
    keys = FileKeys.open(settings.data_dir / "keys.json", production=settings.is_production)
    signer = TicketSigner(ticket_key(settings.data_dir / "ticket-key.pem"))
    engine = create_engine(settings.database())
    closing.push_async_callback(engine.dispose)
    await migrate(engine)
    node = await _media(settings, closing)
    origins = (url,) if settings.public_url else (url, f"http://127.0.0.1:{port}")
    tickets = SignedTickets(signer.verifier(), clock)
    manager = _socket_manager(settings, closing)
    quality = QualityService()
    config, record, relay = GatewayConfig(origins=origins), VisitRecord(quality, clock), _relay(settings, clock)
    gateway = Gateway(config, node, tickets, ephemeral, manager, relay=relay, record=record)
    database = Database(engine, clock=clock, append=append, announcer=_announcer(gateway))
    record.start(database)
    closing.push_async_callback(record.close)

    passwords = Passwords()
    closing.push_async_callback(passwords.close)
    identity = IdentityService()
    scheduling = SchedulingService(identity)
    visits = VisitService(identity, scheduling, quality, SeatTickets(signer))
    notes = NoteService(visits)
    audit = AuditService()
    door = Services(
        settings=DoorSettings(
            public_url=url,
            pages=_pages(settings),
            allowed_origins=frozenset(origins),
            trusted_proxies=settings.trusted_proxies,
        ),
        database=database,
        clock=clock,
        ephemeral=ephemeral,
        identity=identity,
        sign_in=SignIn(passwords),
        scheduling=scheduling,
        visits=visits,
        notes=notes,
        note_desk=NoteDesk(database, Vault(keys), notes),
        audit=audit,
        tickets=signer,
        registry=_metrics(node),
    )
    running = Running(
        url=url,
        data_dir=settings.data_dir,
        demo_wanted=settings.demo and not settings.is_production,
        clock=clock,
        database=database,
        audit=audit,
        identity=identity,
        passwords=passwords,
        setup=PracticeSetup(),
        scheduling=scheduling,
        visits=visits,
    )
    return _Wired(gateway, door, running)


def _announcer(gateway: Gateway) -> SocketAnnouncer:
    doors = Doors(gateway.visit_ended, gateway.visit_held, gateway.seat_admitted, gateway.revoke)
    return SocketAnnouncer(gateway.server.manager, doors)


def _metrics(node: MediaNode) -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(ProcessMetrics(node))
    return registry


def _ephemeral(settings: Settings, closing: AsyncExitStack) -> Ephemeral:
    if settings.redis_url is None:
        return MemoryEphemeral()
    shared = RedisEphemeral.at(settings.redis_url.get_secret_value())
    closing.push_async_callback(shared.close)
    return shared


def _socket_manager(settings: Settings, closing: AsyncExitStack) -> RedisSocketManager | None:
    """None: pushes stay in this process."""
    if settings.redis_url is None:
        return None
    manager = RedisSocketManager(settings.redis_url.get_secret_value())
    closing.push_async_callback(manager.close)
    return manager


def _relay(settings: Settings, clock: Clock) -> TurnRelay | None:
    """Raises DomainError("settings.incomplete") for relays without the secret they share with us."""
    if not settings.turn_urls:
        return None
    if settings.turn_secret is None:
        raise invalid("settings.incomplete", "BEDSIDE_TURN_URLS needs BEDSIDE_TURN_SECRET as well.")
    return TurnRelay(settings.turn_urls, settings.turn_secret.get_secret_value(), clock)


async def _media(settings: Settings, closing: AsyncExitStack) -> MediaNode:
    config = MediaConfig(
        host=settings.media_host,
        port=settings.media_port,
        tcp=settings.media_tcp,
        native=settings.media_native,
        advertised=settings.media_addresses,
    )
    node = await MediaNode.start(config)
    closing.push_async_callback(node.close)
    return node


def _pages(settings: Settings) -> Path:
    if settings.pages_dir is not None:
        return settings.pages_dir
    return next((folder for folder in _PAGES if folder.is_dir()), _PAGES[-1])
