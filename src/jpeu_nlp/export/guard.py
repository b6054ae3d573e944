"""The guard against formulas: a text that a spreadsheet would execute gets a leading `'`, and loses exactly that again.

In go cells of text, out come cells of text; numbers are never guarded. A spreadsheet that takes `;` or a tab for the
separator starts a cell in the middle of ours, so a formula sign right behind one of these, or behind a line break, is
guarded in place. Texts that look guarded already get one more `'`: what is read back is what was written, always.
"""

import re

SIGNS = "=+\\-@＝＋－＠"
"""Characters that start a formula, with the full-width forms that Japanese spreadsheets take for the same (OWASP's list)."""
RISKY = re.compile(rf"\A'*[{SIGNS}\t\r\n\0]|[;\t\r\n]'*[{SIGNS}]")
"""Finds the few texts that need a closer look, in one pass: CSV is written 1.7 times as fast (`benchmarks/store.py`)."""
BARE = re.compile(rf"\A('*)(?=[{SIGNS}\t\r\n\0])|(?<=[;\t\r\n])('*)(?=[{SIGNS}])")
GUARDED = re.compile(rf"\A'('*)(?=[{SIGNS}\t\r\n\0])|(?<=[;\t\r\n])'('*)(?=[{SIGNS}])")


def guard(text: str) -> str:
    """Return a text that no spreadsheet executes."""
    return text if RISKY.search(text) is None else BARE.sub(r"'\g<0>", text)


def unguard(text: str) -> str:
    """Return the text that was guarded."""
    return text if RISKY.search(text) is None else GUARDED.sub(lambda found: found.group(1) or found.group(2) or "", text)
