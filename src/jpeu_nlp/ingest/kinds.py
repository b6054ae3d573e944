"""Kinds: what sort of publication a document is, and who published it, by its own words.

Points are added for each sign and the highest sum wins; below two points a document is `other`. Signs of the margins
(a disclaimer, a contact, "For immediate release") weigh more than signs of the prose.
"""

import re
from collections.abc import Sequence

from jpeu_nlp.ingest import wording
from jpeu_nlp.ingest.clean import count_words
from jpeu_nlp.ingest.drafts import Piece
from jpeu_nlp.ingest.roles import is_masthead

KINDS = ("commentary", "press_release", "news", "other")

_RELEASE_OPENING = re.compile(
    r"\b(?:for immediate release|press release|news release|press (?:statement|note|notice|communiqu[eé])|"
    r"joint (?:press )?(?:release|statement|declaration|communiqu[eé])|"
    r"media (?:release|note|advisory|statement)|readout|communiqu[eé]|statement by|remarks by|fact ?sheet|"
    r"chair.s (?:statement|summary))\b|"
    r"プレスリリース|報道発表|共同声明|共同発表|外務大臣談話|総理談話",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"^(?:why|what|how|when|where|who|which|does|do|did|is|are|can|could|should|will|after|beyond|behind|reading|inside|between|from)\b|"
    r"\?$|\b(?:matters?|means?|misses)\b",
    re.IGNORECASE,
)
"""A line that talks about a statement, as "Why the joint statement matters" does, and is none."""

_BARE_RELEASE = re.compile(
    r"(?:(?:joint|official|press|media|written|public) )?statement|declaration|communiqu[eé]|announcement|声明|談話|発表", re.IGNORECASE
)
"""What says so only when nothing else stands on the line."""

_QUESTIONS = re.compile(
    r"^(?:(?:press|media|background)\s+)?(?:questions\s+(?:and|&)\s+answers|q\s?(?:&|and)\s?as?|frequently asked questions|faqs?)"
    r"\b(?!\s+with\b)|"
    r"[:–—-]\s+(?:questions\s+(?:and|&)\s+answers|q\s?&\s?as?)$",
    re.IGNORECASE,
)
"""An office's answers; with a byline, or "with" somebody, they are an interview."""

_OFFICIAL_NAME = re.compile(r"\b(?:Mr|Ms|Mrs|H\.E)\.? (?:[A-Z][a-z]+ )?[A-Z]{3,}\b")
"""How ministries write names: Mr. KANEDA Hiroshi, H.E. Ms. Ingrid SOLBERG."""

_RELEASE_PROSE = re.compile(
    r"\b(?:the two (?:sides|ministers|leaders)|both sides|reaffirmed|concurred|welcomed|we (?:reaffirm|welcome|reiterate|commit|condemn)|"
    r"took place (?:in|on|at)|courtesy call|held (?:a|an) (?:\w+ )?(?:talk|meeting|dialogue|consultation)|co-chaired|"
    r"the ministers?|exchanged views|expressed (?:his|her|their) (?:gratitude|appreciation))\b",
    re.IGNORECASE,
)
_COMMENT_OPENING = re.compile(
    r"\b(?:commentar(?:y|ies)|opinion|op-?ed|analysis|policy (?:brief|paper|note|memo)|expert comment|perspectives?|working paper|"
    r"viewpoint|essay)\b|寄稿|論考|オピニオン|論説|解説|コラム",
    re.IGNORECASE,
)
_COMMENT_PROSE = re.compile(
    r"\b(?:i (?:argue|believe|think)|we argue|this (?:article|commentary|paper|essay|brief) (?:argues|examines|considers|asks|looks)|"
    r"should (?:also )?(?:be|not|now|take|invest|consider)|"
    r"arguably|underscores?|not (?:merely|only|just)|the question is|it remains to be seen|must (?:now|also)|could hamstring|signals|"
    r"policymakers)\b",
    re.IGNORECASE,
)
_NEWS_DATELINE = re.compile(
    r"^[A-ZÀ-Þ][A-ZÀ-Þ .,/’'-]{2,40}(?:,\s*[A-Z][a-z]+)?(?:,\s*[A-Z][a-z]{2,8}\.?\s+\d{1,2}(?:,\s*\d{4})?)"
    r"?\s*(?:\([A-Za-z ]{2,20}\))?\s*[—–-]{1,2}\s|"
    r"^[A-Z][\w .,]{2,40}\((?:AP|Reuters|AFP|Kyodo|Jiji)[^)]*\)"
)
_NEWS_PROSE = re.compile(
    r"\b(?:said (?:on|in a|late|in an)|told reporters|told (?:Reuters|AFP|Kyodo|the newspaper)|according to (?:officials|sources|"
    r"a (?:person|senior|spokes))|"
    r"a spokes(?:man|woman|person)|on condition of anonymity|(?:on|last) (?:Monday|Tuesday|Wednesday|Thursday|Friday))\b"
)

