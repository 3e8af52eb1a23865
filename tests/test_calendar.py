"""The calendar: fiscal years, parts of them, months, grace, and what an officer reads."""

from __future__ import annotations

import doctest
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import calendar
from crawler.calendar import Period
from crawler.thai.dates import read_dates

#: The years that a document may name; further off, four digits are taken for a typing error.
DAYS = st.dates(date(1950, 1, 1), date(2055, 12, 31))
YEARS = st.integers(2490, 2605)


def period(start: str, end: str) -> Period:
    return Period(date.fromisoformat(start), date.fromisoformat(end))


@given(DAYS)
def test_every_day_lies_in_the_fiscal_year_it_is_said_to(day):
    year = calendar.fiscal_year_of(day)
    assert calendar.fiscal_year(year).contains(day)
    assert not calendar.fiscal_year(year - 1).contains(day)
    assert not calendar.fiscal_year(year + 1).contains(day)


@given(YEARS)
def test_fiscal_years_follow_one_another_without_a_gap(year):
    assert calendar.fiscal_year(year).end + timedelta(days=1) == calendar.fiscal_year(year + 1).start


@pytest.mark.parametrize(("part", "count"), [(calendar.quarter, 4), (calendar.half, 2)])
@given(year=YEARS)
def test_parts_of_a_fiscal_year_fill_it(part, count, year):
    parts = [part(year, number) for number in range(1, count + 1)]
    whole = calendar.fiscal_year(year)
    assert (parts[0].start, parts[-1].end) == (whole.start, whole.end)
    assert all(left.end + timedelta(days=1) == right.start for left, right in pairwise(parts))
    with pytest.raises(ValueError, match="parts 1 to"):
        part(year, count + 1)


def test_the_year_2568_by_name():
    assert calendar.fiscal_year(2568) == period("2024-10-01", "2025-09-30")
    assert calendar.quarter(2568, 2) == period("2025-01-01", "2025-03-31")
    assert calendar.half(2568, 2) == period("2025-04-01", "2025-09-30")
    assert calendar.calendar_quarter(2568, 1) == period("2025-01-01", "2025-03-31")
    assert calendar.first_months(calendar.fiscal_year(2568), 9) == period("2024-10-01", "2025-06-30")
    assert calendar.academic_year(2568) == period("2025-05-16", "2026-05-15")
    assert calendar.semester(2568, 2) == period("2025-11-01", "2026-04-01")
    assert calendar.month_in_fiscal_year(2568, 10) == period("2024-10-01", "2024-10-31")
    assert calendar.month_in_fiscal_year(2568, 9) == period("2025-09-01", "2025-09-30")


def test_old_years_began_in_april():
    assert calendar.to_ce(2482, 2) == 1940
    assert calendar.to_ce(2482, 4) == 1939
    assert calendar.to_ce(2484, 1) == 1941


@given(DAYS, st.integers(0, 500))
def test_months_of_a_period_cover_it_and_no_more(day, length):
    span = Period(day, day + timedelta(days=length))
    months = calendar.months_of(span)
    assert months[0].contains(span.start)
    assert months[-1].contains(span.end)
    assert len(months) == calendar.month_count(span)
    assert all(calendar.parse_month_id(calendar.month_id(one)) == one for one in months)


@given(DAYS, st.integers(-400, 400))
def test_adding_months_never_leaves_the_month_and_comes_back(day, count):
    moved = calendar.add_months(day, count)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == count
    assert moved.day == min(day.day, calendar.month_end(moved.year, moved.month).day)


@given(DAYS, st.integers(0, 90))
def test_grace_ends_on_its_last_day(day, grace):
    due = calendar.due_on(Period(day, day), grace)
    assert calendar.is_due(Period(day, day), due, grace)
    assert not calendar.is_due(Period(day, day), due - timedelta(days=1), grace)


def test_march_is_due_in_the_middle_of_april():
    march = calendar.parse_month_id("2025-03")
    assert not calendar.is_due(march, date(2025, 4, 15), 15)
    assert calendar.is_due(march, date(2025, 4, 16), 15)


@pytest.mark.parametrize("text", ["2024-13", "2024-1", "24-10", "2024-10-01", "๒๕๖๗-๑๐", ""])
def test_what_is_no_month_id(text):
    with pytest.raises(ValueError, match="month id"):
        calendar.parse_month_id(text)


