"""From text to tokens: what a date is made of, one letter of code each.

The grammar is a table of regular expressions over these codes, so ``๑ ตุลาคม ๒๕๖๗ - ๓๑ มีนาคม ๒๕๖๘`` is ``1m4-2m4``
whatever its spelling.  One pass, linear in the text; nothing here looks back or ahead further than a word.

=====  =========================================================================================
code   token
=====  =========================================================================================
1 … 8  a number of so many digits;  ``N``: any other
x y    a numeric date (``1/10/2567`` ``2024-10-01``), a numeric month (``2567-10``)
f Z    ``n/2567``, and the pair of years ``2567/2568`` or ``2567/68``
T      a time of day
m w    a month, by its name or dotted abbreviation; by an undotted one (``ตค``)
e a    a month in English; an undecidable one (``ม.ย.``)
E      an era: value 1 Buddhist, 0 common
F B b  ปีงบประมาณ; งบประมาณปี; งบประมาณ
P A I  ปี; ปีการศึกษา; ITA
c      a number in words (หก, เก้า)
Q R H  ไตรมาส; รอบ; ครึ่งปีแรก or ครึ่งปีหลัง
D S o  เดือน; ภาคเรียน; an ordinal (แรก, หลัง)
z v W  สิ้น; วันที่; a weekday
p      ประจำ
t k &  ถึง; ของ; และ
.      any other text;  ``|``: a line or a cell ends
=====  =========================================================================================

The signs ``- / , ( ) ' :`` stand for themselves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from crawler.late import late
from crawler.thai.dates import lexicon as words
from crawler.thai.dates.lexicon import BLANK

_CLOCK = rf"\d{{1,2}}[.:]\d\d(?:{BLANK}?น(?:าฬิกา|\.)?)?"
_ZONE = r"(?:[.]\d+)?(?:Z|[+-]\d\d:?\d\d)?"

#: Everything that begins with a digit, longest first.
_NUMBERS = {
    "x": (
        rf"\d{{1,2}}{BLANK}?/{BLANK}?\d{{1,2}}{BLANK}?/{BLANK}?(?:\d{{4}}|\d\d)(?![\d/])"
        r"|\d{1,2}[.]\d{1,2}[.](?:\d{4}(?!\d)|\d\d(?!\d|[.]\d))|\d{1,2}-\d{1,2}-(?:\d{4}|\d\d)(?![\d-])"
        rf"|\d{{4}}-\d{{1,2}}-\d{{1,2}}(?:[T ]\d\d:\d\d(?::\d\d)?{_ZONE})?(?!\d|-\d)"
        r"|\d{4}/\d{1,2}/\d{1,2}(?!\d|/\d)"
    ),
    "T": r"\d{1,2}:\d\d(?::\d\d)?(?![\d:])",
    "y": r"\d{4}-(?:0[1-9]|1[0-2])(?![\d-])",
    "Z": rf"\d{{4}}{BLANK}?/{BLANK}?\d{{4}}(?![\d/])|\d{{4}}/\d\d(?![\d/])",
    "f": rf"\d{{1,6}}{BLANK}?/{BLANK}?\d{{4}}(?![\d/])|[1-4]/\d\d(?![\d/])",
    "N": r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?%?|\d+(?:\.\d+)+%?|\d+%",
    "4": r"[2๒] [5๕] \d \d(?!\d)",
    "1": r"\d+(?:(?:st|nd|rd|th)(?![A-Za-z]))?",
}

_THROUGH = rf"(?:{BLANK}?[-–]{BLANK}?{_CLOCK})?"
#: Everything else, in order of preference.
_WORDS: dict[str, tuple[str, ...]] = {
    "T": (
        rf"เวลา{BLANK}?(?:ประมาณ{BLANK}?)?{_CLOCK}{_THROUGH}",
        words.latin(r"at \d{3,4} ?(?:hrs|hours)"),
    ),
    "m": (*words.FULL, *words.DOTTED),
    "a": words.UNDECIDABLE,
    "w": (*words.UNDOTTED, *words.SPOKEN),
    "p": words.ANNUAL,
    "A": words.ACADEMIC,
    "F": words.FISCAL,
    "B": words.BUDGET_YEAR,
    "b": words.BUDGET,
    "E": (*words.ERA_BUDDHIST, *words.ERA_COMMON),
    "H": words.HALF,
    "P": words.CALENDAR,
    "Q": words.QUARTER,
    "R": words.ROUND,
    "z": words.END_OF,
    "D": words.MONTH_WORD,
    "S": words.SEMESTER,
    "t": words.UNTIL,
    "W": words.WEEKDAY,
    "v": words.DAY_WORD,
    "c": tuple(words.COUNTS),
    "o": tuple(words.ORDINALS),
    "k": ("ของ",),
    "&": words.AND,
    "I": words.ITA,
    "e": words.ENGLISH,
    "-": ("[-–—‒―‐‑−~～\ufffe]",),
    "'": ("['’‘ʼ]",),
}
_SIGNS = "[/,():&'’‘ʼ–—‒―‐‑−~～\ufffe-]"


def _token() -> str:
    """One pattern for all tokens, its alternatives under their first letter: most letters begin none.

    Several times as fast as the plain list of alternatives, and the same in every match.
    """
    by_letter: dict[str, list[str]] = {}
    latin: list[str] = []
    for pattern in (pattern for patterns in _WORDS.values() for pattern in patterns):
        if "ก" <= pattern[0] <= "๎":
            by_letter.setdefault(pattern[0], []).append(pattern[1:])
        elif pattern.startswith("(?<![A-Za-z])"):
            latin.append(pattern)
    thai = [f"{letter}(?:{'|'.join(rests)})" for letter, rests in by_letter.items()]
    numbers = f"(?=\\d)(?:{'|'.join(_NUMBERS.values())})"
    return "|".join([*thai, numbers, f"(?=[A-Za-z])(?:{'|'.join(latin)})", _SIGNS])


def _kinds() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    """The codes and their patterns, in order of preference, by what a token of them begins with.

    That is a Thai letter, or one that stands for all figures, for all Latin letters, or for all signs.  Full names of
    months are not among them: their letters tell.
    """
    found: dict[str, list[tuple[str, re.Pattern[str]]]] = {_FIGURE: [], _LETTER: [], _SIGN: []}
    for code, pattern in _NUMBERS.items():
        found[_FIGURE].append((code, late(pattern)))
    for code, patterns in _WORDS.items():
        of_code: dict[str, list[str]] = {}
        for pattern in (one for one in patterns if one not in words.FULL):
            thai = "ก" <= pattern[0] <= "๎"
            begin = pattern[0] if thai else _LETTER if pattern.startswith("(?<![A-Za-z])") else _SIGN
            of_code.setdefault(begin, []).append(pattern)
        for begin, alike in of_code.items():
            found.setdefault(begin, []).append((code, late("|".join(alike))))
    return found


_FIGURE, _LETTER, _SIGN = "0", "A", "-"
_TOKEN = late(_token())
_KINDS = _kinds()
_IS_COMMON_ERA = late("|".join(words.ERA_COMMON))

_LEADERS = re.compile(r"(?=[\s.]*?(?:\.\.|…|_))[\s.…_]*+")
_TITLE_BLANK = re.compile(r"[ _+]+")
_WORD = re.compile(r"[ก-๎ \u00a0]{4,24}")
_LATIN = re.compile(r"[A-Za-z_]")
#: Tokens after which a number split by a blank can only be a year.
_BEFORE_YEAR = frozenset("mwaeEFPBAI")
_LIKELY_YEAR = re.compile("[2๒][5๕]\\d\\d")
_LONGEST_MONTH = 26
#: What stands between the cells of a row that is written on one line.
_CELL_END = "|"
_ENDS = ("\n", "\t", "\r", _CELL_END)
#: Tokens that cannot end an expression.
_OPEN = frozenset("EFPBADSvtR-/&(")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text: ``codes[i]`` stands at ``text[starts[i]:ends[i]]`` and may have a value.

    ``misspelt`` are the months that were recognised only by their place between a day and a year.
    """

    text: str
    codes: str
    starts: list[int]
    ends: list[int]
    values: list[int]
    misspelt: frozenset[int] = frozenset()
    title: bool = False

    def surface(self, index: int) -> str:
        """The text of one token."""
        return self.text[self.starts[index] : self.ends[index]]


