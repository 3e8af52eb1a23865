"""Tables found in a grid of cells: under title rows, with headers of two rows, one below the other.

A sheet of a Thai office is a printed form: three title rows merged over all columns, a header whose cells are
merged down and across, a row of column numbers, sections (``เดือนตุลาคม 2567``), totals, a signature.  What is
asked of it is plain: is there a header, how many rows of data stand below it, which of their cells are blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence  # noqa: TC003 - dataclass fields
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from crawler.model import Block, Table
from crawler.thai.text import ascii_digits, fold, one_line

Row = Sequence[Any]
#: ``(first row, first column, last row, last column)``, counted from 0, both ends included.
Span = tuple[int, int, int, int]

HEADER_WITHIN = 40
SCORED_ROWS = 200
SAMPLE_ROWS = 50
#: Rows after the sample that are kept because they name a month not seen before.
EXTRA_ROWS = 120
CELL_CHARS = 300
_BUDDHIST = 543
#: A header row is words: this share of its cells at least.
_TEXT_SHARE = 0.6
_TABLES_PER_GRID = 60

_BLANK_FORM = re.compile(r"[\s._…\u2026\u00b7•]*")
_NUMBER = re.compile(r"[-+(]?\s*[฿$]?\s*[\d๐-๙][\d๐-๙,.\s]*\s*[%)]?(?:\s*บาท)?")
_YEAR = re.compile(r"2[45]\d\d|26\d\d|20\d\d")
_DASH = re.compile(r"[-–—/]+")
_COLUMN_NUMBER = re.compile(r"\(?\s*([\d๐-๙]{1,2})\s*\)?(?:\s*=.*)?")
#: What says that there is nothing to report; not where a form tells what to write in that case.
_NONE = re.compile(
    r"(?<!กรณี)(?<!กรณีที่)(?<!หาก)(?<!ถ้า)(?<!ว่า)(?:ไม่มี(?:การ|ข้อมูล|รายการ|เรื่อง|ผู้|โครงการ|การจัด|โรงเรียน|ของ|งบ|เงิน|ชุมชน|$|\s|\))|ไม่ได้ดำเนินการ|ไม่พบ(?:ข้อมูล|เรื่อง|การ))|^\s*none\s*$",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"^\s*(?:รวม|ยอดรวม|ผลรวม|total|grand total)", re.IGNORECASE)
_MONTH_NAMES = (
    "มกรา|กุมภา|มีนา|เมษา|พฤษภา|มิถุนา|กรกฎา|สิงหา|กันยา|ตุลา|พฤศจิกา|ธันวา"
    r"|ม\.?ค\.|ก\.?พ\.|มี\.?ค\.|เม\.?ย\.|พ\.?ค\.|มิ\.?ย\.|ก\.?ค\.|ส\.?ค\.|ก\.?ย\.|ต\.?ค\.|พ\.?ย\.|ธ\.?ค\."
)
_MONTH = re.compile(rf"(?:{_MONTH_NAMES})\D{{0,12}}((?:2[456]|20)?\d\d)?")
_SLASHED = re.compile(r"\b\d{1,2}[/-](\d{1,2})[/-](\d{2,4})\b|\b(\d{4})-(\d{2})(?:-\d{2})?\b")
_PERIOD = re.compile(rf"{_MONTH_NAMES}|ไตรมาส|งวด|ปีงบประมาณ|ประจำปี|พ\.ศ\.")


@dataclass(slots=True)
class Grid:
    """Rows of cells as a medium delivered them, with what it knows about merged cells.

    Cells may be text, numbers, dates or ``None``.  ``where`` names the place for people.
    """

    rows: Sequence[Row]
    where: str
    merged: tuple[Span, ...] = ()
    _covered: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    _texts: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        budget = 200_000
        for top, left, bottom, right in self.merged:
            budget -= (bottom - top + 1) * (right - left + 1)
            if budget < 0:
                break
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    if (row, column) != (top, left):
                        self._covered[row, column] = (top, left)

    def text(self, row: int) -> tuple[str, ...]:
        """The texts of a row; cells of a blank form (dots, underlines) are empty."""
        found = self._texts.get(row)
        if found is None:
            found = self._texts[row] = tuple(cell_text(cell) for cell in self.rows[row])
        return found

    def filled(self, row: int) -> int:
        """The filled cells of a row as a bit mask, column 0 the lowest bit."""
        mask = 0
        for column, text in enumerate(self.text(row)):
            if text:
                mask |= 1 << column
        return mask

    def anchor(self, row: int, column: int) -> tuple[int, int] | None:
        """The cell whose merged area covers this one, if any."""
        return self._covered.get((row, column))


@dataclass(frozen=True, slots=True)
class Found:
    """What a grid holds: its tables, and the lines that belong to none (titles first)."""

    tables: tuple[Table, ...]
    blocks: tuple[Block, ...]
    title_rows: int = 0
    repeated_headers: int = 0


def cell_text(value: Any) -> str:
    """A cell as one line of text: whole numbers without ``.0``, dates in ISO form with Buddhist years set right."""
    if value is None or value is False:
        return ""
    if isinstance(value, str):
        if not value:
            return ""
        text = one_line(value, CELL_CHARS)
        return "" if _BLANK_FORM.fullmatch(text) else text
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.10g}"
    if isinstance(value, datetime):
        day = value.date()
        return "" if day.year < 1900 else christian(day).isoformat()
    if isinstance(value, date):
        return christian(value).isoformat()
    if isinstance(value, (time, timedelta)):
        return str(value)
    return str(value)


def christian(day: date) -> date:
    """``day`` with a Buddhist year that somebody typed into a Christian date cell taken back (2568 → 2025)."""
    if not 2400 <= day.year <= 2699:
        return day
    try:
        return day.replace(year=day.year - _BUDDHIST)
    except ValueError:  # 29 February of a Buddhist leap year
        return day.replace(year=day.year - _BUDDHIST, day=28)


def find_tables(grid: Grid, *, caption: str = "") -> Found:
    """The tables of ``grid`` and the text around them; ``caption`` stands above the grid itself."""
    tables: list[Table] = []
    blocks: list[Block] = []
    loose: list[str] = []
    at, count = 0, len(grid.rows)
    title_rows = repeated = 0
    while at < count and len(tables) < _TABLES_PER_GRID:
        header = _header_from(grid, at)
        if header is None:
            break
        first, last = header
        above = [line for row in range(at, first) if (line := _row_text(grid.text(row)))]
        if not tables:
            title_rows = len(above)
            blocks.extend(Block(line, grid.where, "title") for line in above)
        else:
            blocks.extend(Block(line, grid.where, "caption") for line in above)
        body = _Body(
            grid,
            _header_texts(grid, first, last),
            caption=_caption(above) or ("" if tables else caption),
            start=last + 1,
        )
        at = body.read()
        repeated += body.repeated
        tables.extend(body.tables())
        blocks.append(Block(_row_text(body.header), grid.where, "text"))
        blocks.extend(body.blocks)
    loose = [line for row in range(at, min(count, at + 400)) if (line := _row_text(grid.text(row)))]
    kind = "text" if tables else "title"
    if not tables and (nothing := next(filter(_NONE.search, loose), None)):
        tables.append(
            Table(grid.where, (), 0, 0, 0, ((nothing,),), caption=_caption(loose[:2]), says_none=True)
        )
    for number, line in enumerate(loose):
        blocks.append(Block(line, grid.where, kind if number < 12 else "text"))
    return Found(tuple(tables), tuple(blocks), title_rows, repeated)


def _row_text(cells: Iterable[str]) -> str:
    """The distinct cells of a row on one line."""
    shown: list[str] = []
    for cell in cells:
        if cell and (not shown or shown[-1] != cell):
            shown.append(cell)
    return " | ".join(shown)


def _caption(above: Sequence[str]) -> str:
    """The nearest lines above a header, at most three."""
    return " ".join(above[-3:])


# ------------------------------------------------------------------------------------------ headers


def _wordy(text: str) -> bool:
    """Whether a cell could be a column's name: words, or a year."""
    return (
        _NUMBER.fullmatch(text) is None
        and _DASH.fullmatch(text) is None
        or _YEAR.fullmatch(ascii_digits(text)) is not None
    )


