"""The headings above the place where a walk over a page has come, and where the part that each of them heads ends."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from crawler.read.page_links import first_words, is_toggle
from crawler.remembered import remembered
from crawler.thai.dates import read_dates

#: The level of the label of a tab's pane: below every heading of the page around it.
_PANE = 6
#: A container with this many times the letters of its headings, and some more, holds what they head.
_MORE, _SOME = 1.2, 10

#: Letters beyond which a heading says more than a period, and what stands around one: ``(ประจำปีงบประมาณ พ.ศ. 2568)``.
_PERIOD_CHARS = 80
_AROUND_A_PERIOD = re.compile(r"(?:[\W\d_]|ประจำ|ข้อมูล|ระหว่าง|รอบ|ช่วง)*")


@remembered(4_096)
def says_but_a_period(text: str) -> bool:
    """Whether a heading is nothing but a period: ``ปีงบประมาณ พ.ศ. 2568 (ต.ค. 67 - มี.ค. 68)``."""
    if len(text) > _PERIOD_CHARS:
        return False
    spans = [found.span for found in read_dates(text)]
    rest = "".join(letter for at, letter in enumerate(text) if not any(a <= at < b for a, b in spans))
    return bool(spans) and _AROUND_A_PERIOD.fullmatch(rest) is not None


class _Mark(NamedTuple):
    """The headings when a container was entered, how many had been met by then, and whether it is a tab's pane."""

    headings: tuple[tuple[int, str], ...]
    met: int
    pane: bool


class Outline:
    """The path of headings, each with its level, and the containers that are open."""

    def __init__(self) -> None:
        self._headings: list[tuple[int, str]] = []
        self._met = 0
        self._open: dict[Any, _Mark] = {}

    @property
    def path(self) -> tuple[str, ...]:
        """The headings above this place, the nearest last."""
        return tuple(text for _, text in self._headings)

    @property
    def nearest(self) -> tuple[int, str] | None:
        """The level and the words of the nearest heading."""
        return self._headings[-1] if self._headings else None

    def head(self, level: int, text: str, *, follows: bool = False) -> None:
        """Begin the part that ``text`` heads; parts as deep or deeper end.

        ``follows``: nothing stands between the nearest heading and this one.
        """
        level += self._is_subtitle(level, text, follows=follows)
        while self._headings and self._headings[-1][0] >= level:
            self._headings.pop()
        self._headings.append((level, text))
        self._met += 1

    def path_below(self, level: int, text: str, *, follows: bool) -> tuple[str, ...]:
        """The headings above what ``text`` is going to head, itself the last."""
        level += self._is_subtitle(level, text, follows=follows)
        return (*(words for height, words in self._headings if height < level), text)

    def _is_subtitle(self, level: int, text: str, *, follows: bool) -> bool:
        """Whether a period stands right below a heading as high, or comes after one that does: both head parts of it."""
        if self.nearest is None:
            return False
        height, words = self.nearest
        if height == level + 1:
            return says_but_a_period(text) and says_but_a_period(words)
        return follows and height == level and says_but_a_period(text) and not says_but_a_period(words)

    def enter(self, container: Any, label: str | None, floor: int, *, pane: bool) -> int:
        """Open a container; ``label`` heads it, where a tab or button calls it so.  The floor inside it."""
        self._open[container] = _Mark(tuple(self._headings), self._met, pane)
        if label is None:
            return floor
        self.head(floor + _PANE, label)
        return floor + _PANE * pane

    def leave(self, container: Any) -> None:
        """Close a container.  One that holds a heading *and* what it heads keeps the heading to itself.

        ``<div class="head"><h2>…</h2></div><div>…links…</div>``: the first ``div`` is nothing but the heading, which
        goes on to head what follows.  The label of a pane ends with it, however little it holds.
        """
        mark = self._open.pop(container, None)
        if mark is None or self._met == mark.met:
            return
        mine = (text for entry in self._headings if entry not in mark.headings for text in entry[1:])
        if mark.pane or _holds_more(container, sum(map(len, mine))):
            self._headings[:] = mark.headings


def _holds_more(container: Any, headed: int) -> bool:
    """Whether a container holds more than headings of so many letters: text, a link, a frame."""
    most = int(headed * _MORE + _SOME)
    if len(first_words(container, most + 3)) > most:  # a text that is cut may lose the blank before the cut
        return True
    links = (link for link in container.iter("a") if link.get("href") is not None and not is_toggle(link))
    return next(links, None) is not None or container.find(".//iframe") is not None
