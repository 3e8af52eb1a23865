"""Sequences of plain values of which one at a time is in memory: the agencies of an audit, the nights of a history.

An audit of 500 agencies as Python objects is a gigabyte.  Who walks through it needs one agency at a time.
"""

from __future__ import annotations

import json
import tempfile
from array import array
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar, overload

if TYPE_CHECKING:
    from pathlib import Path

T = TypeVar("T")
S = TypeVar("S")


#: Bytes of text of the values that stay at hand: those of eight agencies, and little beside a night of 500.
_AT_HAND = 4 << 20


class Shelf(Sequence[dict[str, Any]]):
    """JSON objects in a file without a name in the folder ``place``; it is gone when the shelf is.

    What a look gives is not to be changed: the first few stay at hand for the next look.
    """

    def __init__(self, place: Path) -> None:
        self._file = tempfile.TemporaryFile(dir=place)  # noqa: SIM115 - ours for life
        #: Where each value begins, and where the last ends; bytes.
        self._starts = array("Q", [0])
        self._at_hand: dict[int, dict[str, Any]] = {}
        self._room = _AT_HAND

    def append(self, value: dict[str, Any]) -> None:
        """Put one more value behind the last.  Raises ``TypeError`` for what JSON cannot hold, ``OSError``."""
        said = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        text = said.encode("utf-8", "surrogatepass")  # as json.loads reads it
        self._file.seek(self._starts[-1])
        self._file.write(text)
        self._starts.append(self._starts[-1] + len(text))

    def __len__(self) -> int:
        return len(self._starts) - 1

    @overload
    def __getitem__(self, at: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, at: slice) -> list[dict[str, Any]]: ...
    def __getitem__(self, at: int | slice) -> dict[str, Any] | list[dict[str, Any]]:
        places = range(len(self))[at]
        return [self._value(one) for one in places] if isinstance(places, range) else self._value(places)

    def _value(self, at: int) -> dict[str, Any]:
        if (kept := self._at_hand.get(at)) is not None:
            return kept
        size = self._starts[at + 1] - self._starts[at]
        self._file.seek(self._starts[at])
        value: dict[str, Any] = json.loads(self._file.read(size))
        if size <= self._room:
            self._at_hand[at] = value
            self._room -= size
        return value

    def __del__(self) -> None:
        with suppress(AttributeError, OSError):  # the folder could not hold it
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
