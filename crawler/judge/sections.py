"""What a page says itself: its scope cut at its headings, and how much stands there besides links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING
from urllib.parse import unquote

from crawler.read.following import decorates
from crawler.read.grid import unnumbered
from crawler.read.item_code import item_number, numbers_a_paragraph
from crawler.read.link_kinds import GENERIC, is_qr
from crawler.read.saying import is_of_a_file, says_something

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from crawler.judge.holdings import Holding
    from crawler.model import Table
    from crawler.read.page import PageLink, Piece
    from crawler.read.scope import Scope

#: A row of data says as much as so many letters.
_ROW = 60
#: A line no longer than this above a table says what the table holds.
_CAPTION_CHARS = 160
#: A number before a paragraph, and its first words up to the blank.
_NUMBERED = re.compile(r"[(\[]?[0-9๐-๙]{1,2}[).\]]{1,2}\s*(?P<lead>\D\S{7,80})\s+(?=\S)")
YEAR = re.compile(r"[2๒][05๐๕][0-9๐-๙]{2}")
#: What a link that calls or writes is, to a reader.
_REACHED = {"tel": "โทร", "mailto": "อีเมล"}
_DECOR = re.compile(
    r"icon|logo|arrow|bullet|new\.gif|spacer|no[-_ ]?(?:image|photo|picture|pic|img)|image[-_ ]?not|placeholder",
    re.IGNORECASE,
)

#: What cameras, scanners and programs call their pictures: ``IMG_0042``, ``received_1712``, ``a3f09c…``.
_NAMELESS = re.compile(
    r"(?>(?:img|image|dsc[fn]?|photo|pic(?:ture)?|scan(?:ned)?|screen[-_ ]?shot|line|album|received|untitled|unnamed|downloads?|uploads?"
    r"|files?|whatsapp|capture|messenger|copy|รูปภาพ|รูป|ภาพ|ไฟล์|(?<![a-z])[0-9a-f]{4,}(?![a-z])|[\W\d_])*)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it on the page.

    ``own`` is what is said there itself; ``listed`` the lines that are links, which matter where the list is the
    thing (news) and nowhere else: what links lead to speaks for itself.  ``pictures`` are what the pictures there call
    themselves.  ``led``: no heading stands above it, a
    paragraph names itself in its first words; ``numbered``: as one of a numbered list.
    """

    heading: str
    headings: tuple[str, ...]
    own: tuple[str, ...]
    listed: tuple[str, ...]
    tables: tuple[int, ...]
    pictures: tuple[str, ...] = ()
    led: bool = False
    numbered: bool = False

    @property
    def text(self) -> str:
        """The heading and all that is said under it, a line each."""
        return "\n".join((self.heading, *self.own, *self.listed))


def sections(holding: Holding, named: Callable[[str], object]) -> list[Section]:
    """The page's scope cut at its headings; only those parts whose heading is ``named``."""
    page, scope = holding.page, holding.scope
    assert page is not None
    assert scope is not None
    result = [*_led(scope, named), *_listed_by_number(scope, named), *_captioned(holding, scope, named)]
    for head in scope.heads:
        if not named(head.text):
            continue
        path = (*head.headings, head.text)
        depth = len(path)
        said = _under(head, path, scope.said, holding.afterwords)
        own = tuple(p.text for p in said if not p.level or _numbers(p.text))
        own += tuple(_reached(scope.links, path))
        listed = tuple(p.text for p in _under(head, path, scope.listed, holding.afterwords))
        tables = tuple(at for at in scope.tables if page.tables[at].headings[:depth] == path)
        shown = _pictures(k for k in scope.links if k.headings[:depth] == path)
        result.append(Section(head.text, head.headings, own, listed, tables, shown))
    return result


def _under(
    head: Piece, path: tuple[str, ...], pieces: Iterable[Piece], afterwords: frozenset[str]
) -> Iterator[Piece]:
    """Those of ``pieces`` that stand below a heading and are no afterword; ``path`` are the headings down to it."""
    depth = len(path)
    return (
        p
        for p in pieces
        if p.order > head.order and p.headings[:depth] == path and afterwords.isdisjoint(p.headings[depth:])
    )


