"""What stands below a header: data, sections, totals, "nothing to report", empty lines to fill in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crawler.model import Block, Table
from crawler.read.grid import cell_text, month_named, row_text
from crawler.read.period_columns import period_columns
from crawler.read.phrases import NOTHING, PERIOD, TOTAL
from crawler.read.table_header import breaks, wordy
from crawler.thai.text import ascii_digits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.read.grid import Grid

SAMPLE_ROWS = 50
#: Rows after the sample that are kept because they name a month not seen before.
EXTRA_ROWS = 120
#: More blank rows than this end a table.
_GAP = 5
_COLUMN_NUMBER = re.compile(r"\(?\s*+([\d๐-๙]{1,2})\s*+\)?(?:\s*+=.*)?")
#: A row of one cell longer than this is no caption.
_CAPTION_CHARS = 120
_WHERE_CHARS = 60


_YEAR = re.compile(r"(?:25|๒๕)[\d๐-๙]{2}")
#: A cell that is crossed out.
_DASH = re.compile(r"[-–—.\s]*")


@dataclass(slots=True)
class _Section:
    """The rows under one caption of a table."""

    where: str
    caption: str
    lone: str = ""
    rows: int = 0
    cells: int = 0
    blank: int = 0
    says_none: bool = False
    sample: list[tuple[str, ...]] = field(default_factory=list)
    contents: set[tuple[str, ...]] = field(default_factory=set)

    @property
    def prepared(self) -> bool:
        """Whether the rows are only lines of a form: alike but for their numbers, with much left to fill in."""
        return self.rows > 1 and len(self.contents) == 1 and 3 * self.blank >= self.cells

    def table(self, header: tuple[str, ...], merged: int) -> Table:
        """The section as a table of its own."""
        empty = self.prepared or self.rows == 0
        return Table(
            where=self.where,
            header=header,
            rows=0 if empty else self.rows,
            cells=0 if empty else self.cells,
            blank=0 if empty else self.blank,
            sample=tuple(self.sample),
            caption=self.caption,
            merged=merged,
            template=empty and not self.says_none,
            says_none=self.says_none,
        )


class Body:
    """Reads the rows below a header until the table ends."""

    def __init__(self, grid: Grid, header: tuple[str, ...], *, where: str, caption: str, start: int) -> None:
        self.grid = grid
        self.where = where
        self.header = header
        self.blocks: list[Block] = []
        self._start = start
        self._caption = caption
        self._sections = [_Section(where, caption)]
        self._named = [column for column, name in enumerate(header) if name]
        self._special = {name for name in header if name}
        self._period = period_columns(header)
        self._months: set[str] = set()
        self._month_columns: set[int] = set()
        self._month_of: dict[Any, str | None] = {}
        self._extra = 0

    def read(self) -> int:
        """Read on; the index of the first row that is no longer part of the table."""
        row, count = self._start, len(self.grid.rows)
        if row < count and self._is_numbering(self.grid.text(row)):
            row += 1
        blanks = 0
        while row < count:
            if self._counted(self.grid.rows[row], row):
                blanks = 0
                row += 1
                continue
            texts = self.grid.text(row)
            filled = [text for text in texts if text]
            if not filled:
                blanks += 1
                row += 1
                continue
            parted = blanks > _GAP or (blanks and breaks(self.grid, row))
            if parted and not self._is_repeated(texts) and not self._continues(row):
                return row
            blanks = 0
            self._take(row, texts, filled)
            row += 1
        return row

    def _counted(self, cells: Sequence[Any], row: int) -> bool:
        """Count a plain row of data by its raw cells; ``False`` when the row deserves a closer look.

        Once the sample is full, only what differs is read as text: sections, totals, new months.  A table of
        fifty thousand rows is counted ten times as fast.
        """
        section = self._sections[-1]
        if len(section.sample) < SAMPLE_ROWS:
            return False
        empty = cells.count("") + cells.count(None)
        said = len(cells) - empty - cells.count("-")
        first = next((cell for cell in cells if cell not in ("", None)), "")
        plain = said >= max(3, (len(self._named) + 1) // 2) and not (
            isinstance(first, str) and first in self._special
        )
        if not plain or (isinstance(first, str) and TOTAL.match(first)) or self._names_new_month(cells):
            return False
        section.rows += 1
        section.contents.add(())
        section.cells += len(self._named)
        if empty or len(cells) <= self._named[-1]:
            section.blank += sum(
                (column >= len(cells) or cells[column] in ("", None))
                and self.grid.anchor(row, column) is None
                for column in self._named
            )
        return True

    def _names_new_month(self, cells: Sequence[Any]) -> bool:
        """Whether a cell of a column that names months names one not seen before."""
        for column in self._month_columns:
            cell = cells[column] if column < len(cells) else None
            if cell not in self._month_of:
                self._month_of[cell] = month_named(cell_text(cell))
            month = self._month_of[cell]
            if month is not None and month not in self._months:
                return True
        return False

    def header_of_data(self) -> list[str]:
        """The header without the periods of columns that are only prepared: ``ปี 2568`` over blank cells."""
        sample = [row for section in self._sections for row in section.sample]
        filled = {
            at for row in sample for at, text in enumerate(row) if text and _DASH.fullmatch(text) is None
        }
        return [
            name
            for at, name in enumerate(self.header)
            if not filled or at in filled or not (PERIOD.search(name) or _YEAR.search(name))
        ]

    def tables(self) -> list[Table]:
        """One table for each section; a single one when there are no sections."""
        sections = [s for s in self._sections if s.rows or s.says_none or s.caption != self._caption]
        return [
            section.table(self.header, len(self.grid.merged)) for section in sections or self._sections[:1]
        ]

    def _take(self, row: int, texts: tuple[str, ...], filled: list[str]) -> None:
        section = self._sections[-1]
        if self._is_repeated(texts):
            self._restart()
            return
        distinct = list(dict.fromkeys(filled))
        none = any(NOTHING.search(text) for text in distinct)
        if len(distinct) == 1 and not none:
            self._lone(distinct[0])
            return
        if none and len([text for text in filled if not _DASH.fullmatch(text)]) <= max(
            3, len(self._named) // 2
        ):
            section.says_none = True
            self._keep(section, texts)
            return
        if self._is_data(texts, filled):
            section.rows += 1
            if len(section.contents) < 2:
                section.contents.add(_without_number(texts))
            for column in self._named:
                section.cells += 1
                if (column >= len(texts) or not texts[column]) and self.grid.anchor(row, column) is None:
                    section.blank += 1
        self._keep(section, texts)

    def _restart(self) -> None:
        """The header stands here again: a new page, or a new table whose title lines came just before."""
        titles: list[str] = []
        where = ""
        while len(self._sections) > 1 and not self._sections[-1].rows and not self._sections[-1].says_none:
            section = self._sections.pop()
            titles.insert(0, section.lone)
            where = section.where
        if titles:
            self._sections.append(_Section(where, " ".join(titles), lone=" ".join(titles)))

    def _lone(self, text: str) -> None:
        """A row of one cell: the caption of a section when it names a period, else just a line."""
        if PERIOD.search(text) and not text.startswith(("หมายเหตุ", "ข้อมูล ณ")) and len(text) < _CAPTION_CHARS:
            section = _Section(
                f"{self.where}, {text[:_WHERE_CHARS]}", f"{self._caption} {text}".strip(), lone=text
            )
            self._sections.append(section)
            self.blocks.append(Block(text, section.where, "caption"))
            self._months.clear()
        else:
            self.blocks.append(Block(text, self._sections[-1].where, "text"))

    def _keep(self, section: _Section, texts: tuple[str, ...]) -> None:
        texts = self._period.said_in_full(texts)
        fresh = self._new_month(texts)
        if len(section.sample) >= SAMPLE_ROWS:
            if not fresh or self._extra >= EXTRA_ROWS:
                return
            self._extra += 1
        section.sample.append(texts)
        self.blocks.append(Block(row_text(texts), section.where, "text"))

    def _new_month(self, texts: tuple[str, ...]) -> bool:
        named = {column: month for column, text in enumerate(texts) if (month := _month_of_cell(text))}
        self._month_columns |= named.keys()
        fresh = not self._months.issuperset(named.values())
        self._months.update(named.values())
        return fresh

    def _is_data(self, texts: tuple[str, ...], filled: list[str]) -> bool:
        """Whether the row says something: more than its running number, not only dashes, not a total."""
        if TOTAL.match(filled[0]):
            return False
        said = [text for text in texts[1:] if text and _DASH.fullmatch(text) is None]
        if not texts[0] or not _COLUMN_NUMBER.fullmatch(texts[0]):
            said = [text for text in filled if _DASH.fullmatch(text) is None]
        return len(said) >= (2 if len(self._named) > 2 else 1)

    def _is_repeated(self, texts: tuple[str, ...]) -> bool:
        """Whether the header stands here again, as on each printed page."""
        same = sum(
            1
            for column in self._named
            if column < len(texts) and texts[column] and texts[column] in self.header[column]
        )
        return (
            same >= 2
            and same >= 0.6 * sum(1 for text in texts if text)
            and all(wordy(text) for text in texts if text)
        )

    def _is_numbering(self, texts: tuple[str, ...]) -> bool:
        """Whether the row counts the columns: (1) (2) (3)."""
        numbers = [_COLUMN_NUMBER.fullmatch(text) for text in texts if text]
        if len(numbers) < 3 or not all(numbers):
            return False
        values = [int(ascii_digits(match[1])) for match in numbers if match]
        return values == list(range(values[0], values[0] + len(values))) and values[0] <= 2

    def _continues(self, row: int) -> bool:
        """Whether after a gap the same table goes on: a section caption with rows of data but no new header."""
        texts = [text for text in self.grid.text(row) if text]
        if len(texts) != 1:
            return False
        for below in range(row + 1, min(row + 4, len(self.grid.rows))):
            mask = self.grid.filled(below)
            if mask.bit_count() < 2:
                continue
            cells = [text for text in self.grid.text(below) if text]
            return not all(map(wordy, cells)) and mask.bit_count() >= len(self._named) // 2
        return False


def _without_number(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The row without its running number."""
    return texts[1:] if texts and _COLUMN_NUMBER.fullmatch(texts[0]) else texts


def _month_of_cell(text: str) -> str | None:
    return month_named(text) if 3 < len(text) < 60 else None
