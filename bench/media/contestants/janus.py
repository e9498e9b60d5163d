"""Janus as Debian packages it: its VideoRoom alone, spoken to over a WebSocket, one event loop, ICE-lite."""

import asyncio
import contextlib
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

from aiohttp import ClientSession
from aioice.ice import get_host_addresses

from bench.media.contestants.contestant import Unavailable
from bench.media.contestants.videoroom import VideoRooms
from bench.media.processes import install, started

_START_S, _ASK_EVERY_S = 10.0, 0.05
_QUIET = 2  # its log level: errors only

_JANUS = """
general: {{
  admin_secret = "unused"
  debug_level = {quiet}
  event_loops = 1
  session_timeout = 0
}}
nat: {{
  ice_lite = true
  ice_enforce_list = "{host}"
}}
plugins: {{
  disable = "{plugins}"
}}
transports: {{
  disable = "{transports}"
}}
loggers: {{
  disable = "libjanus_jsonlog.so"
}}
events: {{
  broadcast = false
}}
"""
_WEBSOCKETS = """
general: {{
  json = "plain"
  ws = true
  ws_port = {port}
  ws_ip = "127.0.0.1"
  wss = false
}}
admin: {{
  admin_ws = false
}}
"""
_OTHER_PLUGINS = ("audiobridge", "duktape", "echotest", "lua", "nosip", "recordplay", "sip", "streaming")
_MORE_PLUGINS = ("textroom", "videocall", "voicemail")
_OTHER_TRANSPORTS = ("http", "mqtt", "nanomsg", "pfunix", "rabbitmq")


class Janus:
    most_visits = None
    stamps_survive = True

    @contextlib.asynccontextmanager
    async def start(self, folder: Path) -> AsyncIterator[VideoRooms]:
        host, port = _address(), _free_port()
        settings = folder / "janus"
        settings.mkdir(exist_ok=True)
        plugins = ",".join(f"libjanus_{name}.so" for name in (*_OTHER_PLUGINS, *_MORE_PLUGINS))
        transports = ",".join(f"libjanus_{name}.so" for name in _OTHER_TRANSPORTS)
        filled = _JANUS.format(quiet=_QUIET, host=host, plugins=plugins, transports=transports)
        (settings / "janus.jcfg").write_text(filled, encoding="ascii")
        (settings / "janus.transport.websockets.jcfg").write_text(_WEBSOCKETS.format(port=port), encoding="ascii")
        command = (_program(), "--configs-folder", settings, "--log-file", settings / "log", "--disable-stdout")
        async with started(*command) as process, ClientSession() as http:
            await _listening(port)
            async with http.ws_connect(f"ws://127.0.0.1:{port}/", protocols=("janus-protocol",)) as connection:
                rooms = VideoRooms(process.pid, host, connection)
                async with rooms.listening():
                    yield rooms


def _program() -> str:
    if not shutil.which("janus"):
        try:
            install("janus")
        except (subprocess.CalledProcessError, OSError) as error:
            raise Unavailable("not installed, and cannot be installed here") from error
    return shutil.which("janus") or "janus"


def _address() -> str:
    """Janus never uses the loopback interface; packets to this address stay on the machine all the same."""
    addresses = get_host_addresses(use_ipv4=True, use_ipv6=False)
    if not addresses:
        raise Unavailable("needs an IPv4 address beside the loopback's")
    return addresses[0]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def _listening(port: int) -> None:
    async with asyncio.timeout(_START_S):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(_ASK_EVERY_S)
            else:
                writer.close()
                return
