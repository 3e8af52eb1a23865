"""Links that need no request to be wrong: no address, a telephone number that is none, the page itself."""

from __future__ import annotations

import re
from typing import Any, NamedTuple
from urllib.parse import unquote

from crawler.links.address import scheme_of
from crawler.links.html import words_of
from crawler.read.link_kinds import BLANK

_MAIL = re.compile(r"[^@\s,;<>()\[\]\\\"]{1,64}@(?:[^@\s.,;:<>()\[\]]+\.)+[^@\s.,;:<>()\[\]\d]{2,}")
_TELEPHONE = re.compile(
    r"\+?[\d\s().*,;#/–-]{3,40}(?:;ext=\d+|(?:ต่อ|ext\.?)\s*\d+(?:\s*[-,]\s*\d+)*)?", re.IGNORECASE
)
_LOCAL = ("links.local_file", "the link leads to a file on the computer of whoever made the page")
_LEAST_DIGITS = 3
_MOST_DIGITS = 20
_LEAST_WORDS = 3
#: What marks an element that a script opens or closes: its ``#`` is a button, not a link that was forgotten.
_BUTTON = (
    "data-toggle",
    "data-bs-toggle",
    "data-target",
    "data-bs-target",
    "onclick",
    "role",
    "aria-haspopup",
    "aria-expanded",
)


class Note(NamedTuple):
    """A remark about one link of one page; ``page`` is the number of its address."""

    page: int
    code: str
    raw: str
    line: int
    text: str
    detail: str


class Notes:
    """The remarks of a run; what is written alike is judged once."""

    def __init__(self) -> None:
        self.all: list[Note] = []
        self._known: dict[str, tuple[str, str] | None] = {}

    def nowhere(self, page: int, raw: str, kind: str, element: Any) -> None:
        """Look at a link that names no web page."""
        if raw not in self._known:
            self._known[raw] = _wrong(raw)
        wrong = self._known[raw]
        if wrong is None or (wrong[0] == "links.empty" and not _should_lead(kind, element)):
            return
        self.add(page, wrong[0], raw, element, wrong[1])

    def in_document(self, page: int, raw: str, words: str) -> None:
        """Look at a link of a document that names no web address; one without a scheme leads to its author's disk."""
        wrong = _wrong(raw) if scheme_of(raw) or raw.startswith("#") or not raw else _LOCAL
        if wrong is not None and wrong[0] != "links.empty":
            self.all.append(Note(page, wrong[0], raw, 0, words, wrong[1]))

    def add(self, page: int, code: str, raw: str, element: Any, detail: str) -> None:
        """Keep a remark."""
        text = " ".join(words_of(element).split())
        self.all.append(Note(page, code, raw, element.sourceline or 0, text, detail))


def _wrong(raw: str) -> tuple[str, str] | None:
    """Code and reason why a link that names no web page is wrong, or ``None``."""
    bare = raw.strip().lower()
    if bare in BLANK:
        return "links.empty", "the link has no address"
    scheme = scheme_of(raw)
    if scheme == "mailto":
        return _wrong_mail(unquote(raw.strip()[7:].partition("?")[0]), "to=" in bare)
    if scheme == "tel":
        number = unquote(raw.strip()[4:])
        digits = sum(sign.isdigit() for sign in number)
        if not _TELEPHONE.fullmatch(number.strip()) or not _LEAST_DIGITS <= digits <= _MOST_DIGITS:
            return "links.bad_telephone", f"no telephone number: {number[:80]}"
    if scheme == "file" or re.match(r"[a-zA-Z]:[\\/]", raw.strip()):
        return _LOCAL
    return None


def _wrong_mail(addresses: str, named_elsewhere: bool) -> tuple[str, str] | None:
    parts = [part.strip() for part in re.split(r"[,;]", addresses) if part.strip()]
    if not parts:
        return None if named_elsewhere else ("links.bad_mail", "no mail address")
    for part in parts:
        if not _MAIL.fullmatch(part):
            return "links.bad_mail", f"no mail address: {part[:80]}"
    return None


def _should_lead(kind: str, element: Any) -> bool:
    """Whether a link without address looks like one to a document and not like a button or a menu."""
    if kind != "link" or len(words_of(element).strip()) < _LEAST_WORDS:
        return False
    if any(element.get(name) is not None for name in _BUTTON):
        return False
    return not in_navigation(element) and element.find("../ul") is None


def in_navigation(element: Any) -> bool:
    """Whether an element stands in a menu, a header or a footer."""
    from crawler.read.navigation import calls_itself_navigation

    return any(isinstance(up.tag, str) and calls_itself_navigation(up) for up in element.iterancestors())
