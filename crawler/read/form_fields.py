"""Fields that are filled in on pages of every kind, told from those of a service."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from crawler.read.page_links import first_words

#: What stands on pages of every kind to be filled in, and what a service asks for, which may be called a search too.
_FURNITURE = re.compile(
    r"search|ค้นหา|keyword|newsletter|subscri|รับข่าว|comment|reply|ความคิดเห็น|แสดงความเห็น|\bpoll|โหวต|\bvote"
    r"|พึงพอใจ|แบบสอบถาม|แบบสำรวจ|survey|satisf|ข้อความถึง|ส่งข้อความ|ฝากข้อความ",
    re.IGNORECASE,
)
_ASKED_FOR = re.compile(r"เลข|คำขอ|คำร้อง|สถานะ|บัตรประ|track|request|ticket", re.IGNORECASE)
_SEARCHES = frozenset({"q", "s", "k", "kw", "query"})
_SPEAKING = ("name", "id", "class", "placeholder", "aria-label", "title", "action", "role", "value")
_SAID = 200
#: Types of fields that nobody fills in, or only to search.
_UNFILLED = frozenset({"hidden", "search", "image"})


class Fields:
    """The fields of a page's content: how many ask for something, and whether one asks for a password."""

    def __init__(self) -> None:
        self.count = 0
        self.password = False

    def meet(self, field: Any) -> None:
        """Count a field, if it is one to be filled in and of no page's furniture."""
        kind = (field.get("type") or "text").lower()
        self.password = self.password or kind == "password"
        self.count += kind not in _UNFILLED and not is_furniture(field)


def is_furniture(field: Any) -> bool:
    """Whether a field belongs to a search, a comment or a newsletter, by its own words or its form's: no service."""
    form = next(field.iterancestors("form"), None)
    said = [one.get(name) or "" for one in (field, form) if one is not None for name in _SPEAKING]
    buttons = form.iter("button") if form is not None else ()
    words = "\n".join(
        [*said, _label_of(field), *(first_words(button, _SAID) for button in islice(buttons, 5))]
    )
    if _ASKED_FOR.search(words):
        return False
    return (field.get("name") or "").lower() in _SEARCHES or _FURNITURE.search(words) is not None


def _label_of(field: Any) -> str:
    """The words right before a field, or of the small box that holds it."""
    box, before = field.getparent(), field.getprevious()
    if box is not None and box.tag in {"label", "p", "td", "li", "span", "div"}:
        return first_words(box, _SAID)
    if before is None:
        return (box.text or "") if box is not None else ""
    return before.tail or (first_words(before, _SAID) if before.tag == "label" else "")
