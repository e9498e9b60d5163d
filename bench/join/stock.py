"""The same two pages through aiortc's relay as it comes."""

import asyncio

from playwright.async_api import Browser, Page

from bench.join.timing import Timed, mark, since_navigation
from bench.stock_relay import stock_relay
from tests.support import browsers


async def visits(one: Browser, other: Browser, round_trip_ms: int, count: int) -> list[Timed]:
    async with stock_relay(round_trip_ms) as url:
        return [await _visit(one, other, url) for _ in range(count)]


async def _visit(one: Browser, other: Browser, url: str) -> Timed:
    contexts = [await browsers.person(browser) for browser in (one, other)]
    pages = [await context.new_page() for context in contexts]
    await asyncio.gather(*(_join(page, url, name) for page, name in zip(pages, "ab", strict=True)))
    frames = [await mark(page, "frameAt") for page in pages]
    admitted = max(frames) - min([await mark(page, "joinedAt") for page in pages])
    opened = max([await since_navigation(page, "frameAt") for page in pages])
    await pages[0].request.post(f"{url}/reset")
    for context in contexts:
        await context.close()
    return Timed(admitted, opened)


async def _join(page: Page, url: str, name: str) -> None:
    await page.goto(url)
    await page.evaluate("() => window.camera.then(() => true)")
    await page.evaluate(f"join('{name}')")
