"""The facts of a page as a record of bytes and back, without loss: what a reader's child answers and the cache keeps.

A record is compressed JSON, column by column.  Every text stands in it once, however often the page says it: a cell of
a table is named by all its neighbours.  What the columns are follows from the fields of the dataclasses.  Reading a
record executes nothing and checks everything, so one that is damaged, or that somebody else wrote, is only refused.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from crawler.model import Table
from crawler.read.limits import MIB, PAGE_RECORD, LimitReachedError
from crawler.read.page_facts import PageFacts, PageLink, PageTable, Piece

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    Column = list[Any]
    _Pack = Callable[["_Packing", Sequence[Any]], Column]
    _Unpack = Callable[["_Unpacking", Column], Iterable[Any]]
    _Way = tuple[_Pack, _Unpack]

#: Of zlib: the quickest.  The slower ones save a quarter of a few kilobytes.
_LEVEL = 1
#: In place of a text's number: there is no text.
_NONE = -1


def packed(page: PageFacts) -> bytes:
    """The record of a page.  Raises ``LimitReachedError`` for one that is larger than anybody would read."""
    packing = _Packing({}, {})
    columns = packing.rows(PageFacts, [page])
    paths = [packing.texts(path) for path in packing.path_numbers]
    said = json.dumps([list(packing.text_numbers), paths, columns], ensure_ascii=False, separators=(",", ":"))
    record = said.encode(errors="surrogatepass")
    if len(record) > PAGE_RECORD:
        raise LimitReachedError("characters", f"the facts of the page are more than {PAGE_RECORD // MIB} MiB")
    return zlib.compress(record, _LEVEL)


def unpacked(record: bytes) -> PageFacts:
    """The facts that :func:`packed` was given.  Raises ``ValueError`` on anything else."""
    inflating = zlib.decompressobj()
    try:
        said = inflating.decompress(record, PAGE_RECORD)
        if not inflating.eof:
            raise ValueError("a record of a page without its end")
        texts, paths, columns = json.loads(said)
        named = _Unpacking(_only(str, texts), ())
        whole = _Unpacking(texts, [tuple(named.texts(path)) for path in paths])
        page: PageFacts
        (page,) = whole.rows(PageFacts, columns)
    except (zlib.error, TypeError, LookupError, RecursionError) as damage:
        raise ValueError(f"no record of a page: {damage}") from damage
    return page


@dataclass(frozen=True, slots=True)
class _Packing:
    """Values on their way into a record, which numbers their texts and paths (tuples of texts) as they come."""

    text_numbers: dict[str, int]
    path_numbers: dict[tuple[str, ...], int]

    def rows(self, kind: type, rows: Sequence[Any]) -> list[Any]:
        """The columns of ``rows``, which are all of one ``kind``."""
        return [pack(self, [getattr(row, name) for row in rows]) for name, pack, _ in _COLUMNS[kind]]

    def texts(self, values: Iterable[str]) -> Column:
        """Texts, by their numbers."""
        known = self.text_numbers
        return [known.setdefault(text, len(known)) for text in values]

    def texts_or_none(self, values: Iterable[str | None]) -> Column:
        """Texts that may be missing."""
        return [_NONE if text is None else self.texts([text])[0] for text in values]

    def paths(self, values: Iterable[tuple[str, ...]]) -> Column:
        """Paths, by their numbers."""
        known = self.path_numbers
        return [known.setdefault(path, len(known)) for path in values]

    def path_lists(self, values: Iterable[tuple[tuple[str, ...], ...]]) -> Column:
        """Several paths each."""
        return [self.paths(each) for each in values]

    def numbers(self, values: Iterable[int]) -> Column:
        """Numbers, and yes or no as 1 or 0."""
        return [*map(int, values)]

    def places(self, values: Iterable[tuple[tuple[str, int], ...]]) -> Column:
        """Texts with a number each."""
        return [[self.texts(text for text, _ in each), [number for _, number in each]] for each in values]


@dataclass(frozen=True, slots=True)
class _Unpacking:
    """The way back: each method takes what the one of its name gave.  Raises on what none of them gives."""

    text_of: Sequence[str]
    path_of: Sequence[tuple[str, ...]]

    def rows(self, kind: type, columns: Column) -> tuple[Any, ...]:
        pairs = zip(_COLUMNS[kind], columns, strict=True)
        values = [[*unpack(self, column)] for (_, _, unpack), column in pairs]
        if len({*map(len, values)}) != 1:
            raise ValueError("columns of different lengths")
        return tuple(map(kind, *values))

    def texts(self, column: Column) -> Column:
        return [*map(self.text_of.__getitem__, column)]

    def texts_or_none(self, column: Column) -> Column:
        return [None if number == _NONE else self.text_of[number] for number in column]

    def paths(self, column: Column) -> Column:
        return [*map(self.path_of.__getitem__, column)]

    def path_lists(self, column: Column) -> Column:
        return [tuple(self.paths(each)) for each in column]

    def numbers(self, column: Column) -> Column:
        return _only(int, column)

    def truths(self, column: Column) -> Column:
        return [*map(bool, _only(int, column))]

    def places(self, column: Column) -> Column:
        return [tuple(zip(self.texts(texts), _only(int, numbers), strict=True)) for texts, numbers in column]


def _only(kind: type, values: Any) -> list[Any]:
    """A list of nothing but values of one kind."""
    if type(values) is not list or {*map(type, values)} - {kind}:
        raise TypeError(f"no list of {kind.__name__}")
    return values


def _one(kind: type) -> _Way:
    """The way of a value of ``kind`` in each row."""
    return lambda to, values: to.rows(kind, values), lambda of, column: of.rows(kind, column)


def _many(kind: type) -> _Way:
    """The way of several values of ``kind`` in each row."""
    return (
        lambda to, values: [to.rows(kind, each) for each in values],
        lambda of, column: [of.rows(kind, each) for each in column],
    )


#: How the values of a field go into a record and come out of it, by the type that the field is declared with.
_WAYS: Mapping[str, _Way] = {
    "str": (_Packing.texts, _Unpacking.texts),
    "str | None": (_Packing.texts_or_none, _Unpacking.texts_or_none),
    "int": (_Packing.numbers, _Unpacking.numbers),
    "bool": (_Packing.numbers, _Unpacking.truths),
    "tuple[str, ...]": (_Packing.paths, _Unpacking.paths),
    "tuple[tuple[str, ...], ...]": (_Packing.path_lists, _Unpacking.path_lists),
    "tuple[tuple[str, int], ...]": (_Packing.places, _Unpacking.places),
    "Table": _one(Table),
    "tuple[Piece, ...]": _many(Piece),
    "tuple[PageLink, ...]": _many(PageLink),
    "tuple[PageTable, ...]": _many(PageTable),
}
_COLUMNS: Mapping[type, list[tuple[str, _Pack, _Unpack]]] = {
    kind: [(field.name, *_WAYS[str(field.type)]) for field in fields(kind)]
    for kind in (PageFacts, Piece, PageLink, PageTable, Table)
}
