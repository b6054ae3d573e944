"""Making: documents with known truth, for the tests and the benchmark of the readers.

The prose is put together from short true-to-life sentences by a seeded generator, so that no layout is tuned to it.
A PDF is laid out here line by line (greedy, hyphenated or not, justified or ragged) and drawn in any order, because a
layout engine's own drawing order is what the reader must not depend on.
"""

import io
import random
import re
from dataclasses import dataclass, field

import docx
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

SUBJECTS = (
    "The European Union",
    "Japan",
    "The ministry",
    "Tokyo",
    "Brussels",
    "The coast guard",
    "A joint committee",
    "The partnership",
    "NATO",
    "The new office",
    "South Korea",
    "The defence ministers",
    "An independent panel",
    "The Philippines",
    "The cyber unit",
)
VERBS = (
    "announced",
    "rejected",
    "postponed",
    "supported",
    "reviewed",
    "signed",
    "criticised",
    "extended",
    "financed",
    "welcomed",
    "prepared",
)
OBJECTS = (
    "a framework for maritime situational awareness",
    "the exchange of information on ransomware",
    "new rules for orbital debris",
    "an agreement on classified information",
    "the training of investigators",
    "sanctions against a shipping company",
    "the long-term plan for undersea cables",
    "a counterterrorism dialogue",
    "the World Cup-style tournament of exercises",
    "joint patrols in the strait",
    "measures for de-confliction at sea",
    "the procurement of satellites",
)
TAILS = (
    "in the first half of the year", "despite opposition from several members", "after consultations with industry",
    "in response to repeated incursions", "without setting a deadline", "at a meeting in the capital", "for the third time",
    "although its budget remains uncertain", "together with like-minded partners", "under the supervision of parliament",
    "as part of a broader strategy", "because existing arrangements had expired",
)  # fmt: skip


def make_sentence(chance: random.Random) -> str:
    """Return a sentence of eight to thirty words."""
    parts = [chance.choice(SUBJECTS), chance.choice(VERBS), chance.choice(OBJECTS)]
    parts += chance.sample(TAILS, k=chance.choice((0, 1, 1, 2)))
    return " ".join(parts) + "."


def make_paragraph(chance: random.Random, n_sentences: int | None = None) -> str:
    """Return a paragraph of two to seven sentences."""
    return " ".join(make_sentence(chance) for _ in range(n_sentences or chance.randint(2, 7)))


@dataclass
class Truth:
    """What a made document says, by role."""

    title: str = "Partners At Sea And In Orbit: What The New Framework Asks"
    authors: tuple[str, ...] = ("Marta Kowalczyk", "Jun Tanabe")
    body: list[tuple[str, str]] = field(default_factory=list)
    """Role (`heading`, `paragraph`, `item`) and text, in order."""
    notes: list[str] = field(default_factory=list)
    running: list[str] = field(default_factory=list)

    @property
    def passages(self) -> list[str]:
        return [text for role, text in self.body if role != "heading"]


def make_truth(seed: int, *, n_paragraphs: int = 14, with_items: bool = True) -> Truth:
    """Return a commentary with headings and, in the middle, a list."""
    chance = random.Random(seed)
    truth = Truth()
    for number in range(n_paragraphs):
        if number and number % 4 == 0:
            truth.body.append(
                ("heading", chance.choice(("A wider agenda", "Shared risks at sea", "What comes next", "Money and rules")) + f" {number}")
            )
        if with_items and number == n_paragraphs // 2:
            truth.body.append(("paragraph", make_sentence(chance)[:-1] + ", with these priorities:"))
            truth.body += [("item", f"{name}: {make_paragraph(chance, 2)}") for name in ("Cables", "Ports", "Satellites", "Borders")]
        truth.body.append(("paragraph", make_paragraph(chance)))
    truth.notes = [
        f"{number} {make_sentence(chance)[:-1]}, Journal of Strategy, vol. {number}, 2023, pp. 10-{20 + number}." for number in (1, 2)
    ]
    return truth


