"""One cell of a spreadsheet: text, or a date that the program made of what an officer typed.

Typed under a common-era locale, ``14/2/2568`` becomes the day ``datetime(2568, 2, 14)``, 543 years from now; in a
Thai format the stored value is right and only its display is Buddhist.  So a year that can only be Buddhist is
taken back by 543, and a day that exists only by the wrong reckoning (29 February 2568) is impossible.
"""

from __future__ import annotations

from datetime import date, datetime

from crawler.calendar import day
from crawler.thai.dates.expression import Expression, Kind
from crawler.thai.dates.reader import read_dates
from crawler.thai.dates.years import BUDDHIST, Year, day_of


def read_cell(value: object, *, hint_year: int | None = None) -> tuple[Expression, ...]:
    """Every date of a cell; text is read like a title, other types than text and dates hold none.

    The surface of a date value is its ISO form, for it has no other.  ``hint_year`` as for ``read_dates``.
    """
    if isinstance(value, str):
        return read_dates(value, title=True, hint_year=hint_year)
    if isinstance(value, date):
        return (_from_date(value),)
    return ()


def _from_date(value: date) -> Expression:
    surface = value.isoformat()
    span = (0, len(surface))
    has_time = isinstance(value, datetime) and (value.hour, value.minute, value.second) != (0, 0, 0)
    kind: Kind = "instant" if has_time else "day"
    if value.year not in BUDDHIST:
        plain = date(value.year, value.month, value.day)
        return Expression(span, surface, kind, plain, plain)
    meant, exists = day_of(Year(value.year), value.month, value.day)
    if not exists:
        flags = ("be-as-ce", "impossible-day")
        return Expression(span, surface, "impossible", None, None, (day(meant),), flags)
    return Expression(span, surface, kind, meant, meant, flags=("be-as-ce",))