def whole(holding: Holding) -> Section:
    """The page's scope as one section under the page's title."""
    page, scope = holding.page, holding.scope
    assert page is not None
    assert scope is not None
    listed = _below_heads(holding, scope.listed)
    return Section(page.title, (), said_itself(holding), listed, scope.tables)


def _below_heads(holding: Holding, pieces: Iterable[Piece]) -> tuple[str, ...]:
    """The texts of those pieces that are neither headings nor an afterword."""
    afterwords = holding.afterwords
    return tuple(p.text for p in pieces if not p.level and afterwords.isdisjoint(p.headings))


def _led(scope: Scope, named: Callable[[str], object]) -> Iterator[Section]:
    """The paragraphs that name themselves (``ผู้บริหาร: …``), each with what follows up to the next name or heading."""
    for at, head in enumerate(scope.pieces):
        if not (head.lead and named(head.lead) and says_something(head.text)):
            continue
        below = list(takewhile(lambda p: not p.lead and not p.level and not p.row, scope.pieces[at + 1 :]))
        rest = head.text.removeprefix(head.lead).lstrip(" :：-–")
        inside = (
            *([rest] if scope.says(head) and rest else []),
            *(p.text for p in below if scope.says(p)),
        )
        listed = tuple(p.text for p in (head, *below) if not scope.says(p))
        if any(map(says_something, inside)) or listed:
            yield Section(head.lead, head.headings, inside, listed, (), led=True)


def _listed_by_number(scope: Scope, named: Callable[[str], object]) -> Iterator[Section]:
    """The paragraphs of a numbered list whose first words name them: ``๑) การรับของบริจาค ให้ออกใบตอบรับ…``."""
    found = [
        (piece, match)
        for piece in scope.said
        if not (piece.level or piece.row or piece.lead)
        if (match := _NUMBERED.match(piece.text)) is not None
    ]
    for piece, match in found if len(found) > 1 else ():
        if named(match["lead"]):
            rest = piece.text[match.end() :]
            yield Section(match["lead"], piece.headings, (rest,), (), (), led=True, numbered=True)


def _reached(links: Sequence[PageLink], path: tuple[str, ...]) -> Iterator[str]:
    """A word for each way to call or write that stands under a heading as a link."""
    for link in links:
        word = _REACHED.get(link.raw.partition(":")[0].lower())
        if word is not None and link.headings[: len(path)] == path:
            yield word


def _captioned(holding: Holding, scope: Scope, named: Callable[[str], object]) -> Iterator[Section]:
    """The tables that a line of text right above them names."""
    assert holding.page is not None
    for at in scope.tables:
        start = holding.page.tables[at].order
        above = next((p for p in reversed(scope.pieces) if p.order <= start), None)
        if (
            above is None
            or above.level
            or above.row
            or not scope.says(above)
            or len(above.text) > _CAPTION_CHARS
            or is_clause(holding, above.text)
            or not named(above.text)
        ):
            continue
        cells = list(takewhile(lambda p: p.row, (p for p in scope.pieces if p.order > start)))
        inside = tuple(p.text for p in cells if scope.says(p))
        listed = tuple(p.text for p in cells if not scope.says(p))
        yield Section(above.text, above.headings, inside, listed, (at,))


def is_clause(holding: Holding, text: str) -> bool:
    """Whether a line is a paragraph of a law that stands on the page, and no title: ``ข้อ 2 งบประมาณรายจ่าย…``."""
    return numbers_a_paragraph(text) and f"O{item_number(text)}" != holding.declaration.item


def pictures(holding: Holding) -> tuple[str, ...]:
    """What the pictures of a page that are no decoration call themselves; empty words where they do not."""
    assert holding.scope is not None
    return _pictures(holding.scope.links)


def _pictures(links: Iterable[PageLink]) -> tuple[str, ...]:
    shown = (k for k in links if k.kind == "image" and not (is_decoration(k) or is_qr(k)))
    return tuple(map(picture_name, shown))


