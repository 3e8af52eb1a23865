"""Titles, roles, cells, context: the reader's promises one by one."""

from __future__ import annotations

import calendar as gregorian
import re
from datetime import date, datetime
from pathlib import Path

import pytest
import yaml

from crawler.calendar import Period
from crawler.thai.dates import read_cell, read_dates

HERE = Path(__file__).parent
TITLES = yaml.load((HERE / "titles.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
ROLES = yaml.load((HERE / "roles.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)


def meant(text: str) -> Period:
    """``FY2568``, ``2024-10``, ``2024-10..2025-03``, ``2024-10-01`` as a period, by plain arithmetic."""
    if fiscal := re.fullmatch(r"FY(\d+)(?:-(\d+))?", text):
        first, last = int(fiscal[1]), int(fiscal[2] or fiscal[1])
        return Period(date(first - 544, 10, 1), date(last - 543, 9, 30))
    first, _, last = text.partition("..")
    last = last or first
    if len(first) == 10:
        return Period(date.fromisoformat(first), date.fromisoformat(last))
    year, month = map(int, last.split("-"))
    return Period(date.fromisoformat(first + "-01"), date(year, month, gregorian.monthrange(year, month)[1]))


@pytest.mark.parametrize("words", TITLES)
def test_titles(words):
    read = read_dates(words, title=True)
    if not TITLES[words]:
        assert read == ()
    else:
        assert [meant(TITLES[words]) in one.readings for one in read] == [True], read


@pytest.mark.parametrize("words", ROLES)
def test_roles(words):
    (read,) = read_dates(words)
    assert read.role == ROLES[words]


@pytest.mark.parametrize("words", ["แผน 68", "6710", "oct", "02-2568", "ตค 67", "พ.ศ. 2568"])
def test_what_only_a_title_may_write_is_not_read_in_text(words):
    assert read_dates(f"ข้อความ {words} ต่อไป") == ()


@pytest.mark.parametrize(
    "words",
    [
        "ภายในเดือนเมษายนของทุกปี",
        "วันที่ 13 เมษายน ของทุก ๆ ปี",
        "ช่วงเดือนมกราคม - เมษายน ของแต่ละปี",
        "ทุกวันที่ 1 มกราคม",
        "ทุกเดือนเมษายน",
        "ไตรมาสแรกของทุกปี",
    ],
)
def test_what_comes_back_every_year_is_no_date(words):
    assert read_dates(words, hint_year=2568) == ()


@pytest.mark.parametrize(
    "words",
    [
        "โทร. 0 2567 2568",
        "โทร. 02 2567 2568",
        "ห้อง 2567 2568",
        "ทะเบียนรถ ฮท 2568",
        "และ 1ชฉ 2567 กทม.",
        "ห้องสอบ 2568",
        "เนื้อที่ 2-3-68 ไร่",
        "หัวข้อ 1.2.68 และภาพที่ 4-68",
        "ไอพี 192.168.25.68",
    ],
)
def test_numbers_that_look_like_years_or_days(words):
    assert read_dates(words) == ()


@pytest.mark.parametrize(
    ("words", "surface"),
    [
        ("ลงวันที่ l5 มกราคม 2568", "l5 มกราคม 2568"),
        ("วันที่ 3O กันยายน 2567", "3O กันยายน 2567"),
        ("ณ วันที่ 1I มีนาคม 2568", "1I มีนาคม 2568"),
        ("ปีงบประมาณ 256O", "ปีงบประมาณ 256O"),
        ("วันที่ 12 เดือน 3 พ.ศ. 2568", "12 เดือน 3 พ.ศ. 2568"),
        ("วันที่ 12 เดือน 03 ปี 2568", "12 เดือน 03 ปี 2568"),
        ("ข้อมูล ณ 31.03.68", "31.03.68"),
        ("ภายใน 31 มีนาคม ของปีถัดไป", "31 มีนาคม"),
        ("แนบ wp-content/uploads/2025/02/index", ""),
        ("แนบ files/scan_25680115.pdf", "25680115"),
        ("ดู www.example.go.th/2568/O12", "2568"),
        ("https://example.go.th/wp-content/uploads/2025/02/a.pdf", "2025/02"),
    ],
)
def test_figures_read_amiss_forms_and_addresses(words, surface):
    assert [one.surface for one in read_dates(words)] == ([surface] if surface else [])


def test_a_form_filled_in_with_figures_may_be_impossible():
    (read,) = read_dates("วันที่ 31 เดือน 2 พ.ศ. 2568")
    assert (read.kind, read.alternatives) == ("impossible", (meant("2025-02-28"),))
    (read,) = read_dates("วันที่ 12 เดือน 13 พ.ศ. 2568")
    assert (read.kind, read.alternatives) == ("impossible", ())


@pytest.mark.parametrize(
    ("words", "months"),
    [
        ("ต.ค. 45 พ.ย. 52 ธ.ค. 61", []),
        ("ตุลาคม 45 พฤศจิกายน 52", []),
        ("พ.ย. 67 ธ.ค. 67 ม.ค. 68", ["2024-11", "2024-12", "2025-01"]),
        ("ธ.ค. 67 ม.ค. 67", ["2024-12", "2024-01"]),  # last year's template, to be seen as such
        ("ธ.ค. 62 ธ.ค. 67", ["2019-12", "2024-12"]),
    ],
)
def test_counts_of_months_in_a_row_are_no_years(words, months):
    assert [one.period for one in read_dates(words)] == [meant(month) for month in months]


def test_months_take_their_year_from_the_fiscal_year_given():
    months = [read_dates(name, title=True, hint_year=2568)[0] for name in ("ต.ค.", "มกราคม", "Sep")]
    assert [one.start for one in months] == [date(2024, 10, 1), date(2025, 1, 1), date(2025, 9, 1)]
    assert all(one.flags == ("year-from-context",) for one in months)
    (quarter,) = read_dates("ไตรมาสที่ 4", hint_year=2568)
    assert quarter.period == meant("2025-07..2025-09")
    (days,) = read_dates("วันที่ 25 ธ.ค. - 5 ม.ค.", hint_year=2568)
    assert days.period == meant("2024-12-25..2025-01-05")


def test_months_across_the_end_of_a_fiscal_year_are_those_of_the_calendar():
    (read,) = read_dates("มกราคม - ธันวาคม", hint_year=2567)
    assert read.period == meant("2024-01..2024-12")
    (read,) = read_dates("ปี 2566 (ม.ค.-พ.ย.)")
    assert read.readings == (meant("2023-01..2023-11"),)


def test_without_a_year_there_is_no_interval():
    (read,) = read_dates("ผลงานเดือนตุลาคม")
    assert (read.kind, read.period, read.flags) == ("month", None, ("no-year",))


def test_a_fiscal_year_beside_a_month_gives_its_year():
    year, month = read_dates("ปีงบประมาณ พ.ศ. 2568 (เดือนตุลาคม)")
    assert month.period == meant("2024-10")
    year, month = read_dates("ปีงบประมาณ พ.ศ. 2568 สรุปผลการจัดซื้อจัดจ้างของเดือนตุลาคม")
    assert (year.period, month.period, month.alternatives) == (meant("FY2568"), None, (meant("2024-10"),))


def test_last_years_template_is_flagged():
    year, _ = read_dates("ปีงบประมาณ พ.ศ. 2568 (ตุลาคม 2566 - กันยายน 2567)")
    assert "gloss-mismatch" in year.flags
    year, _ = read_dates("ปีงบประมาณ พ.ศ. 2568 (ตุลาคม 2567 - กันยายน 2568)")
    assert "gloss-mismatch" not in year.flags


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("เดือนตุลาคม ปีงบประมาณ พ.ศ. 2568", "2024-10"),
        ("ปีงบประมาณ 2568 เดือนตุลาคม", "2024-10"),
        ("ปีงบประมาณ 2568 ประจำเดือนตุลาคม 2567", "2024-10"),
        ("ประจำเดือนตุลาคม 2567 ประจำปีงบประมาณ พ.ศ. 2568", "2024-10"),
        ("ปีงบประมาณ พ.ศ. 2567 (ตุลาคม 2566 - มีนาคม 2567)", "2023-10..2024-03"),
        ("รอบ 6 เดือน (ต.ค. 66 - มี.ค. 67) ปีงบประมาณ 2567", "2023-10..2024-03"),
    ],
)
def test_a_year_beside_a_part_of_it_states_no_period_of_its_own(words, part):
    *_, year = sorted(read_dates(words), key=lambda one: one.kind == "fiscal-year")
    assert (year.kind, "year-of-part" in year.flags) == ("fiscal-year", True)
    assert all(one.period == meant(part) for one in read_dates(words) if one.kind != "fiscal-year")


@pytest.mark.parametrize(
    "words",
    [
        "ปีงบประมาณ พ.ศ. 2567 (1 ตุลาคม 2566 - 30 กันยายน 2567)",  # the year itself
        "ปีงบประมาณ พ.ศ. 2567 กันยายน 2567",  # when the document was made, perhaps
        "(ฉบับแก้ไข กันยายน 2567) ปีงบประมาณ พ.ศ. 2567",
        "ณ เดือนกันยายน 2567 ปีงบประมาณ พ.ศ. 2567",
        "ภายในเดือนมีนาคม 2567 ปีงบประมาณ พ.ศ. 2567",
        "ปีงบประมาณ พ.ศ. 2567 ตุลาคม พฤศจิกายน ธันวาคม",  # the head of a table
        "ปีงบประมาณ พ.ศ. 2567 ตุลาคม 2567",  # no part of it
    ],
)
def test_a_year_beside_what_is_not_its_part_states_its_own(words):
    (year,) = [one for one in read_dates(words) if one.kind == "fiscal-year"]
    assert (year.period, year.flags) == (meant("FY2567"), ())


def test_of_two_readings_the_one_that_was_over_when_fetched():
    (read,) = read_dates("ไตรมาส 1/2568", fetched=date(2025, 1, 9))
    assert read.period == meant("2024-10..2024-12")
    (read,) = read_dates("จีดีพี ไตรมาส 1/2568", fetched=date(2025, 1, 9))
    assert read.period == meant("2024-10..2024-12")
    assert meant("2025-01..2025-03") in read.alternatives
    (read,) = read_dates("จีดีพี ไตรมาส 1/2568", fetched=date(2025, 5, 9))
    assert read.period == meant("2025-01..2025-03")


def test_the_clock_of_a_page():
    (read,) = read_dates("ขณะนี้ 30 เมษายน 2568 ผู้ชม 12 คน", fetched=date(2025, 4, 30))
    assert read.role == "page-clock"


@pytest.mark.parametrize(
    ("words", "last"),
    [
        ("ปรับปรุงล่าสุด 05/03/2568 10:30", True),
        ("แก้ไขครั้งล่าสุดเมื่อ\n30 เม.ย. 2568", True),
        ("Last modified: 30 Apr 2025", True),
        ("ปรับปรุงข้อมูลล่าสุดโดย ผู้ดูแลระบบ ฝ่ายปกครอง สำนักงานเขต เมื่อวันที่ 30 เมษายน 2568", True),
        ("โพสต์เมื่อ 12 มีนาคม 2568", False),
        ("ข่าวล่าสุด 12 มีนาคม 2568", False),
        ("ปรับปรุงล่าสุดของปี 2567 คือ 12 มีนาคม 2568", False),
    ],
)
def test_the_day_of_the_last_change_is_flagged(words, last):
    assert ("last-change" in read_dates(words)[-1].flags) is last


def test_a_list_with_one_month_first_is_month_first():
    read = read_dates("10/26/2020 : เริ่ม 11/05/2020 : ตรวจรับ")
    assert [one.start for one in read] == [date(2020, 10, 26), date(2020, 11, 5)]
    assert [one.start for one in read_dates("05/11/2020 : ตรวจรับ")] == [date(2020, 11, 5)]


def test_a_wrong_weekday_is_remarked():
    (read,) = read_dates("วันอังคารที่ 12 มีนาคม 2568")
    assert "weekday-mismatch" in read.flags
    (read,) = read_dates("วันพุธที่ 12 มีนาคม 2568")
    assert read.flags == ()


def test_an_undecidable_month_keeps_both():
    (read,) = read_dates("วันที่ 12 ม.ย. 67")
    assert read.period is None
    assert read.alternatives == (meant("2024-04-12"), meant("2024-06-12"))


def test_utc_stamps_are_local_days():
    (read,) = read_dates("2025-04-30T18:00:00Z")
    assert read.start == date(2025, 5, 1)


@pytest.mark.parametrize(
    ("value", "kind", "readings"),
    [
        (datetime(2568, 2, 14), "day", ["2025-02-14"]),  # noqa: DTZ001
        (datetime(2568, 2, 14, 9, 30), "instant", ["2025-02-14"]),  # noqa: DTZ001
        (date(2025, 2, 14), "day", ["2025-02-14"]),
        (date(2568, 2, 29), "impossible", ["2025-02-28"]),
        ("ต.ค. 67", "month", ["2024-10"]),
        ("14/2/2568", "day", ["2025-02-14"]),
        ("ไตรมาสที่ 2/2568", "quarter", ["2025-01..2025-03", "2025-04..2025-06"]),
    ],
)
def test_cells(value, kind, readings):
    (read,) = read_cell(value)
    assert (read.kind, [*read.readings]) == (kind, [meant(reading) for reading in readings])


@pytest.mark.parametrize("value", [None, 2568, 244028.0, True, "", "ฝ่ายการคลัง", 12.5])
def test_cells_without_a_date(value):
    assert read_cell(value) == ()


def test_a_clock_says_no_more_than_what_day_it_is():
    roles = [
        read_dates(text)[0].role
        for text in ("วันนี้ 30 เมษายน 2568 เวลา 10.42 น.", "วันนี้ (30 เมษายน 2568) ลอกท่อ")
    ]
    assert roles == ["page-clock", "event"]
