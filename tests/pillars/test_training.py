import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from jpeu_nlp.pillars.artifact import write_classifier
from jpeu_nlp.pillars.dataset import label_matrix
from jpeu_nlp.pillars.evaluation import evaluate
from jpeu_nlp.pillars.regression import choose_thresholds
from jpeu_nlp.pillars.training import fold_numbers, train_weights
from tests.pillars.builders import a_training, some_passages

OTHER_ARITHMETIC = {
    "OPENBLAS_CORETYPE": "Haswell",
    "NPY_DISABLE_CPU_FEATURES": "AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL AVX512_SPR",
}


def test_a_passage_keeps_its_fold_when_others_come_and_go():
    passages = some_passages()
    whole, part = fold_numbers(passages), fold_numbers(passages[50:])
    assert whole[50:].tolist() == part.tolist()
    assert np.bincount(whole).min() > 20


def test_the_same_passages_give_the_same_digest(tmp_path):
    again = train_weights(some_passages(), None, lambda n_done, n_total: None)
    digests = [
        write_classifier(tmp_path / name, weights, encoder=None, notes={}, data={})
        for name, weights in (("a", a_training().weights), ("b", again.weights))
    ]
    assert digests[0] == digests[1]


@pytest.mark.slow
def test_another_processors_arithmetic_gives_the_same_digest(tmp_path):
    code = (
        "import sys; from pathlib import Path\n"
        "from tests.pillars.builders import a_training\n"
        "from jpeu_nlp.pillars.artifact import write_classifier\n"
        "print(write_classifier(Path(sys.argv[1]), a_training().weights, encoder=None, notes={}, data={}))"
    )
    import os

    found = set()
    for number, extra in enumerate(({}, OTHER_ARITHMETIC, {"OPENBLAS_NUM_THREADS": "1"})):
        environment = {**os.environ, **extra}
        command = [sys.executable, "-W", "ignore", "-c", code, str(tmp_path / str(number))]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        found.add(done.stdout.strip())
    assert len(found) == 1


def test_other_labels_give_another_digest(tmp_path):
    passages = some_passages()
    changed = [replace(passages[0], labels=("space",) if not passages[0].labels else ()), *passages[1:]]
    weights = train_weights(changed, None, lambda n_done, n_total: None).weights
    digest = write_classifier(tmp_path / "b", weights, encoder=None, notes={}, data={})
    assert digest != write_classifier(tmp_path / "a", a_training().weights, encoder=None, notes={}, data={})


def test_probabilities_of_unseen_folds_are_calibrated_and_better_than_chance():
    passages, trained = some_passages(), a_training()
    gold = label_matrix(passages)
    found = evaluate(gold, trained.predicted, trained.probabilities, is_hard_negative=np.zeros(len(gold), dtype=bool))
    assert found.calibration_error < 0.06
    assert found.macro_f1 > 0.5


def test_a_sentence_model_that_knows_the_answers_is_believed():
    passages = some_passages()
    answers = np.where(label_matrix(passages), 4.0, -4.0)
    trained = train_weights(passages, answers, lambda n_done, n_total: None)
    assert trained.weights.stacked is not None
    assert (trained.predicted == label_matrix(passages)).mean() > 0.98
    low, high = trained.weights.clear
    assert 0 < low < 0.5 < high <= 1


def test_among_equally_good_thresholds_the_highest_is_chosen():
    gold = np.array([[True], [False]] * 50)
    assert choose_thresholds(gold, np.where(gold, 0.9, 0.1)).tolist() == [0.7]
    assert choose_thresholds(gold, np.where(gold, 0.5, 0.1))[0] < 0.5


def test_progress_reaches_its_end():
    told = []
    train_weights(some_passages(120), None, lambda n_done, n_total: told.append((n_done, n_total)))
    assert told[0][0] == 0
    assert told[-1][0] == told[-1][1]
    assert json.loads(json.dumps(told)) == [list(pair) for pair in sorted(told)]