@pytest.mark.parametrize("text", ["2568-04-30", "30/04/2025", "2025-4-30", "2025-02-30", "today"])
def test_what_is_no_day(text):
    with pytest.raises(ValueError, match=r"Buddhist|not a day|day is out of range|day must be"):
        calendar.parse_day(text)


def test_a_period_cannot_end_before_it_starts():
    with pytest.raises(ValueError, match="before it starts"):
        period("2025-01-02", "2025-01-01")


def test_local_time():
    assert calendar.in_bangkok(datetime(2025, 4, 30, 17, 0, tzinfo=UTC)) == date(2025, 5, 1)
    assert calendar.in_bangkok(datetime(2025, 4, 30, 16, 59)) == date(2025, 4, 30)  # noqa: DTZ001
    assert abs(calendar.today_in_bangkok() - datetime.now(UTC).date()) <= timedelta(days=1)


@given(DAYS, st.sampled_from(["arabic", "thai"]), st.sampled_from(["long", "short"]))
def test_a_written_day_reads_back(day, digits, style):
    (read,) = read_dates(calendar.thai_date(day, digits, style))
    assert read.period == Period(day, day)


def test_written_as_an_officer_writes():
    assert calendar.thai_date(date(2026, 11, 21)) == "21 พฤศจิกายน 2569"
    assert calendar.thai_date(date(2026, 11, 21), digits="thai", style="short") == "๒๑ พ.ย. ๒๕๖๙"
    assert calendar.thai_month(date(2024, 10, 5)) == "ตุลาคม 2567"
    assert calendar.thai_month(period("2024-10-01", "2024-10-31"), style="short") == "ต.ค. 2567"


@pytest.mark.parametrize(
    ("start", "end", "written"),
    [
        ("2024-10-01", "2025-09-30", "ปีงบประมาณ พ.ศ. 2568"),
        ("2022-10-01", "2027-09-30", "ปีงบประมาณ พ.ศ. 2566 – 2570"),
        ("2025-01-01", "2025-12-31", "ปี พ.ศ. 2568"),
        ("2023-01-01", "2027-12-31", "ปี พ.ศ. 2566 – 2570"),
        ("2025-01-01", "2025-03-31", "ไตรมาสที่ 2 ปีงบประมาณ พ.ศ. 2568"),
        ("2024-10-01", "2025-03-31", "รอบ 6 เดือนแรก ปีงบประมาณ พ.ศ. 2568"),
        ("2025-04-01", "2025-09-30", "รอบ 6 เดือนหลัง ปีงบประมาณ พ.ศ. 2568"),
        ("2025-02-01", "2025-02-28", "กุมภาพันธ์ 2568"),
        ("2024-11-01", "2025-01-31", "พฤศจิกายน 2567 – มกราคม 2568"),
        ("2025-02-01", "2025-05-31", "กุมภาพันธ์ – พฤษภาคม 2568"),
        ("2025-02-01", "2025-02-15", "1 – 15 กุมภาพันธ์ 2568"),
        ("2025-06-20", "2025-07-04", "20 มิถุนายน – 4 กรกฎาคม 2568"),
        ("2024-12-28", "2025-01-03", "28 ธันวาคม 2567 – 3 มกราคม 2568"),
        ("2025-04-30", "2025-04-30", "30 เมษายน 2568"),
    ],
)
def test_names_of_periods(start, end, written):
    assert calendar.thai_period(period(start, end)) == written


@given(DAYS, st.integers(0, 2500), st.sampled_from(["arabic", "thai"]))
def test_a_named_period_reads_back(day, length, digits):
    span = Period(day, day + timedelta(days=length))
    (read,) = read_dates(calendar.thai_period(span, digits))
    assert read.period == span


@given(YEARS, st.integers(1, 4))
def test_named_parts_of_years_read_back(year, number):
    for span in (
        calendar.fiscal_year(year),
        calendar.calendar_year(year),
        calendar.quarter(year, number),
        calendar.half(year, (number + 1) // 2),
        calendar.month_in_fiscal_year(year, number * 3),
    ):
        (read,) = read_dates(calendar.thai_period(span))
        assert read.period == span


def test_examples_in_the_documentation():
    assert doctest.testmod(calendar).failed == 0
