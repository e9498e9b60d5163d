import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.errors import MediaError
from media.negotiation import parse_answer
from media.negotiation.answer import MAX_BYTES, MAX_CANDIDATES, MAX_LINES
from tests.media.negotiation.answers import FINGERPRINT, answer, line

CANDIDATE = "a=candidate:1 1 udp 1 192.0.2.1 9 typ host\r\n"

REFUSED = {
    "nothing": "",
    "no description": "hello",
    "too many bytes": answer() + "a=x:" + "x" * MAX_BYTES,
    "too many bytes in few characters": answer() + "a=x:" + "\u20ac" * (MAX_BYTES // 2),
    "too many lines": answer() + "a=x\r\n" * MAX_LINES,
    "too many lines by another separator": answer() + "a=x\x0b" * MAX_LINES,
    "a missing m-line": answer(line(0)),
    "an additional m-line": answer(line(0), line(1), line(2)),
    "m-lines in another order": answer(line(1), line(0)),
    "nothing but rejected m-lines": answer(line(0, port=0), line(1, port=0)),
    "actpass": answer(setup="actpass"),
    "holdconn": answer(setup="holdconn"),
    "no fingerprint but sha-1": answer(fingerprint="sha-1 AB:CD"),
    "two identities": answer(line(0), line(1, extra=f"a=fingerprint:sha-256 {FINGERPRINT[:-2]}00\r\n")),
    "too many candidates": answer(line(0, extra=CANDIDATE * (MAX_CANDIDATES + 1)), line(1)),
    "a malformed candidate": answer(line(0, extra="a=candidate:1\r\n"), line(1)),
    "an SSRC of 40 bits": answer(line(0), line(1, extra="a=ssrc-group:FID 1099511627776 3\r\n")),
    "an SSRC of zero": answer(line(0), line(1, extra="a=ssrc-group:FID 0 3\r\n")),
    "a group of three": answer(line(0), line(1, extra="a=ssrc-group:FID 1 2 3\r\n")),
    "a parameter of an unknown codec": answer(line(0, extra="a=fmtp:99 x=y\r\n"), line(1)),
    "a lone surrogate": answer() + "a=x:\ud800",
    "a number of thousands of digits": answer(line(0, extra=f"a=ssrc:{'9' * 5000} cname:x\r\n"), line(1)),
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_an_answer_is_refused_that_has(text: str) -> None:
    with pytest.raises(MediaError) as refusal:
        parse_answer(text, 2)
    assert refusal.value.code == "sdp.invalid"


def test_a_refusal_quotes_nothing_of_the_answer() -> None:
    with pytest.raises(MediaError) as refusal:
        parse_answer(answer(setup="secret"), 2)
    assert "secret" not in str(refusal.value)


def test_a_peer_that_is_active_makes_us_the_server() -> None:
    identity = parse_answer(answer(), 2).identity
    assert (identity.role, identity.fingerprints) == ("server", (("sha-256", FINGERPRINT),))


def test_a_peer_that_is_passive_makes_us_the_client() -> None:
    assert parse_answer(answer(setup="passive"), 2).identity.role == "client"


def test_the_streams_of_slot_zero_are_taken() -> None:
    audio, video = parse_answer(answer(), 2).lines
    assert (audio.ssrc, audio.rtx_ssrc, video.ssrc, video.rtx_ssrc) == (1, None, 2, 20)


def test_streams_announced_in_other_slots_are_not_taken() -> None:
    lines = parse_answer(answer(line(0), line(1), line(2, direction="sendrecv"), line(3)), 4).lines
    assert lines[2].ssrc is None


def test_payload_types_are_taken_with_their_retransmission() -> None:
    video = parse_answer(answer(), 2).lines[1]
    assert video.accepted == {96: 97, 102: None}


def test_a_codec_that_was_not_offered_under_this_number_is_not_taken() -> None:
    renamed = line(1).replace("a=rtpmap:96 VP8/90000", "a=rtpmap:96 VP9/90000")
    assert parse_answer(answer(line(0), renamed), 2).lines[1].accepted == {102: None}


def test_a_rejected_line_neither_sends_nor_receives() -> None:
    video = parse_answer(answer(line(0), line(1, port=0)), 2).lines[1]
    assert (video.receives, video.ssrc) == (False, None)


def test_candidates_are_ignored_up_to_their_limit() -> None:
    text = answer(line(0, extra=CANDIDATE * MAX_CANDIDATES), line(1))
    assert parse_answer(text, 2) == parse_answer(answer(), 2)


@given(st.data())
def test_no_damaged_answer_raises_anything_else(data: st.DataObject) -> None:
    text = answer()
    at = data.draw(st.integers(0, len(text)))
    cut = data.draw(st.integers(0, 12))
    text = text[:at] + data.draw(st.text(max_size=8)) + text[at + cut :]
    try:
        parse_answer(text, 2)
    except MediaError as refusal:
        assert refusal.code == "sdp.invalid"  # noqa: PT017 -- accepting the answer is right as well
