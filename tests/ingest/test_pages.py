from pathlib import Path

import pytest

from jpeu_nlp.errors import UnreadableError
from jpeu_nlp.ingest.drafts import ReadingLimits
from jpeu_nlp.ingest.pages import fetch_page
from jpeu_nlp.ingest.readers import read_document
from jpeu_nlp.records import SourceDocument, SourceItem
from tests.ingest.serving import PAGE, Answer, make_fetcher, served

TEXT = "Le ministère des affaires étrangères a reçu l'ambassadeur du Japon à Paris, et les deux parties ont évoqué la mer Rouge."


def read(path: Path) -> SourceDocument:
    return read_document(SourceItem(source_uri="a", path=path), path.read_bytes(), limits=ReadingLimits())


def test_bytes_are_kept_as_they_came_under_a_name_that_keeps_the_date(tmp_path: Path) -> None:
    with served(**{"press_2025-03-04-talks.php": Answer()}) as site:
        page = fetch_page(make_fetcher(), f"{site.origin}/press/2025-03-04-talks.php", folder=tmp_path)
    assert page.path.read_bytes() == PAGE
    assert page.path.name.startswith("2025-03-04-talks")
    assert page.path.suffix == ".html"
    assert read(page.path).published_date == "2025-03-04"


@pytest.mark.parametrize(
    ("path", "media_type", "suffix"),
    [
        ("/a", "application/pdf", ".pdf"),
        ("/a.pdf", "application/octet-stream", ".pdf"),
        ("/a.md", "text/markdown; charset=utf-8", ".md"),
        ("/a.html", "text/plain", ".txt"),
        ("/..%2f..%2fetc%2fpasswd", "text/html", ".html"),
        ("/%00%0a", "no type at all", ".txt"),
        ("/a", "application/octet-stream", ".txt"),
    ],
)
def test_the_type_names_the_file_and_no_path_leads_out_of_the_folder(tmp_path: Path, path: str, media_type: str, suffix: str) -> None:
    with served() as site:
        site.routes[path] = Answer(headers={"Content-Type": media_type})
        page = fetch_page(make_fetcher(), site.origin + path, folder=tmp_path)
    assert (page.path.parent, page.path.suffix) == (tmp_path, suffix)
    assert page.path.is_file()


def test_a_picture_is_refused(tmp_path: Path) -> None:
    with served(a=Answer(headers={"Content-Type": "image/png"})) as site, pytest.raises(UnreadableError, match="image/png is not read"):
        fetch_page(make_fetcher(), f"{site.origin}/a", folder=tmp_path)


@pytest.mark.parametrize("media_type", ["text/html", "text/plain"])
@pytest.mark.parametrize("charset", ["iso-8859-15", "windows-1252", "utf-16-le"])
def test_an_encoding_that_only_the_header_names_is_heeded(tmp_path: Path, media_type: str, charset: str) -> None:
    body = f"<html><head><title>Mer Rouge</title></head><body><p>{TEXT}</p></body></html>" if "html" in media_type else TEXT
    with served(a=Answer(body.encode(charset), headers={"Content-Type": f"{media_type}; charset={charset}"})) as site:
        page = fetch_page(make_fetcher(), f"{site.origin}/a", folder=tmp_path)
    assert TEXT in read(page.path).text


@pytest.mark.parametrize("charset", ["punycode", "zip", "utf-7", "nonsense", "'\"", "utf-8"])
def test_an_encoding_that_is_none_changes_nothing(tmp_path: Path, charset: str) -> None:
    with served(a=Answer(headers={"Content-Type": f"text/html; charset={charset}"})) as site:
        assert fetch_page(make_fetcher(), f"{site.origin}/a", folder=tmp_path).path.read_bytes() == PAGE


def test_a_page_is_asked_for_again_only_if_it_has_changed(tmp_path: Path) -> None:
    tags = {"ETag": '"v1"', "Last-Modified": "Tue, 04 Mar 2025 09:00:00 GMT"}
    with served(old=Answer(b"", 302, {"Location": "/a"}), a=Answer(headers=tags)) as site:
        first = fetch_page(make_fetcher(), f"{site.origin}/old", folder=tmp_path)
        site.routes["/a"] = Answer(b"", 304)
        assert fetch_page(make_fetcher(), f"{site.origin}/old", folder=tmp_path) == first
        assert (site.headers[-1]["If-None-Match"], site.headers[-1]["If-Modified-Since"]) == tuple(tags.values())
        assert "If-None-Match" not in site.headers[-2]
        assert first.path.read_bytes() == PAGE
        first.path.unlink()
        with pytest.raises(UnreadableError, match="answers 304"):
            fetch_page(make_fetcher(), f"{site.origin}/old", folder=tmp_path)
        site.routes["/a"] = Answer(PAGE + b"<!-- new -->", headers=tags)
        assert fetch_page(make_fetcher(), f"{site.origin}/old", folder=tmp_path).path.read_bytes().endswith(b"new -->")


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"name": "../../x", "address": "y"}', '{"name": 3}'])
def test_damaged_notes_are_as_good_as_none(tmp_path: Path, damage: str) -> None:
    with served(a=Answer()) as site:
        fetch_page(make_fetcher(), f"{site.origin}/a", folder=tmp_path)
        (notes,) = tmp_path.glob("*.json")
        notes.write_text(damage)
        assert fetch_page(make_fetcher(), f"{site.origin}/a", folder=tmp_path).path.read_bytes() == PAGE
