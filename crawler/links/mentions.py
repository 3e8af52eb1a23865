"""Which page links where, kept small: a site of ten thousand pages mentions a million addresses."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import NamedTuple

#: Characters of a link's words that a report shows.
_LONGEST = 160


class Mention(NamedTuple):
    """One link on one page.  ``page`` and ``target`` are numbers of addresses; ``fragment`` is without its #.

    ``line`` is where the tag of the link ends, as the parser counts: one that runs over lines is told by its last.
    """

    page: int
    target: int
    line: int
    kind: str
    text: str
    fragment: str


class Mentions:
    """All links of a run, twenty-four bytes each; what repeats (kinds, words of menus) is kept once."""

    def __init__(self) -> None:
        self._pages = array("I")
        self._targets = array("I")
        self._lines = array("I")
        self._kinds = array("I")
        self._texts = array("I")
        self._fragments = array("I")
        self._numbers: dict[str, int] = {"": 0}
        self._words: list[str] = [""]

    def __len__(self) -> int:
        return len(self._pages)

    def add(self, page: int, target: int, line: int, kind: str, text: str, fragment: str = "") -> None:
        """Keep one link."""
        number = self._numbers.get
        self._pages.append(page)
        self._targets.append(target)
        self._lines.append(line)
        self._kinds.append(number(kind) or self._new(kind))
        self._texts.append((number(text) or self._new(text)) if text else 0)
        self._fragments.append((number(fragment) or self._new(fragment)) if fragment else 0)

    def _new(self, words: str) -> int:
        found = self._numbers[words] = len(self._words)
        self._words.append(words)
        return found

    def of(self, targets: set[int]) -> Iterator[Mention]:
        """The links that lead to any of ``targets``, in the order in which they were found."""
        return (self._mention(at) for at, target in enumerate(self._targets) if target in targets)

    def with_fragment(self) -> Iterator[Mention]:
        """The links that point into a page."""
        return (self._mention(at) for at, fragment in enumerate(self._fragments) if fragment)

    def _mention(self, at: int) -> Mention:
        words = self._words
        text = " ".join(words[self._texts[at]].split())[:_LONGEST]
        return Mention(
            self._pages[at],
            self._targets[at],
            self._lines[at],
            words[self._kinds[at]],
            text,
            words[self._fragments[at]],
        )
