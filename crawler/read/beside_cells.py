"""What a sheet of an xlsx shows beside the values of its cells: text boxes, the header of its print, months for days.

The fast reader delivers values only.  Yet people set the title of a form in a text box or in the header of the
printed page, and what they type as ``ต.ค. 67`` the program keeps as a day and shows as a month.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from crawler.calendar import ERA, MONTHS
from crawler.read.cell_links import CellLinks, cell_place, relations, xlsx_links
from crawler.read.grid import christian
from crawler.thai.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.read.archive import Archive

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PLACED = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_STYLES = "xl/styles.xml"

#: A text box that begins within so many rows is a title; below, it is a note.
_TOP_ROWS = 10
_DRAWING = re.compile(rb'<drawing\b[^>]*:id="([^"]+)"')
_PRINT_HEADER = re.compile(rb"<oddHeader[^>]*>(.*?)</oddHeader>", re.DOTALL)
#: A row that was hidden by hand: one that is folded into a group, or filtered out, comes back at a click.
_HIDDEN_ROW = re.compile(
    rb'<row\b(?=[^>]*\bhidden="(?:1|true)")(?![^>]*\boutlineLevel=)[^>]*?\br="(\d{1,7})"'
)
_FILTERED = b"<autoFilter"
#: Font, colour, size, place and fields (page, date) in the header of a printed page.
_PRINT_CODE = re.compile(r'&(?:"[^"]*"|K(?:[0-9A-F]{6}|\d\d[+-]\d{3})|\d{1,3}|[A-Z])', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class BesideCells:
    """The addresses behind the cells, the lines of text boxes at the top, the print's header, cells shown as months.

    ``months`` has the number format by row and column, both counted from 0; ``hidden`` are rows that nobody sees.
    """

    links: CellLinks = field(default_factory=dict)
    boxes: tuple[str, ...] = ()
    print_header: str = ""
    months: Mapping[tuple[int, int], str] = field(default_factory=dict)
    hidden: tuple[int, ...] = ()


def beside_cells(archive: Archive, member: str, formats: Mapping[str, str]) -> BesideCells:
    """What one sheet shows beside its values; ``formats`` as :func:`month_formats` found them in the workbook."""
    part = archive.read(member)
    header = _PRINT_HEADER.search(part)
    return BesideCells(
        links=xlsx_links(archive, member, part),
        boxes=tuple(_boxes(archive, member, part)),
        print_header=_printed(header[1].decode("utf-8", "replace")) if header else "",
        months=dict(_months(part, formats)) if formats else {},
        hidden=() if _FILTERED in part else tuple(int(row) - 1 for row in _HIDDEN_ROW.findall(part)),
    )


def _boxes(archive: Archive, member: str, part: bytes) -> Iterator[str]:
    """The lines of the text boxes at the top of a sheet."""
    drawing = _DRAWING.search(part)
    target = relations(archive, member).get(drawing[1].decode(), "") if drawing else ""
    name = posixpath.normpath(posixpath.join(posixpath.dirname(member), target)).lstrip("/")
    if not target or name not in archive:
        return
    for anchor in archive.xml(name):
        row = anchor.findtext(f"{_PLACED}from/{_PLACED}row") or "0"
        if not row.isdecimal() or int(row) >= _TOP_ROWS:
            continue
        for body in anchor.iter(f"{_PLACED}txBody"):
            lines = ("".join(paragraph.itertext(f"{_DRAWN}t")) for paragraph in body.iter(f"{_DRAWN}p"))
            yield from filter(None, map(one_line, lines))


def _printed(header: str) -> str:
    """The words of a printed page's header: ``&C&"TH Sarabun,Bold"&16สรุปผล`` is สรุปผล."""
    return one_line(_PRINT_CODE.sub(" ", html.unescape(header)))


# ------------------------------------------------------------------------------------ days shown as months

_BUILT_IN = {"17": "mmm-yy"}
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]')
_BUDDHIST = re.compile(r"\[\$-[0-9A-F]*7[0-9A-F]{4}\]|b", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"(?<!y)yy?(?!y)", re.IGNORECASE)
_STYLED = re.compile(rb'<c\b(?=[^>]*\bs="(\d+)")[^>]*\br="([A-Z]{1,3}\d{1,7})"')
#: Years that a program makes of ``Oct-67`` when it takes the Buddhist year for one of its own century.
_MISTAKEN = range(1955, 2000)


def month_formats(archive: Archive) -> dict[str, str]:
    """The number formats that show of a day no more than its month and year, by the style that cells refer to."""
    if _STYLES not in archive:
        return {}
    styles = archive.xml(_STYLES)
    codes = _BUILT_IN | {
        el.get("numFmtId", ""): el.get("formatCode", "") for el in styles.iter(f"{_MAIN}numFmt")
    }
    cells = styles.find(f"{_MAIN}cellXfs")
    used = [] if cells is None else [codes.get(el.get("numFmtId", ""), "") for el in cells]
    return {str(style): code for style, code in enumerate(used) if _shows_month(code)}


def _shows_month(code: str) -> bool:
    shown = _NOT_SHOWN.sub("", code.partition(";")[0]).lower()
    return "mmm" in shown and not set("dhs") & set(shown)


def _months(part: bytes, formats: Mapping[str, str]) -> Iterator[tuple[tuple[int, int], str]]:
    for match in _STYLED.finditer(part):
        place = cell_place(match[2].decode())
        if (code := formats.get(match[1].decode())) and place is not None:
            yield (place[0] - 1, place[1]), code


def month_shown(day: date, code: str) -> str:
    """A day as a cell of that number format shows it, the year a Buddhist one: ``ตุลาคม 2567``."""
    name = MONTHS[day.month - 1]
    plain = _NOT_SHOWN.sub("", code).lower()
    if "y" not in plain and "b" not in plain:
        return name
    if day.year in _MISTAKEN and _SHORT_YEAR.search(plain) and not _BUDDHIST.search(code):
        return f"{name} {2500 + day.year % 100}"
    return f"{name} {christian(day).year + ERA}"
