"""Names: who wrote a document, from bylines in either order and any case.

Names come out given name first and in title case. The order of a Japanese or Hungarian name cannot be told from the
name itself; the document tells it: whoever is called "Iwaya" further down has that for a surname.
"""

import re
from collections.abc import Sequence

PARTICLES = frozenset(
    re.findall(r"\S+", "von van de der den del della di da do dos du des la le el al bin ibn ten ter zu zum zur af av y e")
)

NOT_NAMES = frozenset(
    re.findall(
        r"\S+",
        """
        a an the and of in on at for to from by with without as or nor is are was it its their our this that academy administration
        affairs africa agency agenda alliance american analyst analysis assistant associate asia association asian author brief
        briefing british bureau capacity center centre challenges chair china chinese coast college commission commissioner committee
        common commentary communique communiqué contributor cooperation coordinator correspondent council counter counterterrorism
        country critical cyber cybersecurity defence defense delegation department deputy desk dialogue digital director division
        doctor east economic editor editorial embassy energy enhancing era eu europe european executive external fellow force forces
        foreign forum foundation framework free french fund german global government group guard guest head high hybrid indian
        indo-pacific infrastructure initiative institute institution international intelligence issue issues japan japanese joint
        journal key korea law lead leader lessons looking maritime media meeting minister ministry national nations nato naval navy
        new news newsroom next north note office officer open open-source order organisation organization pacific partner partners
        partnership peace phd policy political politics press prime priorities professor programme program project public quad reader
        regional relations release report reporter representative republic research researcher resilience response responses review
        rise role rules russia russian scholar school science sciences sea secretary security senior service services sharing society
        south space special spokesperson staff state statement states strategic strategy strategies strait studies summit support
        taiwan task team tank technology terrorism think threat threats today together top towards trade training transatlantic treaty
        trust uk ukraine union united universities university update us usa values vice views visiting war warfare washington west
        what why workshop world writer writers year years january february march april may june july august september october november
        december monday tuesday wednesday thursday friday saturday sunday afp ap reuters kyodo jiji
        """,
    )
)
"""Words that are no part of a person's name; one of them makes a line a role, an institution or a heading."""

ALSO_NAMES = frozenset(
    re.findall(
        r"\S+",
        """
        april august chair church day guard head june law march may north rose short west
        """,
    )
)
"""Words of the list above that are names as well: believed beside a word that is not on it, as in "Theresa May"."""

_HONOUR = re.compile(
    r"^(?:(?:Mr|Mrs|Ms|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Amb|Ambassador|Gen|General|Lt|Lieutenant|Col|Colonel|Maj|Major|Capt|Captain|"
    r"Cdr|Commander|Adm|Admiral|Rear|Vice|VAdm|RAdm|Hon|Rev|H\.?E|Senator|Minister)\.?\s+|\([Rr]et\.?\)\s*)+",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?:,?\s+(?:Ph\.?\s?D|M\.?A|J\.?D|M\.?D|M\.?Sc|LL\.?M|MBA|OBE|CBE|KCMG|CMG|DPhil|(?:USN|USMC|JMSDF)?\s*\(?[Rr]et\.?\)?)\.?\)?)+$"
)
_BY = re.compile(
    r"^\s*(?:(?:written|story|text|article|commentary|analysis|report(?:ed)?|opinion)\s+)?(?:by|par)\s*:?\s+(?=\S)", re.IGNORECASE
)
_LABEL = re.compile(r"^\s*(?:authors?\s*(?:\(s\))?|auteure?s?|著者|執筆者|筆者|文責)\s*[:：|]\s*", re.IGNORECASE)
_SPLIT = re.compile(r"\s+(?:and|AND|And|und|et|with|WITH)\s+|\s*[;|/•·&、，]\s*|\s+[–—]\s+")
_ROMAN = re.compile(r"^(?:II|III|IV|Jr\.?|Sr\.?)$")
_JAPANESE = re.compile(
    r"[一-鿿々]{1,4}[ ]?[一-鿿々ヶぁ-んァ-ヴー]{1,4}(?<![省庁室局課部会所社院声明発表研究概要旨解説寄稿論考記事目次序文])"
)
"""A Japanese name in its own writing: three to eight signs that no office, kind of text or part of one ends with."""


def is_byline(text: str) -> bool:
    """Tell whether a line says who wrote the document: "By" or "Author:" and nothing but names and posts."""
    opening = _BY.match(text) or _LABEL.match(text) if len(text) <= 300 else None
    if not opening:
        return False
    rest = text[opening.end() :].strip()
    if rest.endswith((".", "!", "?", ":")) and not re.search(r"\b[A-Z]\.$|\b(?:[JS]r|Ret|D)\.\)?$", rest):
        return False
    if is_desk(rest):
        return True
    return bool(parse_names(rest)) and starts_with_name(rest)


def is_desk(text: str) -> bool:
    """Tell whether a byline names an office instead of a person, as "Staff writer" or "The Editorial Board"."""
    words = text.lower().replace("the ", "").split()
    offices = {"staff", "editorial", "editor", "editors", "correspondent", "news", "press", "newsroom", "our", "special", "guest", "team"}
    return (
        0 < len(words) <= 6 and words[0] in offices and all(word.strip(".,") in NOT_NAMES | {"board", "our", "editors"} for word in words)
    )


def starts_with_name(text: str) -> bool:
    """Tell whether the first part of a byline is a name; "By sharing intelligence and best practices" is none."""
    first = _SPLIT.split(text)[0]
    head = first.split(",")[0].strip()
    return to_name(head) is not None or (first.count(",") == 1 and is_surname_first(first))


