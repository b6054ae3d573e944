"""Events in words that no pattern fits: what a model may add, and what it may not."""

import pytest

from tests.language.builders import Oracle, read_events

UNKNOWN = "Chad gazumped Mali over two frigates."
"""No pattern has the verb."""


def test_a_marked_word_becomes_an_event_of_the_names_that_the_model_points_to() -> None:
    assert read_events(UNKNOWN, None) == []
    (event,) = read_events(UNKNOWN, Oracle(told={"gazumped": "REJECT"}, actors=["Chad"], recipients=["Mali"]))
    assert (event.event_type, event.actors, event.recipients, event.mode) == ("REJECT", ("Chad",), ("Mali",), "actual")
    assert (event.trigger, event.score) == ((5, 13), 0.9)
    assert event.rule.endswith("learned")  # an analyst sees why it is there


def test_offsets_are_those_of_the_text_not_of_the_sentence() -> None:
    text = f"It rained in Lomé. {UNKNOWN}"
    (event,) = read_events(text, Oracle(told={"gazumped": "REJECT"}, actors=["Chad"]))
    assert text[slice(*event.trigger)] == "gazumped"
    assert text[slice(*event.sentence)] == UNKNOWN
    assert (event.actors, event.recipients) == (("Chad",), ())


def test_nobody_who_acts_is_no_event() -> None:
    assert read_events(UNKNOWN, Oracle(told={"gazumped": "REJECT"}, recipients=["Mali"])) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("The villagers gazumped the mayor.", "names nobody who could act"),
        ("Has Chad gazumped Mali?", "asks"),
        ("Chad outnumbers Mali.", "holds no word that may tell an act"),
    ],
)
def test_a_sentence_without_hope_is_not_read(text: str, why: str) -> None:
    oracle = Oracle(told={"gazumped": "REJECT"}, actors=["Chad"])
    assert read_events(text, oracle) == []
    assert oracle.read == [], why


def test_what_the_rules_tell_is_left_to_them() -> None:
    text = "Peru expelled the Bolivian ambassador."
    oracle = Oracle(told={"expelled": "ASSAULT"}, actors=["Bolivian"])
    (event,) = read_events(text, oracle)
    assert (event.event_type, event.actors, oracle.read) == ("SANCTION", ("Peru",), [])
    again = Oracle(told={"ambassador": "SANCTION"}, actors=["Peru"])  # one of its type in the sentence is enough
    assert len(read_events(text, again)) == 1
    assert again.read == [text]


@pytest.mark.parametrize(
    ("text", "event_type", "mode"),
    [
        ("Chad will gazump Mali tomorrow.", "AGREE", "planned"),  # support that lies ahead
        ("Chad decided to gazump Mali.", "AGREE", "actual"),  # a commitment is one now
        ("Chad has gazumped Mali.", "SUPPORT", "actual"),
    ],
)
def test_mode_and_type_follow_the_clause(text: str, event_type: str, mode: str) -> None:
    verb = "gazump" if "gazumped" not in text else "gazumped"
    (event,) = read_events(text, Oracle(told={verb: "SUPPORT"}, actors=["Chad"], recipients=["Mali"]))
    assert (event.event_type, event.mode) == (event_type, mode)


@pytest.mark.parametrize(
    "text", ["Chad did not gazump Mali.", "Chad could gazump Mali.", "Chad should gazump Mali.", "If Chad gazumps Mali, all lose."]
)
def test_what_did_not_and_will_not_take_place_is_no_event(text: str) -> None:
    assert read_events(text, Oracle(told={"gazump": "REJECT"}, actors=["Chad"], recipients=["Mali"])) == []


@pytest.mark.parametrize(
    ("text", "n_told"),
    [("A Chadian pilot was gazumped.", 0), ("The men who gazumped a pilot in Chad fled.", 0), ("Chad gazumped a pilot.", 1)],
)
def test_neither_the_victim_nor_the_place_of_force_acts(text: str, n_told: int) -> None:
    actors = ["Chad", "Chadian"]
    assert len(read_events(text, Oracle(told={"gazumped": "ASSAULT"}, actors=actors))) == n_told
    assert len(read_events(text, Oracle(told={"gazumped": "SUPPORT"}, actors=actors))) == 1


def test_what_a_told_act_consists_of_is_no_act_of_its_own() -> None:
    text = "Peru threatened to gazump Chile."
    (event,) = read_events(text, Oracle(told={"gazump": "SANCTION"}, actors=["Peru"], recipients=["Chile"]))
    assert event.event_type == "THREATEN"