def _could_be_header(grid: Grid, row: int) -> bool:
    cells = [text for text in grid.text(row) if text]
    if len(cells) < 2 or len(set(cells)) < 2:
        return False
    wordy = sum(map(_wordy, cells))
    return wordy >= _TEXT_SHARE * len(cells) and sum(map(len, cells)) < 160 * len(cells)


def _header_from(grid: Grid, start: int) -> tuple[int, int] | None:
    """The first and last row of the next header at or below ``start``.

    The best row is the one whose width times the number of rows that fill at least half of it is largest; with
    no such row at all, the widest candidate is the header of an empty form.
    """
    best: tuple[float, int] | None = None
    seen = 0
    for row in range(start, len(grid.rows)):
        mask = grid.filled(row)
        if not mask:
            continue
        seen += 1
        if seen > HEADER_WITHIN:
            break
        if best is not None and best[0] >= 1 and _breaks(grid, row):
            break
        if not _could_be_header(grid, row):
            continue
        width = _width(grid, row)
        below = _filling(grid, row + 1, mask | _spread(grid, row))
        score = width * below if below else width / 1000
        if best is None or score > best[0] * 1.0001:
            best = (score, row)
    if best is None or (best[0] < 1 and _width(grid, best[1]) < 3):
        return None
    return _whole_header(grid, best[1])


