"""The words of Thai dates, with every way in which offices, and PDF extraction, damage them.

A word is matched *loosely*: its letters in order, with any vowel and tone marks and a few blanks between them.
That alone reads ``มิ ถุ น ายน`` (letter-spaced by the extractor), ``ตฺลาคม``, ``ธัันวาคม``, ``มนี าคม`` (a vowel moved
to the next letter) and ``ประจ าปี``: the letters without marks are different for all twelve months.
"""

from __future__ import annotations

import re
from functools import lru_cache

from crawler.calendar import MONTHS
from crawler.late import late
from crawler.thai.text import MARKS

#: A blank of any width that breaks no line; said by what it is not, which compiles ten times as fast.
BLANK = r"[^\S\t-\r\x1c-\x1f\x85]"
_BETWEEN = f"[{MARKS} \u00a0]{{0,3}}"
_AFTER = f"(?: ?[{MARKS}]){{0,2}}"
MARK_CHARACTERS = "".join(char for char in map(chr, range(0x0E31, 0x0E4F)) if re.match(f"[{MARKS}]", char))
_MARK = late(f"[{MARKS}]")
_MARK_OR_BLANK = late(f"[{MARKS}\\s\u00a0]")

#: Letters that stand for one another in damaged text, or in common misspellings of heads.
_SAME = {"า": "[าำ]", "ำ": "(?:ำ|[ํ ]{0,2}า)", "ณ": "[ณน]"}


def loose(word: str) -> str:
    """The pattern of a word whose marks may be missing, doubled or displaced, and whose letters may be spaced.

    >>> bool(re.fullmatch(loose("มิถุนายน"), "มิ ถุ น ายน"))
    True
    """
    letters = [_SAME.get(letter, re.escape(letter)) for letter in _MARK.sub("", word)]
    return _BETWEEN.join(letters) + _AFTER


def spaced(word: str) -> str:
    """The pattern of a short word: every character needed, single blanks allowed between them."""
    return f"{BLANK}?".join(map(re.escape, word))


def latin(word: str) -> str:
    """The pattern of a word of Latin letters, in any case, not a part of a longer one."""
    return rf"(?<![A-Za-z])(?i:{word})(?![A-Za-z])"


# ------------------------------------------------------------------------------------------ months

#: The two halves of each abbreviation, January first.
_HALVES = (
    ("ม", "ค"), ("ก", "พ"), ("มี", "ค"), ("เม", "ย"), ("พ", "ค"), ("มิ", "ย"),
    ("ก", "ค"), ("ส", "ค"), ("ก", "ย"), ("ต", "ค"), ("พ", "ย"), ("ธ", "ค"),
)  # fmt: skip
#: Letters that speech leaves off a name: ``ตุลา|คม`` ``เมษา|ยน`` ``กุมภา|พันธ์``.
_ENDING = {"คม": 2, "ยน": 2, "ธ์": 5}
_STEMS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_RESTS = (
    "uary", "ruary", "ch", "il", "", "e", "y", "ust", "t(?:ember)?", "ober", "ember", "ember",
)  # fmt: skip

#: An abbreviation with the dot in its middle: ``ต.ค.`` ``ก.พ`` ``มี. ค.``  Not inside a longer abbreviation
#: (``อ.ก.พ.`` ``ก.ค.ศ.``), of which Thai offices have hundreds.
DOTTED = tuple(
    rf"{spaced(first)}(?<![ก-ฮ]\.{first}){BLANK}?[.]{BLANK}?{second}"
    rf"(?![ก-ฮะาเแโใไ{MARKS}])\.?(?!(?!พ{BLANK}?\.?{BLANK}?ศ)[ก-ฮ]{{1,2}}\.)"
    for first, second in _HALVES
)
#: An abbreviation without it: ``ตค`` ``มีค.``  A month only beside a day, after เดือน, or in a title.
UNDOTTED = tuple(
    rf"{first}(?<![ก-ฮะาเแโใไ.{MARKS}]{first}){second}(?![ก-ฮะาเแโใไ{MARKS}])\.?" for first, second in _HALVES
)
#: ``มีนา`` ``ตุลา`` ``เมษาฯ``, as people speak; also words and names of their own, so only where UNDOTTED are months.
SPOKEN = tuple(
    rf"{name[0]}(?<![ก-ฮะาเแโใไ.{MARKS}]{name[0]}){name[1 : -_ENDING[name[-2:]]]}(?![ก-ฮะาเแโใไ{MARKS}])ฯ?"
    for name in MONTHS
)
#: ``ม.ย.`` is เม.ย. or มิ.ย. with a letter lost: nobody can tell.
UNDECIDABLE = (r"ม\.(?<![ก-ฮเแ.]ม\.)ย\.",)
#: มีนาคม without its mark is the end of คมนาคม.
FULL = tuple(f"ม(?<!คม){loose(name)[1:]}" if name == "มีนาคม" else loose(name) for name in MONTHS)
ENGLISH = tuple(latin(f"{stem}(?:{rest})?") + r"\.?" for stem, rest in zip(_STEMS, _RESTS, strict=True))
STARTS_ENGLISH_MONTH = late(rf"(?i:{'|'.join(_STEMS)})")