_NUMBER = re.compile(
    r",?\s+(?:(?:[Nn]o\.?|[Vv]ol\.?|[Ii]ssue|[Nn]umber|#|№)\s*)?\d.*$|"
    r",?\s+(?:January|February|March|April|May|June|July|August|September|October|November|December|Spring|Summer|Autumn|Winter)"
    r"\s+\d{4}.*$"
)
_ISSUE = re.compile(
    r",?\s+(?:(?:Press|News|Media|Policy|Working|Issue)\s+)?(?:Statement|Release|Commentary|Brief(?:ing)?|Memo|Note|Paper|Report|Letter)"
    r"s?\s+(?:No\.?\s*|#\s*|№\s*)?\d.*$|" + _NUMBER.pattern
)
"""What stands behind a house's name in a running head: the kind of paper, its number, month and page."""


def choose_kind(pieces: Sequence[Piece], *, title: str, authors: Sequence[str], given: str = "", notes: Sequence[str] = ()) -> str:
    """Return the kind of a document; `given` is what its own metadata calls it, `notes` are further words about the page."""
    named = name_kind(given) or next((kind for note in notes if (kind := name_kind(note))), "")
    if named:
        return named
    lines = [title, *(piece.text for piece in pieces[:8] if count_words(piece.text) <= 25), *notes]
    prose = " ".join(piece.text for piece in pieces if piece.role in {"paragraph", "item"})
    lines += [piece.text for piece in pieces if piece.role == "running" and len(piece.text) <= 80]
    head = " \n ".join(lines)
    margins = [piece for piece in pieces if piece.role in {"note", "disclaimer", "byline", "running"}]
    first = next((piece.text for piece in pieces if piece.role == "paragraph" and len(piece.text.split()) > 8), "")
    n_words = max(len(prose.split()), 1)
    points = {
        "press_release": 3.0 * any(is_release_line(line, has_authors=bool(authors)) for line in lines)
        + 2.0 * (not authors and any(_QUESTIONS.search(line) for line in lines))
        + 1.5 * any(wording.CONTACT.match(piece.text) or wording.END_MARK.match(piece.text) for piece in margins)
        + 1.0 * any(wording.LETTERHEAD.match(piece.text) for piece in pieces[:8])
        + 1.0 * bool(_OFFICIAL_NAME.search(prose))
        + rate(_RELEASE_PROSE, prose, n_words),
        "commentary": 2.5 * bool(_COMMENT_OPENING.search(head))
        + 2.0 * any(piece.role == "disclaimer" and re.search(r"views?|viewpoints|opinions", piece.text, re.IGNORECASE) for piece in margins)
        + 2.0 * bool(authors)
        + 1.5 * any(piece.role == "note" and wording.BIOGRAPHY.search(piece.text) for piece in margins)
        + rate(_COMMENT_PROSE, prose, n_words),
        "news": 2.5 * bool(_NEWS_DATELINE.match(first)) + 1.0 * bool(authors) + rate(_NEWS_PROSE, prose, n_words),
    }
    best = max(points, key=lambda kind: points[kind])
    return best if points[best] >= 2.0 else "other"


