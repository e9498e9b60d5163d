"""Shapes of people and sign-in."""

from datetime import date
from uuid import UUID

from pydantic import Field, SecretStr

from server.api.contract.shapes import Request, View
from server.api.views.fields import Email, FilledLine, Language, Line, Phone, Zone
from server.domain.identity import Patient, PatientDetails, Practice, Staff
from server.kernel.actor import Role
from server.kernel.phi import Phi


class SignIn(Request):
    login: FilledLine
    password: SecretStr = Field(min_length=1, max_length=1000)


class StaffView(View):
    id: UUID
    display_name: str
    roles: list[Role]

    @classmethod
    def of(cls, staff: Staff) -> "StaffView":
        return cls(id=staff.id, display_name=staff.display_name, roles=sorted(staff.roles))


class SignInView(View):
    staff: StaffView


class PracticeView(View):
    id: UUID
    name: str
    zone: str
    phone: str

    @classmethod
    def of(cls, practice: Practice) -> "PracticeView":
        return cls(id=practice.id, name=practice.name, zone=practice.zone, phone=practice.phone)


class MeView(View):
    staff: StaffView
    practice: PracticeView


class CliniciansView(View):
    items: list[StaffView]


class PatientSearch(Request):
    query: Line = ""


class AddPatient(Request):
    given_name: FilledLine
    family_name: FilledLine
    birth_date: date
    email: Email | None
    phone: Phone | None
    language: Language
    zone: Zone

    def details(self) -> PatientDetails:
        return PatientDetails(
            given_name=Phi(self.given_name),
            family_name=Phi(self.family_name),
            birth_date=Phi(self.birth_date),
            email=Phi(self.email),
            phone=Phi(self.phone),
            language=self.language,
            zone=self.zone,
        )


class PatientView(View):
    id: UUID
    given_name: str
    family_name: str
    birth_date: date
    email: str | None
    phone: str | None
    language: str
    zone: str

    @classmethod
    def of(cls, patient: Patient) -> "PatientView":
        details = patient.details
        return cls(
            id=patient.id,
            given_name=details.given_name.reveal(),
            family_name=details.family_name.reveal(),
            birth_date=details.birth_date.reveal(),
            email=details.email.reveal(),
            phone=details.phone.reveal(),
            language=details.language,
            zone=details.zone,
        )


class PatientsView(View):
    items: list[PatientView]
