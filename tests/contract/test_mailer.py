"""The `Mailer` port: what is sent arrives whole, once, and addressed to nobody else."""

from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from server.adapters.spool_mailer import SpoolMailer
from server.kernel.ports import Mailer, Message
from tests.support.clock import MONDAY, FakeClock

INVITATION = Message(
    to="patient@example.org",
    subject="Ihr Termin: Videosprechstunde – 14:30",
    body="Guten Tag,\n\n" + "https://clinic.example/join#" + "x" * 120 + "\n\nIhre Praxis\n",
)
Arrived = Callable[[], list[EmailMessage]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "mail"


@pytest.fixture
def mailer(folder: Path) -> Mailer:
    return SpoolMailer(folder, FakeClock(), "clinic@example.org")


@pytest.fixture
def arrived(folder: Path) -> Arrived:
    def read() -> list[EmailMessage]:
        if not folder.exists():
            return []
        return [
            message_from_bytes(path.read_bytes(), EmailMessage, policy=default)
            for path in sorted(folder.iterdir())
        ]

    return read


async def test_a_message_arrives_whole(mailer: Mailer, arrived: Arrived) -> None:
    await mailer.send(INVITATION)
    (mail,) = arrived()
    assert (mail["To"], mail["From"], mail["Subject"]) == (INVITATION.to, "clinic@example.org", INVITATION.subject)
    assert mail.get_content().replace("\r\n", "\n") == INVITATION.body


async def test_a_message_says_when_it_was_sent(mailer: Mailer, arrived: Arrived) -> None:
    await mailer.send(INVITATION)
    assert arrived()[0]["Date"].datetime == MONDAY


async def test_every_message_arrives_once(mailer: Mailer, arrived: Arrived) -> None:
    for number in range(3):
        await mailer.send(Message("patient@example.org", f"{number}", "text"))
    assert sorted(mail["Subject"] for mail in arrived()) == ["0", "1", "2"]


@pytest.mark.parametrize(
    "hostile",
    [
        Message("patient@example.org\r\nBcc: other@example.org", "subject", "body"),
        Message("patient@example.org", "subject\nBcc: other@example.org", "body"),
    ],
    ids=["to", "subject"],
)
async def test_a_line_break_adds_no_header(mailer: Mailer, arrived: Arrived, hostile: Message) -> None:
    with pytest.raises(ValueError, match=r"linefeed|carriage return|newline"):
        await mailer.send(hostile)
    assert arrived() == []


async def test_a_spooled_message_is_for_its_owner_alone(mailer: Mailer, folder: Path) -> None:
    await mailer.send(INVITATION)
    assert [path.stat().st_mode & 0o777 for path in folder.iterdir()] == [0o600]
    assert folder.stat().st_mode & 0o777 == 0o700
