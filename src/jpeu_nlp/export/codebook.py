"""The codebook: the description of every published column in, Markdown out; `docs/codebook.md` is made from it."""

from collections.abc import Mapping, Sequence

from jpeu_nlp.export.columns import TABLE_DESCRIPTIONS, Column

INTRODUCTION = """# Codebook

Made from `src/jpeu_nlp/export/columns.py`; do not edit it here.

Offsets are Unicode code points, half-open: `text[start_char:end_char]`. Several values in one cell are joined with `; `.
Empty means that nothing is known, or that nothing applies (null in Parquet and JSON lines for numbers). Dates are
ISO 8601, to the day, month or year that is known. Ids are digests of what a row stands for: they stay the same from
run to run.

In CSV and XLSX a text that a spreadsheet would take for a formula (it starts with `=`, `+`, `-`, `@`, their full-width
forms, a tab, a line break or NUL, or has such a sign right behind a `;`, tab or line break) carries a `'` in front of it;
`jpeu-nlp reviews import` takes it off again. Where offsets matter, load Parquet or JSON lines. XLSX cells hold at most
32,767 characters: longer texts are cut there and end in ` …`.
"""


def codebook_markdown(columns: Mapping[str, Sequence[Column]]) -> str:
    """Return the codebook of these tables."""
    parts = [INTRODUCTION]
    for table, described in columns.items():
        keys = ", ".join(f"`{column.name}`" for column in described if column.is_key)
        parts.append(f"## {table}\n\n{TABLE_DESCRIPTIONS[table]} Key: {keys}.\n")
        lines = ["| column | type | holds |", "|---|---|---|"]
        lines += [f"| `{column.name}` | {column.type} | {_describe(column)} |" for column in described]
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _describe(column: Column) -> str:
    text = column.description
    if column.unit:
        text += f" Unit: {column.unit}."
    if column.minimum is not None and column.maximum is not None:
        text += f" In [{column.minimum:g}, {column.maximum:g}]."
    if column.values:
        text += f" One of {', '.join(f'`{value}`' if value else 'empty' for value in column.values)}."
    if column.refers_to:
        text += f" Found in `{column.refers_to}`."
    return text.replace("|", "\\|")
