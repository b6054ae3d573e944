"""Sources beside paths: fetched through the stage into the store, from a server on 127.0.0.1."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from jpeu_nlp.errors import ConfigurationError
from jpeu_nlp.ingest.catalogue import Web
from jpeu_nlp.records import Failure, SourceItem
from jpeu_nlp.settings import Settings
from jpeu_nlp.stages import ingest
from jpeu_nlp.stages.idle import find_work
from jpeu_nlp.stages.publish import rows_of
from jpeu_nlp.stages.runs import recorded_run
from jpeu_nlp.stages.store import open_store
from tests.ingest.serving import Answer, Site, make_fetcher, served

FEED = Path(__file__).parents[1] / "data" / "sources" / "institute_feed.xml"
BODY = (
    "<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1><p>Japan and the European Union held the {title} in "
    "Tokyo and agreed that coast guards of both sides shall train together in the Gulf of Aden next year.</p></body></html>"
)


def page(title: str) -> Answer:
    return Answer(BODY.format(title=title).encode())


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A publisher with a feed of three, and a table that names it."""
    routes = {"2025_03_cables-nobody-guards_": page("cable talks"), "2025_02_what-ransom-buys_": page("ransom talks")}
    with served(**routes) as site:
        feed = FEED.read_text(encoding="utf-8").replace("https://institute.example", site.origin)
        site.routes["/feed"] = Answer(feed.encode(), headers={"Content-Type": "application/rss+xml"})
        (tmp_path / "sources.toml").write_text(
            f'[institute]\nreader = "feed"\naddress = "{site.origin}/feed"\n'
            'publisher = "Sample Institute"\nkind = "commentary"\nmin_items = 3\n',
            encoding="utf-8",
        )
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(ingest, "open_web", lambda settings: open_test_web(settings))
        yield site


def open_test_web(settings: Settings) -> Web:
    settings.fetched_dir.mkdir(parents=True, exist_ok=True)
    return Web(fetcher=make_fetcher(), folder=settings.fetched_dir)


@pytest.fixture
def named(tmp_path: Path) -> Settings:
    return Settings(output=tmp_path / "out", sources=tmp_path / "sources.toml")


def plan(sources: list[str], settings: Settings, **options: str) -> list[SourceItem | Failure]:
    return [item for batch in ingest.plan_batches(sources, settings=settings, **options) for item in batch]


def run(sources: list[str], settings: Settings) -> ingest.IngestCounts:
    total = ingest.IngestCounts()
    with (
        open_store(settings) as store,
        recorded_run(store, settings, parameters={}, counts={}) as run_id,
        ingest.Ingester(store, settings) as ingester,
    ):
        for batch in ingest.plan_batches(sources, settings=settings):
            total += ingester.ingest_batch(batch, run_id=run_id)
    return total


def table(name: str, settings: Settings) -> list[dict[str, object]]:
    with open_store(settings) as store:
        return [dict(row) for row in rows_of(store, name)]


def test_a_feed_gives_documents_as_its_table_describes_them_and_a_dead_link_is_a_row(site: Site, named: Settings) -> None:
    counts = run(["institute"], named)
    assert (counts.n_read, counts.n_failed) == (2, 1)
    cables, ransom = sorted(table("documents", named), key=lambda row: str(row["title"]))
    assert cables["source_uri"] == f"{site.origin}/2025/03/cables-nobody-guards/"
    assert (cables["publisher"], cables["kind"], cables["source_id"]) == ("Sample Institute", "commentary", "institute")
    assert (cables["published_date"], cables["date_origin"]) == ("2025-03-11", "source")
    assert ransom["date_origin"] != "source"
    (failure,) = table("failures", named)
    assert (failure["source_uri"], failure["stage"]) == (f"{site.origin}/2025/03/a-treaty-for-crowded-orbits/", "fetch")
    assert "not found (404)" in str(failure["reason"])


