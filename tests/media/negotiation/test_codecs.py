import pytest

from media.negotiation import shared_order

VP8, VP9, H264, AV1 = 96, 98, 102, 45


@pytest.mark.parametrize(
    ("accepted", "order"),
    [
        ([], [VP8, VP9, H264, AV1]),
        ([{VP8, H264}, {VP8}], [VP8, VP9, H264, AV1]),
        ([{VP8, H264}, {H264}], [H264, VP8, VP9, AV1]),
        ([{AV1, H264}], [H264, AV1, VP8, VP9]),
        ([{VP8}, {H264}], [VP8, VP9, H264, AV1]),
    ],
    ids=["empty room", "first is shared", "third is shared", "two are shared", "none is shared"],
)
def test_what_everybody_can_play_is_offered_first(accepted: list[set[int]], order: list[int]) -> None:
    assert [one.payload_type for one in shared_order(frozenset(one) for one in accepted)] == order