def _width(grid: Grid, row: int) -> int:
    return (grid.filled(row) | _spread(grid, row)).bit_count()


def _spread(grid: Grid, row: int) -> int:
    """The columns that merged cells of this row cover to the right, as a bit mask."""
    mask = 0
    for top, left, _, right in grid.merged:
        if top == row:
            mask |= ((1 << (right + 1)) - 1) & ~((1 << left) - 1)
    return mask


def _filling(grid: Grid, start: int, header: int) -> int:
    """How many of the next rows fill at least half of the header's columns."""
    need = (header.bit_count() + 1) // 2
    count = blanks = 0
    for row in range(start, min(len(grid.rows), start + SCORED_ROWS)):
        mask = grid.filled(row)
        blanks = 0 if mask else blanks + 1
        if blanks > 2:
            break
        if (mask & header).bit_count() >= max(need, 2):
            count += 1
    return count


def _whole_header(grid: Grid, row: int) -> tuple[int, int]:
    """The header around its best row: parent rows above it, rows of sub-columns below it."""
    first = last = row
    while first > 0 and row - first < 2 and _is_parent(grid, first - 1, first):
        first -= 1
    while last + 1 < len(grid.rows) and last - row < 3 and _is_child(grid, last + 1, first, last):
        last += 1
    return first, last


def _is_parent(grid: Grid, above: int, row: int) -> bool:
    """Whether the row above holds the upper halves of a header: it names columns that this row leaves blank."""
    mask = grid.filled(above)
    cells = [text for text in grid.text(above) if text]
    if len(cells) < 2 or not all(map(_wordy, cells)):
        return False
    spans_down = any(top <= above and bottom >= row for top, _, bottom, _ in grid.merged if top == above)
    return spans_down or bool(mask & ~grid.filled(row)) and mask != grid.filled(row)


