"""The meaning of days and ranges of days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from crawler.calendar import Period, add_months, day, in_bangkok, month, month_end, month_in_fiscal_year
from crawler.late import late
from crawler.thai.dates.draft import Draft, Found
from crawler.thai.dates.expression import Kind
from crawler.thai.dates.guards import is_numbered, line_end, line_start
from crawler.thai.dates.years import Year, day_of, read_year, short_common_year

#: What stands before a number that counts forms, meetings or villages, and is then no day of the month.
_COUNTED = late(
    r"(?:สขร\.?|ครั้ง(?:ที่)?|งวด(?:ที่)?|ลำดับ(?:ที่)?|ฉบับ(?:ที่)?|แบบ|ข้อ|หน้า|ชุดที่|รุ่นที่|กลุ่มที่|ม\.|หมู่(?:ที่)?"
    r"|ตอนที่|ส่วนที่|แผ่นที่|มาตรา|บทที่|เล่ม|ระยะที่|เลขที่|จำนวน)\s*$"
)
_COUNTED_REACH = 12
#: ``31.03.68`` is as often a clause: what has to stand before it, where it does not stand alone.
_DATED = late(r"(?:วันที่|ณ|ลว\.?|เมื่อ|ภายใน|ก่อน|ตั้งแต่|เริ่ม(?:ต้น)?|สิ้นสุด|(?:จน|ไป)?ถึง|เกิด|อนุมัติ|รับ|ส่ง)\s*[:(]?\s*$")
_DATED_REACH = 12
#: ``2-3-68 ไร่``: two rai, three ngan, 68 square wa.
_AREA = late(r"\s{0,2}(?:ไร่|ตร\.?\s?ว|ตารางวา)")
_FIGURES = late(r"\d+")
_ZONED = late(r"\d\d:\d\d(?::\d\d)?(?:[.]\d+)?(?:Z|[+-]\d\d:?\d\d)$")


def single_day(found: Found) -> Draft | None:
    """``๑๔ กุมภาพันธ์ ๒๕๖๘``, with or without a time; the form ``วันที่ ๑๔ เดือน … พ.ศ. …``."""
    number, year = found.value("d1"), found.year("1")
    if year is None and found.has("sign") and found.code("m1") == "e":
        year = short_common_year(found.value("y1"))  # 1-Oct-24, as spreadsheets write it
    if year is None or _is_counted(found, found.index("d1")):
        return None
    if not 1 <= number <= 31:  # only where the word day says that it is meant as one
        return (
            found.draft("impossible", None, flags=("impossible-day",))
            if found.before(found.first) == "v"
            else None
        )
    if found.has("form") and found.before(found.first) not in ("v", "W"):
        return None
    if found.code("m1") == "e" and year.short and not (found.has("sign") or _is_glued(found)):
        return None
    kind: Kind = "instant" if found.has("time") else "day"
    if found.code("m1") == "w" and is_numbered(found, found.first):  # ทะเบียน 1กค 2568
        return None
    if found.code("m1") == "a":  # ม.ย.
        either = [day(day_of(year, candidate, number)[0]) for candidate in (4, 6)]
        return found.draft(kind, None, *either, flags=("ambiguous-month", *year.flags))
    meant, exists = day_of(year, found.value("m1"), number)
    if not exists or year.typo:
        flags = ("year-typo",) if exists else ("impossible-day", *year.flags)
        return found.draft("impossible", None, day(meant), flags=flags)
    weekday = _stated_weekday(found)
    flags = (*year.flags, *_spelling(found, "m1"))
    if weekday not in (None, meant.weekday()):
        flags = (*flags, "weekday-mismatch")
    return found.draft(kind, day(meant), flags=flags)


def form_day(found: Found) -> Draft | None:
    """``วันที่ 12 เดือน 3 พ.ศ. 2568``: a form filled in with figures."""
    number, month_number, year = found.value("d1"), found.value("m1"), found.year("1")
    if year is None or found.before(found.first) not in ("v", "W"):
        return None
    if not (1 <= number <= 31 and 1 <= month_number <= 12):
        return found.draft("impossible", None, flags=("impossible-day", *year.flags))
    meant, exists = day_of(year, month_number, number)
    if not exists or year.typo:
        flags = ("year-typo",) if exists else ("impossible-day", *year.flags)
        return found.draft("impossible", None, day(meant), flags=flags)
    return found.draft("day", day(meant), flags=year.flags)


def month_first_day(found: Found) -> Draft | None:
    """``March 31, 2025``, ``ธันวาคม 19, 2025``, ``Jul 9 09:49:29 2021``."""
    number, year = found.value("d1"), found.year("1")
    if year is None or year.short or not 1 <= number <= 31:
        return None
    meant, exists = day_of(year, found.value("m1"), number)
    if not exists or year.typo:
        return found.draft("impossible", None, day(meant), flags=("impossible-day", *year.flags))
    return found.draft("instant" if found.has("time") else "day", day(meant), flags=year.flags)


def day_without_year(found: Found) -> Draft | None:
    """``วันที่ 25 เม.ย.``: a day whose year must come from elsewhere."""
    number, month_number = found.value("d1"), found.value("m1")
    if not 1 <= number <= 31 or not month_number:
        return None
    if found.before(found.first) not in ("v", "W", "(", "t") and not _follows_day_word(found):
        return None

    def place(fiscal: int) -> Period:
        whole = month_in_fiscal_year(fiscal, month_number)
        return day(whole.end.replace(day=min(number, whole.end.day)))

    return found.placeless("day", place)


def day_range(found: Found) -> Draft | None:
    """``1 - 15 ก.พ. 64``, ``28 ก.พ. - 4 มี.ค. 62``, ``1 ตุลาคม 2567 ถึงวันที่ 31 มีนาคม 2568``."""
    first, last = found.value("d1"), found.value("d2")
    end_month = found.value("m2")
    start_month = found.value("m1", end_month)
    end_year = found.year("2")
    if not (1 <= first <= 31 and 1 <= last <= 31 and start_month and end_month and end_year):
        return None
    if _is_counted(found, found.index("d1")):
        return None
    start_year = found.year("1") if found.has("y1") else _year_of_start(end_year, start_month > end_month)
    if start_year is None:
        return None
    start, start_exists = day_of(start_year, start_month, first)
    end, end_exists = day_of(end_year, end_month, last)
    flags = [*start_year.flags, *end_year.flags, *_spelling(found, "m1"), *_spelling(found, "m2")]
    return _ranged(found, start, end, flags, exists=start_exists and end_exists)


def day_range_without_year(found: Found) -> Draft | None:
    """``28 ก.พ. - 4 มี.ค.``."""
    first, last = found.value("d1"), found.value("d2")
    end_month = found.value("m2")
    start_month = found.value("m1", end_month)
    if not (1 <= first <= 31 and 1 <= last <= 31 and start_month and end_month):
        return None

    def place(fiscal: int) -> Period:
        left, right = (month_in_fiscal_year(fiscal, number) for number in (start_month, end_month))
        start = left.end.replace(day=min(first, left.end.day))
        return Period(start, max(start, right.end.replace(day=min(last, right.end.day))))

    return found.placeless("range", place)


def numeric_day(found: Found) -> Draft | None:
    """``25/01/2566``, ``01-10-67``, ``2024-10-01 05:18:51``, and month first where nothing else is possible."""
    surface = found.tokens.surface(found.first)
    reading = read_figures(surface)
    if reading is None or (surface.count(".") == 2 and _is_counted(found, found.first)):
        return None
    if _AREA.match(found.tokens.text, found.tokens.ends[found.first]):
        return None
    if _is_clause_like(surface) and not _is_said_to_be_a_date(found):
        return None
    if not reading.exists:
        return found.draft("impossible", None, day(reading.day), flags=reading.flags)
    kind: Kind = "instant" if ":" in surface or found.has("time") else "day"
    meant = _local(reading.day, surface)
    others = [day(meant.replace(month=meant.day, day=meant.month))] if "either-order" in reading.flags else []
    return found.draft(kind, day(meant), *others, flags=reading.flags)


def numeric_range(found: Found) -> Draft | None:
    """``1/10/2567 - 31/3/2568``."""
    start, end = read_figures(found.surface("x1")), read_figures(found.surface("x2"))
    if start is None or end is None or _is_counted(found, found.first):
        return None
    flags = [*start.flags, *end.flags]
    return _ranged(found, start.day, end.day, flags, exists=start.exists and end.exists)


def numeric_range_end(found: Found) -> Draft | None:
    """``20-25/1/2568``, ``1/10-31/12/2567``: the end lends its year, and its month, to the start."""
    end = read_figures(found.surface("x2"))
    if end is None or {"month-first", "either-order"} & set(end.flags) or _is_counted(found, found.first):
        return None
    if found.has("f"):  # 1/10, which might have been the number of a meeting
        first, month_number = (int(figure) for figure in _FIGURES.findall(found.surface("f")))
    else:
        first, month_number = found.value("d1"), found.value("m1", end.day.month)
    if not (1 <= month_number <= end.day.month and 1 <= first <= month_end(end.day.year, month_number).day):
        return None
    start = date(end.day.year, month_number, first)
    return _ranged(found, start, end.day, [*end.flags], exists=end.exists) if start < end.day else None


def _local(day_stated: date, surface: str) -> date:
    """The local day of a moment that states its zone: ``2025-04-30T18:00:00Z`` is the first of May here."""
    clock = _ZONED.search(surface)
    if clock is None:
        return day_stated
    try:
        return in_bangkok(datetime.fromisoformat(f"{day_stated.isoformat()}T{clock[0]}"))
    except ValueError:  # 25:61
        return day_stated


@dataclass(frozen=True, slots=True)
class Figures:
    """A date written in figures: the day (or the month's last, where it does not exist), and remarks."""

    day: date
    exists: bool
    flags: tuple[str, ...]


def read_figures(surface: str) -> Figures | None:
    """A date in figures; ``None`` where they are none.

    Day first, as Thai offices write; month first only where the second figure cannot be a month.
    """
    figures = _FIGURES.findall(surface)[:3]
    number, month_number, last = (int(figure) for figure in figures)
    flags: list[str] = []
    if len(figures[0]) == 4:
        year = read_year(number, 4)
        number = last
    else:
        year = read_year(last, len(figures[2]))
        if year is None and len(figures[2]) == 2:
            year = short_common_year(last)
        if month_number > 12 >= number:
            number, month_number = month_number, number
            flags.append("month-first")
        elif number <= 12 and number != month_number and year is not None and year.common:
            flags.append("either-order")
    if year is None or not 1 <= month_number <= 12 or not 1 <= number <= 31:
        return None
    meant, exists = day_of(year, month_number, number)
    if not exists:
        flags.append("impossible-day")
    return Figures(meant, exists and not year.typo, (*flags, *year.flags))


def month_end_day(found: Found) -> Draft | None:
    """``ณ สิ้นเดือนกันยายน 2565``: the month's last day, or the month."""
    number, year = found.value("m1"), found.year("1")
    if year is None or not number:
        return None
    whole = month(year.ce(number), number)
    return found.draft("day", day(whole.end), whole, flags=year.flags)


def month_end_without_year(found: Found) -> Draft | None:
    """``สิ้นเดือน ก.พ.``."""
    number = found.value("m1")
    return (
        found.placeless("day", lambda fiscal: day(month_in_fiscal_year(fiscal, number).end))
        if number
        else None
    )


def mended_range(start: date, end: date) -> Period:
    """A range that ends before it starts, with the year changed that must be the typo.

    Both ends in one year: the first should lie a year back.  Otherwise the end follows the start as soon as it can.
    """
    if end >= start:
        return Period(start, end)
    if start.year == end.year:
        return Period(add_months(start, -12), end)
    same_year = _in_year(end, start.year)
    return Period(start, same_year if same_year >= start else _in_year(end, start.year + 1))


def _ranged(found: Found, start: date, end: date, flags: list[str], *, exists: bool) -> Draft:
    """A range of days, or the impossible with its repair."""
    if start <= end and exists and "year-typo" not in flags:
        return found.draft("range", Period(start, end), flags=flags)
    if end < start:
        flags.append("inverted")
    if not exists:
        flags.append("impossible-day")
    return found.draft("impossible", None, mended_range(start, end), flags=flags)


def _in_year(value: date, year: int) -> date:
    return value.replace(year=year, day=min(value.day, month_end(year, value.month).day))


def _year_of_start(end: Year, crosses: bool) -> Year:
    """The year of a start that names none: that of the end, or the one before it across New Year."""
    return Year(end.be - crosses, end.common, end.short, end.typo)


def _is_counted(found: Found, index: int) -> bool:
    """Whether the number counts a form, a clause, a meeting … and is no day: ``แบบ สขร. 1 ตุลาคม``."""
    start = found.tokens.starts[index]
    return bool(_COUNTED.search(found.tokens.text, max(0, start - _COUNTED_REACH), start))


def _is_clause_like(surface: str) -> bool:
    """Whether figures may as well number a clause or a version: ``1.2.68``."""
    figures = _FIGURES.findall(surface)
    return surface.count(".") == len(figures) - 1 == 2 and len(figures[-1]) == 2


def _is_said_to_be_a_date(found: Found) -> bool:
    """Whether the words before, or an otherwise empty line or cell, say that figures are a date."""
    if _follows_day_word(found):
        return True
    text, start, end = found.tokens.text, found.tokens.starts[found.first], found.tokens.ends[found.last]
    line = text[line_start(text, start, _DATED_REACH) : line_end(text, end, _DATED_REACH)]
    return line.strip() == text[start:end]


def _follows_day_word(found: Found) -> bool:
    start = found.tokens.starts[found.first]
    return bool(_DATED.search(found.tokens.text, max(0, start - _DATED_REACH), start))


def _is_glued(found: Found) -> bool:
    """Whether day, month and year stand in one word: ``18jan65``."""
    tokens, first, last = found.tokens, found.index("d1"), found.index("y1")
    return all(tokens.ends[i] == tokens.starts[i + 1] for i in range(first, last))


def _spelling(found: Found, name: str) -> tuple[str, ...]:
    return ("misspelt",) if found.has(name) and found.index(name) in found.tokens.misspelt else ()


def _stated_weekday(found: Found) -> int | None:
    """The weekday (0 is Monday) that stands before the day."""
    before = found.first - 1
    if before > 0 and found.tokens.codes[before] == "v":
        before -= 1
    return found.tokens.values[before] if before >= 0 and found.tokens.codes[before] == "W" else None
