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
    sample_s: float = 5.0
    """Between two samples of one seat's connection."""
    check_connect_s: float = 8.0
    """A connection that is tried before the visit and is not up by then is given up."""
    check_measure_s: float = 5.0
    check_again_s: float = 3.0
    """Between two such tries of one seat."""
    max_checks: int = 20
    """Tries of this process at once."""
    max_desks: int = 10
    """Desk sockets of one member of staff."""

    def __post_init__(self) -> None:
        if "*" in self.origins:
            raise ValueError("the door is open to named origins only")
