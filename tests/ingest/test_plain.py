import pytest

from tests.ingest.builders import SEEDS, passages_of, read, roles_of
from tests.ingest.making import make_plain, make_truth

MEMO = """Pacific Notes #31 – Feb. 3, 2025

**WHEN CABLES BREAK: THE BALTIC LESSON
FOR EAST ASIA**

BY SARA O'NEILL-MCBRIDE, PH.D., AND TANAKA
KENJI

*The author of this memo is grateful to two reviewers.*

Four cables broke within a year. The causes are disputed, but [insurers](#) no longer care: premiums in the region doubled, and ship-
ping companies have asked governments for patrols. The costs are borne by consumers in small states that lie far from the

incidents themselves.

Why attribution fails

Attribution at sea is slow. Tanaka has shown that in nine cases out of ten no charge is brought, and that the remaining
case ends in acquittal for lack of juris-

diction.

The remedies are at hand:

- **Mapping:** Every state should publish where its cables land, as
the Nordic states do.
- **Insurance:** Premiums might be pooled by the region's ports
- **Patrols:** Coast guards could share sensors and, where laws permit it,

crews.

The views expressed at the last summit by a Danish minister point the same way. He said that trust grows with use, and that
files must be shared before a crisis.

Sara O'Neill-McBride is a research fellow at the Harbour Institute. Tanaka Kenji teaches law at Minato University.

The views expressed in this memo are solely those of the authors and do not reflect the position of the Harbour Institute.
"""

RELEASE = """Ministry of Foreign Affairs of Japan

PRESS RELEASE

Telephone talk between the foreign ministers of Japan and Norway

Tokyo, 5 March 2025

On March 5, commencing at 5:30 p.m., Mr. KANEDA Hiroshi, Minister for Foreign Affairs of Japan,
held a telephone talk with H.E. Ms. Ingrid SOLBERG, Minister of Foreign Affairs of Norway.

1. The two ministers concurred on closer cooperation in the Arctic and on protecting undersea
cables from sabotage.

2. They exchanged views on Ukraine, and they concurred on continuing to

coordinate closely.

(END)

Contact: Press Division, tel. +81-3-5555-0100
"""

NEWS = """Coast guards of three nations hold first joint exercise off Okinawa

NAHA, June 4, 2025 (Kyodo) — Coast guards from Japan, the Philippines and Australia held their first joint rescue exercise, officials said.

The drill involved six vessels, a spokesperson told reporters. It comes after a series of collisions near disputed shoals.

Photo: A patrol vessel leaves port. (Kyodo)
"""


def test_a_commentary_out_of_a_pdf_is_put_together_again() -> None:
    document = read(MEMO)
    assert document.title == "WHEN CABLES BREAK: THE BALTIC LESSON FOR EAST ASIA"
    assert document.authors == ("Sara O'Neill-McBride", "Kenji Tanaka")
    assert (document.published_date, document.date_origin) == ("2025-02-03", "text")
    assert (document.kind, document.language) == ("commentary", "en")
    passages = passages_of(document)
    assert any(
        "insurers no longer care" in text and "shipping companies" in text and text.endswith("the incidents themselves.")
        for text in passages
    )
    assert any(text.endswith("for lack of jurisdiction.") for text in passages)
    assert passages[3:6] == [
        "Mapping: Every state should publish where its cables land, as the Nordic states do.",
        "Insurance: Premiums might be pooled by the region's ports",
        "Patrols: Coast guards could share sensors and, where laws permit it, crews.",
    ]


def test_margins_are_kept_in_the_document_and_out_of_the_passages() -> None:
    document = read(MEMO)
    roles = {text[:24]: role for text, role in roles_of(document).items()}
    assert roles["The author of this memo "] == "note"
    assert roles["Sara O'Neill-McBride is "] == "note"
    assert roles["The views expressed in t"] == "disclaimer"
    assert roles["The views expressed at t"] == "paragraph"
    assert roles["Why attribution fails"] == "heading"
    assert not any("Harbour Institute" in text for text in passages_of(document))


def test_a_press_release_is_known_by_its_letterhead() -> None:
    document = read(RELEASE)
    assert document.title == "Telephone talk between the foreign ministers of Japan and Norway"
    assert document.publisher == "Ministry of Foreign Affairs of Japan"
    assert (document.kind, document.published_date, document.authors) == ("press_release", "2025-03-05", ())
    assert passages_of(document)[-1] == "2. They exchanged views on Ukraine, and they concurred on continuing to coordinate closely."


