"""The calendar of a Thai office: fiscal years, quarters, month ends, grace, local time, Thai output.

Nothing else in the product computes a date.  Years are named in the Buddhist era (BE = CE + 543) wherever
an officer names them (``fiscal_year(2568)``), and are ordinary :class:`datetime.date` values inside.

*Fiscal year* BE *n* runs from 1 October of CE *n* - 544 to 30 September of CE *n* - 543, by the budget
procedures act; its quarters begin in October, January, April and July.  A :class:`Period` includes both ends.
"""

from __future__ import annotations

import calendar as _gregorian
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Literal

from crawler.thai.text import thai_digits

#: Buddhist era minus common era, for every date since 1 January 2484 BE.
ERA = 543

#: The zone of every date that an officer reads or writes.  Thailand has had no daylight saving time since
#: 1920, so a fixed offset is exact and needs no time zone database.
BANGKOK = timezone(timedelta(hours=7), "Asia/Bangkok")

#: Full month names, January first.
MONTHS = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip

#: The official abbreviations, January first.
MONTHS_SHORT = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.",
    "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip

_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

Digits = Literal["arabic", "thai"]
Style = Literal["long", "short"]


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """An interval of whole days, both ends included.  Raises ValueError when it ends before it starts."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"period ends ({self.end}) before it starts ({self.start})")

    @property
    def days(self) -> int:
        """How many days it holds, at least one."""
        return (self.end - self.start).days + 1

    def contains(self, other: Period | date) -> bool:
        """Whether the whole of ``other`` lies inside."""
        start, end = (other.start, other.end) if isinstance(other, Period) else (other, other)
        return self.start <= start and end <= self.end

    def within(self, other: Period) -> bool:
        """Whether the whole of this lies inside ``other``."""
        return other.contains(self)

    def overlaps(self, other: Period) -> bool:
        """Whether the two share a day."""
        return self.start <= other.end and other.start <= self.end

    def shared_days(self, other: Period) -> int:
        """How many days the two have in common."""
        return max(0, (min(self.end, other.end) - max(self.start, other.start)).days + 1)

    def isoformat(self) -> str:
        """``2024-10-01/2025-09-30``, the ISO 8601 interval."""
        return f"{self.start.isoformat()}/{self.end.isoformat()}"


def day(value: date) -> Period:
    """The period of one day."""
    return Period(value, value)


_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def parse_day(text: str) -> date:
    """``2025-04-30`` → that day; ValueError for anything else.  A Buddhist year is refused, not converted."""
    if _DAY.fullmatch(text) is None:
        raise ValueError(f"not a day (want YYYY-MM-DD): {text!r}")
    value = date.fromisoformat(text)
    if value.year > 2400:
        raise ValueError(f"a Buddhist year: {text!r} (want {value.year - ERA}-{value:%m-%d})")
    return value


# ------------------------------------------------------------------------------------------ years


def to_be(year_ce: int) -> int:
    """The Buddhist year of a common-era year (as reckoned since 2484 BE)."""
    return year_ce + ERA


def to_ce(year_be: int, month: int = 12) -> int:
    """The common-era year in which ``month`` of the Buddhist year ``year_be`` lay.

    Until 2482 BE the year began on 1 April, and 2483 had nine months: January to March of those years
    belong to the next common-era year.
    """
    return year_be - ERA + (1 if year_be <= 2482 and month < 4 else 0)


@lru_cache(maxsize=256)
def calendar_year(year_be: int) -> Period:
    """1 January to 31 December of a Buddhist year."""
    return Period(date(year_be - ERA, 1, 1), date(year_be - ERA, 12, 31))


@lru_cache(maxsize=256)
def fiscal_year(year_be: int) -> Period:
    """1 October to 30 September of the fiscal year named ``year_be``, its last year.

    >>> fiscal_year(2568).isoformat()
    '2024-10-01/2025-09-30'
    """
    last = year_be - ERA
    return Period(date(last - 1, 10, 1), date(last, 9, 30))


def fiscal_year_of(value: date) -> int:
    """The Buddhist number of the fiscal year in which a day lies."""
    return value.year + ERA + (1 if value.month >= 10 else 0)


def quarter(year_be: int, number: int) -> Period:
    """Quarter 1 to 4 of a fiscal year: Oct-Dec, Jan-Mar, Apr-Jun, Jul-Sep."""
    return _part(fiscal_year(year_be), 3, number, 4)


def half(year_be: int, number: int) -> Period:
    """Half 1 (October to March) or 2 (April to September) of a fiscal year."""
    return _part(fiscal_year(year_be), 6, number, 2)


def calendar_quarter(year_be: int, number: int) -> Period:
    """Quarter 1 to 4 of a calendar year, as economic statistics count."""
    return _part(calendar_year(year_be), 3, number, 4)


def calendar_half(year_be: int, number: int) -> Period:
    """Half 1 or 2 of a calendar year."""
    return _part(calendar_year(year_be), 6, number, 2)


def _part(year: Period, months: int, number: int, count: int) -> Period:
    if not 1 <= number <= count:
        raise ValueError(f"a year has parts 1 to {count} of {months} months, not {number}")
    start = add_months(year.start, months * (number - 1))
    return Period(start, add_months(start, months) - timedelta(days=1))


def first_months(year: Period, count: int) -> Period:
    """The first ``count`` whole months of a year (1 to 12)."""
    if not 1 <= count <= 12:
        raise ValueError(f"a year has 1 to 12 months, not {count}")
    return Period(year.start, add_months(year.start, count) - timedelta(days=1))


def academic_year(year_be: int) -> Period:
    """16 May to 15 May, the school year of the ministry's regulation of 2549."""
    year = year_be - ERA
    return Period(date(year, 5, 16), date(year + 1, 5, 15))


