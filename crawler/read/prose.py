"""Running text with headings and tables in it, whatever the program that wrote it: paragraphs become blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crawler.model import Block, Table
from crawler.read.grid import Grid, Span
from crawler.read.limits import DOCUMENT_CHARS
from crawler.read.tables import find_tables
from crawler.read.title import TITLE_LINES, title_of
from crawler.thai.text import repair

#: A paragraph longer than this is running text.
_RUNNING_CHARS = 150
_OPENING = re.compile(r"^\s*(?:ด้วย(?!ความ)|ตามที่|โดยที่|อาศัยอำนาจ|เพื่อให้|เนื่องจาก|เนื่องด้วย)")
_OPENING_CHARS = 60


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; ``level`` is 1–9 for a heading, 0 for text; ``where`` names another place than the body."""

    text: str
    level: int = 0
    where: str = ""


@dataclass(frozen=True, slots=True)
class TableCells:
    """A table standing between paragraphs: its rows of cell texts and its merged cells."""

    rows: tuple[tuple[str, ...], ...]
    merged: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Prose:
    """The blocks and tables of a text; ``title`` as :func:`crawler.read.title.title_of` chooses it."""

    title: str
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...]
    headings: int


def prose_of(parts: Iterable[Paragraph | TableCells]) -> Prose:
    """Put ``parts``, in the order of the document, together as blocks and tables."""
    kept = _within_cap(parts)
    top = _title_block(kept)
    blocks: list[Block] = []
    tables: list[Table] = []
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
            blocks.extend(found[0])
            tables.extend(found[1])
            continue
        number += 1
        last = part.text
        if part.level or part.where:
            close()
            headings += part.level > 0
            kind = "heading" if part.level else "text"
            blocks.append(Block(part.text, part.where or f"paragraph {number}", kind))
            continue
        if not running:
            started = number
        running.append(part.text)
        if len(running) >= 40:
            close()
    close()
    title = title_of([line for part in top for line in part.text.splitlines()])
    return Prose(title, tuple(blocks), tuple(tables), headings)


def _within_cap(parts: Iterable[Paragraph | TableCells]) -> list[Paragraph | TableCells]:
    kept: list[Paragraph | TableCells] = []
    chars = 0
    for part in parts:
        if isinstance(part, Paragraph):
            text = repair(part.text).strip()
            if not text:
                continue
            chars += len(text)
            kept.append(Paragraph(text, part.level, part.where))
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


def _table(part: TableCells, where: str, before: str) -> tuple[list[Block], list[Table]]:
    found = find_tables(
        Grid(part.rows, where, part.merged), caption=before if len(before) < _RUNNING_CHARS else ""
    )
    # Text in a table without a header (a form, a letterhead) is just text of the document.
    kind = "caption" if found.tables else "text"
    return [
        Block(block.text, block.where, kind if block.kind == "title" else block.kind)
        for block in found.blocks
    ], list(found.tables)
