"""Build documents: the texts of `sources_text/` in, the PDF and Word files of `documents/` out.

Only binary formats are built; web pages, Markdown and plain text are written by hand in `documents/`. The files are
committed, so nobody needs this to run the main job; a test builds them anew and compares. Words are hyphenated by a
table and not by a library, so that a line breaks where a printer would break it, on every machine alike.

    python corpus/build_documents.py [FOLDER]      # default: corpus/documents
"""

import datetime as dt
import io
import re
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from docx.text.paragraph import Paragraph as WordParagraph
from reportlab.lib import colors, pagesizes
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, FrameBreak, PageTemplate, Paragraph, Table

HERE = Path(__file__).parent
SOURCES = HERE / "sources_text"
DOCUMENTS = HERE / "documents"
MARK = "Sample document written for the jpeu-nlp test corpus; not an official text."
"""Stands in every document, in a margin."""

MAX_PAGES = 8
"""Page templates that are made; the longest text takes two pages."""

HYPHENATED = """
ab-stained agree-ment air-craft amend-ment ammu-nition an-nounced ar-range-ment as-sem-bly at-tacks at-tri-bu-tion au-thor-ise
Brus-sels cap-tains charac-ter char-tered com-mis-sion com-mon com-pa-nies com-puters con-demned con-stel-la-tion con-sti-tu-tion
con-tainer con-ven-tion coun-ter-ter-ror-ism coun-tries cus-toms cyber-attacks cyber-space de-fence de-fense de-stroyed de-stroyer
dif-fer-ent dif-fi-culty dip-lo-mats di-rec-tive doc-u-ment emer-gency en-gi-neers en-force Euro-pean every-one ex-er-cises
ex-plo-sives ex-pressed fer-til-iser for-eign frag-ments frig-ates gov-ern-ment gov-ern-ments head-quar-ters har-bour hos-pi-tals
in-cident in-de-pen-dent in-dus-try in-fra-struc-ture in-for-ma-tion in-sti-tute in-ter-fer-ence in-ter-na-tional Jap-a-nese
jour-nal-ists launched law-yers mar-i-time mem-bers mer-chant min-is-ters min-is-try mis-siles na-tional nav-i-ga-tion net-work
net-works no-vem-ber obliges of-fi-cials op-er-a-tion op-er-a-tions or-di-nary par-lia-ment part-ner part-ners part-ner-ship
pa-trols Phil-ip-pine Phil-ip-pines po-lice po-lit-i-cal pre-vent pro-mised pro-posal pro-tects ques-tion ran-som-ware re-ceive
re-gion re-hearsed re-port re-ported res-o-lu-tion re-spond re-sponse sanc-tions sat-el-lite sat-el-lites se-cu-rity sep-a-rately
sev-eral ship-ping sig-nals sit-u-a-tion space-craft strat-egy sub-marine sup-plies ter-ror-ist ter-ror-ists to-gether trav-el-lers
un-crewed un-der-stand-ing ves-sel ves-sels vio-lence weap-ons
"""
BREAKS = {word.replace("-", "").lower(): word for word in HYPHENATED.split()}


@dataclass(frozen=True)
class Source:
    """One text: settings of its look, and its blocks as (kind, text)."""

    name: str
    settings: dict[str, str]
    blocks: tuple[tuple[str, str], ...]

    def is_on(self, key: str) -> bool:
        """Return whether a yes-or-no setting says yes."""
        return self.settings.get(key) == "yes"

    @property
    def created(self) -> dt.datetime:
        """When the file claims to have been made, at noon UTC."""
        return dt.datetime.combine(dt.date.fromisoformat(self.settings["created"]), dt.time(12))

    @property
    def title(self) -> str:
        """The title, without mark-up; empty where the text has none."""
        return next((plain(text) for kind, text in self.blocks if kind == "title"), "")


