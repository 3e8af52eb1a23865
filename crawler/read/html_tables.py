"""HTML tables: the grid behind rowspan and colspan, and whether it holds data or only lays out the page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, Any

from crawler.late import late
from crawler.model import Table
from crawler.read.grid import unnumbered
from crawler.read.item_code import item_number
from crawler.thai.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_MAX_ROWS, _MAX_COLUMNS, _SAMPLE = 3_000, 60, 60
_NONE = ("ไม่มี",)
#: Letters of a cell that can be the name of its row.
_LABEL = 200
#: Letters of a column's name.
_NAME = 120
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_FRAMES = frozenset({"iframe", "embed", "object"})
#: What stands in a part of the page, and in no value of a table.
_LAYOUT = _HEADINGS | _FRAMES | {"form", "nav"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the grid; ``el`` only where the cell itself stands, ``None`` where a span repeats it."""

    text: str
    el: Any
    header: bool


def grid_of(table: Any) -> list[list[Cell]]:
    """The table's cells by row and column, spans filled in; nested tables are one cell's text."""
    rows: list[list[Cell]] = []
    carried: dict[int, tuple[int, Cell]] = {}
    for tr in _own_rows(table):
        if len(rows) >= _MAX_ROWS:
            break
        line: list[Cell] = []
        cells = [cell for cell in tr if cell.tag in {"td", "th"}]
        while cells or any(column >= len(line) for column in carried):
            if len(line) >= _MAX_COLUMNS:
                break
            if len(line) in carried:
                left, cell = carried.pop(len(line))
                if left > 1:
                    carried[len(line)] = (left - 1, cell)
                line.append(cell)
                continue
            if not cells:
                line.append(Cell("", None, header=False))
                continue
            el = cells.pop(0)
            cell = Cell(one_line(el.text_content(), 1200), el, el.tag == "th")
            repeat = Cell(cell.text, None, cell.header)
            down, across = _span(el, "rowspan"), _span(el, "colspan")
            for step in range(across):
                if down > 1:
                    carried[len(line)] = (down - 1, repeat)
                line.append(cell if step == 0 else repeat)
        rows.append(line)
    return rows


def _own_rows(table: Any) -> list[Any]:
    rows = []
    for child in table:
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in {"thead", "tbody", "tfoot"}:
            rows.extend(row for row in child if row.tag == "tr")
    return rows


def _span(el: Any, name: str) -> int:
    try:
        return max(1, min(int(el.get(name) or 1), _MAX_COLUMNS))
    except ValueError:
        return 1


@dataclass(frozen=True, slots=True)
class _Row:
    """One row as its author wrote it: its own cells, what they say, and the anchors that stand for the row."""

    tr: Any
    cells: tuple[Any, ...]
    texts: tuple[str, ...]
    anchors: tuple[str, ...]

    @classmethod
    def of(cls, tr: Any) -> _Row:
        cells = tuple(cell for cell in tr if cell.tag in {"td", "th"})
        texts = tuple(one_line(cell.text_content(), 1200) for cell in cells)
        own = (tr.get("id"), *(name for cell in _names(cells, texts) for name in _anchors_in(cell)))
        return cls(tr, cells, texts, tuple(filter(None, own)))

    @property
    def span(self) -> int:
        """How many rows its first cells hold together: the cell with an item's code decides, else the longest."""
        spans = [_span(cell, "rowspan") for cell in self.cells]
        for text, span in zip(self.texts[:3], spans, strict=False):
            if item_number(text) is not None:
                return span
        leading = list(takewhile(lambda span: span > 1, spans))
        return max(leading, default=1)

    @property
    def number(self) -> int | None:
        """The item's number that one of its first cells says."""
        return next((n for text in self.texts[:3] if (n := item_number(text)) is not None), None)

    @property
    def heading(self) -> bool:
        """Whether it is one line across the table: nothing but the name of the rows below."""
        said = [text for text in self.texts if text]
        wide = sum(_span(cell, "colspan") for cell in self.cells) > 1
        links = any(cell.find(".//a[@href]") is not None for cell in self.cells)
        return len(self.cells) == 1 and wide and len(said) == 1 and len(said[0]) <= _LABEL and not links


