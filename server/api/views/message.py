"""The words that carry a link to a patient. They name the practice and the time, and nothing about health."""

from datetime import datetime

from server.api.views.visits import MessageView
from server.domain.identity import Practice, zone_named

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def invitation_message(practice: Practice, starts_at: datetime, zone: str, url: str) -> MessageView:
    """`zone` is the patient's: the message tells the time as their clock will show it."""
    when = _spoken(starts_at, zone)
    return MessageView(
        subject=f"Your video visit with {practice.name}",
        body=(
            f"Your video visit with {practice.name} is on {when}.\n\n"
            f"Open this link on the device you want to use, a few minutes before:\n{url}\n\n"
            "The link is for you alone and works in one browser. Please do not forward it.\n\n"
            f"Questions, or another time? Call {practice.phone}."
        ),
    )


def _spoken(starts_at: datetime, zone: str) -> str:
    """Such as "Monday, 23 November 2026 at 09:30 (Europe/Vienna time)", in any locale of the process."""
    local = starts_at.astimezone(zone_named(zone))
    day = f"{_WEEKDAYS[local.weekday()]}, {local.day} {_MONTHS[local.month - 1]} {local.year}"
    return f"{day} at {local:%H:%M} ({zone} time)"
