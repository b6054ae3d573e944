"""Linking: what only the whole document settles - surnames, titles, acronyms, ambiguous names, capitals.

In go the parsed texts of one document, out come its mentions with links, each with the rule and a score. The rules, in the
order in which they are tried, with their accuracy on gold, are listed in docs/gazetteer.md. Two that fit are none: an
unlinked mention keeps its own words and can be mended, a wrong link must first be found.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Span

from jpeu_nlp.language.datelines import later_datelines
from jpeu_nlp.language.entities.acronyms import find_acronyms, find_spelt, occurrences
from jpeu_nlp.language.entities.ambiguity import Surroundings, fits
from jpeu_nlp.language.entities.candidates import Candidate, Rank
from jpeu_nlp.language.entities.numbered import find_long_name
from jpeu_nlp.language.entities.persons import Persons
from jpeu_nlp.language.entities.short_forms import ShortForms
from jpeu_nlp.language.entities.titles import Titled
from jpeu_nlp.language.gazetteer import Gazetteer
from jpeu_nlp.language.lexicon import load_lexicon
from jpeu_nlp.language.names import fold_name
from jpeu_nlp.records import Mention, TextToRead
from jpeu_nlp.records import Span as SpanOfText

SCORES = {
    "gazetteer": 0.97,
    "context": 0.8,
    "acronym": 0.9,
    "surname": 0.95,
    "office": 0.93,
    "bare": 0.85,
    "capital": 0.85,
    "pair": 0.95,
    "spelling": 0.9,
    "only": 0.7,
}
"""How far each rule's links are to be trusted: near its accuracy on the gold set (docs/gazetteer.md), less where few were seen."""
UNLINKED_SCORE = 0.6


