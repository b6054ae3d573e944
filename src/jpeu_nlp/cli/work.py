"""The commands that do the work: run, ingest, analyse, publish, annotate, schedule."""

import json
import logging
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from jpeu_nlp.cli.frame import (
    Database,
    Date,
    Formats,
    Json,
    Output,
    Pipeline,
    Profile,
    Sources,
    Workers,
    command,
    configure,
    opened,
    run_flow,
    tell,
)
from jpeu_nlp.errors import ConfigurationError
from jpeu_nlp.settings import Settings, quiet_environment

log = logging.getLogger("jpeu_nlp")


@command("run", "jpeu-nlp run", "jpeu-nlp run releases/ --date 2024-11-15 --output out --workers 2")
def run(
    sources: Sources = None,
    output: Output = None,
    date: Date = None,
    workers: Workers = None,
    formats: Formats = None,
    profile: Profile = None,
    pipeline: Pipeline = None,
    database: Database = None,
    as_json: Json = False,
) -> int:
    """Do the main job as one flow run: ingest, analyse, publish. Safe to repeat: only what is new or changed is done."""
    from jpeu_nlp.stages.idle import find_work
    from jpeu_nlp.stages.ingest import check_date

    settings = configure(output=output, workers=workers, formats=formats, profile=profile, pipeline=pipeline, database=database)
    check_date(date)
    names = sources or [str(settings.documents)]
    idle = find_work(names, settings, date=date)
    if idle is None:
        outcome = dict(run_flow("whole", settings, sources=names, date=date))
    else:
        log.info("nothing is new: %d documents are as at the last run", idle["n_unchanged"])
        outcome = dict(idle)
    outcome |= {"tables": str(settings.tables_dir), "report": str(settings.report_path)}
    return tell(outcome, as_json=as_json, lines=summary_lines(outcome, settings))


def summary_lines(outcome: Mapping[str, Any], settings: Settings) -> list[str]:
    """Return what a person wants to know after a run."""
    lines = [
        "documents: {n_read} read, {n_unchanged} unchanged, {n_failed} not readable".format(**outcome),
        f"tables:    {settings.tables_dir} ({', '.join(settings.formats)}; columns in codebook.md)",
        f"report:    {settings.report_path}",
    ]
    if outcome.get("n_failed_analyses"):
        lines.insert(1, f"           {outcome['n_failed_analyses']} could not be analysed")
    if outcome["n_failed"] or outcome.get("n_failed_analyses"):
        lines.append(f"reasons:   {settings.tables_dir / 'failures.csv'}" if "csv" in settings.formats else "reasons:   table failures")
    return lines


@command("ingest", "jpeu-nlp ingest corpus/documents eeas", "jpeu-nlp ingest a.pdf https://www.example.org/b --date 2026-03-01 --json")
def ingest(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE...", help="Files, folders, addresses, names of sources.")],
    output: Output = None,
    date: Date = None,
    workers: Workers = None,
    database: Database = None,
    as_json: Json = False,
) -> int:
    """Bring new and changed documents into the store; what cannot be read becomes a row with its reason."""
    from jpeu_nlp.stages.ingest import check_date, is_remote

    settings = configure(output=output, workers=workers, database=database)
    check_date(date)
    is_remote(sources, settings)  # a source that does not exist is told before anything is created
    outcome = run_flow("ingest", settings, sources=sources, date=date)
    return tell(
        outcome, as_json=as_json, lines=["documents: {n_read} read, {n_unchanged} unchanged, {n_failed} not readable".format(**outcome)]
    )


@command("analyse", "jpeu-nlp analyse --workers 2", "jpeu-nlp analyse --profile accurate --output out")
def analyse(
    output: Output = None,
    workers: Workers = None,
    profile: Profile = None,
    pipeline: Pipeline = None,
    database: Database = None,
    as_json: Json = False,
) -> int:
    """Analyse what is new, and what was analysed by other rules or models."""
    settings = configure(output=output, workers=workers, profile=profile, pipeline=pipeline, database=database)
    outcome = run_flow("analyse", settings)
    return tell(
        outcome, as_json=as_json, lines=["analysed: {n_analysed_documents} documents, {n_analysed_passages} passages".format(**outcome)]
    )


