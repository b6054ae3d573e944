"""The pair: which two states or bodies "both sides", "the two ministers" and "the leaders" of a document are.

In go the principals as they are mentioned and as they act, out comes the pair: the two that last acted together, the two that the
document names most, or, while it has named nobody, the two of a joint body or agreement in the sentence itself ("progress under the
U.S.-Mexico Economic Dialogue").
"""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from jpeu_nlp.language.events.holders import Holders, Named
from jpeu_nlp.language.events.joint import HYPHENS, find_parties
from jpeu_nlp.language.events.lexicon import WORDS
from jpeu_nlp.records import Mention


def is_hostile(words: str) -> bool:
    """Return whether words tell of a war or dispute."""
    return any(word.strip(".,;:") in WORDS["nouns.hostile"] for word in words.casefold().split())


class Pairs:
    """Remembers who is mentioned and who acted together in one document."""

    def __init__(self, holders: Holders) -> None:
        self.holders = holders
        self.last: Named = {}
        """The two principals that last acted together."""
        self.here: Named = {}
        """The two principals that last acted together in this text: "they"."""
        self.seen: Named = {}
        """Principals mentioned so far, the latest last."""
        self.counts: Counter[str] = Counter()
        """How often each principal was mentioned so far."""
        self.joined: Named = {}
        """The two of a hyphenated name in the sentence at hand."""
        self.near: Named = {}
        """Whom the sentence at hand names before somebody who is only described."""

    def mention(self, principal: str, name: str) -> None:
        """Note that a principal was mentioned."""
        self.counts[principal] += 1
        self.seen.pop(principal, None)
        self.seen[principal] = name

    def act(self, pair: Named) -> None:
        """Note which two acted together."""
        self.last = self.here = pair

    def read_sentence(self, mentions: Iterable[Mention], text: str, before: int) -> None:
        """Note which two a hyphen joins in the mentions of a sentence, inside one name or between two, not as enemies; and which two alone
        it names before an offset."""
        names = [mention for mention in mentions if mention.label in ("GPE", "ORG", "EVENT", "LAW", "NORP")]
        near = [mention for mention in names if mention.entity_id and mention.start_char < before]
        self.near = {key: name for mention in near for key, name in self.holders.of_name(mention.name).items()}
        parties = ([mention.text[slice(*one)] for one in find_parties(mention.text)] for mention in names if not is_hostile(mention.text))
        found = [(two[0], two[1]) for two in parties if len(two) == 2]
        for one, two in pairwise(names):
            is_joined = text[one.end_char : two.start_char] in HYPHENS
            if is_joined and not is_hostile(" ".join(text[two.end_char :].split()[:3])):
                found.append((one.name, two.name))
        pairs = [self.holders.of_name(one) | self.holders.of_name(two) for one, two in found]
        pairs = [pair for pair in pairs if len(pair) == 2]
        self.joined = pairs[0] if pairs and all(pair == pairs[0] for pair in pairs) else {}

    def of_governments(self) -> Named:
        """Return which two governments "the ministers" are of; empty where the two that the text is about are not both such."""
        pair = dict(self.here) or self.of_document()
        return pair if all(key == "eu" or self.holders.is_state(key) for key in pair) else {}

    def of_document(self) -> Named:
        """Return the two principals that the document is about; empty where it is not clear which two.

        They are those that it names more often than any third; until then, those that last met, if nobody else is named more.
        """
        ranked = [key for key, _ in self.counts.most_common()]
        if not ranked:
            return dict(self.last) or dict(self.joined) or (dict(self.near) if len(self.near) == 2 else {})
        if len(ranked) == 2 or (len(ranked) > 2 and self.counts[ranked[1]] > self.counts[ranked[2]]):
            if set(self.last) == set(ranked[:2]):
                return dict(self.last)
            return {key: name for key, name in self.seen.items() if key in ranked[:2]}
        most = self.counts[ranked[1]] if len(ranked) > 1 else 0
        return dict(self.last) if all(self.counts[key] >= most for key in self.last) else {}
