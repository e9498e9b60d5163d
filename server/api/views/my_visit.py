"""Shapes of the invitation and of the visit as its patient sees it."""

from datetime import date, datetime
from uuid import UUID

from server.api.contract.shapes import Request, View
from server.api.views.fields import FilledLine, Language, LinkToken
from server.api.views.visits import VisitState
from server.domain.identity import Practice
from server.domain.visits import MyVisit


class InvitationToken(Request):
    """The token travels in a body, so that no address ever holds it."""

    token: LinkToken


class LinkView(View):
    """What a link tells before it is opened: who and when, and nothing about the patient."""

    practice_name: str
    practice_phone: str
    clinician_name: str
    starts_at: datetime
    ends_at: datetime
    zone: str


class MyPracticeView(View):
    name: str
    phone: str


class ConsentView(View):
    needed: bool
    text_version: str
    language: str
    text: str


class MyVisitView(View):
    """`patient_given_name` is null until the identity is confirmed: the link alone proves nobody."""

    id: UUID
    state: VisitState
    rev: int
    practice: MyPracticeView
    clinician_name: str
    patient_given_name: str | None
    starts_at: datetime
    ends_at: datetime
    zone: str
    identity_confirmed: bool
    consent: ConsentView
    admitted_at: datetime | None

    @classmethod
    def of(cls, mine: MyVisit, practice: Practice) -> "MyVisitView":
        text = mine.consent_text
        return cls(
            id=mine.visit.id,
            state=mine.visit.state,
            rev=mine.visit.rev,
            practice=MyPracticeView(name=practice.name, phone=practice.phone),
            clinician_name=mine.clinician_name,
            patient_given_name=None if mine.given_name is None else mine.given_name.reveal(),
            starts_at=mine.starts_at,
            ends_at=mine.ends_at,
            zone=mine.zone,
            identity_confirmed=mine.identity_confirmed,
            consent=ConsentView(
                needed=mine.consent_needed, text_version=text.version, language=text.language, text=text.text
            ),
            admitted_at=mine.visit.admitted_at,
        )

    def revision(self) -> int:
        return self.rev


class ConfirmIdentity(Request):
    birth_date: date


class GiveConsent(Request):
    text_version: FilledLine
    language: Language


class TakeTicket(Request):
    """`call` asks for a ticket that may join the call, which exists from the admission on."""

    call: bool