@command("publish", "jpeu-nlp publish", "jpeu-nlp publish --format csv,xlsx --output out")
def publish(output: Output = None, formats: Formats = None, database: Database = None, as_json: Json = False) -> int:
    """Write the tables, their codebook and the report, where they are out of date."""
    from jpeu_nlp.export.formats import check_formats

    settings = configure(output=output, formats=formats, database=database)
    check_formats(settings.formats)
    outcome = run_flow("publish", settings)
    return tell(outcome, as_json=as_json, lines=[f"tables: {settings.tables_dir} ({outcome['n_files']} files written)"])


@command("annotate", "jpeu-nlp annotate passages.jsonl -o annotated.jsonl", 'echo \'{"id": 1, "text": "..."}\' | jpeu-nlp annotate -')
def annotate(
    file: Annotated[Path, typer.Argument(metavar="[FILE|-]", help='JSON lines of {"id", "text", "date"?}; - is standard input.')] = Path(
        "-"
    ),
    out: Annotated[Path | None, typer.Option("-o", "--out", help="Where the answers go. [default: stdout]")] = None,
    profile: Profile = None,
    pipeline: Pipeline = None,
) -> int:
    """Answer every line with pillars, evidence, entities, dates and events; no store is touched."""
    from jpeu_nlp.stages.annotate import LineError, annotate_lines

    settings = configure(profile=profile, pipeline=pipeline)
    if str(file) != "-" and not file.is_file():
        raise ConfigurationError(f"{file}: no such file; give a file of JSON lines, or - for standard input")
    if out is not None and str(file) != "-" and out.resolve() == file.resolve():
        raise ConfigurationError(f"{out}: is the input as well; give another file to -o")
    n_bad = 0
    with opened(file, "rb", sys.stdin.buffer) as lines, opened(out or Path("-"), "wb", sys.stdout.buffer) as answers:
        for answer in annotate_lines(lines, settings):
            if isinstance(answer, LineError):
                typer.echo(answer.reason, err=True)
                n_bad += 1
            else:
                answers.write(json.dumps(answer, ensure_ascii=False).encode("utf-8") + b"\n")
        answers.flush()
    return 1 if n_bad else 0


@command("schedule", "jpeu-nlp schedule", "jpeu-nlp schedule releases/ eeas --cron '0 6 * * 1-5' --output /srv/jpeu")
def schedule(
    sources: Sources = None,
    output: Output = None,
    cron: Annotated[str | None, typer.Option("--cron", help="When the whole flow runs, UTC. [default: 0 5 * * *]")] = None,
    port: Annotated[
        int, typer.Option("--port", min=1, max=65535, help="Port of Prefect's server on 127.0.0.1, where PREFECT_API_URL names none.")
    ] = 4200,
    workers: Workers = None,
    formats: Formats = None,
    database: Database = None,
) -> int:
    """Serve the daily run of the whole flow, and every flow ad hoc, until Ctrl+C."""
    from jpeu_nlp.stages.ingest import lasting_names

    settings = configure(output=output, workers=workers, formats=formats, database=database, cron=cron)
    names = lasting_names(sources or [str(settings.documents)], settings)
    os.environ["JPEU_SOURCES"] = str(settings.sources.resolve())  # scheduled runs find the table wherever they start
    quiet_environment()
    from jpeu_nlp_flows.server import running_server

    with running_server(port=port) as address:
        from jpeu_nlp_flows.job import Job
        from jpeu_nlp_flows.schedule import serve_flows

        job = Job(sources=names, output=settings.output.resolve(), workers=settings.workers, formats=list(settings.formats))
        serve_flows(job, cron=settings.cron, address=address)
    return 0
