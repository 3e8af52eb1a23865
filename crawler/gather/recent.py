"""What a long run remembers: what was last used, and no more of it than was said; and what it has met at all."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable

Key = TypeVar("Key")
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """Values by key; of more than ``most`` the one that nobody asked for the longest time is forgotten."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Key, Value] = OrderedDict()

    def __setitem__(self, key: Key, value: Value) -> None:
        self._values[key] = value
        self._values.move_to_end(key)
        if len(self._values) > self._most:
            self._values.popitem(last=False)

    def get(self, key: Key) -> Value | None:
        """The value, used now; ``None`` when there is none, or none any more."""
        if key not in self._values:
            return None
        self._values.move_to_end(key)
        return self._values[key]

    def pop(self, key: Key) -> None:
        """Forget the value, if there is one."""
        self._values.pop(key, None)

    def __len__(self) -> int:
        return len(self._values)


class Met:
    """What was met, as numbers of eight bytes in their order: a set takes ten times as much for each."""

    def __init__(self) -> None:
        self._numbers = array("q")

    def add(self, one: Hashable) -> None:
        """Remember it."""
        if one not in self:
            number = hash(one)
            self._numbers.insert(bisect_left(self._numbers, number), number)

    def __contains__(self, one: Hashable) -> bool:
        number = hash(one)
        place = bisect_left(self._numbers, number)
        return place < len(self._numbers) and self._numbers[place] == number

    def __len__(self) -> int:
        return len(self._numbers)
