"""Pages that show nothing until a browser has run their scripts.

What such a page holds cannot be seen here, and is not said to be missing.  A page that is empty and merely carries
scripts, as every page does, is none: it has a place that scripts fill, or says itself that it needs them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.read.page_facts import Piece

#: Letters of content above which a page speaks for itself.
_SPEAKS = 200
#: Ids and elements into which the common frameworks put a page.
_MOUNTS = frozenset({"root", "app", "__next", "__nuxt", "___gatsby", "q-app", "react-root", "vue-app", "app-root", "my-app", "spa"})  # fmt: skip
#: Scripts that every page has, which know nothing of its boxes.
_LIBRARIES = (
    "jquery", "bootstrap", "popper", "modernizr", "analytics", "gtag", "gtm.js", "fontawesome", "font-awesome", "swiper",
    "slick", "polyfill", "recaptcha",
)  # fmt: skip
_ASKS = re.compile(r"(?:enable|requires?|need)\W[^.]{0,40}javascript|เปิด[^.]{0,30}(?:javascript|จาวาสคริปต์)|javascript[^.]{0,40}(?:enabled|required)", re.IGNORECASE)  # fmt: skip
#: What a script writes into a box with, and what it may call the box.
_WRITES = re.compile(
    r"innerHTML|insertAdjacent|append(?:Child)?\s*\(|\.(?:html|load|DataTable|render)\s*\(", re.IGNORECASE
)
_QUOTED_NAME = re.compile(r"""['"#]([\w-]{1,60})(?=['"\s])""")
#: Boxes that scripts fill on pages of every kind, by their names.
_BESIDE = re.compile(
    r"count|visit|clock|time|date|map|modal|toast|cookie|chat|menu|nav|foot|head|banner|slide|weather|translate|alert",
    re.IGNORECASE,
)
_LOADS = re.compile(r"\W*(?:กำลังโหลด|กรุณารอสักครู่|โปรดรอสักครู่|loading|please wait)[^\n]{0,40}", re.IGNORECASE)


def needs_browser(root: Any, pieces: Iterable[Piece]) -> bool:
    """Whether a parsed page (lxml) is a frame that scripts fill; ``pieces`` is what it shows without them."""
    if root.find(".//script") is None:
        return False
    content = [piece.text for piece in pieces if not piece.navigation]
    if sum(map(len, content)) >= _SPEAKS:
        return False
    if (
        _has_empty_mount(root)
        or _fills_a_box(root)
        or _asks_for_scripts(root)
        or any(map(_LOADS.fullmatch, content))
    ):
        return True
    return not content and _is_bare(root)


def _is_bare(root: Any) -> bool:
    """Whether a page has nothing for a reader at all, but boxes with a name and scripts of its own that know them."""
    body = root.find("body")
    if body is None or _shows(body) or all(map(_is_library, root.xpath(".//script/@src"))):
        return False
    return any(box.get("id") for box in body.iter("div", "main", "section", "canvas"))


def _is_library(source: str) -> bool:
    return any(name in source.lower() for name in _LIBRARIES)


def _has_empty_mount(root: Any) -> bool:
    """An element that a framework fills, with nothing in it, or only what it shows meanwhile."""
    return any(
        element.tag in _MOUNTS or (element.get("id") or "").lower() in _MOUNTS
        for element in root.iter("div", "main", "section", "app-root", "my-app")
        if not _shows(element)
    )


def _fills_a_box(root: Any) -> bool:
    """Whether a script of the page itself writes into a box of it that is empty till then."""
    scripts = [text for one in root.iter("script") if _WRITES.search(text := one.text or "")]
    named = {name for text in scripts for name in _QUOTED_NAME.findall(text) if not _BESIDE.search(name)}
    if not named:
        return False
    boxes = root.iter("div", "main", "section", "ul", "ol", "table", "tbody")
    return any(box.get("id") in named and not box.text_content().strip() and not _shows(box) for box in boxes)


def _shows(element: Any) -> bool:
    text = "".join(element.itertext("div", "p", "span", "main", "section", "app-root", "my-app")).strip()
    if text and not _LOADS.fullmatch(text):
        return True
    return next(element.iter("a", "img", "iframe", "table", "h1", "h2", "h3"), None) is not None


def _asks_for_scripts(root: Any) -> bool:
    return any(_ASKS.search(one.text_content()) for one in root.iter("noscript"))