def test_day_place_and_source_are_read_off_the_parse() -> None:
    text = "The European Union said that Chad gazumped Mali in Lomé on 3 May 2024."
    (event,) = read_events(text, Oracle(told={"gazumped": "REJECT"}, actors=["Chad"], recipients=["Mali"]))
    assert (event.date, event.location, event.attribution) == ("2024-05-03", "Lomé", "European Union")


def test_in_a_mutual_act_both_sides_act_even_where_one_is_likelier_acted_upon() -> None:
    oracle = Oracle(told={"gazumped": "CONSULT"}, actors=["Chad", "Mali"], recipients=["Mali"])
    (event,) = read_events(UNKNOWN, oracle)
    assert (event.actors, event.recipients) == (("Chad", "Mali"), ())


def test_beside_a_frame_only_a_likelier_word_is_worth_a_reading() -> None:
    text = "Peru expelled the Bolivian ambassador and gazumped Chile."
    seldom = Oracle(told={"gazumped": "REJECT"}, actors=["Peru"], share=0.25)
    assert len(read_events(text, seldom)) == 1
    assert seldom.read == []
    assert len(read_events(text, Oracle(told={"gazumped": "REJECT"}, actors=["Peru"], share=0.5))) == 2
    assert len(read_events(UNKNOWN, Oracle(told={"gazumped": "REJECT"}, actors=["Chad"], share=0.3))) == 1


def test_whom_nobody_knows_does_not_act_beside_a_state() -> None:
    oracle = Oracle(told={"gazumped": "CONSULT"}, actors=["Chad", "Mali", "Jane Roe"])
    (event,) = read_events("Chad gazumped Jane Roe of Mali over two frigates.", oracle)
    assert event.actors == ("Chad", "Mali")
    only = Oracle(told={"gazumped": "COERCE"}, actors=["Jane Roe"])
    assert [event.actors for event in read_events("Chad's Jane Roe gazumped two frigates.", only)] == [("Chad",)]
    assert [event.actors for event in read_events("Jane Roe gazumped two frigates of Chad.", only)] == [("Jane Roe",)]


@pytest.mark.parametrize(
    ("text", "recipients"),
    [
        ("Chad expelled three envoys on Sunday in its quarrel with Mali.", ("Mali",)),
        ("Amid its quarrel with Mali, Chad expelled three envoys.", ("Mali",)),
        ("Chad deployed two frigates in its quarrel with Mali.", ()),  # whoever deploys need not aim at anybody
        ("Chad may expel three envoys in its quarrel with Mali.", ()),  # not worth asking
    ],
)
def test_whom_an_act_hit_is_asked_where_the_rules_found_nobody(text: str, recipients: tuple[str, ...]) -> None:
    (event,) = read_events(text, Oracle(recipients=["Mali"]))
    assert (event.actors, event.recipients) == (("Chad",), recipients)
    assert "learned" not in event.rule  # the act is the rules' own


def test_whom_the_rules_found_is_never_replaced() -> None:
    text = "Chad expelled the envoy of Mali in its quarrel with Niger."
    (event,) = read_events(text, Oracle(recipients=["Niger"]))
    assert event.recipients == ("Mali",)


def test_a_country_behind_in_is_where_the_others_met() -> None:
    oracle = Oracle(told={"gazumped": "CONSULT"}, actors=["Chad", "Niger", "Mali"])
    (event,) = read_events("Chad gazumped Niger in Mali.", oracle)
    assert (event.actors, event.location) == (("Chad", "Niger"), "Mali")


def test_whoever_is_visited_is_a_party_and_the_place() -> None:
    oracle = Oracle(told={"excursion": "CONSULT"}, actors=["Chad"], recipients=["Mali"])
    (event,) = read_events("Chad began a lengthy excursion to Mali.", oracle)
    assert (event.actors, event.location) == (("Chad", "Mali"), "Mali")


def test_the_country_of_a_victim_is_no_attacker_where_somebody_unnamed_is() -> None:
    oracle = Oracle(told={"gazumped": "ASSAULT"}, actors=["Mali"])
    assert read_events("Two clerks died when robbers gazumped the bank of Mali.", oracle) == []
    assert read_events("The bank of Mali was gazumped on Monday by robbers.", oracle) == []
    (event,) = read_events("Two clerks died when robbers from Mali gazumped the bank.", oracle)
    assert event.actors == ("Mali",)
