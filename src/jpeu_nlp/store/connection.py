"""The store: one database, opened, migrated to head and handed round the room as connections in short transactions.

In goes a URL, out comes a `Store`; nothing of SQLAlchemy leaves the room. SQLite is the default: in WAL mode readers
never wait, and writers queue for up to 30 s. A writer takes its lock when it begins, because a transaction that reads
first and writes later is refused at once, whatever the timeout, when somebody else wrote in between.
"""

import contextlib
import json
import sqlite3
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from more_itertools import batched
from sqlalchemy import Connection, Engine, Table, create_engine, event, insert, make_url, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from jpeu_nlp.errors import ConfigurationError, StoreError
from jpeu_nlp.store.tables import meta_table

BUSY_TIMEOUT_S = 30.0
"""Longest wait for another writer, seconds: measured waits were 51 ms at most; the rest is for slow disks."""
CHUNK_ROWS = 2_500
"""Rows a statement: measured best on SQLite, and bounds what is copied."""
CHUNK_IDS = 500
"""Ids an IN list: both databases take more, plans stay the same."""
MIGRATION_LOCK = 0x6A706575
"""Advisory lock of PostgreSQL that lets one process migrate at a time: `jpeu` in ASCII."""


class Store:
    """An open store; use it as a context manager, one per process."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        """For the modules of this room only."""

    @classmethod
    def open(cls, url: str) -> "Store":
        """Open the database at a SQLAlchemy URL and migrate it to head; the folder of a SQLite file must exist."""
        engine = make_engine(url)
        store = cls(engine)
        try:
            _prepare(engine)
        except (SQLAlchemyError, CommandError, sqlite3.Error) as error:
            engine.dispose()
            raise ConfigurationError(f"{store.url}: cannot open the store: {_first_line(error)}; {_remedy(error)}") from error
        return store

    @property
    def url(self) -> str:
        """Where it is, without its password."""
        return self.engine.url.render_as_string(hide_password=True)

    def __repr__(self) -> str:
        return f"Store({self.url!r})"

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections; the store cannot be used afterwards."""
        self.engine.dispose()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that sees one moment of the store, however long it reads."""
        engine = self.engine
        if engine.dialect.name == "postgresql":
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with _our_errors(self.url), engine.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a connection whose transaction is committed as a whole, or not at all."""
        with _our_errors(self.url), self.engine.execution_options(jpeu_begin="BEGIN IMMEDIATE").begin() as connection:
            yield connection


def count_change(connection: Connection) -> None:
    """Note that published content changed: the last statement of a transaction, as PostgreSQL holds writers there."""
    counter = meta_table.c.value
    number = text("CAST(CAST(value AS BIGINT) + 1 AS TEXT)")
    connection.execute(update(meta_table).where(meta_table.c.key == "content_counter").values({counter: number}))


def utc_text(moment: datetime) -> str:
    """Return a moment as UTC timestamp, ISO 8601 to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def upsert(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows, all with the same keys; where the primary key is known, replace what they name."""
    keys = [column.name for column in table.primary_key]
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    for chunk in batched(rows, CHUNK_ROWS):
        statement = make(table)
        changed = {name: statement.excluded[name] for name in chunk[0] if name not in keys}
        action = statement.on_conflict_do_update(index_elements=keys, set_=changed) if changed else statement.on_conflict_do_nothing()
        connection.execute(action, [dict(row) for row in chunk])


def add_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows that are known to be new."""
    for chunk in batched(rows, CHUNK_ROWS):
        connection.execute(insert(table), [dict(row) for row in chunk])


@contextlib.contextmanager
def _our_errors(url: str) -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise StoreError(f"{url}: the database refused: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    original = getattr(error, "orig", None) or error
    return (str(original).strip().splitlines() or [type(original).__name__])[0]


def _remedy(error: Exception) -> str:
    if isinstance(error, CommandError):
        return "a newer version of jpeu-nlp wrote it: upgrade, or name another database"
    if "not a database" in str(error):
        return "the file is something else: name another one"
    return "check that the folder or server exists and may be written to"


def make_engine(url: str) -> Engine:
    """Return an engine for a URL, configured and not yet connected."""
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise ConfigurationError(
            f"the database address cannot be read; write it as sqlite:///FOLDER/jpeu.sqlite: {type(error).__name__}"
        ) from error
    if address.drivername in {"postgresql", "postgres"}:
        address = address.set(drivername="postgresql+psycopg")
    shown = address.render_as_string(hide_password=True)
    if address.get_backend_name() not in {"sqlite", "postgresql"}:
        raise ConfigurationError(f"{shown}: stores are SQLite or PostgreSQL; write sqlite:///FILE or postgresql://USER@HOST/NAME")
    arguments = {"timeout": BUSY_TIMEOUT_S} if address.get_backend_name() == "sqlite" else {}
    try:
        engine = create_engine(address, connect_args=arguments, json_serializer=_dump_json)
    except (NoSuchModuleError, ImportError) as error:
        raise ConfigurationError(f"{shown}: its driver is missing ({error}); install jpeu-nlp[postgresql]") from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _configure_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _dump_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _configure_sqlite(connection: Any, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver would begin transactions late, and commit before each CREATE TABLE
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA recursive_triggers = ON")  # INSERT OR REPLACE must meet the ledger's triggers too


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("jpeu_begin", "BEGIN"))


def _prepare(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        _switch_to_wal(engine)
    scripts = Config()
    scripts.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    head = ScriptDirectory.from_config(scripts).get_current_head()
    with engine.connect() as connection:
        if MigrationContext.configure(connection).get_current_revision() == head:
            return
    with engine.execution_options(jpeu_begin="BEGIN IMMEDIATE").begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
        scripts.attributes["connection"] = connection
        command.upgrade(scripts, "head")
        if connection.execute(select(meta_table.c.value).where(meta_table.c.key == "store_id")).first() is None:
            rows = [{"key": "store_id", "value": uuid.uuid4().hex}, {"key": "content_counter", "value": "0"}]
            connection.execute(insert(meta_table), rows)


def _is_wal(cursor: Any) -> bool:
    try:
        cursor.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            raise
        return False
    return True  # a database in memory keeps its own mode, and needs no other


def _switch_to_wal(engine: Engine) -> None:
    """Switch the file to WAL, once for ever; SQLite does not wait its timeout for this, so we do."""
    deadline = time.monotonic() + BUSY_TIMEOUT_S
    raw = engine.raw_connection()
    try:
        while not _is_wal(raw.cursor()):
            if time.monotonic() > deadline:
                raise sqlite3.OperationalError("locked by another process")
            time.sleep(0.05)
    finally:
        raw.close()
