"""Office: a Word document in, a draft out.

A DOCX is a zip: its members are looked at before anything unpacks them, for 307 kB can hold 627 MB. Word's own stamps
(author, date made) are hints at most, since templates carry them from document to document.
"""

import io
import re
import zipfile
from collections.abc import Iterator

import docx
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from lxml import etree

from jpeu_nlp.errors import UnreadableError
from jpeu_nlp.ingest.drafts import Draft, Piece, ReadingLimits

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAX_PARAGRAPHS = 100_000
"""Paragraphs of one DOCX; 2 million timed out in python-docx (measured)."""


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
        title=""
        if any(piece.role == "title" for piece in pieces) or re.search(r"^word document|^untitled|\.docx?$|template", title, re.IGNORECASE)
        else title,
        notes=(f"author {author}",) if has_byline else (),
        created_date=created.date().isoformat()
        if created is not None and (created.year, created.month, created.day) != (2013, 12, 23)
        else None,
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
                raise UnreadableError(
                    f"unpacks to {expanded} bytes in {len(members)} parts, the limit is {limits.max_expanded_bytes}; this is no text"
                )
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
    role = {
        "Title": "title",
        "Caption": "caption",
        "Footnote Text": "note",
        "Endnote Text": "note",
        "Header": "running",
        "Footer": "running",
    }.get(style, "")
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
