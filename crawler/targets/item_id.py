"""Item ids as officers type them: ``O15``, ``o-15``, ``0๑๕``, ``ข้อ 15``, ``015`` (a zero for the letter)."""

from __future__ import annotations

import re
import unicodedata

from crawler.thai.text import ascii_digits

#: The one spelling that files and reports use.
ITEM_ID = re.compile(r"O[1-9][0-9]{0,2}")

_WORDS = re.compile(r"^(?:ข้อที่|ข้อ|รายการที่|รายการ|แบบวัด|item|no\.?|oit)\s*", re.IGNORECASE)
#: The letter O in the alphabets and keyboards it is typed with, and the zeros that look like it.
_LETTER = r"[Ooоο๐0]"
_TYPED = re.compile(rf"(?P<letter>{_LETTER}?)[\s._–—-]*(?P<zeros>0*)(?P<number>[1-9][0-9]{{0,2}})")


def read_item_id(text: str) -> str | None:
    """The item that ``text`` names, as ``O15``; ``None`` when it names none.

    A leading zero is the letter O or a filler: ``015``, ``01`` and ``O01`` are O15, O1 and O1.  Text behind
    the number is refused, except that of a cell which repeats the item's title (``O15 ประกาศต่างๆ``).

    >>> [read_item_id(t) for t in ("0๑๘", "O๑", "ข้อ 01", "011", "o15", "O-15", "15", "ข้อ O15", "O15.", "x")]
    ['O18', 'O1', 'O1', 'O11', 'O15', 'O15', 'O15', 'O15', 'O15', None]
    """
    plain = ascii_digits(unicodedata.normalize("NFKC", text)).strip("\u200b\ufeff \t\r\n:.()[]-")
    plain = _WORDS.sub("", plain).lstrip(" .:-")
    match = _TYPED.match(plain)
    if match is None:
        return None
    rest = plain[match.end() :]
    if rest and not (rest[0] in " .:\n\t)-–" and not re.match(r"[.\s-]*\d", rest)):
        return None
    return f"O{match['number']}"
