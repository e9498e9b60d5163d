"""Mail as files in a folder, one .eml each: for a machine that sends none, and to look at what it would send."""

import asyncio
import os
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from server.kernel.ids import new_id
from server.kernel.ports import Clock, Message


class SpoolMailer:
    """The `Mailer` port. Files sort by the time at which they were made."""

    def __init__(self, folder: Path, clock: Clock, sender: str) -> None:
        self._folder = folder
        self._clock = clock
        self._sender = sender

    async def send(self, message: Message) -> None:
        """Raises ValueError for an address or subject with a line break in it."""
        await asyncio.to_thread(self._write, self._compose(message))

    def _compose(self, message: Message) -> bytes:
        mail = EmailMessage(policy=SMTP)
        mail["From"] = self._sender
        mail["To"] = message.to
        mail["Subject"] = message.subject
        mail["Date"] = self._clock.now()
        mail.set_content(message.body)
        return mail.as_bytes()

    def _write(self, mail: bytes) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / f"{new_id()}.eml"
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(mail)
