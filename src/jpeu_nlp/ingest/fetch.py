"""Fetch: one http(s) address in, its bytes in a file out, or `UnreadableError` with the reason.

Written on `http.client` because the connection must go to the very address that was checked, with the host's name kept
for TLS and `Host`; `httpx` would need a transport of our own for that. Proxies are not used, whatever the environment
says: behind one, the check at connect time would be the proxy's to make. A watchdog ends a fetch whose total time is
up, so that a server that drips bytes cannot hold us. Bytes are kept as they came, apart from compression.
"""

import http.client
import logging
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Self

from jpeu_nlp.errors import UnreadableError
from jpeu_nlp.ingest.addresses import Address, Resolver, find_public, is_public, parse_address, resolve_host
from jpeu_nlp.ingest.robots import Robots

logger = logging.getLogger(__name__)

AGENT = "jpeu-nlp"
"""The name to which `robots.txt` may speak."""
PATIENCE = 3
"""Requests that a host may leave unanswered before the rest of this run's are spared (chosen)."""
_REDIRECTS = {301, 302, 303, 307, 308}
_PIECE = 65_536
_NETWORK_ERRORS = (OSError, http.client.HTTPException, ValueError)
"""`ssl.SSLError` and timeouts are `OSError`s; `http.client` raises `ValueError` for odd chunk sizes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """How much of the network one fetch may take."""

    max_bytes: int = 50_000_000
    """Bytes of the body, unpacked."""
    max_seconds: float = 60.0
    """From the first name looked up to the last byte, redirects included; waiting for politeness is not."""
    max_redirects: int = 5
    seconds_between: float = 1.0
    """Pause between two requests to one host (chosen); `Crawl-delay` may ask for more."""
    max_delay: float = 30.0
    """The longest `Crawl-delay` that is waited for; one that asks for more gets this (chosen)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a server sent: status, headers with lower-case names, unpacked body."""

    address: Address
    status: int
    headers: Mapping[str, str]
    data: bytes = field(repr=False)


@dataclass(slots=True)
class Fetcher:
    """Fetches pages; remembers each host's `robots.txt` and when it was last asked. For one thread."""

    limits: FetchLimits = field(default_factory=FetchLimits)
    resolve: Resolver = resolve_host
    is_allowed: Callable[[str], bool] = is_public
    """Tests, and only tests, allow 127.0.0.1."""
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    robots: dict[str, Robots] = field(default_factory=dict)
    asked_at: dict[str, float] = field(default_factory=dict)
    n_silences: dict[str, int] = field(default_factory=dict)
    """How often in a row a host could not be reached, or has not answered."""

    def fetch(self, uri: str, *, known: Mapping[str, str] | None = None, max_bytes: int | None = None) -> Reply:
        """Fetch an address, following redirects; `known` holds request headers by final address (`If-None-Match` ...).

        Raises `UnreadableError`. A status of 304 is only returned where `known` led to it.
        """
        known = known or {}
        budget = Budget(self.limits.max_seconds)
        address = parse_address(uri)
        limit = self.limits.max_bytes if max_bytes is None else max_bytes
        for _ in range(self.limits.max_redirects + 1):
            self.obey_robots(address, budget)
            is_known = known.get("address") == address.uri
            reply = self.ask(address, budget, max_bytes=limit, headers=known if is_known else {})
            if reply.status in _REDIRECTS:
                address = follow(reply)
                continue
            if reply.status == 304 and is_known:
                return reply
            if reply.status != 200:
                raise UnreadableError(f"{address.uri}: {describe_status(reply.status)}")
            return reply
        raise UnreadableError(f"{parse_address(uri).uri}: more than {self.limits.max_redirects} redirects; give the address where they end")

    def obey_robots(self, address: Address, budget: "Budget") -> None:
        """Raise `UnreadableError` where the site's `robots.txt` forbids the address, or cannot be had."""
        if address.origin not in self.robots:
            self.robots[address.origin] = self.read_robots(address, budget)
        robots = self.robots[address.origin]
        if not robots.allows(AGENT, address.uri):
            raise UnreadableError(f"{address.uri}: {robots.reason}; ask the publisher, or save the page by hand and give its file")

    def read_robots(self, address: Address, budget: "Budget") -> Robots:
        """Fetch `robots.txt` through the same guard, as RFC 9309 has it: absent means allowed, out of order means forbidden."""
        found = parse_address("/robots.txt", base=address.uri)
        for _ in range(self.limits.max_redirects + 1):
            try:
                reply = self.ask(found, budget, max_bytes=Robots.MAX_BYTES, is_cut=True)
                if reply.status not in _REDIRECTS:
                    return Robots.read(reply.status, reply.data)
                found = follow(reply)
            except UnreadableError as error:
                if found.host == address.host and self.n_silences.get(found.host):  # the host is the trouble, not the file
                    raise UnreadableError(str(error).replace(found.uri, address.uri)) from error
                return Robots.missing(f"its robots.txt cannot be had ({error})")
        return Robots.missing("its robots.txt is redirected without end")

    def ask(
        self, address: Address, budget: "Budget", *, max_bytes: int, headers: Mapping[str, str] | None = None, is_cut: bool = False
    ) -> Reply:
        """Send one request and read the answer; the body of anything but 200 is not read. `is_cut` cuts what is too long."""
        if self.n_silences.get(address.host, 0) >= PATIENCE:
            raise UnreadableError(f"{address.uri}: {address.host} could not be asked {PATIENCE} times in a row; run again later")
        self.wait_politely(address, budget)
        self.n_silences[address.host] = self.n_silences.get(address.host, 0) + 1
        given = {name: value for name, value in (headers or {}).items() if name.startswith("If-")}
        try:
            with self.connected(address, budget) as connection:
                connection.request("GET", address.target, headers=request_headers() | given)
                response = connection.getresponse()
                self.n_silences[address.host] = 0
                found = {name.lower(): value for name, value in response.getheaders()}
                body = b""
                if response.status == 200:
                    body = read_body(response, address, found, max_bytes=max_bytes, is_cut=is_cut, budget=budget)
        except UnreadableError:
            raise
        except ssl.SSLCertVerificationError as error:
            why = f"its certificate is not valid ({error.verify_message}); check the address and this machine's clock"
            raise UnreadableError(f"{address.uri}: {why}") from error
        except _NETWORK_ERRORS as error:
            budget.check(address)
            why = str(error) or type(error).__name__
            raise UnreadableError(f"{address.uri}: no answer ({why[:200]}); try later; proxies are not used") from error
        budget.check(address)
        return Reply(address=address, status=response.status, headers=found, data=body)

    def wait_politely(self, address: Address, budget: "Budget") -> None:
        """Wait until the host may be asked again; the wait does not count against the fetch's own time."""
        robots = self.robots.get(address.origin)
        asked_for = robots.delay(AGENT) if robots is not None else 0.0
        pause = max(self.limits.seconds_between, min(asked_for, self.limits.max_delay))
        if address.host in self.asked_at:
            wait = self.asked_at[address.host] + pause - time.monotonic()
            if wait > 0:
                time.sleep(wait)
                budget.extend(wait)
        self.asked_at[address.host] = time.monotonic()

    @contextmanager
    def connected(self, address: Address, budget: "Budget") -> Iterator[http.client.HTTPConnection]:
        """Connect to a checked address; the watchdog shuts the socket down when the time is up."""
        numbers = find_public(address, resolve=self.resolve, is_allowed=self.is_allowed)
        connection = http.client.HTTPConnection(address.host, address.port)
        connection.auto_open = 0  # it would resolve the name again
        connection.default_port = {"http": 80, "https": 443}[address.scheme]  # left out of `Host`
        raw = connect_first(numbers, address, budget)
        spare = raw.dup()  # stays the plain socket when TLS takes the other over
        watchdog = threading.Timer(budget.left(address), shut_down, [spare])
        watchdog.daemon = True
        watchdog.start()
        with closing(connection), spare:
            try:
                connection.sock = raw
                if address.scheme == "https":
                    connection.sock = self.context.wrap_socket(raw, server_hostname=address.host)
                yield connection
            finally:
                watchdog.cancel()
                watchdog.join()


