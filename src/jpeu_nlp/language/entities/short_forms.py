"""Short forms: "the Council" after "the Financial Stability Oversight Council".

In go a document's mentions in order, out comes what a lone head noun stands for. It is linked only while the document has
named one body with that noun: after a second council, "the Council" is neither.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from jpeu_nlp.language.lexicon import load_lexicon
from jpeu_nlp.records import Mention

SCORE = 0.8
"""How far such a link is to be trusted (chosen: right in all of twenty readings, which are few)."""


class ShortForms:
    """The bodies that a document has named so far, by their head nouns."""

    def __init__(self) -> None:
        self.named: dict[str, dict[str, Mention]] = defaultdict(dict)

    def settle(self, mentions: Sequence[Mention]) -> list[Mention]:
        """Return the mentions of one text, in order, with lone head nouns named as the body that they shorten."""
        settled = []
        for one in mentions:
            if one.label == "ORG" and " " not in one.text:
                settled.append(self.lengthen(one))
            else:
                self.remember(one)
                settled.append(one)
        return settled

    def lengthen(self, one: Mention) -> Mention:
        """Return the mention of a lone head noun as that of the one body it can mean."""
        bodies = list(self.named.get(one.text, {}).values())
        if one.entity_id or len(bodies) != 1:
            return one
        return replace(one, entity_id=bodies[0].entity_id, name=bodies[0].name, rule="short", score=SCORE)

    def remember(self, one: Mention) -> None:
        """Note by which nouns a body may be called from here on."""
        if one.label == "ORG":
            words = [*one.text.split(), *one.name.split()]
            for noun in {words[0], one.text.split()[-1], words[-1]} & load_lexicon().head_words:
                self.named[noun][one.entity_id or one.name] = one
