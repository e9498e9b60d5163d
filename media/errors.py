"""The one exception that leaves this package."""


class MediaError(Exception):
    """A refusal.

    `code` is a stable word: sdp.invalid, sdp.candidate_rejected, media.full, room.full, screen.taken,
    peer.closed, peer.stale_answer or peer.unexpected_answer; `detail` is one sentence that never quotes the
    session description.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
