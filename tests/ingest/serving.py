"""Serving: a web server on 127.0.0.1 that answers as the test says, and a fetcher that may ask it."""

import datetime as dt
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from jpeu_nlp.ingest.addresses import is_public
from jpeu_nlp.ingest.fetch import Fetcher, FetchLimits

HERE = "127.0.0.1"
PAGE = b"<!DOCTYPE html><html><head><title>A page</title></head><body><p>Japan and the EU met in Tokyo.</p></body></html>"


@dataclass
class Answer:
    body: bytes = PAGE
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Route = Answer | Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """What the server answers, and what it was asked."""

    routes: dict[str, Route]
    origin: str = ""
    asked: list[str] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """A fetcher that hangs up is what these tests are about."""


@contextmanager
def served(context: ssl.SSLContext | None = None, **routes: Route) -> Iterator[Site]:
    """Serve `routes` (`robots` is /robots.txt, `a_b` is /a/b); anything else is not found."""
    site = Site({"/robots.txt" if name == "robots" else "/" + name.replace("_", "/"): route for name, route in routes.items()})

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            site.headers.append(dict(self.headers))
            route = site.routes.get(self.path.partition("?")[0], Answer(b"nothing here", 404))
            if not isinstance(route, Answer):
                route(self)
                return
            self.send_response(route.status)
            for name, value in {"Content-Type": "text/html", "Content-Length": str(len(route.body)), **route.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(route.body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = _Server((HERE, 0), Handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    site.origin = f"{'https' if context else 'http'}://{HERE}:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def make_fetcher(
    *, resolve: Callable[[str, int], list[str]] | None = None, context: ssl.SSLContext | None = None, **limits: float
) -> Fetcher:
    """A fetcher to which 127.0.0.1, and nothing else that is private, counts as public; every other name leads nowhere."""

    def answer(host: str, port: int) -> list[str]:
        return [host]

    given = FetchLimits(**{"max_seconds": 5.0, "seconds_between": 0.0, "max_bytes": 1_000_000, **limits})  # type: ignore[arg-type]
    fetcher = Fetcher(limits=given, resolve=resolve or answer, is_allowed=lambda number: number == HERE or is_public(number))
    if context is not None:
        fetcher.context = context
    return fetcher


def make_certificate(folder: Path, host: str) -> Path:
    """A certificate that signs itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{host}.pem"
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption())
    )
    return path
