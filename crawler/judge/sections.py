"""What a page says itself: its scope cut at its headings, and how much stands there besides links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from crawler.judge.saying import is_afterword, is_of_a_file, says_something
from crawler.read.grid import unnumbered
from crawler.read.item_code import item_number, numbers_a_paragraph
from crawler.read.link_kinds import GENERIC, is_qr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

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


def sections(holding: Holding) -> list[Section]:
    """The page's scope cut at its headings."""
    page, scope = holding.page, holding.scope
    assert page is not None
    assert scope is not None
    result = [*_led(scope), *_listed_by_number(scope), *_captioned(holding, scope)]
    for head in scope.heads:
        path = (*head.headings, head.text)
        depth = len(path)
        own = tuple(p.text for p in _under(head, path, scope.said) if not p.level or _numbers(p.text))
        own += tuple(_reached(scope.links, path))
        listed = tuple(p.text for p in _under(head, path, scope.listed))
        tables = tuple(at for at in scope.tables if page.tables[at].headings[:depth] == path)
        shown = _pictures(k for k in scope.links if k.headings[:depth] == path)
        result.append(Section(head.text, head.headings, own, listed, tables, shown))
    return result


def _under(head: Piece, path: tuple[str, ...], pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Those of ``pieces`` that stand below a heading and are no afterword; ``path`` are the headings down to it."""
    depth = len(path)
    return (
        p
        for p in pieces
        if p.order > head.order and p.headings[:depth] == path and not is_afterword(p.headings[depth:])
    )


def whole(holding: Holding) -> Section:
    """The page's scope as one section under the page's title."""
    page, scope = holding.page, holding.scope
    assert page is not None
    assert scope is not None
    return Section(page.title, (), _below_heads(scope.said), _below_heads(scope.listed), scope.tables)


def _below_heads(pieces: Iterable[Piece]) -> tuple[str, ...]:
    """The texts of those pieces that are neither headings nor an afterword."""
    return tuple(p.text for p in pieces if not (p.level or is_afterword(p.headings)))


def _led(scope: Scope) -> Iterator[Section]:
    """The paragraphs that name themselves (``ผู้บริหาร: …``), each with what follows up to the next name or heading."""
    for at, head in enumerate(scope.pieces):
        if not head.lead or not says_something(head.text):
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


def _listed_by_number(scope: Scope) -> Iterator[Section]:
    """The paragraphs of a numbered list whose first words name them: ``๑) การรับของบริจาค ให้ออกใบตอบรับ…``."""
    found = [
        (piece, match)
        for piece in scope.said
        if not (piece.level or piece.row or piece.lead)
        if (match := _NUMBERED.match(piece.text)) is not None
    ]
    for piece, match in found if len(found) > 1 else ():
        rest = piece.text[match.end() :]
        yield Section(match["lead"], piece.headings, (rest,), (), (), led=True, numbered=True)


def _reached(links: Sequence[PageLink], path: tuple[str, ...]) -> Iterator[str]:
    """A word for each way to call or write that stands under a heading as a link."""
    for link in links:
        word = _REACHED.get(link.raw.partition(":")[0].lower())
        if word is not None and link.headings[: len(path)] == path:
            yield word


def _captioned(holding: Holding, scope: Scope) -> Iterator[Section]:
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
    return tuple(k.text for k in shown)


def is_decoration(link: PageLink) -> bool:
    """Whether a picture shows nothing: an icon, or what a site shows where it has no picture."""
    return link.kind == "image" and _DECOR.search(link.raw) is not None


def page_substance(holding: Holding) -> int:
    """What the page says itself, in letters; a list of links says nothing."""
    if holding.scope is None:
        return 0
    return substance(holding, said_itself(holding), holding.scope.tables)


def said_itself(holding: Holding) -> tuple[str, ...]:
    """The texts of a page below its headings that are neither links nor stand beside one."""
    assert holding.scope is not None
    return _below_heads(holding.scope.said)


def substance(holding: Holding, own: Sequence[str], tables: Sequence[int]) -> int:
    """How much ``own`` texts and tables say, in letters."""
    heads, names = _heads(holding, tables), _names(holding)
    said = (
        len(text)
        for text in own
        if says_something(text)
        and not is_of_a_file(text)
        and text not in heads
        and not GENERIC.match(text)
        and (not any(text in name for name in names) or _numbers(YEAR.sub("", text)))
    )
    return sum(said) + _ROW * _data_rows(holding, tables)


def _names(holding: Holding) -> tuple[str, ...]:
    """The page's title and headings: who repeats them says nothing more."""
    assert holding.page is not None
    assert holding.scope is not None
    return (holding.page.title, *(piece.text for piece in holding.scope.heads))


def own_text(holding: Holding, text: str) -> str:
    """The lines of a page's text that are said there themselves: no words of links, no lines that hold one."""
    assert holding.scope is not None
    linked = holding.scope.linked
    return "\n".join(line for line in text.split("\n") if line not in linked)


def _heads(holding: Holding, tables: Sequence[int]) -> frozenset[str]:
    """The cells that only name the columns of tables with nothing below, and rows that are but prepared."""
    shown = [table_at(holding, at) for at in tables]
    empty = [table for table in shown if table.template or not any(map(_tells, table.sample))]
    lines = [line for table in empty for line in (*table.sample, table.header)]
    lines += [line for table in shown for line in table.sample if is_blank_form(line)]
    return frozenset(cell for line in lines for cell in line)


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
    return _data_rows(holding, tables) > 0


def _data_rows(holding: Holding, tables: Sequence[int]) -> int:
    """Rows of data in tables, rows left out that only offer a link, or a place to fill in."""
    if not tables:
        return 0
    assert holding.scope is not None
    linked, rows = holding.scope.linked, 0
    for at in tables:
        table = table_at(holding, at)
        idle = sum(not _tells(line) or not linked.isdisjoint(line) for line in table.sample)
        rows += max(0, table.rows - idle)
    return rows


def _numbers(text: str) -> bool:
    return sum(map(str.isdigit, text)) >= 4
