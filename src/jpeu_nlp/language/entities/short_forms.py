"""Short forms: "the Council" after "the Financial Stability Oversight Council", "the partnership" after an agreement of that name.

In go a document's mentions in order, out comes what a lone head noun with an article stands for. It is linked, and found,
only while the document has named one body or text with that noun: after a second council, "the Council" is neither.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from jpeu_nlp.language.lexicon import alternation, load_lexicon
from jpeu_nlp.records import Mention

SCORE = 0.8
"""How far such a link is to be trusted (chosen: right in all of twenty readings, which are few)."""

NOT_BEFORE = r"(?![\w-]| [A-Z]| (?:of|for|on|between|with|in|to|that|which)\b)"
"""What follows a noun that is described at length, and so may be another one than the one named before."""


class ShortForms:
    """The bodies and texts that a document has named so far, by their head nouns."""

    def __init__(self) -> None:
        self.named: dict[str, dict[str, Mention]] = defaultdict(dict)
        self.definite = re.compile(rf"\b[Tt]he (?P<noun>{alternation(frozenset(load_lexicon().short_labels))}){NOT_BEFORE}")

    def settle(self, text: str, mentions: Sequence[Mention]) -> list[Mention]:
        """Return the mentions of one text, in order, with lone head nouns named as the body that they shorten."""
        settled: list[Mention] = []
        for one in sorted([*mentions, *self.find(text, mentions)], key=lambda one: one.start_char):
            if not one.rule or (one.label == "ORG" and " " not in one.text):
                longer = self.lengthen(one)
                settled += [longer] if longer.rule else []
            else:
                self.remember(one)
                settled.append(one)
        return settled

    def find(self, text: str, mentions: Sequence[Mention]) -> Iterator[Mention]:
        """Yield lone head nouns with an article that no rule has seen, without a rule of their own yet."""
        taken = {index for one in mentions for index in range(one.start_char, one.end_char)}
        for match in self.definite.finditer(text):
            start, end = match.span("noun")
            if taken.isdisjoint(range(start, end)):
                noun, label = match["noun"], load_lexicon().short_labels[match["noun"]]
                yield Mention(start_char=start, end_char=end, text=noun, label=label, name=noun, rule="", score=SCORE)

    def lengthen(self, one: Mention) -> Mention:
        """Return the mention of a lone head noun as that of the one body or text it can mean."""
        bodies = list(self.named.get(one.text.capitalize() if one.label == "LAW" else one.text, {}).values())
        if one.entity_id or len(bodies) != 1:
            return one
        return replace(one, entity_id=bodies[0].entity_id, name=bodies[0].name, rule="short", score=SCORE)

    def remember(self, one: Mention) -> None:
        """Note by which nouns a body or text may be called from here on."""
        if one.label == "LAW" and one.entity_id:
            for noun in {*one.text.split(), *one.name.split()} & load_lexicon().short_labels.keys():
                self.named[noun][one.entity_id] = one
        if one.label == "ORG":
            words = [*one.text.split(), *one.name.split()]
            nouns = {words[0], one.text.split()[-1], words[-1]} & load_lexicon().head_words
            for noun in {*nouns, *(["Task Force"] if "Task Force" in one.text else [])}:
                self.named[noun][one.entity_id or one.name] = one