def test_a_second_run_reads_nothing_again_and_what_works_now_is_no_failure(site: Site, named: Settings) -> None:
    run(["institute"], named)
    site.routes["/2025/03/a-treaty-for-crowded-orbits/"] = Answer(b"", 301, {"Location": "/orbits"})
    site.routes["/orbits"] = page("orbit talks")
    counts = run(["institute"], named)
    assert (counts.n_read, counts.n_unchanged, counts.n_failed) == (1, 2, 0)
    assert table("failures", named) == []
    assert f"{site.origin}/orbits" in {row["source_uri"] for row in table("documents", named)}


def test_a_source_that_gives_too_little_or_nothing_is_a_failure_until_it_works_again(site: Site, named: Settings) -> None:
    whole = site.routes["/feed"]
    site.routes["/feed"] = Answer(b"<html><body>We have moved.</body></html>")
    assert run(["institute"], named).n_failed == 1
    assert "source institute: " in str(table("failures", named)[0]["reason"])
    site.routes["/feed"] = Answer(FEED.read_bytes().partition(b"<item>")[0] + b"</channel></rss>")
    (failure,) = plan(["institute"], named)
    assert isinstance(failure, Failure)
    assert "0 items where at least 3 were expected" in failure.reason
    site.routes["/feed"] = whole
    run(["institute"], named)
    assert [row["source_uri"] for row in table("failures", named)] == [f"{site.origin}/2025/03/a-treaty-for-crowded-orbits/"]


def test_addresses_names_and_files_stand_beside_each_other_and_each_document_comes_once(site: Site, named: Settings, corpus: Path) -> None:
    address = f"{site.origin}/2025/02/what-ransom-buys/"
    items = plan([str(corpus / "quiet.txt"), address, "institute", address], named, date="2024-05-06")
    uris = [item.source_uri for item in items]
    assert len(uris) == len(set(uris)) == 4
    assert uris[1] == address
    assert all(item.date_origin == "flag" and item.published_date == "2024-05-06" for item in items if isinstance(item, SourceItem))


@pytest.mark.parametrize(
    "address", ["http://10.0.0.1/secret", "http://ana:geheim@example.org/", "file:///etc/passwd", "ftp://ana:geheim@x.org/"]
)
def test_what_may_not_be_fetched_is_a_row_without_its_password_and_the_run_goes_on(
    site: Site, named: Settings, corpus: Path, address: str
) -> None:
    refused, read = plan([address, str(corpus / "quiet.txt")], named)
    assert isinstance(refused, Failure)
    assert refused.stage == "fetch"
    assert "geheim" not in refused.source_uri + refused.reason
    assert isinstance(read, SourceItem)
    assert site.asked == []


def test_what_must_be_fetched_is_always_work_and_a_name_that_nobody_knows_is_wrong_usage(site: Site, named: Settings) -> None:
    run(["institute"], named)
    assert find_work(["institute"], named, date=None) is None
    with pytest.raises(ConfigurationError, match=r"institut: no such file .* \(institute\)"):
        find_work(["institut"], named, date=None)
    asked = len(site.asked)
    with pytest.raises(ConfigurationError, match="nowhere"):
        plan(["institute", "nowhere"], named)
    assert len(site.asked) == asked


def test_a_fault_in_the_table_stops_nobody_who_reads_files(site: Site, named: Settings, corpus: Path) -> None:
    named.sources.write_text("[a", encoding="utf-8")
    assert len(plan([str(corpus / "quiet.txt")], named)) == 1
    with pytest.raises(ConfigurationError, match=r"sources\.toml"):
        plan(["institute"], named)


def test_without_a_table_a_name_is_named_with_the_place_where_one_was_looked_for(named: Settings) -> None:
    with pytest.raises(ConfigurationError, match=r"institute: no such file or folder.*no table at .*sources\.toml"):
        plan(["institute"], named)


def test_a_schedule_keeps_names_and_addresses_and_completes_paths(site: Site, named: Settings, corpus: Path) -> None:
    assert ingest.lasting_names(["institute", "https://a.example/x", "documents"], named) == [
        "institute",
        "https://a.example/x",
        str(corpus.resolve()),
    ]
