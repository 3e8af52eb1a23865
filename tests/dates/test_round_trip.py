"""What is written reads back: ten ways of writing a day, forty years; and what always holds of any text."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.calendar import MONTHS, MONTHS_SHORT, Period, month_end, thai_date
from crawler.thai.dates import FLAGS, ROLES, read_dates
from crawler.thai.text import thai_digits

WAYS = {
    "long": thai_date,
    "thai digits": lambda day: thai_date(day, digits="thai"),
    "with era": lambda day: f"{day.day} {MONTHS[day.month - 1]} พ.ศ. {day.year + 543}",
    "form": lambda day: f"วันที่ {day.day} เดือน {MONTHS[day.month - 1]} พ.ศ. {day.year + 543}",
    "short": lambda day: f"{day.day} {MONTHS_SHORT[day.month - 1]} {day.year + 543}",
    "two digits": lambda day: f"{day.day} {MONTHS_SHORT[day.month - 1]}{(day.year + 543) % 100:02}",
    "slashes": lambda day: f"{day.day:02}/{day.month:02}/{day.year + 543}",
    "slashes, two digits": lambda day: f"{day.day}/{day.month}/{(day.year + 543) % 100:02}",
    "iso": lambda day: day.isoformat(),
    "iso, Buddhist": lambda day: f"{day.year + 543}-{day.month:02}-{day.day:02}",
    "spaced": lambda day: f"{day.day} {' '.join(MONTHS[day.month - 1])} {thai_digits(str(day.year + 543))}",
    "english": lambda day: f"{day:%B} {day.day}, {day.year}",
}


@pytest.mark.parametrize("way", WAYS)
def test_forty_years_read_back(way):
    write = WAYS[way]
    for year in range(1998, 2038):
        for month in range(1, 13):
            for number in {1, 9, 12, 28, month_end(year, month).day}:
                day = date(year, month, number)
                text = write(day)
                read = read_dates(text)
                assert [one.period for one in read] == [Period(day, day)], (text, read)


@pytest.mark.parametrize("year", range(2558, 2578))
def test_the_29th_of_february_exists_in_leap_years_only(year):
    (read,) = read_dates(f"ลงวันที่ ๒๙ กุมภาพันธ์ {thai_digits(str(year))}")
    if (year - 543) % 4 == 0:
        assert read.period == Period(date(year - 543, 2, 29), date(year - 543, 2, 29))
    else:
        assert (read.kind, read.start) == ("impossible", None)
        assert read.alternatives == (Period(date(year - 543, 2, 28), date(year - 543, 2, 28)),)


PIECES = st.sampled_from(
    [
        *MONTHS,
        *MONTHS_SHORT,
        *"๐๑๒๓๔๕๖๗๘๙0123456789",
        *" \n\t-–/.,()':_\u200b\u0e4d",
        "2568",
        "๒๕๖๗",
        "68",
        "31",
        "ตค",
        "Oct",
        "ม ก ร า ค ม",
        "พ.ศ.",
        "ค.ศ.",
        "ปี",
        "ปีงบประมาณ",
        "งบประมาณ",
        "ปีการศึกษา",
        "ไตรมาสที่ ",
        "รอบที่ ",
        "รอบ 6 เดือน",
        "แรก",
        "หลัง",
        "ครึ่งปีแรก",
        "เดือน",
        "วันที่",
        "ถึง",
        "และ",
        "ของ",
        "สิ้น",
        "เวลา 10.00 น.",
        "ประจำ",
        "พระราชบัญญัติ",
        "บาท",
        "ITA",
        "https://x.go.th/2567/",
        "a.pdf",
        "ภาคเรียนที่ ",
        "1/2568",
        "2566-2570",
        "1/10/67",
        "8th",
        "1st ",
        "25 ",
        "256 ",
        "2567-02-29T10:00:00Z",
        "2568-2-9T25:61Z",
        "29/2/2567",
        "13:45",
        "at 1505hrs",
        "99999",
        "0025",
        "ม.ย.",
        "สาม",
        "Q1",
        "q",
        "นิ้ำเเก่ก",
        "\uf70a",
    ],
)
TEXTS = st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=60)


@settings(max_examples=400)
@given(TEXTS, st.booleans(), st.none() | st.integers(2560, 2575))
def test_expressions_stand_where_they_say_and_never_overlap(text, title, hint):
    reached = 0
    for one in read_dates(text, title=title, hint_year=hint, fetched=date(2025, 4, 30)):
        start, end = one.span
        assert reached <= start < end <= len(text)
        assert text[start:end] == one.surface
        assert (one.start is None) == (one.end is None)
        assert one.start is None or one.start <= one.end
        assert one.kind != "impossible" or one.start is None
        assert one.period not in one.alternatives
        assert set(one.flags) <= set(FLAGS)
        assert one.role in ROLES
        reached = end


@settings(max_examples=200)
@given(TEXTS)
def test_reading_is_a_function_of_the_text(text):
    assert read_dates(text) == read_dates(text)


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(1, 400))
def test_ranges_read_back(start, length):
    end = start + timedelta(days=length)
    for text in (
        f"ระหว่างวันที่ {thai_date(start)} ถึงวันที่ {thai_date(end)}",
        f"{thai_date(start, style='short')} - {thai_date(end, style='short')}",
        f"{thai_date(start, digits='thai')} – {thai_date(end, digits='thai')}",
    ):
        (read,) = read_dates(text)
        assert (read.kind, read.period) == ("range", Period(start, end))


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(32, 400))
def test_ranges_that_end_before_they_start_are_never_accepted(end, length):
    start = end + timedelta(days=length)
    (read,) = read_dates(f"{thai_date(start)} ถึง {thai_date(end)}")
    assert read.kind == "impossible"
    assert read.start is None
    assert all(repair.start <= repair.end for repair in read.alternatives)