def _is_child(grid: Grid, below: int, first: int, last: int) -> bool:
    """Whether the row below names sub-columns: words only, under cells that span, nowhere else."""
    cells = [text for text in grid.text(below) if text]
    if not cells or not all(map(_wordy, cells)) or any(_NONE.search(text) for text in cells):
        return False
    mask = grid.filled(below)
    above = 0
    for row in range(first, last + 1):
        above |= grid.filled(row)
    if any(bottom >= below for top, _, bottom, _ in grid.merged if first <= top <= last):
        return mask.bit_count() >= 1
    if grid.merged:
        spread = 0
        for row in range(first, last + 1):
            for top, left, _, right in grid.merged:
                if top == row and right > left:
                    spread |= ((1 << (right + 1)) - 1) & ~((1 << left) - 1)
        return 2 * (mask & spread).bit_count() >= mask.bit_count()
    # Without knowledge of merging: the new cells stand under blanks of the header (one may repeat the parent's place).
    return (
        len(cells) >= 2
        and (mask & above).bit_count() <= max(1, len(cells) // 3)
        and (mask & ~above).bit_count() >= 1
    )


def _header_texts(grid: Grid, first: int, last: int) -> tuple[str, ...]:
    """The name of each column: upper and lower halves joined with a blank."""
    width = max(len(grid.text(row)) for row in range(first, last + 1))
    names: list[str] = []
    for column in range(width):
        parts: list[str] = []
        for row in range(first, last + 1):
            text = _header_cell(grid, row, column, last)
            if text and text not in parts:
                parts.append(text)
        names.append(" ".join(parts))
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def _header_cell(grid: Grid, row: int, column: int, last: int) -> str:
    texts = grid.text(row)
    text = texts[column] if column < len(texts) else ""
    if text:
        return text
    anchor = grid.anchor(row, column)
    if anchor is not None:
        cells = grid.text(anchor[0])
        return cells[anchor[1]] if anchor[1] < len(cells) else ""
    below = grid.text(last)
    if row < last and not grid.merged and column < len(below) and below[column]:
        # CSV keeps the text of a merged parent in its first column only.
        return next((texts[left] for left in range(min(column, len(texts) - 1), -1, -1) if texts[left]), "")
    return ""


def _breaks(grid: Grid, row: int) -> bool:
    """Whether a new part begins here: a blank row, then a line of its own or words only."""
    if row == 0 or grid.filled(row - 1):
        return False
    cells = [text for text in grid.text(row) if text]
    return len(cells) == 1 or (len(cells) >= 2 and all(map(_wordy, cells)) and _could_be_header(grid, row))


# --------------------------------------------------------------------------------------------- body


@dataclass(slots=True)
class _Section:
    """The rows under one caption of a table."""

    caption: str
    lone: str = ""
    rows: int = 0
    cells: int = 0
    blank: int = 0
    says_none: bool = False
    sample: list[tuple[str, ...]] = field(default_factory=list)


class _Body:
    """Reads the rows below a header until the table ends."""

    def __init__(self, grid: Grid, header: tuple[str, ...], *, caption: str, start: int) -> None:
        self.grid = grid
        self.header = header
        self.blocks: list[Block] = []
        self.repeated = 0
        self._start = start
        self._caption = caption
        self._sections = [_Section(caption)]
        self._named = [column for column, name in enumerate(header) if name]
        self._months: set[str] = set()
        self._extra = 0

    def read(self) -> int:
        """Read on; the index of the first row that is no longer part of the table."""
        row, count = self._start, len(self.grid.rows)
        if row < count and self._is_numbering(self.grid.text(row)):
            row += 1
        blanks = 0
        while row < count:
            texts = self.grid.text(row)
            filled = [text for text in texts if text]
            if not filled:
                blanks += 1
                row += 1
                continue
            if blanks and (blanks > 5 or _breaks(self.grid, row)) and not self._is_repeated(texts):
                if not self._continues(row):
                    return row
            blanks = 0
            self._take(row, texts, filled)
            row += 1
        return row

    def tables(self) -> list[Table]:
        """One table for each section; a single one when there are no sections."""
        sections = [s for s in self._sections if s.rows or s.says_none or s.caption != self._caption]
        return [
            Table(
                where=self.grid.where,
                header=self.header,
                rows=section.rows,
                cells=section.cells,
                blank=section.blank,
                sample=tuple(section.sample),
                caption=section.caption,
                merged=len(self.grid.merged),
                template=section.rows == 0 and not section.says_none,
                says_none=section.says_none,
            )
            for section in sections or self._sections[:1]
        ]

    def _take(self, row: int, texts: tuple[str, ...], filled: list[str]) -> None:
        section = self._sections[-1]
        if self._is_repeated(texts):
            self._restart()
            return
        distinct = list(dict.fromkeys(filled))
        none = any(_NONE.search(text) for text in distinct)
        if len(distinct) == 1 and not none:
            self._lone(distinct[0])
            return
        if none and len(filled) <= max(3, len(self._named) // 2):
            section.says_none = True
            self._keep(section, texts)
            return
        if self._is_data(texts, filled):
            section.rows += 1
            for column in self._named:
                section.cells += 1
                if (column >= len(texts) or not texts[column]) and self.grid.anchor(row, column) is None:
                    section.blank += 1
        self._keep(section, texts)

    def _restart(self) -> None:
        """The header stands here again: a new page, or a new table whose title lines came just before."""
        self.repeated += 1
        titles: list[str] = []
        while len(self._sections) > 1 and not self._sections[-1].rows and not self._sections[-1].says_none:
            titles.insert(0, self._sections.pop().lone)
        if titles:
            self._sections.append(_Section(" ".join(titles), lone=" ".join(titles)))

    def _lone(self, text: str) -> None:
        """A row of one cell: the caption of a section when it names a period, else just a line."""
        if _PERIOD.search(text) and not text.startswith(("หมายเหตุ", "ข้อมูล ณ")) and len(text) < 120:
            self._sections.append(_Section(f"{self._caption} {text}".strip(), lone=text))
            self.blocks.append(Block(text, self.grid.where, "caption"))
            self._months.clear()
        else:
            self.blocks.append(Block(text, self.grid.where, "text"))

    def _keep(self, section: _Section, texts: tuple[str, ...]) -> None:
        fresh = self._new_month(texts)
        if len(section.sample) >= SAMPLE_ROWS:
            if not fresh or self._extra >= EXTRA_ROWS:
                return
            self._extra += 1
        section.sample.append(texts)
        self.blocks.append(Block(_row_text(texts), self.grid.where, "text"))

    def _new_month(self, texts: tuple[str, ...]) -> bool:
        months = {month for text in texts if 3 < len(text) < 60 and (month := month_named(text))}
        fresh = not months <= self._months
        self._months |= months
        return fresh

    def _is_data(self, texts: tuple[str, ...], filled: list[str]) -> bool:
        """Whether the row says something: more than its running number, not only dashes, not a total."""
        if _TOTAL.match(filled[0]):
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
            and all(_wordy(text) for text in texts if text)
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
            return not all(map(_wordy, cells)) and mask.bit_count() >= len(self._named) // 2
        return False


def month_named(text: str) -> str | None:
    """The month a cell names, as a key that is equal for equal months, or ``None``."""
    plain = ascii_digits(text)
    if match := _SLASHED.search(plain):
        return f"{match[1] or match[4]}/{(match[2] or match[3])[-2:]}"
    if match := _MONTH.search(plain):
        return fold(match[0])
    return None
