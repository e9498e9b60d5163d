"""A real door for the tests: gateway and media node behind an HTTP server on a free port, with real tickets."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from media import MediaConfig, MediaNode
from server.adapters.memory_ephemeral import MemoryEphemeral
from server.adapters.signed_tickets import SignedTickets
from server.crypto.tokens import DESK, SEAT, TicketSigner
from server.kernel.ids import new_id
from signaling import Gateway, GatewayConfig
from signaling.ports import Record
from tests.support.clock import FakeClock

ORIGIN = "https://clinic.example"
CALM = GatewayConfig(origins=(ORIGIN,))
"""As served."""
HASTY = GatewayConfig(
    origins=(ORIGIN,), connect_s=0.3, grace_s=0.3, close_s=0.5, check_connect_s=1.0, check_measure_s=1.5
)
"""With periods that a test can wait for."""


@dataclass(frozen=True)
class Door:
    """The address, the parts behind it, and a press for tickets."""

    url: str
    gateway: Gateway
    node: MediaNode
    ephemeral: MemoryEphemeral
    clock: FakeClock
    signer: TicketSigner

    def seat_ticket(self, seat: str = "patient", visit: str = "visit-1", **claims: Any) -> str:
        """For the seat of this name in this visit; any claim may be given another value."""
        role = "clinician" if seat == "clinician" else "patient"
        told: dict[str, Any] = {
            "jti": str(new_id()),
            "seat": seat,
            "visit": visit,
            "practice": "practice-1",
            "role": role,
        }
        told |= {"name": f"Demo {seat}", "call": False, "sid": f"session of {seat}"}
        return self.signer.sign(SEAT, told | claims, self.clock.now())

    def desk_ticket(self, staff: str = "staff-1", practice: str = "practice-1", **claims: Any) -> str:
        told = {"jti": str(new_id()), "practice": practice, "staff": staff, "roles": ["scheduler"]}
        return self.signer.sign(DESK, told | {"sid": f"session of {staff}"} | claims, self.clock.now())


@asynccontextmanager
async def open_door(
    config: GatewayConfig,
    media: MediaConfig | None = None,
    client_manager: Any = None,
    record: Record | None = None,
) -> AsyncIterator[Door]:
    clock, signer = FakeClock(), TicketSigner(Ed25519PrivateKey.generate())
    node = await MediaNode.start(media or MediaConfig(host="127.0.0.1"))
    ephemeral = MemoryEphemeral()
    gateway = Gateway(
        config, node, SignedTickets(signer.verifier(), clock), ephemeral, client_manager, record=record
    )
    app = web.Application()
    gateway.attach(app)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    await gateway.start()
    port = runner.addresses[0][1]
    try:
        yield Door(f"http://127.0.0.1:{port}", gateway, node, ephemeral, clock, signer)
    finally:
        await gateway.close()
        await runner.cleanup()
        await node.close()
