"""Whether it happened: mode, attribution, and what is no event at all.

In goes a trigger verb, out comes a standing: its mode, who is quoted for it, and the verbs it hangs on, or None where
the clause tells no act (a purpose, a duty, a capability, a wish, the content of a request). Hypothetical and negated acts
are kept, because an analyst may ask for them.
"""

from dataclasses import dataclass

from spacy.tokens import Token

from jpeu_nlp.language.events.lexicon import WORDS
from jpeu_nlp.language.events.moods import FIRST, has_subject, is_awaited, is_conveyed, is_first, is_heading, is_performed, is_supposed
from jpeu_nlp.language.events.syntax import is_instrument, is_misread, is_passive

NEGATIONS = frozenset({"not", "n't", "never", "no", "neither", "nor"})
CONDITIONS = frozenset({"if", "unless", "whether", "should", "lest"})


@dataclass(slots=True)
class Standing:
    """How a trigger stands in its sentence."""

    mode: str = "actual"
    chain: str = ""
    """`commit`, `vow`, `intend`, `denied` or `unwilling` where such a word stands above."""
    above: tuple[Token, ...] = ()
    """Governing verbs and nouns, from the inside out."""
    beside: frozenset[int] = frozenset()
    """Those of them that only stand before it in a coordination: acts of their own."""
    source: Token | None = None
    """Subject of the verb of speech that reports it."""
    speech: Token | None = None
    promise: Token | None = None
    """The verb or noun that makes a commitment or plan of it."""
    joined: Token | None = None
    """The verb that says that it is done together with others: "joined Japan in condemning"."""


def find_standing(verb: Token) -> Standing | None:
    """Return how a verb stands, or None where it tells no act."""
    standing = Standing()
    modal = own_mode(verb)
    if modal is None:
        return None
    standing.mode = modal
    above: list[Token] = []
    cur = verb
    for _ in range(12):
        head = cur.head
        if head == cur:
            break
        kept = "stop" if cur is verb and is_misread(verb) else climb(cur, head, standing)
        if not kept:
            return None
        above.append(head)
        if cur.dep_ == "conj":
            standing.beside |= {head.i}
        if standing.promise is not None and standing.promise == head.head:
            above.append(head.head)
        if kept == "stop":
            break
        cur = head
    standing.above = tuple(above)
    return standing


def own_mode(verb: Token) -> str | None:
    """Return the mode that a verb's own auxiliaries give it; None for duty and capability."""
    mode = "hypothetical" if is_case(verb) else "actual"
    for child in verb.children:
        lower = child.lower_
        if child.dep_ == "neg" or (lower in NEGATIONS and child.dep_ in ("advmod", "cc", "preconj")):
            if (lower in ("nor", "neither", "no") and child.i > verb.i) or child.nbor().lower_ in ("only", "just", "merely"):
                continue  # "not only condemned"
            return "negated"
        if child.dep_ in ("aux", "auxpass"):
            if is_inverted(child, verb):
                return "hypothetical"
            if lower in WORDS["modal.drop"]:
                return None
            if lower in WORDS["modal.hypothetical"]:
                mode = "hypothetical"
            elif lower in WORDS["modal.planned"] and mode != "hypothetical":
                mode = "planned" if lower not in ("would", "'d") else "would"
        if child.dep_ == "mark" and lower in CONDITIONS:
            mode = "hypothetical"
        if child.dep_ == "aux" and lower == "to" and verb.dep_ == "ROOT":
            mode = "planned"  # headlines: "Japan to give ..."
    clauses = [child for child in verb.children if child.dep_ == "advcl"]
    if mode == "planned" and (any(map(is_condition, clauses)) or any(map(names_case, verb.children))):
        mode = "hypothetical"
    if any(child.dep_ in ("dobj", "nsubjpass", "nsubj") and any(det.lower_ == "no" for det in child.lefts) for child in verb.children):
        return "negated"
    return mode


def is_condition(clause: Token) -> bool:
    """Return whether a clause is a condition: "if Chad attacks", "should Chad attack", "in case Chad attacks"."""
    return is_case(clause) or any(mark.lower_ in CONDITIONS or is_inverted(mark, clause) for mark in clause.lefts)


