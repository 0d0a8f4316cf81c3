"""What tests of signing in share: the steps, and the codes of an authenticator app (RFC 6238)."""

import base64
import hashlib
import hmac
import struct
import time
from typing import Any

from django.test import Client
from django.urls import reverse

from consilia.accounts.models import User
from tests.people import PASSWORD


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post(reverse("accounts:sign_in"), {"login": email, "password": password, **more})


def code_of(secret: str, *, steps: int = 0) -> str:
    """The six digits that an app shows now, or `steps` half minutes later."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    (number,) = struct.unpack(">I", digest[start : start + 4])
    return f"{(number & 0x7FFFFFFF) % 10**6:06}"


def with_app(client: Client, user: User) -> str:
    """Signs in and sets up an authenticator app; returns its key."""
    sign_in(client, user.email)
    page = client.get(reverse("mfa_activate_totp"))
    secret: str = page.context["form"].secret
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert answer.status_code == 302, answer.content.decode()
    return secret