@dataclass
class Style:
    """How a made PDF looks."""

    n_columns: int = 2
    size: float = 10.0
    leading: float = 12.0
    gutter: float = 18.0
    spacing: float = 6.0
    """Extra space between paragraphs; 0 with an indent instead."""
    indent: float = 0.0
    is_justified: bool = False
    hyphenates: bool = False
    by_rows: bool = False
    """Whether lines are drawn from the top of the page down, across the columns."""
    footnotes: bool = False
    font: str = "Times-Roman"
    bold: str = "Times-Bold"
    title_band: bool = True
    """Whether title and byline run over all columns."""
    address: bool = False
    """Whether the first page has a small footer with an address, as a one-off."""


LAYOUTS = {
    "one column": Style(n_columns=1),
    "one column, sans, indents": Style(n_columns=1, font="Helvetica", bold="Helvetica-Bold", indent=15, spacing=0),
    "two columns": Style(),
    "two columns, justified": Style(is_justified=True),
    "two columns, indents": Style(spacing=0, indent=12),
    "two columns, indents, justified": Style(spacing=0, indent=12, is_justified=True),
    "two columns, hyphens": Style(hyphenates=True, is_justified=True),
    "two columns, drawn by rows": Style(by_rows=True),
    "two columns, rows, hyphens, address": Style(by_rows=True, is_justified=True, hyphenates=True, address=True),
    "two columns, footnotes, address": Style(footnotes=True, address=True),
    "two columns, title in a column": Style(title_band=False, hyphenates=True),
    "three columns": Style(n_columns=3, size=8.5, leading=10.5, gutter=14),
    "three columns, drawn by rows": Style(n_columns=3, size=8.5, leading=10.5, gutter=14, by_rows=True),
}


@dataclass
class _Drawn:
    x: float
    y: float
    words: list[tuple[float, str]]
    font: str
    size: float


def wrap(text: str, width: float, font: str, size: float, *, first: float = 0.0, hyphenates: bool = False) -> list[str]:
    """Break a text into lines, greedily; a long word may be cut after a vowel, or at its own hyphen."""
    lines: list[str] = []
    line = ""
    room = width - first
    for word in text.split():
        trial = f"{line} {word}".strip()
        if stringWidth(trial, font, size) <= room:
            line = trial
            continue
        cut = cut_word(word, line, room, font, size) if hyphenates else None
        if cut:
            lines.append(f"{line} {cut[0]}".strip())
            line, room = cut[1], width
            continue
        lines.append(line)
        line, room = word, width
    return [*lines, line]


def cut_word(word: str, line: str, room: float, font: str, size: float) -> tuple[str, str] | None:
    """Return the halves of a word whose first, with a hyphen, still fits."""
    places = [at + 1 for at, char in enumerate(word) if char == "-"] or [
        at for at in range(3, len(word) - 3) if word[at - 1] in "aeiou" and word[at].isalpha() and word[: at + 1].isalpha()
    ]
    for at in reversed(places):
        head = word[:at] if word[at - 1] == "-" else f"{word[:at]}-"
        if stringWidth(f"{line} {head}".strip(), font, size) <= room:
            return head, word[at:]
    return None


