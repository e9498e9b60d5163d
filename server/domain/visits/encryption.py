"""What a page in a visit says about the encryption of sound and picture: a state, and why it is no better. Pure.

The server cannot see it for itself, which is the point of it: it writes down what each seat says.
"""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from server.kernel.errors import invalid


class EncryptionState(StrEnum):
    """END_TO_END: only those in the visit hear and see it. SERVER: each way to the server is encrypted, no more.

    MISMATCH: something about the keys was wrong, and nothing is sent.
    """

    END_TO_END = "end_to_end"
    SERVER = "server"
    MISMATCH = "mismatch"


class Because(StrEnum):
    """BROWSER: this seat's browser cannot protect what it sends. MEMBERS: that of somebody else cannot.

    KEYS: what the pages said to agree on keys did not add up. CODE: two people read different words to each other.
    """

    BROWSER = "browser"
    MEMBERS = "members"
    KEYS = "keys"
    CODE = "code"


REASONS = MappingProxyType(
    {
        EncryptionState.END_TO_END: frozenset({None}),
        EncryptionState.SERVER: frozenset({Because.BROWSER, Because.MEMBERS}),
        EncryptionState.MISMATCH: frozenset({Because.KEYS, Because.CODE}),
    }
)
"""Which reasons go with which state."""


@dataclass(frozen=True, slots=True)
class Encryption:
    state: EncryptionState
    because: Because | None = None

    def check(self) -> None:
        """Raises DomainError("encryption.contradictory") for a state with a reason of another."""
        if self.because not in REASONS[self.state]:
            raise invalid("encryption.contradictory", "This reason does not go with this state.")