def names_case(preposition: Token) -> bool:
    """Return whether a phrase names what may come: "in the event of an attack", "in the event that Chad attacks"."""
    return preposition.lower_ == "in" and any(noun.lower_ == "event" and noun.dep_ == "pobj" for noun in preposition.rights)


def is_case(verb: Token) -> bool:
    """Return whether a clause follows "in the event that" or "in case", wherever the parser hung it."""
    start = min((child.left_edge.i for child in verb.lefts if child.dep_ in ("nsubj", "nsubjpass")), default=0)
    before = [token.lower_ for token in verb.doc[max(start - 3, 0) : start]]
    return before[1:] in (["event", "that"], ["in", "case"]) or before == ["in", "case", "that"]


def is_inverted(word: Token, verb: Token) -> bool:
    """Return whether the order of its words makes a clause a condition: "Should Chad attack", "Had Mali invaded"."""
    opens = word.i == word.sent.start or not word.doc[word.i - 1].is_alpha or word.doc[word.i - 1].lower_ in ("that", "and")
    behind = any(child.dep_ in ("nsubj", "nsubjpass") and child.i > word.i for child in verb.lefts)
    return word.lower_ in ("should", "had") and word.dep_ == "aux" and opens and behind


def climb(cur: Token, head: Token, standing: Standing) -> str:
    """Take one step up: empty where the event falls, `stop` where the clause stands by itself, `go` otherwise."""
    lowers = {child.lower_ for child in cur.lefts if child.dep_ in ("aux", "mark", "advmod")}
    infinitive = "to" in lowers and cur.tag_ in ("VB", "NN", "VBP", "VBN")
    if infinitive and lowers & WORDS["clauses.questions"]:
        return ""  # "discussed how to deepen ties"
    match cur.dep_:
        case "conj":
            return join(cur, head, standing)
        case "advcl" | "xcomp" if infinitive and is_supposed(cur, head):
            standing.mode = "hypothetical"
            return "stop"
        case "advcl" if infinitive and cur.i < head.i:
            return ""  # "To deepen ties, the council decided ..."
        case "advcl" if infinitive and any(is_instrument(child) for child in head.rights):
            standing.mode = own_mode(head) or ""
            return "stop" if standing.mode else ""  # "signed a decree to ban"
        case "advcl" if infinitive and head.lemma_ in ("be", "become") and is_first(head):
            return "stop"  # "became the first country to sever ties"
        case "xcomp" | "advcl" | "ccomp" if infinitive:
            return under_chain(cur, head, standing)
        case "acl" | "relcl" if infinitive and not is_instrument(head):
            return under_noun(cur, head, standing)
        case "acl" if has_subject(cur) and head.lemma_.lower() in WORDS["nouns.demands"]:
            return ""  # "rejected the demand that it free them"
        case "acl" if has_subject(cur) and head.head.lemma_ in ("deny", "dismiss", "reject", "refute"):
            standing.mode, standing.chain = "negated", "denied"  # "denied reports that troops had crossed"
            return "stop"
        case "relcl" | "acl" if is_instrument(head):
            above_mode = own_mode(head.head)
            standing.mode = standing.mode if above_mode == "actual" else above_mode or ""
            return "stop" if standing.mode else ""
        case "xcomp" | "pcomp" if cur.tag_ == "VBG":
            return under_gerund(cur, head, standing)
        case "advcl" if is_heading(cur, head):
            return ""
        case "advcl":
            if lowers & CONDITIONS:
                standing.mode = "hypothetical"
            return "stop" if has_subject(cur) else "go"
        case "ccomp" | "parataxis":
            return under_speech(cur, head, standing)
        case "acl" if has_subject(cur) and head.lemma_.lower() in WORDS["nouns.claims"]:
            return ""  # "is probing claims that guards extorted money"
        case "pcomp" | "csubj" | "csubjpass" | "amod" | "compound" | "nmod" | "pobj" | "nsubj" | "dobj" | "aux" | "poss" | "attr":
            return ""
    return "stop"


