"""Fetching: real requests to a server on 127.0.0.1; nothing else is asked."""

import gzip
import socket
import ssl
import time
import tracemalloc
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from jpeu_nlp.errors import UnreadableError
from jpeu_nlp.ingest.fetch import Fetcher
from tests.ingest.serving import HERE, PAGE, Answer, make_certificate, make_fetcher, served


def redirect(target: str, status: int = 302) -> Answer:
    return Answer(b"", status, {"Location": target})


def test_a_page_is_fetched_by_an_honest_agent_that_asks_for_robots_first() -> None:
    with served(a=Answer()) as site:
        reply = make_fetcher().fetch(f"{site.origin}/a#part")
    assert (reply.data, reply.address.uri) == (PAGE, f"{site.origin}/a")
    assert site.asked == ["/robots.txt", "/a"]
    assert site.headers[1]["User-Agent"].startswith("jpeu-nlp/")
    assert site.headers[1]["Host"] == site.origin.removeprefix("http://")


def test_a_private_address_is_never_connected_to() -> None:
    with served(a=Answer()) as site:
        with pytest.raises(UnreadableError, match=r"/a: 127\.0\.0\.1 leads to 127\.0\.0\.1, which is not a public address"):
            Fetcher().fetch(f"{site.origin}/a")
        with pytest.raises(UnreadableError, match="not a public address"):
            Fetcher().fetch(site.origin.replace(HERE, "localhost") + "/a")
    assert site.asked == []


def test_a_proxy_in_the_environment_does_not_switch_the_check_off(monkeypatch: pytest.MonkeyPatch) -> None:
    with served(a=Answer()) as site:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, site.origin)
        with pytest.raises(UnreadableError, match="not a public address"):
            Fetcher(resolve=lambda host, port: ["10.0.0.1"]).fetch("http://publisher.example/")
    assert site.asked == []


@pytest.mark.parametrize("target", ["http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://[::1]/", "//192.168.0.1/x"])
def test_a_redirect_to_a_private_address_is_refused(target: str) -> None:
    with served(a=redirect(target)) as site, pytest.raises(UnreadableError, match="not a public address"):
        make_fetcher().fetch(f"{site.origin}/a")


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://example.org/", "javascript:alert(1)"])
def test_a_redirect_to_another_scheme_is_refused(target: str) -> None:
    with served(a=redirect(target)) as site, pytest.raises(UnreadableError, match="redirects to what is not fetched"):
        make_fetcher().fetch(f"{site.origin}/a")


def test_redirects_are_followed_but_not_for_ever() -> None:
    with served(a=redirect("b", 301), b=redirect("/c?x=1", 308), c=Answer(), loop=redirect("/loop")) as site:
        assert make_fetcher().fetch(f"{site.origin}/a").address.uri == f"{site.origin}/c?x=1"
        with pytest.raises(UnreadableError, match="more than 5 redirects"):
            make_fetcher().fetch(f"{site.origin}/loop")