_BY_SPOKEN = {name[: -_ENDING[name[-2:]]]: number for number, name in enumerate(MONTHS, 1)}
_SKELETONS = tuple(_MARK.sub("", name) for name in MONTHS)
_BY_SKELETON = {skeleton: number for number, skeleton in enumerate(_SKELETONS, 1)}
_BY_ABBREVIATION = {first + second: number for number, (first, second) in enumerate(_HALVES, 1)}


def named_month(surface: str) -> int:
    """The month whose full name has the letters of ``surface``, marks and blanks left out; 0 where none has."""
    return _BY_SKELETON.get(_MARK_OR_BLANK.sub("", surface).replace("ำ", "า"), 0)


@lru_cache(maxsize=4096)
def month_number(surface: str) -> int:
    """The month (1 to 12) that a surface matched by one of the patterns above names; 0 for an undecidable one."""
    if surface[0].isascii():
        return _STEMS.index(surface[:3].lower()) + 1
    if number := named_month(surface):
        return number
    if surface.rstrip("ฯ") in _BY_SPOKEN:
        return _BY_SPOKEN[surface.rstrip("ฯ")]
    return _BY_ABBREVIATION.get(re.sub(rf"[.]|{BLANK}", "", surface), 0)


#: Words that stand between a number and a year and are nearly a month.
_NOT_MONTHS = frozenset({"คมนาคม", "สมาคม", "ธนาคาร", "ประชาคม"})


@lru_cache(maxsize=4096)
def misspelt_month(surface: str) -> int | None:
    """The one month that a word between a day and a year must mean: ``พฤศจิการยน`` → 11.

    At most two letters wrong, one letter where the word lacks a month's ending, and no other month nearly as
    near: ``มิถุนาคม`` is half June and half March.
    """
    bare = _MARK_OR_BLANK.sub("", surface).removeprefix("เดือน").replace("ำ", "า")
    if not 4 <= len(bare) <= 11 or bare in _NOT_MONTHS:
        return None
    from rapidfuzz.distance import Levenshtein  # few words come so far

    allowed = 2 if len(bare) >= 5 and bare.endswith(("คม", "ยน", "นธ")) else 1
    near = sorted(
        (Levenshtein.distance(bare, skeleton) + Levenshtein.distance(surface, name), number)
        for number, (skeleton, name) in enumerate(zip(_SKELETONS, MONTHS, strict=True), 1)
    )
    (best, number), (second, _) = near[:2]
    if best == second or Levenshtein.distance(bare, _SKELETONS[number - 1]) > allowed:
        return None
    return number


# ------------------------------------------------------------------------------------------ heads

YEAR = rf"ป{BLANK}?ี"
ANNUAL = (rf"ประจ{_BETWEEN}[าำ]{_BETWEEN}",)
ANNUAL_BEFORE = late(rf"ประจ{_BETWEEN}[าำ]{_BETWEEN}$|ประจ{BLANK}?$")

