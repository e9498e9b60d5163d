"""Key-encryption keys in a local file: for one machine that is its own key service. Not for production.

The file is JSON: `newest`, the version that wraps, and `keys`, every version that still unwraps, in base64.
"""

import base64
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from pydantic import Base64Bytes, BaseModel, ValidationError

from server.crypto import envelope
from server.kernel.errors import unavailable
from server.kernel.ports import WrappedKey

_KEY_BYTES = 32


class _KeyFile(BaseModel):
    newest: int
    keys: dict[int, Base64Bytes]


class FileKeys:
    """The `KeyProvider` port.

    Wraps with AES-256-GCM under random 96-bit nonces: good for 2^32 uses of a key (NIST SP 800-38D section 8.3).
    """

    def __init__(self, newest: int, keys: Mapping[int, bytes]) -> None:
        self._newest = newest
        self._keys = keys

    @classmethod
    def open(cls, path: Path, *, production: bool = False) -> "FileKeys":
        """The keys in `path`; made there (mode 0600) when there is no file.

        Raises DomainError("keys.unsafe"): in production, for a file that others may read, or a damaged one.
        """
        if production:
            raise unavailable("keys.unsafe", "A key file is no key service: production needs one.")
        _create(path)
        return cls(*_load(path))

    async def wrap(self, data_key: bytes, context: bytes) -> WrappedKey:
        key = self._keys[self._newest]
        return WrappedKey(self._newest, envelope.seal(key, data_key, _bound(self._newest, context)))

    async def unwrap(self, wrapped: WrappedKey, context: bytes) -> bytes:
        key = self._keys.get(wrapped.version)
        if key is None:
            raise unavailable("kms.unavailable", "The key of this record is not in the key file.")
        try:
            return envelope.unseal(key, wrapped.ciphertext, _bound(wrapped.version, context))
        except envelope.EnvelopeBroken:
            raise unavailable("integrity.violation", "The wrapped key is not what was stored.") from None


def _bound(version: int, context: bytes) -> bytes:
    return b"bedside key wrap v%d\0" % version + context


def _create(path: Path) -> None:
    """Exclusively, so that of two processes that start together one makes the file and both use it.

    It gets its name when it is complete: nobody ever reads half a file.
    """
    if path.exists():
        return
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    document = {"newest": 1, "keys": {"1": base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode()}}
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(document, file)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass  # the other process was first
    finally:
        draft.unlink(missing_ok=True)


def _load(path: Path) -> tuple[int, Mapping[int, bytes]]:
    if path.stat().st_mode & 0o077:
        raise unavailable("keys.unsafe", f"{path.name} may be read by others: set its mode to 0600.")
    try:
        held = _KeyFile.model_validate_json(path.read_bytes())
    except ValidationError:
        raise unavailable("keys.unsafe", f"{path.name} does not hold key-encryption keys.") from None
    if held.newest not in held.keys or any(len(key) != _KEY_BYTES for key in held.keys.values()):
        raise unavailable("keys.unsafe", f"{path.name} does not hold key-encryption keys.")
    return held.newest, held.keys