class TooSlowError(UnreadableError):
    """The total time of a fetch is up."""


class Budget:
    """The time that one fetch has."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.deadline = time.monotonic() + seconds

    def extend(self, seconds: float) -> Self:
        """Give time back that was waited for politeness."""
        self.deadline += seconds
        return self

    def left(self, address: Address) -> float:
        """Return the seconds left; raises `TooSlowError` where there are none."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TooSlowError(f"{address.uri}: takes longer than {self.seconds:g} s; try later, or save the page and give its file")
        return left

    def check(self, address: Address) -> None:
        """Raise `TooSlowError` where the time is up."""
        self.left(address)


def request_headers() -> dict[str, str]:
    """Return who asks, and what we can read."""
    return {
        "User-Agent": f"{AGENT}/{version('jpeu-nlp')} (research on security diplomacy; one request at a time; honours robots.txt)",
        "Accept": "text/html,application/xhtml+xml,application/pdf,application/rss+xml,application/atom+xml,*/*;q=0.5",
        "Accept-Language": "en;q=1.0,*;q=0.5",
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }


def connect_first(numbers: list[str], address: Address, budget: Budget) -> socket.socket:
    """Connect to the first of the checked addresses that answers; names are not resolved again."""
    failure: OSError | None = None
    for number in numbers[:4]:
        try:
            return socket.create_connection((number, address.port), timeout=min(20.0, budget.left(address)))
        except OSError as error:
            failure = error
    raise failure or OSError("no address")


