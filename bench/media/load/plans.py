"""What the C engine is told of a client, as structures of interface.h: its socket, sessions and streams."""

from typing import Any

import pylibsrtp
from cffi import FFI

from bench.media.load.client import Client
from bench.media.load.description import AUDIO_LEVEL, SEND_TIME, TRANSPORT_CC
from bench.media.load.recording import AUDIO_CLOCK, VIDEO_CLOCK, Recording

CData = Any  # cffi makes its types at run time
_CLOCKS = {"audio": AUDIO_CLOCK, "video": VIDEO_CLOCK}
_LARGEST_PAYLOAD = 1400


class Plans:
    """Keeps alive what the structures point at; to be kept as long as the engine runs."""

    def __init__(self, ffi: FFI) -> None:
        self._ffi = ffi
        self._alive: list[CData] = []
        self._recordings: dict[Recording, CData] = {}

    def library(self) -> CData:
        """libsrtp's functions by address: its wheel brings no headers."""
        ffi, lib = pylibsrtp._binding.ffi, pylibsrtp._binding.lib  # noqa: SLF001 (the only way to the C library)
        library = self._kept(self._ffi.new("struct srtp_library *"))
        for name in ("protect", "unprotect", "protect_rtcp", "unprotect_rtcp"):
            address = int(ffi.cast("uintptr_t", ffi.addressof(lib, f"srtp_{name}")))
            setattr(library, name, self._ffi.cast("packet_transform", address))
        return library

    def client(self, client: Client) -> CData:
        plan = self._kept(self._ffi.new("struct client_plan *"))
        plan.socket, plan.visit = client.socket.fileno(), client.visit
        if client.sessions:
            plan.inbound = self._handle(client.sessions.inbound)
            plan.outbound = self._handle(client.sessions.outbound)
        if client.check:
            plan.check, plan.check_size = self._bytes(client.check), len(client.check)
        for place, kind in enumerate(_CLOCKS):
            self._stream(plan.streams[place], client, kind)
            plan.transport_cc_id = max(plan.transport_cc_id, plan.streams[place].transport_cc_id)
        return plan

    def _stream(self, stream: CData, client: Client, kind: str) -> None:
        line, recording = client.lines[kind], client.sends.get(kind)
        if recording:
            stream.recording = self._recording(recording)
            stream.packets_per_second, stream.packets_per_turn = recording.per_second, recording.per_turn
        stream.clock_rate = _CLOCKS[kind]
        stream.ssrc, stream.rtx_ssrc = client.local.ssrcs[kind]
        stream.payload_type, stream.rtx_payload_type = line.payload_type, line.rtx_payload_type or 0
        stream.transport_cc_id = line.extensions.get(TRANSPORT_CC, 0)
        stream.audio_level_id = line.extensions.get(AUDIO_LEVEL, 0)
        stream.send_time_id = line.extensions.get(SEND_TIME, 0)

    def _recording(self, recording: Recording) -> CData:
        """Many clients send the same recording: it is handed over once."""
        if recording not in self._recordings:
            self._recordings[recording] = self._made(recording)
        return self._recordings[recording]

    def _made(self, recording: Recording) -> CData:
        ends, end = [], 0
        for payload in recording.payloads:
            assert len(payload) <= _LARGEST_PAYLOAD
            end += len(payload)
            ends.append(end)
        made = self._ffi.new("struct recording *")
        made.bytes = self._bytes(b"".join(recording.payloads))
        made.ends = self._kept(self._ffi.new("uint32_t[]", ends))
        made.frame_ends = self._bytes(bytes(recording.frame_ends))
        made.packets, made.loop_to = len(ends), recording.loop_to
        made.ticks_per_frame, made.picture_id_at = recording.ticks_per_frame, recording.picture_id_at
        made.stamped = recording.stamped
        return made

    def _handle(self, session: pylibsrtp.Session) -> CData:
        handle = session._srtp[0]  # noqa: SLF001 (the C structure behind it)
        address = pylibsrtp._binding.ffi.cast("uintptr_t", handle)  # noqa: SLF001 (as above)
        return self._ffi.cast("void *", int(address))

    def _bytes(self, data: bytes) -> CData:
        return self._kept(self._ffi.new("uint8_t[]", data))

    def _kept(self, made: CData) -> CData:
        self._alive.append(made)
        return made
