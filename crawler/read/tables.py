"""Tables found in a grid of cells: under title rows, with headers of two rows, one below the other.

A sheet of a Thai office is a printed form: three title rows merged over all columns, a header whose cells are
merged down and across, a row of column numbers, sections (``เดือนตุลาคม 2567``), totals, a signature.  What is
asked of it is plain: is there a header, how many rows of data stand below it, which of their cells are blank.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.model import Block, Link, Table
from crawler.read.grid import Grid, row_text
from crawler.read.phrases import NOTHING
from crawler.read.table_body import Body
from crawler.read.table_header import header_from, header_texts

if TYPE_CHECKING:
    from collections.abc import Sequence

_TABLES = 60
#: Rows below the last table that are kept as text, and how many of them are titles when there is no table.
_LOOSE_ROWS, _LOOSE_TITLES = 400, 12


@dataclass(frozen=True, slots=True)
class Found:
    """What a grid holds: its tables, the lines that belong to none (titles first), its links."""

    tables: tuple[Table, ...]
    blocks: tuple[Block, ...]
    links: tuple[Link, ...]
    title_rows: int = 0


def find_tables(grid: Grid, *, caption: str = "") -> Found:
    """The tables of ``grid`` and the text around them; ``caption`` stands above the grid itself."""
    tables: list[Table] = []
    blocks: list[Block] = []
    at, count = 0, len(grid.rows)
    title_rows = headers = 0
    while at < count and len(tables) < _TABLES:
        header = header_from(grid, at)
        if header is None:
            break
        first, last = header
        above = [line for row in range(at, first) if (line := row_text(grid.text(row)))]
        headers += 1
        where = grid.where if headers == 1 else f"{grid.where}, table {headers}"
        title_rows = title_rows if tables else len(above)
        blocks.extend(Block(line, where, "caption" if tables else "title") for line in above)
        body = Body(
            grid,
            header_texts(grid, first, last),
            where=where,
            caption=_caption(above) or ("" if tables else caption),
            start=last + 1,
        )
        at = body.read()
        tables.extend(body.tables())
        blocks.append(Block(row_text(body.header_of_data()), where, "text"))
        blocks.extend(body.blocks)
    loose = [line for row in range(at, min(count, at + _LOOSE_ROWS)) if (line := row_text(grid.text(row)))]
    kind = "text" if tables else "title"
    if not tables and (nothing := next(filter(NOTHING.search, loose), None)):
        tables.append(
            Table(grid.where, (), 0, 0, 0, ((nothing,),), caption=_caption(loose[:2]), says_none=True)
        )
    for number, line in enumerate(loose):
        blocks.append(Block(line, grid.where, kind if number < _LOOSE_TITLES else "text"))
    return Found(tuple(tables), tuple(blocks), tuple(grid.links()), title_rows)


def _caption(above: Sequence[str]) -> str:
    """The nearest lines above a header, at most three."""
    return " ".join(above[-3:])
