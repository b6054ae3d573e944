import numpy as np
import pytest

from jpeu_nlp.pillars.evaluation import calibration_bins, calibration_error, confusion, evaluate, precision_recall_f1

GOLD = np.array([[1, 0, 0, 0], [1, 1, 0, 0], [0, 0, 0, 0], [0, 0, 1, 1]], dtype=bool)
PREDICTED = np.array([[1, 0, 0, 0], [0, 1, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]], dtype=bool)


def test_scores_of_a_set_small_enough_to_count():
    assert precision_recall_f1(GOLD[:, 0], PREDICTED[:, 0]) == (1.0, 0.5, pytest.approx(2 / 3))
    found = evaluate(GOLD, PREDICTED, PREDICTED.astype(float), is_hard_negative=np.array([False, False, True, False]))
    assert found.macro_f1 == pytest.approx((2 / 3 + 2 / 3 + 1 + 0) / 4)
    assert found.hard_negatives_tagged == (1, 1)
    assert found.macro_f1_low <= found.macro_f1 <= found.macro_f1_high


def test_a_pillar_that_nobody_predicts_scores_nothing():
    assert precision_recall_f1(GOLD[:, 0], np.zeros(4, dtype=bool)) == (0.0, 0.0, 0.0)


def test_confusion_counts_a_passage_in_every_row_that_it_carries():
    table = confusion(GOLD, PREDICTED)
    assert table["cyber"] == {"cyber": 1, "maritime": 1, "counterterrorism": 0, "space": 0, "none": 0}
    assert table["none"]["maritime"] == 1


def test_calibration_error_is_the_mean_gap_between_probability_and_share():
    gold = np.array([[True], [False], [False], [False]])
    assert calibration_error(calibration_bins(gold, np.full((4, 1), 0.25))) == pytest.approx(0.0)
    assert calibration_error(calibration_bins(gold, np.full((4, 1), 0.75))) == pytest.approx(0.5)
    assert calibration_error(calibration_bins(gold, np.ones((4, 1)))) == pytest.approx(0.75)


def test_intervals_are_the_same_every_time():
    probabilities, hard = PREDICTED.astype(float), np.zeros(4, dtype=bool)
    first, second = (evaluate(GOLD, PREDICTED, probabilities, is_hard_negative=hard) for _ in range(2))
    assert first == second
