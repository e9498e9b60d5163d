"""What a join is timed by."""

from dataclasses import dataclass

from playwright.async_api import Page

PATIENCE_MS = 30_000


@dataclass(frozen=True, slots=True)
class Timed:
    """Milliseconds to the slower of the first pictures.

    `admitted_ms`: from the press on Admit, while both wait. `opened_ms`: from a page's navigation, while the call
    runs. `arrival_ms`: from the press on I'm ready to the clinician's badge; the peer has none.
    """

    admitted_ms: float
    opened_ms: float
    arrival_ms: float = 0.0


async def mark(page: Page, name: str) -> float:
    """When it happened, in Unix milliseconds of the browser; waits for it."""
    await page.wait_for_function(f"() => window.{name} !== undefined", timeout=PATIENCE_MS)
    at: float = await page.evaluate(f"() => window.{name}")
    return at


async def since_navigation(page: Page, name: str) -> float:
    return await mark(page, name) - float(await page.evaluate("() => performance.timeOrigin"))