@lru_cache(maxsize=8192)
def _kind(surface: str) -> tuple[str, int]:
    """Code and value of what the token pattern matched."""
    if surface.isdecimal():
        size = len(surface)
        return (str(size), int(surface)) if size <= 8 else ("N", 0)
    if number := words.named_month(surface):
        return "m", number
    first = surface[0]
    begin = _FIGURE if first.isdecimal() else _LETTER if first.isalpha() and first.isascii() else first
    for code, pattern in _KINDS.get(begin, _KINDS[_SIGN]):
        if pattern.fullmatch(surface):
            return code, _value(code, surface)
    return surface, 0


def _value(code: str, surface: str) -> int:
    if code in "mwae":
        return words.month_number(surface)
    if code == "E":
        return 0 if _IS_COMMON_ERA.fullmatch(surface) else 1
    if code == "c":
        return words.COUNTS[surface]
    if code == "o":
        return words.ORDINALS[surface]
    if code == "H":
        return 2 if "หลัง" in surface else 1
    if code == "W":
        return next(number for number, name in enumerate(words.WEEKDAYS) if name in surface)
    if code in "14":
        return int("".join(char for char in surface if char.isdecimal()))
    return 0


def scan(text: str, *, title: bool = False) -> Tokens:
    """Every token of ``text``, with gaps between them as tokens of their own."""
    scanner = _Scanner(text, title)
    for match in _TOKEN.finditer(text):
        scanner.add(match[0], *match.span())
    return scanner.tokens()


