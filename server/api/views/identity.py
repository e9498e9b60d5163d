"""Shapes of people and sign-in."""

from datetime import date
from uuid import UUID

from pydantic import Field

from server.api.contract.shapes import Request, View
from server.api.views.fields import Email, FilledLine, Language, Line, Phone, Zone
from server.kernel.actor import Role


class SignIn(Request):
    login: FilledLine
    password: str = Field(min_length=1, max_length=1000)


class StaffView(View):
    id: UUID
    display_name: str
    roles: list[Role]


class SignInView(View):
    staff: StaffView


class PracticeView(View):
    id: UUID
    name: str
    zone: str
    phone: str


class MeView(View):
    staff: StaffView
    practice: PracticeView


class CliniciansView(View):
    items: list[StaffView]


class PatientQuery(Request):
    query: Line = ""


class AddPatient(Request):
    given_name: FilledLine
    family_name: FilledLine
    birth_date: date
    email: Email | None
    phone: Phone | None
    language: Language
    zone: Zone


class PatientView(View):
    id: UUID
    given_name: str
    family_name: str
    birth_date: date
    email: str | None
    phone: str | None
    language: str
    zone: str


class PatientsView(View):
    items: list[PatientView]