_FISCAL = (
    rf"ป{_BETWEEN}ง{_BETWEEN}บ?{_BETWEEN}ป{_BETWEEN}ร?{_BETWEEN}ะ?{_BETWEEN}ม{_BETWEEN}[าำ]{_BETWEEN}[ณน]ฯ?"
)
#: ``งปม.`` ``ง.ป.ม.`` ``งบป.``: งบประมาณ by its letters.
_BUDGET_LETTERS = r"ง(?<![ก-ฮ.]ง)\.?(?:ป\.?ม|บป(?![ก-ฮะาเแโใไ]))(?![ก-ฮะาเแโใไ])\.?"
_YEAR_AGAIN = rf"(?:{BLANK}?(?:ประจำ)?{YEAR})?"
_NUMBER_OF = rf"(?:{BLANK}?ที่)?"
#: ``ปีงบประมาณ`` and what officers make of it, with a doubled ``ปี`` or ``ประจำปี`` behind it.
FISCAL = (
    f"{_FISCAL}{_YEAR_AGAIN}",
    rf"{YEAR}{BLANK}?{_BUDGET_LETTERS}{_YEAR_AGAIN}",
    rf"{YEAR}{BLANK}?งบ(?:ฯ|\.)?{_YEAR_AGAIN}",
    latin("fiscal year"),
    latin("budget year"),
    latin("fy"),
)
#: ``งบประมาณปี``, which names a fiscal year, and ``งบประมาณ`` alone, which may.
BUDGET_YEAR = tuple(
    rf"{budget}{BLANK}?{YEAR}(?!{BLANK}?ง)" for budget in ("งบประมาณ", _BUDGET_LETTERS, r"งบ(?:ฯ|\.)?")
)
BUDGET = (rf"งบประมาณ(?:รายจ่าย(?:{BLANK}?(?:ของ)?(?:กทม\.|กรุงเทพมหานคร))?)?", _BUDGET_LETTERS)
ACADEMIC = (loose("ปีการศึกษา"), latin("(?:academic|school)(?: calendar)? year"))
CALENDAR = (rf"{YEAR}(?:ปฏิทิน|ภาษี)?", latin("year"))
SEMESTER = tuple(f"{word}{_NUMBER_OF}" for word in (loose("ภาคเรียน"), loose("ภาคการศึกษา"), "เทอม"))
QUARTER = (rf"{loose('ไตรมาส')}(?:{BLANK}?ท{_BETWEEN})?", latin("quarter"), latin("q"))
HALF = (rf"ครึ่ง{BLANK}?(?:{YEAR})?{BLANK}?(?:งบประมาณ)?{BLANK}?(?:แรก|หลัง)",)
ROUND = (rf"รอบ(?:การ(?:ประเมิน|รายงาน))?{BLANK}?(?:ครั้ง)?{_NUMBER_OF}", f"ระยะ{_NUMBER_OF}")
MONTH_WORD = (loose("เดือน"),)
DAY_WORD = (loose("วันที่"),)
END_OF = ("วันสิ้น", "สิ้น")
UNTIL = ("ไปจนถึง", "จนถึง", rf"ถ{BLANK}?ึ{BLANK}?ง", latin("to"), latin("until"), latin("through"))
AND = ("และ", "กับ", "&", latin("and"))
ITA = (latin("ita"), latin("oit"))
_NO_WORD = rf"{BLANK}?(?![ก-ฮเแโใไะาำ{MARKS}])\.?"
ERA_COMMON = (
    rf"ค{BLANK}?\.{BLANK}?ศ{_NO_WORD}",
    loose("คริสต์ศักราช"),
    latin(r"a\. ?d") + r"\.?",
    latin(r"c\. ?e") + r"\.?",
)
ERA_BUDDHIST = (
    rf"พ(?<![เแโใไ]พ){BLANK}?\.{{0,2}}{BLANK}?ศ{_NO_WORD}",
    loose("พุทธศักราช"),
    latin(r"b\. ?e") + r"\.?",
)

#: Ordinals, counted from 1; the last of something is -1.
ORDINALS = {
    "แรก": 1, "ต้น": 1, "ที่หนึ่ง": 1, "ที่สอง": 2, "ที่สาม": 3, "ที่สี่": 4, "หนึ่ง": 1, "สอง": 2, "สี่": 4,
    "หลัง": -1, "สุดท้าย": -1,
}  # fmt: skip
#: Numbers in words before เดือน: reports cover three, six, nine or twelve months.
COUNTS = {"สาม": 3, "หก": 6, "เก้า": 9, "สิบสอง": 12}

#: Monday first, as ``date.weekday`` counts.
WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัส", "ศุกร์", "เสาร์", "อาทิตย์")
WEEKDAY = tuple(f"{prefix}{name}(?:บดี)?{_NUMBER_OF}" for prefix in ("วัน", "") for name in WEEKDAYS)