def parse_byline(text: str) -> tuple[str, ...]:
    """Return the names of a byline, its "By" and the posts of the authors left out."""
    opening = _BY.match(text) or _LABEL.match(text)
    return parse_names(text[opening.end() :] if opening else text)


def parse_names(text: str) -> tuple[str, ...]:
    """Return the names in a list such as "A and B", "A, B and C", "Surname, Given; Surname, Given" or "A, Fellow, Institute"."""
    text = text[:1000]  # the longest list of authors we know has 14 names
    text = re.sub(r"\([^)]*\)|（[^）]*）|\[[^\]]*\]|<[^>]*>|\S+@\S+", " ", text)
    text = re.sub(r"(?<=[^\W\d_])[\d*†‡§¹²³]+", "", text)
    names: list[str] = []
    for part in _SPLIT.split(text):
        part = part.strip(" ,.*\t") + ("." if re.search(r"\bJr\.$", part) else "")
        part = _AFTER.sub("", part)
        commas = [piece.strip() for piece in part.split(",") if piece.strip()]
        singles = [piece for piece in commas if is_single(piece)]
        if len(commas) % 2 == 0 and commas and all(is_surname_first(f"{a}, {b}") for a, b in zip(commas[::2], commas[1::2], strict=True)):
            found = [to_name(f"{given} {surname}") for surname, given in zip(commas[::2], commas[1::2], strict=True)]
        else:
            found = [to_name(piece) for piece in commas if piece not in singles]
        names += [name for name in found if name and name not in names]
    return tuple(names)


def is_single(text: str) -> bool:
    """Tell whether the text is one word, which is a surname at most; a Japanese name has no blanks."""
    return len(text.split()) == 1 and to_name(text) is None


def is_surname_first(text: str) -> bool:
    """Tell whether the text reads "Surname, Given" with a surname of one word, or of particles and one word."""
    surname, _, given = (part.strip() for part in text.partition(","))
    words = surname.split()
    if not words or not given or any(word.lower() not in PARTICLES for word in words[:-1]):
        return False
    return to_name(f"{given} {surname}") is not None and len(given.split()) <= 2


def to_name(text: str) -> str | None:
    """Return a name given name first and in title case, or None for anything that is not one; a Japanese one stays as written."""
    bare = text.strip()
    if len(bare) >= 3 and _JAPANESE.fullmatch(bare):
        return bare.replace(" ", "")
    text = _AFTER.sub("", _HONOUR.sub("", text.strip())).strip(" ,")
    words = [word.strip(",") for word in text.split()]
    if not 2 <= len(words) <= 5:
        return None
    for word in words:
        bare = word.strip(".’'")
        if bare.lower().strip("-") in NOT_NAMES - ALSO_NAMES and not (len(bare) == 1 and bare.isupper()):
            return None
        if not bare or not all(char.isalpha() or char in "-’'.‑" for char in word):
            return None
        if not bare[0].isupper() and bare.lower() not in PARTICLES and not re.match(r"^(?:al|el|d|l)[-’'][A-ZÀ-Þ]", bare):
            return None
    if all(word.lower() in NOT_NAMES for word in words):
        return None
    if sum(word.strip(".").lower() not in PARTICLES for word in words) < 2 or words[-1].lower() in PARTICLES:
        return None
    return " ".join(recase(word, is_first=at == 0) for at, word in enumerate(turn_capitals(words)))


def turn_capitals(words: Sequence[str]) -> list[str]:
    """Move a surname in capitals to the end: "LENHART Erik", "von der LEYEN Ursula"."""
    is_capital = [len(word.strip(".")) > 1 and word.isupper() and not _ROMAN.match(word) for word in words]
    if all(is_capital) or not any(is_capital) or is_capital[-1]:
        return list(words)
    last = max(at for at, capital in enumerate(is_capital) if capital)
    first = min(at for at, capital in enumerate(is_capital) if capital)
    while first > 0 and words[first - 1].lower() in PARTICLES:
        first -= 1
    return list(words) if first > 0 else [*words[last + 1 :], *words[: last + 1]]


def recase(word: str, *, is_first: bool) -> str:
    """Return a name's word in title case: McKinley, O'Brien, Müller-Kager, von, J.R."""
    if not is_first and word.lower() in PARTICLES:
        return word.lower()
    if not word.isupper() or len(word.strip(".")) == 1 or _ROMAN.match(word) or word.count(".") > 1:
        return word
    cased = re.sub(r"[^\W\d_]+", lambda match: match[0].capitalize(), word)
    cased = re.sub(r"\bMc([a-z])", lambda match: "Mc" + match[1].upper(), cased)
    return re.sub(r"(?<=[a-z])([’'])S\b", r"\1s", cased)


def settle_name(name: str, text: str) -> str:
    """Return the name as the document itself writes it: in its own case, and given name first.

    The order is turned where the first word stands alone elsewhere in the text ("Iwaya said") and the last never does.
    """
    own = [match[0] for match in re.finditer(re.escape(name), text, re.IGNORECASE) if not re.search(r"\b[^\W\d_a-zß-ÿ]{2,}\b", match[0])]
    if own and all(word[0].isupper() or word.lower() in PARTICLES for word in own[0].split()):
        name = " ".join(own[0].split())
    words = name.split()
    if len(words) != 2 or "." in name:
        return name
    first, last = map(re.escape, words)
    alone_first = len(re.findall(rf"\b{first}\b(?!\s+(?:\w\.\s+)?{last})", text))
    alone_last = len(re.findall(rf"(?<!{first}\s)\b{last}\b(?!\s+{first})", text))
    named_first = len(re.findall(rf"\b{last}\s+{first}\b", text))
    return f"{words[1]} {words[0]}" if alone_first - named_first > 0 and alone_last == 0 else name
