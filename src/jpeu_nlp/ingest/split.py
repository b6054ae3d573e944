"""Split: a document in, its passages out: the paragraphs and list items that we tag, review and cite.

Margins stay behind, and so do headings, which a passage carries along. A passage is cut only above 4,000 characters:
reviewers judge paragraphs as their authors made them.
"""

from collections.abc import Iterator

from jpeu_nlp.ingest.clean import cut_sentences
from jpeu_nlp.records import Passage, SourceDocument

MAX_CHARACTERS = 4_000
"""A longer block is cut at sentence ends; real paragraphs end by 2,500 (chosen: room for the longest legal ones)."""
GOOD_CHARACTERS = 1_500
"""About how long the parts of a cut block become."""
MIN_WORDS = 3
"""Shorter blocks are crumbs: cells of tables, letters of a drawing."""


def split_passages(document: SourceDocument) -> list[Passage]:
    """Return the passages of a document in order; a paragraph that comes twice counts once.

    `document.text[passage.start_char:passage.end_char] == passage.text`, always.
    """
    passages: list[Passage] = []
    seen: set[str] = set()
    heading, start = "", 0
    for block in document.blocks:
        if block.role == "heading":
            heading = block.text
        elif block.role in {"paragraph", "item"}:
            for first, last in cut_block(block.text):
                text = block.text[first:last]
                if count_words(text) < MIN_WORDS or text in seen:
                    continue
                seen.add(text)
                passages.append(
                    Passage(
                        document_id=document.document_id,
                        ordinal=len(passages),
                        text=text,
                        start_char=start + first,
                        end_char=start + last,
                        heading=heading,
                        page=block.page,
                    )
                )
        start += len(block.text) + 2  # the blank line between blocks
    return passages


def count_words(text: str) -> int:
    """Count words with a letter in them; three letters of a script without blanks count as a word."""
    n_wide = sum("\u3040" <= char <= "\u9fff" for char in text)
    return sum(any(map(str.isalpha, word)) for word in text.split()) + n_wide // 3


def cut_block(text: str) -> Iterator[tuple[int, int]]:
    """Yield the whole block, or the spans of its parts where it is too long."""
    if len(text) <= MAX_CHARACTERS:
        yield 0, len(text)
        return
    start = end = 0
    for first, last in cut_sentences(text):
        if end > start and last - start > GOOD_CHARACTERS:
            yield start, end
            start = first
        end = last
        while end - start > MAX_CHARACTERS:  # a "sentence" without end: a table, or no prose at all
            cut = text.rfind(" ", start + GOOD_CHARACTERS, start + MAX_CHARACTERS)
            cut = cut if cut > 0 else start + MAX_CHARACTERS
            yield start, cut
            start = cut + (text[cut] == " ")
    if end > start:
        yield start, end
