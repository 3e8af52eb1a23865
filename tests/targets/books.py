"""Writes the same rows as CSV, XLSX and ODS."""

from __future__ import annotations

import csv
import io
import zipfile
from xml.sax.saxutils import escape

import xlsxwriter


def as_csv(rows, delimiter=",", encoding="utf-8-sig"):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def as_xlsx(rows, links=None, sheet="Sheet1", more=None):
    """``links``: address by (row, column) from 0; ``more``: further sheets by name."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_urls": False}) as book:
        for name, table in {sheet: rows, **(more or {})}.items():
            page = book.add_worksheet(name)
            for y, row in enumerate(table):
                for x, cell in enumerate(row):
                    page.write_number(
                        y, x, int(cell)
                    ) if cell.isascii() and cell.isdigit() else page.write_string(y, x, cell)
            for (y, x), url in (links or {}).items():
                page.write_url(y, x, url, string=table[y][x] or None)
    return data.getvalue()


_ODS = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink">
<office:body><office:spreadsheet><table:table table:name="Sheet1">{}</table:table></office:spreadsheet></office:body>
</office:document-content>"""
_ENDLESS = (
    '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/>'
    "</table:table-row>"
)


def as_ods(rows):
    def cell(text):
        lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n")) if text else ""
        return f"<table:table-cell>{lines}</table:table-cell>"

    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    return ods(body + _ENDLESS)


def ods(body):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", _ODS.format(body))
    return data.getvalue()
