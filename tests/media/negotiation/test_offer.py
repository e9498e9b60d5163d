from aiortc.sdp import SessionDescription

from media.negotiation import Endpoint, Slot, build_offer
from media.negotiation.codecs import VIDEO_CODECS
from media.negotiation.offer import mids

ENDPOINT = Endpoint("ufragufr", "p" * 24, "AB:CD", ("192.0.2.1", "192.0.2.2"), 40_000)
SLOTS = [Slot(1, 2, 3), Slot(4, 5, 6)]


def offered() -> SessionDescription:
    return SessionDescription.parse(build_offer(ENDPOINT, SLOTS, VIDEO_CODECS, 7))


def test_each_slot_is_an_audio_and_a_video_line() -> None:
    assert [(media.kind, media.rtp.muxId) for media in offered().media] == [
        ("audio", "0"), ("video", "1"), ("audio", "2"), ("video", "3"),
    ]  # fmt: skip
    assert mids(1) == ("2", "3")


def test_only_slot_zero_is_two_way() -> None:
    assert [media.direction for media in offered().media] == ["sendrecv", "sendrecv", "sendonly", "sendonly"]


def test_everything_is_bundled() -> None:
    (bundle,) = offered().group
    assert (bundle.semantic, bundle.items) == ("BUNDLE", ["0", "1", "2", "3"])


def test_streams_are_announced_beforehand() -> None:
    assert [[one.ssrc for one in media.ssrc] for media in offered().media] == [[1], [2, 3], [4], [5, 6]]
    assert [media.msid for media in offered().media][2:] == ["slot-1 slot-1-audio", "slot-1 slot-1-video"]


def test_the_transport_is_lite_and_lets_the_peer_choose_its_role() -> None:
    for media in offered().media:
        assert media.dtls is not None
        assert media.ice is not None
        assert (media.ice.iceLite, media.dtls.role, media.rtcp_mux) == (True, "auto", True)


def test_the_first_address_is_preferred() -> None:
    candidates = offered().media[0].ice_candidates
    assert [(one.ip, one.port) for one in candidates] == [("192.0.2.1", 40_000), ("192.0.2.2", 40_000)]
    assert candidates[0].priority > candidates[1].priority


def test_every_video_codec_has_its_retransmission() -> None:
    codecs = offered().media[1].rtp.codecs
    assert [one.name for one in codecs[::2]] == ["VP8", "VP9", "H264", "AV1"]
    assert [one.parameters.get("apt") for one in codecs[1::2]] == [one.payloadType for one in codecs[::2]]
