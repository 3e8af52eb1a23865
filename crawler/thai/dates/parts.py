"""The meaning of parts of years: quarters, halves, rounds of so many months."""

from __future__ import annotations

import re

from crawler.calendar import (
    Period,
    calendar_half,
    calendar_quarter,
    calendar_year,
    first_months,
    fiscal_year,
    half,
    quarter,
)
from crawler.late import late
from crawler.thai.dates.draft import Draft, Found, fraction
from crawler.thai.dates.expression import Kind
from crawler.thai.dates.years import Year

#: Words after which quarters and halves are those of the calendar: economic statistics.
_ECONOMIC = late(r"จีดีพี|gdp|เศรษฐกิจ|ที่อยู่อาศัย|อสังหา|ส่งออก|นำเข้า|ดัชนี|ตลาดหลักทรัพย์|กำไร", re.IGNORECASE)
_ECONOMIC_REACH = 80


def one_quarter(found: Found) -> Draft | None:
    """``ไตรมาสที่ 1 ปีงบประมาณ 2568``, ``ไตรมาส 1/2568``, ``ปี 2567 ไตรมาสแรก``; two of them for a range."""
    if found.has("f"):
        first, year = fraction(found)
    else:
        first, year = found.value("q"), found.year("1")
    first = 4 if first == -1 else first
    last = _last_quarter(found, first)
    if year is None or year.typo or not 1 <= first <= last <= 4:
        return None
    fiscal = Period(quarter(year.be, first).start, quarter(year.be, last).end)
    civil = Period(calendar_quarter(year.be, first).start, calendar_quarter(year.be, last).end)
    return _fiscal_or_calendar(found, "quarter" if first == last else "range", year, fiscal, civil)


def quarters(found: Found) -> Draft | None:
    """``ไตรมาส 1/2568 และ 2/2568``, ``ไตรมาส 1-2/2568``: of one year, in order."""
    last, year = fraction(found, "f2")
    first, same = fraction(found) if found.has("f") else (found.value("q"), year)
    if year is None or year.typo or year != same or not 1 <= first < last <= 4:
        return None
    fiscal = Period(quarter(year.be, first).start, quarter(year.be, last).end)
    civil = Period(calendar_quarter(year.be, first).start, calendar_quarter(year.be, last).end)
    return _fiscal_or_calendar(found, "range", year, fiscal, civil)


def quarter_without_year(found: Found) -> Draft | None:
    """``ไตรมาสที่ 2``, ``ไตรมาส 3-4``."""
    first = 4 if found.value("q") == -1 else found.value("q")
    last = _last_quarter(found, first)
    if not 1 <= first <= last <= 4 or _is_every(found):
        return None
    return found.placeless(
        "quarter" if first == last else "range",
        lambda fiscal: Period(quarter(fiscal, first).start, quarter(fiscal, last).end),
    )


def some_quarters(found: Found) -> Draft | None:
    """``2 ไตรมาสแรกของปีงบประมาณ 2568``, ``ปีงบประมาณ 2567 (สองไตรมาสหลัง)``."""
    year, numbers = found.year("1"), _quarters_counted(found)
    if year is None or year.typo or numbers is None:
        return None
    first, last = numbers
    fiscal = Period(quarter(year.be, first).start, quarter(year.be, last).end)
    civil = Period(calendar_quarter(year.be, first).start, calendar_quarter(year.be, last).end)
    return _fiscal_or_calendar(found, _KIND_OF_COUNT[3 * (last - first + 1)], year, fiscal, civil)


def some_quarters_without_year(found: Found) -> Draft | None:
    """``สามไตรมาสแรก``."""
    numbers = _quarters_counted(found)
    if numbers is None or _is_every(found):
        return None
    first, last = numbers
    return found.placeless(
        _KIND_OF_COUNT[3 * (last - first + 1)],
        lambda fiscal: Period(quarter(fiscal, first).start, quarter(fiscal, last).end),
    )


def _quarters_counted(found: Found) -> tuple[int, int] | None:
    """The first and the last of so many quarters from the beginning, or from the end, of a year."""
    count, which = found.value("n"), found.value("o")
    if not 1 <= count <= 4 or which not in (1, -1):
        return None
    return (1, count) if which == 1 else (5 - count, 4)


