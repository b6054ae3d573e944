import logging
from pathlib import Path

import pytest

from jpeu_nlp.errors import ConfigurationError
from jpeu_nlp.ingest.catalogue import find_items
from jpeu_nlp.records import Failure, SourceItem


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / ".hidden").mkdir()
    for name in ("b.txt", "a.PDF", "deep/c.md", ".secret.txt", ".hidden/d.txt", "picture.png"):
        (tmp_path / "in" / name).write_text("x")
    return tmp_path


def test_a_folder_gives_its_readable_files_in_a_fixed_order(folder: Path) -> None:
    items = list(find_items(["in"], base=folder, date="2024-11-15"))
    assert [item.source_uri for item in items] == ["in/a.PDF", "in/b.txt", "in/deep/c.md"]
    assert all(isinstance(item, SourceItem) and item.published_date == "2024-11-15" for item in items)


def test_what_a_folder_holds_besides_is_named_in_the_log(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        list(find_items(["in"], base=folder))
    assert "picture.png" in caplog.text


def test_a_file_named_by_the_user_with_an_unknown_suffix_is_a_failure(folder: Path) -> None:
    (result,) = find_items(["in/picture.png"], base=folder)
    assert isinstance(result, Failure)
    assert ".png is not read" in result.reason
    assert ".docx" in result.reason


def test_a_file_outside_the_working_folder_keeps_its_absolute_path(folder: Path) -> None:
    (item,) = find_items([str(folder / "in" / "b.txt")], base=folder / "in" / "deep")
    assert item.source_uri == (folder / "in" / "b.txt").as_posix()


def test_a_file_given_twice_comes_once(folder: Path) -> None:
    assert len(list(find_items(["in/b.txt", "in", "in/../in/b.txt"], base=folder))) == 3


def test_a_path_that_does_not_exist_is_wrong_usage(folder: Path) -> None:
    with pytest.raises(ConfigurationError, match="nowhere: no such file"):
        list(find_items(["nowhere"], base=folder))
