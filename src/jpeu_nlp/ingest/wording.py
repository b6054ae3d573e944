"""Wording: the phrases by which the margins of a document give themselves away.

Patterns only, each with a name; `roles` decides where in a document they count. They are broad on purpose: an author
note that stays in the passages becomes tagged "evidence", while a passage taken for a note can be seen in the text.
"""

import re

BIOGRAPHY = re.compile(
    r"\b(?:fellow|professor|researcher|analyst|lecturer|scholar|ph\.?\s?d|m\.?a\.?\b|m\.?sc|jd\b|degree|doctora\w+|graduate\w*|"
    r"universit\w+|"
    r"institut\w+|college|think[- ]tank|director|editor|correspondent|consultant|diplomat|ambassador|adviser|advisor|columnist|author of|"
    r"student|candidate|served (?:as|in)|research (?:focus|interest)\w*|officer|centre|center|foundation|school of|chair\b|"
    r"writes (?:about|on|for)|specialis|specializ|expert|journalist|"
    r"retired|former)",
    re.IGNORECASE,
)
_VERB = (
    r"(?:is|was|are|were|holds?|has|have|serves?|served|teach(?:es)?|taught|works?|worked|receive[sd]|writes?|joined|leads?|heads?|"
    r"directs?|"
    r"currently|speciali[sz]es?|earned|graduated|studie[sd]|researches|covers|obtained|completed|retired)\b"
)
AFTER_NAME = re.compile(rf"^\s*(?:\([^)]{{1,120}}\)\s*)?(?:,[^.]{{1,160}}?,\s*)?{_VERB}", re.IGNORECASE)
"""What follows an author's name at the head of a note about him: an address in brackets, an apposition, a verb of his life."""

MAILED_NAME = re.compile(r"^((?:[^\W\d_][\w.’'-]*\s+){1,4}[^\W\d_][\w.’'-]*)\s*\((?:e-?mail:?\s*)?[^\s()]+@[^\s()]+\)")
"""A name with an address at the head of a paragraph: whoever he is, the paragraph is about him."""

NAME_AT_HEAD = re.compile(
    r"^(?:(?:Dr|Prof|Mr|Ms|Mrs|Amb|Gen|Adm)\.?\s+|Professor\s+|Ambassador\s+)?((?:[^\W\d_][\w.’'-]*\s+){1,3}[^\W\d_][\w’'-]*)"
)
STRONG_POST = re.compile(
    r"^\s*(?:,[^.]{1,120},\s*)?(?:is|was|are|serves as|works as|holds)\s+(?:currently\s+)?(?:an?|the|as)?\s*(?:[\w-]+\s+){0,4}?"
    r"(?:fellow|professor|researcher|research (?:associate|assistant|analyst|director)|lecturer|ph\.?\s?d|m\.?a\.?|analyst|columnist|"
    r"postdoctoral|"
    r"scholar|student|candidate|editor|associate)\b",
    re.IGNORECASE,
)
ABOUT_AUTHOR = re.compile(
    r"^(?:about the (?:authors?|contributors?|writers?)|author (?:bio|note|information)\w*|notes? on (?:the )?(?:authors?|"
    r"contributors?)|the authors?|biograph(?:y|ies))\s*:?$",
    re.IGNORECASE,
)
AUTHOR_SENTENCE = re.compile(
    r"^about the authors?\b|^the (?:author|writer)s?(?: of this \w+)?,?\s*(?:(?:is|are|was|were|holds?|has|serves?|teach|works?|"
    r"would like|thanks?|wish)\b|:)",
    re.IGNORECASE,
)

