"""Looking at a page: axe finds nothing, nothing runs over the edge, and a picture is kept to be looked at."""

from pathlib import Path
from typing import Any

from playwright.async_api import Page

_AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
_SIZES = {"phone-small": (320, 640), "phone": (390, 844), "desktop": (1280, 800)}
_FINDINGS = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations.map(({id, nodes}) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(" | ")}`);
}"""
# Parts that scroll by themselves on purpose do not count; the page itself must not.
_OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


async def look(page: Page, name: str, folder: Path) -> None:
    """Raises AssertionError with every finding at every size, in light and in dark."""
    if not await page.evaluate("() => 'axe' in window"):
        await page.evaluate(_AXE.read_text(encoding="utf-8"))
    found: list[str] = []
    before = page.viewport_size
    await page.emulate_media(reduced_motion="reduce")  # a colour on its way to another has no contrast yet
    for size, (width, height) in _SIZES.items():
        await page.set_viewport_size({"width": width, "height": height})
        found += await _findings(page, f"{name} at {size}")
        await page.screenshot(path=folder / f"{name}.{size}.png")
    await page.emulate_media(color_scheme="dark")
    found += await _findings(page, f"{name} in dark")
    await page.screenshot(path=folder / f"{name}.desktop.dark.png")
    await page.emulate_media(color_scheme="light")
    if before is not None:
        await page.set_viewport_size(before)
    assert not found, "\n".join(found)


async def _findings(page: Page, where: str) -> list[str]:
    violations: list[Any] = await page.evaluate(_FINDINGS)
    over: int = await page.evaluate(_OVERFLOW)
    wide = [f"{where}: runs {over} px over the edge"] if over > 0 else []
    return wide + [f"{where}: {violation}" for violation in violations]
