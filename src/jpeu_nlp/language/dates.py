"""The `jpeu_dates` component: points and periods of the calendar, with their precision."""

from spacy.language import Language
from spacy.tokens import Doc

from jpeu_nlp.records import DateMention

if not Doc.has_extension("dates"):
    Doc.set_extension("dates", default=())


def find_dates(text: str, published_date: str | None) -> list[DateMention]:
    """Return the dates that a text names, in order; relative ones count from `published_date`."""
    return []


@Language.component("jpeu_dates", assigns=["doc._.dates"])
def mark_dates(doc: Doc) -> Doc:
    """Find the dates of a text."""
    doc._.dates = tuple(find_dates(doc.text, doc._.published_date))
    return doc
