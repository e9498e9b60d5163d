"""A browser as the HTTP door sees it: it keeps cookies, and sends its page's origin."""

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession
from multidict import CIMultiDictProxy


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: CIMultiDictProxy[str]
    text: str

    @property
    def json(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self.text)
        return read

    @property
    def code(self) -> str | None:
        """The problem's code; None for what is no problem."""
        if self.headers.get("Content-Type", "").startswith("application/problem+json"):
            code: str = self.json["code"]
            return code
        return None

    @property
    def refusal(self) -> tuple[int, str | None]:
        return self.status, self.code


@dataclass(slots=True)
class Browser:
    """`site` is the service's own origin; a request leaves from a page of it unless its headers say otherwise."""

    session: ClientSession
    site: str
    cookies: dict[str, str] = field(default_factory=dict)

    async def get(self, path: str, **headers: str) -> Answer:
        return await self.send("GET", path, headers=_named(headers))

    async def post(self, path: str, body: object | None = None, **headers: str) -> Answer:
        return await self.send("POST", path, body, headers=_named(headers))

    async def put(self, path: str, body: object, **headers: str) -> Answer:
        return await self.send("PUT", path, body, headers=_named(headers))

    async def send(
        self,
        method: str,
        path: str,
        body: object | None = None,
        *,
        headers: dict[str, str] | None = None,
        data: Any = None,
    ) -> Answer:
        """`body` goes as JSON; `data` goes as it is."""
        sent = {
            "Origin": self.site,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        if body is not None:
            sent["Content-Type"] = "application/json"
            data = json.dumps(body).encode()
        sent = {name: value for name, value in (sent | (headers or {})).items() if value}
        async with self.session.request(
            method, self.site + path, data=data, headers=sent, skip_auto_headers=["Content-Type"]
        ) as response:
            for name, morsel in response.cookies.items():
                self.cookies[name] = morsel.value
            return Answer(response.status, response.headers, await response.text())


def _named(headers: dict[str, str]) -> dict[str, str]:
    """`if_match` as `If-Match`."""
    return {name.replace("_", "-").title(): value for name, value in headers.items()}
