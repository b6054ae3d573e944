"""What every command shares: its options, its exit codes, its errors, and how it starts a flow."""

import json
import logging
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

from jpeu_nlp.errors import ConfigurationError, JpeuError, UnfitTableError
from jpeu_nlp.settings import Settings, load_settings, quiet_environment

log = logging.getLogger("jpeu_nlp")

app = typer.Typer(
    name="jpeu-nlp",
    help="Security-diplomacy texts in, tagged and reviewable tables out.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
reviews_app = typer.Typer(
    help="Corrections from an edited table into the ledger, or the ledger out.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(reviews_app, name="reviews")

Output = Annotated[Path | None, typer.Option("--output", help="Folder of store, raw files, tables and report. [default: output]")]
Database = Annotated[
    str | None, typer.Option("--database", help="SQLAlchemy URL of the store; better in JPEU_DATABASE if it has a password.")
]
Sources = Annotated[
    list[str] | None,
    typer.Argument(metavar="[SOURCE]...", help="Files, folders, addresses, names of sources. [default: corpus/documents]"),
]
Date = Annotated[
    str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="Date of publication of all sources; wins over what they say.")
]
Workers = Annotated[int | None, typer.Option("--workers", help="Processes that read and analyse. [default: 1]")]
Profile = Annotated[
    str | None, typer.Option("--profile", help="fast, or accurate: the sentence model reads every passage. [default: fast]")
]
Pipeline = Annotated[str | None, typer.Option("--pipeline", help="spaCy pipeline: a package or a path.")]
Formats = Annotated[str | None, typer.Option("--format", metavar="F,...", help="Formats of the tables. [default: csv,parquet,jsonl]")]
Json = Annotated[bool, typer.Option("--json", help="Write the outcome as one JSON object to stdout.")]


def command(name: str, *examples: str, group: typer.Typer = app) -> Callable[[Callable[..., int]], Callable[..., None]]:
    """Register a command: its help ends with examples, its return value is the exit code, our errors become one line."""

    def register(function: Callable[..., int]) -> Callable[..., None]:
        @wraps(function)
        def run_command(*args: Any, **kwargs: Any) -> None:
            raise typer.Exit(guarded(function, *args, **kwargs))

        epilog = "\b\nExamples:\n" + "\n".join(f"  {example}" for example in examples)
        group.command(name, epilog=epilog)(run_command)
        return run_command

    return register


def guarded(function: Callable[..., int], *args: Any, **kwargs: Any) -> int:
    """Call a command; return its exit code, and say what is wrong in a line that names input, finding and remedy."""
    try:
        return function(*args, **kwargs)
    except UnfitTableError as error:
        for problem in error.problems:
            typer.echo(problem, err=True)
        typer.echo(f"error: {error}", err=True)
        return 1
    except ConfigurationError as error:
        typer.echo(f"error: {error}", err=True)
        return 2
    except JpeuError as error:
        typer.echo(f"error: {error}", err=True)
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has gone: say no more
        return 0


def configure(*, database: str | None = None, formats: str | None = None, **flags: object) -> Settings:
    """Return the settings; the store's address goes to the environment, where flows find it and no record keeps it."""
    if database:
        os.environ["JPEU_DATABASE"] = database
    return load_settings(formats=formats, **flags)


@contextmanager
def shown_progress() -> Iterator[None]:
    """Show the stages' progress as bars on a terminal; elsewhere their log lines must do."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from jpeu_nlp.stages.progress import LISTENER

    columns = (TextColumn("{task.description:>9}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=False) as bars:
        tasks: dict[str, Any] = {}

        def listen(stage: str, n_done: int, n_total: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=n_total)
            bars.update(tasks[stage], completed=n_done, total=n_total)

        token = LISTENER.set(listen)
        try:
            yield
        finally:
            LISTENER.reset(token)


def run_flow(name: str, settings: Settings, *, sources: list[str] | None = None, date: str | None = None) -> Mapping[str, Any]:
    """Run one flow ad hoc, in this process."""
    quiet_environment()
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")
    from jpeu_nlp_flows.server import running_server

    with running_server():
        from jpeu_nlp_flows import flows
        from jpeu_nlp_flows.job import Job

        job = Job(
            sources=sources or [],
            date=date,
            output=settings.output,
            workers=settings.workers,
            formats=list(settings.formats),
            profile=settings.profile,
            pipeline=settings.pipeline,
        )
        with shown_progress():
            outcome: Mapping[str, Any] = getattr(flows, name)(job)
    return outcome


def tell(outcome: Mapping[str, Any], *, as_json: bool, lines: list[str]) -> int:
    """Write what came of a command; return the exit code: 1 where documents could not be read."""
    if as_json:
        typer.echo(json.dumps(outcome, ensure_ascii=False, default=str))
    else:
        for line in lines:
            typer.echo(line, err=True)
    return 1 if outcome.get("n_failed") or outcome.get("n_failed_analyses") else 0


@contextmanager
def opened(path: Path, mode: str, standard: Any) -> Iterator[Any]:
    """Open a file, or give a standard stream for `-`."""
    if str(path) == "-":
        yield standard
        return
    try:
        file = path.open(mode)
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be opened ({error.strerror}); check the folder and its permissions") from error
    with file:
        yield file
