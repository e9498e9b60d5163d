"""The real-time door: seats people with tickets, negotiates their media, tells presence and pushes hints."""

from signaling.config import GatewayConfig
from signaling.gateway import Gateway
from signaling.handlers.push import practice_room, seat_room, visit_room
from signaling.ports import DeskTicket, SeatTicket, TicketRefused
from signaling.protocol import DESK, VISIT, IceServer, VisitAdmitted, VisitHint

__all__ = [
    "DESK",
    "VISIT",
    "DeskTicket",
    "Gateway",
    "GatewayConfig",
    "IceServer",
    "SeatTicket",
    "TicketRefused",
    "VisitAdmitted",
    "VisitHint",
    "practice_room",
    "seat_room",
    "visit_room",
]
