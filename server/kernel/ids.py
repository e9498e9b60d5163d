"""Identifiers: one `NewType` per kind of thing, and the only source of random ids."""

import secrets
import time
from typing import NewType
from uuid import UUID

PracticeId = NewType("PracticeId", UUID)
StaffId = NewType("StaffId", UUID)
PatientId = NewType("PatientId", UUID)
VisitId = NewType("VisitId", UUID)
SeatId = NewType("SeatId", UUID)
NoteId = NewType("NoteId", UUID)
SessionId = NewType("SessionId", UUID)
InvitationId = NewType("InvitationId", UUID)


def new_id() -> UUID:
    """A version 7 UUID (RFC 9562 section 5.7): sorts by creation time, 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    random_a, random_b = secrets.randbits(12), secrets.randbits(62)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | random_a << 64 | 0b10 << 62 | random_b)


def new_token() -> str:
    """256 random bits as 43 URL-safe characters: links and sessions. Only its hash is ever stored."""
    return secrets.token_urlsafe(32)