def is_release_line(line: str, *, has_authors: bool) -> bool:
    """Tell whether a line of the margins calls the document a release; under a byline it has to open with the word."""
    line = line.strip(" \t*_#[]()【】-–—")
    if _BARE_RELEASE.fullmatch(line):
        return True
    found = _RELEASE_OPENING.search(line)
    return found is not None and not _ASKING.search(line) and (found.start() == 0 or not has_authors)


def name_kind(label: str) -> str:
    """Return the kind that a label of metadata stands for, or nothing."""
    label = label.strip().lower().replace("_", " ").replace("-", " ")
    if re.search(
        r"(?:press|news|media) release|press (?:note|corner)|statement|communiqu|readout|declaration|fact ?sheet|questions and answers",
        label,
    ):
        return "press_release"
    if re.fullmatch(r"news ?article|news|report(?:age)?|reportagenewsarticle", label):
        return "news"
    if re.search(r"commentary|opinion|op ?ed|analysis|policy brief|essay|blog ?post|viewpoint|backgroundnewsarticle", label):
        return "commentary"
    return label if label in {"other"} else ""


def rate(pattern: re.Pattern[str], prose: str, n_words: int) -> float:
    """Return up to 1.5 points for the share of a pattern's phrases: three in 400 words are full marks (chosen)."""
    return min(1.5, 0.5 * len(pattern.findall(prose)) * 400 / max(n_words, 400))


def find_publisher(pieces: Sequence[Piece], *, given: str) -> str:
    """Return who published a document: as its metadata, letterhead, running head, copyright or disclaimer says, in this order."""
    if given:
        return given
    for piece in pieces[:8]:
        is_house = wording.LETTERHEAD.match(piece.text) is not None or is_masthead(piece.text)
        if piece.role in {"running", "byline"} and is_house and not any(char.isdigit() for char in piece.text):
            return re.split(r"\s+[/|]\s+", piece.text.strip())[0]
    title = next((piece.text for piece in pieces if piece.role == "title"), "")
    margins = [piece.text for piece in pieces if piece.role in {"disclaimer", "running", "note"}]
    heads = (read_head(piece.text, title=title) for piece in pieces if piece.role == "running")
    owners = (read_owner(text) for text in margins)
    series = (match[1] for text in margins if (match := wording.SERIES_VIEWS.search(text)))
    return next((name for names in (heads, owners, series) for name in names if name), "")


def read_head(text: str, *, title: str) -> str:
    """Return the house or paper that a running head names, without number, date and page; nothing where it repeats the title.

    "Harbour Forum Briefing 2025/7" is the forum's; the "Orbit Letter 18" has no other name.
    """
    name = re.split(r"\s+[/|·•–—]\s+", text.strip())[0]
    short = _ISSUE.sub("", name)
    for found in (short, _NUMBER.sub("", name)):
        words = [word.lower().strip(",") for word in found.split()]
        has_house = any(word in wording.MASTHEAD for word in words) and not all(word in wording.OFFICE for word in words)
        is_house = (has_house and len(words) > 1 and is_masthead(found)) or wording.LETTERHEAD.match(found) is not None
        if is_house and not any(map(str.isdigit, found)) and not title.lower().startswith(found.lower()):
            return found
    return ""


def read_owner(text: str) -> str:
    """Return who holds the rights that a line claims; nothing where these are the authors."""
    owner = wording.OWNER.search(text)
    name = re.sub(r"\s+(?:all rights.*|\(?\d{4}.*)$", "", owner[1].strip(), flags=re.IGNORECASE).strip(" -–—") if owner else ""
    return "" if re.match(r"(?:the )?authors?\b|all rights|reserved", name, re.IGNORECASE) else name
