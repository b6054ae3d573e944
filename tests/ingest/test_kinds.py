"""Kinds and publishers: by the words of margins and metadata, on texts written for the rules."""

import io

import docx
import pytest

from jpeu_nlp.ingest.drafts import Piece
from jpeu_nlp.ingest.kinds import find_publisher
from tests.ingest.builders import read

PROSE = "The pilots of the northern strait met the harbour masters and spoke of fog, of fees and of the wrecks that no chart shows. " * 3


@pytest.mark.parametrize(
    ("text", "publisher"),
    [
        ("Northern Straits Institute", "Northern Straits Institute"),
        ("Northern Straits Institute Commentary 12/2023 - page 2", "Northern Straits Institute"),
        ("The Pilot’s Gazette, March 2023", "The Pilot’s Gazette"),
        ("Fog Letter 18", "Fog Letter"),
        ("Press Office", ""),
        ("Lessons for the Pilots’ Association", ""),
        ("What the association wants", ""),
        ("Straits Notes papers reflect the views of their authors.", "Straits Notes"),
        ("All papers reflect the views of their authors.", ""),
    ],
)
def test_a_margin_names_the_publisher_or_does_not(text: str, publisher: str) -> None:
    pieces = [Piece(text="Lessons for the Pilots’ Association", role="title"), *[Piece(text=PROSE, role="paragraph")] * 8]
    role = "disclaimer" if text.endswith(".") else "running"
    assert find_publisher([*pieces, Piece(text=text, role=role)], given="") == publisher


def test_the_header_of_a_word_file_names_its_publisher() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Northern Straits Institute"
    document.sections[0].footer.paragraphs[0].text = "Not for quotation before Monday"
    for text in ("Fog and Fees", "3 May 2023", PROSE):
        document.add_paragraph(text)
    target = io.BytesIO()
    document.save(target)
    assert read(target.getvalue(), "a.docx").publisher == "Northern Straits Institute"


def test_the_copyright_line_of_a_page_names_its_publisher() -> None:
    foot = "<footer><p>© 2023 Northern Straits Institute. All rights reserved.</p></footer>"
    page = f"<html><head><title>Fog and fees</title></head><body><h1>Fog and fees</h1><p>{PROSE}</p>{foot}</body></html>"
    assert read(page, "a.html").publisher == "Northern Straits Institute"