def semester(year_be: int, number: int) -> Period:
    """Term 1 (16 May to 11 October) or 2 (1 November to 1 April) of a school year."""
    year = year_be - ERA
    if number == 1:
        return Period(date(year, 5, 16), date(year, 10, 11))
    if number == 2:
        return Period(date(year, 11, 1), date(year + 1, 4, 1))
    raise ValueError(f"a school year has terms 1 and 2, not {number}")


# ------------------------------------------------------------------------------------------ months


def month_end(year_ce: int, month_number: int) -> date:
    """The last day of a month."""
    return date(year_ce, month_number, _gregorian.monthrange(year_ce, month_number)[1])


def month(year_ce: int, month_number: int) -> Period:
    """A whole month; the year is common era."""
    return Period(date(year_ce, month_number, 1), month_end(year_ce, month_number))


def month_in_fiscal_year(year_be: int, month_number: int) -> Period:
    """The month that a fiscal year means: October to December lie in the common-era year before its last."""
    return month(year_be - ERA - (1 if month_number >= 10 else 0), month_number)


def months_of(period: Period) -> list[Period]:
    """Every whole month that a period touches, in order."""
    return list(_months_from(period.start.replace(day=1), period.end))


def _months_from(start: date, end: date) -> Iterator[Period]:
    while start <= end:
        whole = month(start.year, start.month)
        yield whole
        start = whole.end + timedelta(days=1)


def add_months(value: date, count: int) -> date:
    """The same day ``count`` months later, or the month's last day where it is shorter."""
    index = value.year * 12 + value.month - 1 + count
    year, month_number = index // 12, index % 12 + 1
    return date(year, month_number, min(value.day, _gregorian.monthrange(year, month_number)[1]))


_MONTH_ID = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def parse_month_id(text: str) -> Period:
    """``2024-10`` → that month; ValueError for anything else.  The year is common era."""
    match = _MONTH_ID.fullmatch(text)
    if match is None:
        raise ValueError(f"not a month id (want 2024-10): {text!r}")
    return month(int(match[1]), int(match[2]))


def month_id(period: Period) -> str:
    """A month as ``2024-10``; ValueError when the period is not exactly one month."""
    if period != month(period.start.year, period.start.month):
        raise ValueError(f"not one whole month: {period.isoformat()}")
    return f"{period.start:%Y-%m}"


def is_whole_months(period: Period) -> bool:
    """Whether a period begins on a first and ends on a last day of a month."""
    return period.start.day == 1 and (period.end + timedelta(days=1)).day == 1


def month_count(period: Period) -> int:
    """How many months a period touches."""
    return (period.end.year - period.start.year) * 12 + period.end.month - period.start.month + 1


# ------------------------------------------------------------------------------------------ grace


def due_on(period: Period, grace_days: int) -> date:
    """The first day on which what covers ``period`` may be demanded: its end, the grace, and one day.

    >>> due_on(parse_month_id("2025-03"), 15).isoformat()
    '2025-04-16'
    """
    return period.end + timedelta(days=grace_days + 1)