def test_news_is_known_by_its_dateline() -> None:
    document = read(NEWS)
    assert (document.kind, document.published_date) == ("news", "2025-06-04")
    assert roles_of(document)["Photo: A patrol vessel leaves port. (Kyodo)"] == "caption"


def test_text_cut_at_a_width_with_indents_keeps_its_paragraphs() -> None:
    text = """COMMENTARY

Space Debris Is a Diplomatic Problem
by Prof. Anneliese von Traun
2024年11月1日

   The number of objects in low orbit has doubled in five years, and no treaty
says who must move when two of them meet. That was bearable as long as two
states owned nearly all of them. It is no longer so.
   Japan has shown that debris can be approached safely. Its companies have
inspected a spent rocket stage from a distance of fifteen metres. Europe pays
for a similar mission.
                                   12
   What is missing is law, and nobody has offered to write it.

About the author
Anneliese von Traun is professor of space law. She advises two ministries.
"""
    document = read(text)
    assert document.authors == ("Anneliese von Traun",)
    assert document.published_date == "2024-11-01"
    assert [text.split()[0] for text in passages_of(document)] == ["The", "Japan", "What"]
    assert roles_of(document)["12"] == "running"


def test_a_dash_that_wrapping_brings_to_the_head_of_a_line_opens_no_item() -> None:
    line = "The ministers of both countries met in the old harbour of the city for two days"
    document = read(f"A title\n\n{line}\n— and nobody had expected it — to speak about the cables that\nlie between them. {line}\n")
    assert len(passages_of(document)) == 1


def test_form_feeds_are_pages() -> None:
    document = read("A title of ours\n\nThe first page ends in the\fmiddle of a sentence, as pages do.")
    assert document.n_pages == 2
    assert passages_of(document) == ["The first page ends in the middle of a sentence, as pages do."]


@pytest.mark.parametrize(("width", "breaks_every"), [(0, 0), (72, 0), (0, 3), (80, 3)])
def test_every_paragraph_of_a_made_text_comes_back(width: int, breaks_every: int) -> None:
    truth = make_truth(7)
    document = read(make_plain(truth, width=width, breaks_every=breaks_every))
    assert passages_of(document) == truth.passages
    assert document.authors == truth.authors


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-16", "The two sides met in Tokyo and agreed on little."),
        ("cp1252", "The café “summit” took place, finally, in the rain."),
        ("shift_jis", "日本とＥＵは安全保障・防衛パートナーシップを発表した。海洋安全保障の協力を強化する。" * 3),
    ],
)
def test_old_encodings_are_read(encoding: str, text: str) -> None:
    assert read(text.encode(encoding)).text == text


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the shared seed texts lie beside the project, not in it")
def test_the_first_real_commentary_is_read_as_its_readers_would() -> None:
    document = read((SEEDS / "000_412aeb19f5fa2291.txt").read_bytes())
    passages = passages_of(document)
    assert document.title.startswith("JAPAN-EU SECURITY AND DEFENSE PARTNERSHIP")
    assert document.authors == ("Erik Lenhart", "Michael Tkacik")
    assert document.kind == "commentary"
    assert not any(word in text for text in passages for word in ("lenhart", "mtkacik", "PacNet"))
    assert any("maintaining and improving the international rules-based system" in text for text in passages)
    bullets = [
        text for text in passages if text.split(":")[0] in {"Cybersecurity", "Maritime security", "Counterterrorism", "Space security"}
    ]
    assert len(bullets) == 4
    assert roles_of(document)["Multidimensional challenges"] == "heading"


@pytest.mark.parametrize("sign", ["*", "-", "–", "+"])
def test_the_item_after_a_semicolon_and_an_and_stands_alone(sign: str) -> None:
    items = [
        "pilots for the northern strait, where fog is\n    frequent;",
        "tugs for the three largest ports; and",
        "a common chart of wrecks.",
    ]
    listed = "\n".join(f"  {sign} {item}" for item in items)
    document = read(f"A title of ours\n\nThe harbour masters of the two coasts asked for the following:\n\n{listed}\n")
    assert passages_of(document)[1:] == [" ".join(item.split()) for item in items]


def test_a_dash_after_an_and_within_a_sentence_opens_no_item() -> None:
    line = "The harbour masters of both coasts wanted pilots, tugs, charts, and"
    document = read(f"A title of ours\n\n{line}\n- as an afterthought - a common fund for the repair of the piers they share.\n")
    assert len(passages_of(document)) == 1
