"""An announcer for commands that serve nobody: there is nobody to tell."""

from server.kernel.events import Announcement


class SilentAnnouncer:
    async def announce(self, event: Announcement) -> None:
        """Tell nobody."""