class _Scanner:
    """Tokens in the making, a column a property; a gap becomes a token when the token behind it is known."""

    def __init__(self, text: str, title: bool) -> None:
        self.text = text
        self.title = title
        self.codes: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.values: list[int] = []
        self.misspelt: list[int] = []
        self.last = 0

    def tokens(self) -> Tokens:
        """What was found."""
        codes = "".join(self.codes)
        return Tokens(
            self.text, codes, self.starts, self.ends, self.values, frozenset(self.misspelt), self.title
        )

    def add(self, surface: str, start: int, end: int) -> None:
        """Add a token, after whatever lies between it and the one before."""
        code, value = _kind(surface)
        if code in "12345678" and self._glued(start, end):
            code = "N"
        gap = self.text[self.last : start]
        if not gap:
            pass
        elif not gap.isspace() and gap.strip() != _CELL_END:
            self._fill(gap, code)
        elif any(end in gap for end in _ENDS):
            if self.codes and not self._runs_on(code, cells=_CELL_END in gap):
                self._push("|", self.last, start, 0)
        elif self._completes_year(code, value, end):
            start, left = self.starts[-1], self.values[-1]
            for column in (self.codes, self.starts, self.ends, self.values):
                column.pop()
            code, value = "4", left * 10 ** int(code) + value
        self._push(code, start, end, value)
        self.last = end

    def _push(self, code: str, start: int, end: int, value: int) -> None:
        self.codes.append(code)
        self.starts.append(start)
        self.ends.append(end)
        self.values.append(value)

    def _fill(self, gap: str, code: str) -> None:
        """Add what words in a gap are: a misspelt month between day and year, leaders of a form, other text."""
        month = self._hidden_month(gap, code)
        if month is not None:
            self.misspelt.append(len(self.codes))
            inner = self.last + len(gap) - len(gap.lstrip())
            self._push("m", inner, inner + len(gap.strip()), month)
        elif not (_LEADERS.fullmatch(gap) or (self.title and _TITLE_BLANK.fullmatch(gap))):
            self._push(".", self.last, self.last + len(gap), 0)

    def _hidden_month(self, gap: str, code: str) -> int | None:
        if code not in "4E" or self.codes[-1:] not in (["1"], ["2"], ["D"]) or len(gap) > _LONGEST_MONTH:
            return None
        return words.misspelt_month(gap.strip()) if _WORD.fullmatch(gap) else None

    def _glued(self, start: int, end: int) -> bool:
        """Whether a number is a part of a Latin word, code or file name: ``RP05`` ``T_0091``."""
        before = _LATIN.match(self.text[start - 1]) if start > self.last else None
        after = _LATIN.match(self.text, end)
        if after and words.STARTS_ENGLISH_MONTH.match(self.text, end):
            after = None
        if not self.title:
            return bool(before or after)
        if before and not after and _LIKELY_YEAR.fullmatch(self.text, start, end):
            return False  # report2568.pdf
        return bool((before and before[0] != "_") or (after and after[0] != "_"))

    def _runs_on(self, code: str, *, cells: bool) -> bool:
        """Whether an expression goes on across the end of a line or cell: its last token cannot be its end.

        The number in the next cell is the year of a month only if the month's own cell stands behind a label.
        """
        last, before = self.codes[-1], self.codes[-2:-1]
        if last in "12":
            return code in "mwD" and before in (["v"], ["W"])
        if last in "mwa" and code == "4" and cells:
            return before == ["D"] and _CELL_END in self.text[self.ends[-2] : self.starts[-1]]
        return last in _OPEN or (last in "mwa" and code in "EP4")

    def _completes_year(self, code: str, value: int, end: int) -> bool:
        """Whether a number is the torn-off end of a year: ``255 9`` ``๒๕ ๖๘`` after a month or a head."""
        if self.codes[-2:-1] == [] or self.codes[-2] not in _BEFORE_YEAR:
            return False
        left = self.codes[-1]
        if code not in "123" or left not in "123" or int(left) + int(code) != len("2568"):
            return False
        if self.ends[-1] - self.starts[-1] != int(left) or end - self.ends[-1] != 1 + int(code):
            return False
        year = self.values[-1] * 10 ** int(code) + value
        return 2500 <= year < 2600 and self.text[end : end + 1] not in tuple(".,/-:%")
