"""The vault seals a note's text under a fresh key for one place, and opens it in that place only.

What is sealed is a 32-byte random salt followed by the text. The salt makes the content hash a commitment: it
proves later which words were signed, and nobody who holds it (the ledger, a witness) can confirm a guess.
"""

import hashlib
import secrets

from server.crypto import envelope
from server.domain.notes.model import Binding, OpenedNote, SealedNote
from server.kernel.errors import DomainError, unavailable
from server.kernel.phi import Phi
from server.kernel.ports import KeyProvider

_SALT_BYTES = 32


class Vault:
    """Calls the key service, so it is used outside of transactions."""

    def __init__(self, keys: KeyProvider) -> None:
        self._keys = keys

    async def seal(self, text: Phi[str], binding: Binding) -> SealedNote:
        """Raises DomainError("kms.unavailable")."""
        data_key, context = envelope.new_data_key(), binding.context()
        salted = secrets.token_bytes(_SALT_BYTES) + text.reveal().encode()
        ciphertext = envelope.seal(data_key, salted, context)
        return SealedNote(ciphertext, await self._keys.wrap(data_key, context))

    async def open(self, sealed: SealedNote, binding: Binding) -> OpenedNote:
        """All of the text or nothing. Raises DomainError("kms.unavailable" | "integrity.violation")."""
        context = binding.context()
        data_key = await self._keys.unwrap(sealed.key, context)
        try:
            salted = envelope.unseal(data_key, sealed.ciphertext, context)
        except envelope.EnvelopeBroken:
            raise integrity_violation() from None
        salt, text = salted[:_SALT_BYTES], salted[_SALT_BYTES:]
        return OpenedNote(Phi(text.decode()), _content_hash(salt, context, text))


def integrity_violation() -> DomainError:
    """The record is not what was stored: nothing of it is shown, and somebody has to look."""
    return unavailable("integrity.violation", "This note cannot be shown: its record is damaged.")


def _content_hash(salt: bytes, context: bytes, text: bytes) -> str:
    """SHA-256(salt || SHA-256(context) || text), hex: fixed lengths first, so that no two inputs run together."""
    return hashlib.sha256(salt + hashlib.sha256(context).digest() + text).hexdigest()
