"""Secrets of second factors, sealed at rest: who steals a backup of the database cannot make their codes."""

import base64
import logging
import secrets

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

log = logging.getLogger(__name__)

PURPOSE = b"consilia second factor"


def seal(secret: str) -> str:
    """Fernet, under a key derived (HKDF, RFC 5869) from the installation's signing key."""
    return _keys().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """The secret; where the signing key is no longer the one of then, a secret that no code fits.

    Never an empty one, whose codes anybody could compute: the person reads that the code is wrong, and an operator
    takes the factor away.
    """
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken:
        log.error("A second factor was sealed with another signing key; an operator has to take it away.")
        return base64.b32encode(secrets.token_bytes(20)).decode()


def _keys() -> MultiFernet:
    return MultiFernet([_key(str(one)) for one in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(signing_key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(signing_key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
