"""A grid of cells, whatever medium it came from: texts of rows, merged areas, the months that cells name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from crawler.calendar import ERA
from crawler.model import Link
from crawler.thai.text import ascii_digits, fold, one_line

Row = Sequence[Any]
#: ``(first row, first column, last row, last column)``, counted from 0, both ends included.
Span = tuple[int, int, int, int]

CELL_CHARS = 300
#: Cells that merged areas may cover before the rest of them is left out.
_COVERED_CELLS = 200_000
_BLANK_FORM = re.compile(r"[\s._…\u2026\u00b7•]*|#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)")
MONTH_NAMES = (
    "มกรา|กุมภา|มีนา|เมษา|พฤษภา|มิถุนา|กรกฎา|สิงหา|กันยา|ตุลา|พฤศจิกา|ธันวา"
    r"|ม\.?ค\.|ก\.?พ\.|มี\.?ค\.|เม\.?ย\.|พ\.?ค\.|มิ\.?ย\.|ก\.?ค\.|ส\.?ค\.|ก\.?ย\.|ต\.?ค\.|พ\.?ย\.|ธ\.?ค\."
)
_MONTH = re.compile(rf"(?:{MONTH_NAMES})\D{{0,12}}((?:2[456]|20)?\d\d)?")
#: What only numbers a row: ``1``, ``๒.``, ``(3)``, ``O15``.
_ROW_NUMBER = re.compile(r"\W*(?:(?:โอ|[Oo])\W*)?[0-9๐-๙]{1,3}\W*")
_SLASHED = re.compile(r"\b\d{1,2}[/-](\d{1,2})[/-](\d{2,4})\b|\b(\d{4})-(\d{2})(?:-\d{2})?\b")


class Behind(NamedTuple):
    """An address behind a cell (row and column counted from 0), and the words that lead there, if not all of the cell's."""

    row: int
    column: int
    url: str
    text: str = ""


@dataclass(slots=True)
class Grid:
    """Rows of cells as a medium delivered them, with what it knows about merged cells and addresses behind cells.

    Cells may be text, numbers, dates or ``None``.  ``where`` names the place for people.
    """

    rows: Sequence[Row]
    where: str
    merged: tuple[Span, ...] = ()
    behind: tuple[Behind, ...] = ()
    _covered: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    _texts: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        budget = _COVERED_CELLS
        for top, left, bottom, right in self.merged:
            budget -= (bottom - top + 1) * (right - left + 1)
            if budget < 0:
                break
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    if (row, column) != (top, left):
                        self._covered[row, column] = (top, left)

    def text(self, row: int) -> tuple[str, ...]:
        """The texts of a row; cells of a blank form (dots, underlines) are empty."""
        found = self._texts.get(row)
        if found is None:
            found = self._texts[row] = tuple(cell_text(cell) for cell in self.rows[row])
        return found

    def filled(self, row: int) -> int:
        """The filled cells of a row as a bit mask, column 0 the lowest bit."""
        mask = 0
        for column, text in enumerate(self.text(row)):
            if text:
                mask |= 1 << column
        return mask

    def links(self) -> Iterator[Link]:
        """The links of its cells, each with its row as the line that it stands in."""
        for row, column, url, text in self.behind:
            texts = self.text(row) if row < len(self.rows) else ()
            cell = texts[column] if column < len(texts) else ""
            yield Link(url, one_line(text) or cell, self.where, row_text(texts))

    def anchor(self, row: int, column: int) -> tuple[int, int] | None:
        """The cell whose merged area covers this one, if any."""
        return self._covered.get((row, column))


def cell_text(value: Any) -> str:
    """A cell as one line of text: whole numbers without ``.0``, dates in ISO form with Buddhist years set right."""
    if value is None or value is False:
        return ""
    if isinstance(value, str):
        if not value:
            return ""
        text = one_line(value, CELL_CHARS)
        return "" if _BLANK_FORM.fullmatch(text) else text
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.10g}"
    if isinstance(value, datetime):
        day = value.date()
        return "" if day.year < 1900 else christian(day).isoformat()
    if isinstance(value, date):
        return christian(value).isoformat()
    if isinstance(value, (time, timedelta)):
        return str(value)
    return str(value)


def christian(day: date) -> date:
    """``day`` with a Buddhist year that somebody typed into a Christian date cell taken back (2568 → 2025)."""
    if not 2400 <= day.year <= 2699:
        return day
    try:
        return day.replace(year=day.year - ERA)
    except ValueError:  # 29 February of a Buddhist leap year
        return day.replace(year=day.year - ERA, day=28)


def month_named(text: str) -> str | None:
    """The month a cell names, as a key that is equal for equal months, or ``None``."""
    plain = ascii_digits(text)
    if match := _SLASHED.search(plain):
        return f"{match[1] or match[4]}/{(match[2] or match[3])[-2:]}"
    if match := _MONTH.search(plain):
        return fold(match[0])
    return None


def unnumbered(cells: Sequence[str]) -> Sequence[str]:
    """The cells of a row without the first one, where that only numbers the row: ``1``, ``๒.``, ``O15``."""
    return cells[1:] if cells and _ROW_NUMBER.fullmatch(cells[0]) else cells


def row_text(cells: Iterable[str]) -> str:
    """The distinct cells of a row on one line."""
    shown: list[str] = []
    for cell in cells:
        if cell and (not shown or shown[-1] != cell):
            shown.append(cell)
    return " | ".join(shown)
