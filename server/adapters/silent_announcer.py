"""An announcer for commands that serve nobody: there is nobody to tell."""

from server.kernel.events import Event


class SilentAnnouncer:
    async def announce(self, event: Event) -> None:
        """Tell nobody."""
