"""Which page links where, kept small: a site of ten thousand pages mentions a million addresses."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import NamedTuple

#: Characters of a link's words that a report shows.
_LONGEST = 160
_LOW = (1 << 32) - 1


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
    """All links of a run, sixteen bytes each; what repeats (the words of menus) is kept once."""

    def __init__(self) -> None:
        self._places = array("Q")  # page and target
        self._sayings = array("Q")  # line, and the number of kind, words and fragment
        self._numbers: dict[tuple[str, str, str], int] = {}
        self._known: list[tuple[str, str, str]] = []

    def __len__(self) -> int:
        return len(self._places)

    def add(self, page: int, target: int, line: int, kind: str, text: str, fragment: str = "") -> None:
        """Keep one link."""
        said = (kind, text, fragment)
        number = self._numbers.get(said)
        if number is None:
            number = self._numbers[said] = len(self._known)
            self._known.append(said)
        self._places.append(page << 32 | target)
        self._sayings.append(line << 32 | number)

    def of(self, targets: set[int]) -> Iterator[Mention]:
        """The links that lead to any of ``targets``, in the order in which they were found."""
        return (self._mention(at) for at, place in enumerate(self._places) if place & _LOW in targets)

    def with_fragment(self) -> Iterator[Mention]:
        """The links that point into a page."""
        pointing = {number for number, (_, _, fragment) in enumerate(self._known) if fragment}
        return (self._mention(at) for at, said in enumerate(self._sayings) if said & _LOW in pointing)

    def _mention(self, at: int) -> Mention:
        place, said = self._places[at], self._sayings[at]
        kind, text, fragment = self._known[said & _LOW]
        return Mention(
            place >> 32, place & _LOW, said >> 32, kind, " ".join(text.split())[:_LONGEST], fragment
        )
