"""Markup: Markdown in, a draft out; front matter in YAML or TOML says title, authors, date, publisher and kind."""

import re
import tomllib
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from jpeu_nlp.ingest.clean import strip_markup
from jpeu_nlp.ingest.datelines import find_date, find_month
from jpeu_nlp.ingest.drafts import Draft, Piece

_FRONT_MATTER = re.compile(r"\A\ufeff?(---|\+\+\+)[ \t]*\n(.*?)\n\1[ \t]*(?:\n|\Z)", re.DOTALL)


def read_markdown(text: str) -> Draft:
    """Read Markdown, CommonMark with tables; front matter in YAML or TOML says title, author, date, publisher and kind."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    front = _FRONT_MATTER.match(text)
    values = read_front_matter(front[2], is_toml=front[1] == "+++") if front else {}
    tokens = MarkdownIt("commonmark").enable("table").disable("code").parse(text[front.end() :] if front else text)
    authors = values.get("authors") or values.get("author") or values.get("by") or []
    date = (values.get("date") or values.get("published") or values.get("published_date") or values.get("publication_date") or [""])[0]
    found = find_date(date)
    year = re.fullmatch(r"(?:19|20)\d\d(?:-[01]\d)?", date.strip())
    return Draft(
        pieces=tuple(walk_tokens(tokens)),
        reader="markdown@1",
        media_type="text/markdown",
        title=(values.get("title") or [""])[0],
        authors=tuple(authors),
        publisher=(values.get("publisher") or values.get("source") or [""])[0],
        published_date=found[0] if found else year[0] if year else find_month(date),
        kind=(values.get("kind") or values.get("type") or values.get("category") or [""])[0],
    )


def read_front_matter(text: str, *, is_toml: bool) -> dict[str, list[str]]:
    """Return the values of front matter by key, each as a list of texts.

    The YAML is read by hand: `key: value`, `key: [a, b]` and `- item` lines are all that front matter of texts uses, and
    a full reader would let aliases multiply.
    """
    if is_toml:
        try:
            table = tomllib.loads(text)
        except tomllib.TOMLDecodeError:
            return {}
        return {key.lower(): [str(part) for part in (value if isinstance(value, list) else [value])] for key, value in table.items()}
    values: dict[str, list[str]] = {}
    key = ""
    for line in text.split("\n"):
        pair = re.match(r"([A-Za-z][\w -]*?)\s*:\s*(.*)$", line)
        entry = re.match(r"\s*-\s+(?:name\s*:\s*)?(.+)$", line)
        if pair:
            key, value = pair[1].lower().replace("-", "_"), re.sub(r"\s+#.*$", "", pair[2]).strip()
            inner = re.fullmatch(r"\[(.*)\]", value)
            parts = re.findall(r"\"([^\"]*)\"|'([^']*)'|([^,]+)", inner[1]) if inner else [(value, "", "")]
            values[key] = [bare for part in parts if (bare := "".join(part).strip().strip("\"'").strip())]
        elif entry and key:
            values[key].append(entry[1].strip().strip("\"'"))
    return values


def walk_tokens(tokens: list[Token]) -> Iterator[Piece]:
    """Yield the pieces of a Markdown document."""
    in_items, level, row = 0, 0, []  # type: int, int, list[str]
    for token in tokens:
        if token.type == "list_item_open":
            in_items += 1
        elif token.type == "list_item_close":
            in_items -= 1
        elif token.type == "heading_open":
            level = int(token.tag[1])
        elif token.type == "heading_close":
            level = 0
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            yield Piece(text=" ".join(row))
        elif token.type in {"inline"} and token.level > 2 and token.map is None:
            row.append(read_inline(token)[0])
        elif token.type == "inline":
            yield from read_block(token, level=level, is_item=in_items > 0)
        elif token.type == "fence":
            yield Piece(text=token.content)


def read_block(token: Token, *, level: int, is_item: bool) -> Iterator[Piece]:
    """Yield one Markdown block; a paragraph that is nothing but a picture gives its caption."""
    text, is_bold = read_inline(token)
    is_picture = bool(token.children) and all(child.type == "image" for child in token.children or [])
    if level:
        yield Piece(text=text, role="heading", size=1.8 - 0.1 * level, is_bold=True)
    elif is_picture:
        yield Piece(text=text, role="caption")
    else:
        for line in text.split("\v"):
            yield Piece(text=line, role="item" if is_item else "", is_bold=is_bold)


def read_inline(token: Token) -> tuple[str, bool]:
    """Return the words of an inline token, and whether all of them are bold; a hard break becomes U+000B."""
    parts: list[str] = []
    depth = bold = total = 0
    for child in token.children or []:
        depth += {"strong_open": 1, "strong_close": -1}.get(child.type, 0)
        words = {"softbreak": " ", "hardbreak": "\v"}.get(
            child.type, child.content if child.type in {"text", "code_inline", "image"} else ""
        )
        parts.append(words)
        bold += len(words) * (depth > 0)
        total += len(words)
    return strip_markup("".join(parts)), total > 0 and bold == total