def _last_quarter(found: Found, first: int) -> int:
    """The last of a range of quarters; of one alone, itself."""
    last = found.value("q2", first)
    return 4 if last == -1 else last


def half_year(found: Found) -> Draft | None:
    """``ครึ่งปีแรกของปี 2568``, ``ปีงบประมาณ พ.ศ. 2566 รอบที่ 1``, ``รอบ 2 ปีงบประมาณ 2563``."""
    if found.has("f"):
        number, year = fraction(found)
    else:
        number, year = found.value("h"), found.year("1")
    if year is None or year.typo or number not in (1, 2):
        return None
    fiscal, civil = half(year.be, number), calendar_half(year.be, number)
    return _fiscal_or_calendar(found, "half-year", year, fiscal, civil)


def half_without_year(found: Found) -> Draft | None:
    """``ครึ่งปีหลัง``."""
    number = found.value("h")
    return found.placeless("half-year", lambda fiscal: half(fiscal, number))


def some_months(found: Found) -> Draft | None:
    """``รอบ 6 เดือนแรก ปีงบประมาณ 2568``, ``9 เดือน ปี 2567``, ``ปีงบประมาณ 2567 รอบ 12 เดือน``."""
    count, year, which = found.value("n"), found.year("1"), found.value("o", 1)
    if year is None or year.typo or not 1 <= count <= 12:
        return None
    if not (found.has("round") or found.has("o") or count in (3, 6, 9, 12)):
        return None
    if which == -1 or (count == 6 and which == 2):
        if count != 6:
            return None
        fiscal, civil = half(year.be, 2), calendar_half(year.be, 2)
    else:
        fiscal, civil = first_months(fiscal_year(year.be), count), first_months(calendar_year(year.be), count)
    return _fiscal_or_calendar(found, _KIND_OF_COUNT.get(count, "month-range"), year, fiscal, civil)


def some_months_without_year(found: Found) -> Draft | None:
    """``รอบ 6 เดือน``."""
    count, which = found.value("n"), found.value("o", 1)
    if count not in _KIND_OF_COUNT or not (found.has("round") or found.has("o")) or _is_extreme(found):
        return None
    second = count == 6 and which in (-1, 2)
    return found.placeless(
        _KIND_OF_COUNT[count],
        lambda fiscal: half(fiscal, 2) if second else first_months(fiscal_year(fiscal), count),
    )


_KIND_OF_COUNT: dict[int, Kind] = {3: "quarter", 6: "half-year", 9: "month-range", 12: "fiscal-year"}


def _fiscal_or_calendar(found: Found, kind: Kind, year: Year, fiscal: Period, civil: Period) -> Draft:
    """A part of a year: of the fiscal one where that is said; else both, the likelier first.

    Offices report by fiscal years.  Economic statistics, years of the common era, ``ของปี``, and numbers of months
    that no report has count by the calendar.
    """
    if found.code("head") in ("F", "B"):
        return found.draft(kind, fiscal, flags=year.flags)
    flags = (*year.flags, "fiscal-or-calendar")
    text, start = found.tokens.text, found.tokens.starts[found.first]
    odd = found.has("n") and found.value("n") not in _KIND_OF_COUNT
    economic = _ECONOMIC.search(text, max(0, start - _ECONOMIC_REACH), start)
    if year.common or odd or economic or "kP" in found.match[0]:
        if kind == "fiscal-year":
            kind = "calendar-year"
        return found.draft(kind, civil, fiscal, flags=flags)
    return found.draft(kind, fiscal, civil, flags=flags)


def _is_every(found: Found) -> bool:
    """``ทุกไตรมาส``: a frequency."""
    start = found.tokens.starts[found.first]
    return bool(re.search(r"(?:ทุก|ราย|แต่ละ)[ ๆ]*$", found.tokens.text[max(0, start - 8) : start]))


def _is_extreme(found: Found) -> bool:
    """``สูงสุดในรอบ 12 เดือน``: a record, not a round of reports."""
    start = found.tokens.starts[found.first]
    return bool(re.search(r"(?:ทุก|สูงสุด|ต่ำสุด|ภายใน|ย้อนหลัง)", found.tokens.text[max(0, start - 16) : start]))
