"""The visit from booking to outcome: its state table, its seats, the waiting room, and who may enter."""

from server.domain.visits.consent_text import ConsentText, consent_text
from server.domain.visits.encryption import Because, Encryption, EncryptionState
from server.domain.visits.model import (
    Booked,
    BookVisit,
    Link,
    MyVisit,
    Outcome,
    Seat,
    State,
    Visit,
    VisitRow,
)
from server.domain.visits.reception import require_call
from server.domain.visits.service import VisitService
from server.domain.visits.tickets import SeatTicket, SeatTickets

__all__ = [
    "Because",
    "BookVisit",
    "Booked",
    "ConsentText",
    "Encryption",
    "EncryptionState",
    "Link",
    "MyVisit",
    "Outcome",
    "Seat",
    "SeatTicket",
    "SeatTickets",
    "State",
    "Visit",
    "VisitRow",
    "VisitService",
    "consent_text",
    "require_call",
]
