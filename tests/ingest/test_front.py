import pytest

from tests.ingest.builders import passages_of, read, roles_of

STATEMENT = """Joint Statement of the Third Maritime Security Dialogue

Canberra, 9 May 2022

1.  Senior officials of Australia and Indonesia held the third Maritime Security Dialogue in Canberra on
9 May 2022.

2.  They condemned illegal fishing and agreed to:

(a) exchange lists of vessels;
(b) train boarding teams together; and
(c) consider a hotline between the two coast guards by the end of 2022.

3.  They noted with concern the collision of 2 April, and called on all parties to respect the United Nations
Convention on the Law of the Sea.

4.  The next dialogue will be held in Jakarta.

Media enquiries: Department of Foreign Affairs, media@dfa.example, +61 2 5550 1111
"""

OFFICE_RELEASE = """MINISTRY OF DEFENCE OF THE REPUBLIC OF ESTLAND
Press Office

FOR IMMEDIATE RELEASE
No. 44/2021

Minister Opens Cyber Range With Japanese Partners

TALLINGEN, October 12, 2021 — Minister of Defence Kaarel Tamm today opened a cyber range that the armed forces
will share with partners from Japan. The range simulates attacks on power grids, ports and hospitals.

"Networks do not know oceans," the Minister said at the ceremony.

Ten Japanese officers will take part in the first course, which begins in November. The cost of EUR 4.2 million is borne
equally.

###

For more information contact: Press Office, press@mod.example
"""

BARE_NAME = """Why Tokyo Should Worry About the Black Sea
Hiroki Matsuda
March 2024

Grain ships sail from Odesa again. That is good news for Cairo and a lesson for Tokyo: a navy without ships can keep a larger one at bay.

The lesson has three parts. Drones are cheap. Intelligence can be shared faster than fleets can move. And insurers decide.

About the author: Hiroki Matsuda is a visiting scholar at a university in Bucharest.
"""

BRIEFING = """Harbour Forum Briefing 2025/7

THE MISSING COAST GUARD: WHY THE BLACK SEA
NEEDS A COMMON PICTURE

Ioana POPESCU and Selim Kaya

Ioana Popescu holds a doctorate from the University of Bucharest and directs the Sea Power Programme. Selim Kaya, a retired
naval officer, is a senior fellow at the Straits Institute.

Summary
* Mines drift, and nobody counts them.
* Three states patrol alone.

The three littoral allies see three different seas. Their radars overlap; their pictures do not. A mine that leaves Romanian waters at
dusk has no name when it enters Bulgarian ones at dawn, and by noon it belongs to Türkiye.[1]

This is a problem of trust rather than of technology. Popescu's earlier study showed that data were exchanged in four days on
average; Kaya's, that in 2022 two of five reports were never answered.

12
Harbour Forum Briefing 2025/7

It is also a problem of law: the Convention limits what warships of other states may do in these waters, and for how

long they may stay.

Recommendations

1) Put one officer of each navy into the others' centres.
2) Publish a weekly chart of mines, as insurers do.

[1] I. Popescu, "Drifting", Sea Power Papers, no. 4 (2023), p. 17.

Harbour Forum does not take institutional positions on policy issues.
"""


@pytest.mark.parametrize(
    ("text", "title", "authors", "date", "kind"),
    [
        (STATEMENT, "Joint Statement of the Third Maritime Security Dialogue", (), "2022-05-09", "press_release"),
        (OFFICE_RELEASE, "Minister Opens Cyber Range With Japanese Partners", (), "2021-10-12", "press_release"),
        (BARE_NAME, "Why Tokyo Should Worry About the Black Sea", ("Hiroki Matsuda",), "2024-03", "commentary"),
        (
            BRIEFING,
            "THE MISSING COAST GUARD: WHY THE BLACK SEA NEEDS A COMMON PICTURE",
            ("Ioana Popescu", "Selim Kaya"),
            None,
            "commentary",
        ),
    ],
)
def test_the_opening_tells_title_authors_date_and_kind(
    text: str, title: str, authors: tuple[str, ...], date: str | None, kind: str
) -> None:
    document = read(text)
    assert (document.title, document.authors, document.published_date, document.kind) == (title, authors, date, kind)