def read_source(path: Path) -> Source:
    """Read `key: value` lines up to `---`, then blocks between blank lines; a block's first sign says what it is."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n---\n")
    settings = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in head.split("\n"))}
    return Source(path.stem, settings, tuple(read_blocks(body)))


def read_blocks(body: str) -> Iterator[tuple[str, str]]:
    """Yield the blocks of a text: `title`, `heading`, `item`, `number`, `row`, `paragraph`, or the word after an `@`."""
    for line in filter(None, map(str.strip, body.split("\n"))):
        if line.startswith("@"):
            kind, _, text = line[1:].partition(" ")
            yield kind, text
        elif line.startswith("# "):
            yield "title", line[2:]
        elif line.startswith("## "):
            yield "heading", line[3:]
        elif line.startswith("- "):
            yield "item", line[2:]
        elif re.match(r"\d+\. ", line):
            yield "number", line
        elif line.startswith("|"):
            yield "row", line.strip("| ")
        else:
            yield "paragraph", line


def plain(text: str) -> str:
    """Return the text without `**bold**`, `*italic*` and `^1^`."""
    return re.sub(r"\^(\d+)\^", r"\1", text.replace("*", ""))


class Look:
    """The styles of one PDF."""

    def __init__(self, source: Source) -> None:
        settings = source.settings
        self.size = float(settings["size"])
        self.family = settings["font"]
        self.hyphenates = source.is_on("hyphenate")
        self.body, self.bold, italic = {
            "Times": ("Times-Roman", "Times-Bold", "Times-Italic"),
            "Helvetica": ("Helvetica", "Helvetica-Bold", "Helvetica-Oblique"),
        }[self.family]
        size, lead, indent = self.size, self.size * 1.22, float(settings.get("indent", 0))
        base = ParagraphStyle(
            "base", fontName=self.body, fontSize=size, leading=lead, alignment=4 if source.is_on("justify") else 0,
            spaceAfter=0 if indent else 0.55 * size, firstLineIndent=indent, embeddedHyphenation=1 if self.hyphenates else 0,
        )  # fmt: skip
        flat = {"alignment": 0, "firstLineIndent": 0, "embeddedHyphenation": 0}

        def style(**changes: object) -> ParagraphStyle:
            return ParagraphStyle("style", parent=base, **changes)

        title = 1.5 * size if int(settings["columns"]) > 1 and not source.is_on("band") else 1.9 * size
        self.styles = {
            "paragraph": base,
            "item": style(leftIndent=1.2 * size, firstLineIndent=0, bulletIndent=0.2 * size, spaceAfter=0.35 * size),
            "number": style(leftIndent=1.6 * size, firstLineIndent=-1.6 * size, spaceAfter=0.35 * size),
            "title": style(fontName=self.bold, fontSize=title, leading=1.2 * title, spaceAfter=0.6 * size, **flat),
            "heading": style(fontName=self.bold, fontSize=1.1 * size, spaceBefore=0.7 * size, spaceAfter=3, keepWithNext=1, **flat),
            "kicker": style(fontName=self.bold, fontSize=0.85 * size, textColor=colors.HexColor("#8a1f1f"), spaceAfter=0.5 * size, **flat),
            "standfirst": style(fontName=italic, fontSize=1.15 * size, leading=1.4 * size, spaceAfter=0.6 * size, **flat),
            "byline": style(spaceAfter=0.2 * size, **flat),
            "date": style(fontSize=0.9 * size, spaceAfter=0.9 * size, **flat),
            "caption": style(fontName=italic, fontSize=0.85 * size, leading=size, spaceAfter=0.9 * size, **flat),
            "note": style(fontName=italic, fontSize=0.85 * size, leading=1.05 * size, spaceBefore=0.4 * size, **flat),
            "disclaimer": style(fontSize=0.8 * size, leading=size, spaceBefore=0.6 * size, **flat),
            "centre": style(alignment=1, spaceBefore=0.6 * size, firstLineIndent=0),
            "foot": style(fontSize=0.8 * size, leading=0.98 * size, spaceAfter=1, **flat),
        }

    def mark_up(self, text: str) -> str:
        """Return the text as reportlab's mark-up, with soft hyphens where the table allows a break."""
        text = text.replace("&", "&amp;").replace("'", "’")
        text = re.sub(r'"([^"]*)"', r"“\1”", text)
        if self.hyphenates:
            text = re.sub(r"[A-Za-z]{6,}", soften, text)
        text = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", text)
        text = re.sub(r"\*(.+?)\*", r"<i>\1</i>", text)
        return re.sub(r"\^(\d+)\^", r"<super>\1</super>", text)


