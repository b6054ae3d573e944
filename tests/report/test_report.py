"""The report: numbers where they belong, every value escaped, nothing fetched or executed."""

import itertools
import re
from xml.etree import ElementTree as ET

import pytest

from jpeu_nlp.report.figures import calibration_curve, shares_by_quarter
from jpeu_nlp.report.page import ReportData, render_report
from jpeu_nlp.stages.publish import quarter_of, quarters_between

EMPTY = {
    "counts": {"documents": 0},
    "quarters": {},
    "publishers": {},
    "passages": {},
    "doubtful": [],
    "events": [],
    "event_types": {},
    "actors": {},
}
NOTHING = EMPTY | {"failures": [], "duplicates": []}


def test_a_page_of_nothing_says_so() -> None:
    page = render_report(ReportData(**NOTHING))
    assert "No dated passage" in page
    assert "every document was read" in page


def test_markup_from_a_document_stays_text() -> None:
    evil = '<script>alert("x")</script>'
    event = {
        "event_date": None,
        "event_type": "AID",
        "actors": evil,
        "recipients": evil,
        "mode": "actual",
        "sentence": evil,
        "document_id": "d",
    }
    failure = {"source_uri": evil, "stage": "ingest", "reason": evil}
    data = NOTHING | {"events": [event], "failures": [failure], "publishers": {evil: {"": 1}}, "titles": {"d": evil}, "actors": {evil: 1}}
    page = render_report(ReportData(**data))
    assert "<script" not in page
    assert not re.search(r'(?:src|href)\s*=\s*["\']?https?:', page)


def test_every_quarter_between_has_its_place() -> None:
    assert quarters_between(["2024-Q3", "2025-Q2"]) == ["2024-Q3", "2024-Q4", "2025-Q1", "2025-Q2"]
    assert quarters_between([]) == []
    assert [quarter_of(day) for day in ("2024-01-31", "2024-12", "2024", None)] == ["2024-Q1", "2024-Q4", "", ""]


@pytest.mark.parametrize("counts", [{}, {"2024-Q4": {}}, {"2024-Q4": {"cyber": 3}, "2025-Q1": {"space": 900, "maritime": 1}}])
def test_the_chart_is_well_formed_and_no_name_covers_another(counts: dict[str, dict[str, int]]) -> None:
    tree = ET.fromstring(shares_by_quarter(counts))
    names = [node for node in tree.iter("text") if node.text in {"Cyber", "Maritime", "Counterterrorism", "Space"}]
    heights = sorted(float(node.get("y", "0")) for node in names)
    assert len(names) == (4 if counts else 0)
    assert all(later - earlier >= 14.9 for earlier, later in itertools.pairwise(heights))


def test_the_calibration_curve_is_a_picture_of_its_own() -> None:
    ET.fromstring(calibration_curve([(0.1, 0.05, 40), (0.9, 0.95, 10)], error=0.05))
