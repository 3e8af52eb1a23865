"""xlsx sheets with a few cells far apart, read cell by cell: only what is there takes memory."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from lxml import etree

from crawler.read.archive import not_well_formed
from crawler.read.limits import SHEET_COLUMNS, SHEET_ROWS, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.read.archive import Archive

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
#: Runs of blank rows are shortened to this: enough to part two tables.
_GAP = 3
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


def sparse_rows(archive: Archive) -> Iterator[tuple[str, list[list[Any]]]]:
    """Each sheet's name and rows, blank rows shortened, columns beyond the cap left out.

    Raises ``UnreadableError`` and ``LimitReachedError``.
    """
    strings = shared_strings(archive)
    for name, part in sheet_parts(archive):
        yield name, list(_rows(archive.read(part), strings))


def sheet_parts(archive: Archive) -> Iterator[tuple[str, str]]:
    """Each sheet's name and the member that holds it, in the order of the workbook."""
    targets = {el.get("Id"): el.get("Target", "") for el in archive.xml("xl/_rels/workbook.xml.rels")}
    for sheet in archive.xml("xl/workbook.xml").iter(f"{_MAIN}sheet"):
        part = targets.get(sheet.get(f"{_RELATIONS}id"), "").lstrip("/")
        part = part if part.startswith("xl/") else f"xl/{part}"
        if part in archive:
            yield sheet.get("name", ""), part


def shared_strings(archive: Archive) -> list[str]:
    """The texts that cells refer to by number."""
    if "xl/sharedStrings.xml" not in archive:
        return []
    return [
        "".join(el.itertext(f"{_MAIN}t")) for el in archive.xml("xl/sharedStrings.xml").iter(f"{_MAIN}si")
    ]


def _rows(part: bytes, strings: list[str]) -> Iterator[list[Any]]:
    before = 0
    for count, (number, cells) in enumerate(numbered_rows(part, strings), start=1):
        yield from ([] for _ in range(min(_GAP, max(0, number - before - 1))))
        before = number
        yield cells
        if count >= SHEET_ROWS:
            return


def numbered_rows(part: bytes, strings: list[str]) -> Iterator[tuple[int, list[Any]]]:
    """The rows of a sheet that hold anything, with their numbers as Excel shows them."""
    before = 0
    try:
        for _, row in etree.iterparse(
            io.BytesIO(part), tag=f"{_MAIN}row", resolve_entities=False, no_network=True
        ):
            before = int(row.get("r") or before + 1)
            cells = _cells(row, strings)
            row.clear()
            if cells:
                yield before, cells
    except etree.XMLSyntaxError as error:
        raise not_well_formed(error, "a sheet") from error
    except ValueError as error:
        raise UnreadableError("corrupt", f"a sheet is not well-formed: {error}"[:200]) from error


def _cells(row: Any, strings: list[str]) -> list[Any]:
    cells: list[Any] = []
    for cell in row.iter(f"{_MAIN}c"):
        place = _REFERENCE.fullmatch(cell.get("r") or "")
        column = _column_index(place[1]) if place else len(cells)
        if column >= SHEET_COLUMNS:
            continue
        value = _value(cell, strings)
        if value == "":
            continue
        cells.extend([""] * (column - len(cells) + 1))
        cells[column] = value
    return cells


def _value(cell: Any, strings: list[str]) -> str | float:
    kind = cell.get("t")
    if kind == "inlineStr":
        return "".join(cell.itertext(f"{_MAIN}t"))
    text: str = cell.findtext(f"{_MAIN}v") or ""
    if kind == "s":
        return strings[int(text)] if text.isdigit() and int(text) < len(strings) else ""
    if kind in {None, "n"} and text:
        try:
            return float(text)
        except ValueError:
            return text
    return text


def _column_index(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
