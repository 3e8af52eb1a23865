"""Workbooks: xlsx, xls and ods through calamine, guarded against sheets that claim the whole world.

calamine is ten times faster than the usual library and reads all three formats alike, but it lays a sheet out as
a full rectangle: a 4.7 KB file with cells A1 and XFD1048576 aborts the process.  Such sheets exist honestly
(somebody coloured a whole column), so they are read cell by cell instead of being refused.
"""

from __future__ import annotations

import io
import re
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import python_calamine
from lxml import etree

from crawler.model import Block
from crawler.read.archive import Archive, parse_xml, refuse_entities
from crawler.read.beside_cells import BesideCells, beside_cells, month_formats, month_shown
from crawler.read.cell_links import ods_links
from crawler.read.grid import Behind, Grid
from crawler.read.limits import (
    MIB,
    SHEET_CELLS,
    SHEET_COLUMNS,
    SHEET_ROWS,
    SHEETS,
    LimitReachedError,
    UnreadableError,
)
from crawler.read.reading import Reading
from crawler.read.sparse import sheet_parts, sparse_rows
from crawler.read.tables import Found, find_tables
from crawler.thai.text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_WIDE_REF = re.compile(rb' r="([A-Z]{2,3})\d')
_ROW_REF = re.compile(rb'row [^>]{0,200}?r="(\d{1,7})"')
_NOTHING_BESIDE = BesideCells()


def read_xlsx(data: bytes) -> Reading:
    """An Office Open XML workbook."""
    archive = Archive(data)
    huge = _huge_sheets(archive)
    if huge:
        sheets = {name: _sheet(name, rows, ()) for name, rows in sparse_rows(archive)}
        return _reading(sheets, (), archive, open_format=False)
    return _with_calamine(data, archive, _beside_cells(archive), open_format=False)


def read_ods(data: bytes) -> Reading:
    """An OpenDocument spreadsheet: an open format, so tidy content is graded higher."""
    archive = Archive(data)
    archive.refuse_locked()
    content = archive.read("content.xml")
    _refuse_repeats(content)
    links = ods_links(parse_xml(content)) if b"<text:a " in content else ()
    beside = {name: BesideCells(links=of_sheet) for name, of_sheet in links}
    return _with_calamine(data, archive, beside, open_format=True)


def read_xls(data: bytes) -> Reading:
    """A binary workbook of Excel 97-2003 (at most 65,536 × 256 cells a sheet, so never huge)."""
    return _with_calamine(data, None, {}, open_format=False)


def _with_calamine(
    data: bytes, archive: Archive | None, beside: Mapping[str, BesideCells], *, open_format: bool
) -> Reading:
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except python_calamine.PasswordError as error:
        raise UnreadableError("encrypted", "the workbook wants a password") from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise _unreadable(archive, f"not a readable workbook: {error}") from error
    founds: dict[str, Found] = {}
    hidden: list[str] = []
    with workbook:
        for meta in workbook.sheets_metadata[:SHEETS]:
            if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            if meta.visible != python_calamine.SheetVisibleEnum.Visible:
                hidden.append(meta.name)
                continue
            sheet = _opened(workbook, meta.name, archive)
            if sheet is None:
                continue
            if sheet.total_height * sheet.total_width > SHEET_CELLS * 4:
                raise LimitReachedError(
                    "cells", f"sheet {meta.name} claims {sheet.total_height} × {sheet.total_width} cells"
                )
            founds[meta.name] = _sheet(
                meta.name, _rows(sheet), _merged(sheet), beside.get(meta.name, _NOTHING_BESIDE)
            )
    return _reading(founds, hidden, archive, open_format=open_format)


def _opened(workbook: Any, name: str, archive: Archive | None) -> Any:
    try:
        return workbook.get_sheet_by_name(name)
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise _unreadable(archive, f"sheet {name} is not readable: {error}") from error


def _unreadable(archive: Archive | None, detail: str) -> UnreadableError:
    """Damage; raises ``LimitReachedError`` where a part has entities, of which calamine says no more than that."""
    if archive is not None:
        for name in archive.names:
            if name.endswith(".xml"):
                refuse_entities(next(archive.chunks(name), b""), name)
    return UnreadableError("corrupt", detail[:200])


def _rows(sheet: Any) -> list[list[Any]]:
    return sheet.to_python(skip_empty_area=False, nrows=SHEET_ROWS)  # type: ignore[no-any-return]


def _merged(sheet: Any) -> tuple[tuple[int, int, int, int], ...]:
    ranges = sheet.merged_cell_ranges or ()
    return tuple((start[0], start[1], end[0], end[1]) for start, end in ranges)


