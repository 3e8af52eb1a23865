"""Spreadsheets of the central office."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping

import xlsxwriter

from crawler.model import Agency
from reports.inert import one_line

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Kinds of tables that :func:`crawler.targets.spreadsheet.import_targets` reads.
READABLE = frozenset({".xlsx", ".xls", ".ods", ".csv", ".tsv"})
_HEAD = ("หน่วยงาน", "ชื่อหน่วยงาน", "ข้อ", "ชื่อข้อ", "URL")


def declared(agencies: Iterable[Agency], titles: Mapping[str, str]) -> bytes:
    """The declared addresses, a row each, as a workbook that the importer reads back."""
    stream = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(stream, options) as book:
        sheet = book.add_worksheet("URL")
        sheet.write_row(0, 0, _HEAD, book.add_format({"bold": True}))
        rows = (
            (agency.id, agency.name_th, one.item, titles.get(one.item, ""), one_line(one.url))
            for agency in agencies
            for one in agency.declarations
        )
        for at, row in enumerate(rows, 1):
            for column, text in enumerate(row):
                sheet.write_string(at, column, text)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 3, 18)
        sheet.set_column(4, 4, 80)
    return stream.getvalue()
