import pytest

from jpeu_nlp.ingest.datelines import date_of_filename, read_date_line, read_dateline


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("Tokyo, 1 November 2024", "2024-11-01"),
        ("Nov. 1, 2024", "2024-11-01"),
        ("Published: Friday, 1st November, 2024", "2024-11-01"),
        ("2024年11月1日", "2024-11-01"),
        ("令和6年11月1日", "2024-11-01"),
        ("2024-11-01", "2024-11-01"),
        ("Letters #86 – Nov. 15, 2024", "2024-11-15"),
        ("1.11.2024", "2024-11-01"),
        ("25/11/2024", "2024-11-25"),
        ("Bruxelles, le 1er novembre 2024", "2024-11-01"),
        ("November 2024", "2024-11"),
    ],
)
def test_a_line_of_its_own_gives_the_date(line: str, iso: str) -> None:
    assert read_date_line(line) == iso


@pytest.mark.parametrize(
    "line",
    [
        "Nov. 1",
        "03/04/2024",
        "31 February 2024",
        "© 2024 Harbour Forum",
        "Updated 3 May 2025",
        "2024",
        "The partnership was announced on 1 November 2024 in Tokyo",
    ],
)
def test_no_date_is_guessed(line: str) -> None:
    assert read_date_line(line) is None


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("TOKYO, Nov. 1, 2024 (Kyodo) — Ministers met.", "2024-11-01"),
        ("Brussels, 1 November 2024 - The Council met.", "2024-11-01"),
        ("On 1 November 2024 - a Friday - ministers met.", None),
        ("Japan announced it on Nov. 1, 2024, in Tokyo.", None),
    ],
)
def test_a_dateline_stands_at_the_head_of_a_paragraph(text: str, iso: str | None) -> None:
    assert read_dateline(text) == iso


@pytest.mark.parametrize(
    ("name", "iso"),
    [
        ("2024-11-01-readout.pdf", "2024-11-01"),
        ("note_20241101.txt", "2024-11-01"),
        ("000_412aeb19f5fa2291.txt", None),
        ("20241301.txt", None),
    ],
)
def test_a_file_name_may_hold_a_date(name: str, iso: str | None) -> None:
    assert date_of_filename(name) == iso
