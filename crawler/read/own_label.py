"""What a button is called by the box in which it stands alone with one line of words: a card, a cell, an icon's own corner.

Why: ``ดาวน์โหลด`` says of no paper which it is, and a picture of a sheet says nothing; the words stand above the one and
below the other.  Whose they are is plain where a box holds one address and one line.  Of two lines, or of two
addresses, nobody knows.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any

from crawler.read.navigation import UNSEEN
from crawler.read.outline import says_but_a_period
from crawler.read.page_links import OWN_LINE
from crawler.read.saying import is_of_a_file
from crawler.thai.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

#: How far above the button its box may begin, elements that such a box holds at most, letters of its line.
_ABOVE, _ELEMENTS, _LONGEST = 6, 60, 240
_LISTS = frozenset({"ul", "ol"})
#: Boxes of more than one thing; a row names its buttons by its cells.
_NO_BOX = frozenset({"body", "main", "tr", "tbody", "table", "dl", "form", "nav"}) | _LISTS
#: An address that is more than a place for one: a script's errand may be another for each button.
_SOMEWHERE = re.compile(r"(?!#|javascript:)\S", re.IGNORECASE)
#: The pane of a tab: beside it stands another tab's.
_PANE = re.compile(r"(?:^|[\s_-])tab-?(?:pane|panel|content)(?:$|[\s_-])", re.IGNORECASE)
#: Where a line ends.
_END = "\n"
#: What has its own way to head what stands below it, shows something, or is to be filled in.
_MORE = frozenset({
    "h1", "h2", "h3", "h4", "h5", "h6", "legend", "summary", "caption", "dt", "th", "table", "iframe", "frame", "embed", "object",
    "input", "select", "textarea",
})  # fmt: skip


def label_of(button: Any) -> str:
    """The one line of words in the smallest box around a button that holds any; nothing where there is more."""
    for box in islice(button.iterancestors(), _ABOVE):
        if box.tag in _LISTS and box.getparent().tag == "li":
            continue  # the list below an entry; what the entry is called stands above
        if box.tag in _NO_BOX or not _holds_alone(box, button):
            return ""
        said = [line for line in _lines(box, button) if not (says_but_a_period(line) or is_of_a_file(line))]
        if said:
            return said[0] if len(said) == 1 and len(said[0]) <= _LONGEST else ""
        if box.get("role") == "tabpanel" or _PANE.search(box.get("class") or ""):
            return ""
    return ""


def _holds_alone(box: Any, button: Any) -> bool:
    """Whether no other address stands in a box, and nothing but words."""
    inside = [*islice(box.iter("*"), _ELEMENTS + 1)]
    if len(inside) > _ELEMENTS:
        return False
    return not any(el.tag in _MORE or (_leads(el) and not _same(el, button)) for el in inside)


def _leads(el: Any) -> bool:
    return el.tag in {"a", "area", "button"} or el.get("onclick") is not None


def _same(el: Any, button: Any) -> bool:
    """Whether an element is the button, a part of it, or leads where it does."""
    if el is button or button in islice(el.iterancestors(), _ABOVE):
        return True
    href = (button.get("href") or "").strip()
    return bool(_SOMEWHERE.match(href)) and (el.get("href") or "").strip() == href


def _lines(box: Any, button: Any) -> Iterator[str]:
    """The lines of a box that say something; what the button says, and others of its address, is left out."""
    return filter(None, map(one_line, "".join(_runs(box, button)).split(_END)))


def _runs(box: Any, button: Any) -> Iterator[str]:
    """The text inside a box, a mark where a line begins or ends."""
    stack: list[Any] = [box]
    while stack:
        one = stack.pop()
        if isinstance(one, str):
            yield one
            continue
        apart = one is not box and one.tag in OWN_LINE
        if one is not box and one.tail:
            stack.append(_flowing(one.tail))
        if apart:
            yield _END
            stack.append(_END)
        if isinstance(one.tag, str) and one.tag not in UNSEEN and not (_leads(one) and _same(one, button)):
            stack.extend(reversed(one))
            yield _flowing(one.text or "")


def _flowing(text: str) -> str:
    """Text as it flows: where its source breaks a line, nobody sees."""
    return text.replace(_END, " ")