def _sheet(
    name: str,
    rows: list[list[Any]],
    merged: tuple[tuple[int, int, int, int], ...],
    beside: BesideCells = _NOTHING_BESIDE,
) -> Found:
    """What a sheet holds; a text box at its top is a title of it, the header of its print if it has no other."""
    for (row, column), code in beside.months.items():
        if row < len(rows) and column < len(rows[row]) and isinstance(day := rows[row][column], date):
            rows[row][column] = month_shown(day, code)
    for row in beside.hidden:
        if row < len(rows):
            rows[row] = [""] * len(rows[row])
    where = f"sheet {name}"
    cut = [row[:SHEET_COLUMNS] for row in rows] if rows and len(rows[0]) > SHEET_COLUMNS else rows
    behind = tuple(Behind(row - 1, column, url) for (row, column), url in beside.links.items())
    found = find_tables(
        Grid(cut, where, merged, behind), caption=" ".join(beside.boxes) or beside.print_header
    )
    titles = beside.boxes
    if beside.print_header and not any(block.kind == "title" for block in found.blocks):
        titles = (*titles, beside.print_header)
    return replace(found, blocks=(*(Block(line, where, "title") for line in titles), *found.blocks))


def _reading(
    founds: Mapping[str, Found], hidden: Sequence[str], archive: Archive | None, *, open_format: bool
) -> Reading:
    """The workbook as people see it: a hidden sheet (lists for drop-downs, last year's form) is only named."""
    blocks: list[Block] = []
    flaws = [f"sheet {name} is hidden" for name in hidden]
    for name, found in founds.items():
        blocks.append(Block(one_line(name), f"sheet {name}", "caption"))
        blocks.extend(found.blocks)
        if found.title_rows:
            flaws.append(f"sheet {name}: {found.title_rows} title rows above the header")
        if found.tables and found.tables[0].merged:
            flaws.append(f"sheet {name}: {found.tables[0].merged} merged cells")
    title = next((block.text for block in blocks if block.kind == "title"), "")
    return Reading(
        title=title or _named(list(founds)),
        pages=len(founds) + len(hidden),
        blocks=tuple(blocks),
        tables=tuple(table for found in founds.values() for table in found.tables),
        links=tuple(link for found in founds.values() for link in found.links)[:_LINKS],
        structure=True,
        open_format=open_format,
        pictures=sum(name.startswith(_PICTURES) for name in archive.names) if archive is not None else 0,
        flaws=tuple(flaws),
        notes=archive.carried() if archive is not None else (),
    )


#: Links that are kept of a workbook, and bytes of a sheet that people still leaf through.
_LINKS, _FOR_PEOPLE = 2000, 8 * MIB
_PICTURES = ("xl/media/", "Pictures/")
_GENERIC_NAME = re.compile(r"(?:sheet|worksheet|แผ่นงาน|แผ่น|ชีต|สมุดงาน)\s*\d*", re.IGNORECASE)


def _named(names: Sequence[str]) -> str:
    """The name of the first sheet, if somebody gave it one."""
    first = one_line(names[0]) if names else ""
    return "" if _GENERIC_NAME.fullmatch(first) else first


# ------------------------------------------------------------------------------------------ xlsx parts


def _beside_cells(archive: Archive) -> dict[str, BesideCells]:
    """What each sheet that is small enough for people shows beside its values; a dialect may hide it."""
    with suppress(UnreadableError, etree.XMLSyntaxError):
        formats = month_formats(archive)
        return {
            name: beside_cells(archive, part, formats)
            for name, part in sheet_parts(archive)
            if archive.size(part) <= _FOR_PEOPLE
        }
    return {}


def _huge_sheets(archive: Archive) -> bool:
    """Whether any sheet would be laid out as more than ``SHEET_CELLS`` cells; looks at both ends of each part."""
    for name in archive.names:
        if not re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
            continue
        corner = _last_cell(archive, name)
        if corner[0] * corner[1] > SHEET_CELLS:
            return True
    return False


def _last_cell(archive: Archive, name: str) -> tuple[int, int]:
    """At least the largest row and column that any cell reference of the sheet names."""
    rows, columns = 0, 26  # one letter is not worth a look
    rest = b""
    for chunk in archive.chunks(name):
        if not rest:
            refuse_entities(chunk, name)
        piece = rest + chunk
        columns = max([columns, *map(_column, set(_WIDE_REF.findall(piece)))])
        rows = max([rows, *map(int, _ROW_REF.findall(piece))])
        rest = piece[-200:]
    return rows, columns


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


_REPEATED = re.compile(
    rb'<table:table-(row|cell)\b[^>]*number-(?:rows|columns)-repeated="(\d{4,9})"[^>]*?(/?)>', re.IGNORECASE
)
_HOLDS = re.compile(rb"<text:p|office:value|office:string-value")


def _refuse_repeats(content: bytes) -> None:
    """ODS says "this row a million times"; of empty rows that is usual, of rows with content it is an attack."""
    refuse_entities(content, "content.xml")
    for match in _REPEATED.finditer(content):
        end = content.find(b"</table:table-" + match[1], match.end())
        holds = _HOLDS.search(match[0]) or (not match[3] and _HOLDS.search(content, match.end(), end))
        if holds and int(match[2]) > SHEET_COLUMNS:
            raise LimitReachedError("cells", f"the same {match[1].decode()} {match[2].decode()} times")
