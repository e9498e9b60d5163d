"""Availability and appointments: when a clinician works, what is free, who holds which time."""

from server.domain.scheduling.model import Appointment, Availability, Slot, Wanted, day_span
from server.domain.scheduling.service import SchedulingService

__all__ = ["Appointment", "Availability", "SchedulingService", "Slot", "Wanted", "day_span"]
