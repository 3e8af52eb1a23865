"""Thai dates and periods: the reader."""

from __future__ import annotations

import re
from datetime import date

from crawler.calendar import MONTHS, fiscal_year, month
from crawler.thai.dates.expression import Expression, Kind
from crawler.thai.text import ascii_digits

__all__ = ["Expression", "Kind", "read_dates"]

_SIMPLE = re.compile(
    rf"(?:(?P<d>\d{{1,2}})\s+)?(?P<m>{'|'.join(MONTHS)})\s*(?:พ\.ศ\.\s*)?(?P<y>25\d\d)|ปีงบประมาณ\s*(?:พ\.ศ\.)?\s*(?P<fy>25\d\d)",
)


def read_dates(
    text: str, *, title: bool = False, hint_year: int | None = None, fetched: date | None = None
) -> tuple[Expression, ...]:
    """Every date and period in ``text``, in order, none overlapping another (thin first version)."""
    del title, hint_year, fetched
    found = []
    for match in _SIMPLE.finditer(ascii_digits(text)):
        kind: Kind = "fiscal-year"
        if match["fy"]:
            period = fiscal_year(int(match["fy"]))
        else:
            period = month(int(match["y"]) - 543, MONTHS.index(match["m"]) + 1)
            kind = "month"
        start, end = period.start, period.end
        if match["d"]:
            if not 1 <= int(match["d"]) <= end.day:
                continue
            kind, start = "day", start.replace(day=int(match["d"]))
            end = start
        found.append(
            Expression(match.span(), text[match.start() : match.end()], kind, start, end, role="period")
        )
    return tuple(found)