def test_a_name_that_changes_its_mind_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: public when asked first, private when asked again; every answer is checked, none is asked for twice."""
    answers = [[HERE], ["127.0.0.2"]]
    looked_up: list[str] = []
    system = socket.getaddrinfo

    def watch(host: str, *arguments: object, **options: object) -> object:
        looked_up.append(host)
        return system(host, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", watch)
    with served(a=Answer()) as site:
        address = site.origin.replace(HERE, "publisher.example") + "/a"
        fetcher = make_fetcher(resolve=lambda host, port: answers.pop(0))
        with pytest.raises(UnreadableError, match=r"publisher\.example leads to 127\.0\.0\.2"):
            fetcher.fetch(address)
    assert site.asked == ["/robots.txt"]
    assert site.headers[0]["Host"].startswith("publisher.example:")
    assert set(looked_up) == {HERE}


def test_a_body_that_is_announced_or_comes_too_long_is_refused() -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(1000):
            handler.wfile.write(b"x" * 65536)

    with served(long=Answer(b"x" * 20_001), endless=endless) as site:
        for path in ("long", "endless"):
            with pytest.raises(UnreadableError, match="more than the 20,000 bytes"):
                make_fetcher(max_bytes=20_000).fetch(f"{site.origin}/{path}")


def drip_body(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(1_000):
        handler.wfile.write(b"x")
        time.sleep(0.02)


def drip_headers(handler: BaseHTTPRequestHandler) -> None:
    for _ in range(1_000):
        handler.wfile.write(b"H")
        time.sleep(0.02)


def drip_chunks(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    for _ in range(1_000):
        handler.wfile.write(b"1\r\nx\r\n")
        time.sleep(0.02)


@pytest.mark.parametrize("drip", [drip_body, drip_headers, drip_chunks])
def test_a_server_that_drips_is_left_when_the_total_time_is_up(drip: Callable[[BaseHTTPRequestHandler], None]) -> None:
    with served(a=drip) as site:
        start = time.monotonic()
        with pytest.raises(UnreadableError, match=r"takes longer than 0\.4 s"):
            make_fetcher(max_seconds=0.4).fetch(f"{site.origin}/a")
        assert time.monotonic() - start < 10  # the server drips for 20 s


def test_a_page_packed_with_gzip_is_unpacked_and_one_packed_wrongly_is_not() -> None:
    packed = {"Content-Encoding": "gzip"}
    routes = {
        "a": Answer(gzip.compress(PAGE), headers=packed),
        "cut": Answer(gzip.compress(PAGE)[:-9], headers=packed),
        "lie": Answer(PAGE, headers=packed),
        "other": Answer(PAGE, headers={"Content-Encoding": "br"}),
    }
    with served(**routes) as site:
        assert make_fetcher().fetch(f"{site.origin}/a").data == PAGE
        for path, finding in (("cut", "cut off"), ("lie", "packed wrongly"), ("other", "'br'")):
            with pytest.raises(UnreadableError, match=finding):
                make_fetcher().fetch(f"{site.origin}/{path}")


def test_a_bomb_is_refused_before_it_takes_memory() -> None:
    bomb = gzip.compress(bytes(200_000_000), 9)
    with served(bomb=Answer(bomb, headers={"Content-Encoding": "gzip"})) as site:
        tracemalloc.start()
        try:
            with pytest.raises(UnreadableError, match="more than the 1,000,000"):
                make_fetcher().fetch(f"{site.origin}/bomb")
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert peak < 10_000_000


def test_a_server_that_never_answers_a_greeting_is_left_when_the_time_is_up() -> None:
    with socket.create_server((HERE, 0)) as silent, pytest.raises(UnreadableError, match=r"takes longer than 0\.3 s"):
        make_fetcher(max_seconds=0.3).fetch(f"https://{HERE}:{silent.getsockname()[1]}/")


def test_a_body_that_ends_early_is_not_taken_for_the_whole() -> None:
    with (
        served(a=Answer(headers={"Content-Length": "5000", "Connection": "close"})) as site,
        pytest.raises(UnreadableError, match="bytes early"),
    ):
        make_fetcher().fetch(f"{site.origin}/a")


def test_a_certificate_that_nobody_vouches_for_is_an_error(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path, "publisher.example")
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate)
    trusting = ssl.create_default_context(cafile=str(certificate))
    with served(context=server, a=Answer()) as site:
        here = [HERE]
        named = site.origin.replace(HERE, "publisher.example") + "/a"
        assert make_fetcher(resolve=lambda *_: here, context=trusting).fetch(named).data == PAGE
        assert site.headers[-1]["Host"].startswith("publisher.example")
        with pytest.raises(UnreadableError, match="certificate is not valid"):
            make_fetcher(resolve=lambda *_: here).fetch(named)
        with pytest.raises(UnreadableError, match=r"certificate is not valid \(Hostname mismatch"):
            make_fetcher(resolve=lambda *_: here, context=trusting).fetch(named.replace("publisher", "other"))


def test_a_redirect_out_of_tls_is_refused(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path, "publisher.example")
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate)
    fetcher = make_fetcher(resolve=lambda *_: [HERE], context=ssl.create_default_context(cafile=str(certificate)))
    with (
        served(context=server, a=redirect("http://publisher.example/")) as site,
        pytest.raises(UnreadableError, match="redirects from https to http://publisher"),
    ):
        fetcher.fetch(site.origin.replace(HERE, "publisher.example") + "/a")


def test_robots_are_honoured_and_asked_for_once() -> None:
    rules = Answer(b"User-agent: *\nDisallow: /private/\n\nUser-agent: other\nDisallow: /\n", headers={"Content-Type": "text/plain"})
    with served(robots=rules, a=Answer(), private_b=Answer(), c=redirect("/private/b")) as site:
        fetcher = make_fetcher()
        assert fetcher.fetch(f"{site.origin}/a").status == 200
        for path in ("private/b", "c"):
            with pytest.raises(UnreadableError, match=r"/private/b: its robots\.txt forbids it"):
                fetcher.fetch(f"{site.origin}/{path}")
    assert site.asked == ["/robots.txt", "/a", "/c"]


def test_robots_that_name_us_are_meant_for_us() -> None:
    with served(robots=Answer(b"User-agent: jpeu-nlp\nDisallow: /\n"), a=Answer()) as site, pytest.raises(UnreadableError, match="forbids"):
        make_fetcher().fetch(f"{site.origin}/a")


def test_a_site_whose_robots_are_out_of_order_is_not_asked() -> None:
    with served(robots=Answer(b"", 503), a=Answer()) as site, pytest.raises(UnreadableError, match=r"robots\.txt cannot be had"):
        make_fetcher().fetch(f"{site.origin}/a")
    assert site.asked == ["/robots.txt"]


def test_robots_elsewhere_are_fetched_through_the_same_guard() -> None:
    with served(robots=redirect("http://10.0.0.1/robots.txt"), a=Answer()) as site:
        with pytest.raises(UnreadableError, match="not a public address"):
            make_fetcher().fetch(f"{site.origin}/a")
        assert site.asked == ["/robots.txt"]


def test_a_host_is_asked_at_a_polite_rate() -> None:
    with served(robots=Answer(b"User-agent: *\nCrawl-delay: 60\n"), a=Answer()) as site:
        start = time.monotonic()
        make_fetcher(max_delay=0.3).fetch(f"{site.origin}/a")
        assert 0.3 <= time.monotonic() - start < 30


@pytest.mark.parametrize(("status", "finding"), [(404, "not found"), (403, "refuses"), (500, "answers 500"), (204, "answers 204")])
def test_what_the_server_refuses_is_told_with_a_remedy(status: int, finding: str) -> None:
    with served(a=Answer(b"", status)) as site, pytest.raises(UnreadableError, match=finding) as caught:
        make_fetcher().fetch(f"{site.origin}/a")
    assert str(caught.value).startswith(f"{site.origin}/a: ")
    assert ";" in str(caught.value)


def test_a_host_that_does_not_answer_is_left_alone_after_three_times() -> None:
    def hang_up(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True

    with served(a=hang_up) as site:
        fetcher = make_fetcher()
        for finding in ("no answer", "no answer", "no answer", "could not be asked 3 times in a row"):
            with pytest.raises(UnreadableError, match=finding):
                fetcher.fetch(f"{site.origin}/a")
    assert site.asked == ["/robots.txt", "/a", "/a", "/a"]


@pytest.mark.parametrize("junk", [b"", b"\x00\xff\xfe" * 50, b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 300 + b"\r\n"])
def test_a_server_that_talks_nonsense_is_a_failure_not_a_crash(junk: bytes) -> None:
    def babble(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(junk)

    with served(a=babble) as site, pytest.raises(UnreadableError, match="no answer"):
        make_fetcher().fetch(f"{site.origin}/a")