class PdfMaker:
    """Lays a truth out on A4 pages and draws it."""

    def __init__(self, truth: Truth, style: Style, *, seed: int = 0) -> None:
        self.truth, self.style, self.chance = truth, style, random.Random(seed)
        self.width, self.height, self.margin = 595.0, 842.0, 60.0
        inner = self.width - 2 * self.margin
        self.column = (inner - (style.n_columns - 1) * style.gutter) / style.n_columns
        self.pages: list[list[_Drawn]] = []
        self.at_column = 0
        self.y = 0.0
        self.top = 0.0
        self.new_page()

    def new_page(self) -> None:
        """Begin a page with its running head and foot."""
        self.pages.append([])
        number = len(self.pages)
        self.top = self.y = self.height - 80
        self.at_column = 0
        self.draw_line(f"Pacific Letters No. 14 | {number}", self.margin, self.height - 40, "Helvetica", 8)
        self.draw_line(f"{number}", self.width / 2, 30, "Helvetica", 9)
        if self.style.address and number == 1:
            self.draw_line("1200 Harbour Street, Suite 90, Port City 96813", self.margin, 44, "Helvetica", 7)
            self.draw_line("tel +1 808 555 0100 | letters@pacific-letters.example", self.margin, 36, "Helvetica", 7)

    def draw_line(self, text: str, x: float, y: float, font: str, size: float, *, stretch: float | None = None) -> None:
        """Put a line on the page; `stretch` is the width to which its blanks are widened."""
        words = text.split(" ")
        natural = stringWidth(text, font, size)
        extra = (stretch - natural) / (len(words) - 1) if stretch and len(words) > 1 else 0.0
        placed, at = [], x
        for word in words:
            placed.append((at, word))
            at += stringWidth(word + " ", font, size) + extra
        self.pages[-1].append(_Drawn(x, y, placed, font, size))

    def bottom(self) -> float:
        """Return where the columns end on this page."""
        return 130.0 if self.style.footnotes and len(self.pages) == 1 else 75.0

    def step(self, leading: float) -> None:
        """Go one line down, to the next column or the next page where need be."""
        self.y -= leading
        if self.y < self.bottom():
            self.at_column += 1
            if self.at_column >= self.style.n_columns:
                self.new_page()
            self.y = self.top - leading

    def put(self, text: str, *, font: str, size: float, first: float = 0.0, hang: float = 0.0) -> None:
        """Set one paragraph."""
        style = self.style
        leading = style.leading * size / style.size
        lines = wrap(text, self.column - hang, font, size, first=first - hang, hyphenates=style.hyphenates)
        for number, line in enumerate(lines):
            self.step(leading)
            shift = first if number == 0 else hang
            x = self.margin + self.at_column * (self.column + style.gutter) + shift
            is_last = number == len(lines) - 1
            width = self.column - shift
            self.draw_line(line, x, self.y, font, size, stretch=width if style.is_justified and not is_last else None)

    def band(self, text: str, *, font: str, size: float) -> None:
        """Set a text over all columns."""
        for line in wrap(text, self.width - 2 * self.margin, font, size):
            self.y -= 1.2 * size
            self.draw_line(line, self.margin, self.y, font, size)
        self.y -= 6
        self.top = self.y

    def make(self) -> bytes:
        """Return the PDF."""
        style, truth = self.style, self.truth
        byline = "By " + " and ".join(truth.authors)
        if style.title_band:
            self.band(truth.title, font=style.bold, size=18)
            self.band(byline, font="Helvetica", size=10)
            self.band("14 March 2024", font="Helvetica", size=9)
        else:
            self.put(truth.title, font=style.bold, size=16)
            self.put(byline, font="Helvetica", size=10)
            self.put("14 March 2024", font="Helvetica", size=9)
        after_heading = True
        for role, text in truth.body:
            self.y -= 0 if self.y == self.top else style.spacing
            if role == "heading":
                self.y -= 4
                self.put(text, font=style.bold, size=style.size + 1)
            elif role == "item":
                self.put(f"• {text}", font=style.font, size=style.size, hang=10)
            else:
                self.put(text, font=style.font, size=style.size, first=0 if after_heading else style.indent)
            after_heading = role == "heading"
        if style.footnotes:
            self.put_footnotes()
        return self.draw()

    def put_footnotes(self) -> None:
        """Set the notes at the foot of the first page's first column."""
        kept, self.pages = self.pages, [self.pages[0]]
        y = 118.0
        for note in self.truth.notes:
            for line in wrap(note, self.column, self.style.font, 8):
                y -= 9.5
                self.draw_line(line, self.margin, y, self.style.font, 8)
        self.pages = kept

    def draw(self) -> bytes:
        """Draw the pages, line by line in the order of setting or across the page."""
        target = io.BytesIO()
        canvas = Canvas(target, pagesize=(self.width, self.height), invariant=1)
        for page in self.pages:
            ordered = sorted(page, key=lambda line: (-round(line.y), line.x)) if self.style.by_rows else page
            for line in ordered:
                canvas.setFont(line.font, line.size)
                if self.style.is_justified:
                    for x, word in line.words:
                        canvas.drawString(x, line.y, word)
                else:
                    canvas.drawString(line.x, line.y, " ".join(word for _, word in line.words))
            canvas.showPage()
        canvas.save()
        return target.getvalue()


