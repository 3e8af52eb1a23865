"""The cells of a workbook or CSV as officers see them: text, with the row numbers of Excel, and the links behind.

Read in memory under guard (:mod:`crawler.read.archive`): a list of addresses is a few thousand cells, so a file
that claims to be much more is refused with words instead of being laid out.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import python_calamine
from lxml import etree

from crawler.errors import InputError, Problem, unopened
from crawler.read.archive import Archive, parse_xml
from crawler.read.cell_links import xlsx_links
from crawler.read.charset import decode_thai
from crawler.read.limits import MIB, LimitReachedError, UnreadableError
from crawler.read.sniff import HEAD, delimiter_of, sniff
from crawler.read.sparse import numbered_rows, shared_strings, sheet_parts
from crawler.targets.headings import HEADING_WITHIN, heading_of

MAX_BYTES = 32 * MIB
MAX_PART = 64 * MIB
MAX_ROWS = 100_000
MAX_COLUMNS = 1_000
_DELIMITERS = ",;\t|"

Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a sheet that hold anything; ``links`` are the addresses behind cells, by row number and column."""

    name: str
    rows: tuple[Row, ...]
    links: dict[tuple[int, int], str] = field(default_factory=dict)


def read_sheets(path: Path) -> tuple[Sheet, ...]:
    """The sheets of an xlsx, xls, ods, csv or tsv file, told apart by their bytes.

    Raises :class:`~crawler.errors.InputError` when the file cannot be read as one of these.
    """
    name = str(path)
    if name.lower().startswith(("https:/", "http:/")):
        raise refused(
            name,
            "เป็น URL ไม่ใช่ไฟล์: ดาวน์โหลดเป็น .xlsx หรือ .csv ก่อน",
            "a URL, no file: download it as .xlsx or .csv first",
        )
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError as error:
        raise InputError([unopened(name, error)]) from None
    if size > MAX_BYTES:
        limit = MAX_BYTES // MIB
        raise refused(name, f"ไฟล์ใหญ่เกิน {limit} MB", f"the file is larger than {limit} MB")
    kind = sniff(data, name)
    reader = _READERS.get(kind)
    if reader is None:
        raise refused(name, *_REFUSALS.get(kind, _OTHER))
    try:
        return tuple(reader(data, name))
    except UnreadableError as error:
        raise refused(name, *(_PASSWORD if error.error == "encrypted" else _damaged(error.detail))) from error
    except (ValueError, etree.XMLSyntaxError) as error:
        raise refused(name, *_damaged(str(error)[:200])) from error
    except LimitReachedError as error:
        raise refused(name, f"ไฟล์ใหญ่เกินกว่าจะเป็นรายการ URL ({error.detail})",
                      f"too large for a list of addresses ({error.detail})") from error  # fmt: skip


def refused(file: str, th: str, en: str, row: int = 0) -> InputError:
    """A file that cannot be imported as a whole."""
    return InputError([Problem(file, row, 0, "", th, en)])


def column_name(column: int) -> str:
    """Column 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(65 + letter) + name
    return name


def ranges(rows: Sequence[int]) -> str:
    """``[2, 3, 4, 9]`` → ``2–4, 9``."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)


def _damaged(detail: str) -> tuple[str, str]:
    return (f"ไฟล์ชำรุด ให้เปิดใน Excel แล้วบันทึกใหม่ ({detail})",
            f"the file is damaged: open it in Excel and save it again ({detail})")  # fmt: skip


_PASSWORD = (
    "ไฟล์มีรหัสผ่าน ให้บันทึกใหม่โดยไม่ใส่รหัสผ่าน",
    "the file wants a password: save it without one",
)
_OTHER = (
    "ไม่ใช่ไฟล์ตารางที่อ่านได้ ให้บันทึกเป็น .xlsx หรือ .csv",
    "no table that can be read: save it as .xlsx or .csv",
)
_REFUSALS = {
    "empty": ("ไฟล์ว่างเปล่า", "the file is empty"),
    "ooxml": _PASSWORD,
    "html": (
        "ไฟล์นี้เป็นหน้าเว็บ (HTML) แม้ชื่อจะเป็นอย่างอื่น ให้เปิดใน Excel แล้วบันทึกเป็น .xlsx",
        "this is a web page (HTML) whatever its name says: open it in Excel and save it as .xlsx",
    ),
    "json": (
        "ไฟล์นี้เป็น JSON อยู่แล้ว ใช้กับ --targets ได้โดยตรง ไม่ต้องนำเข้า",
        "this is JSON already: give it to --targets, there is nothing to import",
    ),
}


# --------------------------------------------------------------------------------------- xlsx


_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def _xlsx(data: bytes, name: str) -> Iterator[Sheet]:
    archive = Archive(data)
    strings = shared_strings(archive)
    parts = list(sheet_parts(archive))
    if not parts:  # a dialect of the format that only calamine knows
        yield from _calamine(data, name)
        return
    for sheet, member in parts:
        part = _part(archive, member)
        rows = (
            (number, [_unescaped(_text(cell)) for cell in cells])
            for number, cells in numbered_rows(part, strings)
        )
        yield Sheet(sheet, _bounded(rows, name), xlsx_links(archive, member, part))


