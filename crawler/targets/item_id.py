"""Item ids as officers type them: ``O15``, ``o-15``, ``0๑๕``, ``ข้อ 15``, ``015`` (a zero for the letter)."""

from __future__ import annotations

import re
import unicodedata

from crawler.thai.text import ascii_digits

#: The one spelling that files and reports use.
ITEM_ID = re.compile(r"O[1-9][0-9]{0,2}")

_WORDS = re.compile(r"^(?:ข้อที่|ข้อ|รายการที่|รายการ|แบบวัด|item|no\.?|oit)\s*", re.IGNORECASE)
#: The letter in the alphabets it is typed in, or the zero that looks like it; fillers; the number.
_TYPED = re.compile(r"(?P<letter>[Ooоο0]?)[\s._–—-]*0*(?P<number>[1-9][0-9]{0,2})(?![0-9])", re.IGNORECASE)
#: A second number at once behind it: a range, a list, a decimal.
_ANOTHER = re.compile(r"(?:[\s.,/&–—-]|และ|ถึง|and|to)*[Ooоο]?\s*[0-9]", re.IGNORECASE)
_TITLE_FOLLOWS = re.compile(r"[\s.:()\[\]–—-]")


def read_item_id(text: str) -> str | None:
    """The item that ``text`` names, as ``O15``; ``None`` when it names none.

    A leading zero is the letter O or a filler: ``015``, ``01`` and ``O01`` are O15, O1 and O1.  Text behind
    the number is refused, except that of a cell which repeats the item's title (``O15 ประกาศต่างๆ``).

    >>> [read_item_id(t) for t in ("0๑๘", "O๑", "ข้อ 01", "011", "o15", "O-15", "15", "ข้อ O15", "O15.", "x")]
    ['O18', 'O1', 'O1', 'O11', 'O15', 'O15', 'O15', 'O15', 'O15', None]
    """
    plain = ascii_digits(unicodedata.normalize("NFKC", text)).strip("\u200b\ufeff \t\r\n:.()[]-“”‘’\"'")
    plain = _WORDS.sub("", plain).lstrip(" .:-")
    match = _TYPED.match(plain)
    if match is None:
        return None
    rest = plain[match.end() :]
    if rest and (_ANOTHER.match(rest) or not (_TITLE_FOLLOWS.match(rest) or match["letter"] in set("Ooоο"))):
        return None
    return f"O{match['number']}"