def test_lettered_items_are_passages_of_their_own() -> None:
    assert passages_of(read(STATEMENT))[2:5] == [
        "(a) exchange lists of vessels;",
        "(b) train boarding teams together; and",
        "(c) consider a hotline between the two coast guards by the end of 2022.",
    ]


def test_a_wrapped_date_at_the_head_of_a_line_stays_in_its_sentence() -> None:
    assert passages_of(read(STATEMENT))[0].endswith("in Canberra on 9 May 2022.")


def test_running_heads_footnotes_and_notes_of_a_briefing_are_margins() -> None:
    document = read(BRIEFING)
    roles = {text[:20]: role for text, role in roles_of(document).items()}
    assert roles["Harbour Forum Briefi"] == roles["12"] == "running"
    assert roles['[1] I. Popescu, "Dri'] == roles["Ioana Popescu holds "] == "note"
    assert roles["Harbour Forum does n"] == "disclaimer"
    assert "Harbour Forum" not in " ".join(passages_of(document))
    assert any(text.endswith("for how long they may stay.") for text in passages_of(document))


def test_an_office_line_is_neither_title_nor_passage() -> None:
    document = read(OFFICE_RELEASE)
    assert document.publisher == "MINISTRY OF DEFENCE OF THE REPUBLIC OF ESTLAND"
    assert {roles_of(document)[text] for text in ("Press Office", "FOR IMMEDIATE RELEASE", "No. 44/2021")} == {"running"}


def test_numbers_over_paragraphs_are_headings_and_numbers_in_a_row_are_items() -> None:
    document = read("A title of ours\n\n1. The problem\n\nNobody counts the mines.\n\n2. Remedies\n\n1. Count mines\n\n2. Publish counts\n")
    roles = roles_of(document)
    assert roles["1. The problem"] == "heading"
    assert roles["1. Count mines"] == roles["2. Publish counts"] == "item"


def test_names_on_lines_of_their_own_are_authors_where_a_note_is_about_them() -> None:
    note = "Annika Sørensen is an associate professor in Aarfjord. Luís Prates served thirty years in the navy."
    document = read(f"Who Guards the Guards?\nDr. Annika Sørensen\nCaptain (ret.) Luís Prates\n\nNobody watches the commands.\n\n{note}")
    assert document.title == "Who Guards the Guards?"
    assert document.authors == ("Annika Sørensen", "Luís Prates")
    assert passages_of(document) == ["Nobody watches the commands."]


def test_a_house_over_the_title_is_its_publisher() -> None:
    document = read(
        "Harbour Dispatch / Science\n\nA LANDER TOUCHES DOWN ON ITS SIDE\n\n"
        "SAGAMIHARA, Japan, Jan. 20, 2024 — The lander touched down, officials said."
    )
    assert (document.title, document.publisher) == ("A LANDER TOUCHES DOWN ON ITS SIDE", "Harbour Dispatch")
    assert (document.kind, document.published_date) == ("news", "2024-01-20")


def test_a_headline_that_opens_with_an_organ_is_a_title() -> None:
    document = read(
        "FOR IMMEDIATE RELEASE\n\nHarbour Desk for Studies\n\nEuropean Union Presents Its Strategy\n\n"
        "The Commission presented it in Brussels on Thursday."
    )
    assert (document.title, document.publisher) == ("European Union Presents Its Strategy", "Harbour Desk for Studies")


