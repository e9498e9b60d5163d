"""How a handler speaks without being asked: in order, never waiting, and never failing its caller."""

from typing import Protocol

from signaling.protocol import Message


class Push(Protocol):
    def __call__(self, event: str, message: Message, *, to: str) -> None:
        """Send to the room `to` of /visit, after what the caller is about to acknowledge."""


def visit_room(visit: str) -> str:
    return f"visit:{visit}"


def seat_room(seat: str) -> str:
    return f"seat:{seat}"


def practice_room(practice: str) -> str:
    return f"practice:{practice}"
