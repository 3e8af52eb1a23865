r"""Lines of a page, put together from text runs without tearing Thai apart.

Why not a library's own layout: Thai vowels and tone marks have no width, so layout analysis that compares
boxes cuts a line at each of them (``ลงวันที\n\n่ 10``).  Runs in the order in which the page draws them are
whole; only where the pen jumps is there a blank or a new line.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from crawler.read.title import TITLE_LINES
from crawler.thai.text import MARKS

#: Marks that hang on the letter before them, glyph variants and sara am's second half included.
_HANGS = re.compile(f"[{MARKS}\uf701-\uf70e\uf710-\uf71a]")

#: In heights of the font: the pen moved this far across the writing direction, so a new line begins.
NEW_LINE = 0.6
#: A mark drawn this near its letter still belongs to it.
MARK_REACH = 1.2
#: A jump forward that a person sees as a blank, and one backward that is not an overprint.
GAP_FORWARD = 0.22
GAP_BACK = 1.5
#: A jump forward that parts two columns or cells.
COLUMN_GAP = 2.5


@dataclass(frozen=True, slots=True)
class Run:
    """Some text drawn in one go: ``x0``…``x1`` along the writing direction, ``y`` across it, ``size`` of the font.

    ``turn`` is the writing direction in degrees; units are points of 1/72 inch.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text and where it stands on the page."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    turn: int = 0


@dataclass(slots=True)
class _Open:
    """The line being written."""

    parts: list[str]
    x0: float
    x1: float
    y: float
    size: float
    turn: int

    def closed(self) -> Line:
        return Line("".join(self.parts).strip(), self.x0, self.x1, self.y, self.size, self.turn)


def lines_of(runs: Iterable[Run]) -> tuple[Line, ...]:
    """The lines that ``runs`` (in the order of drawing) write."""
    lines: list[Line] = []
    line: _Open | None = None
    for run in runs:
        if line is None:
            line = _begin(run)
            continue
        size = max(line.size, run.size, 1.0)
        shift = abs(run.y - line.y)
        hangs = _HANGS.match(run.text) is not None
        near = abs(run.x0 - line.x1) < size * MARK_REACH
        if run.turn != line.turn or (
            shift > NEW_LINE * size and not (hangs and near and shift < MARK_REACH * size)
        ):
            lines.append(line.closed())
            line = _begin(run)
            continue
        line.parts.append(_blank(line, run, size, hangs=hangs))
        line.parts.append(run.text)
        line.x1 = run.x1 if run.x1 > run.x0 else max(line.x1, run.x1)
        line.x0 = min(line.x0, run.x0)
        if not hangs:
            line.size = max(line.size, run.size)
    if line is not None:
        lines.append(line.closed())
    return tuple(line for line in lines if line.text)


def _begin(run: Run) -> _Open:
    return _Open([run.text], run.x0, run.x1, run.y, run.size, run.turn)


def _blank(line: _Open, run: Run, size: float, *, hangs: bool) -> str:
    """What stands between the line so far and ``run``: nothing, a blank, or a tab between columns."""
    if hangs:
        return ""
    jump = run.x0 - line.x1
    if jump > COLUMN_GAP * size:
        return "\t"
    if jump > GAP_FORWARD * size or jump < -GAP_BACK * size:
        return "" if line.parts[-1][-1:].isspace() or run.text[:1].isspace() else " "
    return ""


def in_reading_order(lines: Sequence[Line]) -> list[Line]:
    """``lines`` from the top of the page to its bottom: titles are often drawn last.

    The top is where the writing says it is: on a page that was turned, most of it goes sideways.
    """
    written = Counter[int]()
    for line in lines:
        written[line.turn] += len(line.text)
    upright = max(written, key=lambda turn: (written[turn], -turn), default=0)
    return sorted(lines, key=lambda line: (line.turn != upright, line.turn, -round(line.y / 2), line.x0))


# ------------------------------------------------------------------------------------- title blocks

