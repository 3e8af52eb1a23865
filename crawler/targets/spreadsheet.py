"""Import what agencies declared from a spreadsheet: every row ends in the targets or in a list that says why not.

The rules of reading, which the notes repeat where they were applied:

- a blank agency or item means "as above" (merged cells), never further than to the last one that was readable;
- several addresses may stand in one cell, and an address may be a link behind words;
- a row without an address declares nothing; it is noted, not an error;
- whatever else cannot be understood is *unread*: listed with its row and the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from crawler.errors import InputError, Problem
from crawler.model import Agency, Declaration
from crawler.targets.cells import addresses, unused
from crawler.targets.grid import Row, Sheet, column_name, ranges, read_sheets, refused
from crawler.targets.headings import HEADING_WITHIN, Heading, heading_of, roles_in, stacked
from crawler.targets.item_id import read_item_id
from crawler.targets.names import Directory

Words = tuple[str, str]

_DITTO = frozenset(('"', "''", "”", "″", "〃", "〞"))
_EXPECTED: Words = (
    "ไม่พบแถวหัวตาราง: ต้องมีคอลัมน์ หน่วยงาน, ข้อ, URL (หรือ agency, item, url) หรือหนึ่งแถวต่อหน่วยงานโดยมีคอลัมน์ O1, O2, …",
    "no row of headings: needs columns agency, item, url (หน่วยงาน, ข้อ, URL), or a row an agency with columns O1, O2 …",
)

_IN_CHARGE = "รับผิดชอบ"
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
    book = _Book(str(path), Directory(base))
    if agency is not None:
        ids = book.directory.find(agency)
        if len(ids) != 1:
            raise refused(str(path), *book.unknown(agency, ids))
        book.default = next(iter(ids))
    sheets = read_sheets(path)
    found = [book.take(sheet) for sheet in sheets]
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


def _without_headings(path: Path, sheets: Sequence[Sheet]) -> InputError:
    """No sheet has headings that are known: what is expected, and the row that comes nearest."""
    if path.suffix.lower() in {".yaml", ".yml"}:
        return refused(
            str(path),
            "ไฟล์นี้เป็น YAML ไม่ใช่ตาราง: ถ้าเป็นไฟล์เป้าหมาย ใช้กับ --targets ได้โดยตรง",
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


# --------------------------------------------------------------------------------------- the whole file


class _Book:
    """Everything found so far, and where each row went."""

    def __init__(self, file: str, directory: Directory) -> None:
        self.file = file
        self.directory = directory
        self.default: str | None = None
        self.rows = self.read = self.skipped = 0
        self.found: dict[str, dict[str, list[Declaration]]] = {}
        self.seen: dict[tuple[str, str, str], tuple[str, int]] = {}
        self.unread: list[Problem] = []
        self._notes: dict[tuple[str, Words], list[int]] = {}

    def take(self, sheet: Sheet) -> bool:
        """Read one sheet; whether it has a row of headings."""
        for i, (_, cells) in enumerate(sheet.rows[:HEADING_WITHIN]):
            below = sheet.rows[i + 1][1] if i + 1 < len(sheet.rows) else []
            high, headed = 1, cells
            heading = heading_of(headed, self.directory)
            if heading is None and heading_of(below, self.directory) is None:
                high, headed = 2, stacked(cells, below)
                heading = heading_of(headed, self.directory)
            if heading is not None:
                self._outside(sheet, sheet.rows[:i], "อยู่เหนือหัวตาราง", "above the headings")
                table = _Table(self, sheet, heading, headed, self._agency_of(sheet, sheet.rows[:i]))
                for row in sheet.rows[i + high :]:
                    table.take(*row)
                return True
        self._outside(sheet, sheet.rows, "แผ่นงานนี้ไม่มีหัวตารางที่รู้จัก", "this sheet has no headings that are known")
        return False

    def _agency_of(self, sheet: Sheet, titles: Sequence[Row]) -> str | None:
        """The agency of rows that name none: as told, or as the sheet's name or title says."""
        texts = [sheet.name, *(cell for _, cells in titles for cell in cells if cell.strip())]
        return self.default or next(filter(None, map(self.directory.mentioned, texts)), None)

    def _outside(self, sheet: Sheet, rows: Sequence[Row], th: str, en: str) -> None:
        """Rows outside any table: noted, or unread when they hold an address."""
        for number, cells in rows:
            columns = list(unused(cells, set()))
            if not columns:
                self.note(sheet, number, (f"ข้ามแถวที่{th}", f"skipped: {en}"))
                continue
            self.rows += 1
            self.problem(sheet, number, columns[0], (f"มี URL แต่{th}", f"holds an address, but stands {en}"))

    def add(self, sheet: Sheet, number: int, agency: str, item: str, url: str) -> bool:
        """Declare an address; ``False`` if it was declared already."""
        key = (agency, item, url)
        if key in self.seen:
            name, row = self.seen[key]
            first = str(row) if name == sheet.name else f"{name}!{row}"
            self.note(sheet, number, (f"ซ้ำกับแถว {first} นับครั้งเดียว", f"repeats row {first}: counted once"))
            return False
        self.seen[key] = (sheet.name, number)
        one = Declaration(agency, item, url, self.file, number)
        self.found.setdefault(agency, {}).setdefault(item, []).append(one)
        return True

    def note(self, sheet: Sheet, number: int, words: Words) -> None:
        """Something worth saying about a row that was dealt with."""
        rows = self._notes.setdefault((sheet.name, words), [])
        if not rows or rows[-1] != number:
            rows.append(number)

    def problem(self, sheet: Sheet, number: int, column: int | None, words: Words) -> None:
        """Why a row, or a part of it, is unread."""
        cell = f"{column_name(column)}{number}" if column is not None else ""
        place = "!".join(filter(None, (sheet.name, cell)))
        self.unread.append(Problem(self.file, number, 0, place, *words))

    def unknown(self, text: str, ids: set[str]) -> Words:
        """Why ``text`` names no agency."""
        shown = text.strip()[:80]
        if ids:
            several = ", ".join(sorted(ids))
            return (
                f"หน่วยงาน “{shown}” อาจหมายถึงหลายแห่ง: {several}",
                f"“{shown}” may be several agencies: {several}",
            )
        near = self.directory.near(text)
        return (
            f"ไม่รู้จักหน่วยงาน “{shown}”"
            + (f" น่าจะหมายถึง {near}" if near else " (ดูชื่อและรหัสด้วย oit targets list)"),
            f"unknown agency “{shown}”" + (f"; did you mean {near}?" if near else " (see: oit targets list)"),
        )

    def all_notes(self) -> Iterator[Problem]:
        """The notes in the order of the rows, alike ones in one."""
        for (sheet, (th, en)), rows in sorted(self._notes.items(), key=lambda note: note[1][0]):
            listed = ranges(rows)
            yield Problem(self.file, rows[0], 0, sheet, f"{th} (แถว {listed})", f"{en} (rows {listed})")


