"""Whether the text of a page can be used: a text layer is no evidence of readable text.

One in eight real Thai office PDFs looks perfect on the screen and holds garbage when copied: fonts without a
Unicode map, scans with the Latin guesses of an English OCR behind them, re-prints of a re-print.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.thai.text import MARKS

#: Fewer letters and digits than this are a page number or a stamp, not a page of text.
FEW = 30
_THAI = re.compile("[\u0e01-\u0e5b\uf700-\uf71a]")
_LATIN = re.compile(r"[A-Za-z]")
_USUAL = re.compile(
    "[\u0e01-\u0e5b\uf700-\uf71a\x21-\x7e"
    "\u00a0-\u00bf\u00d7\u00f7"  # Latin-1 signs
    "\u0300-\u036f\u2000-\u206f\u20ac\u0e3f"  # accents, general punctuation, currency
    "\u2100-\u214f\u2150-\u215f\u2190-\u21ff\u2200-\u22ff"  # letter-like, fractions, arrows, mathematics
    "\u2460-\u24ff\u2500-\u27bf\u2b00-\u2bff"  # circled numbers, lines, shapes, dingbats
    "\uf020-\uf0ff\uff01-\uff5e]",  # Symbol and Wingdings bullets, full-width forms
)
#: An extracted nikhahit or tone that no map names; frequent in otherwise perfect pages.
_LOST_MARK = re.compile("(?<=[ก-ฮ\u0e48-\u0e4b])\ufffd")
_WORD = re.compile(r"[A-Za-z]{2,}")
_ENGLISH = frozenset(
    [
        *["the", "of", "and", "to", "in", "for", "is", "on", "that", "by", "this", "with", "or", "be", "are"],
        *["as", "at", "an", "from", "shall", "not", "which", "any", "all", "has", "have", "it", "no", "may"],
        *["will", "can", "was", "their", "other", "such", "each", "if", "year", "plan", "report", "office"],
        *[
            "district",
            "bangkok",
            "service",
            "public",
            "government",
            "section",
            "data",
            "name",
            "date",
            "number",
        ],
        *["page", "project", "total", "budget", "policy", "information", "management", "development"],
        *[
            "university",
            "student",
            "committee",
            "regulation",
            "department",
            "officer",
            "director",
            "we",
            "you",
        ],
    ]
)
#: Syllables of office Thai, tones and length marks left out: any page of real text is full of them (7 % of its
#: letters at least, mostly 25 %), a wrong font map writes none (3 % at most).
_SYLLABLES = re.compile(
    "มกราคม|กุมภาพันธ|มีนาคม|เมษายน|พฤษภาคม|มิถุนายน|กรกฎาคม|สิงหาคม|กันยายน|ตุลาคม|พฤศจิกายน|ธันวาคม|ราชกิจจานุเบกษา|"
    "การ|ประ|งาน|ของ|และ|ที|ใน|มี|ตาม|จาก|บาท|รวม|ปี|สานัก|ราย|แผน|คณะ|ระบบ|เขต|ตาบล|หมู|บริหาร|ความ|เงิน|จาย|ผล"
    "|เพือ|โดย|หรือ|ซึง|เดือน|วัน|สวน|กรม|พศ|โครง|เรียน|ชือ|เรือง|จังหวัด|สาหรับ|เลข|กอ|แหง|คือ|นาย|นาง|สาว"
)
_BARE = {ord(mark): None for mark in "\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4d\ufffd\u200b. \n\t\r"} | {
    0x0E33: "า"
}
#: Below this many Thai letters no share of syllables means anything.
_ENOUGH_THAI = 120
_NO_WORDS = 0.03
_WORDS = 0.06
#: The share of Latin letters in English words below which a line of them is as likely the junk of an OCR.
_ENGLISH_LINE = 0.18
#: What Thai spelling forbids: a mark or a following vowel after a leading vowel, marks in a row that exclude each other.
_IMPOSSIBLE = re.compile(
    rf"[เแโใไ](?:[{MARKS}ะา]|[เแโใไ](?!ร?ท))|[\u0e34-\u0e37\u0e31\u0e38\u0e39][\u0e34-\u0e37\u0e31\u0e38\u0e39]"
    r"|[\u0e48-\u0e4b][\u0e48-\u0e4b]|[^ก-ฮ\u0e34-\u0e39\u0e48-\u0e4d\s][\u0e48-\u0e4b\u0e34-\u0e39]"
)


@dataclass(frozen=True, slots=True)
class Measure:
    """Shares of the ``letters`` (non-blank characters) of a page: Thai, Latin, odd ones, Latin in English words.

    ``image_area`` is the share of the page under pictures, ``invisible`` the share of text that nobody sees.
    ``impossible`` is the share of Thai characters in sequences that cannot be spelled, ``words`` the share of them
    in common syllables.
    """

    letters: int
    thai: float
    latin: float
    odd: float
    english: float
    impossible: float = 0.0
    words: float = 0.0
    image_area: float = 0.0
    invisible: float = 0.0


def measure(text: str, *, image_area: float = 0.0, invisible: float = 0.0) -> Measure:
    """The measure of a page's ``text`` as it was extracted, before any repair."""
    solid = re.sub(r"\s+", "", text)
    letters = len(solid)
    latin = len(_LATIN.findall(solid))
    thai = len(_THAI.findall(solid))
    lost = len(_LOST_MARK.findall(solid))
    usual = len(_USUAL.findall(solid)) + lost
    english = sum(len(word) for word in _WORD.findall(text) if word.lower() in _ENGLISH)
    return Measure(
        letters,
        thai=(thai + lost) / max(letters, 1),
        latin=latin / max(letters, 1),
        odd=1 - usual / letters if letters else 0.0,
        english=english / max(latin, 1),
        impossible=2 * len(_IMPOSSIBLE.findall(text)) / max(thai, 1),
        words=_syllable_share(text) if thai else 0.0,
        image_area=image_area,
        invisible=invisible,
    )


