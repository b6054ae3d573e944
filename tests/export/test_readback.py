import openpyxl
import pytest

from jpeu_nlp.errors import UnfitTableError
from jpeu_nlp.export.readback import read_table

HEAD = "passage_id,labels,text"
EXPECTED = [
    (2, {"passage_id": "a1", "labels": "cyber; space", "text": "Café, Tōkyō"}),
    (4, {"passage_id": "b2", "labels": "", "text": "=1"}),
]
TEXT = 'passage_id,labels,text\r\na1,cyber; space,"Café, Tōkyō"\r\n,,\r\nb2,,\'=1\r\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
def test_csv_is_read_as_spreadsheets_save_it(tmp_path, encoding, line_end):
    path = tmp_path / "edited.csv"
    path.write_bytes(TEXT.replace("\r\n", line_end).encode(encoding))
    assert list(read_table(path)) == EXPECTED


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_separators_are_recognised(tmp_path, delimiter):
    path = tmp_path / "edited.csv"
    d = delimiter
    path.write_text(f'passage_id{d}labels{d}text\na1{d}"cyber; space"{d}Café, Tōkyō\n{d}{d}\nb2{d}{d}\'=1\n', encoding="utf-8")
    assert list(read_table(path)) == EXPECTED


def test_old_western_spreadsheets_are_read_too(tmp_path):
    path = tmp_path / "edited.csv"
    path.write_bytes("passage_id;labels;text\r\na1;cyber;Café – “so”\r\n".encode("cp1252"))
    assert list(read_table(path)) == [(2, {"passage_id": "a1", "labels": "cyber", "text": "Café – “so”"})]


def test_lines_within_a_cell_do_not_count_as_rows(tmp_path):
    path = tmp_path / "edited.csv"
    path.write_text(HEAD + '\na1,,"one\ntwo\nthree"\nb2,,x\n', encoding="utf-8")
    assert [number for number, _ in read_table(path)] == [2, 3]


def test_a_cell_longer_than_the_csv_modules_limit_is_read(tmp_path):
    path = tmp_path / "edited.csv"
    path.write_text(f"{HEAD}\na1,,{'x' * 200_000}\n", encoding="utf-8")
    assert len(next(read_table(path))[1]["text"]) == 200_000


def test_a_workbook_is_read_from_its_first_sheet_that_is_no_codebook(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active.title = "codebook"
    sheet = workbook.create_sheet("Sheet 7")
    for row in (["passage_id", "labels", "n", "text"], ["a1", "cyber", 3.0, "x"], [None, None, None, None], ["b2", None, True, "'=1"]):
        sheet.append(row)
    workbook.save(tmp_path / "edited.xlsx")
    assert list(read_table(tmp_path / "edited.xlsx")) == [
        (2, {"passage_id": "a1", "labels": "cyber", "n": "3", "text": "x"}),
        (4, {"passage_id": "b2", "labels": "", "n": "true", "text": "=1"}),
    ]


@pytest.mark.parametrize("data", [b"PK\x03\x04 no archive at all", b"\xff\xfe\x00", b"\xff\xfea"])
def test_a_file_that_is_no_table_is_refused_with_its_name(tmp_path, data):
    path = tmp_path / "notes.xlsx"
    path.write_bytes(data)
    with pytest.raises(UnfitTableError, match=r"notes\.xlsx: cannot be read as CSV or XLSX"):
        list(read_table(path))


def test_a_missing_file_and_a_doubled_column_are_refused(tmp_path):
    with pytest.raises(UnfitTableError, match="no such file"):
        list(read_table(tmp_path / "gone.csv"))
    (tmp_path / "twice.csv").write_text("passage_id,labels,labels\na,b,c\n")
    with pytest.raises(UnfitTableError, match="column labels stands there twice"):
        list(read_table(tmp_path / "twice.csv"))
