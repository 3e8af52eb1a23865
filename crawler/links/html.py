"""The links of an HTML page, fast: every anchor, picture, script, style sheet, frame and embedded document.

:mod:`crawler.read.page` reads a page for what it says and tells content from menu; here a link is a link, and
a broken one in the menu counts.  Links in comments, templates and ``noscript`` are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from lxml import etree

from crawler.read.charset import decode_thai, header_charset

_PARSER = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
#: Tag → (kind, attributes that hold an address; the first that is there counts).
_SOURCES: dict[str, tuple[str, tuple[str, ...]]] = {
    "a": ("link", ("href",)),
    "area": ("link", ("href",)),
    "img": ("image", ("src", "data-src")),
    "input": ("image", ("src",)),
    "source": ("media", ("src",)),
    "video": ("media", ("src",)),
    "audio": ("media", ("src",)),
    "track": ("media", ("src",)),
    "script": ("script", ("src",)),
    "iframe": ("frame", ("src", "data-src")),
    "frame": ("frame", ("src",)),
    "embed": ("embed", ("src",)),
    "object": ("embed", ("data",)),
}
_STYLES = frozenset(
    {
        "stylesheet",
        "icon",
        "apple-touch-icon",
        "apple-touch-icon-precomposed",
        "manifest",
        "preload",
        "modulepreload",
    }
)
_SRCSET = re.compile(r"\s*([^\s,]\S*[^\s,])(?:\s+[\d.]+[wxh])?\s*(?:,|$)")
_ONCLICK = re.compile(
    r"""(?:window\.open|(?:window\.|document\.|self\.|top\.)?location(?:\.href|\.assign|\.replace)?)"""
    r"""\s*(?:\(|=)\s*(['"])(.{1,2000}?)\1""",
    re.IGNORECASE,
)
_INERT = etree.XPath("//noscript | //template")
_CLICKABLE = etree.XPath("//*[@onclick or @data-href or @data-url or @data-pdf or @data-file]")
_IDS = etree.XPath("//@id | //a/@name | //map/@name")
_CLICK_ATTRIBUTES = ("data-href", "data-url", "data-pdf", "data-file")
_BLANKS = re.compile(r"\s+")
MAX_LINKS = 50_000
_MAX_TEXT = 120


class RawLink(NamedTuple):
    """A link as written: address, kind, line of the page, the words a visitor clicks."""

    raw: str
    kind: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class PageLinks:
    """What a page links to; ``ids`` are its anchors; ``root`` is the parsed tree."""

    links: tuple[RawLink, ...]
    base: str | None
    root: Any


def read_links(body: bytes, content_type: str = "") -> PageLinks:
    """The links of one HTML body, in its order; never raises for what the page does."""
    root = _parse(body, content_type)
    if root is None:
        return PageLinks((), None, None)
    for element in _INERT(root):
        parent = element.getparent()
        if parent is not None:
            _drop(element, parent)
    base = root.find(".//base[@href]")
    found: list[RawLink] = []
    for link in _links(root, body):
        found.append(link)
        if len(found) >= MAX_LINKS:
            break
    return PageLinks(tuple(found), base.get("href").strip() if base is not None else None, root)


def ids_of(root: Any) -> frozenset[str]:
    """The names that a fragment can point at."""
    return frozenset(map(str, _IDS(root)))


def _parse(body: bytes, content_type: str) -> Any:
    if not body.isascii():
        try:
            body.decode("utf-8")
        except UnicodeDecodeError:
            body = decode_thai(body, header_charset(content_type)).text.encode("utf-8", "replace")
    elif not body.strip():
        return None
    if b"\x00" in body:
        utf16 = body[:2] in (b"\xff\xfe", b"\xfe\xff") or body[:400].count(0) > len(body[:400]) * 0.3
        body = decode_thai(body).text.encode("utf-8", "replace") if utf16 else body
        body = body.replace(b"\x00", b"")
    try:
        return etree.fromstring(body, _PARSER)
    except (etree.XMLSyntaxError, ValueError, AssertionError):
        return None


def _drop(element: Any, parent: Any) -> None:
    """Take an element out and leave the text behind it."""
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)


def _links(root: Any, body: bytes) -> Iterator[RawLink]:
    for element in root.iter(*_SOURCES):
        kind, attributes = _SOURCES[element.tag]
        for name in attributes:
            raw = element.get(name)
            if raw is not None:
                if kind == "link":
                    yield RawLink(raw, kind, element.sourceline or 0, _words(element))
                elif raw and not raw.startswith("data:"):
                    yield RawLink(raw, kind, element.sourceline or 0, element.get("alt") or "")
                break
    for element in root.iter("link"):
        raw = element.get("href")
        if raw and not _STYLES.isdisjoint((element.get("rel") or "").lower().split()):
            yield RawLink(raw, "style", element.sourceline or 0, "")
    if b"srcset" in body:
        for element in root.iter("img", "source"):
            for match in _SRCSET.finditer(element.get("srcset") or ""):
                if not match[1].startswith("data:"):
                    yield RawLink(match[1], "image", element.sourceline or 0, element.get("alt") or "")
    if b"onclick" in body or b"data-" in body:
        yield from _clicks(root)


def _clicks(root: Any) -> Iterator[RawLink]:
    for element in _CLICKABLE(root):
        match = _ONCLICK.search(element.get("onclick") or "")
        if match:
            yield RawLink(match[2], "onclick", element.sourceline or 0, _words(element))
        for name in _CLICK_ATTRIBUTES:
            if raw := element.get(name):
                yield RawLink(raw, "onclick", element.sourceline or 0, _words(element))


def _words(element: Any) -> str:
    """What a visitor reads on the link."""
    text = element.text if len(element) == 0 else "".join(element.itertext())
    text = _BLANKS.sub(" ", text).strip() if text else ""
    if not text:
        text = element.get("title") or element.get("aria-label") or _picture(element)
    return text if len(text) <= _MAX_TEXT else text[: _MAX_TEXT - 1] + "…"


def _picture(element: Any) -> str:
    image = element.find(".//img[@alt]")
    return str(image.get("alt")) if image is not None else ""
