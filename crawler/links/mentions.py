"""Which page links where, kept small: a site of ten thousand pages mentions a million addresses."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import NamedTuple


class Mention(NamedTuple):
    """One link on one page.  ``page`` and ``target`` are numbers of addresses; ``fragment`` is without its #."""

    page: int
    target: int
    line: int
    kind: str
    text: str
    fragment: str


class Mentions:
    """All links of a run, twenty bytes each."""

    def __init__(self) -> None:
        self._pages = array("I")
        self._targets = array("I")
        self._lines = array("I")
        self._kinds = array("I")
        self._texts = array("I")
        self._fragments = array("I")
        self._numbers: dict[str, int] = {}
        self._words: list[str] = []

    def __len__(self) -> int:
        return len(self._pages)

    def add(self, page: int, target: int, line: int, kind: str, text: str, fragment: str = "") -> None:
        """Keep one link."""
        self._pages.append(page)
        self._targets.append(target)
        self._lines.append(line)
        self._kinds.append(self._number(kind))
        self._texts.append(self._number(text))
        self._fragments.append(self._number(fragment))

    def _number(self, words: str) -> int:
        number = self._numbers.get(words)
        if number is None:
            number = self._numbers[words] = len(self._words)
            self._words.append(words)
        return number

    def of(self, targets: set[int]) -> Iterator[Mention]:
        """The links that lead to any of ``targets``, in the order in which they were found."""
        for at, target in enumerate(self._targets):
            if target in targets:
                yield self._mention(at)

    def with_fragment(self) -> Iterator[Mention]:
        """The links that point into a page."""
        empty = self._numbers.get("", -1)
        for at, fragment in enumerate(self._fragments):
            if fragment != empty:
                yield self._mention(at)

    def _mention(self, at: int) -> Mention:
        words = self._words
        return Mention(
            self._pages[at],
            self._targets[at],
            self._lines[at],
            words[self._kinds[at]],
            words[self._texts[at]],
            words[self._fragments[at]],
        )
