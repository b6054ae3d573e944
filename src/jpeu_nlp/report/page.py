"""The report: one HTML page that an analyst can read, print and send; no script, nothing fetched.

In go counts and a few rows of the published tables, out comes the page. Every value passes through Jinja's escaping:
titles from the web hold markup.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from jinja2 import Environment, PackageLoader, select_autoescape
from markupsafe import Markup

from jpeu_nlp.report.figures import shares_by_quarter
from jpeu_nlp.taxonomy import pillars

Row = Mapping[str, object]


@dataclass(slots=True, kw_only=True)
class ReportData:
    """What the page shows."""

    counts: Mapping[str, int]
    quarters: Mapping[str, Mapping[str, int]]
    """`quarters["2024-Q4"]["cyber"]`: tagged passages."""
    publishers: Mapping[str, Mapping[str, int]]
    """Tagged passages by publisher and pillar; key `""` holds the number of passages."""
    passages: Mapping[str, Sequence[Row]]
    """The most certain passages of each pillar."""
    doubtful: Sequence[Row]
    """The passages nearest to a threshold: where a reviewer's time is worth most."""
    events: Sequence[Row]
    event_types: Mapping[str, int]
    actors: Mapping[str, int]
    failures: Sequence[Row]
    duplicates: Sequence[Row]
    titles: Mapping[str, str] = field(default_factory=dict)
    """Title of each document named above, by `document_id`."""
    formats: Sequence[str] = ()
    origins: Mapping[str, str] = field(default_factory=dict)
    """What made the rows: pipeline, gazetteer, classifier, with their versions."""


@lru_cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("jpeu_nlp.report"), autoescape=select_autoescape(default=True), trim_blocks=True, lstrip_blocks=True
    )


def render_report(data: ReportData) -> str:
    """Return the page as HTML text."""
    template = _environment().get_template("report.html")
    chart = Markup(shares_by_quarter(data.quarters))  # noqa: S704  (drawn by us; every text in it is escaped)
    return template.render(data=data, pillars=list(pillars().values()), chart=chart)
