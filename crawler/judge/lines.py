"""The lines of a document that say something where they stand, and those with which it presents itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.model import DocumentFacts

#: Lines at the head of a document that may present it; below begins what it says.
_TITLE_LINES = 14
#: A line of a table of contents: what it names stands on another page.
_LEADERS = re.compile(r"(?:[.…_]\s?){4}\s*+(?:หน้า(?:ที่)?\s*+)?[0-9๐-๙]{0,4}\s*$")
_FEWEST = 4
#: A row of a table, as it stands on paper: its number, without a mark, and its first cell.  So many make a table.
_ROW = re.compile(r"[0-9๐-๙]{1,2}\s+(?=[^\W\d])")
_FEWEST_ROWS = 2
#: A numbered paragraph, with its mark: what the paper says, and no more what it is called.
_POINT = re.compile(r"[0-9๐-๙]{1,2}[.)]\s*(?=[^\W\d])")
#: What at the end of a line has its object on the next, and what at the beginning of one has its head on the line before.
_GOVERNS = re.compile(r"(?:(?<!ติด)ตาม|เกี่ยวกับ|ของ|ต่อ|ด้าน|สำหรับ|เพื่อ|และ|หรือ|กับ|พร้อม)\s*$")
_GOVERNED = re.compile(r"ตาม(?!ลำดับ)|เกี่ยวกับ|และการ|ของสำนัก")


def title_block(facts: DocumentFacts) -> tuple[str, ...]:
    """The lines with which a document presents itself, generated titles of software and rows of a table left out."""
    lines = _block(facts)
    lines = lines[: _first_point(lines)]
    rows = [line for line in lines[1:] if _ROW.match(line)]
    return tuple(line for line in lines if len(rows) < _FEWEST_ROWS or line not in rows)


def below_title(facts: DocumentFacts) -> list[str]:
    """The lines of the block of the title that are numbered paragraphs already: ``1. ชื่อกระบวนงาน…``."""
    lines = _block(facts)
    return lines[_first_point(lines) :]


def _block(facts: DocumentFacts) -> list[str]:
    titles = (block.text for block in facts.blocks if block.kind == "title")
    return [line for text in titles for line in lines_of(text)][:_TITLE_LINES]


def _first_point(lines: Sequence[str]) -> int:
    """Where the numbered paragraphs begin, if several follow a title; else the end."""
    points = [at for at, line in enumerate(lines) if at and _POINT.match(line)]
    return points[0] if len(points) > 1 else len(lines)


def unbroken(lines: Sequence[str]) -> list[str]:
    """The lines of a title, those joined that a line's end tore: *รายงานผลการดำเนินการตาม* is no title, nor what follows it."""
    joined: list[str] = []
    for line in lines:
        if joined and (_GOVERNS.search(joined[-1]) or _GOVERNED.match(line)):
            joined[-1] = f"{joined[-1]} {line}"
        else:
            joined.append(line)
    return joined


def lines_of(text: str) -> list[str]:
    """The lines of a text that say something here."""
    lines = [line for line in map(str.strip, text.split("\n")) if line]
    if not _may_lead(text):
        return lines
    return [line for line in lines if not (_may_lead(line) and _LEADERS.search(line))]


def _may_lead(text: str) -> bool:
    """Whether a text has enough dots to lead anywhere."""
    return text.count(".") + text.count("…") + text.count("_") >= _FEWEST
