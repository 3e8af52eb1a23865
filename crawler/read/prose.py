"""Running text with headings and tables in it, whatever the program that wrote it: paragraphs become blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from crawler.model import Block, Link, Table
from crawler.read.grid import Behind, Grid, Span
from crawler.read.limits import DOCUMENT_CHARS
from crawler.read.tables import Found, find_tables
from crawler.read.title import TITLE_LINES, title_of
from crawler.thai.text import repair

#: A paragraph longer than this is running text.
_RUNNING_CHARS = 150
_OPENING = re.compile(r"^\s*(?:ด้วย(?!ความ)|ตามที่|โดยที่|อาศัยอำนาจ|เพื่อให้|เนื่องจาก|เนื่องด้วย)")
_OPENING_CHARS = 60
_LINKS = 2000


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; ``level`` is 1–9 for a heading, 0 for text; ``where`` names another place than the body.

    ``links`` are its addresses, each with the words that lead there.  ``bold``: a heading to the eye, and to no program.
    """

    text: str
    level: int = 0
    where: str = ""
    links: tuple[tuple[str, str], ...] = ()
    bold: bool = False


@dataclass(frozen=True, slots=True)
class TableCells:
    """A table standing between paragraphs: its rows of cell texts, its merged cells, the addresses behind cells."""

    rows: tuple[tuple[str, ...], ...]
    merged: tuple[Span, ...] = ()
    behind: tuple[Behind, ...] = ()


@dataclass(frozen=True, slots=True)
class Prose:
    """The blocks, tables and links of a text; ``title`` as :func:`crawler.read.title.title_of` chooses it."""

    title: str
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...]
    headings: int
    links: tuple[Link, ...] = ()


def prose_of(parts: Iterable[Paragraph | TableCells]) -> Prose:
    """Put ``parts``, in the order of the document, together as blocks and tables."""
    kept = _within_cap(_laid_out(parts))
    top = _title_block(kept)
    blocks: list[Block] = []
    tables: list[Table] = []
    links = [link for part in top for link in _links(part)]
    if top:
        blocks.append(Block("\n".join(part.text for part in top), "paragraph 1", "title", 1))
    number, table_number, headings = len(top), 0, sum(part.level > 0 for part in top)
    running: list[str] = []
    started = number + 1

    def close() -> None:
        if running:
            blocks.append(Block("\n".join(running), f"paragraph {started}", "text"))
            running.clear()

    last = top[-1].text if top else ""
    for part in kept[len(top) :]:
        if isinstance(part, TableCells):
            close()
            table_number += 1
            found = _table(part, f"table {table_number}", last)
            blocks.extend(found.blocks)
            tables.extend(found.tables)
            links.extend(found.links)
            continue
        number += 1
        links.extend(_links(part))
        last = part.text
        if part.level or part.bold or part.where:
            close()
            headings += part.level > 0
            kind = "heading" if part.level or part.bold else "text"
            blocks.append(Block(part.text, part.where or f"paragraph {number}", kind))
            continue
        if not running:
            started = number
        running.append(part.text)
        if len(running) >= 40:
            close()
    close()
    title = title_of([line for part in top for line in part.text.splitlines()])
    return Prose(title, tuple(blocks), tuple(tables), headings, tuple(links[:_LINKS]))


def _laid_out(parts: Iterable[Paragraph | TableCells]) -> Iterator[Paragraph | TableCells]:
    """``parts`` with tables that only lay out text (a frame, a letterhead) taken apart, a paragraph a row."""
    for part in parts:
        if isinstance(part, Paragraph) or _table(part, "", "").tables:
            yield part
            continue
        for number, row in enumerate(part.rows):
            links = tuple((link.url, link.text) for link in part.behind if link.row == number)
            yield Paragraph(_row_of_layout(row), links=links)


def _row_of_layout(cells: Sequence[str]) -> str:
    """The text of cells beside each other: on one line, if no cell has several."""
    shown = [cell for at, cell in enumerate(cells) if cell.strip() and cell not in cells[:at]]
    return ("\n" if any("\n" in cell for cell in shown) else " | ").join(shown)


def _links(part: Paragraph) -> Iterator[Link]:
    """The links of a paragraph, each with those of its lines that hold its words."""
    for url, words in part.links:
        text = repair(words).strip()
        lines = [line for line in part.text.split("\n") if text in line]
        yield Link(url, text, part.where or "paragraph", "\n".join(lines))


def _within_cap(parts: Iterable[Paragraph | TableCells]) -> list[Paragraph | TableCells]:
    kept: list[Paragraph | TableCells] = []
    chars = 0
    for part in parts:
        if isinstance(part, Paragraph):
            text = repair(part.text).strip()
            if not text:
                continue
            chars += len(text)
            kept.append(replace(part, text=text))
        else:
            chars += sum(len(cell) for row in part.rows for cell in row)
            kept.append(part)
        if chars > DOCUMENT_CHARS:
            break
    return kept


def _title_block(parts: Sequence[Paragraph | TableCells]) -> list[Paragraph]:
    """The leading paragraphs until running text, a table or a page of headings begins."""
    top: list[Paragraph] = []
    for part in parts[:TITLE_LINES]:
        if isinstance(part, TableCells) or part.where:
            break
        opening = _OPENING.match(part.text) is not None and len(part.text) > _OPENING_CHARS
        if top and (opening or (len(part.text) > _RUNNING_CHARS and not part.level)):
            break
        top.append(part)
    return top


def _table(part: TableCells, where: str, before: str) -> Found:
    grid = Grid(part.rows, where, part.merged, part.behind)
    found = find_tables(grid, caption=before if len(before) < _RUNNING_CHARS else "")
    blocks = (replace(block, kind="caption") if block.kind == "title" else block for block in found.blocks)
    return replace(found, blocks=tuple(blocks))
