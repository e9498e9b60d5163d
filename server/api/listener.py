"""The TCP end of the HTTP door: binds, serves, and lets running requests end when it is closed."""

import asyncio
import errno
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from server.api.door.connection import Connections, Limits

_NEIGHBOURS = 20
_SHUTDOWN_S = 5.0


def bind(host: str, port: int) -> socket.socket:
    """A listening socket on `port` or, when that is taken, on the next free one above it.

    Raises OSError when none of them is free, or the address is not this machine's.
    """
    family, *_rest, _address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    for candidate in range(port, port + (_NEIGHBOURS if port else 1)):
        try:
            return socket.create_server((host, candidate), family=family, backlog=512)
        except OSError as refused:
            if refused.errno != errno.EADDRINUSE:
                raise
    raise OSError(errno.EADDRINUSE, f"the ports {port} to {port + _NEIGHBOURS - 1} are taken")


@asynccontextmanager
async def listening(
    app: web.Application, sock: socket.socket, limits: Limits | None = None
) -> AsyncIterator[None]:
    """Serve `app` on `sock`; on exit stop taking connections first, then let what runs end."""
    runner = web.AppRunner(app, shutdown_timeout=_SHUTDOWN_S)
    await runner.setup()
    if runner.server is None:
        raise RuntimeError("a runner that is set up has a server")
    connections = Connections(runner.server, limits or Limits())
    serving = await asyncio.get_running_loop().create_server(connections, sock=sock)
    try:
        yield
    finally:
        serving.close()
        await runner.cleanup()