DISCLAIMER = re.compile(
    r"\b(?:views|opinions|positions|judg[e]?ments|statements|conclusions)\b[^.]{0,60}\b(?:expressed|presented|contained|stated|"
    r"represented|herein|articulated)\b"
    r"[^.]{0,80}\b(?:(?:are|is|remain|belong to)\s+(?:solely|strictly|entirely|exclusively|only|purely|alone|those|the authors?|his|"
    r"her|their|my|own|"
    r"personal|not|the responsibility)|do(?:es)? not|represent|reflect|should not|need not)\b|"
    r"\b(?:represents?|reflects?) the (?:views?|opinions?) of\b|"
    r"\b(?:do(?:es)? not|not) (?:necessarily )?(?:reflect|represent|constitute) (?:the )?(?:official |"
    r"institutional )?"
    r"(?:views?|polic\w+|positions?|opinions?|an? (?:endorsement|official))|"
    r"\bdoes not take (?:institutional|any|specific policy) positions?\b|\balternative viewpoints\b|\bviews (?:are|is) (?:his|her|"
    r"their|the author)\b|"
    r"\ball rights reserved\b|\bmay (?:not )?be (?:reproduced|reprinted|republished)\b|\bno part of this (?:publication|document|report)\b|"
    r"\bcreative commons\b|\bunless otherwise (?:stated|noted|indicated)\b[^.]{0,40}\b(?:licen[cs]ed|copyright)|"
    r"\bfor information(?:al)? purposes only\b|"
    r"\bthe authors? (?:is|are) (?:solely|alone) responsible\b|\bresponsibility for (?:the )?(?:content|views|errors|"
    r"facts)\b[^.]{0,80}\b(?:rests|lies|is)\b|"
    r"\bwritten in (?:a|his|her|their) personal capacity\b|\bpublished with (?:the )?(?:support|assistance) of\b|\bthis (?:document|"
    r"text|translation|is a)\b"
    r"[^.]{0,40}\b(?:provisional translation|unofficial translation|no legal effect)\b|\b(?:non-?profit|non-?partisan|"
    r"independent)\b[^.]{0,60}\b(?:institut\w+|"
    r"organi[sz]ation|think[- ]tank)\b[^.]{0,120}\b(?:does not|takes no|no institutional)\b|"
    r"\b(?:opinions|propos|points? de vue|idées)\b[^.;]{0,60}\b(?:n['’]engage(?:nt)?|ne (?:reflètent|représentent)|"
    r"sont (?:celles|ceux|propres))\b|"
    r"\bn['’]engage(?:nt)? que\b|\btous droits réservés\b|\breproduction (?:interdite|autorisée)\b|"
    r"(?:見解|意見|主張)は[^。]{0,30}(?:筆者|著者|執筆者|個人)|(?:見解|意見|立場)を(?:代表|反映|示す)[^。]{0,12}(?:ない|ません|ありません)|無断(?:転載|複製)|"
    r"不許複製",
    re.IGNORECASE,
)
ABOUT_TEXT = re.compile(
    r"^(?:本稿|本記事|本論文|本資料|この(?:文章|記事|論文|文書))は[^。]{0,80}(?:見本|仮訳|抄訳|転載|再掲|加筆|掲載|翻訳)|"
    r"^(?:an earlier version of )?this (?:article|text|commentary|essay|piece|post) (?:(?:was|is) )?"
    r"(?:first|originally|also|reprinted|republished)\b|"
    r"^(?:cet article|ce texte) (?:a été|est) (?:publié|paru|traduit|repris|un exemple)\b",
    re.IGNORECASE,
)
"""What a closing note says of the text above it: where it appeared, that it is a translation or a sample."""

COPYRIGHT = re.compile(r"^\s*(?:©|\(c\)\s*(?:19|20)\d\d|copyright\b)", re.IGNORECASE)
RIGHTS = re.compile(r"©|\ball rights reserved\b", re.IGNORECASE)
OWNER = re.compile(
    r"(?:©|\([cC]\)|[Cc]opyright)\s*(?:©\s*)?(?:(?:19|20)\d\d(?:\s*[-–]\s*(?:19|20)?\d\d)?)?,?\s*(?:by\s+)?([^\W\d_][^.,|•·;\d]{2,60})"
)
SERIES_VIEWS = re.compile(
    r"(?:^|[.!?]\s+)(?!(?:The|These|All|Our|This|Such|Its|Any|Guest|Some)\b)((?:[A-ZÀ-Þ][\w’'&.-]*\s+){0,4}[A-ZÀ-Þ][\w’'&-]*)\s+"
    r"(?:commentar(?:y|ies)|papers?|briefs?|briefings|essays|articles|notes|publications|responses|analyses)"
    r"(?:\s+and\s+[a-z]+)?\s+(?:represents?|reflects?|expresse?s?)\s+(?:only\s+|solely\s+)?the\s+(?:views?|opinions?)\s+of\b"
)
"""A series that says whose views its papers are; the series' name is what stands before them."""

