"""The WebSockets beneath the conversations: who may open one, how much it may say, when it must be gone."""

from signaling.sockets.frames import FrameGuard
from signaling.sockets.registry import SOCKET, Socket, Sockets

__all__ = ["SOCKET", "FrameGuard", "Socket", "Sockets"]
