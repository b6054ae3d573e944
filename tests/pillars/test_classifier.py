import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jpeu_nlp.pillars.artifact import load_classifier
from jpeu_nlp.taxonomy import PILLARS
from tests.pillars.builders import MODELS, some_passages

STATEMENT = (
    "The ministers met in Vilnius on Tuesday. They agreed that a joint team will hunt for the ransomware that stopped three hospitals. "
    "Tariffs on timber were discussed over lunch. Coast guard cutters of both states will patrol the strait together from June."
)


def sentences_of(text):
    ends = [i + 1 for i, char in enumerate(text) if char == "."]
    return list(zip([0, *(end + 1 for end in ends[:-1])], ends, strict=True))


@pytest.fixture(scope="module", params=["fast", "accurate"])
def classifier(request):
    return load_classifier(MODELS, profile=request.param)


def labels_of(classifier, text):
    [tags] = classifier.tag([text], [[(0, len(text))]])
    return [tag.pillar for tag in tags if tag.is_label]


def test_each_label_names_the_sentences_that_speak_for_it(classifier):
    [tags] = classifier.tag([STATEMENT], [sentences_of(STATEMENT)])
    assert [tag.pillar for tag in tags] == list(PILLARS)
    found = {tag.pillar: [STATEMENT[start:end] for start, end in tag.evidence] for tag in tags}
    assert [tag.pillar for tag in tags if tag.is_label] == ["cyber", "maritime"]
    assert found["cyber"] == [STATEMENT[slice(*sentences_of(STATEMENT)[1])]]
    assert found["maritime"] == [STATEMENT[slice(*sentences_of(STATEMENT)[3])]]
    assert found["space"] == found["counterterrorism"] == []


@pytest.mark.parametrize(
    "text",
    [
        "Topics included trade, maritime security, cyber, counterterrorism, space, health and education.",
        "The armed forces train across all domains: land, sea, air, space and cyberspace.",
        "We are launching a moonshot for early childhood, and there is still space for dialogue before the tide turns.",
        "The ministers underlined the importance of peace and stability across the Taiwan Strait.",
    ],
)
def test_lists_of_areas_and_figures_of_speech_give_no_tag(classifier, text):
    assert labels_of(classifier, text) == []


def test_a_texts_tags_do_not_depend_on_its_neighbours(classifier):
    texts = [passage.text for passage in some_passages()[:24]]
    spans = [[(0, len(text))] for text in texts]
    together = classifier.tag(texts, spans)
    assert together == [classifier.tag([text], [span])[0] for text, span in zip(texts, spans, strict=True)]
    assert classifier.tag(texts[::-1], spans[::-1]) == together[::-1]


def test_no_texts_give_no_tags(classifier):
    assert classifier.tag([], []) == []


def test_empty_and_endless_texts_are_answered(classifier):
    endless = "The navy and the coast guard will patrol the strait against piracy. " * 1_500
    texts = ["", " \n\t ", endless, "x" * 100_000, "\ud800\ud800 lone", "一帯一路" * 50]
    tags = classifier.tag(texts, [[(0, len(text))] for text in texts])
    assert [len(row) for row in tags] == [4] * 6
    assert not any(tag.is_label for row in tags[:2] for tag in row)
    assert [tag.pillar for tag in tags[2] if tag.is_label] == ["maritime"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300), st.lists(st.tuples(st.integers(0, 320), st.integers(0, 320)), max_size=4))
def test_any_unicode_gives_probabilities_and_evidence_among_the_given_sentences(text, spans):
    classifier = load_classifier(MODELS, profile="accurate")
    spans = [(min(pair), max(pair)) for pair in spans]
    [tags] = classifier.tag([text], [spans])
    assert [tag.pillar for tag in tags] == list(PILLARS)
    for tag in tags:
        assert 0.0 <= tag.probability <= 1.0
        assert set(tag.evidence) <= set(spans)
        assert bool(tag.evidence) == (tag.is_label and bool(spans))


def test_evidence_of_labelled_passages_is_never_empty_and_in_order(classifier):
    passages = [passage for passage in some_passages() if len(passage.labels) == 2][:20]
    texts = [passage.text for passage in passages]
    spans = [sentences_of(text) or [(0, len(text))] for text in texts]
    for tags, given_spans in zip(classifier.tag(texts, spans), spans, strict=True):
        for tag in tags:
            assert list(tag.evidence) == [span for span in given_spans if span in tag.evidence]
            assert bool(tag.evidence) == tag.is_label


def test_the_sentence_model_reads_what_is_not_clear():
    texts = [
        "Pupils will get free meals, teachers a raise of four percent, and the village school of Saldus a new roof before the winter term.",
        STATEMENT,
    ]
    _, _, is_read = load_classifier(MODELS).decide(texts)
    assert is_read.tolist() == [False, True]
    assert np.all(load_classifier(MODELS, profile="accurate").decide(texts)[2])