def _names(cells: Sequence[Any], texts: Sequence[str]) -> Iterator[Any]:
    """The first two cells, where they are labels and no part of a page's layout."""
    for cell, text in zip(cells[:2], texts, strict=False):
        if len(text) <= _LABEL and not _lays_out(Cell(text, cell, header=False)):
            yield cell


def _anchors_in(cell: Any) -> Iterator[str]:
    for el in cell.iter():
        name = el.get("id") or (el.get("name") if el.tag == "a" else None)
        if name:
            yield name


@dataclass(frozen=True, slots=True)
class RowNames:
    """What names the rows of a table: the anchors under which each row stands, and the cells that are headings."""

    anchors: Mapping[Any, tuple[str, ...]]
    headings: frozenset[Any]


def row_names(table: Any) -> RowNames:
    """The names of the rows: a row has its own, and those of a row above that goes on in it.

    ``<tr id="o13">``, ``<td id="o13">`` and ``<a name="o13">`` in a first cell all name the whole row; a cell with
    ``rowspan``, empty first cells below, or a heading across the table hold the next rows to it.
    """
    rows = [_Row.of(tr) for tr in _own_rows(table)[:_MAX_ROWS]]
    found: dict[Any, tuple[str, ...]] = {}
    for at, row in enumerate(rows):
        if row.anchors:
            for below in rows[at : _end(rows, at)]:
                found[below.tr] = (*found.get(below.tr, ()), *row.anchors)
    headings = (row.cells[0] for row, below in pairwise(rows) if row.heading and len(below.cells) > 1)
    return RowNames(found, frozenset(headings))


def _end(rows: Sequence[_Row], at: int) -> int:
    """The row after the last that goes with row ``at``."""
    row, end = rows[at], at + 1
    while end < len(rows) and not _starts_anew(rows[end], row):
        below = rows[end]
        if row.heading:
            if below.heading:
                break
        elif end >= at + row.span and not _goes_on(below):
            break
        end += 1
    return end


def _starts_anew(row: _Row, above: _Row) -> bool:
    """Whether a row is another item's: by an anchor of the same make, or by its code."""
    if any(same_make(name, other) for name in row.anchors for other in above.anchors):
        return True
    return row.number is not None and row.number != above.number


def _goes_on(row: _Row) -> bool:
    """Whether a row leaves its first cell empty because the row above has said it."""
    return (
        bool(row.cells)
        and len(row.cells) > 1
        and not row.texts[0]
        and not len(row.cells[0])
        and any(row.texts)
    )


def same_make(name: str, anchor: str) -> bool:
    """Whether two different anchors are numbered alike (``o15``, ``o16``)."""
    stem = re.sub(r"\d+", "#", anchor.lower())
    return "#" in stem and name.lower() != anchor.lower() and re.sub(r"\d+", "#", name.lower()) == stem


def is_data_table(table: Any, grid: Sequence[Sequence[Cell]]) -> bool:
    """Whether the table holds data: a header row, no table inside it, at least two columns."""
    if table.find(".//table") is not None or (table.get("role") or "") in {"presentation", "none"}:
        return False
    if any(_lays_out(cell) for line in grid[:40] for cell in line):
        return False
    return _header_row(grid) is not None


def lies_side_by_side(line: Sequence[Cell]) -> bool:
    """Whether the cells of a row are parts of a page that stand beside each other: none names what is in another.

    Old sites lay out the whole page so, a menu and a calendar at the left, the article at the right.  The row of an
    item is one row whatever is in it.
    """
    if any(item_number(cell.text) is not None for cell in line[:3]):
        return False
    if len(line) == 1 and line[0].el is not None and _paragraphs(line[0]) > 1:
        return True
    return any(cell.el is not None and _is_part_of_page(cell) for cell in line)


def _paragraphs(cell: Cell) -> int:
    """How many paragraphs with words a cell holds."""
    return sum(bool(one_line(part.text_content(), 20)) for part in cell.el.iter("p", "li", *_HEADINGS))


def _is_part_of_page(cell: Cell) -> bool:
    """Whether a cell holds a table, or a heading and what stands below it."""
    if cell.el.find(".//table") is not None:
        return True
    headed = sum(len(one_line(head.text_content(), 1200)) for head in cell.el.iter(*_HEADINGS))
    return 0 < headed < len(cell.text) - 1


