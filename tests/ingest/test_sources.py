from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jpeu_nlp.errors import ConfigurationError, UnreadableError
from jpeu_nlp.ingest.listings import Link, find_links
from jpeu_nlp.ingest.sources import Source, load_sources

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "tests" / "data" / "sources"


def make_source(reader: str = "feed", **values: str | int) -> Source:
    return Source(source_id="sample", reader=reader, address="https://sample.example/feed", publisher="Sample", **values)  # type: ignore[arg-type]


def test_every_source_that_ships_is_sound() -> None:
    sources = load_sources(ROOT / "corpus" / "sources.toml")
    assert {source.reader for source in sources.values()} == {"feed", "listing"}
    assert len({source.address for source in sources.values()}) == len(sources) >= 6
    assert all(source.address.startswith("https://") for source in sources.values())


@pytest.mark.parametrize(
    ("lines", "finding"),
    [
        ("", ""),
        ("reeder = 'feed'", "[a] reeder: no such key"),
        ("reader = 'rss'", "[a] reader: expected one of page, feed, listing, found 'rss'"),
        ("reader = 'listing'", "[a] link_pattern: missing"),
        ("link_pattern = '('", "[a] link_pattern: not a regular expression"),
        ("address = 'ftp://a.example'", "[a] address: ftp://a.example: ftp is not fetched"),
        ("kind = 'releases'", "[a] kind: expected one of commentary"),
        ("language = 'English'", "[a] language: expected an ISO 639-1 code"),
        ("min_items = '3'", "[a] min_items: expected a whole number, found '3'"),
        ("min_items = true", "[a] min_items: expected a whole number"),
        ("min_items = 60", "[a] min_items: expected 1 <= min_items <= max_items"),
        ("publisher = ''", "[a] publisher: missing"),
        ("checked_date = 'May'", "[a] checked_date: expected YYYY-MM-DD"),
    ],
)
def test_a_table_that_does_not_fit_is_refused_by_name_and_key(tmp_path: Path, lines: str, finding: str) -> None:
    table = {"reader": "'feed'", "address": "'https://a.example/feed'", "publisher": "'A'"}
    key, _, value = lines.partition(" = ")
    table |= {key: value} if key else {}
    path = tmp_path / "sources.toml"
    path.write_text("[a]\n" + "\n".join(f"{name} = {content}" for name, content in table.items()), encoding="utf-8")
    if not finding:
        assert list(load_sources(path)) == ["a"]
        return
    with pytest.raises(ConfigurationError) as caught:
        load_sources(path)
    assert finding in str(caught.value)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("content", ["[a\n", "a = 1\n", "[A_b]\nreader = 'feed'\n"])
def test_a_file_that_is_no_table_of_sources_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"sources\.toml"):
        load_sources(path)


def test_a_feed_gives_its_entries_with_the_day_as_the_publisher_writes_it() -> None:
    data = (PAGES / "institute_feed.xml").read_bytes()
    assert find_links(make_source(), data, base="https://institute.example/feed") == [
        Link("https://institute.example/2025/03/cables-nobody-guards/", "2025-03-11"),
        Link("https://institute.example/2025/03/a-treaty-for-crowded-orbits/", "2025-03-07"),
        Link("https://institute.example/2025/02/what-ransom-buys/", None),
    ]


def test_an_atom_feed_completes_its_links_and_its_day_is_that_of_publication() -> None:
    data = (PAGES / "office_feed.atom").read_bytes()
    assert find_links(make_source(), data, base="https://office.example/feed") == [
        Link("https://office.example/statements/strait_en", "2025-03-12")
    ]


def test_a_pattern_narrows_a_feed() -> None:
    data = (PAGES / "institute_feed.xml").read_bytes()
    found = find_links(make_source(link_pattern="/2025/02/"), data, base="https://institute.example/feed")
    assert [link.uri for link in found] == ["https://institute.example/2025/02/what-ransom-buys/"]


def test_a_listing_gives_the_links_that_fit_once_each() -> None:
    data = (PAGES / "ministry_listing.html").read_bytes()
    source = make_source("listing", link_pattern=r"/press/release/pressite_\d+_\d+\.html$")
    found = find_links(source, data, base="https://www.ministry.example/press/release/index.html")
    assert [link.uri.rpartition("_")[2] for link in found] == ["00103.html", "00102.html", "00101.html"]
    assert all(link.uri.startswith("https://www.ministry.example/press/release/") for link in found)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no feed",
        bytes(PAGES / "institute_feed.xml"),
        b"https://127.0.0.1/feed",
        b"<html><body><p>Hello</p></body></html>",
        b"\x00\xff" * 500,
        b"<rss",
    ],
)
def test_what_is_no_feed_is_told_and_nothing_is_opened(data: bytes) -> None:
    with pytest.raises(UnreadableError, match="no RSS or Atom feed"):
        find_links(make_source(), data, base="https://a.example/")


@pytest.mark.parametrize("junk", [b"\0", b"\xd6", b"\x97\x84\xe5"])
def test_a_damaged_declaration_of_a_feed_costs_nothing(junk: bytes) -> None:
    data = (PAGES / "institute_feed.xml").read_bytes()
    whole = find_links(make_source("feed", link_pattern="."), data, base="https://a.example/")
    damaged = find_links(make_source("feed", link_pattern="."), data[:32] + junk + data[32:], base="https://a.example/")
    assert whole
    assert damaged == whole


@settings(max_examples=150, deadline=None)
@given(
    cuts=st.lists(st.tuples(st.integers(0, 1800), st.binary(max_size=12)), min_size=1, max_size=5),
    reader=st.sampled_from(["feed", "listing"]),
)
def test_no_damage_to_a_feed_or_listing_is_a_crash(cuts: list[tuple[int, bytes]], reader: str) -> None:
    data = (PAGES / ("institute_feed.xml" if reader == "feed" else "ministry_listing.html")).read_bytes()
    for at, junk in cuts:
        data = data[:at] + junk + data[at + len(junk) // 2 :]
    found, reason = [], ""
    try:
        found = find_links(make_source(reader, link_pattern="."), data, base="https://a.example/")
    except UnreadableError as error:
        reason = str(error)
    assert "please report" not in reason
    assert all(link.uri.startswith(("http://", "https://")) for link in found)


def test_a_parser_that_stumbles_is_a_reason_not_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_: object, **__: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("feedparser.parse", stumble)
    with pytest.raises(UnreadableError, match="RecursionError: too deep"):
        find_links(make_source(), b"<rss/>", base="https://a.example/")


def test_entities_of_a_feed_neither_multiply_nor_read_files() -> None:
    bomb = (
        b'<!ENTITY a "'
        + b"a" * 1000
        + b'">'
        + b"".join(b'<!ENTITY a%d "%s">' % (n, (b"&a%d;" % (n - 1) if n else b"&a;") * 10) for n in range(9))
    )
    head = b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd">' + bomb + b"]>"
    feed = head + b'<rss version="2.0"><channel><item><link>https://a.example/&f;&a8;</link></item></channel></rss>'
    try:
        found = find_links(make_source(), feed, base="https://a.example/")
    except UnreadableError:
        found = []
    assert not [link for link in found if "root" in link.uri or len(link.uri) > 200]
