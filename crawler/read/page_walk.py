"""One pass over the tree of a page: its text in pieces, each under its headings, in its row, under its anchors."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from crawler.read import emphasis
from crawler.read.centred import heads_what_follows
from crawler.read.form_fields import Fields
from crawler.read.item_code import item_number
from crawler.read.link_kinds import is_button
from crawler.read.navigation import UNSEEN, Navigation, turns_the_page
from crawler.read.outline import Outline, says_but_a_period
from crawler.read.own_label import label_of
from crawler.read.page_facts import PageLink, Piece
from crawler.read.page_links import heads_its_panel, is_hidden, is_panel, is_toggle, labels_of, own_links
from crawler.read.page_rows import Place, Rows
from crawler.read.text_run import TextRun
from crawler.thai.text import one_line

MAX_PIECES = 20_000
MAX_LINKS = 5_000
_MAX_CAPTION = 160
_MAX_HEADING = 200
#: Levels below which a part is only text and links: no page is built so deep, and each level would be read again.
_DEEP = 200
_SHOWN = frozenset({"image", "frame", "embed"})
_PRESSED = frozenset({"a", "onclick"})
_BLOCK = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "button", "caption", "center", "dd", "details", "dialog", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "label",
    "legend", "li", "main", "nav", "ol", "optgroup", "option", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr", "ul",
})  # fmt: skip
_CONTAINER = frozenset({
    "article", "aside", "dd", "details", "div", "fieldset", "figure", "form", "li", "ol", "section", "table", "td", "th", "tr", "ul",
})  # fmt: skip
#: Levels of headings: 7 of what merely looks like one; a line with an item's code heads all of the item.
_LOOKS, _ITEM = 7, 2
_LEVELS = {f"h{n}": n for n in range(1, 7)} | dict.fromkeys(("legend", "summary", "caption", "dt"), _LOOKS)
_HEADING_CLASS = re.compile(
    r"(?:^|[\s_-])(?:title|heading|header|accordion-button|accordion-header|card-header|panel-title|toggle|caption|topic|subject)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NO_HEADING = frozenset({"table", "tr", "body", "main"})
_TOGGLE_TAGS = frozenset({"a", "button", "div", "li", "span"})
#: Elements that may begin in the middle of a line and set words off.
_IN_LINES = emphasis.TAGS | _TOGGLE_TAGS
_FIELDS = frozenset({"input", "select", "textarea"})
#: An address written as text, without a link: a reader copies it.
_TYPED = re.compile(r"https?://[!-~]+?(?=[).,;:'\"\]]*(?:[^!-~]|$))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _State:
    """What holds for everything inside an element.

    ``floor``: inside the pane of a tab every heading stands below the tab's label, however high it is elsewhere.
    """

    navigation: bool = False
    hidden: bool = False
    place: Place = field(default_factory=Place)
    ids: tuple[str, ...] = ()
    heading_class: bool = False
    depth: int = 0
    floor: int = 0


class Walk:
    """One pass over the tree and what it found: pieces, links, tables, anchors, fields; ``cut`` where it is not all."""

    def __init__(self, body: Any) -> None:
        self.pieces: list[Piece] = []
        self.links: list[PageLink] = []
        self.anchors: list[tuple[str, int]] = []
        self._navigation = Navigation(body)
        self.rows = Rows(self._navigation)
        self.fields = Fields()
        self.cut = False
        self._body = body
        self._order = 0
        self._run = TextRun()
        self._pending: list[dict[str, Any]] = []
        self._outline = Outline()
        self._emphasis = emphasis.Emphasis(body)
        self._labels = labels_of(body)
        self._opened = 0

    def to_its_end(self) -> None:
        """Walk; iteratively, because hostile pages nest deeper than Python recurses."""
        stack: list[tuple[Any, _State, str]] = [(self._body, _State(), "enter")]
        while stack:
            el, state, step = stack.pop()
            if step == "tail":
                self._run.add(el.tail or "")
            elif step == "leave":
                self._leave(el, state)
            elif isinstance(el.tag, str) and el.tag not in UNSEEN:
                inner = self._enter(el, state)
                stack.append((el, inner, "leave"))
                for child in reversed(el):
                    if child.tail:
                        stack.append((child, inner, "tail"))
                    stack.append((child, inner, "enter"))
                self._run.add(el.text or "")
        self._flush(_State())

    # -- elements ---------------------------------------------------------------------------------

    def _enter(self, el: Any, state: _State) -> _State:
        tag = el.tag
        if tag in _BLOCK:
            self._flush(state, _LOOKS if self._begins_its_list(el) else 0)
        if tag in _IN_LINES:
            self._run.begin(el)
        navigation = state.navigation or self._navigation.is_block(el)
        anchor = el.get("id") or (el.get("name") if tag == "a" else None)
        ids = self._anchored(el, anchor, state) if anchor else state.ids
        place = state.place
        if tag == "tr":
            ids = (*ids, *(name for name in self.rows.anchors_of(el) if name != anchor))
        elif tag == "table":
            place = Place()
            self.rows.enter(el, self._order, self._above_rows(el, state.floor), ids, navigation=navigation)
        elif tag in {"td", "th"}:
            place = self.rows.place_of(el) or place
        elif tag in _FIELDS and not navigation:
            self.fields.meet(el)
        contains = tag in _CONTAINER and state.depth < _DEEP
        floor = self._contained(el, anchor, state.floor, navigation=navigation) if contains else state.floor
        headed = tag not in _NO_HEADING and _HEADING_CLASS.search(el.get("class") or "") is not None
        return _State(
            navigation, state.hidden or is_hidden(el), place, ids, headed or self.rows.is_heading(el), state.depth + 1, floor,
        )  # fmt: skip

    def _begins_its_list(self, el: Any) -> bool:
        """Whether a list begins inside an entry that heads it: ``<li>ปี 2568<ul>…``, ``<li>แผนปฏิบัติราชการ<ul><li><a …>``."""
        if el.tag not in {"ul", "ol"} or self._pending:
            return False
        parent = el.getparent()
        if parent is None or parent.tag != "li":
            return False
        words = one_line(parent.text or "")
        return says_but_a_period(words) or (
            0 < len(words) <= _MAX_CAPTION and el.find(".//a[@href]") is not None
        )

    def _above_rows(self, table: Any, floor: int) -> tuple[str, ...]:
        """The headings above the rows of a table: those above it, and its own caption."""
        caption = table.find("caption")
        text = one_line(caption.text_content()) if caption is not None else ""
        if not text:
            return self._outline.path
        return self._outline.path_below(
            _LEVELS["caption"] + floor, text, follows=self._just_headed() is not None
        )

    def _anchored(self, el: Any, anchor: str, state: _State) -> tuple[str, ...]:
        """The anchors inside an element that has one."""
        self.anchors.append((anchor, self._order))
        if el.tag == "a":
            self._flush(state)
        return (*state.ids, anchor)

    def _contained(self, el: Any, anchor: str | None, floor: int, *, navigation: bool) -> int:
        """Open a container in the outline; the floor of the headings inside it."""
        label = self._labels.get(anchor or "") if not navigation else None
        pane = label is not None and is_panel(el)  # not what a link to the page's top or content leads to
        head = self._just_headed() if label is None and not navigation else None
        floor = self._outline.enter(el, label, floor, pane=pane)
        opens = pane or (head is not None and self._opened != len(self.pieces) and _is_apart(el))
        if opens:
            self._opened = len(
                self.pieces
            )  # a heading has one panel: an empty one is its own, and the next another's
        return head if opens and head is not None else floor

    def _just_headed(self) -> int | None:
        """The level of the nearest heading, where nothing was said since: what follows is all its own, if it is one panel."""
        nearest = self._outline.nearest
        if nearest is None or not self.pieces or self.pieces[-1].text != nearest[1]:
            return None
        return nearest[0]

    def _leave(self, el: Any, state: _State) -> None:
        pager = state.navigation and turns_the_page(el)
        self._pending += (
            {**_labelled(_captioned(link, el), el), "pager": pager}
            for link in own_links(el, deep=state.depth > _DEEP)
        )
        toggles = el.tag in _TOGGLE_TAGS and is_toggle(el) and heads_its_panel(el)
        self._run.leave(el, set_off=toggles or self._emphasis.sets_off(el) or self._heads_from_the_middle(el))
        if el.tag in _LEVELS or el.tag in _BLOCK:
            self._flush(state, _LEVELS.get(el.tag, 0))
        self._outline.leave(el)

    def _heads_from_the_middle(self, el: Any) -> bool:
        """Whether a centred line heads what follows; right below a heading that is no higher it is but its second line."""
        return heads_what_follows(el) and (self._just_headed() or 0) < _LOOKS

    # -- what stands in them ----------------------------------------------------------------------

    def _flush(self, state: _State, level: int = 0) -> None:
        """End the run of text so far: a piece, and the links that stood in it."""
        text, set_off, lead = self._run.end()
        pending, self._pending = self._pending or _typed(text), []
        if text and len(self.pieces) < MAX_PIECES:
            looks = (set_off or state.heading_class) and len(text) <= _MAX_HEADING and not pending
            if looks and not level:
                level = _ITEM if item_number(text) else _LOOKS
            self._say(text, state, level, "" if level else lead)
        elif text:
            self.cut = True
        for link in pending:
            self._emit(link, text, state)

    def _say(self, text: str, state: _State, level: int, lead: str) -> None:
        """Keep a piece, which from here on heads what follows where it has a level."""
        self._order += 1
        above = self._outline.path
        if level and not state.navigation:
            self._outline.head(level + state.floor, text, follows=self._just_headed() is not None)
            above = self._outline.path[:-1]
        self.pieces.append(
            Piece(
                text=text, order=self._order, level=level, navigation=state.navigation, hidden=state.hidden, headings=above,
                row=tuple(cell for cell in state.place.row if cell and cell != text), ids=state.ids, lead=lead,
            )
        )  # fmt: skip

    def _line_above(self, shown: str) -> str:
        """The line above something shown, which names it, unless it is the line of a link to something else."""
        line, last = self.pieces[-1].text, self.links[-1] if self.links else None
        of_another = last is not None and last.kind == "a" and last.line == line and last.raw != shown
        return "" if of_another else line

    def _emit(self, link: dict[str, Any], line: str, state: _State) -> None:
        """Keep a link with the ``line`` that it stood in."""
        if len(self.links) >= MAX_LINKS:
            self.cut = True
            return
        if not line and link["kind"] in _SHOWN and self.pieces and len(self.pieces[-1].text) <= _MAX_CAPTION:
            line = self._line_above(link["raw"])
        if is_button(line) and link.get("label"):
            line = link["label"]
        self._order += 1
        self.links.append(
            PageLink(
                raw=link["raw"], text=link["text"], kind=link["kind"], order=self._order,
                navigation=state.navigation and not link.get("pager"), hidden=link["hidden"] or state.hidden, headings=self._outline.path,
                row=tuple(filter(None, state.place.row)), line=line, ids=state.ids, column=state.place.column,
            )
        )  # fmt: skip


def _is_apart(el: Any) -> bool:
    """Whether an element is a panel, and not the icon of the button that opens one."""
    return is_panel(el) and next(el.iterancestors("button", "a", "summary"), None) is None


def walked(body: Any) -> Walk:
    """The walk over ``body``, to its end."""
    walk = Walk(body)
    walk.to_its_end()
    return walk


def _typed(text: str) -> list[dict[str, Any]]:
    return [{"raw": raw, "text": "", "kind": "typed", "hidden": False} for raw in _TYPED.findall(text)]


def _captioned(link: dict[str, Any], el: Any) -> dict[str, Any]:
    """A link; what is shown without words is called as the caption of its figure."""
    if link["kind"] in _SHOWN and not link["text"]:
        figure = next(el.iterancestors("figure"), None)
        caption = figure.find(".//figcaption") if figure is not None else None
        said = caption.text_content() if caption is not None else ""
        return {**link, "text": one_line(el.get("alt") or said, 200)}
    return link


def _labelled(link: dict[str, Any], el: Any) -> dict[str, Any]:
    """A link; one that only says that it can be pressed with what the box calls it in which it stands alone."""
    if link["kind"] not in _PRESSED or not is_button(link["text"]):
        return link
    return {**link, "label": label_of(el)}
