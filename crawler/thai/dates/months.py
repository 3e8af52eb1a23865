"""The meaning of months and ranges of months."""

from __future__ import annotations

import re
from collections.abc import Callable

from crawler.calendar import Period, month, month_in_fiscal_year, to_ce
from crawler.late import late
from crawler.thai.dates.days import mended_range
from crawler.thai.dates.draft import Draft, Found
from crawler.thai.dates.guards import is_amount, is_commission
from crawler.thai.dates.years import Year, read_year, short_common_year


def one_month(found: Found) -> Draft | None:
    """``เดือนตุลาคม 2567``, ``ต.ค. 67``, ``Oct 2024``."""
    number, year = found.value("m1"), found.year("1")
    if found.has("dash") and year is None and found.code("y1") == "2":
        year = short_common_year(found.value("y1"))
    if year is None or is_commission(found, "m1") or (year.short and is_amount(found, found.last)):
        return None
    if not number:
        either = [month(year.ce(candidate), candidate) for candidate in (4, 6)]
        return found.draft("month", None, *either, flags=("ambiguous-month", *year.flags))
    whole = month(year.ce(number), number)
    if year.typo:
        return found.draft("impossible", None, whole, flags=year.flags)
    return found.draft("month", whole, flags=year.flags)


def listed_month(found: Found) -> Draft | None:
    """``ตุลาคม พฤศจิกายน และธันวาคม 2567``: the year stands behind the last month of the list."""
    number, last, year = found.value("m1"), found.value("ml"), found.year("1")
    if year is None or year.typo or not number:
        return None
    whole = month(year.ce(number) - (number > last), number)
    return found.draft("month", whole, flags=(*year.flags, "year-from-list"))


def numeric_month(found: Found) -> Draft | None:
    """``2567-10``, ``2024-10``; ``เดือน 10/2567``."""
    surface = found.tokens.surface(found.last)
    if found.code("n") == "f":
        number, year = (int(part) for part in re.findall(r"\d+", surface))
    else:
        year, number = (int(part) for part in surface.split("-"))
    named = read_year(year, len(str(year)))
    if named is None or named.typo or not 1 <= number <= 12:
        return None
    return found.draft("month", month(named.ce(number), number), flags=named.flags)


def figured_month(found: Found) -> Draft | None:
    """``เดือน 10/67``."""
    number, year = found.value("m1"), found.year("1")
    if year is None or not 1 <= number <= 12:
        return None
    return found.draft("month", month(year.ce(number), number), flags=year.flags)


_FIRST_DAY = late(r"(\d{4})-(\d\d)-01")


def month_by_first_day(found: Found) -> Draft | None:
    """``ประจำเดือน 2024-10-01``: as a workbook keeps a month."""
    match = _FIRST_DAY.fullmatch(found.surface("x1"))
    year = read_year(int(match[1]), 4) if match else None
    if match is None or year is None or year.typo:
        return None
    return found.draft("month", month(year.ce(int(match[2])), int(match[2])), flags=year.flags)


def month_without_year(found: Found) -> Draft | None:
    """``เดือนตุลาคม``: a month whose year must come from elsewhere."""
    number = found.value("m1")
    in_full = "." not in found.surface("m1") or found.last > found.first
    if not number or is_commission(found, "m1") or not (in_full or found.tokens.title):
        return None
    return found.placeless("month", lambda fiscal: month_in_fiscal_year(fiscal, number))


def month_range(found: Found) -> Draft | None:
    """``ต.ค. 67 - ก.ย. 68``, ``ตุลาคม - ธันวาคม 2567``; quarters and halves by their months."""
    first, last, end_year = found.value("m1"), found.value("m2"), found.year("2")
    if end_year is None or not first or not last:
        return None
    start_year = found.year("1")
    if start_year is None:
        if found.has("y1"):
            return None
        start_year = Year(end_year.be - (first > last), end_year.common, end_year.short, end_year.typo)
    start, end = month(start_year.ce(first), first), month(end_year.ce(last), last)
    flags = [*start_year.flags, *end_year.flags]
    if end.end < start.start or "year-typo" in flags:
        mended = mended_range(start.start, end.start)
        repaired = Period(mended.start, month(mended.end.year, mended.end.month).end)
        return found.draft("impossible", None, repaired, flags=(*flags, "inverted"))
    return found.draft("month-range", Period(start.start, end.end), flags=flags)


def month_range_without_year(found: Found) -> Draft | None:
    """``ตุลาคม - ธันวาคม``."""
    first, last = found.value("m1"), found.value("m2")
    return found.placeless("month-range", _months_placed(first, last)) if first and last else None


def months_of_year(found: Found) -> Draft | None:
    """``ปี 2566 (ม.ค.-พ.ย.)``, ``2 เดือนของปี 2568 (ม.ค.-ก.พ.)``: the gloss says which months."""
    first, last, year = found.value("m1"), found.value("m2"), found.year("1")
    if year is None or year.typo or not first or not last:
        return None
    if found.code("head") in ("F", "B"):
        return found.draft("month-range", _months_placed(first, last)(year.be), flags=year.flags)
    if first > last:
        return None
    meant = Period(month(year.ce(first), first).start, month(year.ce(last), last).end)
    return found.draft("month-range", meant, _months_placed(first, last)(year.be), flags=year.flags)


def _months_placed(first: int, last: int) -> Callable[[int], Period]:
    """Months of a fiscal year; of the calendar year of that name where they run across its end."""

    def place(fiscal: int) -> Period:
        start, end = month_in_fiscal_year(fiscal, first), month_in_fiscal_year(fiscal, last)
        if end.end < start.start:
            year = to_ce(fiscal)
            start, end = month(year - (first > last), first), month(year, last)
        return Period(start.start, end.end)

    return place
