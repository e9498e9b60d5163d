"""The built pages: a fresh nonce each time, assets for ever, and a plain word when nothing was built."""

import re
from pathlib import Path

import pytest

from tests.server.api.world import World

HTML = '<!doctype html><title>{}</title><script nonce="__CSP_NONCE__" src="/assets/a-1.js"></script>'


@pytest.fixture
def built(pages: Path) -> Path:
    (pages / "index.html").write_text(HTML.format("Bedside"))
    (pages / "join.html").write_text(HTML.format("Your video visit"))
    (pages / "assets").mkdir()
    (pages / "assets" / "a-1.js").write_text("export {};")
    (pages / "secret.txt").write_text("not for anybody")
    return pages


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/", "Bedside"),
        ("/app", "Bedside"),
        ("/app/visits/7?day=today", "Bedside"),
        ("/join", "Your video visit"),
    ],
)
async def test_an_address_of_the_pages_shows_its_page(world: World, path: str, title: str) -> None:
    answer = await world.browser().get(path)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert f"<title>{title}</title>" in answer.text


@pytest.mark.usefixtures("built")
async def test_the_nonce_of_a_page_is_that_of_its_policy_and_new_each_time(world: World) -> None:
    nonces = set()
    for _ in range(2):
        answer = await world.browser().get("/join")
        (nonce,) = re.findall(r'nonce="([^"]+)"', answer.text)
        assert f"'nonce-{nonce}'" in answer.headers["Content-Security-Policy"]
        nonces.add(nonce)
    assert len(nonces) == 2


@pytest.mark.usefixtures("built")
async def test_an_asset_is_kept_for_ever(world: World) -> None:
    answer = await world.browser().get("/assets/a-1.js")
    assert answer.text == "export {};"
    assert "javascript" in answer.headers["Content-Type"]
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("name", ["none.js", "..%2Fsecret.txt", "..%2findex.html", ".", "%00", "a-1.js%2F"])
async def test_nothing_but_an_asset_is_served_from_their_folder(world: World, name: str) -> None:
    assert (await world.browser().get(f"/assets/{name}")).refusal == (404, "route.unknown")


@pytest.mark.parametrize("path", ["/", "/join"])
async def test_pages_that_were_not_built_say_what_to_do(world: World, path: str) -> None:
    answer = await world.browser().get(path)
    assert answer.status == 503
    assert "make" in answer.text