def join(cur: Token, head: Token, standing: Standing) -> str:
    """Share the modals of the first verb of a coordination."""
    if head.pos_ not in ("VERB", "AUX"):
        return "stop"
    own_tense = cur.tag_ in ("VBD", "VBZ", "VBP") and head.tag_ == "VB"  # "would send X, and rejected Y"
    if not own_tense and not has_subject(cur) and not any(child.dep_ == "aux" and child.lower_ != "to" for child in cur.children):
        shared = own_mode(head)
        if shared is None:
            return ""
        if shared != "actual" and standing.mode == "actual":
            standing.mode = "actual" if shared == "negated" and any(child.lower_ == "but" for child in head.rights) else shared
        return "go"
    return "go" if not has_subject(cur) or head.dep_ in ("ccomp", "parataxis") else "stop"


def under_chain(cur: Token, head: Token, standing: Standing) -> str:
    """Read the verb above an infinitive: a decision, a plan, an attempt, or a wish."""
    lemma = head.lemma_.lower()
    own = own_mode(head)
    if is_performed(cur, head):
        return "stop"
    if is_conveyed(cur, head):
        standing.mode = own or ""
        return "stop" if own else ""
    if own is None:
        return ""
    if lemma == "have" and head.tag_ in ("VBZ", "VBP", "VB") and not any(child.lower_ == "yet" for child in head.children):
        return ""  # "has to disband its militia"
    if lemma in WORDS["chain.pleased"] or lemma in WORDS["chain.cause"]:
        pass  # "was pleased to provide", "prompted Tokyo to file": done
    elif lemma in WORDS["chain.ready"]:
        is_denied = head.dep_ == "acomp" and own_mode(head.head) == "negated"
        standing.chain, own = ("unwilling", "negated") if is_denied else ("commit", own)  # "was not ready to resume talks"
    elif lemma in WORDS["chain.commit"]:
        standing.chain = "vow" if lemma in ("vow", "swear", "promise", "pledge") else "commit"
    elif lemma in WORDS["chain.intend"]:
        standing.chain = "intend"
        if standing.mode == "actual":
            standing.mode = "planned"
        if lemma == "seek":
            return ""
    elif lemma in WORDS["chain.failing"] or any(word.lower_ == "yet" for word in (*head.children, *cur.lefts)):
        standing.mode = "actual" if own == "negated" else "negated"  # "failed to sign", "has yet to deliver"
        return "go"
    elif lemma == "use" and head.tag_ in ("VBD", "VBN") and (head.dep_ == "relcl" or any(child.dep_ == "dobj" for child in head.rights)):
        pass  # "missiles that the group has used to attack ports", but not "used to meet"
    elif lemma == "unable":
        standing.mode = "negated"
        return "go"
    elif lemma in ("be", "go") and cur.dep_ == "xcomp":
        standing.mode = "planned"
    elif lemma not in WORDS["chain.transparent" if cur.dep_ == "xcomp" else "chain.aspect"]:
        return ""
    if standing.chain and standing.promise is None:
        standing.promise = head
    if own != "actual":
        standing.mode = own
    return "go"


def under_noun(cur: Token, head: Token, standing: Standing) -> str:
    """Read the noun above an infinitive: "decision to impose", "plans to deploy"."""
    lemma = head.lemma_.lower()
    if lemma == "decision" and head.head.lemma_.lower() in WORDS["chain.makes"]:
        standing.chain, standing.promise = "commit", head
    elif lemma in WORDS["chain.noun_actual"] or any(child.lower_ in FIRST for child in head.lefts):
        pass
    elif lemma in WORDS["chain.noun_commit"] and head.head.lemma_.lower() in WORDS["chain.makes"]:
        standing.chain, standing.promise = "commit", head
    elif lemma == "right" and head.head.lemma_ == "reserve":
        standing.chain, standing.promise = "vow", head.head  # "reserved the right to strike"
    elif lemma in WORDS["chain.noun_ready"] and head.head.lemma_.lower() in WORDS["chain.voices"]:
        standing.mode = "planned" if cur.lemma_ in WORDS["verbs.forceful"] and lemma != "right" else standing.mode
        standing.chain, standing.promise = "commit", head.head  # "reiterated its readiness to respond"
    elif lemma in WORDS["chain.noun_intend"]:
        standing.chain, standing.mode = "intend", "planned"
    elif lemma in WORDS["chain.noun_chance"] and is_awaited(head.head):
        standing.chain, standing.mode = "intend", "planned"
        return "stop"
    elif lemma in WORDS["chain.noun_chance"] and head.head.lemma_ == "have" and own_mode(head.head) == "planned":
        standing.chain, standing.mode = "intend", "planned"  # "will have an opportunity to meet"
    elif lemma in WORDS["chain.noun_chance"] and head.head.tag_ in ("VBD", "VBN") and head.head.lemma_ in ("have", "take", "get"):
        pass  # "had an opportunity to meet": met
    else:
        return ""
    verb = head.head
    above = own_mode(verb) if head.dep_ in ("dobj", "attr", "nsubjpass") and verb.pos_ in ("VERB", "AUX") else "actual"
    if above is None:
        return ""
    standing.mode = standing.mode if above == "actual" else above
    return "stop"


