import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.errors import MediaError
from media.negotiation import Answer, AnsweredLine, lines_of, parse_answer
from media.negotiation.answer import MAX_BYTES, MAX_CANDIDATES, MAX_LINES, MAX_SECTION_LINES
from tests.media.negotiation.answers import FINGERPRINT, NACK, SIMULCAST, answer, layered, line

CANDIDATE = "a=candidate:1 1 udp 1 192.0.2.1 40000 typ host\r\n"
FID = "a=ssrc-group:FID {} {}\r\n"


def changed(place: int, **changes: object) -> str:
    """An answer in which one line is another one."""
    lines = [line(mid) for mid in range(3)]
    lines[place] = line(place, **changes)  # type: ignore[arg-type]  # words of `line`
    return answer(*lines)


REFUSED = {
    "nothing": "",
    "no description": "hello",
    "too many bytes": answer() + "a=x:" + "x" * MAX_BYTES,
    "too many bytes in few characters": answer() + "a=x:" + "\u20ac" * (MAX_BYTES // 2),
    "too many lines": answer() + "a=x\r\n" * MAX_LINES,
    "too many lines for one m-line": changed(1, extra="a=rtpmap:9 x/90000\r\n" * MAX_SECTION_LINES),
    "too many lines by another separator": answer() + "a=x\x0b" * MAX_LINES,
    "a missing m-line": answer(line(0), line(1)),
    "an additional m-line": answer(line(0), line(1), line(2), line(3)),
    "m-lines in another order": answer(line(1), line(0), line(2)),
    "camera and screen exchanged": answer(line(0), line(2), line(1)),
    "sound in the place of the screen": answer(line(0), line(1), line(3)),
    "nothing but rejected m-lines": answer(*(line(mid, port=0) for mid in range(3))),
    "actpass": answer(setup="actpass"),
    "holdconn": answer(setup="holdconn"),
    "no fingerprint but sha-1": answer(fingerprint="sha-1 AB:CD"),
    "two identities": changed(1, extra=f"a=fingerprint:sha-256 {FINGERPRINT[:-2]}00\r\n"),
    "two roles": changed(1, extra="a=setup:passive\r\n"),
    "too many candidates": changed(0, extra=CANDIDATE * (MAX_CANDIDATES + 1)),
    "a malformed candidate": changed(0, extra="a=candidate:1\r\n"),
    "an SSRC of 40 bits": changed(1, extra=FID.format(1099511627776, 3)),
    "an SSRC of zero": changed(1, extra=FID.format(0, 3)),
    "a group of three": changed(1, extra=FID.format(1, "2 3")),
    "a parameter of an unknown codec": changed(0, extra="a=fmtp:99 x=y\r\n"),
    "a lone surrogate": answer() + "a=x:\ud800",
    "a number of thousands of digits": changed(0, extra=f"a=ssrc:{'9' * 5000} cname:x\r\n"),
}


def parsed(text: str, slots: int = 1) -> Answer:
    return parse_answer(text, lines_of(slots))


def camera(text: str) -> AnsweredLine:
    return parsed(text).lines[1]


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_an_answer_is_refused_that_has(text: str) -> None:
    with pytest.raises(MediaError) as refusal:
        parsed(text)
    assert refusal.value.code == "sdp.invalid"


def test_a_refusal_quotes_nothing_of_the_answer() -> None:
    with pytest.raises(MediaError) as refusal:
        parsed(answer(setup="secret"))
    assert "secret" not in str(refusal.value)


def test_a_peer_that_is_active_makes_us_the_server() -> None:
    identity = parsed(answer()).identity
    assert (identity.role, identity.fingerprints) == ("server", (("sha-256", FINGERPRINT),))


def test_a_peer_that_is_passive_makes_us_the_client() -> None:
    assert parsed(answer(setup="passive")).identity.role == "client"


def test_the_streams_of_slot_zero_and_the_screen_are_taken() -> None:
    text = answer(line(0), line(1), line(2, direction="sendrecv"))
    assert [(one.ssrc, one.rtx_ssrc) for one in parsed(text).lines] == [(1, None), (2, 20), (3, 30)]


def test_a_screen_that_is_not_sent_has_no_stream() -> None:
    screen = parsed(answer()).lines[2]
    assert (screen.receives, screen.ssrc, screen.rtx_ssrc, screen.layers) == (True, None, None, ())


def test_streams_announced_in_other_slots_are_not_taken() -> None:
    further = [line(3, direction="sendrecv"), line(4, direction="sendrecv")]
    lines = parsed(answer(*map(line, range(3)), *further), slots=2).lines
    assert [(one.ssrc, one.rtx_ssrc) for one in lines[3:]] == [(None, None), (None, None)]


def test_a_line_that_only_receives_announces_nothing() -> None:
    text = changed(1, direction="recvonly", ssrcs=FID.format(2, 20))
    assert (camera(text).receives, camera(text).ssrc) == (True, None)


def test_a_line_that_only_sends_receives_nothing() -> None:
    text = changed(1, direction="sendonly")
    assert (camera(text).receives, camera(text).ssrc) == (False, 2)


def test_layers_are_taken_lowest_first_and_name_themselves() -> None:
    taken = camera(answer(line(0), layered(), line(2)))
    assert (taken.layers, taken.ssrc, taken.rtx_ssrc) == (("l", "m", "h"), None, None)


@pytest.mark.parametrize(
    ("named", "layers"),
    [("h;m;l", ("l", "m", "h")), ("~l;m", ("l", "m")), ("l,m", ("l", "m")), ("m;x;evil", ("m",)), ("x", ())],
    ids=["highest first", "one is paused", "alternatives", "one that was offered", "none that was offered"],
)
def test_only_layers_that_were_offered_are_taken(named: str, layers: tuple[str, ...]) -> None:
    text = answer(line(0), layered(extra=f"a=simulcast:send {named}\r\n"), line(2))
    assert camera(text).layers == layers


def test_neither_screen_nor_sound_has_layers() -> None:
    text = answer(line(0, extra=SIMULCAST), line(1), line(2, direction="sendrecv", extra=SIMULCAST))
    assert [one.layers for one in parsed(text).lines] == [(), (), ()]


def test_a_camera_that_receives_only_has_no_layers() -> None:
    assert camera(changed(1, direction="recvonly", extra=SIMULCAST)).layers == ()


@pytest.mark.parametrize(
    ("extra", "resends"),
    [("", False), (NACK.format(111), True), ("a=rtcp-fb:111 nack pli\r\n", False), (NACK.format("*"), True)],
    ids=["does not", "does", "only key frames", "does for all"],
)
def test_whether_a_publisher_sends_again_is_taken(extra: str, resends: bool) -> None:
    assert parsed(changed(0, extra=extra)).lines[0].resends is resends


def test_payload_types_are_taken_with_their_retransmission() -> None:
    assert camera(answer()).accepted == {96: 97, 102: None}


@pytest.mark.parametrize("number", [98, 127, 255, 256, 99_999], ids=str)
def test_retransmissions_are_taken_under_the_number_that_was_offered_alone(number: int) -> None:
    renumbered = line(1).replace("rtpmap:97 ", f"rtpmap:{number} ").replace("fmtp:97 ", f"fmtp:{number} ")
    assert camera(answer(line(0), renumbered, line(2))).accepted == {96: None, 102: None}


def test_a_codec_that_was_not_offered_under_this_number_is_not_taken() -> None:
    renamed = line(1).replace("a=rtpmap:96 VP8/90000", "a=rtpmap:96 VP9/90000")
    assert camera(answer(line(0), renamed, line(2))).accepted == {102: None}


def test_a_rejected_line_neither_sends_nor_receives() -> None:
    text = changed(1, port=0)
    assert (camera(text).receives, camera(text).ssrc) == (False, None)


def test_candidates_change_nothing_up_to_their_limit() -> None:
    assert parsed(changed(0, extra=CANDIDATE * MAX_CANDIDATES)) == parsed(answer())


@given(st.data())
def test_no_damaged_answer_raises_anything_else(data: st.DataObject) -> None:
    text = answer(line(0, extra=CANDIDATE + NACK.format(111)), layered(), line(2))
    at = data.draw(st.integers(0, len(text)))
    cut = data.draw(st.integers(0, 12))
    text = text[:at] + data.draw(st.text(max_size=8)) + text[at + cut :]
    try:
        parsed(text)
    except MediaError as refusal:
        assert refusal.code in {"sdp.invalid", "sdp.candidate_rejected"}  # noqa: PT017 -- accepting it is right too
