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
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import lxml.html
from lxml import etree

from crawler.model import Table
from crawler.read.charset import decode_thai, header_charset
from crawler.read.html_tables import data_table, grid_of, is_data_table
from crawler.read.item_code import item_number
from crawler.thai.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_PIECES = 20_000
MAX_LINKS = 5_000
_MAX_TEXT = 4_000
_MAX_CELL = 400
_MAX_CAPTION = 160
_SHOWN = frozenset({"image", "frame", "embed"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text between two block boundaries.

    ``headings`` is the path of headings above it, the nearest last; ``row`` the other cells of its table row.
    ``level`` is 1–6 for ``<h1>``–``<h6>``, 7 for what merely looks like a heading, 0 for text.
    ``ids`` are the anchors it stands under, the nearest last.  ``order`` counts pieces and links together.
    """

    text: str
    order: int
    level: int = 0
    navigation: bool = False
    hidden: bool = False
    headings: tuple[str, ...] = ()
    row: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link, frame, picture or embedded document, with the words around it.

    ``kind``: a, frame, embed, image, onclick, refresh, form.  ``raw`` is the address as written.
    ``line`` is the text of the block that holds the link (a date before it, "ดาวน์โหลด" after it …).
    """

    raw: str
    text: str
    kind: str
    order: int
    navigation: bool = False
    hidden: bool = False
    headings: tuple[str, ...] = ()
    row: tuple[str, ...] = ()
    line: str = ""
    ids: tuple[str, ...] = ()
    column: str = ""


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table of data on the page, and where it stands."""

    table: Table
    order: int
    headings: tuple[str, ...]
    ids: tuple[str, ...]
    navigation: bool


@dataclass(frozen=True, slots=True, eq=False)
class PageFacts:
    """Everything that judging needs to know of one HTML body.

    ``anchors`` are the ids in document order, each with the ``order`` of the last piece or link before it.
    """

    title: str
    base: str | None
    pieces: tuple[Piece, ...]
    links: tuple[PageLink, ...]
    tables: tuple[PageTable, ...]
    ids: tuple[str, ...]
    anchors: tuple[tuple[str, int], ...]
    encoding: str
    declared_encoding: str | None
    encoding_lied: bool
    password_field: bool
    refresh: str | None
    fields: int = 0
    description: str = ""
    cut: bool = False

    @property
    def content(self) -> tuple[Piece, ...]:
        """The pieces that are not navigation."""
        return tuple(piece for piece in self.pieces if not piece.navigation)

    @property
    def text(self) -> str:
        """The content's text, a piece a line."""
        return "\n".join(piece.text for piece in self.content)


# ----------------------------------------------------------------------------------- what is what

_SKIP = frozenset({"script", "style", "template", "noscript", "svg", "math", "head", "object-param"})
_BLOCK = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "optgroup",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "br",
        "button",
        "label",
    ],
)
_CONTAINER = frozenset(
    [
        "div",
        "section",
        "article",
        "li",
        "td",
        "th",
        "tr",
        "table",
        "details",
        "fieldset",
        "aside",
        "dd",
        "figure",
        "form",
        "ul",
        "ol",
    ]
)
_NAV_TAGS = frozenset({"nav", "footer", "aside"})
_NAV_ROLES = frozenset({"navigation", "banner", "contentinfo", "menu", "menubar", "search"})
_NAV_WORD = re.compile(
    r"(?:^|[-_])(?:nav|navbar|navigation|menu|mainmenu|submenu|topmenu|megamenu|menubar|sidemenu|breadcrumbs?|footer"
    r"|sidebar|side-bar|topbar|top-bar|toolbar|sitemap|pagination|pager|banner|banners|social|share|skip|cookie"
    r"|leftmenu|rightmenu|menuleft|menuright)(?:$|[-_])",
    re.IGNORECASE,
)
_NOT_NAV = re.compile(r"tab|accordion|content|pill", re.IGNORECASE)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d])"
    r"|(?:left|top|text-indent|margin-left)\s*:\s*-\d{3,}|(?:height|width)\s*:\s*[01]px",
    re.IGNORECASE,
)
_HEADING_CLASS = re.compile(
    r"(?:^|[\s_-])(?:title|heading|header|accordion-button|accordion-header|card-header|panel-title|toggle|caption|topic|subject)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HOME = re.compile(
    r"^(?:หน้าแรก|หน้าหลัก|กลับหน้าหลัก|กลับหน้าแรก|home|homepage|main page|bangkok portal)$", re.IGNORECASE
)
_ONCLICK = re.compile(
    r"""(?:window\.open|(?:window\.|document\.|self\.|top\.|parent\.)?location(?:\.href|\.assign|\.replace)?)\s*(?:\(|=)\s*(['"])(.{1,2000}?)\1"""
    r"""|\w+\s*\([^)'"]{0,200}(['"])((?:https?:)?/[^'"]{1,2000}|[^'"\s]{1,2000}\.(?:pdf|xlsx?|ods|csv|docx?|odt|pptx?|zip|jpe?g|png))\3""",
    re.IGNORECASE,
)
_REFRESH = re.compile(r"""^\s*\d*(?:\.\d*)?\s*[;,]?\s*(?:url\s*=)?\s*['"]?(.+?)['"]?\s*$""", re.IGNORECASE)
_FILE = re.compile(r"\.(?:pdf|xlsx?|ods|csv|docx?|odt|pptx?|zip|rar)(?:$|[?#])", re.IGNORECASE)
_DATA_ADDRESSES = ("data-href", "data-url", "data-pdf", "data-file")
_PLACEHOLDER_HREF = re.compile(r"^(?:#|#!|javascript:.*)?$", re.IGNORECASE | re.DOTALL)


