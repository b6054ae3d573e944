import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from jpeu_nlp.errors import ConfigurationError
from jpeu_nlp.store import Store
from jpeu_nlp.store.connection import make_engine
from jpeu_nlp.store.reading import content_version, counts
from jpeu_nlp.store.tables import metadata
from tests.store.builders import begin


def test_an_empty_database_is_migrated_to_the_tables_as_described(store):
    with store.reading() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    assert differences == []


def test_a_store_opened_again_keeps_its_rows_and_its_name(store, store_url):
    begin(store)
    with Store.open(store_url) as again:
        assert counts(again)["runs"] == 1
        assert content_version(again) == content_version(store)


def test_two_stores_never_share_a_content_version(tmp_path):
    with Store.open(f"sqlite:///{tmp_path / 'a'}") as first, Store.open(f"sqlite:///{tmp_path / 'b'}") as second:
        assert content_version(first) != content_version(second)


def test_every_table_and_column_says_what_it_holds():
    for table in metadata.tables.values():
        assert table.comment
        assert table.comment.endswith(".")
        for column in table.columns:
            assert column.comment, f"{table.name}.{column.name}"


def test_sqlite_is_in_wal_mode_waits_half_a_minute_and_keeps_foreign_keys(tmp_path):
    with Store.open(f"sqlite:///{tmp_path / 'a'}") as store, store.reading() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA busy_timeout")).scalar() == 30_000
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1


@pytest.mark.parametrize(
    ("url", "finding"),
    [
        ("sqlite:////nowhere/at/all/jpeu.sqlite", "cannot open the store"),
        ("mysql://somebody:secret@host/x", "stores are SQLite or PostgreSQL"),
        ("no address", "cannot be read"),
        ("postgresql://somebody:secret@127.0.0.1:1/x", "cannot open the store"),
    ],
)
def test_an_unusable_address_says_why_and_never_its_password(url, finding):
    with pytest.raises(ConfigurationError, match=finding) as caught:
        Store.open(url)
    assert "secret" not in str(caught.value)


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "notes.sqlite"
    path.write_bytes(b"These are my notes, no database at all. " * 200)
    before = path.read_bytes()
    with pytest.raises(ConfigurationError, match="not a database"):
        Store.open(f"sqlite:///{path}")
    assert path.read_bytes() == before


def test_a_store_of_a_newer_version_is_refused(store, store_url):
    with store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ConfigurationError, match="newer version"):
        Store.open(store_url)


def test_the_password_is_not_shown(tmp_path):
    store = Store(make_engine("postgresql://somebody:secret@localhost/x"))
    assert "secret" not in repr(store)
    assert "secret" not in store.url
