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
        """A row whose month says its year: ``เดือนตุลาคม ปีงบประมาณ 2568``; a day in the column of months is its month."""
        if self.month is None or self.month >= len(texts):
            return texts
        month = texts[self.month]
        if first := _FIRST_DAY.fullmatch(month):
            month = f"{MONTHS[int(first[2]) - 1]} {int(first[1]) + ERA}"
        elif (name := _MONTH_ALONE.fullmatch(month)) and (year := self._year_of(texts)):
            month = f"เดือน{name[1]} {year}"
        return (*texts[: self.month], month, *texts[self.month + 1 :])

    def _year_of(self, texts: tuple[str, ...]) -> str:
        year = texts[self.year] if self.year is not None and self.year < len(texts) else ""
        return f"{self.head} {year}" if _YEAR.fullmatch(year) else ""


def period_columns(header: Sequence[str]) -> PeriodColumns:
    """Which columns of a table with this ``header`` say the month and the year of a row."""
    month = next((at for at, name in enumerate(header) if _MONTH_COLUMN.fullmatch(name)), None)
    years = ((at, _YEAR_COLUMN.fullmatch(name)) for at, name in enumerate(header) if name)
    year, head = next(((at, match[1] or "พ.ศ.") for at, match in years if match), (None, ""))
    return PeriodColumns(month, year, head)