def _is_navigation(el: Any) -> bool:
    tag = el.tag
    if tag in _NAV_TAGS or el.get("role") in _NAV_ROLES:
        return True
    if tag == "header" and el.find(".//a") is not None:
        parent = el.getparent()
        return parent is not None and parent.tag in {"body", "div", "form"} and el.getparent().tag == "body"
    names = f"{el.get('class') or ''} {el.get('id') or ''}"
    return any(_NAV_WORD.search(name) and not _NOT_NAV.search(name) for name in names.split())


_NEVER_MENU = frozenset({"body", "html", "main", "article", "tr", "tbody", "table"})


def _menu_blocks(body: Any) -> set[Any]:
    """Containers that are menus by what they hold: links, hardly a word between them, and the way home.

    Old portals lay their menu out in a table cell without any name; a menu offers the home page, a list of
    documents does not.
    """
    menus: set[Any] = set()
    for anchor in body.iter("a"):
        if not _HOME.match(one_line(anchor.text_content(), 40)):
            continue
        best = None
        for holder in anchor.iterancestors():
            if holder.tag in _NEVER_MENU or not _all_links(holder):
                break
            if len(holder.findall(".//a")) >= 2 or holder.tag in {"td", "ul", "div"}:
                best = holder
        if best is not None:
            menus.add(best)
    return menus


def _all_links(holder: Any) -> bool:
    """Whether every part of ``holder`` that says something is mostly links, and nothing is shown in it."""
    if any(holder.find(f".//{tag}") is not None for tag in ("iframe", "embed", "object", "h1", "h2")):
        return False
    if any(_FILE.search(anchor.get("href") or "") for anchor in holder.iter("a")):
        return False  # a list of documents with a way back is no menu
    own = len((holder.text or "").strip()) + sum(len((child.tail or "").strip()) for child in holder)
    linked = 0
    for child in holder:
        if not isinstance(child.tag, str) or child.tag in _SKIP:
            continue
        said = len("".join(child.itertext()).strip())
        links = said if child.tag == "a" else sum(len(a.text_content().strip()) for a in child.iter("a"))
        if said > 24 and links < said * 0.6:
            return False
        linked += links
    return own <= linked * 0.35 + 30


