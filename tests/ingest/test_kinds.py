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


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"STATEMENT\n\nPilots Will Be Paid by the Hour\n\n3 May 2023\n\n{PROSE}", "press_release"),
        (f"JOINT PRESS RELEASE\n\nPilots Will Be Paid by the Hour\n\n{PROSE}", "press_release"),
        (f"Press note\n\nPilots Will Be Paid by the Hour\n\n{PROSE}", "press_release"),
        (f"Questions and answers: the fees of pilots\n\n{PROSE}", "press_release"),
        (f"The fees of pilots – Q&A\n\n{PROSE}", "press_release"),
        (
            f"【プレスリリース】\n\n水先人の料金について\n\n{'港湾当局は料金の改定について説明を行い、関係者の理解を求めた。' * 5}",
            "press_release",
        ),
        (f"寄稿\n\n水先人の料金を考える\n\n{'料金の改定には透明な手続きが必要である。' * 8}", "commentary"),
        (f"Why the Joint Statement Matters\n\nBy Ada Brandis\n\n{PROSE}", "commentary"),
        (f"Behind Monday's Press Release on Fees\n\nBy Ada Brandis\n\n{PROSE}", "commentary"),
        (f"The Joint Statement and the Fog\n\nBy Ada Brandis\n\n{PROSE}", "commentary"),
        (f"Q&A with the oldest pilot of the strait\n\nBy Ada Brandis\n\n{PROSE}", "commentary"),
    ],
)
def test_signs_of_a_release_count_where_they_name_the_document(text: str, kind: str) -> None:
    assert read(text).kind == kind
