"""Which words a page sets off from those around them: bold, underlined, larger, coloured by an old editor.

Why: on pages made by hand a heading is seldom an ``h2``; it is a line of its own that is set off.  But editors also write
a size or a font beside every line, which sets off none: larger is what is larger than most letters of the page, and
where nearly all is bold only what is larger is seen.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, NamedTuple

from lxml import etree

from crawler.read.page_links import OWN_LINE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TAGS = frozenset({"b", "strong", "u", "font", "big"})
#: Sizes of ``<font>`` that are no larger than what stands around it.
_SMALL_PRINT = re.compile(r"\s*(?:[0-3]|-\d)\s*$")
_BOLD = re.compile(r"(?:^|;)\s*font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_SIZE = re.compile(
    r"(?:^|;)\s*font-size\s*:\s*(?:(?P<number>[\d.]+)\s*(?P<unit>px|pt|r?em|%)|(?P<word>[a-z-]+))",
    re.IGNORECASE,
)
_BOLD_TAGS = frozenset({"b", "strong"})
#: The share of a page's letters from which on bold sets off none of them.
_NEARLY_ALL = 0.75
#: In pixels, as browsers have them.
_ORDINARY = 16.0
_UNITS = {"px": 1.0, "pt": 4 / 3, "em": _ORDINARY, "rem": _ORDINARY, "%": _ORDINARY / 100}
_WORDS = {"large": 18.0, "larger": 19.2, "x-large": 24.0, "xx-large": 32.0, "xxx-large": 48.0}
#: So much larger is seen.
_SEEN = 1.1


class Emphasis:
    """What sets words off on one page."""

    def __init__(self, body: Any) -> None:
        self._most = _size_of_most(body)
        self._all_bold = self._is_all_bold(body)

    def sets_off(self, el: Any) -> bool:
        """Whether an element sets its words off from what stands around it."""
        style = el.get("style")
        if el.tag == "font":
            size = el.get("size")
            if size is None and el.get("color") is not None:
                return True
            if size is not None and not _SIZE.search(style or ""):  # else a rounded one, beside what it is
                return not _SMALL_PRINT.match(size)
        if el.tag in TAGS - {"font"} and not (self._all_bold and el.tag in _BOLD_TAGS):
            return True
        if not style:
            return False
        return self._is_larger(style) or (not self._all_bold and _BOLD.search(style) is not None)

    def _is_larger(self, style: str) -> bool:
        return (_size(style) or 0) >= self._most * _SEEN

    def _is_all_bold(self, body: Any) -> bool:
        """Whether nearly all letters of a page are bold, and some larger than most."""
        styled = body.xpath(".//*[contains(@style, 'font-size')]")
        if not any(self._is_larger(el.get("style")) for el in styled):
            return False
        lines = [*self._lines(body)]
        bold, every = sum(line.bold for line in lines), sum(line.letters for line in lines)
        return bold > every * _NEARLY_ALL and not _are_labels(lines)

    def _lines(self, body: Any) -> Iterator[_Line]:
        """The lines of a page that say something."""
        around: list[tuple[bool, bool]] = [(False, False)]
        said: list[tuple[int, bool, bool]] = []
        for event, el in etree.iterwalk(body, events=("start", "end", "comment", "pi")):
            if event in {"start", "end"} and el.tag in OWN_LINE and said:
                yield _Line.of(said)
                said = []
            if event == "start":
                bold, larger = around[-1]
                style = el.get("style") or ""
                around.append((bold or _is_bold(el), self._is_larger(style) if _size(style) else larger))
                text = el.text
            else:
                if event == "end":
                    around.pop()
                text = el.tail if el is not body else None
            if letters := len((text or "").strip()):
                said.append((letters, *around[-1]))
        if said:
            yield _Line.of(said)


class _Line(NamedTuple):
    """How many letters a line has, how many of them are bold, and how many larger than most of the page."""

    letters: int
    bold: int
    larger: int

    @classmethod
    def of(cls, said: Sequence[tuple[int, bool, bool]]) -> _Line:
        return cls(
            sum(letters for letters, _, _ in said),
            sum(letters for letters, bold, _ in said if bold),
            sum(letters for letters, _, larger in said if larger),
        )

    @property
    def is_bold(self) -> bool:
        """Whether most of it is bold."""
        return self.bold * 2 > self.letters

    @property
    def is_larger(self) -> bool:
        """Whether most of it is larger."""
        return self.larger * 2 > self.letters


def _are_labels(lines: Sequence[_Line]) -> bool:
    """Whether the bold lines of a page are its labels, each above a plain one, a button as a rule, and few above them larger."""
    larger = sum(line.is_bold and line.is_larger for line in lines)
    labels = [after for line, after in zip_longest(lines, lines[1:]) if line.is_bold and not line.is_larger]
    plain = sum(after is not None and not after.is_bold for after in labels)
    return len(labels) >= 2 * max(1, larger) and plain > len(labels) * _NEARLY_ALL


def _is_bold(el: Any) -> bool:
    return el.tag in _BOLD_TAGS or _BOLD.search(el.get("style") or "") is not None


def _size(style: str) -> float | None:
    """The size of letters that a style gives, in pixels."""
    found = _SIZE.search(style)
    if found is None:
        return None
    if found["word"]:
        return _WORDS.get(found["word"].lower(), _ORDINARY)
    try:
        return float(found["number"]) * _UNITS[found["unit"].lower()]
    except ValueError:  # "1.2.3px"
        return None


def _size_of_most(body: Any) -> float:
    """The size of most letters of a page, in pixels."""
    if not body.xpath("boolean(.//*[contains(@style, 'font-size')])"):
        return _ORDINARY
    letters: Counter[float] = Counter()
    sizes: dict[Any, float] = {}
    for el in body.iter("*"):  # parents before their children
        around = sizes.get(el.getparent(), _ORDINARY)
        size = sizes[el] = _size(el.get("style") or "") or around
        letters[size] += len((el.text or "").strip())
        letters[around] += len((el.tail or "").strip())
    return letters.most_common(1)[0][0]
