"""The meaning of whole years: fiscal, calendar, school years, lists and ranges of them."""

from __future__ import annotations

import re
from dataclasses import replace

from crawler.calendar import (
    Period,
    academic_year,
    calendar_year,
    fiscal_year,
    fiscal_year_of,
    semester,
    to_be,
)
from crawler.thai.dates.draft import Draft, Found, fraction
from crawler.thai.dates.guards import follows_law, is_amount, is_numbered, stands_alone
from crawler.thai.dates.lexicon import ANNUAL_BEFORE
from crawler.thai.dates.years import Year, read_year, short_common_year

#: Longer plans than this are not printed as ``พ.ศ. A - B``.
_LONGEST_PLAN = 60
_ANNUAL_REACH = 8


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
    """``ปี 2567``, ``ปี พ.ศ. 2553 (ค.ศ. 2010)``; ``ประจำปี 2568`` is read as the fiscal year, ``ประจำปี ค.ศ. 2025`` may be."""
    year = found.year("1")
    if year is None or (year.short and not _is_short_year(found)):
        return None
    civil, fiscal = calendar_year(year.be), fiscal_year(year.be)
    if year.typo:
        return found.draft("impossible", None, fiscal, civil, flags=year.flags)
    text, start = found.tokens.text, found.tokens.starts[found.first]
    annual = ANNUAL_BEFORE.search(text, max(0, start - _ANNUAL_REACH), start) is not None
    if "ปฏิทิน" in found.tokens.surface(found.first) or (year.common and not annual):
        return found.draft("calendar-year", civil, flags=year.flags)
    flags = (*year.flags, "fiscal-or-calendar")
    if annual and not year.common:
        return found.draft("fiscal-year", fiscal, civil, flags=flags)
    return found.draft("calendar-year", civil, fiscal, flags=flags)


def _is_short_year(found: Found) -> bool:
    """Whether the two digits after ปี are a year: not ``20 ปี 45 วัน``, not ``ปี 45 คน``."""
    return found.before(found.first) not in ("1", "2") and not is_amount(found, found.index("y1"))


def _is_procedure(found: Found) -> bool:
    """``วิธีการงบประมาณ พ.ศ. 2561``, ``การบริหารงบประมาณ พ.ศ. 2562``: laws about budgets, no budgets."""
    return found.has("e1") and found.tokens.surface(found.first) == "งบประมาณ"


def era_year(found: Found) -> Draft | None:
    """``พุทธศักราช 2567`` in full letters; ``พ.ศ. 2567`` alone is nearly always the year of a law."""
    year = found.year("1")
    if year is None or year.typo or follows_law(found.tokens.text, found.tokens.starts[found.first]):
        return None
    text, start = found.tokens.text, found.tokens.starts[found.first]
    in_letters = len(found.surface("e1").replace(" ", "")) >= len("พุทธศักราช") - 2
    annual = ANNUAL_BEFORE.search(text, max(0, start - _ANNUAL_REACH), start)
    if not (in_letters or annual or found.tokens.title):
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
    term, year = fraction(found) if found.has("f") else (found.value("term"), found.year("1"))
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
    if found.match[0][0] in "4Z" and (is_amount(found, found.last) or is_numbered(found, found.first)):
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
