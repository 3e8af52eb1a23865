"""Files that open and hold no data: answers of programs, sheets of errors, columns of figures without one."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from crawler.read.document import read_document


@pytest.mark.parametrize(
    "answer",
    [{"data": []}, {"success": True, "total": 0, "data": []}, {"error": "not found", "title": "สถิติการจัดเก็บภาษี 2567"}],
    ids=["an empty list", "an empty list and a word of success", "an error with a title"],
)  # fmt: skip
def test_an_answer_without_a_row_is_no_data(answer: dict[str, Any]) -> None:
    facts = read_document(json.dumps(answer).encode(), name="a.json")
    assert facts.grade != "structured"
    assert facts.placeholder


def test_one_record_is_data() -> None:
    facts = read_document(json.dumps({"ภาษีป้าย": 1204, "ภาษีที่ดิน": 80411}).encode(), name="a.json")
    assert (facts.grade, facts.placeholder) == ("structured", None)


def _sheet(*amounts: object) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    for row, line in enumerate([["ลำดับ", "ภาษี", "บาท"], [1, "ป้าย", amounts[0]], [2, "ที่ดิน", amounts[1]]]):
        sheet.write_row(row, 0, line)
    book.close()
    return buffer.getvalue()


@pytest.mark.parametrize("amounts", [("#REF!", "#N/A"), ("", ""), ("....", "")])
def test_columns_of_figures_without_one_are_a_form(amounts: tuple[str, str]) -> None:
    assert read_document(_sheet(*amounts), name="a.xlsx").placeholder


@pytest.mark.parametrize("amounts", [(1204, "#REF!"), (0, 0)])
def test_one_figure_is_an_answer(amounts: tuple[object, object]) -> None:
    assert read_document(_sheet(*amounts), name="a.xlsx").placeholder is None
