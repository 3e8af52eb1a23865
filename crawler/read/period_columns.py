"""Columns of a table that say when: the month of a row, whose year stands in another column or in the cell as a day."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from crawler.calendar import ERA, MONTHS
from crawler.read.grid import MONTH_NAMES

if TYPE_CHECKING:
    from collections.abc import Sequence

_MONTH_COLUMN = re.compile(r"(?:ประจำ)?เดือน")
_YEAR_COLUMN = re.compile(r"(ปีงบประมาณ|ปี)?\s*(?:พ\s*\.?\s*ศ\s*\.?)?")
_MONTH_ALONE = re.compile(rf"(?:เดือน\s*)?((?:{MONTH_NAMES})[ก-๙]*)")
_YEAR = re.compile(r"(?:25|๒๕)[\d๐-๙]{2}")
#: The first day of a month: how a workbook keeps ``ต.ค. 67``.
_FIRST_DAY = re.compile(r"(\d{4})-(\d\d)-01")


class PeriodColumns(NamedTuple):
    """The column of months and that of years, ``None`` where there is none, and the words that head the years."""

    month: int | None
    year: int | None
    head: str

    def said_in_full(self, texts: tuple[str, ...]) -> tuple[str, ...]:
        """A row whose year is called one (``ปีงบประมาณ 2568``), and whose month says it: ``เดือนตุลาคม ปีงบประมาณ 2568``.

        A day in the column of months is its month.
        """
        cells = list(texts)
        year = ""
        if self.year is not None and self.year < len(cells) and _YEAR.fullmatch(cells[self.year]):
            cells[self.year] = year = f"{self.head} {cells[self.year]}"
        if self.month is not None and self.month < len(cells):
            cells[self.month] = _month_of(cells[self.month], year)
        return tuple(cells)


def _month_of(text: str, year: str) -> str:
    if first := _FIRST_DAY.fullmatch(text):
        return f"{MONTHS[int(first[2]) - 1]} {int(first[1]) + ERA}"
    name = _MONTH_ALONE.fullmatch(text)
    return f"เดือน{name[1]} {year}" if name and year else text


def period_columns(header: Sequence[str]) -> PeriodColumns:
    """Which columns of a table with this ``header`` say the month and the year of a row."""
    month = next((at for at, name in enumerate(header) if _MONTH_COLUMN.fullmatch(name)), None)
    years = ((at, _YEAR_COLUMN.fullmatch(name)) for at, name in enumerate(header) if name)
    year, head = next(((at, match[1] or "พ.ศ.") for at, match in years if match), (None, ""))
    return PeriodColumns(month, year, head)
