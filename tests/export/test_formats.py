import csv
import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from jpeu_nlp.errors import ConfigurationError
from jpeu_nlp.export.codebook import codebook_markdown
from jpeu_nlp.export.columns import TABLE_DESCRIPTIONS, Column, published_columns
from jpeu_nlp.export.formats import EXPORTERS, check_formats, export_tables
from jpeu_nlp.export.readback import read_table
from jpeu_nlp.taxonomy import PILLARS

COLUMNS = (
    Column(name="passage_id", description="Id.", is_key=True),
    Column(name="n", type="integer", description="Number."),
    Column(name="share", type="number", description="Share."),
    Column(name="is_label", type="boolean", description="Flag."),
    Column(name="text", description="Words."),
)
ROWS = [
    {"passage_id": "a1", "n": 1, "share": 0.25, "is_label": True, "text": 'Tōkyō, "so"; to say\nin two lines'},
    {"passage_id": "b2", "n": None, "share": -1.5, "is_label": False, "text": '=HYPERLINK("http://example.org","x")'},
    {"passage_id": "c3", "n": -3, "share": None, "is_label": None, "text": ""},
]


def export(folder: Path, *formats: str, rows=ROWS) -> list[Path]:
    return export_tables({"passages": lambda: iter(rows)}, folder, formats, {"passages": COLUMNS})


def test_csv_is_rfc_4180_in_utf_8(tmp_path):
    export(tmp_path, "csv")
    text = (tmp_path / "passages.csv").read_bytes().decode("utf-8")
    assert text.startswith("passage_id,n,share,is_label,text\r\n")
    assert list(csv.reader(io.StringIO(text, newline="")))[1] == ["a1", "1", "0.25", "true", ROWS[0]["text"]]
    assert "\r\nb2,,-1.5,false,\"'=HYPERLINK(" in text  # numbers are not guarded


def test_parquet_is_typed_compressed_and_describes_its_columns(tmp_path):
    export(tmp_path, "parquet")
    file = pq.ParquetFile(tmp_path / "passages.parquet")
    assert [str(field.type) for field in file.schema_arrow] == ["string", "int64", "double", "bool", "string"]
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"
    assert file.schema_arrow.field("text").metadata[b"description"] == b"Words."
    assert file.read().to_pylist() == ROWS


def test_json_lines_give_the_rows_back(tmp_path):
    export(tmp_path, "jsonl")
    assert [json.loads(line) for line in (tmp_path / "passages.jsonl").read_text(encoding="utf-8").splitlines()] == ROWS


def test_a_workbook_opens_with_its_codebook_and_holds_no_formula(tmp_path):
    export(tmp_path, "xlsx")
    workbook = openpyxl.load_workbook(tmp_path / "passages.xlsx")
    assert workbook.sheetnames == ["codebook", "passages"]
    assert [row[2].value for row in workbook["codebook"].iter_rows(min_row=3)] == [column.description for column in COLUMNS]
    kinds = {cell.data_type for row in workbook["passages"].iter_rows() for cell in row}
    assert "f" not in kinds
    with zipfile.ZipFile(tmp_path / "passages.xlsx") as archive:
        assert not any(b"<f>" in archive.read(name) or b"hyperlink" in archive.read(name) for name in archive.namelist() if "sheet" in name)


@pytest.mark.parametrize("suffix", sorted(EXPORTERS))
def test_the_same_rows_give_the_same_bytes(tmp_path, suffix):
    digests = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        files = export(tmp_path / name, suffix)
        digests.append([hashlib.sha256(path.read_bytes()).hexdigest() for path in files])
    assert digests[0] == digests[1]


