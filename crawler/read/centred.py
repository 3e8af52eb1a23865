"""A line in the middle of a page that heads what follows it, by nothing but where it stands: ``<center>แผนปฏิบัติราชการ</center>``.

Why: on pages of old editors no other mark tells the name of an item from its text.  But whole pages are centred too, and
captions, and notices: a line heads only what does not stand in the middle itself.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from crawler.read.navigation import UNSEEN, calls_itself_navigation
from crawler.read.page_links import OWN_LINE, first_words
from crawler.read.saying import says_something
from crawler.thai.text import one_line

#: Letters of a line that may be the name of an item.
_LONGEST = 120
_CENTRED = re.compile(r"(?:^|;)\s*text-align\s*:\s*(?:-\w+-)?center", re.IGNORECASE)
_BLOCKS = frozenset({"center", "p", "div"})
#: What makes a block more than a line of words.
_MORE = frozenset({"a", "img", "center", "iframe", "input"})
#: What parts two lines and says nothing.
_PARTS = frozenset({"br", "hr"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
#: Wrappers around nothing but the line, and how many may be.
_WRAPPERS, _MOST = frozenset({"div", "center", "p", "font", "span"}), 2
#: How many neighbours without a word are passed over.
_PASSED = 8


def heads_what_follows(el: Any) -> bool:
    """Whether an element is one centred line, and what follows is not centred, no heading and no navigation."""
    if not _is_line(el):
        return False
    before, after = _neighbour(el, before=True), _neighbour(el)
    if after is None or (before is not None and not isinstance(before, str) and _shows(before)):
        return False
    if isinstance(after, str):
        return True
    return not (_is_line(after) or after.tag in _HEADINGS or calls_itself_navigation(after))


def _is_line(el: Any) -> bool:
    """Whether an element is a centred block of one line that says something and leads nowhere."""
    if el.tag not in _BLOCKS or not _is_centred(el):
        return False
    if any(one is not el and (one.tag in OWN_LINE or one.tag in _MORE) for one in el.iter("*")):
        return False
    words = one_line(el.text_content())
    return 0 < len(words) <= _LONGEST and says_something(words)


def _is_centred(el: Any) -> bool:
    if el.tag == "center":
        return True
    align = (el.get("align") or "").strip().lower()
    return align in {"center", "middle"} or _CENTRED.search(el.get("style") or "") is not None


def _shows(el: Any) -> bool:
    """Whether an element is a picture, or holds one and no word: what stands below it in the middle is its caption."""
    picture = el.tag == "img" or el.find(".//img") is not None
    return picture and not first_words(el, 1)


def _neighbour(el: Any, *, before: bool = False) -> Any:
    """The nearest element or text on one side that is more than a parting line; ``None`` at the end of the box."""
    one = el
    for _ in range(_MOST + 1):
        found = _beside(one, before=before)
        if found is not None:
            return found
        one = one.getparent()
        if one is None or one.tag not in _WRAPPERS:
            return None
    return None


def _beside(el: Any, *, before: bool) -> Any:
    """What stands beside an element in the same box, where text follows its element as its tail."""
    if not before and (el.tail or "").strip():
        return el.tail
    for one in islice(el.itersiblings(preceding=before), _PASSED):
        shown = isinstance(one.tag, str) and one.tag not in UNSEEN and not _is_empty(one)
        tail = one.tail if (one.tail or "").strip() else None
        found = (tail or (one if shown else None)) if before else (one if shown else tail)
        if found is not None:
            return found
    parent = el.getparent() if before else None
    return parent.text if parent is not None and (parent.text or "").strip() else None


def _is_empty(el: Any) -> bool:
    """Whether an element shows nothing: a parting line, an empty paragraph."""
    if el.tag in _PARTS:
        return True
    return (
        el.tag in _BLOCKS and len(el) <= _PASSED and not first_words(el, 1) and el.find(".//*[@src]") is None
    )