def make_pdf(truth: Truth, style: Style, *, seed: int = 0) -> bytes:
    """Return the truth as a PDF in this style."""
    return PdfMaker(truth, style, seed=seed).make()


def make_docx(truth: Truth) -> bytes:
    """Return the truth as a Word document with the usual styles."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Pacific Letters No. 14"
    document.add_paragraph(truth.title, style="Title")
    document.add_paragraph("By " + " and ".join(truth.authors))
    document.add_paragraph("14 March 2024")
    for role, text in truth.body:
        if role == "heading":
            document.add_heading(text, level=2)
        else:
            document.add_paragraph(text, style="List Bullet" if role == "item" else None)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def make_html(truth: Truth) -> bytes:
    """Return the truth as a page of a site, with navigation, a sidebar and a footer."""
    body = []
    for role, text in truth.body:
        tag = {"heading": "h2", "item": "li"}.get(role, "p")
        body.append(f"<{tag}>{text}</{tag}>")
    article = re.sub(r"((?:<li>.*?</li>\n?)+)", r"<ul>\1</ul>", "\n".join(body))
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{truth.title} | Pacific Letters</title>
<meta property="og:site_name" content="Pacific Letters"><meta property="article:published_time" content="2024-03-14T09:00:00Z">
<meta property="og:title" content="{truth.title}"><meta name="author" content="{"; ".join(truth.authors)}"></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/about">About us</a></li><li><a href="/topics">Topics</a></li></ul></nav>
<main><article><h1>{truth.title}</h1><p class="byline">By {" and ".join(truth.authors)}</p>{article}</article></main>
<aside><h3>Most read</h3><ul><li><a href="/a">Another text</a></li></ul></aside>
<footer><p>© 2024 Pacific Letters. All rights reserved.</p></footer></body></html>""".encode()


def make_markdown(truth: Truth) -> bytes:
    """Return the truth as Markdown with front matter."""
    lines = ["---", f'title: "{truth.title}"', f"authors: [{', '.join(truth.authors)}]", "date: 2024-03-14", "---", ""]
    for role, text in truth.body:
        lines += [{"heading": "## ", "item": "- "}.get(role, "") + text, ""]
    return "\n".join(lines).encode()


def make_plain(truth: Truth, *, width: int = 0, breaks_every: int = 0) -> bytes:
    """Return the truth as text: cut at `width`, and with a blank line inside every so-manieth paragraph."""
    blocks = [truth.title.upper(), "BY " + " AND ".join(truth.authors).upper(), "14 March 2024"]
    for number, (role, text) in enumerate(truth.body):
        text = f"• {text}" if role == "item" else text
        if breaks_every and number % breaks_every == 1 and role == "paragraph":
            words = text.split()
            at = next(at for at in range(len(words) // 2, len(words) - 1) if not words[at - 1].endswith(".") and words[at][0].islower())
            text = " ".join(words[:at]) + "\n\n" + " ".join(words[at:])
        blocks.append(text)
    if width:
        blocks = [
            "\n".join("\n".join(wrap(part, width, "Courier", 1 / 0.6)) for part in block.split("\n\n"))
            if "\n\n" not in block
            else "\n\n".join("\n".join(wrap(part, width, "Courier", 1 / 0.6)) for part in block.split("\n\n"))
            for block in blocks
        ]
    return "\n\n".join(blocks).encode()
