"""The commands that look after people's decisions and the models: reviews, train, evaluate, doctor."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from jpeu_nlp.cli.frame import Database, Json, Output, Pipeline, Profile, command, configure, reviews_app, shown_progress, tell

Models = Annotated[Path | None, typer.Option("--models", help="Folder of the classifier. [default: models]")]


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


@command("train", "jpeu-nlp train", "jpeu-nlp train --labels corpus/labels --models build/models --json")
def train(
    labels: Annotated[
        Path | None, typer.Option("--labels", help="Folder of passages.jsonl and gold.jsonl. [default: corpus/labels]")
    ] = None,
    models: Models = None,
    output: Output = None,
    database: Database = None,
    as_json: Json = False,
) -> int:
    """Rebuild the classifier from the labelled passages and the corrections in the store, if there is one."""
    from jpeu_nlp.stages.train import train as train_classifier

    settings = configure(labels=labels, models=models, output=output, database=database)
    with shown_progress():
        report = train_classifier(settings)
    lines = [f"{pillar:<17} {_scores(scores)}" for pillar, scores in report["cross_validated"].items()]
    lines.append("macro-F1 {macro_f1_cross_validated:.3f} cross-validated, {macro_f1_gold:.3f} on gold".format(**report))
    lines.append(f"classifier {report['digest']} in {settings.models}")
    return tell(report, as_json=as_json, lines=lines)


@command("evaluate", "jpeu-nlp evaluate", "jpeu-nlp evaluate gold.jsonl --worst worst.md --profile accurate --json")
def evaluate(
    gold: Annotated[
        Path | None, typer.Argument(metavar="[GOLD.jsonl]", help="Passages with labels. [default: corpus/labels/gold.jsonl]")
    ] = None,
    worst: Annotated[Path | None, typer.Option("--worst", help="Where the worst errors go: .md or .csv.")] = None,
    models: Models = None,
    profile: Profile = None,
    as_json: Json = False,
) -> int:
    """Score the classifier on a gold file: precision, recall, F1 with 95 % intervals, calibration, confusion with none."""
    from jpeu_nlp.stages.train import evaluate as evaluate_classifier

    settings = configure(models=models, profile=profile)
    with shown_progress():
        found = evaluate_classifier(gold or settings.labels / "gold.jsonl", settings, worst)
    if as_json:
        return tell(found, as_json=True, lines=[])
    tagged, n_hard = found["hard_negatives_tagged"]
    for pillar, scores in found["by_pillar"].items():
        typer.echo(f"{pillar:<17} {_scores(scores)}  [{scores['f1_low']:.3f}, {scores['f1_high']:.3f}]  of {scores['n_gold']}")
    typer.echo("macro-F1 {macro_f1:.3f} [{macro_f1_low:.3f}, {macro_f1_high:.3f}] on {n_passages} passages".format(**found))
    typer.echo(f"expected calibration error {found['calibration_error']:.3f}; hard negatives tagged {tagged} of {n_hard}")
    names = list(found["confusion"])
    typer.echo(f"{'gold / tagged':<17} " + " ".join(f"{name[:9]:>9}" for name in names))
    for name, row in found["confusion"].items():
        typer.echo(f"{name:<17} " + " ".join(f"{row[other]:>9}" for other in names))
    if worst is not None:
        typer.echo(f"{found['n_worst']} errors, the surest first: {worst}", err=True)
    return 0


def _scores(scores: Mapping[str, float]) -> str:
    return "precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}".format(**scores)