def soften(word: re.Match[str]) -> str:
    """Return a word with soft hyphens at the places that the table names, in its own case."""
    broken = BREAKS.get(word[0].lower(), "")
    letters = iter(word[0])
    return "".join("\u00ad" if char == "-" else next(letters) for char in broken) or word[0]


class Figure(Flowable):  # type: ignore[misc]
    """Three bars without words: what a caption needs above it."""

    def __init__(self, width: float) -> None:
        super().__init__()
        self.width, self.height = width, 74.0

    def draw(self) -> None:
        """Draw the bars."""
        for at, value in enumerate((10, 20, 1)):
            self.canv.setFillColor(colors.HexColor("#51677f"))
            self.canv.rect(40 + 70 * at, 6, 36, 3 * value, stroke=0, fill=1)


def build_pdf(source: Source) -> bytes:
    """Return the PDF of a text."""
    look = Look(source)
    paper = pagesizes.A4 if source.settings["paper"] == "A4" else pagesizes.LETTER
    n_columns = int(source.settings["columns"])
    has_band = source.is_on("band")
    fronts = {"kicker", "title", "standfirst", "byline", "date"} if has_band else set()
    count = next((at for at, (kind, _) in enumerate(source.blocks) if kind not in fronts), 0)
    width = paper[0] - 2 * 56
    front = list(make_flowables(source.blocks[:count], look, width))
    column = (width - (n_columns - 1) * 18) / n_columns
    body = list(make_flowables(source.blocks[count:], look, column))
    buffer = io.BytesIO()
    template = BaseDocTemplate(buffer, pagesize=paper, title=source.title, author="", invariant=1, pageCompression=1)
    band = sum(flowable.wrap(width, paper[1])[1] + flowable.getSpaceAfter() + flowable.getSpaceBefore() for flowable in front) + 8
    notes = [(int(page), text) for kind, whole in source.blocks if kind == "foot" for page, _, text in [whole.partition(" ")]]
    for number in range(1, MAX_PAGES + 1):
        height = band if number == 1 and has_band else 0.0
        mine = [text for page, text in notes if page == number]
        template.addPageTemplates(make_page(number, source, look, paper, n_columns, height, mine))
    template.build([*front, *([FrameBreak()] if front else []), *body])
    return buffer.getvalue()


def make_flowables(blocks: Sequence[tuple[str, str]], look: Look, width: float) -> Iterator[Flowable]:
    """Yield what reportlab sets for the blocks; footnotes are left to the page."""
    rows: list[list[Paragraph]] = []
    for at, (kind, text) in enumerate(blocks):
        if kind == "row":
            rows.append([Paragraph(look.mark_up(cell.strip()), look.styles["byline"]) for cell in text.split("|")])
            if at + 1 == len(blocks) or blocks[at + 1][0] != "row":
                grid = [("GRID", (0, 0), (-1, -1), 0.4, colors.grey), ("VALIGN", (0, 0), (-1, -1), "TOP")]
                yield Table(rows, colWidths=[width / len(rows[0])] * len(rows[0]), style=grid, spaceAfter=look.size)
                rows = []
        elif kind == "figure":
            yield Figure(width)
        elif kind == "item":
            yield Paragraph(look.mark_up(text), look.styles["item"], bulletText="•")
        elif kind != "foot":
            yield Paragraph(look.mark_up(text), look.styles[kind])


