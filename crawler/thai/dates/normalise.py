"""Damage undone before reading, with the way back to the text as it was given.

Most texts are whole and pass untouched: the lexicon itself allows for blanks, Thai digits and every dash.
What a pattern cannot allow for is repaired here, and only in texts that show the damage: invisible characters,
private-use glyphs, doubled marks, a torn *sara am*, a Latin ``o`` typed for ``๐``.
"""

from __future__ import annotations

import re
from functools import cache

from crawler.late import late
from crawler.thai.dates.lexicon import DOTTED, FULL
from crawler.thai.text import MARKS, Mapped, repair_mapped

#: Damage that ``repair_mapped`` undoes.
_DAMAGED = late(
    "[\u200b-\u200f\u2060\ufeff\u00ad\u202a-\u202e\uf700-\uf71a\u0e4d]"
    rf"|([{MARKS}])\1|เเ|[\u0e48-\u0e4b][\u0e31\u0e34-\u0e39]"
)
#: ``๓o`` ``๒o๖๘``: never inside or beside a Latin word.
_LETTER_O = late(r"(?<=[๐-๙])[oO](?![A-Za-z])")
#: ``l5 มกราคม``, ``3O กันยายน``: a Latin letter that a scanner read for a figure of a day, if a month follows; and of a
#: year: ``256O``.
_LETTER_BEFORE_WORD = late(r"[lI|123][\dlI|oO](?<!\d\d)(?<![A-Za-z\d]..)(?=\s?[ก-ฮเ])")
_LETTER_IN_YEAR = late(r"25[\doO][oO](?<![A-Za-z\d]....)(?![A-Za-z\d])")
_LIKE_FIGURE = late("[lI|oO]")
_FIGURE_OF = str.maketrans("lI|oO", "11100")
_FULL_WIDTH = {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF0F: "/", 0xFF0D: "-"}
_IS_FULL_WIDTH = late("[\uff0d-\uff19]")


def normalise(text: str) -> Mapped | None:
    """The repaired text with its offsets, or ``None`` where nothing needed repair."""
    changed = _with_figures(text) if _LIKE_FIGURE.search(text) else text
    if _IS_FULL_WIDTH.search(changed):
        changed = changed.translate(_FULL_WIDTH)
    if _DAMAGED.search(changed):
        return repair_mapped(changed)
    if changed == text:
        return None
    return Mapped(changed, tuple(range(len(text) + 1)))


def _with_figures(text: str) -> str:
    """``text`` with figures for the letters that stand for them."""
    changed = _LETTER_O.sub("๐", text)
    if _LETTER_BEFORE_WORD.search(changed):
        changed = _letter_in_day().sub(_figures, changed)
    return _LETTER_IN_YEAR.sub(_figures, changed)


def _figures(found: re.Match[str]) -> str:
    return found[0].translate(_FIGURE_OF)


@cache
def _letter_in_day() -> re.Pattern[str]:
    """Compiled when a text needs it, which is seldom: the months are long patterns."""
    months = "|".join(FULL + DOTTED)
    return re.compile(rf"{_LETTER_BEFORE_WORD.pattern}(?=\s?(?:เดือน)?\s?(?:{months}))")
