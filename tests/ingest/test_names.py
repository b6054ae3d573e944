import pytest

from jpeu_nlp.ingest.names import is_byline, parse_byline, settle_name


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("By Marta Kowalczyk and Jun Tanabe", ("Marta Kowalczyk", "Jun Tanabe")),
        ("BY MARTA KOWALCZYK AND JUN\nTANABE", ("Marta Kowalczyk", "Jun Tanabe")),
        ("by Dr. Marta Kowalczyk, Senior Fellow, Harbour Institute", ("Marta Kowalczyk",)),
        ("By A. B. Stone, Eva Lind & Jun Tanabe", ("A. B. Stone", "Eva Lind", "Jun Tanabe")),
        ("Author: KOWALCZYK Marta; TANABE Jun", ("Marta Kowalczyk", "Jun Tanabe")),
        ("By Marta KOWALCZYK", ("Marta Kowalczyk",)),
        ("Authors: Kowalczyk, Marta; von der Heide, Karl", ("Marta Kowalczyk", "Karl von der Heide")),
        ("BY SINÉAD O'NEILL-MCBRIDE, PH.D.", ("Sinéad O'Neill-McBride",)),
        ("By Vice Adm. (ret.) Jun Tanabe", ("Jun Tanabe",)),
        ("By Theresa March", ("Theresa March",)),
    ],
)
def test_bylines_give_names_given_name_first(line: str, authors: tuple[str, ...]) -> None:
    assert is_byline(line)
    assert parse_byline(line) == authors


@pytest.mark.parametrize(
    "line",
    [
        "By sharing intelligence and best practices, Japan and the EU can mitigate risks.",
        "By contrast, larger states hesitate",
        "By 2030 the fleet will have doubled",
        "By land and sea",
        "By Maritime Security we mean more than ships",
    ],
)
def test_sentences_that_open_with_by_are_no_bylines(line: str) -> None:
    assert not is_byline(line)


def test_an_office_may_sign_without_a_name() -> None:
    assert is_byline("By Staff Writer")
    assert parse_byline("By Staff Writer") == ()


def test_the_document_tells_which_of_two_names_is_the_surname() -> None:
    assert settle_name("Tanabe Jun", "Tanabe argued that cables matter.") == "Jun Tanabe"
    assert settle_name("Marta Kowalczyk", "Kowalczyk teaches in Gdańsk.") == "Marta Kowalczyk"
    assert settle_name("Marta Kowalczyk", "Nothing about her.") == "Marta Kowalczyk"


def test_the_document_tells_the_case_of_a_shouted_name() -> None:
    assert settle_name("Anna Delacroix", "Anna DeLaCroix is a fellow.") == "Anna DeLaCroix"
