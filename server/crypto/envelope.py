"""AES-256-GCM under a fresh data key per text. What is sealed here opens only with the same `binding`."""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

DATA_KEY_BYTES = 32
_NONCE_BYTES = 12


class EnvelopeBroken(Exception):
    """The ciphertext, its key or its binding is not what was sealed. Nothing of the text is shown."""


def new_data_key() -> bytes:
    return secrets.token_bytes(DATA_KEY_BYTES)


def seal(data_key: bytes, plaintext: bytes, binding: bytes) -> bytes:
    """nonce (12) || ciphertext || tag (16). A data key seals once, so nonces never meet."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(data_key).encrypt(nonce, plaintext, binding)


def unseal(data_key: bytes, sealed: bytes, binding: bytes) -> bytes:
    """The plaintext. Raises EnvelopeBroken."""
    try:
        return AESGCM(data_key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], binding)
    except (InvalidTag, ValueError) as broken:
        raise EnvelopeBroken from broken
