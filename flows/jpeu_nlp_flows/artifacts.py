"""Artifacts: what a run did, shown in Prefect's own pages."""

from collections.abc import Mapping
from typing import Any

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from jpeu_nlp.settings import Settings
from jpeu_nlp.stages.publish import rows_of
from jpeu_nlp.stages.store import Store

FAILURES_SHOWN = 100


def show_run(store: Store, settings: Settings, run_id: str, counts: Mapping[str, int]) -> None:
    """Show a run's counts, where its files are, and what could not be read."""
    create_table_artifact(
        key="jpeu-counts", table=[{"count": name, "number": number} for name, number in counts.items()], description=f"Run {run_id}"
    )
    failures = [
        {"source": str(row["source_uri"]), "reason": str(row["reason"])}
        for _, row in zip(range(FAILURES_SHOWN), rows_of(store, "failures"), strict=False)
    ]
    if failures:
        create_table_artifact(key="jpeu-failures", table=failures, description="What could not be read, with the reason")
    create_markdown_artifact(
        key="jpeu-output", markdown=f"Tables: `{settings.tables_dir}`\n\nReport: `{settings.report_path}`", description=f"Run {run_id}"
    )


def show_training(report: Mapping[str, Any]) -> None:
    """Show the cross-validated scores of a training."""
    rows = [{"pillar": pillar, **scores} for pillar, scores in report["cross_validated"].items()]
    create_table_artifact(key="jpeu-training", table=rows, description=f"Classifier {report['digest']}")
