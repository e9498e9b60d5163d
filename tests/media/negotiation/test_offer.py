from aiortc.sdp import SessionDescription

from media.negotiation import Endpoint, Session, Stream, build_offer
from media.negotiation.codecs import VIDEO_CODECS

ENDPOINT = Endpoint("ufragufr", "p" * 24, "AB:CD", ("192.0.2.1", "2001:db8::1"), 40_000, tcp=True)
STREAMS = [Stream(1, 0), Stream(2, 3), Stream(4, 5), Stream(6, 0), Stream(7, 8)]


def text(version: int = 1, streams: list[Stream] = STREAMS) -> str:
    return build_offer(ENDPOINT, streams, VIDEO_CODECS, Session(7, version))


def offered() -> SessionDescription:
    return SessionDescription.parse(text())


def section(mid: int) -> str:
    return text().split("m=")[1 + mid]


def test_the_lines_are_slot_zero_the_screen_and_further_slots() -> None:
    assert [(media.kind, media.rtp.muxId) for media in offered().media] == [
        ("audio", "0"), ("video", "1"), ("video", "2"), ("audio", "3"), ("video", "4"),
    ]  # fmt: skip


def test_only_slot_zero_and_the_screen_are_two_way() -> None:
    directions = [media.direction for media in offered().media]
    assert directions == ["sendrecv", "sendrecv", "sendrecv", "sendonly", "sendonly"]


def test_everything_is_bundled() -> None:
    (bundle,) = offered().group
    assert (bundle.semantic, bundle.items) == ("BUNDLE", ["0", "1", "2", "3", "4"])


def test_streams_are_announced_beforehand() -> None:
    media = offered().media
    assert [[one.ssrc for one in line.ssrc] for line in media] == [[1], [2, 3], [4, 5], [6], [7, 8]]
    assert [line.msid for line in media] == [
        "slot-0 slot-0-audio", "slot-0 slot-0-camera", "screen screen-screen",
        "slot-1 slot-1-audio", "slot-1 slot-1-camera",
    ]  # fmt: skip


def test_sound_and_camera_of_a_slot_are_one_source() -> None:
    names = [line.ssrc[0].cname for line in offered().media]
    assert names == ["slot-0", "slot-0", "screen", "slot-1", "slot-1"]


def test_an_offer_has_the_version_of_its_round_and_the_id_of_all() -> None:
    assert [text(version).splitlines()[1] for version in (1, 2)] == [
        "o=- 7 1 IN IP4 0.0.0.0", "o=- 7 2 IN IP4 0.0.0.0",
    ]  # fmt: skip


def test_more_slots_leave_the_lines_that_are_there_as_they_are() -> None:
    before, after = (text(streams=streams).split("m=") for streams in (STREAMS[:3], STREAMS))
    assert after[1:4] == before[1:4]


def test_the_transport_is_lite_and_lets_the_peer_choose_its_role() -> None:
    for media in offered().media:
        assert media.dtls is not None
        assert media.ice is not None
        assert (media.ice.iceLite, media.dtls.role, media.rtcp_mux) == (True, "auto", True)


def test_the_first_address_is_preferred_and_udp_before_tcp() -> None:
    candidates = sorted(offered().media[0].ice_candidates, key=lambda one: -one.priority)
    assert [(one.ip, one.port, one.protocol, one.tcpType) for one in candidates] == [
        ("192.0.2.1", 40_000, "udp", None),
        ("2001:db8::1", 40_000, "udp", None),
        ("192.0.2.1", 40_000, "tcp", "passive"),
        ("2001:db8::1", 40_000, "tcp", "passive"),
    ]


def test_candidates_have_different_foundations() -> None:
    foundations = [one.foundation for one in offered().media[0].ice_candidates]
    assert len(set(foundations)) == 4


def test_every_video_codec_has_its_retransmission() -> None:
    codecs = offered().media[1].rtp.codecs
    assert [one.name for one in codecs[::2]] == ["VP8", "VP9", "H264", "AV1"]
    assert [one.parameters.get("apt") for one in codecs[1::2]] == [one.payloadType for one in codecs[::2]]


def test_lost_packets_may_be_asked_for_of_pictures_alone() -> None:
    for media in offered().media:
        feedback = [(one.type, one.parameter) for one in media.rtp.codecs[0].rtcpFeedback]
        assert (("nack", None) in feedback) is (media.kind == "video")


def test_only_the_own_camera_may_come_in_layers_that_name_themselves() -> None:
    layered = [mid for mid in range(5) if "a=simulcast:recv l;m;h" in section(mid)]
    named = [mid for mid in range(5) if "rtp-stream-id" in section(mid)]
    assert (layered, named) == ([1], [1])
    assert [f"a=rid:{layer} recv" in section(1) for layer in "lmh"] == [True] * 3
