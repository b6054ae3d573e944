import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jpeu_nlp.export.guard import guard, unguard

NASTY = st.text(alphabet="'=+-@;,\t\r\n\0＝ a\"", max_size=12)


@given(st.one_of(NASTY, st.text()))
@example("'=1+1")
@example("''''\t=")
@example("a;'=b")
def test_what_is_read_back_is_what_was_written(text):
    assert unguard(guard(text)) == text


@given(st.one_of(NASTY, st.text()))
def test_no_cell_starts_with_a_formula_sign(text):
    assert not guard(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝"))


@given(NASTY)
def test_nor_does_a_cell_that_another_separator_would_start(text):
    for separator in ";\t\r\n":
        assert not any(cell.startswith(("=", "+", "-", "@", "＝")) for cell in guard(text).split(separator)[1:])


@pytest.mark.parametrize("text", ["", "Japan", "a=b", "cyber; space", "2024-11-01", "'quoted'", "3 - 4"])
def test_ordinary_text_is_left_alone(text):
    assert guard(text) == text
