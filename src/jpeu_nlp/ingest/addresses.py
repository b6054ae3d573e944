"""Addresses: what may be fetched, and where a name may lead.

An address comes in as text, from a user, a table, a feed or a redirect; out come its parts and the one public internet
address to connect to. The name is resolved once and the caller connects to what was checked: a name that is looked up
again may answer otherwise (DNS rebinding).
"""

import ipaddress
import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from jpeu_nlp.errors import UnreadableError

Resolver = Callable[[str, int], Sequence[str]]
"""Takes a host and a port, returns internet addresses; raises `OSError`."""

LONGEST = 2000
"""Characters of an address; browsers and servers take little more."""

_PLAIN = "/%:@!$&'()*+,;=~-._"
"""Characters of a path that are sent as they are."""
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_REFUSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "168.63.129.16/32",  # Azure's platform address, public by number only
        "192.0.0.0/24",  # kept for protocols, and Oracle's platform address; Python 3.11 takes most of it for public
        "192.88.99.0/24",  # relays to IPv6, given up
        "2001::/23",  # Teredo and other protocols of the IETF, which carry another address inside
        "2002::/16",  # 6to4, likewise
        "3fff::/20",  # for documentation
    )
)
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An http(s) address taken apart; the fragment is dropped, what is not ASCII is escaped."""

    scheme: str
    host: str
    """ASCII; an IPv6 address without its brackets."""
    port: int
    target: str
    """Path and query, as they go into the request line."""

    @property
    def origin(self) -> str:
        """Scheme, host and port: whom `robots.txt` speaks for."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == {"http": 80, "https": 443}[self.scheme] else f":{self.port}")

    @property
    def uri(self) -> str:
        """The address as tables and logs name it."""
        return self.origin + self.target


def is_address(source: str) -> bool:
    """Return whether a source is an address rather than a path or a name."""
    return _ADDRESS.match(source) is not None


def parse_address(text: str, *, base: str = "") -> Address:
    """Take an address apart, relative to `base` where given; raise `UnreadableError` for one that is not fetched."""
    text = text.strip()
    shown = re.sub(r"//[^/?#]*@", "//", text)[:200]
    if len(text) > LONGEST or any((ord(char) < 33 and char != " ") or ord(char) == 127 for char in text):
        raise UnreadableError(f"{shown!r}: longer than {LONGEST} characters or with control characters in it; copy the address again")
    try:
        parts = urlsplit(urljoin(base, text) if base else text)
        port = parts.port
        host = (parts.hostname or "").rstrip(".")
        host = host if host.isascii() else host.encode("idna").decode("ascii")
        path, query = quote(parts.path or "/", safe=_PLAIN), quote(parts.query, safe=_PLAIN + "?[]|")
    except ValueError as error:  # UnicodeError is one
        raise UnreadableError(f"{shown}: not an address ({error}); copy it again") from error
    if parts.scheme not in {"http", "https"}:
        raise UnreadableError(f"{shown}: {parts.scheme or 'no scheme'} is not fetched; give an http or https address, or a path")
    if parts.username is not None or parts.password is not None:
        raise UnreadableError(f"{parts.scheme}://{host}: has a user name in it, which tables would show; fetch the page by hand")
    if not host or not re.fullmatch(r"[A-Za-z0-9._:-]+", host):
        raise UnreadableError(f"{shown}: no host that could be asked; copy the address again")
    target = "/" + path.lstrip("/") + (f"?{query}" if query else "")
    return Address(scheme=parts.scheme, host=host.lower(), port=port or {"http": 80, "https": 443}[parts.scheme], target=target)


def resolve_host(host: str, port: int) -> list[str]:
    """Return the internet addresses of a host, as the system resolves it."""
    return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def is_public(number: str) -> bool:
    """Return whether an internet address belongs to the public internet: not private, local, shared, multicast or reserved."""
    try:
        found: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(number)
    except ValueError:  # with a scope, or none at all
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        elif found in _NAT64:
            found = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        elif found not in _GLOBAL_UNICAST:
            return False
    if any(found in network for network in _REFUSED if network.version == found.version):
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def find_public(address: Address, *, resolve: Resolver = resolve_host, is_allowed: Callable[[str], bool] = is_public) -> list[str]:
    """Resolve a host once and return where to connect; raise `UnreadableError` unless every answer is public.

    One private answer among public ones is refused as well: no publisher has it, an attacker does.
    """
    try:
        numbers = list(resolve(address.host, address.port))
    except (OSError, UnicodeError) as error:
        raise UnreadableError(
            f"{address.uri}: the host {address.host} is not found ({error}); check its spelling and the network"
        ) from error
    refused = [number for number in numbers if not is_allowed(number)]
    if refused or not numbers:
        found = f"leads to {refused[0]}, which is not a public address" if refused else "has no address"
        raise UnreadableError(f"{address.uri}: {address.host} {found}; save the page and give its file")
    return numbers
