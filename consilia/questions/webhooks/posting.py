"""One HTTPS request to an address that somebody typed: only to where the service may talk, and never for long.

Server-side request forgery (OWASP SSRF prevention, 2021): the name is resolved when the message is sent, every address
it has is looked at, and the connection goes to one of those that were looked at. Redirects are not followed.
"""

import http.client
import ipaddress
import socket
import ssl
from contextlib import suppress
from threading import Timer
from typing import Final
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

# Of each step: connect, hand shake, a line of the answer; and of all together.
STEP_SECONDS: Final = 5.0
ALL_SECONDS: Final = 10.0

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# IPv4 in the clothes of IPv6: what counts is the address inside.
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")


class Forbidden(Exception):
    """The service may not talk to this address."""


def why_not_address(url: str) -> str:
    """What is wrong with the form of an address, as an id; "" where nothing is."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "malformed"
    if parts.scheme != "https":
        return "not_https"
    if not parts.hostname or port == 0 or not url.isascii() or any(character <= " " for character in url):
        return "malformed"
    if parts.username is not None or parts.password is not None or parts.fragment:
        return "malformed"
    with suppress(ValueError):
        if not may_talk_to(ipaddress.ip_address(parts.hostname)):
            return "private"
    return ""


def may_talk_to(address: _Address) -> bool:
    """Whether an address is of the public internet, or of a network that the operator has allowed."""
    inside = _inside(address)
    if any(inside in network for network in settings.CONSILIA_WEBHOOK_NETWORKS):
        return True
    return inside.is_global and not inside.is_multicast


def _inside(address: _Address) -> _Address:
    if isinstance(address, ipaddress.IPv6Address):
        if address in _NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        return address.ipv4_mapped or address.sixtofour or address
    return address


def post(url: str, *, body: bytes, headers: dict[str, str]) -> int:
    """The status of the answer; its words are not read. Raises Forbidden, OSError, http.client.HTTPException."""
    if why_not_address(url):
        raise Forbidden
    parts = urlsplit(url)
    connection = _Pinned(parts, _resolved(parts))
    deadline = Timer(ALL_SECONDS, connection.abort)
    deadline.start()
    try:
        connection.request("POST", parts._replace(scheme="", netloc="").geturl() or "/", body=body, headers=headers)
        return connection.getresponse().status
    finally:
        deadline.cancel()
        connection.close()


def _resolved(parts: SplitResult) -> str:
    found = socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    # One forbidden address among others is somebody's attempt, or a mistake in their DNS.
    if not addresses or not all(may_talk_to(ipaddress.ip_address(address.partition("%")[0])) for address in addresses):
        raise Forbidden
    return addresses[0]


class _Pinned(http.client.HTTPSConnection):
    """HTTPS to the address that was looked at; the certificate is that of the name."""

    def __init__(self, parts: SplitResult, address: str) -> None:
        assert parts.hostname is not None
        super().__init__(parts.hostname, parts.port or 443, timeout=STEP_SECONDS)
        self.address = address
        self.tls = ssl.create_default_context()

    def connect(self) -> None:
        plain = socket.create_connection((self.address, self.port), STEP_SECONDS)
        # The handshake comes after the socket can be reached: the deadline must be able to end it.
        self.sock = self.tls.wrap_socket(plain, server_hostname=self.host, do_handshake_on_connect=False)
        self.sock.do_handshake()

    def abort(self) -> None:
        """From another thread: whatever waits for the other side fails at once."""
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)