class DocumentLinker:
    """Links the mentions of one document. Make one for each document."""

    def __init__(self, group: Sequence[tuple[TextToRead, Doc]], gazetteer: Gazetteer, persons: Persons) -> None:
        self.gazetteer = gazetteer
        self.persons = persons
        self.day = next((text.published_date for text, _ in group if text.published_date), None)
        self.around = Surroundings("\n".join(text.text for text, _ in group))
        self.countries = self.around.countries = frozenset(self._countries(group))
        self.full_names: dict[str, tuple[str, str]] = {}
        """Surname to `(entity id, full name)` of the latest person named in full."""
        self.later_names: dict[str, tuple[str, str]] = {}
        """The same of all the document, for a surname that comes before the full name."""
        self.short_forms = ShortForms()
        self.acronyms: dict[str, Candidate] = {}
        self.acronym_names: dict[str, str] = {}
        for ent in (ent for _, doc in group for ent in doc.ents if ent.label_ == "PERSON"):
            if ent.kb_id_ or is_full_name(ent.text):
                self.link_person(self.as_mention(ent), {})
        self.later_names, self.full_names = self.full_names, {}
        self.surnames = {fold_name(name).split(" ")[-1]: (entity_id, name) for entity_id, name in self.later_names.values()}

    def link(self, doc: Doc) -> tuple[Mention, ...]:
        """Return the mentions of one text; texts come in the document's order."""
        titles = {one.name: one for one in doc._.titled}
        mentions = [self.link_one(ent, titles) for ent in doc.ents]
        self.learn_acronyms(doc, mentions)
        mentions = [self.link_acronym(one) if one.text in self.acronyms else one for one in mentions]
        mentions += self.later_acronyms(doc, mentions)
        mentions = [self.as_person(one) for one in mentions]
        mentions += self.later_surnames(doc, mentions)
        mentions += later_datelines(doc, mentions, self.gazetteer)
        return tuple(self.short_forms.settle(doc.text, joined(doc, sorted(mentions, key=lambda one: one.start_char))))

    def link_one(self, ent: Span, titles: Mapping[SpanOfText, Titled]) -> Mention:
        """Return the mention of one span."""
        mention = self.as_mention(ent)
        if ent.label_ == "PERSON":
            return self.link_person(mention, titles)
        if ent.kb_id_:
            return self.link_capital(ent, mention)
        return self.link_name(mention)

    def as_mention(self, ent: Span) -> Mention:
        """Return a span as the component left it."""
        return Mention(
            start_char=ent.start_char,
            end_char=ent.end_char,
            text=ent.text,
            label=ent.label_,
            entity_id=ent.kb_id_,
            name=self.name_of(ent.kb_id_) or ent.text,
            rule=ent.id_ or "spacy",
            score=SCORES.get(ent.id_, UNLINKED_SCORE),
        )

    def link_person(self, mention: Mention, titles: Mapping[SpanOfText, Titled]) -> Mention:
        """Return a person's mention with the link that name, title and document make certain."""
        surname = fold_name(mention.text).split(" ")[-1]
        if mention.entity_id or is_full_name(mention.text):
            return self.remember(self.link_full_name(mention))
        title = titles.get((mention.start_char, mention.end_char))
        holder = None
        if title is not None and title.is_office:
            holder = self.persons.with_title(mention.text, title.title_text, self.day, self.countries, is_former=title.is_former)
        if surname in self.full_names or surname in self.later_names:
            entity_id, name = self.full_names.get(surname) or self.later_names[surname]
            is_other = holder is not None and title is not None and holder.entity.entity_id != entity_id
            if not is_other or not entity_id or self.persons.held(self.gazetteer.entries[entity_id], title.title_text if title else ""):
                return replace(mention, entity_id=entity_id, name=name, rule="surname", score=SCORES["surname"])
        if holder is not None:
            return self.linked(mention, holder.entity.entity_id, "office")
        if title is not None and title.is_office:
            return mention
        entry = self.persons.bare(mention.text, self.day, self.countries)
        if entry is None and title is not None and self.day:
            entry = self.persons.with_courtesy(mention.text, self.day, self.countries)
        if entry is None and title is not None and self.is_speaker(mention):
            entry = self.persons.spokesperson(mention.text, self.day)
        return self.linked(mention, entry.entity.entity_id, "bare") if entry is not None else mention

    def is_speaker(self, mention: Mention) -> bool:
        """Return whether a name in capitals is a transcript's speaker: "MR PRICE:"."""
        return mention.text.isupper() and f"{mention.text}:" in self.around.text

    def link_full_name(self, mention: Mention) -> Mention:
        """Return the mention of a full name, linked where the gazetteer knows it."""
        entry = None if mention.entity_id else self.persons.named(mention.text.strip("."))
        return self.linked(mention, entry.entity.entity_id, "gazetteer") if entry is not None else mention

    def remember(self, mention: Mention) -> Mention:
        """Note under which names somebody may be called from here on, and return the mention."""
        called = fold_name(mention.text).split(" ")
        self.full_names[called[-1]] = (mention.entity_id, mention.name)
        for part in called[:-1]:  # given names, family names put first, and the first of two family names
            self.full_names.setdefault(part, (mention.entity_id, mention.name))
        if mention.entity_id:
            for form in self.persons.surnames(mention.entity_id):
                self.full_names[form] = (mention.entity_id, mention.name)
        return mention

    def link_name(self, mention: Mention) -> Mention:
        """Return a mention of anything but a person, linked by acronym or by the whole document's context."""
        if mention.label == "NORP" and mention.text in load_lexicon().parties:
            return self.linked(mention, load_lexicon().parties[mention.text], "only")
        named = [(meaning, name) for name in (mention.text, f"the {mention.text}") for meaning in self.gazetteer.names.meanings(name)]
        meanings = [meaning for meaning, _ in named]
        fitting = {one.entity_id for one, name in named if not one.is_ambiguous or fits(one, self.around, self.gazetteer, name)}
        if len(fitting) == 1:
            return self.linked(mention, fitting.pop(), "context")
        alike = {meaning.entity_id for meaning in meanings if meaning.label == mention.label}
        if len(alike) == 1 and len(mention.text) > 2 and mention.rule == "spacy" and not self.is_foreign(mention.text, alike):
            return self.linked(mention, alike.pop(), "only")
        entity_id = self.gazetteer.spelt(mention.text, mention.label) or self.part_of(mention) or self.in_brackets(mention)
        return self.linked(mention, entity_id, "spelling") if entity_id else self.link_numbered(mention)

    def is_foreign(self, name: str, entity_ids: set[str]) -> bool:
        """Return whether an acronym would be that of a state which a text on other states leaves out: "NSM" is not always Norway's."""
        states = {self.gazetteer.entity(one).country for one in entity_ids} - {""}
        return name.isupper() and len(name) < 5 and bool(states and self.countries) and not states & self.countries

    def in_brackets(self, mention: Mention) -> str:
        """Return the id of the place that a name with another name inside means: "Nansha (Spratly) Islands"."""
        before, bracket, rest = mention.text.partition(" (")
        inner, _, after = rest.partition(") ")
        forms = (f"{inner} {after}", f"{before} {after}") if bracket and after else ()
        return next((one.entity_id for form in forms for one in self.gazetteer.names.meanings(form) if not one.is_ambiguous), "")

    def link_numbered(self, mention: Mention) -> Mention:
        """Return the mention of a resolution or an article under its long name."""
        name = find_long_name(mention.text, lambda word: self.around.count(word) > 0, self.around.text) if mention.label == "LAW" else ""
        known = [one.entity_id for one in self.gazetteer.names.meanings(name)] if name else []
        return self.linked(mention, known[0], "context") if known else replace(mention, name=name or mention.name)

    def part_of(self, mention: Mention) -> str:
        """Return the id of the known body that a name ends in, after its parent: "Department of State Bureau of African Affairs"."""
        words = mention.text.split()
        for place in range(1, len(words) - 1 if mention.label == "ORG" else 0):
            parents = self.gazetteer.names.meanings(" ".join(words[:place]))
            bodies = [one for one in self.gazetteer.names.meanings(" ".join(words[place:])) if one.label == "ORG" and not one.is_ambiguous]
            if parents and len(bodies) == 1:
                return bodies[0].entity_id
        return ""

    def link_acronym(self, mention: Mention) -> Mention:
        """Return a mention of an acronym that the document introduces, named as its long form."""
        long_form = self.acronyms[mention.text]
        return replace(
            mention,
            label=long_form.label,
            entity_id=long_form.entity_id,
            name=self.acronym_names[mention.text],
            rule="acronym",
            score=SCORES["acronym"],
        )

    def link_capital(self, ent: Span, mention: Mention) -> Mention:
        """Return a capital's mention linked to its state, where it is the subject of speech or policy."""
        entry = self.gazetteer.entries[ent.kb_id_]
        if entry.entity.kind != "city" or not entry.acts_for or not speaks(ent):
            return mention
        return self.linked(mention, entry.acts_for, "capital")

    def learn_acronyms(self, doc: Doc, mentions: Sequence[Mention]) -> None:
        """Remember the acronyms that a text introduces."""
        candidates = [Candidate(one.start_char, one.end_char, one.label, one.rule, Rank.TITLE, one.entity_id) for one in mentions]
        names = {(one.start_char, one.end_char): one.name for one in mentions}
        known_here = {one.text for one in mentions if one.entity_id}
        spelt = {one: long for one, long in find_spelt(doc.text, candidates).items() if one not in known_here and one not in self.acronyms}
        for acronym, long_form in {**spelt, **find_acronyms(doc.text, candidates)}.items():
            name = names[long_form.start_char, long_form.end_char]
            known = {meaning.entity_id for meaning in self.gazetteer.names.meanings(acronym)}
            if len(known) == 1 and self.ends_in(doc.text[long_form.start_char : long_form.end_char], next(iter(known))):
                long_form = replace(long_form, entity_id=next(iter(known)))  # "Mission to the Organization for ... (OSCE)"
                name = self.name_of(long_form.entity_id)
            if not long_form.entity_id and len(known) == 1:
                entity_id = known.pop()
                words = set(fold_name(name).split())
                known_words = [set(fold_name(one).split()) for one in self.gazetteer.entries[entity_id].sure_names]
                if any(2 * len(words & other) > len(words) for other in known_words):  # a long form that the gazetteer spells otherwise
                    name, long_form = self.name_of(entity_id), replace(long_form, entity_id=entity_id)
            self.acronyms[acronym] = long_form
            self.acronym_names[acronym] = name

    def ends_in(self, text: str, entity_id: str) -> bool:
        """Return whether a text ends in a long name of an entity and holds more before it."""
        names = self.gazetteer.entries[entity_id].sure_names
        return any(" " in name and text.endswith(f" {name}") for name in names)

    def later_acronyms(self, doc: Doc, mentions: Sequence[Mention]) -> list[Mention]:
        """Return uses of the document's acronyms that no rule has seen."""
        if not self.acronyms:
            return []
        text = doc.text
        taken = {index for one in mentions for index in range(one.start_char, one.end_char)}
        return [
            Mention(
                start_char=start,
                end_char=end,
                text=acronym,
                label=long_form.label,
                entity_id=long_form.entity_id,
                name=self.acronym_names[acronym],
                rule="acronym",
                score=SCORES["acronym"],
            )
            for acronym, long_form in self.acronyms.items()
            for start, end in occurrences(text, acronym)
            if taken.isdisjoint(range(start, end))
        ]

    def as_person(self, mention: Mention) -> Mention:
        """Return a mention that bears the surname of somebody named in the document as that person's."""
        known = self.surnames.get(fold_name(mention.text))
        if known is None or mention.entity_id or mention.label == "PERSON":
            return mention
        return replace(mention, label="PERSON", entity_id=known[0], name=known[1], rule="surname", score=SCORES["surname"])

    def later_surnames(self, doc: Doc, mentions: Sequence[Mention]) -> list[Mention]:
        """Return surnames of persons named in the document that no rule has seen."""
        taken = {index for one in (*mentions, *doc._.dates) for index in range(one.start_char, one.end_char)}
        found = []
        for token in doc:
            known = self.surnames.get(fold_name(token.text)) if token.text[:1].isupper() and token.idx not in taken else None
            is_common = token.text in load_lexicon().common_surnames or token.text in load_lexicon().first_words
            if known is None or (is_common and token.pos_ != "PROPN"):
                continue
            found.append(
                Mention(
                    start_char=token.idx,
                    end_char=token.idx + len(token.text),
                    text=token.text,
                    label="PERSON",
                    entity_id=known[0],
                    name=known[1],
                    rule="surname",
                    score=SCORES["surname"],
                )
            )
        return found

    def linked(self, mention: Mention, entity_id: str, rule: str) -> Mention:
        """Return the mention with a link."""
        return replace(mention, entity_id=entity_id, name=self.name_of(entity_id), rule=rule, score=SCORES[rule])

    def name_of(self, entity_id: str) -> str:
        """Return the canonical name of an entity; nothing for no entity."""
        return self.gazetteer.entity(entity_id).name if entity_id in self.gazetteer.entries else ""

    def _countries(self, group: Sequence[tuple[TextToRead, Doc]]) -> set[str]:
        """Return the ids of states and organisations that the document names or that publish it."""
        named = {ent.kb_id_ for _, doc in group for ent in doc.ents if ent.kb_id_}
        named |= {
            meaning.entity_id for publisher in {text.publisher for text, _ in group} for meaning in self.gazetteer.names.meanings(publisher)
        }
        found: set[str] = set()
        for entity_id in named:
            if entity_id in self.gazetteer.entries:
                found |= {entity_id, self.gazetteer.entity(entity_id).country, self.gazetteer.acts_for(entity_id)}
        return found - {""}


