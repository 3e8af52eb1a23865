"""Sequences of plain values of which one at a time is in memory: the agencies of an audit, the nights of a history.

An audit of 500 agencies as Python objects is a gigabyte.  Who walks through it needs one agency at a time.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cached_property
from typing import IO, TYPE_CHECKING, Any, TypeVar, overload

if TYPE_CHECKING:
    from pathlib import Path

T = TypeVar("T")
S = TypeVar("S")


#: So many values stay in memory: those of a few agencies need no file.
_AT_HAND = 8


class Shelf(Sequence[dict[str, Any]]):
    """JSON objects, the first few in memory, the others in a file without a name in the folder ``place``.

    The file is gone when the shelf is.  What a look gives is not to be changed: the next look may give the same.
    """

    def __init__(self, place: Path) -> None:
        self._place = place
        self._first: list[dict[str, Any]] = []
        #: Where each of the others begins, and where the last ends; bytes.
        self._starts = array("Q", [0])

    @cached_property
    def _file(self) -> IO[bytes]:
        import tempfile

        return tempfile.TemporaryFile(dir=self._place)

    def append(self, value: dict[str, Any]) -> None:
        """Put one more value behind the last.  Raises ``TypeError`` for what JSON cannot hold, ``OSError``."""
        if len(self._first) < _AT_HAND:
            self._first.append(value)
            return
        said = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        text = said.encode("utf-8", "surrogatepass")  # as json.loads reads it
        self._file.seek(self._starts[-1])
        self._file.write(text)
        self._starts.append(self._starts[-1] + len(text))

    def __len__(self) -> int:
        return len(self._first) + len(self._starts) - 1

    @overload
    def __getitem__(self, at: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, at: slice) -> list[dict[str, Any]]: ...
    def __getitem__(self, at: int | slice) -> dict[str, Any] | list[dict[str, Any]]:
        places = range(len(self))[at]
        return [self._value(one) for one in places] if isinstance(places, range) else self._value(places)

    def _value(self, at: int) -> dict[str, Any]:
        if at < len(self._first):
            return self._first[at]
        begin, end = self._starts[at - len(self._first) : at - len(self._first) + 2]
        self._file.seek(begin)
        value: dict[str, Any] = json.loads(self._file.read(end - begin))
        return value

    def __del__(self) -> None:
        if "_file" in vars(self):
            with suppress(OSError):
                self._file.close()


class Each(Sequence[T]):
    """What ``told`` makes of each of ``values``, made when it is looked at."""

    def __init__(self, values: Sequence[S], told: Callable[[S], T]) -> None:
        self._values: Sequence[Any] = values
        self._told: Callable[[Any], T] = told

    def __len__(self) -> int:
        return len(self._values)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> list[T]: ...
    def __getitem__(self, at: int | slice) -> T | list[T]:
        if isinstance(at, slice):
            return [self._told(one) for one in self._values[at]]
        return self._told(self._values[at])