#: Running text fills this share of the text's width, line after line.
_FULL = 0.86
_INDENT = 0.14
_RUNNING_CHARS = 45
_OPENING = re.compile(
    r"^\s*(?:ด้วย(?!ความ)|ตามที่|ตามหนังสือ|ตามประกาศ|ตามพระราช|โดยที่|อาศัยอำนาจ|เพื่อให้|เนื่องจาก|เนื่องด้วย|อนุสนธิ|พระราชบัญญัติ.{5,60}มาตรา)"
)


def title_lines(lines: Sequence[Line]) -> int:
    """How many of ``lines`` (in reading order) come before the running text begins; at most ``TITLE_LINES``."""
    if not lines:
        return 0
    left = _common_left(lines)
    right = max(line.x1 for line in lines)
    width = max(right - left, 1.0)

    def full(line: Line) -> bool:
        return len(line.text) >= _RUNNING_CHARS and line.x1 >= left + _FULL * width

    for at, line in enumerate(lines[:TITLE_LINES]):
        if at > 0 and _OPENING.match(line.text) and (full(line) or len(line.text) > _RUNNING_CHARS):
            return at
        if at > 0 and _heads_columns(line, lines[at + 1 : at + 4]):
            return at
        after = lines[at + 1] if at + 1 < len(lines) else None
        starts_left = line.x0 <= left + (_INDENT + 0.06) * width
        if (
            at > 1
            and after is not None
            and full(line)
            and starts_left
            and after.x0 <= left + 0.04 * width
            and len(after.text) >= _RUNNING_CHARS // 2
            and abs(line.size - after.size) < 0.12 * line.size
            and "\t" not in line.text
        ):
            return at
    return min(len(lines), TITLE_LINES)


#: Cells that head a table, and letters of the longest of them.
_COLUMNS, _COLUMN_CHARS = 3, 40
#: What stands beside each other at the head of a letter, and what a letter says after that.
_LETTERHEAD = re.compile(r"^\s*(?:ส่วนราชการ|ที่[^\t]*[0-9๐-๙/]|วันที่|โทร|เรื่อง|เรียน)")


def _heads_columns(line: Line, after: Sequence[Line]) -> bool:
    """Whether a line is the head of a table: several short cells, and below it cells too, or nothing that is long."""
    cells = [cell for cell in line.text.split("\t") if cell.strip()]
    if len(cells) < _COLUMNS or max(map(len, cells)) > _COLUMN_CHARS:
        return False
    if any(_LETTERHEAD.match(one.text) for one in (line, *after)):
        return False
    return not after or "\t" in after[0].text or len(after[0].text) <= _COLUMN_CHARS


def _common_left(lines: Sequence[Line]) -> float:
    starts = sorted(line.x0 for line in lines)
    return starts[len(starts) // 10]


def heading_lines(lines: Sequence[Line], page_width: float) -> list[Line]:
    """Lines at the top of a later page that look like the title of a new part: larger, or centred and short."""
    if len(lines) < 3:
        return []
    body = median(line.size for line in lines)
    found: list[Line] = []
    for line in lines[:8]:
        centre = abs((line.x0 + line.x1) / 2 - page_width / 2)
        centred = centre < 0.06 * page_width and line.x0 > 0.2 * page_width and "\t" not in line.text
        if len(line.text) > 3 and not _is_page_number(line.text) and (line.size > 1.15 * body or centred):
            found.append(line)
        elif found:
            break
    return found


def _is_page_number(text: str) -> bool:
    return (
        re.fullmatch(r"[\W_]*(?:หน้า(?:ที่)?\s*)?[\d๐-๙]{1,4}(?:\s*(?:/|จาก|of)\s*[\d๐-๙]{1,4})?[\W_]*", text)
        is not None
    )


def turned(x: float, y: float, degrees: int) -> tuple[float, float]:
    """The point along and across a writing direction of ``degrees``."""
    if degrees == 0:
        return x, y
    angle = math.radians(degrees)
    cos, sin = math.cos(angle), math.sin(angle)
    return x * cos + y * sin, y * cos - x * sin
