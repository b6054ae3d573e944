"""Annotate: JSON lines in, JSON lines out, no store touched.

One answer a line, in the order of the lines, in flat memory. A line that cannot be answered costs only itself: it
becomes a `LineError` with its number, and the others are answered.
"""

import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

from jpeu_nlp.records import PillarTag, Reading, TextToRead, is_iso_date
from jpeu_nlp.settings import Settings
from jpeu_nlp.stages.analyse import Tools, load_tools, read_texts

log = logging.getLogger(__name__)

LINES_AT_A_TIME = 64
"""Enough to fill spaCy's batches, little enough to answer soon."""

MAX_CHARS = 200_000
"""Longest text answered: beyond it the parser's memory grows past a gigabyte (spaCy's own limit is a million)."""


@dataclass(frozen=True, slots=True)
class LineError:
    """A line of `annotate` that cannot be answered."""

    number: int
    """Counted from 1."""
    reason: str


def annotate_lines(lines: Iterable[bytes], settings: Settings) -> Iterator[Mapping[str, Any] | LineError]:
    """Yield one answer a line, in order, for JSON lines of `{"id", "text", "date"?}`; a bad line costs only itself."""
    tools = load_tools(settings)
    numbered = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    while chunk := list(islice(numbered, LINES_AT_A_TIME)):
        parsed = [parse_line(number, line) for number, line in chunk]
        answers = iter(answer_texts(tools, [text for text in parsed if isinstance(text, TextToRead)]))
        for text in parsed:
            yield text if isinstance(text, LineError) else next(answers)


def answer_texts(tools: Tools, texts: Sequence[TextToRead]) -> list[Mapping[str, Any] | LineError]:
    """Return the answers to some texts; where reading them together fails, each is read alone, so that one costs only itself."""
    try:
        return [as_answer(*found) for found in read_texts(tools, texts)]
    except Exception as error:  # a defect of ours or of a library must not cost the other lines their answers
        if len(texts) == 1:
            log.debug("text %s", texts[0].text_id, exc_info=True)
            reason = f"line {texts[0].group_id}: cannot be read ({type(error).__name__}: {error}); please report it with the text"
            return [LineError(int(texts[0].group_id), reason)]
        return [answer for text in texts for answer in answer_texts(tools, [text])]


def parse_line(number: int, line: bytes) -> TextToRead | LineError:
    """Return the text of one JSON line, or what is wrong with it."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return LineError(number, f'line {number}: not JSON ({error}); expected an object such as {{"id": "p1", "text": "..."}}')
    if not isinstance(row, dict):
        return LineError(number, f'line {number}: found {type(row).__name__}, expected an object with "id" and "text"')
    text, text_id, published_date = row.get("text"), row.get("id"), row.get("date")
    if not isinstance(text, str) or not isinstance(text_id, str | int):
        return LineError(number, f'line {number}: needs a string "text" and a string "id", found {sorted(row)[:8]}')
    if published_date not in (None, "") and not is_iso_date(published_date):
        return LineError(
            number, f'line {number}: "date" is {published_date!r}, expected YYYY-MM-DD, YYYY-MM or YYYY; leave it out where unknown'
        )
    if len(text) > MAX_CHARS:
        return LineError(
            number, f"line {number}: {len(text):,} characters, more than the {MAX_CHARS:,} that are read; split it into passages"
        )
    if any(0xD800 <= ord(char) <= 0xDFFF for char in text):
        return LineError(number, f"line {number}: the text holds half of a surrogate pair, which no encoding can write; clean it first")
    return TextToRead(text_id=str(text_id), text=text, group_id=f"{number}", published_date=published_date or None)


def as_answer(text: TextToRead, reading: Reading, tags: Sequence[PillarTag]) -> Mapping[str, Any]:
    """Return what `annotate` writes for one text, in the order of keys of the contract (DESIGN.md, section 3)."""
    return {
        "id": text.text_id,
        "pillars": {tag.pillar: round(tag.probability, 4) for tag in tags},
        "labels": [tag.pillar for tag in tags if tag.is_label],
        "evidence": {tag.pillar: [list(span) for span in tag.evidence] for tag in tags if tag.is_label},
        "entities": [
            {
                "start_char": mention.start_char,
                "end_char": mention.end_char,
                "text": mention.text,
                "label": mention.label,
                "entity_id": mention.entity_id or None,
                "name": mention.name,
            }
            for mention in reading.mentions
        ],
        "dates": [asdict(date_mention) for date_mention in reading.dates],
        "events": [
            {
                "event_type": event.event_type,
                "actors": list(event.actors),
                "recipients": list(event.recipients),
                "mode": event.mode,
                "date": event.date,
                "date_precision": event.date_precision or None,
                "location": event.location or None,
                "trigger": list(event.trigger),
                "sentence": list(event.sentence),
                "attribution": event.attribution or None,
                "rule": event.rule,
                "score": round(event.score, 3),
            }
            for event in reading.events
        ],
    }
