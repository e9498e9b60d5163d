"""Practices, people, credentials, sessions, links, and policy: may this actor do this?"""

from server.domain.identity.model import (
    AFTER_VISIT,
    Invitation,
    LinkState,
    Patient,
    PatientDetails,
    Practice,
    Staff,
    zone_named,
)
from server.domain.identity.passwords import Passwords
from server.domain.identity.people import PracticeSetup
from server.domain.identity.policy import Permission, require
from server.domain.identity.service import IdentityService
from server.domain.identity.sign_in import SignIn

__all__ = [
    "AFTER_VISIT",
    "IdentityService",
    "Invitation",
    "LinkState",
    "Passwords",
    "Patient",
    "PatientDetails",
    "Permission",
    "Practice",
    "PracticeSetup",
    "SignIn",
    "Staff",
    "require",
    "zone_named",
]
