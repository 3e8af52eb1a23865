"""Where each row of a spreadsheet went: declared, noted, or listed as unread with the reason."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.errors import Problem
from crawler.model import Declaration
from crawler.targets.grid import Sheet, column_name, ranges
from crawler.targets.names import Directory

#: The same thing said in Thai and English.
Words = tuple[str, str]


class Book:
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
