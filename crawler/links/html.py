"""The links of an HTML page, fast: every anchor, picture, script, style sheet, frame and embedded document.

:mod:`crawler.read.page` reads a page for what it says and tells content from menu; here a link is a link, and
a broken one in the menu counts.  Links in comments, templates and ``noscript`` are none.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from lxml import etree

from crawler.read.charset import decode_thai, header_charset
from crawler.read.tags import without_endless_tags

_PARSER = etree.HTMLParser(
    encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False
)
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
    "link": ("style", ("href",)),
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
_SRCSET = re.compile(r"(?<![^\s,])([^\s,]\S*[^\s,])(?:\s++[\d.]++[wxh])?\s*+(?:,|$)")
_ONCLICK = re.compile(
    r"""(?:window\.open|(?:window\.|document\.|self\.|top\.)?location(?:\.href|\.assign|\.replace)?)"""
    r"""\s*(?:\(|=)\s*(['"])(.{1,2000}?)\1""",
    re.IGNORECASE,
)
_HAS_RARER = etree.XPath(
    "boolean(//@onclick | //@srcset | //@data-href | //@data-url | //@data-pdf | //@data-file)"
)
_RARER = etree.XPath("//*[@onclick or @srcset or @data-href or @data-url or @data-pdf or @data-file]")
_IDS = etree.XPath("//@id | //a/@name | //map/@name")
_SAMPLE = 4096
#: Letters neither Latin nor Thai: "แผน" in TIS-620 happens to be a Greek letter in UTF-8.
_FOREIGN = re.compile("[^\x00-\u024f\u0e00-\u0e7f\u200b-\u200d\u2010-\u2027]")
_CLICK_ATTRIBUTES = ("data-href", "data-url", "data-pdf", "data-file")
MAX_LINKS = 50_000
_SILENT = frozenset({"a", "script", "style", "title", "option"})
#: Characters of a link's words that are kept, blanks of the source included.
MAX_TEXT = 400


class RawLink(NamedTuple):
    """A link as written, its kind, and the element that carries it (for its line and its words)."""

    raw: str
    kind: str
    element: Any


@dataclass(frozen=True, slots=True)
class PageLinks:
    """What a page links to, each written form once; ``root`` is the parsed tree, ``None`` of an empty page."""

    links: list[RawLink]
    base: str | None
    root: Any


def read_links(body: bytes, content_type: str = "") -> PageLinks:
    """The links of one HTML body, in its order; never raises for what the page does."""
    root = _parse(body, content_type)
    if root is None:
        return PageLinks([], None, None)
    for element in [*root.iter("noscript", "template")]:
        parent = element.getparent()
        if parent is not None:
            _drop(element, parent)
    base = root.find(".//base[@href]")
    links = _links(root)
    if any(not link.raw.isascii() and _FOREIGN.search(link.raw) for link in links):
        read = decode_thai(body, header_charset(content_type))
        if read.used not in ("utf-8", "ascii"):
            return read_links(b"\xef\xbb\xbf" + read.text.encode("utf-8", "replace"))
    return PageLinks(links, base.get("href").strip() if base is not None else None, root)


def refreshes(root: Any) -> bool:
    """Whether the page has a meta element that may send its reader elsewhere."""
    return any((meta.get("http-equiv") or "").strip().lower() == "refresh" for meta in root.iter("meta"))


def characters_shown(root: Any, enough: int) -> int:
    """How many characters a page shows that are not links; counts no further than ``enough``."""
    shown = 0
    for element in root.iter():
        if element.tag not in _SILENT and element.text:
            shown += len(element.text.strip())
        if element.tail:
            shown += len(element.tail.strip())
        if shown >= enough:
            break
    return shown


def ids_of(root: Any) -> frozenset[str]:
    """The names that a fragment can point at."""
    return frozenset(map(str, _IDS(root)))


def _parse(body: bytes, content_type: str) -> Any:
    """The tree of a page, by the letters that it is really written in.

    Reading every byte of every page for its letters costs as much as parsing it.  So the beginning is tried as
    UTF-8, the rest by the parser, which marks what it cannot read; only marked pages are read with care.
    """
    if not body.strip():
        return None
    if b"\x00" in body or not _is_utf8(body[:_SAMPLE]):
        return _tree(
            decode_thai(body, header_charset(content_type))
            .text.replace("\x00", "")
            .encode("utf-8", "replace")
        )
    return _tree(body)


def _is_utf8(sample: bytes) -> bool:
    """Whether a sample is UTF-8 (its last letter may be cut)."""
    try:
        codecs.utf_8_decode(sample, "strict", False)
    except UnicodeDecodeError:
        return False
    return True


def _tree(body: bytes) -> Any:
    try:
        return etree.fromstring(without_endless_tags(body), _PARSER)
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


def _links(root: Any) -> list[RawLink]:
    found: list[RawLink] = []
    seen: set[str] = set()
    for element in root.iter(*_SOURCES):
        kind, attributes = _SOURCES[element.tag]
        for name in attributes:
            raw = element.get(name)
            if raw is not None:
                if raw not in seen and (kind == "link" or (raw and (kind != "style" or _is_style(element)))):
                    seen.add(raw)
                    found.append(RawLink(raw, kind, element))
                break
    if _HAS_RARER(root):
        found += [link for link in _rarer(root) if link.raw not in seen]
    return found[:MAX_LINKS]


def _is_style(element: Any) -> bool:
    return not _STYLES.isdisjoint((element.get("rel") or "").lower().split())


def _rarer(root: Any) -> Iterator[RawLink]:
    for element in _RARER(root):
        for match in _SRCSET.finditer(element.get("srcset") or ""):
            yield RawLink(match[1], "image", element)
        if script := _ONCLICK.search(element.get("onclick") or ""):
            yield RawLink(script[2], "onclick", element)
        for name in _CLICK_ATTRIBUTES:
            if raw := element.get(name):
                yield RawLink(raw, "onclick", element)


def words_of(element: Any) -> str:
    """What a visitor reads on the link, at most :data:`MAX_TEXT` characters, not yet tidied."""
    text = element.text if len(element) == 0 else "".join(element.itertext())
    if not text or text.isspace():
        text = element.get("alt") or element.get("title") or element.get("aria-label") or _picture(element)
    return text[:MAX_TEXT]


def _picture(element: Any) -> str:
    image = element.find(".//img[@alt]")
    return str(image.get("alt")) if image is not None else ""
