"""Which demanded layout a table has, and which of its columns are not there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from crawler.thai.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from checklists.model import Column, Layout
    from crawler.judge.case import Candidate
    from crawler.model import Table


#: Letters of a heading that stands for its column in whatever cell it stands.
_TELLING = 5


@dataclass(frozen=True, slots=True)
class Fit:
    """A table that has a layout, at least nearly."""

    table: Table
    layout: Layout
    found: tuple[Column, ...]
    missing: tuple[Column, ...]


def tables_of(candidate: Candidate) -> tuple[Table, ...]:
    """The tables of the document or section."""
    holding = candidate.holding
    if holding.document is not None:
        return holding.document.tables
    if holding.page is not None:
        return tuple(holding.page.tables[at].table for at in candidate.tables)
    return ()


def best_layout(table: Table, layouts: Sequence[Layout]) -> Fit | None:
    """The layout that most of the header fits, if enough of it does."""
    return _fullest(fit for fit in _fits(table, layouts) if len(fit.found) >= fit.layout.at_least)


def nearest_layout(table: Table, layouts: Sequence[Layout]) -> Fit | None:
    """The layout that most of the header fits, however little that is."""
    return _fullest(_fits(table, layouts))


def _fits(table: Table, layouts: Sequence[Layout]) -> Iterator[Fit]:
    header = frozenset(map(fold, table.header))
    together = "\n".join(header)
    for layout in layouts:
        found = tuple(c for c in layout.columns if _stands(c, header, together))
        yield Fit(table, layout, found, tuple(c for c in layout.columns if c not in found))


def _fullest(fits: Iterable[Fit]) -> Fit | None:
    return max(fits, key=lambda fit: len(fit.found) / len(fit.layout.columns), default=None)


def _stands(column: Column, header: frozenset[str], together: str) -> bool:
    keys = _keys(column)
    return not header.isdisjoint(keys) or any(key in together for key in keys if len(key) >= _TELLING)


@cache
def _keys(column: Column) -> tuple[str, ...]:
    """The headings of a column, folded."""
    return tuple(filter(None, map(fold, (column.name, *column.headings))))
