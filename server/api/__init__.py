"""The HTTP door: it decodes, calls one verb of the domain, and encodes. No rule of the business lives here."""

from server.api.application import create_application
from server.api.services import DoorSettings, Readiness, Services

__all__ = ["DoorSettings", "Readiness", "Services", "create_application"]
