"""Where packets leave, however they are forwarded: to where their receiver is, and nowhere when it is nowhere."""

import pytest

from media.transport.connection import QUIET_S
from tests.media.forward.packets import VP8_DELTA, VP8_KEY, numbered, rtp
from tests.media.pump.stage import CAMERA, Person, Stage, camera


def sends(publisher: Person, sequence: int, payload: bytes = VP8_DELTA) -> None:
    packet = rtp(sequence, ssrc=CAMERA, payload=payload, extension=numbered(sequence))
    assert publisher.wire.sends(packet, publisher.stage.now)


@pytest.mark.parametrize("native", [False, True], ids=["python", "native"])
async def test_who_has_lost_its_address_to_another_is_sent_nothing_there(native: bool) -> None:
    stage = Stage(native=native)
    publisher, viewer, heir = [stage.person() for _ in range(3)]
    viewer.watches(publisher.publishes(camera()))
    for sequence, payload in ((1, VP8_KEY), (2, VP8_DELTA), (3, VP8_DELTA)):
        sends(publisher, sequence, payload)
    assert len(viewer.heard()) == 3
    later = viewer.wire.connection.leg.alive_at + QUIET_S + 1
    assert stage.mux.assign(viewer.wire.address, heir.wire.connection, later)
    sends(publisher, 4)
    assert viewer.heard() == []
    stage.close()
