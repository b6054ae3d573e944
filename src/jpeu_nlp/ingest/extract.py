"""Extract: HTML, DOCX and Markdown in, drafts out, each by the library that measured best for it.

A DOCX is a zip: its members are looked at before anything unpacks them, for 307 kB can hold 627 MB. Word's own stamps
(author, date made) are hints at most, since templates carry them from document to document.
"""

import io
import re
import tomllib
import zipfile
from collections.abc import Iterator

import docx
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from htmldate import find_date
from lxml import etree, html
from lxml.etree import _Element as Element
from markdown_it import MarkdownIt
from markdown_it.token import Token
from trafilatura import bare_extraction

from jpeu_nlp.errors import UnreadableError
from jpeu_nlp.ingest.clean import strip_markup
from jpeu_nlp.ingest.datelines import find_date as find_written_date
from jpeu_nlp.ingest.datelines import find_month
from jpeu_nlp.ingest.drafts import Draft, Piece, ReadingLimits

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAX_PARAGRAPHS = 100_000
"""Paragraphs of one DOCX; python-docx needs about 30 microseconds for each, and 2 million timed out (measured)."""

_FRONT_MATTER = re.compile(r"\A\ufeff?(---|\+\+\+)[ \t]*\n(.*?)\n\1[ \t]*(?:\n|\Z)", re.DOTALL)
_TOO_DEEP = 250
"""Depth of an HTML tree above which the page is not prose; the deepest of the pages we looked at has 48."""


def read_html(data: bytes) -> Draft:
    """Read a web page: its main text by trafilatura, its date by htmldate."""
    tree = parse_page(data)
    found = bare_extraction(data, include_comments=False, include_formatting=True, include_tables=True, with_metadata=True)
    pieces = list(walk_body(found.body)) if found is not None and found.body is not None else []
    if sum(len(piece.text) for piece in pieces) < 200:
        plain = list(walk_plainly(tree))
        pieces = plain if sum(len(piece.text) for piece in plain) > sum(len(piece.text) for piece in pieces) else pieces
    author = (found.author or "") if found is not None else ""
    return Draft(
        pieces=tuple(pieces),
        reader="html@1",
        media_type="text/html",
        title=(found.title or "") if found is not None else "",
        authors=tuple(name.strip() for name in author.split(";") if name.strip()),
        publisher=(found.sitename or "") if found is not None else "",
        published_date=find_date(tree, extensive_search=False, original_date=True),
        notes=tuple(read_types(tree)),
    )


def parse_page(data: bytes) -> Element:
    """Parse a page; raises `UnreadableError` where nothing can be made of it."""
    try:
        tree = html.document_fromstring(data, parser=html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=False))
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
        if (meta.get("property") or meta.get("name") or "").lower() in {"article:section", "og:type:label", "content-type", "dc.type", "citation_type"}:
            yield (meta.get("content") or "")[:80]


def read_docx(data: bytes, *, limits: ReadingLimits) -> Draft:
    """Read a Word document: body, tables and lists in order, headers, footers and footnotes as margins."""
    inspect_members(data, limits=limits)
    try:
        document = docx.Document(io.BytesIO(data))
        pieces = [*walk_docx(document), *walk_margins(document)]
        properties = document.core_properties
        title, author, created = properties.title or "", properties.author or "", properties.created
    except UnreadableError:
        raise
    except Exception as error:  # python-docx lets errors of zip, XML, keys and values through alike
        raise UnreadableError(f"not a Word document ({type(error).__name__}: {str(error)[:120]}); save it as .docx again") from error
    has_byline = author and not re.search(r"python-docx|admin|user|microsoft|office|owner|^\W*$", author, re.IGNORECASE)
    return Draft(
        pieces=tuple(pieces),
        reader="docx@1",
        media_type=DOCX_TYPE,
        title="" if any(piece.role == "title" for piece in pieces) or re.search(r"^word document|^untitled|\.docx?$|template", title, re.IGNORECASE) else title,
        notes=(f"author {author}",) if has_byline else (),
        created_date=created.date().isoformat() if created is not None and (created.year, created.month, created.day) != (2013, 12, 23) else None,
    )