@pytest.mark.parametrize("suffix", sorted(EXPORTERS))
def test_an_empty_table_is_a_table(tmp_path, suffix):
    export(tmp_path, suffix, rows=[])
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert [resource["bytes"] for resource in package["resources"]] == [(tmp_path / f"passages.{suffix}").stat().st_size]


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@given(texts=st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r")), min_size=1, max_size=5))
@example(texts=["_x0041_ stays", "_x000D_", "a\n\tb ", " lead", "\x01\ufffe", "\0=1", "TRUE", "1.50", "1E5", "2024-11"])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_was_exported_is_read_back(tmp_path, suffix, texts):
    rows = [{"passage_id": f"p{number}", "n": number, "share": 0.5, "is_label": True, "text": text} for number, text in enumerate(texts)]
    export(tmp_path, suffix, rows=rows)
    found = list(read_table(tmp_path / f"passages.{suffix}"))
    assert [number for number, _ in found] == list(range(2, len(texts) + 2))
    expected = [
        text if suffix == "csv" else "".join(c if (c >= " " and c not in "\ufffe\uffff") or c in "\t\n" else "\ufffd" for c in text)
        for text in texts
    ]
    assert [cells["text"] for _, cells in found] == expected
    assert found[0][1] | {"text": ""} == {"passage_id": "p0", "n": "0", "share": "0.5", "is_label": "true", "text": ""}


def test_a_text_too_long_for_a_cell_is_cut_where_it_must_be(tmp_path):
    rows = [ROWS[0] | {"text": "𝔘" * 40_000}, ROWS[1]]
    export(tmp_path, "xlsx", rows=rows)
    found = [cells["text"] for _, cells in read_table(tmp_path / "passages.xlsx")]
    assert found[0] == "𝔘" * 16_382 + " …"
    assert found[1] == ROWS[1]["text"]


def test_an_unknown_format_is_refused_before_anything_is_written(tmp_path):
    with pytest.raises(ConfigurationError, match="cannot write 'docx'; formats are csv, parquet, jsonl, xlsx"):
        export(tmp_path, "csv", "docx")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ConfigurationError, match="no format given"):
        check_formats(())


def test_rows_that_fail_midway_leave_the_old_file_and_no_litter(tmp_path):
    export(tmp_path, "csv")
    before = (tmp_path / "passages.csv").read_bytes()

    def broken():
        yield ROWS[0]
        raise RuntimeError("the store is gone")

    with pytest.raises(RuntimeError, match="the store is gone"):
        export_tables({"passages": broken}, tmp_path, ["csv", "parquet"], {"passages": COLUMNS})
    assert (tmp_path / "passages.csv").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["datapackage.json", "passages.csv"]


def test_what_a_killed_export_left_is_cleared_away_and_a_running_one_is_not(tmp_path):
    gone = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True, check=True
    ).stdout.strip()
    (tmp_path / f".passages.csv.{gone}.part").write_text("half")
    running = tmp_path / f".passages.csv.{os.getppid()}.part"
    running.write_text("half")
    export(tmp_path, "csv")
    assert [path.name for path in tmp_path.glob(".*")] == [running.name]


def test_the_data_package_describes_every_file(tmp_path):
    columns = published_columns(PILLARS)
    export_tables({table: lambda: iter(()) for table in columns}, tmp_path, ["csv", "parquet"], columns)
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    resources = {resource["name"]: resource for resource in package["resources"]}
    assert len(resources) == 2 * len(columns)
    assert resources["passages"]["path"] == "passages.csv"
    for resource in resources.values():
        data = (tmp_path / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert resource["bytes"] == len(data)
        names = {field["name"] for field in resource["schema"]["fields"]}
        assert set(resource["schema"]["primaryKey"]) <= names
        for link in resource["schema"].get("foreignKeys", ()):
            other = resources[link["reference"].get("resource", resource["name"])]
            assert other["format"] == resource["format"]
            assert set(link["reference"]["fields"]) <= set(other["schema"]["primaryKey"])
            assert set(link["fields"]) <= names


def test_every_column_says_what_it_holds():
    columns = published_columns(PILLARS)
    assert list(columns) == list(TABLE_DESCRIPTIONS)
    for table, described in columns.items():
        assert len({column.name for column in described}) == len(described)
        assert any(column.is_key for column in described)
        for column in described:
            assert column.description.endswith("."), f"{table}.{column.name}"
            assert column.type in {"string", "integer", "number", "boolean"}


def test_the_codebook_in_docs_is_up_to_date():
    path = Path(__file__).parents[2] / "docs" / "codebook.md"
    wanted = codebook_markdown(published_columns(PILLARS))
    assert path.read_text(encoding="utf-8") == wanted, "write docs/codebook.md again: codebook_markdown(published_columns(PILLARS))"