def _lays_out(cell: Cell) -> bool:
    """Whether a cell holds a part of the page rather than a value."""
    if cell.el is None:
        return False
    return (
        len(cell.text) > 800
        or any(part.tag in _LAYOUT for part in cell.el.iter())
        or len(cell.el.findall(".//a")) > 5
    )


def _header_row(grid: Sequence[Sequence[Cell]]) -> int | None:
    """The index of the last header row, looking at the first six rows."""
    last = None
    for at, line in enumerate(grid[:6]):
        filled = [cell for cell in line if cell.text]
        if len(line) >= 2 and len(filled) >= 2 and all(cell.header for cell in filled):
            last = at
        elif last is not None:
            return last
    if last is not None:
        return last
    for at, line in enumerate(grid[:4]):
        said = [cell.text for cell in line if cell.text]
        if len(said) >= 2 and len(said) == len(line) and not any(_numeric(text) for text in said):
            bold = all(
                cell.el is None or cell.el.find(".//b") is not None or cell.el.find(".//strong") is not None
                for cell in line
            )
            return at if bold or len(grid) > at + 2 else None
    return None


#: Rows above the first link that may head a table without any mark of a header.
_UNMARKED = 2


def headed_columns(grid: Sequence[Sequence[Cell]]) -> tuple[int, tuple[str, ...]]:
    """How many rows head the table, and what they call each column: the nearest row's word first, ``ตุลาคม ปี 2567``."""
    last = _header_row(grid)
    if last is None:
        bare = list(takewhile(lambda line: not any(map(_links, line)), grid[: _UNMARKED + 1]))
        last = len(bare) - 1 if len(bare) <= _UNMARKED else -1
    heads = grid[: last + 1]
    if any(map(_spans_all, grid[last + 1 :])):  # each of them heads the rows below it, not the columns
        heads = [line for line in heads if not _spans_all(line)]
    width = max(map(len, heads), default=0)
    words = ([line[at].text for line in reversed(heads) if at < len(line)] for at in range(width))
    return last + 1, tuple(one_line(" ".join(dict.fromkeys(filter(None, said))), _NAME) for said in words)


def _spans_all(line: Sequence[Cell]) -> bool:
    """Whether a row is one cell as wide as the table."""
    return len(line) > 1 and sum(cell.el is not None for cell in line) == 1


def _links(cell: Cell) -> bool:
    return cell.el is not None and cell.el.find(".//a[@href]") is not None


def _numeric(text: str) -> bool:
    plain = text.replace(",", "").replace(".", "").replace("%", "").replace("-", "").strip()
    return plain.isdigit() and not (len(plain) == 4 and plain.startswith("25"))


_UNSAID = late(r"[-–—.…_\s]*")


def _says(line: Sequence[Cell]) -> bool:
    """Whether a row says something: its number, dashes and dots do not."""
    texts = [cell.text for cell in line]
    return any(not _UNSAID.fullmatch(text) for text in unnumbered(texts) or texts)


def data_table(grid: Sequence[Sequence[Cell]], headings: Sequence[str] = ()) -> Table:
    """The facts of a data table; two header rows are joined column by column."""
    last = _header_row(grid)
    head = 0 if last is None else last + 1
    width = max((len(line) for line in grid), default=0)
    header = []
    for column in range(width):
        words: list[str] = []
        for line in grid[:head]:
            if column < len(line) and line[column].text and line[column].text not in words:
                words.append(line[column].text)
        header.append(" ".join(words))
    data = [line for line in grid[head:] if _says(line)]
    texts = [tuple(cell.text for cell in line) for line in data]
    cells = sum(len(line) for line in texts)
    blank = sum(not text for line in texts for text in line)
    says_none = (
        bool(texts) and len(texts) <= 3 and any(text.startswith(_NONE) for line in texts for text in line)
    )
    return Table(
        where="html table",
        header=tuple(header),
        rows=len(texts),
        cells=cells,
        blank=blank,
        sample=tuple(texts[:_SAMPLE]),
        caption=headings[-1] if headings else "",
        template=not texts,
        says_none=says_none,
    )
