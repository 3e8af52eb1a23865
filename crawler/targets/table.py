"""The rows below one row of headings: whose each is, for which item, and which addresses it declares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from crawler.targets.book import Book, Words
from crawler.targets.cells import addresses, unused
from crawler.targets.grid import Sheet, column_name
from crawler.targets.headings import Heading, heading_of
from crawler.targets.item_id import read_item_id

_DITTO = frozenset(('"', "''", "”", "″", "〃", "〞"))
_IN_CHARGE = "รับผิดชอบ"


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


class Table:
    """The rows below one row of headings."""

    def __init__(
        self, book: Book, sheet: Sheet, heading: Heading, headed: Sequence[str], agency: str | None
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
                words = ("ไม่มี URL: ไม่ได้แจ้ง", "no address: nothing declared")
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
