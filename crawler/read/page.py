"""An HTML page as a reader sees it: what is content, under which heading, in which row, with which links.

Why: a district page is one third menu.  The menu names all twenty-two items on every page, so a checker that
searches the page for a title passes everything.  This reader separates what stands on every page from what this
page says, and gives every link the words that a person would read to know where it leads: its own text, the row
of the table, the headings above it.

The reading is pure and knows no address: hrefs stay as written (see :func:`resolve`), so that one body is read
once however many agencies declare it.
"""

from __future__ import annotations

import re
from itertools import dropwhile
from typing import Any

import lxml.html
from lxml import etree

from crawler.read.charset import decode_thai, header_charset
from crawler.read.page_facts import PageFacts, PageLink, PageTable, Piece
from crawler.read.page_kind import looks_like_html
from crawler.read.page_links import resolve
from crawler.read.page_walk import walked
from crawler.read.scripted import needs_browser
from crawler.read.tags import without_endless_tags
from crawler.thai.text import one_line

__all__ = [
    "PageFacts",
    "PageLink",
    "PageTable",
    "Piece",
    "looks_like_html",
    "read_page",
    "resolve",
]

_REFRESH = re.compile(r"""\s*+\d*+(?:\.\d*+)?\s*+[;,]?\s*+(?:url\s*+=)?\s*+['"]?""", re.IGNORECASE)


def read_page(body: bytes, content_type: str = "") -> PageFacts:
    """Read one HTML body; never raises for what the page does (an empty page has no pieces)."""
    decoded = decode_thai(body, header_charset(content_type))
    text = decoded.text.replace("\x00", "")
    root, whole = _parse(text)
    if root is None:
        return PageFacts(
            "",
            None,
            (),
            (),
            (),
            (),
            (),
            decoded.used,
            decoded.declared,
            decoded.lied,
            password_field=False,
            refresh=None,
        )
    title = root.find(".//title")
    base = root.find(".//base[@href]")
    walk = walked(_body(root))
    return PageFacts(
        title=one_line(title.text_content(), 300) if title is not None else "",
        base=base.get("href").strip() if base is not None else None,
        pieces=tuple(walk.pieces),
        links=tuple(walk.links),
        tables=tuple(walk.rows.tables),
        ids=tuple(name for name, _ in walk.anchors),
        anchors=tuple(walk.anchors),
        encoding=decoded.used,
        declared_encoding=decoded.declared,
        encoding_lied=decoded.lied,
        password_field=walk.fields.password,
        fields=walk.fields.count,
        refresh=_refresh(root),
        description=_description(root),
        cut=walk.cut or not whole,
        scripted=needs_browser(root, walk.pieces),
    )


#: What the parser reads but does not let anybody write.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_OF_A_HEAD = frozenset(
    {
        "base",
        "basefont",
        "bgsound",
        "link",
        "meta",
        "noframes",
        "noscript",
        "script",
        "style",
        "template",
        "title",
    }
)


def _parse(text: str) -> tuple[Any, bool]:
    """The root of the tree, or ``None``, and whether all of the text is in it: the parser goes 2,048 elements deep."""
    if not text.strip():
        return None, True
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = lxml.html.document_fromstring(
            without_endless_tags(text.encode("utf-8", "replace")), parser=parser
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None, True
    return root, not any(one.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for one in parser.error_log)


def _body(root: Any) -> Any:
    """What a page shows: its body, or all of it where there is none.

    The tags of ``head`` and ``body`` may be left out.  The parser then takes elements that are younger than itself
    (``main``, ``header``) into the head, though every browser begins the body with the first that is none of a head's.
    """
    head, body = root.find("head"), root.find("body")
    strays = [] if head is None else [*dropwhile(lambda child: child.tag in _OF_A_HEAD, head)]
    if strays:
        body = etree.SubElement(root, "body") if body is None else body
        between = (strays[-1].tail or "") + (body.text or "")
        strays[-1].tail, body.text = _UNWRITABLE.sub("", between), None
        body[:0] = strays
    return root if body is None else body


def _refresh(root: Any) -> str | None:
    for meta in root.iter("meta"):
        if (meta.get("http-equiv") or "").lower() == "refresh":
            content = (meta.get("content") or "").rstrip()
            target = _REFRESH.sub("", content, count=1)
            target = target[:-1] if target.endswith(("'", '"')) else target
            if target and not target.replace(".", "").isdigit():
                return str(target)
    return None


def _description(root: Any) -> str:
    for meta in root.iter("meta"):
        if (meta.get("name") or "").lower() in {"description", "keywords"}:
            return one_line(meta.get("content") or "", 500)
    return ""
