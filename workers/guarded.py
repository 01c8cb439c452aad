"""Posting JSON to an address that somebody outside chose: never into our own network, never along a redirect.

The name is resolved once, every address that it has is looked at, and the connection goes to one that was looked at:
a name that means something else a moment later leads nowhere.
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from inbox.mail.text import gist

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_MOST = 4096
"""Bytes of an answer that are read."""
_EXCERPT = 120
_PATIENCE = 5.0
"""Seconds until the other side has to be there, and for each piece of its answer."""
_LONGEST = 15.0
"""Seconds that all of it may take, however slowly pieces come."""
_HOST = re.compile(r"[A-Za-z0-9._:-]+")
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
"""Where networks without IPv4 see the rest of the internet."""
_NOBODYS = tuple(
    map(
        ipaddress.ip_network,
        ("168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24", "64:ff9b:1::/48", "3fff::/20", "5f00::/16", "fec0::/10"),
    )
)
"""What Python takes for public and is not: Azure's host as its machines see it, relays, special uses old and new."""
_TUNNELLED = (b"\0\0\x5e\xfe", b"\2\0\x5e\xfe")
"""In the middle of an address of IPv6 (ISATAP), before the one of IPv4 that it leads to."""


class Unreachable(Exception):
    """Nobody answers there in time, or not in a way that can be understood."""


class Forbidden(Exception):
    """The address leads where we do not post to."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    retry_after: str
    said: str
    """Its first words, for whoever looks into it."""

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300

    def wait(self, now: datetime) -> float:
        """Seconds for which it asks to be left alone; 0 when it does not."""
        if self.retry_after.isascii() and self.retry_after.isdecimal():
            return float(self.retry_after[:9])
        try:
            return max((parsedate_to_datetime(self.retry_after) - now).total_seconds(), 0.0)
        except (ValueError, TypeError):
            return 0.0


@dataclass(frozen=True)
class Post:
    """A way out. `trusted` are hosts that may be private and without TLS."""

    trusted: frozenset[str] = frozenset()
    ca_file: str = ""
    longest: float = _LONGEST

    def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Post it. Raises Forbidden or Unreachable."""
        target = _Target.read(url, self.trusted)
        address = _resolved(target)
        with closing(self._connection(target, address)) as connection:
            over = threading.Event()
            watch = threading.Timer(self.longest, _hang_up, (connection, over))
            watch.daemon = True
            watch.start()
            try:
                answer = _asked(connection, target.path, body, headers)
            except (OSError, http.client.HTTPException, ValueError) as failure:
                raise Unreachable(f"no answer: {type(failure).__name__}") from None
            finally:
                watch.cancel()
            if over.is_set():
                raise Unreachable("no answer in time")
            return answer

    def _connection(self, target: _Target, address: str) -> http.client.HTTPConnection:
        if target.is_plain:
            return _Pinned(target.host, target.port, address)
        trust = ssl.create_default_context(cafile=self.ca_file or None)
        return _PinnedTls(target.host, target.port, address, trust)


@dataclass(frozen=True)
class _Target:
    host: str
    port: int
    path: str
    is_plain: bool
    is_trusted: bool

    @classmethod
    def read(cls, url: str, trusted: frozenset[str]) -> _Target:
        """Read an address. Raises Forbidden for one that nothing is posted to."""
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").rstrip("."), parts.port
        except ValueError:
            raise Forbidden("this is no address") from None
        if not _HOST.fullmatch(host) or parts.username is not None or port == 0:
            raise Forbidden("this is no address")
        is_trusted = host in trusted
        if parts.scheme != "https" and not (parts.scheme == "http" and is_trusted):
            raise Forbidden("only https is posted to")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        is_plain = parts.scheme == "http"
        return cls(host, port or (80 if is_plain else 443), path, is_plain, is_trusted)


def _asked(connection: http.client.HTTPConnection, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    connection.request("POST", path, body, {**headers, "Content-Type": "application/json"})
    answer = connection.getresponse()
    said = answer.read(_MOST).decode("utf-8", "replace")
    return Answer(answer.status, (answer.getheader("Retry-After") or "").strip(), gist(said, _EXCERPT))


def is_public(address: IpAddress) -> bool:
    """Whether an address is one of the internet at large, and does not stand for another that is not."""
    if isinstance(address, ipaddress.IPv6Address):
        if address in _TRANSLATED:
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if not all(map(is_public, _inside(address))):
            return False
    if any(address in network for network in _NOBODYS):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _inside(address: ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """The IPv4 addresses that one of IPv6 leads to on the way."""
    found = [one for one in (address.ipv4_mapped, address.sixtofour) if one is not None]
    if address.packed[8:12] in _TUNNELLED:
        found.append(ipaddress.IPv4Address(address.packed[12:]))
    return [*found, *(address.teredo or ())]


def _resolved(target: _Target) -> str:
    """An address of the host. One that is not public spoils all of them: somebody plays with the name."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as failure:
        raise Unreachable(f"the name is not known: {type(failure).__name__}") from None
    addresses = list(dict.fromkeys(str(row[4][0]) for row in found))
    if not target.is_trusted and not all(is_public(ipaddress.ip_address(one.partition("%")[0])) for one in addresses):
        raise Forbidden("the address is not on the public internet")
    return addresses[0]


class _Pinned(http.client.HTTPConnection):
    """Connects to an address that was looked at, whatever the name says by now."""

    def __init__(self, host: str, port: int, address: str) -> None:
        super().__init__(host, port, timeout=_PATIENCE)
        self._address = address

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), _PATIENCE)


class _PinnedTls(_Pinned):
    """The same over TLS, with the certificate of the name."""

    default_port = http.client.HTTPS_PORT

    def __init__(self, host: str, port: int, address: str, trust: ssl.SSLContext) -> None:
        super().__init__(host, port, address)
        self._trust = trust

    def connect(self) -> None:
        super().connect()
        self.sock = self._trust.wrap_socket(self.sock, server_hostname=self.host)


def _hang_up(connection: http.client.HTTPConnection, over: threading.Event) -> None:
    """Time is up: for whoever reads, the answer ends here, and it does not count."""
    over.set()
    if connection.sock is not None:
        try:
            connection.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # it ended at this very moment