def _part(archive: Archive, member: str) -> bytes:
    """A member of the workbook, stopped at ``MAX_PART`` bytes."""
    if member not in archive:
        raise UnreadableError("corrupt", f"{member} is missing")
    part = bytearray()
    for chunk in archive.chunks(member):
        part += chunk
        if len(part) > MAX_PART:
            raise LimitReachedError("inflate", f"{member} is larger than {MAX_PART // MIB} MB")
    return bytes(part)


def _unescaped(text: str) -> str:
    """Excel writes control characters, such as the line break of Windows, as ``_x000D_``."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


# --------------------------------------------------------------------------------------- ods


_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_ODF_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_HREF = "{http://www.w3.org/1999/xlink}href"


def _ods(data: bytes, name: str) -> Iterator[Sheet]:
    """OpenDocument, read element by element: "this blank row a million times" costs nothing here."""
    archive = Archive(data)
    if "META-INF/manifest.xml" in archive and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise UnreadableError("encrypted", "the workbook wants a password")
    for table in parse_xml(_part(archive, "content.xml"), "content.xml").iter(f"{_TABLE}table"):
        links: dict[tuple[int, int], str] = {}
        yield Sheet(table.get(f"{_TABLE}name", ""), _bounded(_ods_rows(table, links), name), links)


def _ods_rows(table: Any, links: dict[tuple[int, int], str]) -> Iterator[Row]:
    number = 0
    for row in table.iter(f"{_TABLE}table-row"):
        times = int(row.get(f"{_TABLE}number-rows-repeated") or 1)
        cells, hrefs = _ods_cells(row)
        for nth in range(times if any(cells) else 0):
            links.update({(number + nth + 1, column): href for column, href in hrefs.items()})
            yield number + nth + 1, list(cells)
        number += times


def _ods_cells(row: Any) -> tuple[list[str], dict[int, str]]:
    cells: list[str] = []
    hrefs: dict[int, str] = {}
    for cell in row.iter(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
        times = int(cell.get(f"{_TABLE}number-columns-repeated") or 1)
        text = "\n".join("".join(line.itertext()) for line in cell.iter(f"{_ODF_TEXT}p"))
        link = next((a.get(_HREF) for a in cell.iter(f"{_ODF_TEXT}a")), None)
        if link:
            hrefs[len(cells)] = link
        cells += [text] * min(times, MAX_COLUMNS - len(cells))
        if len(cells) >= MAX_COLUMNS:
            break
    return cells, hrefs


# --------------------------------------------------------------------------------------- xls


def _calamine(data: bytes, name: str) -> Iterator[Sheet]:
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for sheet_name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(sheet_name)
            if sheet.total_height * sheet.total_width > MAX_ROWS * MAX_COLUMNS:
                raise LimitReachedError("cells", f"{sheet.total_height} × {sheet.total_width} cells")
            rows = enumerate(sheet.to_python(skip_empty_area=False), start=1)
            yield Sheet(sheet_name, _bounded(((n, [_text(cell) for cell in row]) for n, row in rows), name))
    except python_calamine.PasswordError as error:
        raise UnreadableError("encrypted", "the workbook wants a password") from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise UnreadableError("corrupt", f"{error}"[:200]) from error


# --------------------------------------------------------------------------------------- csv


def _csv(data: bytes, name: str) -> Iterator[Sheet]:
    """Delimited text; row numbers count records, as Excel does when it opens the file."""
    text = decode_thai(data).text.lstrip("\ufeff")
    directive = re.match(r"sep=(.)\r?\n", text)
    delimiter = directive[1] if directive else _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    yield Sheet("", _bounded(_records(reader, name), name))


def _records(reader: Any, name: str) -> Iterator[Row]:
    number = 0
    while True:
        begins = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise refused(
                name,
                f'อ่านระเบียนที่เริ่มบรรทัด {begins} ไม่ได้ อาจมีเครื่องหมายคำพูด (") ไม่ครบคู่ ({error})',
                f'the record that begins on line {begins} cannot be read: perhaps a quotation mark (") is not closed ({error})',
                number + 1,
            ) from error
        number += 1
        yield number, cells


def _delimiter(text: str) -> str:
    """The delimiter under which one of the first lines is a heading; addresses are full of commas themselves."""
    head = "\n".join(text.splitlines()[:HEADING_WITHIN])
    for delimiter in _DELIMITERS:
        if any(heading_of(cells) for cells in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)):
            return delimiter
    return delimiter_of(text[:HEAD]) or ","


# --------------------------------------------------------------------------------------- all of them


def _text(value: Any) -> str:
    """A cell as it looks: 15.0 is 15."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    return "" if value is None else str(value)


def _bounded(rows: Iterator[Row], name: str) -> tuple[Row, ...]:
    """The rows that hold anything; too many are refused, because none may be left out in silence."""
    kept: list[Row] = []
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(kept) == MAX_ROWS:
            raise refused(
                name, f"มีเกิน {MAX_ROWS:,} แถว ให้แบ่งไฟล์", f"more than {MAX_ROWS:,} rows: split the file"
            )
        kept.append((number, cells[:MAX_COLUMNS]))
    return tuple(kept)


_READERS: dict[str, Callable[[bytes, str], Iterator[Sheet]]] = {
    "xlsx": _xlsx,
    "xls": _calamine,
    "ods": _ods,
    "csv": _csv,
    "txt": _csv,
}
