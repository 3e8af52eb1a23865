"""The tables of a page as a walk meets them: for each cell its row and its column's name, for each row its anchors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crawler.read.html_tables import (
    data_table,
    grid_of,
    headed_columns,
    is_data_table,
    lies_side_by_side,
    row_names,
)
from crawler.read.page_facts import PageTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.read.html_tables import Cell
    from crawler.read.navigation import Navigation

_MAX_CELL = 400
#: Parts of a page that a table lays out beside each other, and elements of a part that may be its menu.
_SIDE_BY_SIDE, _BLOCKS = 4, ("nav", "ul", "div", "table")


class Place(NamedTuple):
    """Where in a table something stands: the texts of its row, and what the column is called."""

    row: tuple[str, ...] = ()
    column: str = ""


class Rows:
    """What is known of the cells and rows of the tables entered so far."""

    def __init__(self, navigation: Navigation) -> None:
        self._navigation = navigation
        self.tables: list[PageTable] = []
        self._places: dict[Any, Place] = {}
        self._anchors: dict[Any, tuple[str, ...]] = {}
        self._headings: set[Any] = set()

    def enter(
        self, table: Any, order: int, path: tuple[str, ...], ids: tuple[str, ...], *, navigation: bool
    ) -> None:
        """Take up a table, and keep it where it holds data."""
        grid = grid_of(table)
        names = row_names(table)
        self._anchors.update(names.anchors)
        self._headings |= names.headings
        heads, columns = headed_columns(grid)
        for number, line in enumerate(grid):
            texts = tuple(cell.text for cell in line)
            if (
                any(len(text) > _MAX_CELL for text in texts)
                or lies_side_by_side(line)
                or self._has_menu(line)
            ):
                continue  # such a cell lays out the page; its neighbours say nothing about it
            for at, cell in enumerate(line):
                named = number >= heads and at < len(columns)
                if cell.el is not None:
                    self._places.setdefault(cell.el, Place(texts, columns[at] if named else ""))
        if is_data_table(table, grid):
            self.tables.append(PageTable(data_table(grid, path), order, path, ids, navigation))

    def _has_menu(self, line: Sequence[Cell]) -> bool:
        """Whether a cell is the menu of the page, or holds it."""
        cells = [cell.el for cell in line if cell.el is not None] if len(line) <= _SIDE_BY_SIDE else []
        return any(
            self._navigation.is_block(el) for cell in cells for el in (cell, *cell.iterchildren(*_BLOCKS))
        )

    def place_of(self, cell: Any) -> Place | None:
        """Where a cell stands; ``None`` where it only lays out the page."""
        return self._places.get(cell)

    def anchors_of(self, row: Any) -> tuple[str, ...]:
        """The anchors under which a row stands."""
        return self._anchors.get(row, ())

    def is_heading(self, cell: Any) -> bool:
        """Whether a cell is nothing but the name of the rows below."""
        return cell in self._headings
