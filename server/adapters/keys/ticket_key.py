"""The key that signs seat and desk tickets: an Ed25519 private key in a file that only its owner reads."""

import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from server.kernel.errors import unavailable


def ticket_key(path: Path) -> Ed25519PrivateKey:
    """The key in `path`; made there (mode 0600) when there is none.

    Raises DomainError("keys.unsafe") for a file that others may read, or that holds something else.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _load(path)
    key = Ed25519PrivateKey.generate()
    with os.fdopen(descriptor, "wb") as file:
        file.write(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
    return key


def _load(path: Path) -> Ed25519PrivateKey:
    if path.stat().st_mode & 0o077:
        raise unavailable("keys.unsafe", f"{path.name} may be read by others: set its mode to 0600.")
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except ValueError as broken:
        raise unavailable("keys.unsafe", f"{path.name} does not hold a private key.") from broken
    if not isinstance(key, Ed25519PrivateKey):
        raise unavailable("keys.unsafe", f"{path.name} holds a key of another kind than Ed25519.")
    return key
