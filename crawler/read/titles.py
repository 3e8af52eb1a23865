"""What a document calls itself and its parts: the lines that present it, headings that head anything, headlines."""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from crawler.read.saying import says_something

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crawler.model import Block

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
#: A law is called by its subject, which stands below: ``ข้อบัญญัติกรุงเทพมหานคร``, ``เรื่อง``, ``งบประมาณรายจ่าย…``.
_GOVERNS = re.compile(
    r"(?:(?<!ติด)ตาม|เกี่ยวกับ|ของ|ต่อ|ด้าน|สำหรับ|เพื่อ|และ|หรือ|กับ|พร้อม|เรื่อง)\s*$"
    r"|^\W*(?:ข้อบัญญัติ|เทศบัญญัติ|พระราชบัญญัติ)[^\n]{0,24}$"
)
_GOVERNED = re.compile(r"ตาม(?!ลำดับ)|เกี่ยวกับ|และการ|ของสำนัก")
#: The same inside a bound volume, behind the number of its part: its subject is below it, in the heading or after it.
_LAW = re.compile(
    r"^((?:(?:ส่วนที่|บทที่|หมวด)[ ]?)?[0-9๐-๙().]{0,6}[ ]?(?:ข้อบัญญัติ|เทศบัญญัติ|พระราชบัญญัติ)[^\n]{0,24})\n[ ]*(เรื่อง[ ]\S[^\n]*)"
)
#: The number before a line of the text.
_NUMBERED = re.compile(
    r"^\s*(?:(?:ส่วนที่|ข้อ|บทที่|หมวด)\s*(?=[0-9๐-๙]))?[\(\[]?[0-9๐-๙]{0,2}(?:[.][0-9๐-๙]{1,2})*[\)\].:]?\s*"
)
#: Lines of running text that may be headlines, and how many below one tell whether it heads anything.
_LOOKED_AT, _BELOW = 400, 3
#: A heading with no more than this below it may be an empty promise.
_LITTLE = 220
#: How many of each are kept.
_HEADINGS, _HEADLINES = 60, 120


class Titles(NamedTuple):
    """Fields of :class:`~crawler.model.DocumentFacts`, which says what they are."""

    titles: tuple[str, ...]
    sections: tuple[str, ...]
    headlines: tuple[str, ...]


def titles_of(blocks: Sequence[Block]) -> Titles:
    """What the text of a document calls it and its parts."""
    first = [line for text in _texts(blocks, "title") for line in lines_of(text)]
    title, points = _parted(first[:_TITLE_LINES])
    headings = islice(_headings(blocks), _HEADINGS)
    running = (line for text in _texts(blocks, "text") for line in lines_of(text))
    headlines = _headlines(chain(first[_TITLE_LINES:], running))
    return Titles(tuple(_as_said(title)), (*points, *headings), tuple(islice(headlines, _HEADLINES)))


def lines_of(text: str) -> list[str]:
    """The lines of a text that say something here."""
    lines = [line for line in map(str.strip, text.split("\n")) if line]
    if not _may_lead(text):
        return lines
    return [line for line in lines if not (_may_lead(line) and _LEADERS.search(line))]


def _may_lead(text: str) -> bool:
    """Whether a text has enough dots to lead anywhere."""
    return text.count(".") + text.count("…") + text.count("_") >= _FEWEST


def _texts(blocks: Sequence[Block], kind: str) -> Iterator[str]:
    return (block.text for block in blocks if block.kind == kind)


# --------------------------------------------------------------------------------- its title


def _parted(lines: Sequence[str]) -> tuple[list[str], Sequence[str]]:
    """The lines that present a document, rows of a table left out, and the numbered paragraphs, if several follow."""
    points = [at for at, line in enumerate(lines) if at and _POINT.match(line)]
    end = points[0] if len(points) > 1 else len(lines)
    rows = [line for line in lines[1:end] if _ROW.match(line)]
    return [line for line in lines[:end] if len(rows) < _FEWEST_ROWS or line not in rows], lines[end:]


def _as_said(lines: Sequence[str]) -> Iterator[str]:
    """The lines of a title, those in one that the page's width tore: *รายงานผลการดำเนินการตาม* is no title, nor what follows."""
    title = ""
    for line in lines:
        if title and not (_GOVERNS.search(title) or _GOVERNED.match(line)):
            yield title
            title = ""
        title = f"{title}\n{line}" if title else line
    if title:
        yield title


# --------------------------------------------------------------------------------- its parts


def _headings(blocks: Sequence[Block]) -> Iterator[str]:
    """The headings inside a document that head anything: not the report that will be made next year."""
    found: list[tuple[str, list[str]]] = []
    for block in blocks:
        if block.kind in {"heading", "caption"}:
            found.append((block.text, []))
        elif block.kind == "text" and found:
            found[-1][1].append(block.text)
    for at, (heading, below) in enumerate(found):
        after = below[0] if below else found[at + 1][0] if at + 1 < len(found) else ""
        if _headed(" ".join(below)):
            yield _with_subject(heading, after)


def _with_subject(heading: str, after: str) -> str:
    """A heading that calls a law, in one line with its subject; every other as it is."""
    if (torn := _LAW.match(heading)) is not None:
        return f"{torn[1]} {torn[2]}{heading[torn.end() :]}"
    torn = _LAW.match(f"{heading}\n{after}") if "\n" not in heading else None
    return heading if torn is None else f"{torn[1]} {torn[2]}"


def _headed(below: str) -> bool:
    """Whether what stands below a heading is more than a word that it will come."""
    flat = " ".join(below.split())
    return not flat or len(flat) > _LITTLE or says_something(flat)


def _headlines(running: Iterator[str]) -> Iterator[str]:
    """Lines of the running text that stand alone like headings, short and followed by something; words before a colon."""
    lines = list(islice(running, _LOOKED_AT + _BELOW))
    for at, line in enumerate(lines[:_LOOKED_AT]):
        number = _NUMBERED.match(line)
        bare, colon, rest = line[number.end() if number else 0 :].partition(":")
        if not 8 <= len(bare) <= 110 or "|" in bare or (colon and len(rest) <= 12):
            continue
        following = lines[at + 1 : at + 1 + _BELOW]
        if not colon and not any(len(after) > 20 for after in following):
            continue
        if _headed(" ".join([rest, *following] if colon else following)):
            yield bare if colon else _with_subject(bare, following[0])
