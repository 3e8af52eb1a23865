"""So many cases in a year, counted on the page below words that say of what: in a line, or in the column of a table.

``ปี 2567 : 1 เรื่อง (ยุติแล้ว) / ปี 2568 : 0 เรื่อง`` names nothing; the heading above it does, be it the title of the whole item.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.judge.case import Candidate, Later, Signal
from crawler.judge.dating import dated_section, dated_statement
from crawler.judge.places import Said
from crawler.judge.sections import Section
from crawler.judge.signs import contradicts, strays
from crawler.judge.weighing import combine, weigh
from crawler.thai.dates import read_dates
from crawler.thai.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checklists.model import Element
    from crawler.judge.holdings import Holding
    from crawler.judge.words import Words
    from crawler.model import Table
    from crawler.read.page_facts import Piece

#: How sure a line makes us whose heading says of what it is.
_TALLIED = 0.7
#: Letters of such a line, and before its first year.
_LONGEST, _BEFORE = 160, 8
_CASES = re.compile(
    r"[\s):：=–-]*(?:\([^()\n]{0,40}\))?[\s:：=–-]*(?:มี|จำนวน|รวม|รับ|เรื่องร้องเรียน|ร้องเรียน|\s)*[0-9๐-๙]+\s*(?:เรื่อง|ข้อร้องเรียน|ราย|คดี)"
)
_FIGURE = re.compile(r"\s*[0-9๐-๙,]+\s*(?:เรื่อง|ราย|ข้อ|คดี)?\s*|\s*-\s*|\s*ไม่มี\s*")

_TOTAL = re.compile(r"\s*(?:รวม|total)", re.IGNORECASE)


def tallies(words: Words, holding: Holding) -> Iterator[Candidate]:
    """What a page counts, for each element of the item that is a number of cases."""
    assert holding.scope is not None
    for element in words.item.elements:
        if not element.none_statements or element.mr_required:
            continue
        for piece in holding.scope.pieces:
            if not piece.level and _is_tally(piece.text):
                yield from _in_a_line(words, holding, element, piece)
        for at in holding.scope.tables:
            yield from _in_a_table(words, holding, element, at)


def _is_tally(said: str) -> bool:
    """Whether a line begins with a year, or a part of one, and says how many cases there were."""
    if len(said) > _LONGEST or _CASES.search(said) is None:
        return False
    dates = read_dates(said)
    return bool(dates) and dates[0].span[0] <= _BEFORE and _CASES.match(said, dates[0].span[1]) is not None


def _in_a_line(words: Words, holding: Holding, element: Element, piece: Piece) -> Iterator[Candidate]:
    """A line whose headings name the element, the nearest of them nothing but what the item asks for."""
    named = [words.own.matches(heading).get(element.id) for heading in piece.headings]
    title = next((match.words for match in reversed(named) if match is not None), None)
    if title is None or not words.own.matches(piece.headings[-1]):
        return
    if contradicts(element, "\n".join((*piece.headings, piece.text))):
        return
    dates = Later(dated_statement, holding, piece.text, piece.headings)
    reason = Signal("section", one_line(piece.text, 200), _TALLIED, title)
    yield Candidate(element.id, "statement", holding, _TALLIED, (reason,), dates, piece.text)


def _in_a_table(words: Words, holding: Holding, element: Element, at: int) -> Iterator[Candidate]:
    """A table with a column of figures whose heading names the element, year by year or of what it is about."""
    assert holding.page is not None
    placed = holding.page.tables[at]
    table = placed.table
    cells = [cell for line in table.sample for cell in line]
    text = "\n".join((*placed.headings, *table.header, *cells))
    if contradicts(element, text) or strays(element, f"{holding.page.title}\n{text}"):
        return
    for column, heading in enumerate(table.header):
        found = weigh(words, [Said("section", heading)]).get(element.id, [])
        if found and not found[0].shared and _is_counted(element, table, column):
            section = Section(heading, placed.headings, tuple(cells), (), (at,))
            dates = Later(dated_section, holding, section, section.own)
            yield Candidate(element.id, "section", holding, round(combine(found), 3), tuple(found), dates, text, (at,))  # fmt: skip


def _is_counted(element: Element, table: Table, column: int) -> bool:
    """Whether a column holds figures, each of a year or month, or in a table that says what they are about."""
    rows = [
        line for line in table.sample if column < len(line) and line[0].strip() and not _TOTAL.match(line[0])
    ]
    figures = bool(rows) and all(_FIGURE.fullmatch(line[column]) for line in rows)
    dated = all(read_dates(line[0], title=True) for line in rows)
    return figures and (dated or not strays(element, "\n".join((*table.header, *(line[0] for line in rows)))))