class _Walk:
    """One pass over the tree, keeping the path of headings, the row and the anchors."""

    def __init__(self, body: Any) -> None:
        self.body = body
        self.pieces: list[Piece] = []
        self.links: list[PageLink] = []
        self.tables: list[PageTable] = []
        self.ids: list[str] = []
        self.anchors: list[tuple[str, int]] = []
        self.order = 0
        self.buffer: list[str] = []
        self.pending: list[dict[str, Any]] = []
        self.headings: list[tuple[int, str]] = []
        self.pushed = 0
        self.bold = 0
        self.cut = False
        self.menus = _menu_blocks(body)
        self.labels = _labels(body)
        self.rows: dict[Any, tuple[tuple[str, ...], int]] = {}
        self.password = False
        self.fields = 0

    # -- text -------------------------------------------------------------------------------------
    def flush(self, state: _State, level: int = 0) -> None:
        raw = "".join(self.buffer)
        text = one_line(raw, _MAX_TEXT)
        emphasised = self.bold and self.bold >= len(raw.strip()) > 0
        self.buffer, self.bold = [], 0
        pending, self.pending = self.pending, []
        if text and len(self.pieces) < MAX_PIECES:
            if not level and (emphasised or state.heading_class) and len(text) <= 200 and not pending:
                # A bold line that carries an item's code heads all of the item, whatever headings it holds.
                level = 2 if item_number(text) else 7
            self.order += 1
            row = tuple(cell for cell in state.row if cell and cell != text)
            if level and not state.navigation:
                self.push_heading(level, text)
                above = self.path()[:-1]
            else:
                above = self.path()
            self.pieces.append(
                Piece(text, self.order, level, state.navigation, state.hidden, above, row, state.ids)
            )
        elif text:
            self.cut = True
        for link in pending:
            self.emit(link, text, state)

    def path(self) -> tuple[str, ...]:
        return tuple(text for _, text in self.headings)

    def push_heading(self, level: int, text: str) -> None:
        while self.headings and self.headings[-1][0] >= level:
            self.headings.pop()
        self.headings.append((level, text))
        self.pushed += 1

    # -- links ------------------------------------------------------------------------------------
    def emit(self, link: dict[str, Any], line: str, state: _State) -> None:
        if len(self.links) >= MAX_LINKS:
            self.cut = True
            return
        if not line and link["kind"] in _SHOWN and self.pieces and len(self.pieces[-1].text) <= _MAX_CAPTION:
            line = self.pieces[-1].text  # what is shown is named by the line above it
        self.order += 1
        self.links.append(
            PageLink(
                raw=link["raw"], text=link["text"], kind=link["kind"], order=self.order,
                navigation=state.navigation, hidden=link["hidden"] or state.hidden, headings=self.path(),
                row=tuple(cell for cell in state.row if cell), line=line, ids=state.ids, column=state.column,
            ),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _State:
    navigation: bool = False
    hidden: bool = False
    row: tuple[str, ...] = ()
    column: str = ""
    ids: tuple[str, ...] = ()
    heading_class: bool = False


@dataclass(frozen=True, slots=True)
class _Mark:
    """The path of headings when a container was entered, and how many headings had been met by then."""

    headings: tuple[tuple[int, str], ...]
    pushed: int


def _labels(body: Any) -> dict[str, str]:
    """What in-page tabs and accordion buttons call the panes they open: pane id → label."""
    labels: dict[str, str] = {}
    for el in body.iter("a", "button", "div", "li", "span", "h2", "h3", "h4", "h5"):
        target = el.get("data-bs-target") or el.get("data-target") or el.get("aria-controls") or ""
        if not target and el.tag == "a":
            href = (el.get("href") or "").strip()
            target = href if href.startswith("#") else ""
        target = target.lstrip("#")
        if target and target not in labels:
            text = one_line(el.text_content(), 200)
            if text:
                labels[target] = text
    return labels


def _own_links(el: Any, text: str) -> Iterator[dict[str, Any]]:
    """The addresses that one element carries."""
    tag = el.tag
    hidden = bool(_HIDDEN.search(el.get("style") or "")) or el.get("hidden") is not None
    found: list[tuple[str, str]] = []
    if tag in {"a", "area"} and el.get("href") is not None:
        href = el.get("href").strip()
        script = _ONCLICK.search(href) if href.lower().startswith("javascript:") else None
        if script:
            found.append(("onclick", script[2] or script[4]))
        elif not (_PLACEHOLDER_HREF.match(href) and _ONCLICK.search(el.get("onclick") or "")):
            found.append(("a", href))
    elif tag in {"iframe", "frame"}:
        source = el.get("src") or el.get("data-src")
        if source:
            found.append(("frame", source.strip()))
    elif tag == "embed" and el.get("src"):
        found.append(("embed", el.get("src").strip()))
    elif tag == "object" and el.get("data"):
        found.append(("embed", el.get("data").strip()))
    elif tag == "img":
        source = el.get("src") or el.get("data-src")
        if source and not source.startswith("data:"):
            found.append(("image", source.strip()))
    script = _ONCLICK.search(el.get("onclick") or "")
    if script:
        found.append(("onclick", script[2] or script[4]))
    found.extend(("onclick", el.get(name).strip()) for name in _DATA_ADDRESSES if el.get(name))
    label = text or one_line(el.get("title") or el.get("aria-label") or el.get("alt") or "", 300)
    for kind, raw in found:
        yield {"raw": raw, "text": label, "kind": kind, "hidden": hidden}


def _walk(walk: _Walk) -> None:
    """Walk the tree iteratively: hostile pages nest deeper than Python recurses."""
    stack: list[tuple[Any, _State, str]] = [(walk.body, _State(), "enter")]
    marks: dict[Any, _Mark] = {}
    while stack:
        el, state, step = stack.pop()
        if step == "tail":
            walk.buffer.append(el.tail or "")
            continue
        if step == "leave":
            _leave(walk, el, state, marks)
            continue
        tag = el.tag
        if not isinstance(tag, str) or tag in _SKIP:
            continue
        inner = _enter(walk, el, state, marks)
        stack.append((el, inner, "leave"))
        for child in reversed(el):
            if child.tail:
                stack.append((child, inner, "tail"))
            stack.append((child, inner, "enter"))
        if el.text:
            walk.buffer.append(el.text)
    walk.flush(_State())


def _enter(walk: _Walk, el: Any, state: _State, marks: dict[Any, _Mark]) -> _State:
    tag = el.tag
    if tag in _BLOCK:
        walk.flush(state)
    navigation = state.navigation or _is_navigation(el) or el in walk.menus
    hidden = state.hidden or el.get("hidden") is not None or bool(_HIDDEN.search(el.get("style") or ""))
    ids = state.ids
    anchor = el.get("id") or (el.get("name") if tag == "a" else None)
    if anchor:
        walk.ids.append(anchor)
        walk.anchors.append((anchor, walk.order))
        if tag == "a":
            walk.flush(state)
        ids = (*ids, anchor)
    row, column = state.row, state.column
    if tag == "table":
        row, column = (), ""
        _table(walk, el, navigation, ids)
    elif tag in {"td", "th"} and el in walk.rows:
        row, at = walk.rows[el]
        column = _column_of(el, at)
    if tag in _CONTAINER:
        marks[el] = _Mark(tuple(walk.headings), walk.pushed)
        label = walk.labels.get(anchor or "")
        if label and not navigation:
            walk.push_heading(6, label)
    if tag in {"input", "select", "textarea"} and not navigation:
        kind = (el.get("type") or "text").lower()
        walk.password = walk.password or kind == "password"
        walk.fields += kind not in {"hidden", "search", "image"}
    heading_class = bool(_HEADING_CLASS.search(el.get("class") or "")) and tag not in {
        "table",
        "tr",
        "body",
        "main",
    }
    return _State(navigation, hidden, row, column, ids, heading_class)


def _leave(walk: _Walk, el: Any, state: _State, marks: dict[Any, _Mark]) -> None:
    tag = el.tag
    for link in _own_links(
        el,
        one_line(el.text_content(), 300) if tag in {"a", "button", "span", "td", "div", "li", "tr"} else "",
    ):
        if link["kind"] in _SHOWN and not link["text"]:
            figure = next(el.iterancestors("figure"), None)
            caption = figure.find(".//figcaption") if figure is not None else None
            link["text"] = one_line(
                el.get("alt") or (caption.text_content() if caption is not None else ""), 200
            )
        walk.pending.append(link)
    if tag in {"b", "strong", "u", "font", "big"}:
        walk.bold += len("".join(el.itertext()).strip())
    if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
        walk.flush(state, int(tag[1]))
    elif tag in {"legend", "summary", "caption", "dt"}:
        walk.flush(state, 7)
    elif tag in _BLOCK:
        walk.flush(state)
    if el in marks:
        _close(walk, el, marks.pop(el))


def _close(walk: _Walk, el: Any, mark: _Mark) -> None:
    """A container that holds a heading *and* what it heads keeps the heading to itself.

    ``<div class="head"><h2>…</h2></div><div>…links…</div>``: the first ``div`` is nothing but the heading, which
    goes on to head what follows.
    """
    if walk.pushed == mark.pushed:
        return
    mine = [entry for entry in walk.headings if entry not in mark.headings]
    whole = len(one_line("".join(el.itertext())))
    headed = sum(len(text) for _, text in mine)
    if whole > headed * 1.2 + 10 or el.find(".//a[@href]") is not None or el.find(".//iframe") is not None:
        walk.headings[:] = mark.headings


def _table(walk: _Walk, table: Any, navigation: bool, ids: tuple[str, ...]) -> None:
    grid = grid_of(table)
    for line in grid:
        texts = tuple(cell.text for cell in line)
        if any(len(text) > _MAX_CELL for text in texts):
            continue  # a cell that long lays out the page; its neighbours say nothing about it
        for at, cell in enumerate(line):
            if cell.el is not None and cell.el not in walk.rows:
                walk.rows[cell.el] = (texts, at)
    if is_data_table(table, grid):
        walk.tables.append(PageTable(data_table(grid, walk.path()), walk.order, walk.path(), ids, navigation))


def _column_of(cell: Any, at: int) -> str:
    row = cell.getparent()
    table = next((up for up in cell.iterancestors("table")), None)
    if row is None or table is None:
        return ""
    first = next(iter(table.iter("tr")), None)
    if first is None or first is row:
        return ""
    heads = [c for c in first if c.tag in {"th", "td"}]
    return one_line(heads[at].text_content(), 80) if at < len(heads) else ""


# ----------------------------------------------------------------------------------- the reading


def read_page(body: bytes, content_type: str = "") -> PageFacts:
    """Read one HTML body; never raises for what the page does (an empty page has no pieces)."""
    decoded = decode_thai(body, header_charset(content_type))
    text = decoded.text.replace("\x00", "")
    root = _parse(text)
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
    body_el = root.find("body")
    walk = _Walk(body_el if body_el is not None else root)
    _walk(walk)
    return PageFacts(
        title=one_line(title.text_content(), 300) if title is not None else "",
        base=base.get("href").strip() if base is not None else None,
        pieces=tuple(walk.pieces),
        links=tuple(walk.links),
        tables=tuple(walk.tables),
        ids=tuple(walk.ids),
        anchors=tuple(walk.anchors),
        encoding=decoded.used,
        declared_encoding=decoded.declared,
        encoding_lied=decoded.lied,
        password_field=walk.password,
        fields=walk.fields,
        refresh=_refresh(root),
        description=_description(root),
        cut=walk.cut,
    )


_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_HTML_MARKS = (b"<html", b"<head", b"<body", b"<title", b"<meta", b"<div", b"<table", b"<p>", b"<a ")
_NOT_HTML = (
    b"%pdf",
    b"pk\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"{",
    b"[",
    b"<?xml",
    b"<?php",
    b"\x89png",
    b"\xff\xd8",
    b"gif8",
)


def looks_like_html(body: bytes, content_type: str) -> bool:
    """Whether bytes are an HTML page: by what they begin with, whatever they were called."""
    head = body[:2048].lstrip(b"\xef\xbb\xbf \t\r\n\x00").lower()
    plain = head.replace(b"\x00", b"")
    if not plain or plain.startswith(_NOT_HTML):
        return False
    if plain.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return True
    return content_type in _HTML_TYPES or sum(mark in plain for mark in _HTML_MARKS) >= 2


def _parse(text: str) -> Any:
    if not text.strip():
        return None
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        return lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None


def _refresh(root: Any) -> str | None:
    for meta in root.iter("meta"):
        if (meta.get("http-equiv") or "").lower() == "refresh":
            match = _REFRESH.match(meta.get("content") or "")
            if match and not match[1].strip().replace(".", "").isdigit():
                return str(match[1])
    return None


def _description(root: Any) -> str:
    for meta in root.iter("meta"):
        if (meta.get("name") or "").lower() in {"description", "keywords"}:
            return one_line(meta.get("content") or "", 500)
    return ""


@lru_cache(maxsize=50_000)
def resolve(raw: str, url: str, base: str | None) -> str | None:
    """The absolute http(s) address that ``raw`` means on the page at ``url``; ``None`` when it leads nowhere.

    Blanks and line breaks in the address are what browsers make of them; Thai letters become UTF-8; bytes that
    are percent-encoded already (TIS-620 too) stay as they are.
    """
    cleaned = re.sub(r"[\t\r\n]", "", raw).strip().replace("\\", "/")
    if not cleaned or cleaned.startswith("#"):
        return None
    scheme = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", cleaned)
    if scheme and scheme[1].lower() not in {"http", "https"}:
        return None
    try:
        absolute = urljoin(urljoin(url, base) if base else url, cleaned)
        parts = urlsplit(absolute)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return None
    return _quote(absolute)


_KEEP = re.compile(r"[^\x21-\x7e]|[ \"<>`{}|^]")


def _quote(url: str) -> str:
    return _KEEP.sub(lambda m: "".join(f"%{byte:02X}" for byte in m[0].encode("utf-8", "replace")), url)