def make_page(
    number: int, source: Source, look: Look, paper: tuple[float, float], n_columns: int, band: float, notes: Sequence[str]
) -> PageTemplate:
    """Return the template of one page: a band for the title, columns, room for footnotes, running head and foot."""
    left, bottom, gutter = 56.0, 66.0, 18.0
    width, top = paper[0] - 2 * left, paper[1] - 66.0
    column = (width - (n_columns - 1) * gutter) / n_columns
    paragraphs = [Paragraph(look.mark_up(note), look.styles["foot"]) for note in notes]
    height = sum(paragraph.wrap(column, 400)[1] + 1 for paragraph in paragraphs)
    floor = bottom + (height + 12 if notes else 0.0)
    flush = {"leftPadding": 0, "rightPadding": 0, "topPadding": 0, "bottomPadding": 0}
    frames = [Frame(left, top - band, width, band, **flush)] if band else []
    for at in range(n_columns):
        foot = floor if at == 0 else bottom
        frames.append(Frame(left + at * (column + gutter), foot, column, top - band - foot, **flush))

    def draw(canvas: Canvas, _document: object) -> None:
        canvas.setTitle(source.title)
        canvas.setFont(look.body, 8)
        canvas.drawString(left, paper[1] - 40, plain(source.settings["head"]))
        canvas.drawCentredString(paper[0] / 2, 34, source.settings["foot"].replace("{page}", str(number)))
        y = floor - 10
        if paragraphs:
            canvas.line(left, y + 4, left + 60, y + 4)
        for paragraph in paragraphs:
            y -= paragraph.wrap(column, 400)[1] + 1
            paragraph.drawOn(canvas, left, y)

    following = f"page{number + 1}" if number < MAX_PAGES else None
    return PageTemplate(id=f"page{number}", frames=frames, onPage=draw, autoNextPageTemplate=following)


WORD_STYLES = {"title": "Title", "heading": "Heading 1", "item": "List Bullet", "number": "List Number", "caption": "Caption"}


def build_docx(source: Source) -> bytes:
    """Return the Word document of a text, with every time stamp fixed."""
    document = docx.Document()
    document.styles["Normal"].font.name = "Calibri"
    properties = document.core_properties
    properties.author, properties.title = source.settings.get("author", ""), source.title
    properties.created = properties.modified = properties.last_printed = source.created
    section = document.sections[0]
    section.header.paragraphs[0].text = source.settings.get("head", "")
    section.footer.paragraphs[0].text = source.settings.get("foot", "")
    for kind, text in source.blocks:
        add_block(document, kind, text)
    buffer = io.BytesIO()
    document.save(buffer)
    return freeze_zip(buffer.getvalue(), source.created)


def add_block(document: Document, kind: str, text: str) -> None:
    """Add one block; what has no style in Word is set by hand, as authors do."""
    if kind == "number":
        text = text.partition(" ")[2]
    paragraph = document.add_paragraph(style=WORD_STYLES.get("heading" if kind == "heading" else kind, "Normal"))
    add_runs(paragraph, text, bold=kind in {"bold", "heading"} or None, italic=kind in {"note", "byline"} or None)
    if kind == "centre":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if kind in {"note", "disclaimer", "kicker"}:
        for run in paragraph.runs:
            run.font.size = Pt(9)


def add_runs(paragraph: WordParagraph, text: str, *, bold: bool | None, italic: bool | None) -> None:
    """Add a text with its `**bold**` and `*italic*` parts as runs."""
    for part in re.split(r"(\*\*.+?\*\*|\*.+?\*)", text.replace("'", "’")):
        if part:
            run = paragraph.add_run(part.strip("*"))
            run.bold = True if part.startswith("**") else bold
            run.italic = True if part.startswith("*") and not part.startswith("**") else italic


def freeze_zip(data: bytes, moment: dt.datetime) -> bytes:
    """Return a zip with the same members, all stamped with one moment."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, moment.timetuple()[:6]), old.read(name), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


BUILDERS: dict[str, Callable[[Source], bytes]] = {"pdf": build_pdf, "docx": build_docx}


def build(folder: Path) -> list[Path]:
    """Build every text of `sources_text/` into `folder`; return the files written."""
    written = []
    for path in sorted(SOURCES.glob("*.md")):
        source = read_source(path)
        target = folder / f"{source.name}.{source.settings['format']}"
        target.write_bytes(BUILDERS[source.settings["format"]](source))
        written.append(target)
    return written


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS)
