import datetime as dt
import io
import zipfile

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jpeu_nlp.errors import UnreadableError
from jpeu_nlp.ingest.drafts import ReadingLimits
from jpeu_nlp.ingest.readers import read_document
from jpeu_nlp.records import SourceDocument
from tests.ingest.builders import LIMITS, make_item, passages_of, read, roles_of
from tests.ingest.making import make_docx, make_html, make_markdown, make_truth

TRUTH = make_truth(3)


@pytest.mark.parametrize(("name", "data"), [("a.docx", make_docx(TRUTH)), ("a.html", make_html(TRUTH)), ("a.md", make_markdown(TRUTH))])
def test_every_format_gives_title_authors_date_and_paragraphs(name: str, data: bytes) -> None:
    document = read(data, name)
    assert document.title == TRUTH.title
    assert document.authors == TRUTH.authors
    assert document.published_date == "2024-03-14"
    assert passages_of(document) == TRUTH.passages
    assert "\n\n".join(block.text for block in document.blocks) == document.text


def test_navigation_and_footers_of_a_page_stay_out() -> None:
    document = read(make_html(TRUTH), "a.html")
    assert document.publisher == "Pacific Letters"
    assert document.date_origin == "metadata"
    assert not any(word in document.text for word in ("About us", "Most read"))


def test_a_page_without_a_date_gets_none_from_its_copyright_line() -> None:
    page = b"<html><body><article><h1>Ports matter</h1>" + b"<p>Ports are where policy becomes weight, and nobody watches.</p>" * 6
    document = read(page + b"</article><footer><p>\xc2\xa9 2021 Harbour Forum</p></footer></body></html>", "a.html")
    assert document.published_date is None
    assert document.date_origin == "none"


def test_content_decides_before_the_suffix() -> None:
    assert read(make_html(TRUTH), "report.pdf").media_type == "text/html"
    assert read("Just a line of plain words.", "notes.txt").media_type == "text/plain"


def test_a_date_from_the_user_or_the_source_wins() -> None:
    assert (read(make_markdown(TRUTH), "a.md", date="2025-01-02").published_date, read("Some words.", date="2025").date_origin) == (
        "2025-01-02",
        "flag",
    )
    assert read("Some words.", date="2025-01-02", source_id="mofa").date_origin == "source"


def test_front_matter_speaks_for_a_markdown_text() -> None:
    text = """---
title: The Sea Is Not A Wall
author:
  - "LINDQVIST, Eva"
  - Marek Hudec
date: 12 December 2023
publisher: Baltic Forum
kind: press release
---
# The Sea Is Not A Wall

Navies think in
lines; trade thinks in [points](https://x.example/a_(b)).

1. First, all the ports.
2. Second, the **cables**.

![A map of cables](map.png)
"""
    document = read(text, "a.md")
    assert (document.title, document.authors, document.publisher) == (
        "The Sea Is Not A Wall",
        ("Eva Lindqvist", "Marek Hudec"),
        "Baltic Forum",
    )
    assert (document.published_date, document.date_origin, document.kind) == ("2023-12-12", "metadata", "press_release")
    assert passages_of(document) == ["Navies think in lines; trade thinks in points.", "First, all the ports.", "Second, the cables."]
    assert roles_of(document)["A map of cables"] == "caption"


def test_a_word_template_gives_neither_author_nor_date() -> None:
    document = docx.Document()
    document.add_paragraph("The ministers met in Riga and agreed on very little, as they had expected.")
    target = io.BytesIO()
    document.save(target)
    read_back = read(target.getvalue(), "a.docx")
    assert (read_back.authors, read_back.published_date) == ((), None)


def test_the_day_a_file_was_made_counts_where_the_text_speaks_of_that_year() -> None:
    document = docx.Document()
    document.core_properties.created = dt.datetime(2022, 5, 6)
    document.add_paragraph("In the spring of 2022 the ministers met in Riga and agreed on very little.")
    target = io.BytesIO()
    document.save(target)
    assert read(target.getvalue(), "a.docx").published_date == "2022-05-06"


def make_zip(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return target.getvalue()


def change_docx(**changes: bytes) -> bytes:
    source = zipfile.ZipFile(io.BytesIO(make_docx(TRUTH)))
    members = {name: source.read(name) for name in source.namelist()}
    return make_zip(members | {name.replace("__", "/").replace("_", "."): data for name, data in changes.items()})


BODY = zipfile.ZipFile(io.BytesIO(make_docx(TRUTH))).read("word/document.xml")


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "the file is empty"),
        ("a.txt", b" \n\t\n ", "found no text"),
        ("a.txt", b"\x00" * 1000, "not text"),
        ("a.pdf", b"Page not found", "named .pdf, but holds none"),
        ("a.doc.txt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 50, "old or encrypted Office file"),
        ("a.txt", b"\x89PNG\r\n\x1a\n", "picture"),
        ("a.docx", b"PK\x03\x04 and no more", "damaged"),
        ("a.docx", make_docx(TRUTH)[:9000], "damaged"),
        ("a.docx", make_zip({"data.csv": b"1,2"}), "holds no Word document"),
        ("a.docx", change_docx(word__media_bin=b"\0" * 120_000_000), "unpacks to"),
        ("a.docx", change_docx(word__document_xml=BODY.replace(b"<w:body>", b"<w:body>" + b"<w:p/>" * 100_001)), "paragraphs, the limit"),
        ("a.docx", change_docx(word__document_xml=b'<!DOCTYPE x [<!ENTITY a "b">]>' + BODY), "declares entities"),
        ("a.html", b"<html><body>" + b"<div>" * 1000 + b"x", "nested"),
    ],
)
def test_what_cannot_be_read_says_why(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason) as caught:
        read(data, name)
    assert str(caught.value).startswith(name)


def test_limits_on_size_are_kept() -> None:
    with pytest.raises(UnreadableError, match="101 bytes, the limit is 100"):
        read_document(make_item("a.txt"), b"x" * 101, limits=ReadingLimits(max_bytes=100))
    with pytest.raises(UnreadableError, match="characters of text, the limit is 50"):
        read_document(make_item("a.txt"), b"word " * 20, limits=ReadingLimits(max_characters=50))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<html><body><p>", b"---\ntitle: x\n---\n", b"**"]),
    st.binary(max_size=2000) | st.text(max_size=500).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.sampled_from(["a.txt", "a.md", "a.html", "a.pdf", "a.docx"]),
)
def test_any_bytes_give_a_document_or_a_reason(head: bytes, data: bytes, name: str) -> None:
    result: SourceDocument | str
    try:
        result = read_document(make_item(name), head + data, limits=LIMITS)
    except UnreadableError as error:
        result = str(error)
    if isinstance(result, str):
        assert result.startswith(name)
    else:
        assert result.text.encode()
        assert all(text in result.text for text in passages_of(result))
