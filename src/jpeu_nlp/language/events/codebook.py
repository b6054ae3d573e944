"""The page on events: the codebook of types and the picture of a parse, generated so that they cannot age.

In go the taxonomy and a pipeline, out come the parts of `docs/events.md` between markers and the drawing beside it. The
drawing is displaCy's, of the one sentence that the page works through.
"""

import re
from pathlib import Path

from spacy import displacy
from spacy.language import Language

from jpeu_nlp.taxonomy import event_types

EXAMPLE = "Tokyo decided to impose new sanctions on Russian banks on Friday."
DRAWING = "event_parse.svg"
START, END = "<!-- generated: codebook -->", "<!-- end of generated part -->"


def render_codebook() -> str:
    """Return the table of types with their near misses and marked examples."""
    lines = ["| type | code when | not when | examples: {actor}, <recipient>, trigger in bold |", "|---|---|---|---|"]
    for key, kind in event_types().items():
        name = f"{key} (undirected)" if kind.is_undirected else key
        misses = "; ".join(kind.table["near_misses"])
        examples = "<br>".join(re.sub(r"\*([^*]+)\*", r"**\1**", one).replace("<", "&lt;") for one in kind.table["examples"])
        lines.append(f"| {name} | {kind.definition} | {misses} | {examples} |")
    return "\n".join(lines)


def render_parse(nlp: Language) -> str:
    """Return the parse of the worked example as a drawing, the same bytes for the same parse."""
    doc = nlp(EXAMPLE)
    words = [{"text": token.text, "tag": token.pos_} for token in doc if not token.is_punct]
    arcs = [
        {
            "start": min(token.i, token.head.i),
            "end": max(token.i, token.head.i),
            "label": token.dep_,
            "dir": "left" if token.i < token.head.i else "right",
        }
        for token in doc
        if token.head != token and not token.is_punct
    ]
    options = {"distance": 105, "compact": True, "color": "#202020", "bg": "#ffffff", "font": "sans-serif"}
    drawing = displacy.render({"words": words, "arcs": arcs, "settings": {}}, style="dep", manual=True, jupyter=False, options=options)
    return str(drawing).replace(str(drawing).split('id="', 1)[1].split('"', 1)[0].rsplit("-", 1)[0], "event-parse") + "\n"


def render_page(page: str) -> str:
    """Return the page with its codebook as the taxonomy has it."""
    head, rest = page.split(START, 1)
    return f"{head}{START}\n\n{render_codebook()}\n\n{END}{rest.split(END, 1)[1]}"


def update_page(path: Path, nlp: Language) -> bool:
    """Write the generated parts anew; return whether anything changed."""
    page, drawing = path.read_text(encoding="utf-8"), path.with_name(DRAWING)
    wanted = (render_page(page), render_parse(nlp))
    changed = wanted != (page, drawing.read_text(encoding="utf-8") if drawing.exists() else "")
    if changed:
        path.write_text(wanted[0], encoding="utf-8")
        drawing.write_text(wanted[1], encoding="utf-8")
    return changed
