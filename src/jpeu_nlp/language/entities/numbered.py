"""Names with a number that stand for a longer one: "resolution 2118", "Article 5".

In go the words of a mention and of its document, out comes the name of the resolution, or of the treaty that the article
belongs to (`names.toml`), where the document speaks of the body that made it; otherwise nothing.
"""

import re
from collections.abc import Callable

from jpeu_nlp.language.lexicon import load_lexicon

RESOLUTION = re.compile(r"(?:UNSCRs?|(?:[\w.]+ )*[Rr]esolutions?|(?:[\w.]+ )*Res\.) (?P<number>\d{3,4})(?: ?\(\d{4}\))?$")
COUNCIL = re.compile(r"Security Council|\bUNSCR?\b")
LATEST = 2999
"""The Security Council had passed some 2,800 resolutions by the end of 2025; the General Assembly's are written 78/241."""


def find_long_name(name: str, tells: Callable[[str], bool], document: str) -> str:
    """Return the long name of a numbered one; `tells` says whether a word stands in the document."""
    resolution = RESOLUTION.fullmatch(name)
    if resolution and int(resolution["number"]) <= LATEST and "Assembly" not in name and COUNCIL.search(f"{name} {document}"):
        return f"UN Security Council Resolution {resolution['number']}"
    for treaty, articles, words in load_lexicon().articles:
        if name in articles and any(tells(word) for word in words):
            return treaty
    return ""