def test_the_surname_first_author_of_a_page_is_turned_and_an_office_is_no_author() -> None:
    head = "<meta name='citation_author' content='Marchetti, Lionel'>"
    page = f"<html><head>{head}</head><body><p>Ports are where policy becomes weight.</p></body></html>"
    assert read(page, "a.html").authors == ("Lionel Marchetti",)
    assert read(page.replace("Marchetti, Lionel", "Harbour Desk for Studies"), "a.html").authors == ()


def test_a_japanese_title_is_found_without_blanks() -> None:
    document = read(
        "安全保障・防衛パートナーシップと海の協力\n\n2024年11月5日\n\n" + "両者は東京で対話を行い、協力を強化することで一致した。" * 4
    )
    assert (document.title, document.published_date, document.language) == ("安全保障・防衛パートナーシップと海の協力", "2024-11-05", "ja")


def test_a_japanese_author_stands_under_the_title_or_behind_a_label() -> None:
    prose = "港湾当局は水先人の料金を改めた。霧の日に待つ時間が長いからである。" * 4
    note = "本稿の見解は筆者個人のものであり、所属機関の立場を示すものではない。"
    bare = read(f"水先人の料金を考える\n\n北村 花子\n\n2023年5月3日\n\n{prose}\n\n{note}")
    assert (bare.authors, bare.kind, passages_of(bare)) == (("北村花子",), "commentary", [prose])
    labelled = read(
        f"水先人の料金を考える\n\n著者：北村花子、南田次郎\n\n{prose}\n\nこの文章は『港』第三号に掲載された論文に加筆したものである。"
    )
    assert (labelled.authors, passages_of(labelled)) == (("北村花子", "南田次郎"), [prose])
    office = read(f"水先人の料金について\n\n港湾管理局\n\n2023年5月3日\n\n{prose}")
    assert office.authors == ()


def test_a_french_page_keeps_its_byline_and_its_closing_note_out() -> None:
    prose = "Les pilotes du détroit ont rencontré les capitaines des ports, et ils ont parlé de brume, de tarifs et d'épaves oubliées."
    for note in ("Les propos tenus ici n’engagent que leur auteur.", "Tous droits réservés.", "Cet article est paru dans une autre revue."):
        document = read(f"La brume et les tarifs\n\nPar Anaïs Kerguelen, le\n\n{prose}\n\n{note}\n")
        assert (document.authors, passages_of(document)) == (("Anaïs Kerguelen",), [prose])


def test_a_byline_in_the_header_of_a_page_adds_to_its_metadata() -> None:
    prose = "<p>The pilots of the northern strait met the harbour masters and spoke of fog, of fees and of wrecks.</p>" * 4
    head = "<head><title>Fog and fees</title><meta name='citation_author' content='Kerguelen, Anaïs'></head>"
    top = "<header><h1>Fog and fees</h1><p>By Anaïs Kerguelen and Ada Brandis · <time>3 May 2023</time></p></header>"
    other = "<aside><p>By Otto Gruber</p></aside>"
    assert read(f"<html>{head}<body><article>{top}{prose}</article></body></html>", "a.html").authors == ("Anaïs Kerguelen", "Ada Brandis")
    assert read(f"<html>{head}<body><article>{prose}</article>{other}</body></html>", "a.html").authors == ("Anaïs Kerguelen",)


def test_an_update_is_neither_heading_nor_date() -> None:
    prose = "The pilots of the northern strait met the harbour masters and spoke of fog, of fees and of wrecks."
    document = read(f"Fog and Fees\n\nUpdated 12 January 2024\n\n{prose}\n\n¹\n\n{prose.replace('fog', 'ice')}\n")
    assert [block.role for block in document.blocks] == ["title", "note", "paragraph", "paragraph"]
    assert document.published_date is None


def test_a_closing_sentence_that_says_whom_to_ask_makes_a_note() -> None:
    prose = "The pilots of the northern strait met the harbour masters and spoke of fog, of fees and of wrecks."
    document = read(f"Fog and Fees\n\n{prose}\n\nThis is our last letter. For more information contact pilots@strait.example.\n")
    assert passages_of(document) == [prose]
