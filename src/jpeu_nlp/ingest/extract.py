"""Extract: a web page in, its main text as a draft out: text by trafilatura, date by htmldate.

Both measured best (F1 0.960 on 181 pages; the exact date on 89-91 %). htmldate's search through the text is switched
off: it takes a copyright line's year for a date, and datelines are read by our own rules, for all formats alike.
"""

import re
from collections.abc import Iterator

from htmldate import find_date
from lxml import etree, html
from lxml.etree import _Element as Element
from trafilatura import bare_extraction

from jpeu_nlp.errors import UnreadableError
from jpeu_nlp.ingest.drafts import Draft, Piece
from jpeu_nlp.ingest.kinds import read_owner
from jpeu_nlp.ingest.names import is_byline, parse_byline
from jpeu_nlp.ingest.wording import COPYRIGHT

_TOO_DEEP = 250
"""Depth of an HTML tree above which the page is not prose (chosen: deeper trees made trafilatura take minutes)."""


def read_html(data: bytes) -> Draft:
    """Read a web page: its main text by trafilatura, its date by htmldate."""
    tree = parse_page(data)
    found = bare_extraction(data, include_comments=False, include_formatting=True, include_tables=True, with_metadata=True)
    if isinstance(found, dict):
        raise UnreadableError("trafilatura answered in another form; install the version that the lock names")
    pieces = list(walk_body(found.body)) if found is not None and found.body is not None else []
    if count_letters(pieces) < 200:
        plain = list(walk_plainly(tree))
        pieces = plain if count_letters(plain) > count_letters(pieces) else pieces
    return Draft(
        pieces=tuple(pieces),
        reader="html@1",
        media_type="text/html",
        title=(found.title or "") if found is not None else "",
        authors=choose_authors(tree, given=(found.author or "") if found is not None else ""),
        publisher=((found.sitename or "") if found is not None else "") or read_site(tree) or read_rights(tree),
        published_date=find_date(tree, extensive_search=False, original_date=True),
        notes=tuple(read_types(tree)),
    )


def read_site(tree: Element) -> str:
    """Return what stands behind the last bar or dash of a page's title, where sites put their names."""
    title = " ".join((tree.findtext(".//title") or "").split())
    parts = re.split(r"\s+[|–—·-]\s+", title)
    return parts[-1] if len(parts) > 1 and len(parts[-1].split()) <= 8 else ""


def read_rights(tree: Element) -> str:
    """Return who holds a page's rights: what is read as its main text leaves the line out."""
    for node in tree.iter("p", "small", "div", "td", "span", "font", "address", "li"):
        text = " ".join("".join(node.itertext()).split())
        if len(text) <= 200 and COPYRIGHT.match(text) and (owner := read_owner(text)):
            return owner
    return ""


def read_authors(tree: Element) -> Iterator[str]:
    """Yield the authors of a page's own metadata, before anyone has cut "Surname, Given" at its comma."""
    for meta in tree.iter("meta"):
        if (meta.get("name") or meta.get("property") or "").lower() in {"author", "citation_author", "dc.creator", "article:author"}:
            content = (meta.get("content") or "").strip()
            if content and not content.startswith("http"):
                yield content[:500]


def choose_authors(tree: Element, *, given: str) -> tuple[str, ...]:
    """Return the authors of a page: of its metadata, unless the byline on the page names them and others beside them."""
    stated = tuple(read_authors(tree)) or ((given,) if given else ())
    names = {name for author in stated for name in parse_byline(author)}
    shown = read_byline(tree)
    return shown if names < set(shown) else stated


def read_byline(tree: Element) -> tuple[str, ...]:
    """Return the names in a page's byline, which goes with the page's header where its main text is cut out."""
    for node in tree.iter("p", "div", "span", "address", "li"):
        text = " ".join("".join(node.itertext()).split())
        if len(text) <= 200 and is_byline(text) and next(node.iterancestors("nav", "footer", "aside"), None) is None:
            return parse_byline(text)
    return ()


def count_letters(pieces: list[Piece]) -> int:
    """Return how many characters the pieces hold."""
    return sum(len(piece.text) for piece in pieces)


def parse_page(data: bytes) -> Element:
    """Parse a page; raises `UnreadableError` where nothing can be made of it."""
    try:
        encoding = "utf-8" if is_utf8(data) else None
        tree = html.document_fromstring(data, parser=html.HTMLParser(remove_comments=True, remove_pis=True, encoding=encoding))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError(f"no web page can be made of it ({error}); save it again from the browser") from error
    stack, deepest = [(tree, 1)], 0
    while stack:
        node, depth = stack.pop()
        deepest = max(deepest, depth)
        stack.extend((child, depth + 1) for child in node)
    if deepest > _TOO_DEEP:
        raise UnreadableError(f"elements nested {deepest} deep, the limit is {_TOO_DEEP}; this is no page of prose")
    return tree


def is_utf8(data: bytes) -> bool:
    """Tell whether bytes beyond ASCII are UTF-8, whatever the page declares or leaves out; other encodings hardly ever are."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not data.isascii()


def walk_body(body: Element) -> Iterator[Piece]:
    """Yield the pieces of trafilatura's tree."""
    for node in body:
        if node.tag == "list":
            yield from (Piece(text=text_of(entry), role="item") for entry in node.iter("item"))
        elif node.tag == "table":
            yield from (Piece(text=text_of(row)) for row in node.iter("row"))
        elif node.tag == "quote" and len(node.findall("p")) > 0:
            yield from walk_body(node)
        elif node.tag == "head":
            yield Piece(text=text_of(node), role="heading", size=1.8 - 0.1 * int((node.get("rend") or "h2")[-1:].strip() or 2))
        elif node.tag not in {"graphic", "del"}:
            text = text_of(node)
            bold = "".join(text_of(part) for part in node.iter("hi") if part.get("rend") == "#b")
            yield Piece(text=text, is_bold=bool(text) and len(bold) >= 0.9 * len(text))


def text_of(node: Element) -> str:
    """Return the words of an element; line breaks and cells become blanks."""
    parts: list[str] = []
    for part in node.iter():
        if part.tag in {"lb", "br", "cell", "p", "td", "th"}:
            parts.append(" ")
        parts.append(part.text or "")
        parts.append(part.tail or "" if part is not node else "")
    return " ".join("".join(parts).split())


def walk_plainly(tree: Element) -> Iterator[Piece]:
    """Yield headings, paragraphs and items as they stand: for pages too short to show where their main text is."""
    body = tree.find("body")
    for node in (body if body is not None else tree).iter("h1", "h2", "h3", "h4", "p", "li", "blockquote", "pre", "td"):
        if next(node.iterancestors("nav", "header", "footer", "aside", "script", "style", "form"), None) is not None:
            continue
        if next(node.iterdescendants("p", "li", "td", "h2", "h3"), None) is None:
            role = {"h1": "title", "h2": "heading", "h3": "heading", "h4": "heading", "li": "item"}.get(str(node.tag), "")
            yield Piece(text=text_of(node), role=role)


def read_types(tree: Element) -> Iterator[str]:
    """Yield what a page calls itself: schema.org types of its data, its section."""
    for script in tree.iter("script"):
        if script.get("type") == "application/ld+json":
            yield from re.findall(r'"@type"\s*:\s*\[?\s*"((?:\w*NewsArticle|Report|BlogPosting))"', script.text or "")
    for meta in tree.iter("meta"):
        if (meta.get("property") or meta.get("name") or "").lower() in {
            "article:section",
            "og:type:label",
            "content-type",
            "dc.type",
            "citation_type",
        }:
            yield (meta.get("content") or "")[:80]