def _syllable_share(text: str) -> float:
    bare = text.translate(_BARE)
    return sum(map(len, _SYLLABLES.findall(bare))) / max(len(_THAI.findall(bare)), 1)


def _not_thai(page: Measure) -> bool:
    """Whether Thai letters stand there, but no Thai: a font map that names the wrong letters."""
    wordless = page.thai * page.letters >= _ENOUGH_THAI and page.words < _NO_WORDS
    return wordless or page.impossible > 0.12


def page_class(page: Measure) -> str:
    """What a page is: text, numeric, ocr, image, image+junk, garbled or none."""
    if page.letters < FEW:
        return "image" if page.image_area >= 0.15 else "none"
    if page.image_area >= 0.7 and page.invisible > 0.5:
        return "ocr" if page.thai >= 0.25 and not _not_thai(page) else "image+junk"
    if page.odd > 0.15:
        return "garbled"
    if page.thai >= 0.25:
        return "garbled" if _not_thai(page) else "text"
    if page.image_area >= 0.7 and page.english < 0.25:
        return "image+junk"
    if page.latin < 0.3:
        return "numeric" if page.odd < 0.05 and page.thai + page.latin < 0.3 else "garbled"
    if page.english >= 0.18 or (page.thai < 0.02 and page.odd < 0.05 and page.latin > 0.55):
        return "text"
    return "garbled" if page.thai < 0.02 else "text"


READABLE = frozenset(["text", "numeric", "ocr"])


def usable(text: str) -> bool:
    """Whether ``text`` surely reads as Thai, English or figures: for text that another engine rescued."""
    found = measure(text)
    figures = found.thai < 0.05 and found.latin < 0.3
    return page_class(found) in READABLE and (figures or _has_words(found))


def legible(text: str) -> bool:
    """Whether a line of an otherwise spoilt page is Thai or English: figures alone may be spoilt, too."""
    found = measure(text)
    return page_class(found) in READABLE and _has_words(found)


def _has_words(found: Measure) -> bool:
    return found.words >= _WORDS or (found.thai < 0.05 and found.english >= _ENGLISH_LINE)
