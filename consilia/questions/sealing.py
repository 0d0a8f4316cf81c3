"""Private words are sealed before they reach the database: who copies it, or a backup of it, reads nothing.

Envelope encryption: each value has a data key of its own (AES-256-GCM, NIST SP 800-38D), which is itself sealed with
the installation's master key and stands before the value. The master key is not in the database: a new one needs the
data keys sealed anew, not the words (NIST SP 800-57 part 1, 2020, key wrapping). What was sealed for one column opens
in no other.
"""

import base64
import binascii
import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from consilia.questions import keyfile

MARK: Final = "sealed:1:"
EXAMPLE_KEY: Final = base64.urlsafe_b64encode(b"example-example-example-example!").decode()
"""The key that the documentation shows: everybody knows it, so no installation may use it."""

_ID, _NONCE, _KEY, _TAG = 4, 12, 32, 16
_WRAPPED: Final = _NONCE + _KEY + _TAG


class WrongMasterKey(Exception):
    """A value was sealed with a master key that this installation does not have, or was damaged."""


class BadMasterKey(Exception):
    """What should be a master key is none; the message says what to do."""


@dataclass(frozen=True, slots=True)
class MasterKey:
    """One master key, and the four bytes by which values name it."""

    id: bytes
    cipher: AESGCM

    @property
    def name(self) -> str:
        """As people read it."""
        return self.id.hex()


def new_key() -> str:
    """A fresh master key as it is written down: 32 random bytes in URL-safe base64."""
    return base64.urlsafe_b64encode(os.urandom(_KEY)).decode()


def master_keys() -> tuple[MasterKey, ...]:
    """The installation's master keys: the first seals, all open. Raises BadMasterKey.

    A file is looked at anew when it changes, so that services that run go on with the new key.
    """
    return _keys(_written_down())


def written_keys() -> list[str]:
    """The same keys as they are written down: secrets, for key files only."""
    return _written_down().replace(",", " ").split()


def _written_down() -> str:
    if settings.CONSILIA_MASTER_KEY:
        given: str = settings.CONSILIA_MASTER_KEY
        return given
    path: Path = settings.CONSILIA_MASTER_KEY_FILE
    try:
        stamp = path.stat()
    except FileNotFoundError:
        keyfile.write_once(path, new_key())
        stamp = path.stat()
    return _text_of(path, stamp.st_mtime_ns, stamp.st_ino)


@lru_cache(maxsize=4)
def _text_of(path: Path, _changed_ns: int, _inode: int) -> str:
    return path.read_text()


@lru_cache(maxsize=4)
def _keys(written: str) -> tuple[MasterKey, ...]:
    keys = tuple(_key(one) for one in written.replace(",", " ").split())
    if not keys:
        raise BadMasterKey("The master key is empty. Put back the key that the questions were sealed with.")
    return keys


def _key(written: str) -> MasterKey:
    try:
        raw = base64.b64decode(written, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != _KEY:
        raise BadMasterKey("A master key is 32 bytes in URL-safe base64. `consilia keys make` prints a new one.")
    return MasterKey(hashlib.sha256(raw).digest()[:_ID], AESGCM(raw))


def seal(plain: str, *, place: str) -> str:
    """`plain` as it is stored in the column `place`."""
    master, data_key, nonce = master_keys()[0], os.urandom(_KEY), os.urandom(_NONCE)
    words = AESGCM(data_key).encrypt(nonce, plain.encode("utf-8", "surrogatepass"), place.encode())
    return _written(_wrapped(master, data_key, place) + nonce + words)


def unseal(sealed: str, *, place: str) -> str:
    """What was sealed for the column `place`. Raises WrongMasterKey."""
    raw = _read(sealed)
    data_key = _unwrapped(raw, place)
    nonce, words = raw[_ID + _WRAPPED :][:_NONCE], raw[_ID + _WRAPPED + _NONCE :]
    try:
        return AESGCM(data_key).decrypt(nonce, words, place.encode()).decode("utf-8", "surrogatepass")
    except InvalidTag:
        raise WrongMasterKey(f"A value of {place} is damaged.") from None


def sealed_by(sealed: str) -> str:
    """The name of the master key behind a value."""
    return _read(sealed)[:_ID].hex()


def key_named_in(head: str) -> str:
    """As `sealed_by`, of the beginning of a value: eight characters behind the mark are enough."""
    return base64.urlsafe_b64decode(head.removeprefix(MARK)[:8])[:_ID].hex()


def reseal(sealed: str, *, place: str) -> str:
    """The same words under the first master key: only the data key is sealed anew. Raises WrongMasterKey."""
    raw = _read(sealed)
    return _written(_wrapped(master_keys()[0], _unwrapped(raw, place), place) + raw[_ID + _WRAPPED :])


def is_sealed(value: str) -> bool:
    """Whether a stored value was sealed here."""
    return value.startswith(MARK)


def example_key_name() -> str:
    """The name of the key that no installation may use."""
    return _key(EXAMPLE_KEY).name


def names(keys: Sequence[MasterKey]) -> list[str]:
    """The names of keys, the sealing one first."""
    return [key.name for key in keys]


def _wrapped(master: MasterKey, data_key: bytes, place: str) -> bytes:
    nonce = os.urandom(_NONCE)
    return master.id + nonce + master.cipher.encrypt(nonce, data_key, place.encode())


def _unwrapped(raw: bytes, place: str) -> bytes:
    nonce, wrapped = raw[_ID : _ID + _NONCE], raw[_ID + _NONCE : _ID + _WRAPPED]
    for key in master_keys():
        if key.id == raw[:_ID]:
            try:
                return key.cipher.decrypt(nonce, wrapped, place.encode())
            except InvalidTag:
                break
    raise WrongMasterKey(f"A value of {place} was sealed with master key {raw[:_ID].hex()}, which is not here.")


def _read(sealed: str) -> bytes:
    try:
        raw = base64.urlsafe_b64decode(sealed.removeprefix(MARK))
    except (binascii.Error, ValueError):
        raw = b""
    if not is_sealed(sealed) or len(raw) < _ID + _WRAPPED + _NONCE + _TAG:
        raise WrongMasterKey("A value that should be sealed is not. `consilia migrate` seals what older releases left.")
    return raw


def _written(raw: bytes) -> str:
    return MARK + base64.urlsafe_b64encode(raw).decode()