def picture_name(link: PageLink) -> str:
    """What a picture, or else its file, calls it; nothing where a camera or a computer gave the name."""
    file = unquote(link.raw).partition("?")[0].rpartition("/")[2]
    names = (re.sub(r"[.]\w{2,5}$", "", name.strip()) for name in (link.text, file))
    return next((name for name in names if not _NAMELESS.fullmatch(name)), "")


def is_decoration(link: PageLink) -> bool:
    """Whether a picture shows nothing: an icon, what a site shows where it has no picture, a banner without a word."""
    if link.kind != "image":
        return False
    return _DECOR.search(link.raw) is not None or (not link.text and decorates(link.raw))


def page_substance(holding: Holding) -> int:
    """What the page says itself, in letters; a list of links says nothing."""
    if holding.scope is None:
        return 0
    return substance(holding, said_itself(holding), holding.scope.tables)


def said_itself(holding: Holding) -> tuple[str, ...]:
    """The texts of a page below its headings that are neither links nor stand beside one."""
    assert holding.scope is not None
    return _below_heads(holding, holding.scope.said)


def substance(holding: Holding, own: Sequence[str], tables: Sequence[int]) -> int:
    """How much ``own`` texts and tables say, in letters."""
    idle, names = {cell for at in tables for cell in holding.tables[at].idle}, _names(holding)
    said = [
        len(text)
        for text in own
        if says_something(text)
        and not is_of_a_file(text)
        and text not in idle
        and not GENERIC.match(text)
        and (text not in names or _numbers(YEAR.sub("", text)))
    ]
    return sum(said) + _ROW * sum(holding.tables[at].rows for at in tables)


def _names(holding: Holding) -> str:
    """The page's title and headings: who repeats one of them, or a part of it, says nothing more."""
    assert holding.page is not None
    assert holding.scope is not None
    return "\0".join((holding.page.title, *(piece.text for piece in holding.scope.heads)))


def own_text(holding: Holding, text: str) -> str:
    """The lines of a page's text that are said there themselves: no words of links, no lines that hold one."""
    assert holding.scope is not None
    linked = holding.scope.linked
    return "\n".join(line for line in text.split("\n") if line not in linked)


@dataclass(frozen=True, slots=True)
class TableSays:
    """What a table of a page says: how many rows of data, and which cells say nothing.

    Rows that only offer a link, or a place to fill in, are no data.  ``idle`` are the cells of rows that are but prepared,
    and of the header where nothing stands below it.
    """

    rows: int
    idle: frozenset[str]

    @classmethod
    def of(cls, table: Table, linked: frozenset[str]) -> TableSays:
        """What ``table`` says on a page whose links' words are ``linked``."""
        telling = [line for line in table.sample if _tells(line)]
        data = sum(linked.isdisjoint(line) for line in telling)
        idle = [line for line in table.sample if is_blank_form(line)]
        if table.template or not telling:
            idle = [*table.sample, table.header]
        return cls(
            max(0, table.rows - len(table.sample) + data), frozenset(cell for line in idle for cell in line)
        )


def tables_of_page(holding: Holding) -> Mapping[int, TableSays]:
    """See :attr:`Holding.tables`."""
    if holding.page is None or holding.scope is None:
        return {}
    tables, linked = holding.page.tables, holding.scope.linked
    return {at: TableSays.of(tables[at].table, linked) for at in holding.scope.tables}


def _tells(line: Sequence[str]) -> bool:
    """Whether a row of a table says anything: more than its label, than that there is nothing, or what there should be."""
    if is_blank_form(line):
        return False
    return any(cell.strip() and says_something(cell) for cell in unnumbered(line))


def is_blank_form(line: Sequence[str]) -> bool:
    """Whether a row of a table holds but its label: ``2568`` and nothing beside it."""
    return len(line) > 1 and sum(map(bool, map(str.strip, line))) <= 1


def table_at(holding: Holding, at: int) -> Table:
    """One table of the page."""
    assert holding.page is not None
    return holding.page.tables[at].table


def shows_data(holding: Holding, tables: Sequence[int]) -> bool:
    """Whether tables hold any row of data."""
    return any(holding.tables[at].rows for at in tables)


def _numbers(text: str) -> bool:
    return sum(map(str.isdigit, text)) >= 4
