"""Whether a file opens but holds no content of its own: a blank form, a template, four characters.

The reasons are for officers and developers alike, so they say what was counted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from crawler.read.grid import unnumbered
from crawler.read.phrases import NOTHING
from crawler.read.reading import Reading
from crawler.read.thai_quality import FEW

#: Dots, underlines or ellipses that a pen is to fill.
_LEADER = re.compile(r"(?:\.{4,}|_{4,}|…{2,}|(?:\. ){4,})[._… ]*")
_LETTER = re.compile(r"[^\W_]")
#: Words that stand in for words.
_DUMMY = re.compile(
    r"lorem ipsum|\[\s*(?:ระบุ|ใส่|กรอก|ชื่อ|insert|your)[^\[\]]*\]|<\s*(?:ระบุ|ใส่|กรอก)[^<>]*>|x{4,}|X{4,}|พิมพ์ข้อความที่นี่|type here"
    r"|(?:click or tap|คลิก(?:หรือแตะ)?ที่นี่)",
    re.IGNORECASE,
)
#: Shares that only blank forms reach: dots per letter, and lines that end in something to fill in.
_DOTS_PER_LETTER = 0.45
_LINES_TO_FILL = 0.4
_FIELDS = 4
#: Long dotted fields alone make a form of a very short text.
_SHORT, _LONG_FIELD = 250, 20
#: More words than this beside an empty table are a document of their own.
_WORDS_BESIDE = 1500


def placeholder(kind: str, reading: Reading) -> str | None:
    """The reason why the document is only a placeholder, or ``None``."""
    if reading.error_message:
        return "an error message, no data"
    unread = any(name == "garbled" for name in reading.page_classes)
    pages_left = reading.pages is not None and len(reading.page_classes) < reading.pages and kind == "pdf"
    if unread or pages_left or kind in {"html", "zip"}:
        return None
    text = reading_text(reading)
    letters = len(_LETTER.findall(text))
    return (
        _empty_tables(reading, letters)
        or _few_characters(letters, reading)
        or _blank_form(text, letters)
        or _blank_columns(kind, text)
    )


def reading_text(reading: Reading) -> str:
    """All text of the document, one block after the other."""
    return "\n".join(block.text for block in reading.blocks)


def _empty_tables(reading: Reading, letters: int) -> str | None:
    tables = reading.tables
    if tables and all(table.template for table in tables) and letters < _WORDS_BESIDE:
        return f"a blank form: {len(tables)} table(s) with a header and no data"
    return None


def _few_characters(letters: int, reading: Reading) -> str | None:
    has_data = any(table.rows or table.says_none for table in reading.tables) or reading.records
    if letters >= FEW or reading.drawn or has_data:
        return None
    return f"only {letters} letters and digits in the whole document" if letters else "no content at all"


def _blank_form(text: str, letters: int) -> str | None:
    leaders = _LEADER.findall(text)
    dummies = len(_DUMMY.findall(text))
    if dummies >= 3 or (dummies and letters < 400):
        return f"a template: {dummies} stand-ins for text that was never written"
    long_fields = sum(len(leader) >= _LONG_FIELD for leader in leaders)
    if len(leaders) < _FIELDS and not (long_fields >= 2 and letters < _SHORT):
        return None
    dots = sum(map(len, leaders))
    lines = [line for line in text.splitlines() if line.strip()]
    to_fill = sum(_LEADER.search(line) is not None for line in lines)
    if dots > _DOTS_PER_LETTER * letters or to_fill > _LINES_TO_FILL * len(lines):
        return f"a blank form: {len(leaders)} dotted fields to fill in"
    return None


#: Cells that head a table; lines that name a form, and letters below its head that are but the names of its rows.
_COLUMNS, _NAMING, _ROW_NAMES = 3, 4, 150


def _blank_columns(kind: str, text: str) -> str | None:
    """A PDF has lines and no tables: one of several cells, right below the title, heads columns that no line below fills.

    A cell that is too long for its column leaves lines of one cell, too: only where little stands there is nothing there.
    """
    rows = [[cell for cell in line.split("\t") if cell.strip()] for line in text.splitlines()]
    head = next((at for at, cells in enumerate(rows[: _NAMING + 1]) if len(cells) >= _COLUMNS), None)
    if kind != "pdf" or head is None or NOTHING.search(text):
        return None
    below = _unnumbered(rows[head + 1 :])
    said = "".join(cell for row in below for cell in row)
    filled = len(said) > _ROW_NAMES or any(map(str.isdigit, said)) or any(len(row) > 1 for row in below)
    return None if filled else f"a table of {len(rows[head])} columns with nothing in them"


def _unnumbered(rows: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The rows without their numbers; figures that do not count one, two, three … are what a column holds."""
    bare = [unnumbered(row) for row in rows]
    numbers = [row[0] for row, rest in zip(rows, bare, strict=True) if len(rest) < len(row)]
    counted = [int("".join(filter(str.isdigit, number))) for number in numbers]
    return bare if counted == [*range(1, len(counted) + 1)] else [*rows]
