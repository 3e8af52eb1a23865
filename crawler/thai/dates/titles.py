"""What only titles write: file names, sheet names, link texts, folders of URLs.  All of it flagged."""

from __future__ import annotations

from crawler.calendar import Period, calendar_year, day, fiscal_year, month, month_in_fiscal_year
from crawler.late import late
from crawler.thai.dates.draft import Draft, Found
from crawler.thai.dates.guards import is_amount, is_numbered
from crawler.thai.dates.years import Year, day_of, read_year

#: Two digits that a title may mean as a year without saying so; and in digits written together.
_SHORT = range(55, 90)
#: A month's abbreviation alone is a sheet's name, not a word of a sentence.
_LONGEST_NAME = 40


def separated_day(found: Found) -> Draft | None:
    """``01_10_2567``, ``2567_10_01``."""
    year = found.year("1")
    number, month_number = found.value("d"), found.value("m")
    if year is None or year.typo or not 1 <= month_number <= 12 or not 1 <= number <= 31:
        return None
    meant, exists = day_of(year, month_number, number)
    if not exists:
        return found.draft("impossible", None, day(meant), flags=("impossible-day", *year.flags))
    return found.draft("day", day(meant), flags=("compact", *year.flags))


def separated_month(found: Found) -> Draft | None:
    """``2568_02``, ``02-2568``, ``67-10``, ``10-67``."""
    if found.has("a"):
        left, right = found.value("a"), found.value("b")
        if left in _SHORT and 1 <= right <= 12:
            year, number = Year(2500 + left, short=True), right
        elif right in _SHORT and 1 <= left <= 12:
            year, number = Year(2500 + right, short=True), left
        else:
            return None
    else:
        named, number = found.year("1"), found.value("m")
        if named is None or named.typo or not 1 <= number <= 12:
            return None
        year = named
    if is_numbered(found, found.first) or is_amount(found, found.last):
        return None
    return found.draft("month", month(year.ce(number), number), flags=("compact", *year.flags))


_DOTTED_MONTH = late(r"(?P<m>0?[1-9]|1[0-2])[.](?P<y>2[45]\d\d)")


def dotted_month(found: Found) -> Draft | None:
    """``10.2567``, the name of a sheet."""
    match = _DOTTED_MONTH.fullmatch(found.surface("n"))
    if match is None or is_numbered(found, found.first):
        return None
    year, number = Year(int(match["y"])), int(match["m"])
    return found.draft("month", month(year.ce(number), number), flags=("compact", *year.flags))


def folder_month(found: Found) -> Draft | None:
    """``uploads/2025/02/``: where a content system puts the files of a month; ``2568/05/`` may be the fifth item."""
    year, number = found.year("1"), found.value("m")
    if year is None or not year.common or not 1 <= number <= 12:
        return None
    return found.draft("month", month(year.ce(number), number), flags=year.flags)


#: What follows the number of an office in that of a letter: ``กท 7804/233``.
_FILED = late("/[1-8N]")


def compact(found: Found) -> Draft | None:
    """``256710``, ``6710``, ``25671001``, ``01102567``, ``011067``."""
    if _FILED.match(found.tokens.codes, found.last + 1):
        return None
    digits = found.surface("n")
    for pattern in _COMPACT[len(digits)]:
        match = pattern.fullmatch(digits)
        if match is None:
            continue
        parts = {name: int(part) for name, part in match.groupdict().items()}
        year = read_year(parts["y"], len(match["y"]))
        if year is None or year.typo or (year.short and parts["y"] not in _SHORT):
            continue
        flags = ("compact", *year.flags)
        if "d" not in parts:
            return found.draft("month", month(year.ce(parts["m"]), parts["m"]), flags=flags)
        meant, exists = day_of(year, parts["m"], parts["d"])
        if exists:
            return found.draft("day", day(meant), flags=flags)
    return None


_Y4, _Y2, _M, _D = r"(?P<y>2[05]\d\d)", r"(?P<y>\d\d)", r"(?P<m>0[1-9]|1[0-2])", r"(?P<d>0[1-9]|[12]\d|3[01])"
_COMPACT = {
    4: (late(_Y2 + _M),),
    6: (late(_Y4 + _M), late(_D + _M + _Y2), late(_Y2 + _M + _D)),
    8: (late(_Y4 + _M + _D), late(_D + _M + _Y4)),
}


def short_year(found: Found) -> Draft | None:
    """``แผน 68``, ``รายงาน-67.pdf``."""
    year = found.year("1")
    index = found.index("y1")
    if year is None or year.be - 2500 not in _SHORT or is_amount(found, index) or is_numbered(found, index):
        return None
    codes = found.tokens.codes
    around = (codes[index - 1 : index], codes[index + 1 : index + 2])
    if any(code and code in "123456789NxyfTZ/,:" for code in around):
        return None
    flags = ("bare-year", "two-digit-year", "fiscal-or-calendar")
    return found.draft("calendar-year", calendar_year(year.be), fiscal_year(year.be), flags=flags)


def month_alone(found: Found) -> Draft | None:
    """``มค``, ``Oct``: the name of a sheet, not a word of a sentence."""
    number = found.value("m1")
    if len(found.tokens.text) > _LONGEST_NAME or not number:
        return None
    return found.placeless("month", lambda fiscal: month_in_fiscal_year(fiscal, number))


def short_range(found: Found) -> Draft | None:
    """``แผนฯ 66-70``."""
    first, last = found.value("a"), found.value("b")
    if first not in _SHORT or last not in _SHORT or first >= last or is_amount(found, found.last):
        return None
    civil = Period(calendar_year(2500 + first).start, calendar_year(2500 + last).end)
    fiscal = Period(fiscal_year(2500 + first).start, fiscal_year(2500 + last).end)
    return found.draft("range", civil, fiscal, flags=("bare-year", "two-digit-year", "fiscal-or-calendar"))
