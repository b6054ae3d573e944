from hypothesis import given
from hypothesis import strategies as st

from jpeu_nlp.ingest.split import MAX_CHARACTERS, split_passages
from jpeu_nlp.records import Block, SourceDocument

ROLES = ["paragraph", "item", "heading", "title", "byline", "note", "running", "disclaimer", "caption"]


def make_document(*blocks: tuple[str, str]) -> SourceDocument:
    return SourceDocument(
        document_id="d", source_uri="d.txt", raw_sha256="", media_type="text/plain",
        text="\n\n".join(text for _, text in blocks), blocks=tuple(Block(role=role, text=text) for role, text in blocks),
    )  # fmt: skip


def test_only_paragraphs_and_items_become_passages_and_carry_their_heading() -> None:
    document = make_document(
        ("title", "A long title here"),
        ("paragraph", "One two three."),
        ("heading", "Ports"),
        ("item", "Four five six."),
        ("note", "Seven eight nine."),
    )
    assert [(passage.text, passage.heading, passage.ordinal) for passage in split_passages(document)] == [
        ("One two three.", "", 0),
        ("Four five six.", "Ports", 1),
    ]


def test_a_repeated_paragraph_counts_once_and_crumbs_do_not_count() -> None:
    document = make_document(
        ("paragraph", "One two three."), ("paragraph", "Two words."), ("paragraph", "One two three."), ("paragraph", "1 2 3 4 5")
    )
    assert [passage.text for passage in split_passages(document)] == ["One two three."]


def test_a_paragraph_is_cut_only_where_it_is_far_too_long_and_then_at_sentences() -> None:
    sentence = "The ministers met in the harbour and spoke of the cables that lie there. "
    whole = (sentence * 50).strip()
    assert len(split_passages(make_document(("paragraph", whole)))) == 1
    parts = split_passages(make_document(("paragraph", "".join(f"{number} {sentence}" for number in range(120)).strip())))
    assert len(parts) > 3
    assert all(part.text.endswith("there.") and len(part.text) <= MAX_CHARACTERS for part in parts)


@given(
    st.lists(
        st.tuples(st.sampled_from(ROLES), st.text(min_size=1, max_size=60) | st.text(alphabet="ab. É🙂", min_size=1, max_size=9000)),
        max_size=8,
    )
)
def test_offsets_give_every_passage_back(blocks: list[tuple[str, str]]) -> None:
    document = make_document(*blocks)
    for passage in split_passages(document):
        assert document.text[passage.start_char : passage.end_char] == passage.text
        assert 0 < len(passage.text) <= MAX_CHARACTERS
