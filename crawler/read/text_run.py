"""The run of text between two boundaries of blocks, and which of its words are set off from the others."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from crawler.thai.text import one_line

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
        self._set_off: set[int] = set()
        self._lead = ""
        self._ended = 0
        self._begun: dict[Any, tuple[int, int]] = {}

    def add(self, text: str) -> None:
        """Go on with ``text``."""
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
        said = "".join(self._parts[before:]).strip()
        if said and not "".join(self._parts[:before]).strip():
            self._lead = one_line(said, _MAX_LEAD)
        self._set_off.update(range(before, len(self._parts)))

    def end(self) -> Run:
        """End the run and begin the next."""
        raw = "".join(self._parts)
        text = one_line(raw, _MAX_TEXT)
        said = [at for at, part in enumerate(self._parts) if part.strip()]  # blanks are nobody's
        set_off = bool(said) and self._set_off.issuperset(said)
        lead = "" if set_off else self._lead or _before_colon(text)
        self._parts, self._set_off, self._lead = [], set(), ""
        self._ended += 1
        return Run(text, set_off, lead)


def _before_colon(text: str) -> str:
    found = _LEAD.match(text)
    return found[1] if found is not None else ""
