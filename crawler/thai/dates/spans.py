"""The meaning of months, quarters, halves, rounds and years."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from crawler.calendar import (
    Period,
    academic_year,
    calendar_half,
    calendar_quarter,
    calendar_year,
    first_months,
    fiscal_year,
    fiscal_year_of,
    half,
    month,
    month_in_fiscal_year,
    quarter,
    semester,
    to_be,
)
from crawler.thai.dates.days import mended_range
from crawler.thai.dates.draft import Draft, Found
from crawler.thai.dates.expression import Kind
from crawler.thai.dates.guards import follows_law, is_amount, is_commission, stands_alone
from crawler.thai.dates.lexicon import ANNUAL_BEFORE
from crawler.thai.dates.years import Year, read_year, short_common_year

#: Longer plans than this are not printed as ``พ.ศ. A - B``.
_LONGEST_PLAN = 60
#: Words after which quarters and halves are those of the calendar: economic statistics.
_ECONOMIC = re.compile(r"จีดีพี|gdp|เศรษฐกิจ|ที่อยู่อาศัย|ส่งออก|นำเข้า|ดัชนี|ตลาดหลักทรัพย์", re.IGNORECASE)
_ECONOMIC_REACH = 80
_ANNUAL_REACH = 8


# ------------------------------------------------------------------------------------------ months


def one_month(found: Found) -> Draft | None:
    """``เดือนตุลาคม 2567``, ``ต.ค. 67``, ``Oct 2024``."""
    number, year = found.value("m1"), found.year("1")
    if found.has("dash") and year is None and found.code("y1") == "2":
        year = short_common_year(found.value("y1"))
    if year is None or is_commission(found, "m1"):
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
    def place(fiscal: int) -> Period:
        start, end = month_in_fiscal_year(fiscal, first), month_in_fiscal_year(fiscal, last)
        if end.end < start.start:  # January to December, in a text about a fiscal year
            return Period(month(end.end.year, first).start, month(end.end.year + (first > last), last).end)
        return Period(start.start, end.end)

    return place


# ------------------------------------------------------------------------------------------ parts of years


def one_quarter(found: Found) -> Draft | None:
    """``ไตรมาสที่ 1 ปีงบประมาณ 2568``, ``ไตรมาส 1/2568``, ``ปี 2567 ไตรมาสแรก``; two of them for a range."""
    if found.has("f"):
        first, year = _fraction(found)
    else:
        first, year = found.value("q"), found.year("1")
    first = 4 if first == -1 else first
    last = found.value("q2", first)
    if year is None or year.typo or not 1 <= first <= last <= 4:
        return None
    fiscal = Period(quarter(year.be, first).start, quarter(year.be, last).end)
    civil = Period(calendar_quarter(year.be, first).start, calendar_quarter(year.be, last).end)
    return _fiscal_or_calendar(found, "quarter" if first == last else "range", year, fiscal, civil)


def quarter_without_year(found: Found) -> Draft | None:
    """``ไตรมาสที่ 2``, ``ไตรมาส 3-4``."""
    first = 4 if found.value("q") == -1 else found.value("q")
    last = found.value("q2", first)
    if not 1 <= first <= last <= 4 or _is_every(found):
        return None
    return found.placeless(
        "quarter" if first == last else "range",
        lambda fiscal: Period(quarter(fiscal, first).start, quarter(fiscal, last).end),
    )


def half_year(found: Found) -> Draft | None:
    """``ครึ่งปีแรกของปี 2568``, ``ปีงบประมาณ พ.ศ. 2566 รอบที่ 1``, ``รอบ 2 ปีงบประมาณ 2563``."""
    if found.has("f"):
        number, year = _fraction(found)
    else:
        number, year = found.value("h"), found.year("1")
    if year is None or year.typo or number not in (1, 2):
        return None
    return _fiscal_or_calendar(
        found, "half-year", year, half(year.be, number), calendar_half(year.be, number), fiscal_year(year.be)
    )


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


def _fraction(found: Found) -> tuple[int, Year | None]:
    """The two numbers of ``1/2568`` or ``1/68``."""
    left, right = re.findall(r"\d+", found.surface("f"))
    return int(left), read_year(int(right), len(right))


def _fiscal_or_calendar(
    found: Found, kind: Kind, year: Year, fiscal: Period, civil: Period, *others: Period
) -> Draft:
    """A part of a year: of the fiscal one where that is said; else both, the likelier first.

    Offices report by fiscal years; economic statistics, and years of the common era, count by the calendar.
    """
    if found.code("head") in ("F", "B"):
        return found.draft(kind, fiscal, *others, flags=year.flags)
    flags = (*year.flags, "fiscal-or-calendar")
    text, start = found.tokens.text, found.tokens.starts[found.first]
    if year.common or _ECONOMIC.search(text, max(0, start - _ECONOMIC_REACH), start):
        if kind == "fiscal-year":
            kind = "calendar-year"
        return found.draft(kind, civil, fiscal, *others, flags=flags)
    return found.draft(kind, fiscal, civil, *others, flags=flags)


def _is_every(found: Found) -> bool:
    """``ทุกไตรมาส``: a frequency."""
    start = found.tokens.starts[found.first]
    return bool(re.search(r"(?:ทุก|ราย|แต่ละ)[ ๆ]*$", found.tokens.text[max(0, start - 8) : start]))


def _is_extreme(found: Found) -> bool:
    """``สูงสุดในรอบ 12 เดือน``: a record, not a round of reports."""
    start = found.tokens.starts[found.first]
    return bool(re.search(r"(?:ทุก|สูงสุด|ต่ำสุด|ภายใน|ย้อนหลัง)", found.tokens.text[max(0, start - 16) : start]))


# ------------------------------------------------------------------------------------------ years


def one_fiscal_year(found: Found) -> Draft | None:
    """``ปีงบประมาณ พ.ศ. 2568``, ``ปีงบ 68``, ``งบประมาณปี 66``."""
    year = found.year("1")
    if year is None:
        return None
    if year.typo:
        return found.draft("impossible", None, fiscal_year(year.be), flags=year.flags)
    if found.code("head") == "b" and (is_amount(found, found.index("y1")) or _is_procedure(found)):
        return None
    others = (calendar_year(year.be),) if found.code("head") in ("B", "b") else ()
    return found.draft("fiscal-year", fiscal_year(year.be), *others, flags=year.flags)


def one_year(found: Found) -> Draft | None:
    """``ปี 2567``, ``ปี พ.ศ. 2553 (ค.ศ. 2010)``; ``ประจำปี 2568`` is read as the fiscal year."""
    year = found.year("1")
    if year is None or (year.short and not _is_short_year(found)):
        return None
    civil, fiscal = calendar_year(year.be), fiscal_year(year.be)
    if year.typo:
        return found.draft("impossible", None, fiscal, civil, flags=year.flags)
    if year.common or "ปฏิทิน" in found.tokens.surface(found.first):
        return found.draft("calendar-year", civil, flags=year.flags)
    flags = (*year.flags, "fiscal-or-calendar")
    text, start = found.tokens.text, found.tokens.starts[found.first]
    if ANNUAL_BEFORE.search(text, max(0, start - _ANNUAL_REACH), start):
        return found.draft("fiscal-year", fiscal, civil, flags=flags)
    return found.draft("calendar-year", civil, fiscal, flags=flags)


def _is_short_year(found: Found) -> bool:
    """Whether the two digits after ปี are a year: not ``20 ปี 45 วัน``, not ``ปี 45 คน``."""
    return found.before(found.first) not in ("1", "2") and not is_amount(found, found.index("y1"))


def _is_procedure(found: Found) -> bool:
    """``วิธีการงบประมาณ พ.ศ. 2561``, ``การบริหารงบประมาณ พ.ศ. 2562``: laws about budgets, no budgets."""
    return found.has("e1") and "รายจ่าย" not in found.tokens.surface(found.first)


def era_year(found: Found) -> Draft | None:
    """``พุทธศักราช 2567`` in full letters; ``พ.ศ. 2567`` alone is nearly always the year of a law."""
    year = found.year("1")
    if year is None or year.typo or follows_law(found.tokens.text, found.tokens.starts[found.first]):
        return None
    in_letters = len(found.surface("e1").replace(" ", "")) >= len("พุทธศักราช") - 2
    if not in_letters and not found.tokens.title:
        return None
    flags = year.flags if in_letters else ("bare-year", *year.flags)
    return found.draft("calendar-year", calendar_year(year.be), fiscal_year(year.be), flags=flags)


def ita_year(found: Found) -> Draft | None:
    """``ITA 2564``: the fiscal year that is assessed; ``ITA 2023`` names the same round by the common era."""
    year = found.year("1")
    if year is None or year.typo or year.short:
        return None
    if year.common:
        return found.draft("calendar-year", calendar_year(year.be), fiscal_year(year.be), flags=year.flags)
    return found.draft("fiscal-year", fiscal_year(year.be), calendar_year(year.be), flags=year.flags)


def listed_year(found: Found, before: Draft) -> Draft | None:
    """The next year of a list whose head stands before its first: ``ปีงบประมาณ 2561 2562 2563``."""
    year = found.year("1")
    if year is None or year.typo or not before.readings or is_amount(found, found.index("y1")):
        return None
    previous = (
        fiscal_year_of(before.readings[0].end)
        if before.kind == "fiscal-year"
        else to_be(before.readings[0].end.year)
    )
    if abs(year.be - previous) != 1:
        return None
    civil, fiscal = calendar_year(year.be), fiscal_year(year.be)
    first, second = (fiscal, civil) if before.kind == "fiscal-year" else (civil, fiscal)
    listed = found.draft(before.kind, first, second, flags=("listed", *year.flags))
    return replace(listed, first=found.index("e1" if found.has("e1") else "y1"))


def bare_year(found: Found) -> Draft | None:
    """A year without any head (``สถิติการจัดเก็บ 2567``), believed only where nothing speaks against it."""
    index = found.index("y1")
    year = found.year("1")
    if year is None or year.typo or not stands_alone(found, index):
        return None
    flags = ("bare-year", "fiscal-or-calendar", *year.flags)
    return found.draft("calendar-year", calendar_year(year.be), fiscal_year(year.be), flags=flags)


def school_year(found: Found) -> Draft | None:
    """``ปีการศึกษา 2568``, ``ภาคเรียนที่ 1 ปีการศึกษา 2568``, ``ปีการศึกษา 2/2564``."""
    term, year = _fraction(found) if found.has("f") else (found.value("term"), found.year("1"))
    if year is None or year.typo:
        return None
    whole = academic_year(year.be)
    if term in (1, 2):
        return found.draft("range", semester(year.be, term), whole, flags=year.flags)
    return found.draft("range", whole, calendar_year(year.be), flags=year.flags)


def year_range(found: Found) -> Draft | None:
    """``พ.ศ. 2566 - 2570``, ``ปี 2562-65``, ``ปีงบประมาณ พ.ศ. 2568-2572``, ``ปี 2567/2568``."""
    if found.has("pair"):
        left, right = re.findall(r"\d+", found.surface("pair"))
        first, last = read_year(int(left), len(left)), read_year(int(right), len(right))
    else:
        first, last = found.year("1"), found.year("2")
        if last is None and found.code("y2") == "2" and first is not None and first.common:
            last = short_common_year(found.value("y2"))
    if first is None or last is None or first.typo or last.typo:
        return None
    if not first.be < last.be <= first.be + _LONGEST_PLAN:
        return None
    return _years(found, first, last)


def _years(found: Found, first: Year, last: Year) -> Draft:
    flags = (*first.flags, *last.flags)
    fiscal = Period(fiscal_year(first.be).start, fiscal_year(last.be).end)
    civil = Period(calendar_year(first.be).start, calendar_year(last.be).end)
    head = found.code("head")
    if head in ("F", "B"):
        return found.draft("range", fiscal, flags=flags)
    if head == "A":
        school = Period(academic_year(first.be).start, academic_year(last.be).end)
        if last.be == first.be + 1:  # 2567/2568, one school year across two calendar years
            return found.draft("range", civil, academic_year(first.be), flags=flags)
        return found.draft("range", school, civil, flags=flags)
    if first.common:
        return found.draft("range", civil, flags=flags)
    return found.draft("range", civil, fiscal, flags=(*flags, "fiscal-or-calendar"))