def under_gerund(cur: Token, head: Token, standing: Standing) -> str:
    """Read what stands above a gerund: "began shelling", "after meeting", never "for shelling" or "risk losing"."""
    if cur.dep_ == "pcomp":
        if head.head.lower_ == "short" or (head.lower_ == "from" and head.head.lemma_ in WORDS["chain.failing"]):
            standing.mode = "negated"  # "stopped short of condemning", "refrained from signing"
            return "go"
        if is_awaited(head) and cur.lemma_ in WORDS["verbs.coming"]:
            standing.chain, standing.mode = "intend", "planned"
            return "stop"
        if head.lower_ in WORDS["clauses.kept_gerunds"]:
            above = own_mode(head.head) if head.head.pos_ in ("VERB", "AUX") else "actual"
            is_needed = head.head.tag_ == "VB" and head.head.dep_ == "xcomp" and find_standing(head.head) is None
            if above is None or is_needed:
                return ""  # "by sharing intelligence, they can ...", "need to calm tensions by pulling back"
            standing.mode = above if head.lower_ in ("by", "through", "on", "upon") and above != "actual" else standing.mode
            return "go"
        if head.lower_ == "in" and head.head.lemma_ in WORDS["chain.join"]:
            shared = find_standing(head.head)
            if shared is None:
                return ""  # "called upon Beijing to join Washington in condemning"
            standing.joined, standing.mode, standing.chain, standing.source = head.head, shared.mode, shared.chain, shared.source
            return "stop"
        if head.lower_ == "to" and head.head.lower_ == "addition":
            return "stop"
        if head.lower_ == "of" and head.head.lemma_.lower() in WORDS["chain.noun_actual"] and head.head.dep_ == "dobj":
            return "stop" if head.head.head.tag_ != "VB" or find_standing(head.head.head) else ""  # "took the step of recalling"
        if head.lower_ in ("to", "on", "in") and head.head.lemma_.lower() in WORDS["chain.commit"]:
            standing.chain = "commit"
            return "go"
        if (head.lower_, head.head.lemma_) in (("on", "go"), ("in", "succeed")):
            return "go"  # "vowed to go on providing", "succeeded in driving"
        return ""
    lemma = head.lemma_.lower()
    own = own_mode(head)
    if lemma in ("stop", "cease", "quit") and own == "actual":
        standing.mode, standing.chain = "negated", "unwilling"  # "stopped talking to the rebels"
        return "go"
    if own is None or lemma not in WORDS["chain.transparent"]:
        return ""
    if own != "actual":
        standing.mode = own
    return "go"


def under_speech(cur: Token, head: Token, standing: Standing) -> str:
    """Read the verb above a finite clause: who is quoted, and whether the clause is asserted at all."""
    lemma = head.lemma_.lower()
    if lemma in WORDS["clauses.content"] and not any(sub.dep_ in ("nsubj",) and sub.i > cur.i for sub in head.children):
        return ""
    if lemma in WORDS["clauses.attitude"]:
        standing.mode = "hypothetical" if standing.mode == "actual" else standing.mode
        if own_mode(cur) in ("planned", "would") or lemma in WORDS["clauses.wish"]:
            return ""
    if lemma in WORDS["speech.verbs"] or cur.dep_ == "parataxis":
        standing.speech = head
        if not is_passive(head):
            standing.source = next((child for child in head.children if child.dep_ == "nsubj"), None)
        if standing.mode == "would":
            standing.mode = "planned"
    if lemma == "deny":
        standing.mode, standing.chain = "negated", "denied"
    return "stop" if has_subject(cur) else "go"
