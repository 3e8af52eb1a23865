"""One pass over the tree of a page: its text in pieces, each under its headings, in its row, under its anchors."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from crawler.read import emphasis
from crawler.read.form_fields import is_furniture
from crawler.read.html_tables import (
    data_table,
    grid_of,
    headed_columns,
    is_data_table,
    lies_side_by_side,
    row_names,
)
from crawler.read.item_code import item_number
from crawler.read.navigation import UNSEEN, Navigation
from crawler.read.page_facts import PageLink, PageTable, Piece
from crawler.read.page_links import (
    first_words,
    heads_its_panel,
    is_hidden,
    is_panel,
    is_toggle,
    labels_of,
    own_links,
)
from crawler.thai.text import one_line

MAX_PIECES = 20_000
MAX_LINKS = 5_000
_MAX_TEXT = 4_000
_MAX_CELL = 400
_MAX_CAPTION = 160
_MAX_LEAD = 80
#: Levels below which a part is only text and links: no page is built so deep, and each level would be read again.
_DEEP = 200
_SHOWN = frozenset({"image", "frame", "embed"})

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
_HEADING_CLASS = re.compile(
    r"(?:^|[\s_-])(?:title|heading|header|accordion-button|accordion-header|card-header|panel-title|toggle|caption|topic|subject)(?:$|[\s_-])",
    re.IGNORECASE,
)
_TOGGLE_TAGS = frozenset({"a", "button", "div", "li", "span"})
#: The level of the label of a tab's pane: below every heading of the page around it.
_PANE = 6
_NO_HEADING = frozenset({"table", "tr", "body", "main"})


class Walk:
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
        self.flushed = 0
        self.begun: dict[Any, _Begun] = {}
        self.lead = ""
        self.cut = False
        self.navigation = Navigation(body)
        self.emphasis = emphasis.Emphasis(body)
        self.labels = labels_of(body)
        self.rows: dict[Any, tuple[tuple[str, ...], str]] = {}
        self.row_ids: dict[Any, tuple[str, ...]] = {}
        self.row_headings: set[Any] = set()
        self.password = False
        self.fields = 0

    # -- text -------------------------------------------------------------------------------------
    def flush(self, state: _State, level: int = 0) -> None:
        """End the run of text so far: a piece, and the links that stood in it."""
        raw = "".join(self.buffer)
        text = one_line(raw, _MAX_TEXT)
        emphasised = self.bold and self.bold >= len(raw.strip()) > 0
        lead = "" if emphasised else self.lead or _before_colon(text)
        self.buffer, self.bold, self.lead = [], 0, ""
        self.flushed += 1
        pending, self.pending = self.pending or _typed(text), []
        if text and len(self.pieces) < MAX_PIECES:
            if not level and (emphasised or state.heading_class) and len(text) <= 200 and not pending:
                # A bold line that carries an item's code heads all of the item, whatever headings it holds.
                level = 2 if item_number(text) else 7
            self.order += 1
            row = tuple(cell for cell in state.row if cell and cell != text)
            if level and not state.navigation:
                self.push_heading(level + state.floor, text)
                above = self.path()[:-1]
            else:
                above = self.path()
            self.pieces.append(
                Piece(
                    text=text, order=self.order, level=level, navigation=state.navigation, hidden=state.hidden,
                    headings=above, row=row, ids=state.ids, lead="" if level else lead,
                ),
            )  # fmt: skip
        elif text:
            self.cut = True
        for link in pending:
            self.emit(link, text, state)

    def path(self) -> tuple[str, ...]:
        """The headings above this place, the nearest last."""
        return tuple(text for _, text in self.headings)

    def is_headed_now(self) -> bool:
        """Whether a heading was the last that was said: what follows is all its own, if it is one panel."""
        return bool(self.headings and self.pieces) and self.pieces[-1].text == self.headings[-1][1]

    def push_heading(self, level: int, text: str) -> None:
        """Begin the part that ``text`` heads; parts as deep or deeper end."""
        while self.headings and self.headings[-1][0] >= level:
            self.headings.pop()
        self.headings.append((level, text))
        self.pushed += 1

    # -- links ------------------------------------------------------------------------------------
    def emit(self, link: dict[str, Any], line: str, state: _State) -> None:
        """Keep a link with the ``line`` that it stood in."""
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


#: Words before a colon that is none of an address or a time of day, or before *ได้ที่* (where it is to be had).
_LEAD = re.compile(rf"^(?=[^:：]*[^\W\d_])([^:：]{{2,{_MAX_LEAD}}}?)\s*(?:[:：](?!//|\d)|ได้ที่|ได้ทาง)")


#: An address written as text, without a link: a reader copies it.
_TYPED = re.compile(r"https?://[!-~]+?(?=[).,;:'\"\]]*(?:[^!-~]|$))", re.IGNORECASE)


def _typed(text: str) -> list[dict[str, Any]]:
    return [{"raw": raw, "text": "", "kind": "typed", "hidden": False} for raw in _TYPED.findall(text)]


def _before_colon(text: str) -> str:
    found = _LEAD.match(text)
    return found[1] if found is not None else ""


@dataclass(frozen=True, slots=True)
class _State:
    """What holds for everything inside an element.

    ``floor``: inside the pane of a tab every heading stands below the tab's label, however high it is elsewhere.
    """

    navigation: bool = False
    hidden: bool = False
    row: tuple[str, ...] = ()
    column: str = ""
    ids: tuple[str, ...] = ()
    heading_class: bool = False
    depth: int = 0
    floor: int = 0


class _Begun(NamedTuple):
    """Where in the run of text an element began: after how many parts of it, and after how many runs."""

    runs: int
    flushed: int


@dataclass(frozen=True, slots=True)
class _Mark:
    """The path of headings when a container was entered, and how many headings had been met by then."""

    headings: tuple[tuple[int, str], ...]
    pushed: int
    pane: bool = False


def walked(body: Any) -> Walk:
    """The walk over ``body``, to its end; iteratively, because hostile pages nest deeper than Python recurses."""
    walk = Walk(body)
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
        if not isinstance(tag, str) or tag in UNSEEN:
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
    return walk


def _enter(walk: Walk, el: Any, state: _State, marks: dict[Any, _Mark]) -> _State:
    tag = el.tag
    if tag in _BLOCK:
        walk.flush(state)
    if tag in emphasis.TAGS or tag in _TOGGLE_TAGS:
        walk.begun[el] = _Begun(len(walk.buffer), walk.flushed)
    navigation = state.navigation or walk.navigation.is_block(el)
    hidden = state.hidden or is_hidden(el)
    ids = state.ids
    anchor = el.get("id") or (el.get("name") if tag == "a" else None)
    if anchor:
        walk.ids.append(anchor)
        walk.anchors.append((anchor, walk.order))
        if tag == "a":
            walk.flush(state)
        ids = (*ids, anchor)
    if tag == "tr":
        ids = (*ids, *(name for name in walk.row_ids.get(el, ()) if name != anchor))
    row, column = state.row, state.column
    if tag == "table":
        row, column = (), ""
        _table(walk, el, navigation, ids)
    elif tag in {"td", "th"} and el in walk.rows:
        row, column = walk.rows[el]
    floor = state.floor
    if tag in _CONTAINER and state.depth < _DEEP:
        label = walk.labels.get(anchor or "") if not navigation else None
        pane = label is not None and is_panel(el)  # not what a link to the page's top or content leads to
        marks[el] = _Mark(tuple(walk.headings), walk.pushed, pane)
        if label is not None:
            walk.push_heading(floor + _PANE, label)
            floor += _PANE * pane
        elif not navigation and walk.is_headed_now() and is_panel(el):
            floor = walk.headings[-1][0]
    if tag in {"input", "select", "textarea"} and not navigation:
        kind = (el.get("type") or "text").lower()
        walk.password = walk.password or kind == "password"
        walk.fields += kind not in {"hidden", "search", "image"} and not is_furniture(el)
    heading_class = _HEADING_CLASS.search(el.get("class") or "") and tag not in _NO_HEADING
    return _State(
        navigation,
        hidden,
        row,
        column,
        ids,
        bool(heading_class) or el in walk.row_headings,
        state.depth + 1,
        floor,
    )


def _leave(walk: Walk, el: Any, state: _State, marks: dict[Any, _Mark]) -> None:
    tag = el.tag
    for link in own_links(el, deep=state.depth > _DEEP):
        if link["kind"] in _SHOWN and not link["text"]:
            figure = next(el.iterancestors("figure"), None)
            caption = figure.find(".//figcaption") if figure is not None else None
            link["text"] = one_line(
                el.get("alt") or (caption.text_content() if caption is not None else ""), 200
            )
        walk.pending.append(link)
    begun = walk.begun.pop(el, None)
    if walk.emphasis.sets_off(el) or (begun is not None and is_toggle(el) and heads_its_panel(el)):
        before = begun.runs if begun is not None and begun.flushed == walk.flushed else 0
        said = "".join(walk.buffer[before:]).strip()
        if said and not "".join(walk.buffer[:before]).strip():
            walk.lead = one_line(said, _MAX_LEAD)
        walk.bold += len(said)
    if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
        walk.flush(state, int(tag[1]))
    elif tag in {"legend", "summary", "caption", "dt"}:
        walk.flush(state, 7)
    elif tag in _BLOCK:
        walk.flush(state)
    if el in marks:
        _close(walk, el, marks.pop(el))


def _close(walk: Walk, el: Any, mark: _Mark) -> None:
    """A container that holds a heading *and* what it heads keeps the heading to itself.

    ``<div class="head"><h2>…</h2></div><div>…links…</div>``: the first ``div`` is nothing but the heading, which
    goes on to head what follows.
    """
    if walk.pushed == mark.pushed:
        return
    if mark.pane:  # its label ends with it, however little it holds
        walk.headings[:] = mark.headings
        return
    mine = [entry for entry in walk.headings if entry not in mark.headings]
    headed = sum(len(text) for _, text in mine)
    most = int(headed * 1.2 + 10)
    links = (link for link in el.iter("a") if link.get("href") is not None and not is_toggle(link))
    if (
        len(first_words(el, most + 3)) > most  # a text that is cut may lose the blank before the cut
        or next(links, None) is not None
        or el.find(".//iframe") is not None
    ):
        walk.headings[:] = mark.headings


def _table(walk: Walk, table: Any, navigation: bool, ids: tuple[str, ...]) -> None:
    grid = grid_of(table)
    names = row_names(table)
    walk.row_ids.update(names.anchors)
    walk.row_headings |= names.headings
    heads, columns = headed_columns(grid)
    for number, line in enumerate(grid):
        texts = tuple(cell.text for cell in line)
        if any(len(text) > _MAX_CELL for text in texts) or lies_side_by_side(line):
            continue  # such a cell lays out the page; its neighbours say nothing about it
        for at, cell in enumerate(line):
            if cell.el is not None and cell.el not in walk.rows:
                below = number >= heads and at < len(columns)
                walk.rows[cell.el] = (texts, columns[at] if below else "")
    if is_data_table(table, grid):
        walk.tables.append(PageTable(data_table(grid, walk.path()), walk.order, walk.path(), ids, navigation))
