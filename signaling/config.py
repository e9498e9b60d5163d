"""The door's limits and patience, in one frozen place."""

from dataclasses import dataclass
from datetime import timedelta

TICKET_MEMORY = timedelta(minutes=5)
"""How long a used ticket is remembered: longer than any ticket lives, clock differences included."""


@dataclass(frozen=True, slots=True)
class GatewayConfig:
    """`origins` are the pages that may open a socket, like "https://clinic.example"; never "*".

    A client without an Origin header is no browser, so nobody's cookies or pages can be misused through it.
    """

    origins: tuple[str, ...]
    path: str = "/socket.io"
    connect_s: float = 10.0
    """How long a socket may sit in no namespace."""
    grace_s: float = 30.0
    """How long a lost socket counts as reconnecting."""
    close_s: float = 2.0
    """How long the other side may take over a closing handshake."""
    ping_interval_s: float = 10.0
    ping_timeout_s: float = 10.0
    max_message_bytes: int = 64 * 1024
    events_per_s: float = 20.0
    events_burst: int = 40
    max_unseated: int = 500
    """Sockets of this process that sit in no namespace."""
    max_desks: int = 10
    """Desk sockets of one member of staff."""

    def __post_init__(self) -> None:
        if "*" in self.origins:
            raise ValueError("the door is open to named origins only")