# --------------------------------------------------------------------------------------- one table


@dataclass(slots=True)
class _Above:
    """The last agency or item of a column: what a blank cell below it means, or why it means nothing."""

    value: str | None = None
    row: int = 0
    why_not: Words | None = None


@dataclass(slots=True)
class _Outcome:
    """What one row gave."""

    declared: int = 0
    problems: int = 0
    used: set[int] = field(default_factory=set)


class _Table:
    """The rows below one row of headings."""

    def __init__(
        self, book: _Book, sheet: Sheet, heading: Heading, headed: Sequence[str], agency: str | None
    ) -> None:
        self.book = book
        self.sheet = sheet
        if agency is not None:  # then a column of who is in charge names divisions, not agencies
            named = tuple(c for c in heading.agency if _IN_CHARGE not in headed[c])
            heading = replace(heading, agency=named)
        self.heading = heading
        self.headed = headed
        self.context = agency
        self.agency = _Above(agency)
        self.item = _Above()

    def take(self, number: int, cells: list[str]) -> None:
        """Read one row and count where it went."""
        again = heading_of(cells, self.book.directory)
        if again is not None and again.layout == self.heading.layout:
            self.heading, self.headed = again, cells
            self.agency, self.item = _Above(self.context), _Above()
            self.book.note(self.sheet, number, ("หัวตารางซ้ำ", "headings again"))
            return
        self.book.rows += 1
        row = _Outcome()
        if not self.sheet.name and any(cell.strip() for cell in cells[len(self.headed) :]):
            # Delimited text with a field too many: some address was cut in two.
            words = ("มีช่องมากกว่าหัวตาราง: URL ที่มีเครื่องหมายคั่น (, หรือ ;) ต้องอยู่ในเครื่องหมายคำพูด",
                     "more fields than headings: an address that holds the delimiter (, or ;) must be quoted")  # fmt: skip
            self.book.problem(self.sheet, number, len(self.headed), words)
            return
        for agency, item, column in self._places(number, cells, row):
            self._declare(number, cells, row, agency, item, column)
        self._leftovers(number, cells, row)
        if row.problems:
            return
        self.book.read += bool(row.declared)
        self.book.skipped += not row.declared

    # ---- which cells, whose, for which item

    def _places(self, number: int, cells: list[str], row: _Outcome) -> Iterator[tuple[str, str, int]]:
        """The cells that may hold addresses, with their agency and item; what is unclear becomes a problem."""
        heading = self.heading
        agencies = self._read(cells, heading.agency, row)
        items = self._read(cells, heading.item, row)
        columns = heading.url or tuple(heading.items) or tuple(heading.agencies)
        row.used.update(columns)
        filled = [column for column in columns if self._filled(number, cells, column)]
        changed = self._set_agency(number, agencies)
        self._set_item(number, items, new_agency=changed)
        unclear = [above for above in self._needed() if above.value is None]
        if not filled:
            if unclear and agencies and items:
                self._unclear(number, row, unclear[0], agencies if unclear[0] is self.agency else items)
            else:
                words = ("ไม่มี URL: ไม่ได้ประกาศ", "no address: nothing declared")
                self.book.note(self.sheet, number, words)
            return
        if unclear:
            self._unclear(number, row, unclear[0], agencies if unclear[0] is self.agency else items)
            row.used.update(range(len(cells)))
            return
        self._say_carried(number, agencies, items)
        for column in filled:
            agency = heading.agencies.get(column) or self.agency.value
            item = heading.items.get(column) or self.item.value
            assert agency is not None
            assert item is not None
            yield agency, item, column

    def _read(self, cells: list[str], columns: Sequence[int], row: _Outcome) -> list[tuple[int, str]]:
        row.used.update(columns)
        texts = [
            (column, cells[column]) for column in columns if column < len(cells) and cells[column].strip()
        ]
        return [(column, text) for column, text in texts if text.strip() not in _DITTO]

    def _filled(self, number: int, cells: list[str], column: int) -> bool:
        return bool((column < len(cells) and cells[column].strip()) or (number, column) in self.sheet.links)

    def _needed(self) -> list[_Above]:
        return [
            above
            for above, given in ((self.agency, self.heading.agencies), (self.item, self.heading.items))
            if not given
        ]

    def _set_agency(self, number: int, texts: list[tuple[int, str]]) -> bool:
        """Take over the row's agency; whether it is another than above."""
        if self.heading.agencies or not texts:
            if self.agency.value is None and self.agency.why_not is None:
                words = ("ไม่ทราบว่าเป็นของหน่วยงานใด (ช่องหน่วยงานว่าง และไม่มีแถวบนให้อ้าง) ให้เติมชื่อหน่วยงาน หรือใช้ --agency",
                         "whose it is is not known (blank agency, and none above): fill it in, or use --agency")  # fmt: skip
                self.agency.why_not = words
            return False
        before = self.agency.value
        meanings = [(text, self.book.directory.find(text)) for _, text in texts]
        known = [ids for _, ids in meanings if ids]
        agreed = sorted(set.intersection(*known)) if known else []
        if len(agreed) == 1:
            self.agency = _Above(agreed[0], number)
            for text, ids in meanings:
                if not ids:
                    shown = text.strip()[:40]
                    words = (f"ไม่รู้จัก “{shown}” ใช้ {agreed[0]} ตามคอลัมน์อื่น",
                             f"“{shown}” is not known: {agreed[0]}, by the other column")  # fmt: skip
                    self.book.note(self.sheet, number, words)
        elif len(known) > 1 and not agreed:
            listed = " / ".join(text.strip()[:40] for text, ids in meanings if ids)
            words = (f"คอลัมน์หน่วยงานขัดกันเอง: {listed}", f"its columns name different agencies: {listed}")
            self.agency = _Above(None, number, words)
        else:
            self.agency = _Above(None, number, self.book.unknown(texts[0][1], set(agreed)))
        return self.agency.value != before

    def _set_item(self, number: int, texts: list[tuple[int, str]], *, new_agency: bool) -> None:
        if self.heading.items:
            return
        if not texts:
            if new_agency or (self.item.value is None and self.item.why_not is None):
                words = (
                    "ช่องข้อว่าง และไม่มีแถวบนของหน่วยงานเดียวกันให้อ้าง",
                    "blank item, and none above of this agency",
                )
                self.item = _Above(None, number, words)
            return
        read = next((item for _, text in texts if (item := read_item_id(text))), None)
        shown = texts[0][1].strip()[:80]
        words = (f"อ่านข้อไม่ออก: “{shown}” (ตัวอย่าง: O15)", f"no item id: “{shown}” (such as O15)")
        self.item = _Above(read, number, None if read else words)

    # ---- what to say

    def _unclear(self, number: int, row: _Outcome, above: _Above, texts: list[tuple[int, str]]) -> None:
        th, en = above.why_not or ("", "")
        if above.row and above.row != number:
            th, en = f"{th} (จากแถว {above.row})", f"{en} (from row {above.row})"
        self.book.problem(self.sheet, number, texts[0][0] if texts else None, (th, en))
        row.problems += 1

    def _say_carried(self, number: int, agencies: object, items: object) -> None:
        """A blank cell was read as "as above": say so."""
        for given, above, th, en in (
            (agencies or self.heading.agencies, self.agency, "หน่วยงาน", "agency"),
            (items or self.heading.items, self.item, "ข้อ", "item"),
        ):
            if given:
                continue
            if above.row:
                words = (f"ช่อง{th}ว่าง ใช้ค่าเดียวกับแถว {above.row}: {above.value}",
                         f"blank {en}: as in row {above.row}, {above.value}")  # fmt: skip
            else:
                words = (f"ไม่ได้ระบุ{th} ใช้ {above.value} ตามชื่อแผ่นงาน หัวเรื่อง หรือ --agency",
                         f"no {en}: {above.value}, by the sheet's name, its title or --agency")  # fmt: skip
            self.book.note(self.sheet, number, words)

    def _declare(
        self, number: int, cells: list[str], row: _Outcome, agency: str, item: str, column: int
    ) -> None:
        text = cells[column] if column < len(cells) else ""
        cell = addresses(text, self.sheet.links.get((number, column)))
        for th, en in cell.remarks:
            place = f"{column_name(column)}{number}"
            self.book.note(self.sheet, number, (f"{place}: {th}", f"{place}: {en}"))
        for url in cell.urls:
            row.declared += self.book.add(self.sheet, number, agency, item, url)

    def _leftovers(self, number: int, cells: list[str], row: _Outcome) -> None:
        """Addresses in columns that mean nothing to us: under no heading they are unread, else noted."""
        for column in unused(cells, row.used):
            head = self.headed[column].strip() if column < len(self.headed) else ""
            if head:
                words = (f"คอลัมน์ “{head[:40]}” ไม่ได้นำเข้า", f"column “{head[:40]}” is not imported")
                self.book.note(self.sheet, number, words)
                continue
            words = ("มี URL ในคอลัมน์ที่ไม่มีหัวตาราง", "holds an address in a column without a heading")
            self.book.problem(self.sheet, number, column, words)
            row.problems += 1
