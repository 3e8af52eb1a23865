"""How well a machine can read a document: the contract's word, the level 0-5, and why.

The levels are those of the project's own scale, from bytes alone: 0 not usable, 1 for people only (a picture, a
scan, garbage), 2 text, 3 a table with a header and data, 4 an open and tidy table, 5 linked data.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from crawler.model import Grade, Table
from crawler.read.images import KINDS
from crawler.read.reading import Reading
from crawler.read.thai_quality import FEW, READABLE

_TABULAR = frozenset(["csv", "xlsx", "xls", "ods", "json", "geojson", "xml", "html", "mhtml"])
#: Types that a program of the server or a visitor left behind; never a published document.
_FOREIGN = frozenset(["php", "exe", "unknown", "ole", "mp4", "gzip", "rar", "7z", "epub", "ooxml"])


@dataclass(frozen=True, slots=True)
class Graded:
    """A grade with its level and its reasons, the decisive one first."""

    grade: Grade
    level: int
    reasons: tuple[str, ...]


def graded(kind: str, reading: Reading) -> Graded:
    """The grade of a document of type ``kind``."""
    if kind in _FOREIGN:
        return Graded("unreadable", 0, (f"{kind} is not a document that readers open",))
    if kind in KINDS:
        return Graded("image", 1, ("a picture: for people only", *reading.notes))
    if reading.error_message:
        return Graded("unreadable", 0, ("an error message stands where data was promised",))
    if kind == "pdf":
        return _pages(reading)
    if kind in _SAVED_IN_A_CODE_PAGE and (spoilt := _spoilt(reading)):
        return Graded("garbled", 1, (spoilt,))
    if kind in _TABULAR and (_holds_data(reading.tables) or _says_none(reading.tables)):
        return _table(reading)
    return _text(kind, reading)


#: Texts that a program may save in a code page that knows no Thai.
_SAVED_IN_A_CODE_PAGE = frozenset(["csv", "txt", "xlsx", "xls", "ods"])
_MARKS_FOR_WORDS = re.compile(r"\?{3,}")
_FEW_LOST_WORDS = 5
#: Western letters and signs; of a text in a Western language they are few.
_WESTERN = re.compile("[\u0080-\u024f\u2013-\u203a\u20ac\u2122]")
_FEW_WESTERN = 20


def _spoilt(reading: Reading) -> str:
    """How Thai was lost by a program that was set to another language, in words; empty where it was not.

    Most words are rows of question marks, or Western letters stand for the Thai ones (``ÊÓ¹Ñ¡§Ò¹``, ``à¸ªà¸³``).
    """
    text = "\n".join(block.text for block in reading.blocks)
    lost = _MARKS_FOR_WORDS.findall(text)
    western = len(_WESTERN.findall(text))
    left = sum(letter.isalpha() for letter in text)
    if len(lost) >= _FEW_LOST_WORDS and sum(map(len, lost)) > left:
        return "letters were lost when the file was saved: only question marks are left"
    if western > max(_FEW_WESTERN, left / 2):
        return "Western letters stand for the Thai ones"
    return ""


def _holds_data(tables: tuple[Table, ...]) -> bool:
    return any(table.rows > 0 and table.header for table in tables)


def _says_none(tables: tuple[Table, ...]) -> bool:
    return any(table.says_none for table in tables)


def _table(reading: Reading) -> Graded:
    rows = sum(table.rows for table in reading.tables)
    if reading.linked_data:
        return Graded("structured", 5, (f"linked data, {rows} records",))
    said = (
        f"a table with a header and {rows} rows of data"
        if rows
        else "a table that says there is nothing to report"
    )
    if reading.open_format and not reading.flaws and rows:
        return Graded("structured", 4, (said, "open format, tidy", *reading.notes))
    return Graded("structured", 3, (said, *reading.flaws, *reading.notes))


def _text(kind: str, reading: Reading) -> Graded:
    letters = sum(len(block.text) for block in reading.blocks)
    if letters < FEW and reading.pictures:
        return Graded("image", 1, (f"only pictures inside the {kind} file",))
    if not letters and not reading.tables:
        return Graded("unreadable", 0, (f"the {kind} file holds nothing",))
    if kind in _TABULAR:
        why = "a header without data" if reading.tables else "no table with a header"
        return Graded("text", 2, (why, *reading.notes))
    structure = ("headings or tables are marked",) if reading.structure else ()
    return Graded("text", 2, (f"text ({kind})", *structure, *reading.notes))


def _pages(reading: Reading) -> Graded:
    counts = Counter(reading.page_classes)
    total = len(reading.page_classes)
    readable = sum(counts[name] for name in READABLE)
    pictures = counts["image"] + counts["image+junk"]
    if counts["garbled"] * 2 >= total and counts["garbled"]:
        return Graded(
            "garbled",
            1,
            (f"the text layer of {counts['garbled']} of {total} pages is unusable", *reading.notes),
        )
    if readable:
        mixed = (
            (f"text on {readable} of {total} pages read",)
            if readable < total
            else ("text on every page read",)
        )
        return Graded("text", 2, (*mixed, *reading.notes))
    if counts["garbled"]:
        return Graded(
            "garbled",
            1,
            (f"the text layer of {counts['garbled']} of {total} pages is unusable", *reading.notes),
        )
    if counts["image+junk"]:
        return Graded(
            "image",
            1,
            (f"a scan with unusable OCR text on {counts['image+junk']} of {total} pages", *reading.notes),
        )
    if pictures:
        return Graded(
            "image", 1, (f"a scan: {pictures} of {total} pages are pictures without text", *reading.notes)
        )
    if reading.shapes:
        return Graded("image", 1, ("text drawn as shapes: nothing to select or search", *reading.notes))
    if reading.blocks:
        return Graded("text", 2, ("a few characters of text", *reading.notes))
    return Graded("unreadable", 0, ("blank pages", *reading.notes))
