"""A publisher that behaves: a voice, and a camera in layers that gives key frames when it is asked for them."""

from dataclasses import dataclass

from media.forward.feedback import KeyFrameRequest, Message, SenderReport, sender_report
from media.pump import TICK_S
from tests.media.forward.packets import OPUS, RID, SEND_TIME, TRANSPORT, block, rtp, vp8
from tests.media.pump.stage import CAMERA, SOUND, Person, camera, sound

RATES = {"l": 100_000, "m": 400_000, "h": 1_000_000}
LAYER_SSRC = {"l": 101, "m": 102, "h": 103}
FRAME_TICKS = 4500
"""20 frames a second of a 90 kHz clock."""
_MTU = 1100
_NAMED = 10
"""A browser names a layer until it is heard to be known."""


@dataclass
class _Layer:
    name: str
    ssrc: int
    bps: int
    start: int
    late: int
    sequence: int = 0
    frames: int = 0
    wants_key: bool = True


class Broadcast:
    """One frame per tick; the three layers have clocks and numbers of their own."""

    def __init__(
        self, publisher: Person, rates: dict[str, int] | None = None, late: dict[str, int] | None = None
    ) -> None:
        """`rates` in bps by layer; one that is called "" is not layered. `late`: ticks from capture to sending."""
        rates = RATES if rates is None else rates
        self.publisher = publisher
        self.told: list[Message] = []
        self.key_frames: list[tuple[float, int]] = []
        """(when, SSRC) of each one that was asked for."""
        publisher.publishes(sound(), camera(*(name for name in rates if name)))
        self.layers = {
            name: _Layer(
                name, LAYER_SSRC.get(name, CAMERA), bps, start=1000 * place, late=(late or {}).get(name, 0)
            )
            for place, (name, bps) in enumerate(rates.items())
        }
        self._number = 0
        self._sounds = 0

    def run(self, seconds: float) -> None:
        stage = self.publisher.stage
        for _ in range(round(seconds / TICK_S)):
            self._obey()
            self._sound()
            for layer in self.layers.values():
                if layer.bps:
                    self._frame(layer)
            stage.pass_time(TICK_S)

    def clocks(self) -> None:
        """Say when what is captured now will have been captured."""
        now = self.publisher.stage.now
        for layer in self.layers.values():
            timestamp = self._timestamp(layer) + layer.late * FRAME_TICKS & 0xFFFFFFFF
            self.publisher.says(sender_report(SenderReport(layer.ssrc, round(now * (1 << 32)), timestamp, 0, 0)))

    def asked(self) -> list[int]:
        """Of which SSRCs a key frame has been asked for since the last time."""
        asked, self.key_frames = [ssrc for _, ssrc in self.key_frames], []
        return asked

    def _obey(self) -> None:
        for message in self.publisher.told():
            self.told.append(message)
            if isinstance(message, KeyFrameRequest):
                self.key_frames.append((self.publisher.stage.now, message.ssrc))
                for layer in self.layers.values():
                    layer.wants_key |= layer.ssrc == message.ssrc

    def _sound(self) -> None:
        for _ in range(2):
            self._sounds += 1
            timestamp = self._sounds * 1200
            packet = rtp(
                self._sounds,
                timestamp,
                ssrc=SOUND,
                payload_type=111,
                payload=OPUS * 20,
                extension=self._numbered(),
            )
            self.publisher.sends(packet)

    def _timestamp(self, layer: _Layer) -> int:
        return layer.start + layer.frames * FRAME_TICKS

    def _frame(self, layer: _Layer) -> None:
        left = round(layer.bps * TICK_S / 8)
        timestamp = self._timestamp(layer)
        key, layer.wants_key = layer.wants_key, False
        begins = True
        while left > 0:
            layer.sequence += 1
            name = ((RID, layer.name.encode()),) if layer.name and layer.sequence <= _NAMED else ()
            payload = vp8(layer.frames, layer.frames, key=key, begins=begins, body=bytes(min(left, _MTU)))
            packet = rtp(
                layer.sequence, timestamp, ssrc=layer.ssrc, payload=payload, extension=self._numbered(*name)
            )
            self.publisher.sends(packet)
            left -= len(packet)
            begins = False
        layer.frames += 1

    def _numbered(self, *others: tuple[int, bytes]) -> bytes:
        self._number += 1
        number = (self._number & 0xFFFF).to_bytes(2, "big")
        return block((SEND_TIME, b"\0\0\0"), (TRANSPORT, number), *others)