def shut_down(spare: socket.socket) -> None:
    """End a connection under the reader's hands."""
    try:
        spare.shutdown(socket.SHUT_RDWR)
    except OSError:
        logger.debug("the connection had ended before its time was up")


def follow(reply: Reply) -> Address:
    """Return where a redirect leads; raises `UnreadableError` where that is nowhere, or out of TLS."""
    target = reply.headers.get("location", "")
    if not target:
        raise UnreadableError(f"{reply.address.uri}: redirects without saying where; open the page in a browser and give its address")
    try:
        found = parse_address(target.encode("latin-1", "replace").decode("utf-8", "replace"), base=reply.address.uri)
    except UnreadableError as error:
        raise UnreadableError(f"{reply.address.uri}: redirects to what is not fetched: {error}") from error
    if reply.address.scheme == "https" and found.scheme == "http":
        raise UnreadableError(f"{reply.address.uri}: redirects from https to {found.uri}; give that address if you trust it")
    return found


def describe_status(status: int) -> str:
    """Return what a refusal means and what would help."""
    known = {
        401: "needs a password; save the page by hand and give its file",
        403: "the server refuses (403); save the page by hand and give its file",
        404: "not found (404); check the address",
        410: "taken away by its publisher (410); look for it in a web archive",
        429: "the server is asked too often (429); run again later",
    }
    return known.get(status, f"the server answers {status}; " + ("try later" if status >= 500 else "open the page in a browser to see why"))


def read_body(
    response: http.client.HTTPResponse, address: Address, headers: Mapping[str, str], *, max_bytes: int, is_cut: bool, budget: Budget
) -> bytes:
    """Read and unpack a body; raises `UnreadableError` where it is longer than `max_bytes`, before or after unpacking."""
    coding = headers.get("content-encoding", "identity").strip().lower()
    if coding not in {"identity", "", "gzip", "x-gzip", "deflate"}:
        raise UnreadableError(f"{address.uri}: packed as {coding[:40]!r}, which was not asked for; save the page and give its file")
    is_packed = coding not in {"identity", ""}
    length = headers.get("content-length", "")
    if not is_cut and re.fullmatch(r"\d{1,20}", length) and int(length) > max_bytes:
        raise too_long(address, max_bytes)
    unpack = zlib.decompressobj(47) if is_packed else None  # 32 + 15: gzip or zlib by its header
    body = bytearray()
    n_received = 0
    while piece := response.read(_PIECE):
        budget.check(address)
        n_received += len(piece)
        try:
            body += unpack.decompress(piece, max_bytes + 1 - len(body)) if unpack is not None else piece
        except zlib.error as error:
            raise UnreadableError(f"{address.uri}: packed wrongly ({error}); try later") from error
        if len(body) > max_bytes or n_received > max_bytes:
            if is_cut:
                return bytes(body[:max_bytes])
            raise too_long(address, max_bytes)
    budget.check(address)
    if unpack is not None and n_received and (not unpack.eof or unpack.unused_data.startswith(b"\x1f\x8b")):
        raise UnreadableError(f"{address.uri}: packed in several parts, or cut off; try later")
    if response.length:  # bytes that were promised and did not come: `read` says nothing
        raise UnreadableError(f"{address.uri}: ends {response.length:,} bytes early; try later")
    return bytes(body)


def too_long(address: Address, max_bytes: int) -> UnreadableError:
    """Return the error for a body beyond the limit."""
    return UnreadableError(f"{address.uri}: more than the {max_bytes:,} bytes that are read; raise max_bytes, or save a part of it")
