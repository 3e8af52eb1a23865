"""The run of text between two boundaries of blocks, and which of its words are set off from the others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from crawler.thai.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_TEXT = 4_000
_MAX_LEAD = 80
#: Words before a colon that is none of an address or a time of day, or before *ได้ที่* (where it is to be had).
_LEAD = re.compile(rf"^(?=[^:：]*[^\W\d_])([^:：]{{2,{_MAX_LEAD}}}?)\s*(?:[:：](?!//|\d)|ได้ที่|ได้ทาง)")


class Run(NamedTuple):
    """A run that has ended: its text in one line, whether all of it is set off, and what it opens with to name itself."""

    text: str
    set_off: bool
    lead: str


class TextRun:
    """The run that is being read; elements that begin in it are remembered until they end."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._first = -1  # the first part with a word in it
        self._set_off: list[tuple[int, int]] = []  # from which part to which, none inside another
        self._lead = ""
        self._ended = 0
        self._begun: dict[Any, tuple[int, int]] = {}

    def add(self, text: str) -> None:
        """Go on with ``text``."""
        if self._first < 0 and text.strip():
            self._first = len(self._parts)
        self._parts.append(text)

    def begin(self, el: Any) -> None:
        """Remember where an element begins whose words may be set off."""
        self._begun[el] = (self._ended, len(self._parts))

    def leave(self, el: Any, *, set_off: bool) -> None:
        """End an element; its words, as far as they stand in this run, may be ``set_off``."""
        ended, at = self._begun.pop(el, (-1, 0))
        if not set_off:
            return
        before = at if ended == self._ended else 0
        if self._first >= before:
            self._lead = one_line("".join(self._parts[before : before + 2 * _MAX_LEAD]), _MAX_LEAD)
        while self._set_off and self._set_off[-1][0] >= before:
            self._set_off.pop()
        self._set_off.append((before, len(self._parts)))

    def end(self) -> Run:
        """End the run and begin the next."""
        text = one_line("".join(self._parts), _MAX_TEXT)
        set_off = self._first >= 0 and not any(part.strip() for part in self._beside())
        lead = "" if set_off else self._lead or _before_colon(text)
        self._parts, self._first, self._set_off, self._lead = [], -1, [], ""
        self._ended += 1
        return Run(text, set_off, lead)

    def _beside(self) -> Iterator[str]:
        """The parts that are not set off."""
        at = 0
        for start, end in self._set_off:
            yield from self._parts[at:start]
            at = end
        yield from self._parts[at:]


def _before_colon(text: str) -> str:
    found = _LEAD.match(text)
    return found[1] if found is not None else ""
