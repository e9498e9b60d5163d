"""The words that carry a link."""

from datetime import UTC, datetime

from server.api.views.message import invitation_message
from server.domain.identity import Practice
from server.kernel.ids import PracticeId, new_id

PRACTICE = Practice(PracticeId(new_id()), "Linden Practice", "Europe/Vienna", "+43 1 555 0100")
STARTS_AT = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
URL = "https://bedside.example/join#token"


def test_the_time_is_the_patients_own() -> None:
    message = invitation_message(PRACTICE, STARTS_AT, "America/New_York", URL)
    assert "Monday, 23 November 2026 at 03:30 (America/New_York time)" in message.body


def test_the_message_says_who_where_and_whom_to_call() -> None:
    message = invitation_message(PRACTICE, STARTS_AT, "Europe/Vienna", URL)
    assert message.subject == "Your video visit with Linden Practice"
    assert URL in message.body
    assert "+43 1 555 0100" in message.body