def inspect_members(data: bytes, *, limits: ReadingLimits) -> None:
    """Look at a zip's table of contents before unpacking; raises `UnreadableError` for bombs and strangers."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            expanded = sum(member.file_size for member in members)
            if any(member.flag_bits & 1 for member in members):
                raise UnreadableError("encrypted; save it without a password")
            if expanded > limits.max_expanded_bytes or len(members) > 10_000:
                raise UnreadableError(f"unpacks to {expanded} bytes in {len(members)} parts, the limit is {limits.max_expanded_bytes}; this is no text")
            if "word/document.xml" not in {member.filename for member in members}:
                raise UnreadableError("a zip file that holds no Word document; unpack it, or save the document as .docx")
            with archive.open("word/document.xml") as part:
                body = part.read(limits.max_expanded_bytes + 1)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError) as error:
        raise UnreadableError(f"damaged ({error}); save it as .docx again") from error
    except Exception as error:
        if isinstance(error, UnreadableError):
            raise
        raise UnreadableError(f"damaged ({type(error).__name__}: {error}); save it as .docx again") from error
    if len(body) > limits.max_expanded_bytes or b"<!ENTITY" in body:
        raise UnreadableError("its text part lies about its size or declares entities; this is no document from a word processor")
    if (n_paragraphs := len(re.findall(rb"<(?:\w+:)?p[ />]", body))) > MAX_PARAGRAPHS:
        raise UnreadableError(f"{n_paragraphs} paragraphs, the limit is {MAX_PARAGRAPHS}; split it")


def walk_docx(document: object) -> Iterator[Piece]:
    """Yield the paragraphs of the body in order, those in tables included."""
    body = document.element.body  # type: ignore[attr-defined]
    for node in body.iter(qn("w:p")):
        if next(node.iterancestors(qn("w:del"), qn("w:txbxContent")), None) is None:
            yield from read_paragraph(Paragraph(node, document))  # type: ignore[arg-type]


def read_paragraph(paragraph: Paragraph) -> Iterator[Piece]:
    """Yield a Word paragraph as a piece, with the role its style names; nothing for an empty one."""
    text = paragraph.text.replace("\n", " ").strip()
    if not text:
        return
    style = (paragraph.style.name if paragraph.style is not None else "") or ""
    is_numbered = paragraph._p.pPr is not None and paragraph._p.pPr.numPr is not None
    runs = [run for run in paragraph.runs if run.text.strip()]
    is_bold = bool(runs) and all(run.bold for run in runs)
    level = re.match(r"Heading (\d)", style)
    role = {"Title": "title", "Caption": "caption", "Footnote Text": "note", "Endnote Text": "note", "Header": "running", "Footer": "running"}.get(style, "")
    if level:
        yield Piece(text=text, role="heading", size=1.8 - 0.1 * int(level[1]), is_bold=True)
    elif not role and (is_numbered or style.startswith("List")):
        yield Piece(text=re.sub(r"^[•◦▪·–-]\s+", "", text), role="item")
    elif not role and re.match(r"[•◦▪·]\s+", text):
        yield Piece(text=text[1:].strip(), role="item")
    else:
        sizes = [run.font.size.pt for run in runs if run.font.size is not None]
        size = max(sizes) / 11 if sizes and len(sizes) == len(runs) else 1.0
        yield Piece(text=text, role=role, is_bold=is_bold, size=size)


def walk_margins(document: object) -> Iterator[Piece]:
    """Yield headers and footers, each once, and footnotes."""
    seen: set[str] = set()
    for section in document.sections:  # type: ignore[attr-defined]
        for part in (section.header, section.footer):
            for paragraph in part.paragraphs if not part.is_linked_to_previous else ():
                if paragraph.text.strip() and paragraph.text not in seen:
                    seen.add(paragraph.text)
                    yield Piece(text=paragraph.text, role="running")
    for relation in document.part.rels.values():  # type: ignore[attr-defined]
        if relation.reltype.endswith("/footnotes") and not relation.is_external:
            root = etree.fromstring(relation.target_part.blob, etree.XMLParser(resolve_entities=False, no_network=True))
            for note in root:
                text = " ".join("".join(part.itertext(qn("w:t"))) for part in note.iter(qn("w:p"))).strip()
                if text:
                    yield Piece(text=text, role="note")


def read_markdown(text: str) -> Draft:
    """Read Markdown, CommonMark with tables; front matter in YAML or TOML says title, author, date, publisher and kind."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    front = _FRONT_MATTER.match(text)
    values = read_front_matter(front[2], is_toml=front[1] == "+++") if front else {}
    tokens = MarkdownIt("commonmark").enable("table").disable("code").parse(text[front.end() :] if front else text)
    authors = values.get("authors") or values.get("author") or values.get("by") or []
    date = (values.get("date") or values.get("published") or values.get("published_date") or values.get("publication_date") or [""])[0]
    found = find_written_date(date)
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
        words = {"softbreak": " ", "hardbreak": "\v"}.get(child.type, child.content if child.type in {"text", "code_inline", "image"} else "")
        parts.append(words)
        bold += len(words) * (depth > 0)
        total += len(words)
    return strip_markup("".join(parts)), total > 0 and bold == total
