"""The shape in which a page says how encrypted its sound and picture are."""

from typing_extensions import TypeAliasType

from server.api.contract.shapes import Request
from server.domain import visits as domain
from server.domain.visits import Because, EncryptionState

EncryptionReason = TypeAliasType("EncryptionReason", Because)


class SayEncryption(Request):
    """`because` says why it is no better, and is null for `end_to_end` only."""

    state: EncryptionState
    because: EncryptionReason | None

    def said(self) -> domain.Encryption:
        return domain.Encryption(self.state, self.because)
