"""Addresses behind the cells of a workbook: hyperlinks, and formulas that make one."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.read.archive import Archive

#: Addresses by cell: the row as Excel counts, the column from 0.
CellLinks = dict[tuple[int, int], str]

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FORMULA = re.compile(r'HYPERLINK\(\s*"([^"]+)"', re.IGNORECASE)


def relations(archive: Archive, member: str) -> dict[str, str]:
    """The addresses to which a part of an Office Open XML file refers, by their ids."""
    folder, _, file = member.rpartition("/")
    part = f"{folder}/_rels/{file}.rels"
    if part not in archive:
        return {}
    return {el.get("Id", ""): el.get("Target", "") for el in archive.xml(part)}


def xlsx_links(archive: Archive, member: str, part: bytes) -> CellLinks:
    """The addresses behind the cells of one sheet, whose ``member`` holds the bytes ``part``."""
    if b"<hyperlink " not in part and b"HYPERLINK(" not in part.upper():
        return {}
    targets = relations(archive, member)
    links: CellLinks = {}
    wanted = (f"{_MAIN}hyperlink", f"{_MAIN}c")
    for _, el in etree.iterparse(io.BytesIO(part), tag=wanted, resolve_entities=False, no_network=True):
        if el.tag == wanted[0]:
            place, url = el.get("ref", "").partition(":")[0], targets.get(el.get(_R_ID))
        else:
            formula = _FORMULA.match(el.findtext(f"{_MAIN}f") or "")
            place, url = el.get("r", ""), formula[1] if formula else None
            el.clear()
        if url and (cell := cell_place(place)):
            links[cell] = url
    return links


def cell_place(reference: str) -> tuple[int, int] | None:
    """``C5`` as row 5, as Excel counts, and column 2, counted from 0."""
    match = re.fullmatch(r"\$?([A-Z]{1,3})\$?(\d{1,7})", reference)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column - 1


_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_A = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}a"
_HREF = "{http://www.w3.org/1999/xlink}href"


def ods_links(content: Any) -> Iterator[tuple[str, CellLinks]]:
    """Each sheet of an OpenDocument ``content.xml`` (parsed), and the addresses behind its cells."""
    for table in content.iter(f"{_TABLE}table"):
        links: CellLinks = {}
        number = 1
        for row in table.iter(f"{_TABLE}table-row"):
            links.update({(number, column): url for column, url in _of_row(row)})
            number += int(row.get(f"{_TABLE}number-rows-repeated") or 1)
        yield table.get(f"{_TABLE}name", ""), links


def _of_row(row: Any) -> Iterator[tuple[int, str]]:
    column = 0
    for cell in row.iter(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
        yield from ((column, odf_address(a)) for a in cell.iter(_A))
        column += int(cell.get(f"{_TABLE}number-columns-repeated") or 1)


def odf_address(a: Any) -> str:
    """Where an OpenDocument link leads, seen from the file: what it says itself is seen from inside the archive."""
    return str(a.get(_HREF, "")).removeprefix("../")
