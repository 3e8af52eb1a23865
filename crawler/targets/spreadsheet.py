"""Import what agencies declared from a spreadsheet: every row ends in the targets or in a list that says why not.

The rules of reading, which the notes repeat where they were applied:

- a blank agency or item means "as above" (merged cells), never further than to the last one that was readable;
- several addresses may stand in one cell, and an address may be a link behind words;
- a row without an address declares nothing; it is noted, not an error;
- whatever else cannot be understood is *unread*: listed with its row and the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from crawler.errors import InputError, Problem
from crawler.model import Agency, Declaration
from crawler.targets.book import Book, Words
from crawler.targets.cells import unused
from crawler.targets.grid import Row, Sheet, read_sheets, refused
from crawler.targets.headings import HEADING_WITHIN, heading_of, roles_in, stacked
from crawler.targets.names import Directory
from crawler.targets.table import Table

_EXPECTED: Words = (
    "ไม่พบแถวหัวตาราง: ต้องมีคอลัมน์ หน่วยงาน, ข้อ, URL (หรือ agency, item, url) หรือหนึ่งแถวต่อหน่วยงานโดยมีคอลัมน์ O1, O2, …",
    "no row of headings: needs columns agency, item, url (หน่วยงาน, ข้อ, URL), or a row an agency with columns O1, O2 …",
)

_ROLES = {"agency": "หน่วยงาน", "item": "ข้อ", "url": "URL"}


@dataclass(frozen=True, slots=True)
class Import:
    """What became of a spreadsheet.

    ``rows`` that hold anything below the headings are each counted once: ``read`` (declared something),
    ``skipped`` (declare nothing: a note says why) or ``unread_rows`` (listed in ``unread``).  ``agencies`` are
    all of the base, with the addresses of the readable rows.
    """

    file: str
    agencies: tuple[Agency, ...]
    rows: int
    read: int
    skipped: int
    unread_rows: int
    declared: int
    unread: tuple[Problem, ...]
    notes: tuple[Problem, ...]


def import_targets(path: Path, base: Sequence[Agency], agency: str | None = None) -> Import:
    """Read the spreadsheet at ``path`` for the agencies of ``base``.

    An item that the sheet names for an agency replaces what ``base`` declares for it; all else stays.
    ``agency`` is the id, code or name of the agency of rows that name none.  Raises
    :class:`~crawler.errors.InputError` when the file as a whole cannot be read.
    """
    book = Book(str(path), Directory(base))
    if agency is not None:
        ids = book.directory.find(agency)
        if len(ids) != 1:
            raise refused(str(path), *book.unknown(agency, ids))
        book.default = next(iter(ids))
    sheets = read_sheets(path)
    found = [_take(book, sheet) for sheet in sheets]
    if not any(found):
        raise _without_headings(path, sheets)
    return Import(
        file=str(path),
        agencies=tuple(_declared(one, book.found.get(one.id, {})) for one in base),
        rows=book.rows,
        read=book.read,
        skipped=book.skipped,
        unread_rows=book.rows - book.read - book.skipped,
        declared=len(book.seen),
        unread=tuple(book.unread),
        notes=tuple(book.all_notes()),
    )


def _take(book: Book, sheet: Sheet) -> bool:
    """Read one sheet; whether it has a row of headings."""
    for i, (_, cells) in enumerate(sheet.rows[:HEADING_WITHIN]):
        below = sheet.rows[i + 1][1] if i + 1 < len(sheet.rows) else []
        high, headed = 1, cells
        heading = heading_of(headed, book.directory)
        if heading is None and heading_of(below, book.directory) is None:
            high, headed = 2, stacked(cells, below)
            heading = heading_of(headed, book.directory)
        if heading is not None:
            _outside(book, sheet, sheet.rows[:i], "อยู่เหนือหัวตาราง", "above the headings")
            table = Table(book, sheet, heading, headed, _agency_of(book, sheet, sheet.rows[:i]))
            for row in sheet.rows[i + high :]:
                table.take(*row)
            return True
    _outside(book, sheet, sheet.rows, "แผ่นงานนี้ไม่มีหัวตารางที่รู้จัก", "this sheet has no headings that are known")
    return False


def _agency_of(book: Book, sheet: Sheet, titles: Sequence[Row]) -> str | None:
    """The agency of rows that name none: as told, or as the sheet's name or title says."""
    texts = [sheet.name, *(cell for _, cells in titles for cell in cells if cell.strip())]
    return book.default or next(filter(None, map(book.directory.mentioned, texts)), None)


def _outside(book: Book, sheet: Sheet, rows: Sequence[Row], th: str, en: str) -> None:
    """Rows outside any table: noted, or unread when they hold an address."""
    for number, cells in rows:
        columns = list(unused(cells, set()))
        if not columns:
            book.note(sheet, number, (f"ข้ามแถวที่{th}", f"skipped: {en}"))
            continue
        book.rows += 1
        book.problem(sheet, number, columns[0], (f"มี URL แต่{th}", f"holds an address, but stands {en}"))


def _without_headings(path: Path, sheets: Sequence[Sheet]) -> InputError:
    """No sheet has headings that are known: what is expected, and the row that comes nearest."""
    if path.suffix.lower() in {".yaml", ".yml"}:
        return refused(
            str(path),
            "ไฟล์นี้เป็น YAML ไม่ใช่ตาราง: ถ้าเป็นไฟล์รายการที่แจ้ง ใช้กับ --targets ได้โดยตรง",
            "this is YAML, no table: a targets file goes behind --targets as it is",
        )
    rows = [
        (len(roles_in(cells)), -number, sheet, cells)
        for sheet in sheets
        for number, cells in sheet.rows[:HEADING_WITHIN]
    ]
    if not rows:
        return refused(str(path), "ไฟล์นี้ไม่มีข้อมูลในแผ่นงานใดเลย", "no sheet of this file holds anything")
    _, number, sheet, cells = max(rows, key=lambda row: row[:2])
    known = roles_in(cells)
    th, en = _EXPECTED
    row = " | ".join(cell.strip() for cell in cells if cell.strip())[:200]
    lacking = [role for role in _ROLES if role not in known]
    if known:
        th = f"{th} แถวที่ใกล้เคียงที่สุดขาดคอลัมน์ {', '.join(_ROLES[role] for role in lacking)}"
        en = f"{en}; the nearest row lacks {', '.join(lacking)}"
    return InputError([Problem(str(path), -number, 0, sheet.name, f"{th}: {row}", f"{en}: {row}")])


def _declared(agency: Agency, found: dict[str, list[Declaration]]) -> Agency:
    items: dict[str, list[Declaration]] = {}
    for one in agency.declarations:
        items.setdefault(one.item, []).append(one)
    items.update(found)
    ordered = sorted(items.items(), key=lambda pair: int(pair[0][1:]))
    return replace(agency, declarations=tuple(one for _, ones in ordered for one in ones))
