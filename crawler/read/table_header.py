"""Where a table begins: the header row, its second row, the parents it was merged under."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.read.phrases import NOTHING
from crawler.thai.text import ascii_digits

if TYPE_CHECKING:
    from crawler.read.grid import Grid

HEADER_WITHIN = 40
SCORED_ROWS = 200
#: A header row is words: this share of its cells at least.
_TEXT_SHARE = 0.6
_NUMBER = re.compile(r"[-+(]?\s*+(?:[฿$]\s*+)?[\d๐-๙][\d๐-๙,.\s]*+[%)]?(?:\s*+บาท)?")
_YEAR = re.compile(r"2[45]\d\d|26\d\d|20\d\d")
_DASH = re.compile(r"[-–—/]+")


def wordy(text: str) -> bool:
    """Whether a cell could be a column's name: words, or a year."""
    return (_NUMBER.fullmatch(text) is None and _DASH.fullmatch(text) is None) or _YEAR.fullmatch(
        ascii_digits(text)
    ) is not None


def _could_be_header(grid: Grid, row: int) -> bool:
    cells = [text for text in grid.text(row) if text]
    if len(cells) < 2 or len(set(cells)) < 2:
        return False
    words = sum(map(wordy, cells))
    return words >= _TEXT_SHARE * len(cells) and sum(map(len, cells)) < 160 * len(cells)


def header_from(grid: Grid, start: int) -> tuple[int, int] | None:
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
        if best is not None and best[0] >= 1 and breaks(grid, row):
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
    if len(cells) < 2 or not all(map(wordy, cells)):
        return False
    spans_down = any(top <= above and bottom >= row for top, _, bottom, _ in grid.merged if top == above)
    return spans_down or (bool(mask & ~grid.filled(row)) and mask != grid.filled(row))


def _is_child(grid: Grid, below: int, first: int, last: int) -> bool:
    """Whether the row below names sub-columns: words only, under cells that span, nowhere else."""
    cells = [text for text in grid.text(below) if text]
    if not cells or not all(map(wordy, cells)) or any(NOTHING.search(text) for text in cells):
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


def header_texts(grid: Grid, first: int, last: int) -> tuple[str, ...]:
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


def breaks(grid: Grid, row: int) -> bool:
    """Whether a new part begins here: a blank row, then a line of its own or words only."""
    if row == 0 or grid.filled(row - 1):
        return False
    cells = [text for text in grid.text(row) if text]
    return len(cells) == 1 or (len(cells) >= 2 and all(map(wordy, cells)) and _could_be_header(grid, row))
