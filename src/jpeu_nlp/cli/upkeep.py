"""The commands that look after people's decisions and the models: reviews, train, evaluate, doctor."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from jpeu_nlp.cli.frame import Database, Json, Output, Pipeline, command, configure, reviews_app, tell


@command(
    "import",
    "jpeu-nlp reviews import passages.xlsx --reviewer ana",
    "jpeu-nlp reviews import output/tables/passages.csv --reviewer ana --json",
    group=reviews_app,
)
def reviews_import(
    file: Annotated[Path, typer.Argument(help="The passages table, edited: CSV or XLSX.")],
    reviewer: Annotated[str, typer.Option("--reviewer", help="Name that the ledger shall hold.")],
    output: Output = None,
    database: Database = None,
    as_json: Json = False,
) -> int:
    """Append the changed labels of an edited passages table to the ledger: the whole table, or nothing of it."""
    from jpeu_nlp.stages.reviews import import_reviews
    from jpeu_nlp.stages.store import open_store

    settings = configure(output=output, database=database)
    with open_store(settings, must_exist=True) as store:
        n_corrections = import_reviews(store, file, reviewer=reviewer)
    return tell(
        {"n_corrections": n_corrections},
        as_json=as_json,
        lines=[f"{n_corrections} corrections by {reviewer}; `jpeu-nlp publish` writes them into the tables"],
    )


@command("export", "jpeu-nlp reviews export > ledger.csv", "jpeu-nlp reviews export --output out -o ledger.csv", group=reviews_app)
def reviews_export(
    output: Output = None,
    database: Database = None,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="Where the ledger goes. [default: stdout]")] = None,
) -> int:
    """Write the whole ledger as CSV, oldest decision first."""
    from jpeu_nlp.stages.reviews import export_ledger
    from jpeu_nlp.stages.store import open_store

    settings = configure(output=output, database=database)
    with open_store(settings, must_exist=True) as store:
        if out is None:
            export_ledger(store, sys.stdout)
        else:
            with out.open("w", encoding="utf-8", newline="") as file:
                export_ledger(store, file)
    return 0


@command("doctor", "jpeu-nlp doctor", "jpeu-nlp doctor --output out --json")
def doctor(output: Output = None, pipeline: Pipeline = None, database: Database = None, as_json: Json = False) -> int:
    """Say what is installed, with versions and digests, what is missing, and how to get it."""
    from dataclasses import asdict

    from jpeu_nlp.stages.doctor import examine

    findings = list(examine(configure(output=output, pipeline=pipeline, database=database)))
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            remedy = f"  -> {finding.remedy}" if finding.remedy else ""
            typer.echo(f"{finding.state:<8} {finding.name:<15} {finding.detail}{remedy}")
    return 0 if all(finding.state == "ok" for finding in findings) else 1