CONTACT = re.compile(
    r"^\s*(?:(?:media|press|public affairs)?\s*(?:contacts?|enquir\w+|inquir\w+)(?: persons?| information| us)?\s*[:：]|"
    r"(?:for|to) (?:more|further|media|press|additional|receive|subscribe|comments?)\b[^.]{0,80}\b(?:contact|visit|e-?mail|call|click|"
    r"see)\b|"
    r"(?:tel|phone|telephone|fax|e-?mail|website|web|address)\s*\.?\s*[:：]|(?:press|media|information) (?:office|section|service|"
    r"team)\b.{0,60}(?:@|\d{3})|"
    r"\(?(?:additional )?(?:reporting|editing|writing|compiled) by\b|follow us\b|subscribe\b|sign up\b|click here\b|"
    r"please (?:contact|direct|visit)\b|share this\b|read more\b|related (?:articles?|"
    r"posts?|content)\s*:?$)",
    re.IGNORECASE,
)
ADDRESS = re.compile(
    r"(?:\+\d[\d\s().-]{6,}|\(\d{2,4}\)\s*\d{3}|\b\d{3}[-.]\d{3,4}[-.]\d{3,4}\b|[\w.+-]+@[\w-]+\.\w+|(?:https?://|www\.)\S+|"
    r"\b(?:suite|floor|street|avenue|ave\.|blvd|road|rd\.|p\.?\s?o\.? box|rue|chome|cedex)\b|\b[A-Z]{2}\s+\d{5}\b|\b〒?\d{3}-\d{4}\b)",
    re.IGNORECASE,
)
CAPTION = re.compile(
    r"^[\s\[(]*(?:(?:photo(?:graph)?s?|images?|pictures?|graphics?|illustrations?|cover)(?:\s+(?:credits?|by|courtesy|source|"
    r"caption))*\s*(?:\d+\s*)?[:：.|—–-]|"
    r"(?:photo|image|picture)s?\s+(?:by|courtesy|credit)\b|(?:figure|fig|table|map|chart|graph|box|exhibit)\.?\s+\d+[a-z]?\s*(?:[:：.|"
    r"—–-]|$)|"
    r"(?:credits?|sources?|courtesy of)\s*[:：]|\((?:photo|image|credit|source)s?\b[^)]*\)\s*$)",
    re.IGNORECASE,
)
CREDIT = re.compile(
    r"(?:\((?:photo|image|credit)[^)]{2,60}\)|(?:/|via )(?:AFP|AP|Reuters|Getty Images?|Kyodo|Pool|EPA|Jiji)[^.]{0,30}\)?)\s*\.?$",
    re.IGNORECASE,
)
NOTES_HEADING = re.compile(
    r"^(?:(?:end|foot)?notes|references|bibliography|works cited|sources|further reading|notes to (?:the )?editors?|acknowledge?ments?|"
    r"disclaimer)\s*:?$",
    re.IGNORECASE,
)
END_MARK = re.compile(
    r"^[\s\-–—#*.•(\[]*(?:#\s?#\s?#|-?\s?30\s?-|ends?|end of (?:statement|release|document|text))[\s\-–—#*.•)\]]*$", re.IGNORECASE
)
FOOTNOTE = re.compile(r"^\s*(?:\[\d{1,3}\]|\d{1,3}[.)]?|[*†‡§]+|[¹²³⁴-⁹⁰]+)\s*(?=[\"“‘'(]?[^\W\d_])")
CITATION = re.compile(
    r"(?:https?://|www\.|doi\b|\bibid\b|\bop\. cit|\bpp?\.\s*\d|\bvol\.\s*\d|\bno\.\s*\d|accessed|available at|"
    r"[“\"][^”\"]{8,}[,.]?[”\"][,.]?\s+[A-Z])",
    re.IGNORECASE,
)

KICKER = re.compile(
    r"^(?:for immediate release|(?:joint )?press (?:release|statement|communiqu[eé])|news(?: release)?|media (?:release|advisory|note)|"
    r"(?:joint )?statement|communiqu[eé]|"
    r"commentar(?:y|ies)|opinion|op-?ed|analysis|policy (?:brief|paper|note|memo)|briefing(?: (?:note|paper))?|working paper|"
    r"research (?:note|paper)|"
    r"issue brief|special report|fact ?sheet|news|latest news|readout|speech|remarks|expert comment|perspectives?|in focus|explainer|"
    r"provisional translation)"
    r"(?:\s*[#|:\-–—/]?\s*(?:no\.?|number|issue|vol\.?)?\s*\d[\d/.-]*)?$",
    re.IGNORECASE,
)
SERIES = re.compile(
    r"^(?:[^\W\d_][\w& .’'-]{1,40}?\s*(?:[#№]|\bno\.?|\bnumber|\bissue|\bvol(?:ume)?\.?)|(?:no|number|issue|vol)\.?|"
    r"(?:[^\W\d_][\w&.’'-]*\s+){0,5}(?:brief(?:ing)?|papers?|letters?|notes?|memo|comment(?:ary)?|bulletin|insights?|reports?|"
    r"review|series|"
    r"dispatch|digest|perspectives?|analysis))\s*\d[\w/ .,-]{0,20}$",
    re.IGNORECASE,
)
OFFICE = frozenset(
    {"press", "office", "information", "team", "division", "department", "news", "media", "service", "section", "newsroom", "desk"}
)
"""Words of which the name of a press office is made."""

LETTERHEAD = re.compile(
    r"^(?:(?:the )?(?:ministry of|ministère|department of|cabinet (?:office|secretariat)|office of|embassy of|delegation of|mission of|"
    r"government of|prime minister.s office|secretariat of)[^.!?]{0,80}|"
    r"(?:the )?(?:council of the european union|european (?:external action service|commission|union|council|"
    r"parliament))(?:\s*[-–—,|].{0,60})?)$",
    re.IGNORECASE,
)
MASTHEAD = frozenset(
    re.findall(
        r"\S+",
        """
        institute center centre forum council foundation desk studies dispatch review journal letter letters times post association society
        programme program university school agency secretariat ministry department office bureau commission quarterly bulletin observer
        monitor network gazette herald ledger tribune chronicle courier telegraph magazine weekly
        """,
    )
)
"""Words that make a line of capitalised words the name of a house or a paper, where another line can be the title."""

PAGE_NUMBER = re.compile(r"^[\s\-–—|•]*(?:page|p\.|seite)?\s*\d{1,4}(?:\s*(?:/|of|von|sur)\s*\d{1,4})?[\s\-–—|•]*$", re.IGNORECASE)
