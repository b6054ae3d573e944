"""What a trigger model may do: let in what the rules doubt, and refuse what it finds all but impossible where rules err most."""

from dataclasses import replace

import pytest

from jpeu_nlp.language.events.frames import EventFrame
from jpeu_nlp.language.events.judging import settle_doubts
from tests.language.builders import Oracle, read_events

DOUBTFUL = "In Lomé the ministers discussed Chad's raid on two villages."


def test_a_doubtful_act_counts_only_where_the_model_finds_it_likely() -> None:
    assert read_events(DOUBTFUL, None) == []
    assert read_events(DOUBTFUL, Oracle(0.1)) == []
    (event,) = read_events(DOUBTFUL, Oracle(0.83))
    assert (event.event_type, event.actors, event.score) == ("ASSAULT", ("Chad",), 0.83)
    assert "learned (topic" in event.rule  # an analyst sees why it is there


def test_the_trigger_that_the_model_is_asked_about_is_that_of_its_sentence() -> None:
    oracle = Oracle(0.0)
    read_events(f"Peru expelled two envoys. {DOUBTFUL}", oracle)
    assert ("raid", "ASSAULT") in oracle.asked


@pytest.mark.parametrize("probability", [0.0, 1.0])
def test_what_the_rules_are_sure_of_is_never_asked(probability: float) -> None:
    oracle = Oracle(probability)
    (event,) = read_events("Peru expelled the Bolivian ambassador.", oracle)
    assert (event.event_type, oracle.asked) == ("SANCTION", [])


def test_the_likeliest_of_several_types_wins() -> None:
    text = "Norway recalled the paper."
    one = EventFrame(event_type="SANCTION", actors=(), recipients=(), trigger=(7, 15), sentence=(0, 26), doubts=("alone",))
    frames = [one, replace(one, event_type="RETREAT")]
    for wanted in ("SANCTION", "RETREAT"):
        assert [frame.event_type for frame in settle_doubts(frames, text, Oracle(0.9, only=wanted))] == [wanted]


@pytest.mark.parametrize(
    ("event_type", "mode", "probability", "n_kept"),
    [("RETREAT", "actual", 0.0, 0), ("RETREAT", "actual", 0.05, 1), ("RETREAT", "negated", 0.0, 1), ("SANCTION", "actual", 0.0, 1)],
)
def test_only_what_rules_often_get_wrong_is_overruled(event_type: str, mode: str, probability: float, n_kept: int) -> None:
    frame = EventFrame(event_type=event_type, actors=(), recipients=(), trigger=(7, 15), sentence=(0, 26), mode=mode)
    assert len(list(settle_doubts([frame], "Norway recalled the paper.", Oracle(probability)))) == n_kept
    assert len(list(settle_doubts([frame], "Norway recoiled the paper.", Oracle(probability)))) == 1  # a word that the model never learnt
    assert list(settle_doubts([frame], "Norway recalled the paper.", None)) == [frame]


@pytest.mark.parametrize("text", ["They discussed their raid on two villages.", "Should Chad have raided the villages?"])
def test_nobody_known_and_questions_are_not_even_doubted(text: str) -> None:
    oracle = Oracle(1.0)
    assert read_events(text, oracle) == []
    assert oracle.asked == []
