"""The shipped trigger model: what it knows, and how it refuses to be something else."""

import json
import shutil
from pathlib import Path

import pytest

from jpeu_nlp.errors import ConfigurationError
from jpeu_nlp.pillars.triggers import Triggers, load_triggers

SHIPPED = Path(__file__).parents[2] / "models/triggers"
SENTENCE = "Under the accord that Gabon and Togo signed in Lomé, both will study ways to keep fishing grounds clean."


def where(word: str, sentence: str = SENTENCE) -> tuple[int, int]:
    start = sentence.index(word)
    return start, start + len(word)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "triggers"))


def test_an_act_is_likelier_than_what_is_none_and_its_type_than_others() -> None:
    model = load_triggers(SHIPPED)
    signed = model.probability(SENTENCE, where("signed"), "SUPPORT")
    assert signed > 0.5
    assert model.probability(SENTENCE, where("signed"), "ASSAULT") < 0.1
    assert model.probability(SENTENCE, where("fishing"), "SUPPORT") < 0.1


def test_a_sentence_has_the_same_probability_whatever_was_read_before() -> None:
    model = Triggers(SHIPPED)
    first = model.probability(SENTENCE, where("signed"), "SUPPORT")
    model.probability("Chad shelled the town.", (5, 12), "ASSAULT")
    assert model.probability(SENTENCE, where("signed"), "SUPPORT") == first
    assert Triggers(SHIPPED).probability(SENTENCE, where("signed"), "SUPPORT") == first


def test_the_words_of_an_act_are_one_mark_with_the_likelihood_of_the_best() -> None:
    model = load_triggers(SHIPPED)
    text = "Gabon condemned the coup, and Togo voiced concern over it."
    marks = model.marks(text, 0.5)
    assert [(text[slice(*words)], event_type) for words, event_type, _ in marks] == [("condemned", "ACCUSE"), ("voiced concern", "ACCUSE")]
    assert marks[1][2] == max(model.probability(text, where(word, text), "ACCUSE") for word in ("voiced", "concern"))
    assert model.marks(text, 1.1) == []


def test_who_acts_depends_on_the_act_that_is_asked_about() -> None:
    model = load_triggers(SHIPPED)
    text = "The EU sanctioned three Belarusian firms on the day Latvia released two Kenyan sailors."
    names = [where(name, text) for name in ("EU", "Belarusian", "Latvia")]
    first, second = (model.roles(text, where(verb, text), names) for verb in ("sanctioned", "released"))
    assert [round(acts) for acts, _ in first] == [1, 0, 0]
    assert [round(acts) for acts, _ in second] == [0, 0, 1]
    assert first[1][1] > 0.5 > second[1][1]  # the sanctions hit the firms, the release did not


@pytest.mark.parametrize("sentence", ["", " ", "\ud800 shelled", "語" * 3000, "shelled " * 3000])
def test_any_sentence_is_answered(sentence: str) -> None:
    model = load_triggers(SHIPPED)
    assert 0 <= model.probability(sentence, (0, 7), "ASSAULT") <= 1
    beyond = len(sentence), len(sentence) + 5
    assert model.probability(sentence, beyond, "ASSAULT") == 0  # beyond the end and the window
    assert all(0 <= start < end <= len(sentence) for (start, end), _, _ in model.marks(sentence, 0.0))
    assert model.roles(sentence, beyond, [(0, 7)]) == [(0.0, 0.0)]
    assert model.roles(sentence, (0, 7), [beyond]) == [(0.0, 0.0)]


def test_a_missing_folder_is_named_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"nothing.*models/triggers"):
        load_triggers(tmp_path / "nothing")


@pytest.mark.parametrize("name", ["model.onnx", "words.tsv"])
def test_an_altered_file_is_refused(copied: Path, name: str) -> None:
    with (copied / name).open("ab") as file:
        file.write(b"x")
    with pytest.raises(ConfigurationError, match="not the file that was trained"):
        Triggers(copied)


@pytest.mark.parametrize("change", [{"types": ["AGREE"]}, {"files": None}, {"window_tokens": "many"}, {"role_biases": [0.0]}])
def test_a_card_of_something_else_is_refused(copied: Path, change: dict[str, object]) -> None:
    card = copied / "triggers.json"
    card.write_text(json.dumps(json.loads(card.read_text()) | change))
    with pytest.raises(ConfigurationError, match=str(copied)):
        Triggers(copied)
