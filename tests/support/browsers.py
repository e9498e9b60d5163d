"""A real Chromium with a fake camera: one browser, one fresh context for each person."""

import contextlib
import shutil
from collections.abc import AsyncIterator
from typing import Any

from playwright.async_api import Browser, BrowserContext, async_playwright

# The first is the same engine without the window that nobody looks at, for half the work.
_PROGRAMS = ("chromium-headless-shell", "chromium")
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
)

# Keeps every peer connection of a page, so that a test can read its statistics.
_REMEMBER_PEERS = """
window.peers = [];
window.RTCPeerConnection = class extends window.RTCPeerConnection {
  constructor(...args) { super(...args); window.peers.push(this); }
};
"""


@contextlib.asynccontextmanager
async def chromium(*extra: str) -> AsyncIterator[Browser]:
    path = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    assert path, f"no Chromium: run scripts/browser.sh, or install Debian's package {_PROGRAMS[0]}"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=[*_FLAGS, *extra])
        try:
            yield browser
        finally:
            await browser.close()


async def person(browser: Browser, *, width: int = 1280, height: int = 800, **options: Any) -> BrowserContext:
    """Somebody's own browser: no cookie of anybody else, camera and microphone allowed."""
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        permissions=["camera", "microphone", "clipboard-read"],
        **options,
    )
    await context.add_init_script(_REMEMBER_PEERS)
    return context