def is_due(period: Period, as_of: date, grace_days: int) -> bool:
    """Whether what covers ``period`` may be demanded on ``as_of``: the grace after its end is over."""
    return as_of >= due_on(period, grace_days)


# ------------------------------------------------------------------------------------------ the clock


def today_in_bangkok() -> date:
    """Today, where the offices are.  The only clock of the product; only the command line asks it."""
    return in_bangkok(datetime.now(UTC))


def in_bangkok(moment: datetime) -> date:
    """The local date of a moment; a moment without zone is taken as UTC, as HTTP and WARC write it."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(BANGKOK).date()


def local_clock(instant: datetime) -> str:
    """The time of day in Bangkok; ``instant`` has a zone."""
    return f"{instant.astimezone(BANGKOK):%H:%M}"


# ------------------------------------------------------------------------------------------ output


def thai_date(value: date, digits: Digits = "arabic", style: Style = "long") -> str:
    """A day as an officer writes it.

    >>> thai_date(date(2026, 11, 21))
    '21 พฤศจิกายน 2569'
    >>> thai_date(date(2026, 11, 21), digits="thai", style="short")
    '๒๑ พ.ย. ๒๕๖๙'
    """
    return _in(digits, f"{value.day} {_name(value.month, style)} {to_be(value.year)}")


def thai_month(value: Period | date, style: Style = "long") -> str:
    """The month in which a day or a period begins: ``ตุลาคม 2567``."""
    first = value.start if isinstance(value, Period) else value
    return f"{_name(first.month, style)} {to_be(first.year)}"


def english_date(value: date) -> str:
    """``4 Aug 2023``."""
    return f"{value.day} {english_month(value)}"


def english_month(value: date) -> str:
    """The month of a day: ``Aug 2023``."""
    return f"{_MONTHS_EN[value.month - 1]} {value.year}"


def thai_period(period: Period, digits: Digits = "arabic") -> str:
    """A period by the shortest name that an officer has for it.

    >>> thai_period(fiscal_year(2568))
    'ปีงบประมาณ พ.ศ. 2568'
    >>> thai_period(Period(date(2024, 10, 1), date(2025, 1, 31)))
    'ตุลาคม 2567 – มกราคม 2568'
    """
    return _in(digits, _named_period(period) or _range(period))


def _named_period(period: Period) -> str | None:
    """The name of a period that is a year, some years, a half, a quarter or a month."""
    first, last = fiscal_year_of(period.start), fiscal_year_of(period.end)
    if period.start == fiscal_year(first).start and period.end == fiscal_year(last).end:
        return f"ปีงบประมาณ พ.ศ. {first}" if first == last else f"ปีงบประมาณ พ.ศ. {first} – {last}"
    first, last = to_be(period.start.year), to_be(period.end.year)
    if period.start == calendar_year(first).start and period.end == calendar_year(last).end:
        return f"ปี พ.ศ. {first}" if first == last else f"ปี พ.ศ. {first} – {last}"
    if not is_whole_months(period):
        return None
    year, months = fiscal_year_of(period.start), month_count(period)
    into = month_count(Period(fiscal_year(year).start, period.start)) - 1
    if months == 1:
        return thai_month(period)
    if months == 3 and into % 3 == 0:
        return f"ไตรมาสที่ {into // 3 + 1} ปีงบประมาณ พ.ศ. {year}"
    if months == 6 and into % 6 == 0:
        return f"รอบ 6 เดือน{'หลัง' if into else 'แรก'} ปีงบประมาณ พ.ศ. {year}"
    return None


def _range(period: Period) -> str:
    start, end = period.start, period.end
    if start == end:
        return thai_date(start)
    if is_whole_months(period):
        left = MONTHS[start.month - 1] if start.year == end.year else thai_month(start)
        return f"{left} – {thai_month(end)}"
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day} – {thai_date(end)}"
    left = f"{start.day} {MONTHS[start.month - 1]}" if start.year == end.year else thai_date(start)
    return f"{left} – {thai_date(end)}"


def _name(month_number: int, style: Style) -> str:
    return (MONTHS if style == "long" else MONTHS_SHORT)[month_number - 1]


def _in(digits: Digits, text: str) -> str:
    return thai_digits(text) if digits == "thai" else text
