"""Which words a page sets off from those around them: bold, underlined, larger, coloured by an old editor.

Why: on pages made by hand a heading is seldom an ``h2``; it is a line of its own that is set off.  But editors also write
a size or a font beside every line, which sets off none: larger is what is larger than most letters of the page, and
where nearly all is bold only what is larger is seen.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

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
        if el.tag == "font":
            size = el.get("size")
            return el.get("color") is not None if size is None else not _SMALL_PRINT.match(size)
        if el.tag in TAGS and not (self._all_bold and el.tag in _BOLD_TAGS):
            return True
        style = el.get("style")
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
        inside: set[Any] = set()
        bold = every = 0
        for el in body.iter("*"):  # parents before their children
            around = el.getparent() in inside
            if around or _is_bold(el):
                inside.add(el)
            text, tail = len((el.text or "").strip()), len((el.tail or "").strip())
            bold += text * (el in inside) + tail * around
            every += text + tail
        return bold > every * _NEARLY_ALL


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
