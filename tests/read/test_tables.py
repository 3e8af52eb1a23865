"""Tables in grids: where the header is, what is data, what is a form."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from crawler.read.grid import Grid, cell_text, christian, month_named, unnumbered
from crawler.read.table_body import SAMPLE_ROWS
from crawler.read.tables import find_tables

from .test_sniff import HERE

naive = partial(datetime, tzinfo=None)  # a cell knows no time zone
CASES = yaml.safe_load((HERE / "table_cases.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_tables_of_a_sheet(case):
    rows = [row.split("|") if row else [] for row in case["rows"]]
    found = find_tables(Grid(rows, "sheet", tuple(map(tuple, case.get("merged", ())))))
    assert len(found.tables) == len(case["tables"])
    for table, expected in zip(found.tables, case["tables"], strict=True):
        seen = {name: getattr(table, name) for name in expected}
        assert {**seen, **({"header": list(table.header)} if "header" in expected else {})} == expected
    if "titles" in case:
        assert [block.text for block in found.blocks if block.kind == "title"] == case["titles"]


def test_caption_above_the_grid_itself():
    found = find_tables(Grid([["ก", "ข"], ["1", "2"]], "table 1"), caption="ประจำเดือนตุลาคม 2567")
    assert found.tables[0].caption == "ประจำเดือนตุลาคม 2567"


def test_sample_keeps_a_row_of_every_month():
    """A year of procurement in one table: the sample must not end in October."""
    months = ["ต.ค. 67", "พ.ย. 67", "ธ.ค. 67", "ม.ค. 68", "ก.พ. 68", "มี.ค. 68"]
    rows = [["เดือน", "ที่", "รายการ"], *([month, str(n), "กระดาษ"] for month in months for n in range(1, 81))]
    table = find_tables(Grid(rows, "csv")).tables[0]
    assert table.rows == 480
    assert len(table.sample) == SAMPLE_ROWS + len(months) - 1
    assert [month for month in months if month in {row[0] for row in table.sample}] == months


def test_sample_keeps_a_row_of_every_month_of_date_cells():
    rows = [
        ["ที่", "รายการ", "วันที่"],
        *([n, "กระดาษ", naive(2567, 10 + n // 100, 1 + n % 28)] for n in range(300)),
    ]
    table = find_tables(Grid(rows, "sheet")).tables[0]
    assert {row[2][:7] for row in table.sample} == {"2024-10", "2024-11", "2024-12"}


@pytest.mark.parametrize(
    ("header", "row", "month"),
    [
        (["เดือน", "ปี พ.ศ.", "รายการ"], ["ตุลาคม", 2567, "กระดาษ"], "เดือนตุลาคม ปี 2567"),
        (["ปีงบประมาณ", "ประจำเดือน", "รายการ"], ["๒๕๖๘", "ต.ค.", "กระดาษ"], "เดือนต.ค. ปีงบประมาณ ๒๕๖๘"),
        (["เดือน", "รายการ", "พ.ศ."], ["เดือนตุลาคม", "กระดาษ", 2567], "เดือนตุลาคม พ.ศ. 2567"),
        (["เดือน", "รายการ", "จำนวน"], [date(2024, 10, 1), "กระดาษ", 5], "ตุลาคม 2567"),
        (["เดือน", "ปี", "รายการ"], ["ตุลาคม 2567", 2568, "กระดาษ"], "ตุลาคม 2567"),
        (["เดือน", "ปี", "รายการ"], ["ตุลาคม", "", "กระดาษ"], "ตุลาคม"),
        (["วันที่", "ปี", "รายการ"], [date(2024, 10, 1), 2567, "กระดาษ"], "2024-10-01"),
        (["ที่", "รายการ", "ปีงบประมาณ"], [1, "แผน", 2568], "ปีงบประมาณ 2568"),
    ],
)
def test_a_row_says_its_month_and_year(header, row, month):
    table = find_tables(Grid([header, row], "sheet")).tables[0]
    assert month in table.sample[0]


def test_a_column_that_is_only_prepared_names_no_year():
    rows = [["หมวด", "ปี 2567", "ปี 2568", "หมายเหตุ"], ["เงินเดือน", 5, "", ""], ["ค่าวัสดุ", 7, "-", ""]]
    found = find_tables(Grid(rows, "sheet"))
    assert found.blocks[0].text == "หมวด | ปี 2567 | หมายเหตุ"
    assert found.tables[0].header == ("หมวด", "ปี 2567", "ปี 2568", "หมายเหตุ")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (2568.0, "2568"),
        (0.5, "0.5"),
        (12000000.25, "12000000.25"),
        (naive(2567, 10, 3, 12, 30), "2024-10-03"),
        (date(2024, 10, 3), "2024-10-03"),
        (date(2568, 2, 28), "2025-02-28"),
        (True, "True"),
        (" ส านักงาน\n เขต ", "สำนักงาน เขต"),
        ("..........", ""),
        ("____", ""),
        ("-", "-"),
    ],
)
def test_cell_text(value, text):
    assert cell_text(value) == text


def test_leap_day_of_a_buddhist_year():
    """2567 CE has no 29 February, but 2568 CE has: 29/02/2568 typed as a date is taken back to the 28th."""
    assert christian(date(2568, 2, 29)) == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("ต.ค. 67", "ต.ค.67", True),
        ("ตุลาคม 2567", "ตุลาคม 2567", True),
        ("ต.ค. 67", "พ.ย. 67", False),
        ("05/10/2567", "21/10/2567", True),
        ("05/10/2567", "05/11/2567", False),
        ("2024-10-05", "2024-10-30", True),
    ],
)
def test_months(one, other, same):
    assert (month_named(one) == month_named(other)) is same


@pytest.mark.parametrize("number", ["1", "๒.", "(3)", "12)", "O15", "โอ ๑๕"])
def test_the_number_of_a_row_is_none_of_its_data(number):
    assert unnumbered((number, "ซื้อกระดาษ")) == ("ซื้อกระดาษ",)


@pytest.mark.parametrize("data", ["", "2568", "3 ราย", "1,200"])
def test_data_in_the_first_cell_stays(data):
    assert unnumbered((data, "ซื้อกระดาษ")) == (data, "ซื้อกระดาษ")


def test_no_month():
    assert month_named("กระดาษ 5 รีม") is None


CELL = st.one_of(
    st.none(), st.text(max_size=12), st.floats(allow_nan=False, allow_infinity=False), st.dates()
)


@given(st.lists(st.lists(CELL, max_size=6), max_size=30))
def test_any_grid_is_counted_soundly(rows):
    for table in find_tables(Grid(rows, "any")).tables:
        assert 0 <= table.rows <= len(rows)
        assert 0 <= table.blank <= table.cells
        assert table.template == (table.rows == 0 and not table.says_none)


def test_rows_after_the_sample_are_counted_like_those_in_it():
    """Beyond the sample only what differs is read as text; the counts must not notice."""
    body = []
    for number in range(1, 401):
        body.append([number, f"ซื้อวัสดุ {number}", 500 if number % 7 else "", "จ่ายแล้ว"])
        if number % 100 == 0:
            body += [["รวม", "", 50_000, ""], ["ที่", "รายการ", "จำนวนเงิน", "หมายเหตุ"], ["", "", "", ""]]
    table = find_tables(Grid([["ที่", "รายการ", "จำนวนเงิน", "หมายเหตุ"], *body], "sheet")).tables[0]
    assert (table.rows, table.cells, table.blank) == (400, 1600, 400 // 7)


def test_nothing_to_report_far_down_is_seen():
    rows = [
        ["เดือน", "ที่", "รายการ", "จำนวนเงิน"],
        *(["ต.ค. 67", n, "กระดาษ", 5] for n in range(90)),
        ["เดือนพฤศจิกายน 2567"],
        ["ไม่มีการจัดซื้อจัดจ้าง"],
    ]
    october, november = find_tables(Grid(rows, "sheet")).tables
    assert (october.rows, november.rows, november.says_none) == (90, 0, True)


def test_each_part_of_a_sheet_has_a_place_of_its_own():
    """A judge must tell an empty month from its neighbour on the same sheet."""
    rows = [
        ["ที่", "รายการ", "จำนวนเงิน"],
        ["เดือนตุลาคม 2567"],
        ["เดือนพฤศจิกายน 2567"],
        [1, "แฟ้ม", 300],
        [],
        ["สถิติ"],
        ["ปี", "จำนวน", "ร้อยละ", "หมายเหตุ"],
        [2566, 3, 5, "ก"],
        [2567, 4, 6, "ข"],
    ]
    found = find_tables(Grid(rows, "sheet 1"))
    places = {table.where: table.template for table in found.tables}
    assert places == {
        "sheet 1, เดือนตุลาคม 2567": True,
        "sheet 1, เดือนพฤศจิกายน 2567": False,
        "sheet 1, table 2": False,
    }
    captions = {block.text: block.where for block in found.blocks if block.kind == "caption"}
    assert captions == {
        "เดือนตุลาคม 2567": "sheet 1, เดือนตุลาคม 2567",
        "เดือนพฤศจิกายน 2567": "sheet 1, เดือนพฤศจิกายน 2567",
        "สถิติ": "sheet 1, table 2",
    }