TOWARDS = frozenset({"with", "on", "upon", "between", "against", "towards", "toward"})
"""Prepositions after which a capital is a party to dealings: "ties with Moscow", not "the deal in Moscow" or "called to Moscow"."""
PARTICLES = frozenset({"al", "el", "von", "van", "de", "di", "da", "del", "la", "le", "bin", "du", "dos"})
"""A name that begins with one of these is a surname, of however many words."""


def joined(doc: Doc, mentions: Sequence[Mention]) -> list[Mention]:
    """Return mentions with given name and surname of one person, side by side, made one: "MICHAEL" "TKACIK"."""
    kept: list[Mention] = []
    for one in mentions:
        last = kept[-1] if kept else None
        if last is not None and last.label == one.label == "PERSON" and last.name == one.name and one.start_char == last.end_char + 1:
            kept[-1] = replace(one, start_char=last.start_char, text=doc.text[last.start_char : one.end_char])
        else:
            kept.append(one)
    return kept


def is_full_name(name: str) -> bool:
    """Return whether a person's name has more than a surname: "Jake Sullivan" has, "von der Leyen" has not."""
    return " " in name and name.split()[0].lower() not in PARTICLES


def speaks(ent: Span) -> bool:
    """Return whether a capital stands for its state: it speaks or acts, owns a policy ("Beijing's claims"), or is spoken to."""
    lexicon = load_lexicon()
    head = ent.root
    while head.dep_ == "conj" and head.head is not head:
        head = head.head
    if head.dep_ in ("nsubj", "agent") or (head.dep_ == "pobj" and head.head.dep_ == "agent"):
        verb = head.head if head.dep_ != "pobj" else head.head.head
        if verb.lemma_.lower() in ("be", "become", "remain", "seem", "grow", "get", "feel"):
            return any(child.dep_ == "acomp" and child.lower_ in lexicon.moods for child in verb.children)
        return verb.pos_ == "VERB" and verb.lemma_.lower() not in lexicon.town_verbs
    if head.dep_ == "nsubjpass":
        return False
    if head.dep_ == "poss":
        return head.head.lower_ in lexicon.capital_nouns
    if head.dep_ == "pobj" and head.head.head.lemma_.lower() in lexicon.dealings:
        dealing = head.head.head
        return head.head.lower_ in TOWARDS or (dealing.pos_ == "NOUN" and head.head.lower_ in ("to", "from", "for"))
    return head.dep_ == "dobj" and head.head.lemma_.lower() in lexicon.addressed_verbs
