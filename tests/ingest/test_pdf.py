import io

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from jpeu_nlp.errors import UnreadableError
from jpeu_nlp.ingest.drafts import ReadingLimits
from jpeu_nlp.ingest.readers import read_document
from jpeu_nlp.ingest.split import split_passages
from tests.ingest.builders import make_item, passages_of, read, roles_of
from tests.ingest.making import LAYOUTS, Style, Truth, make_pdf, make_truth


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_paragraph_comes_back_whole_and_in_order(layout: str) -> None:
    truth = make_truth(2)
    document = read(make_pdf(truth, LAYOUTS[layout]), "a.pdf")
    assert passages_of(document) == truth.passages
    assert (document.title, document.authors, document.published_date) == (truth.title, truth.authors, "2024-03-14")
    assert document.n_pages == document.blocks[-1].page


def test_running_heads_addresses_and_footnotes_are_margins() -> None:
    truth = make_truth(2)
    roles = roles_of(read(make_pdf(truth, Style(footnotes=True, address=True)), "a.pdf"))
    assert {role for text, role in roles.items() if "Pacific Letters No. 14" in text or "Harbour Street" in text} == {"running"}
    assert {role for text, role in roles.items() if "Journal of Strategy" in text} == {"note"}
    headings = [text for role, text in truth.body if role == "heading"]
    assert [roles[text] for text in headings] == ["heading"] * len(headings)


def test_passages_know_their_page_and_heading() -> None:
    passages = split_passages(read(make_pdf(make_truth(2), Style()), "a.pdf"))
    assert (passages[0].page, passages[0].heading, passages[-1].page) == (1, "", 2)
    assert passages[-1].heading.endswith(" 12")


def draw(*lines: tuple[float, float, float, str], width: float = 595, pages: int = 1) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(width, 842), invariant=1)
    for _ in range(pages):
        for x, y, size, text in lines:
            canvas.setFont("Times-Roman", size)
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def test_raised_note_numbers_are_dropped_and_raised_letters_kept() -> None:
    data = draw(
        (72, 700, 12, "It was signed in May."),
        (178, 705, 7, "12"),
        (190, 700, 12, "On the 4"),
        (231.4, 705, 7, "th"),
        (242, 700, 12, "day it ended."),
    )
    assert read(data, "a.pdf").text == "It was signed in May. On the 4th day it ended."


def test_a_turned_page_is_read_upright_and_stamps_are_left_out() -> None:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(595, 842), invariant=1)
    canvas.setFont("Times-Roman", 12)
    canvas.saveState()
    canvas.rotate(90)
    canvas.drawString(100, -300, "The table of ships lies on its side, as tables")
    canvas.drawString(100, -314, "of ships will, and it is read all the same.")
    canvas.restoreState()
    canvas.drawString(72, 20, "STAMP")
    canvas.save()
    text = "The table of ships lies on its side, as tables of ships will, and it is read all the same."
    assert read(target.getvalue(), "a.pdf").text == text


def test_a_list_of_bullets_is_no_column() -> None:
    lines = [(72.0, 700.0 - 14 * row, 11.0, "•") for row in range(6)] + [
        (100.0, 700.0 - 14 * row, 11.0, f"Point number {row} is short and ends here.") for row in range(6)
    ]
    assert passages_of(read(draw(*lines), "a.pdf")) == [f"Point number {row} is short and ends here." for row in range(6)]


def test_a_page_of_pictures_says_that_it_is_scanned() -> None:
    with pytest.raises(UnreadableError, match="scanned, no text"):
        read(draw(), "a.pdf")


def test_an_encrypted_file_says_so() -> None:
    target = io.BytesIO()
    canvas = Canvas(target, encrypt=StandardEncryption("secret"))
    canvas.drawString(72, 700, "Hidden.")
    canvas.save()
    with pytest.raises(UnreadableError, match="encrypted; save it without a password"):
        read(target.getvalue(), "a.pdf")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_file_gives_a_document_or_a_reason(share: float) -> None:
    data = make_pdf(make_truth(1), Style())
    reason = ""
    try:
        assert read(data[: int(len(data) * share)], "a.pdf").text
    except UnreadableError as error:
        reason = str(error)
    assert not reason or "damaged" in reason or "scanned" in reason


def test_too_many_pages_are_refused() -> None:
    with pytest.raises(UnreadableError, match="4 pages, the limit is 3"):
        read_document(make_item("a.pdf"), draw((72, 700, 12, "A page."), pages=4), limits=ReadingLimits(max_pages=3))


def test_a_hyphenated_word_keeps_its_hyphen_where_the_document_writes_it() -> None:
    truth = Truth(body=[("paragraph", "The World Cup-style draw and the de-confliction line came first in the long run of things. " * 6)])
    style = Style(n_columns=3, size=9, leading=11, hyphenates=True)
    (passage,) = passages_of(read(make_pdf(truth, style), "a.pdf"))
    assert passage == truth.body[0][1].strip()


def test_a_table_is_read_row_by_row_and_kept_off_the_paragraph_below() -> None:
    rows = [("Port", "Pilots", "Fee in force"), ("Northhaven", "12", "3 May 2021"), ("Fog Bay, old quay", "7", "1 June 2022")]
    cells = [(x, 700 - 18 * at, 11, text) for at, row in enumerate(rows) for x, text in zip((72, 230, 380), row, strict=True)]
    prose = ["The fee in Northhaven was set by the harbour masters of the two coasts after a year", "of talks, and it holds until spring."]
    lines = [(72, 640 - 14 * at, 11, text) for at, text in enumerate(prose)]
    document = read(draw((72, 740, 18, "The fees of pilots"), *cells, *lines), "a.pdf")
    assert [(block.role, block.text) for block in document.blocks][1:] == [
        *[("item", " ".join(row)) for row in rows],
        ("paragraph", " ".join(prose)),
    ]


def test_short_lines_side_by_side_in_columns_are_no_table() -> None:
    lefts = ["The strait has fog,", "and where it has none", "it has wrecks that", "nobody has charted", "since the last war."]
    rights = ["Pilots know them by", "their names, and the", "charts do not. That", "is a reason to pay", "those who remember."]
    left = [(72, 700 - 12 * at, 10, text) for at, text in enumerate(lefts)]
    right = [(330, 700 - 12 * at, 10, text) for at, text in enumerate(rights)]
    assert passages_of(read(draw(*left, *right), "a.pdf")) == [" ".join(lefts + rights)]
