"""What of a page belongs to the item that declared it.

Both gathering and judging ask this module: the page itself, without the navigation that stands on every page; with a
declared ``#anchor`` that section only; on a page that holds many items, this item's part only.  Which of its links lead
on is asked of :mod:`crawler.read.following`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import unquote

from crawler.read.announcements import Announcements
from crawler.read.html_tables import same_make
from crawler.read.item_code import numbers_a_paragraph
from crawler.read.link_kinds import (
    gives_figures,
    is_button,
    is_contact,
    leads_aside,
    leads_nowhere,
    looks_like_document,
    says_whom,
)
from crawler.read.page_facts import PageFacts, PageLink, Piece

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Letters of a line that may head what follows it.
_LINE = 240
#: Ways to show something where it stands, to which the words around it are no label.
_SHOWN = frozenset({"image", "frame", "embed"})


#: Letters of a button's words.
_BUTTON = 20
#: The level of the label of a pane among headings: it looks like one.
_LABEL = 7


def _offered(link: PageLink) -> tuple[str, ...]:
    """The cells of a row that says nothing but what the document behind its button is; there may be none behind it."""
    if not link.row or link.kind in _SHOWN or len(link.text) > _BUTTON:
        return ()
    if not (looks_like_document(link.raw) or (leads_nowhere(link) and is_button(link.text))):
        return ()
    return () if any(map(gives_figures, link.row)) else link.row


def _labels(link: PageLink) -> tuple[str, ...]:
    """The words that only lead to what a link opens: its own, the line that holds it, all cells of its row.

    Those of a map or of a school's own site lead away from what is said beside them.
    """
    if link.kind == "a" and leads_aside(link.text):
        return ()
    if is_contact(link):
        return () if says_whom(link) else (link.text,)
    return (link.text, "" if link.kind in _SHOWN else link.line, *_offered(link))


@dataclass(frozen=True)
class Scope:
    """The part of a page that counts for one item."""

    pieces: tuple[Piece, ...]
    links: tuple[PageLink, ...]
    tables: tuple[int, ...]
    section: str | None = None
    whole: bool = True

    @cached_property
    def linked(self) -> frozenset[str]:
        """The words of its links, and the lines that hold them; of a row that only offers a document all its cells."""
        return frozenset(words for link in self.links for words in _labels(link) if words)

    @cached_property
    def heads(self) -> tuple[Piece, ...]:
        """Its headings, and the labels of its panes, which stand in the row of tabs and not above what they head."""
        heads = tuple(piece for piece in self.pieces if piece.level)
        return heads + tuple(_panes(self.pieces, frozenset(head.text for head in heads)))

    @cached_property
    def said(self) -> tuple[Piece, ...]:
        """The pieces that are said here themselves."""
        return self._parted[0]

    @cached_property
    def listed(self) -> tuple[Piece, ...]:
        """The pieces that are a link or stand beside one."""
        return self._parted[1]

    @cached_property
    def _parted(self) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
        says = [(piece, self.says(piece)) for piece in self.pieces]
        return tuple(piece for piece, own in says if own), tuple(piece for piece, own in says if not own)

    def says(self, piece: Piece) -> bool:
        """Whether a piece is said here itself: neither a link nor a cell beside one."""
        return piece.text not in self.linked and self.linked.isdisjoint(piece.row)


def _panes(pieces: Sequence[Piece], known: frozenset[str]) -> Iterator[Piece]:
    """A heading for each label that heads some of ``pieces`` and is none of the ``known`` headings among them."""
    shared = min((piece.headings for piece in pieces), key=len, default=())
    met: set[tuple[str, ...]] = set()
    for piece in pieces:
        for at, label in enumerate(piece.headings):
            path = piece.headings[: at + 1]
            if label in known or path in met or shared[: at + 1] == path:
                continue
            met.add(path)
            yield Piece(label, piece.order - 1, _LABEL, headings=path[:-1])


def _owner(
    announced: Announcements, headings: Sequence[str], row: Sequence[str] = (), text: str = ""
) -> str | None:
    """The item that a piece or link belongs to by its row or its nearest heading; ``None`` when none is named."""
    for words in (*row[:3], text, *reversed(headings)):
        if words and (found := announced.item(words)):
            return found
    return None


def _owners(pieces: Sequence[Piece], announced: Announcements) -> dict[int, str | None]:
    """The items that the pieces of a page belong to, by their order; empty where nothing announces more than one."""
    heads = {words for piece in pieces for words in (*piece.headings, *piece.row[:3])}
    heads.update(piece.text for piece in pieces if piece.level or piece.row)
    if len({found for words in heads if (found := announced.item(words))}) < 2:
        return {}
    return {
        piece.order: _owner(
            announced, piece.headings, piece.row, piece.text if piece.level or piece.row else ""
        )
        for piece in pieces
    }


def scope_of(page: PageFacts, *, item: str, fragment: str, announced: Announcements) -> Scope:
    """Cut ``page`` down to what counts for ``item``.

    A declared fragment decides alone.  Without one, a page that announces several items by heading or row is
    cut into their parts; what stands before the first part, and pages that announce none, belong to everybody.
    """
    anchor = _anchor(page, fragment)
    if anchor is not None:
        return _declared_part(page, anchor, fragment)
    pieces = [piece for piece in page.pieces if not piece.navigation]
    links = [link for link in page.links if not link.navigation]
    tables = [at for at, table in enumerate(page.tables) if not table.navigation]
    owners = _owners(pieces, announced)
    seen = {found for found in owners.values() if found}
    if len(seen) < 2:
        own = _part_by_lines(pieces, links, page, item, announced)
        if own is not None:
            return own
    if len(seen) < 2 or item not in seen:
        # One item, or only others: the page is what it is; the words of each link decide.
        return Scope(tuple(pieces), tuple(links), tuple(tables))
    return Scope(
        tuple(p for p in pieces if owners[p.order] in {None, item}),
        tuple(
            k for k in links if _owner(announced, k.headings, k.row, k.line if k.row else "") in {None, item}
        ),
        tuple(at for at in tables if _owner(announced, page.tables[at].headings) in {None, item}),
        section=item,
        whole=False,
    )


def _declared_part(page: PageFacts, anchor: str, fragment: str) -> Scope:
    """The part of a page that a declared ``fragment`` names, with no navigation in it unless there is nothing else."""
    start, end, inside = _section(page, anchor)

    def within(order: int, ids: tuple[str, ...]) -> bool:
        return anchor in ids if inside else start <= order < end

    pieces = [p for p in page.pieces if within(p.order, p.ids)]
    links = [k for k in page.links if within(k.order, k.ids)]
    tables = enumerate(page.tables)
    held = [(at, t) for at, t in tables if within(t.order + (0 if inside else 1), t.ids)]
    content = not (all(p.navigation for p in pieces) and all(k.navigation for k in links))
    part = Scope(
        tuple(p for p in pieces if not (content and p.navigation)),
        tuple(k for k in links if not (content and k.navigation)),
        tuple(at for at, t in held if not (content and t.navigation)),
        section=fragment,
        whole=False,
    )
    return part if inside else _under_its_line(part, anchor)


def _under_its_line(part: Scope, anchor: str) -> Scope:
    """A part that begins with a plain line which has the anchor, with that line as its heading."""
    mark = part.pieces[0] if part.pieces else None
    if mark is None or mark.level or anchor not in mark.ids:
        return part
    return replace(
        part,
        pieces=(
            replace(mark, level=2),
            *(replace(p, headings=_below(mark, p.headings)) for p in part.pieces[1:]),
        ),
        links=tuple(replace(k, headings=_below(mark, k.headings)) for k in part.links),
    )


def _below(mark: Piece, headings: tuple[str, ...]) -> tuple[str, ...]:
    """The headings of something that stands below a line which heads it: those above the line, the line, then its own."""
    above = len(mark.headings) if headings[: len(mark.headings)] == mark.headings else 0
    return (*headings[:above], mark.text, *headings[above:])


#: Items that plain lines must announce before these lines are taken for headings.
_ANNOUNCED = 3


def _part_by_lines(
    pieces: Sequence[Piece], links: Sequence[PageLink], page: PageFacts, item: str, announced: Announcements
) -> Scope | None:
    """The part of ``item`` on a page of many whose headings are plain lines: ``O5 แผนปฏิบัติราชการ…``, then its links.

    From the line that announces it to the next that announces an item, and what stands above the first of them.
    ``None`` where nothing stands between: such lines are a table of contents.
    """
    marks = [p for p in pieces if not p.row and len(p.text) <= _LINE and announced.item(p.text)]
    if len(marks) < _ANNOUNCED:
        return None
    linked = {words for link in links for words in (link.text, link.line)}
    marks = [mark for mark in marks if mark.text not in linked]
    if not any(numbers_a_paragraph(mark.text) for mark in marks if announced.item(mark.text) == item):
        # Those of a law that stands here.
        marks = [mark for mark in marks if not numbers_a_paragraph(mark.text)]
    if len({announced.item(mark.text) for mark in marks}) < _ANNOUNCED:
        return None
    ends = [*(mark.order for mark in marks[1:]), 1 << 60]
    parts = [(mark, end) for mark, end in zip(marks, ends, strict=True) if announced.item(mark.text) == item]

    def head_of(order: int) -> Piece | None:
        return next((mark for mark, end in parts if mark.order < order < end), None)

    own_pieces = [replace(p, headings=_below(head, p.headings)) for p in pieces if (head := head_of(p.order))]
    own_links = [replace(k, headings=_below(head, k.headings)) for k in links if (head := head_of(k.order))]
    if not own_pieces and not own_links:
        return None
    heads = [replace(mark, level=2) for mark, _ in parts]
    above = marks[0].order
    return Scope(
        (
            *(p for p in pieces if p.order < above),
            *sorted((*heads, *own_pieces), key=lambda piece: piece.order),
        ),
        (*(k for k in links if k.order < above), *own_links),
        tuple(at for at, t in enumerate(page.tables) if not t.navigation and head_of(t.order + 1)),
        section=item,
        whole=False,
    )


def _anchor(page: PageFacts, fragment: str) -> str | None:
    if not fragment:
        return None
    for wanted in (fragment, unquote(fragment)):
        if wanted in page.ids:
            return wanted
    lowered = unquote(fragment).lower()
    return next((name for name in page.ids if name.lower() == lowered), None)


def _section(page: PageFacts, anchor: str) -> tuple[int, int, bool]:
    """Where the section of ``anchor`` begins and ends; ``inside`` when the anchor is a container of it."""
    holds = [p for p in page.pieces if anchor in p.ids]
    shown = [k for k in page.links if anchor in k.ids]
    marked = any(not p.level for p in holds) or any(k.kind != "a" for k in shown) or len(shown) > 1
    if marked and not _is_a_line_among_others(page, anchor, holds, shown):
        return 0, 0, True
    start = next(order for name, order in page.anchors if name == anchor) + 1
    first = next((p for p in page.pieces if p.order >= start), None)
    ends = [order + 1 for name, order in page.anchors if order >= start and same_make(name, anchor)]
    if first is not None and not ends:
        ends = [p.order for p in page.pieces if p.order > first.order and _ends(p, first)]
    return start, min(ends, default=1 << 60), False


def _is_a_line_among_others(
    page: PageFacts, anchor: str, holds: Sequence[Piece], shown: Sequence[PageLink]
) -> bool:
    """Whether an anchor marks one short line, as others of its make do: what follows it is the section (``<p id="o5">``)."""
    if len(holds) != 1 or shown or len(holds[0].text) > _LINE or holds[0].row:
        return False
    return any(same_make(name, anchor) for name, _ in page.anchors)


def _ends(piece: Piece, first: Piece) -> bool:
    """Whether a heading stands as high as the one that ``first`` is, or stands under."""
    if not piece.level:
        return False
    return piece.level <= first.level if first.level else len(piece.headings) < len(first.headings)
