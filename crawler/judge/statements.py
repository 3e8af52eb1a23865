"""What an office says in so many words: that there is nothing to report, of which months, or how many there were."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from crawler.judge.case import Candidate, Later, Signal
from crawler.judge.dating import dated_statement
from crawler.judge.sections import YEAR
from crawler.read.grid import unnumbered
from crawler.remembered import remembered
from crawler.thai.dates import read_dates
from crawler.thai.text import fold, fold_all, fold_mapped, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from checklists.model import Element
    from crawler.judge.holdings import Holding
    from crawler.read.page_facts import Piece
    from crawler.thai.dates import Expression

#: Letters of a piece of text that is a statement still.
LONGEST = 400
#: Digits of a figure that is no number of a row, nor of a part of the year.
_FIGURE = 3
#: Letters beside a name in a line that still says no more than the name.
_LITTLE_MORE = 30
#: How sure a statement makes us.
SURE = 0.95
#: A number of what is counted case by case, or a line that only says that there is none.
_COUNT = re.compile(
    r"[0-9๐-๙]\s*(?:เรื่อง|ราย(?!การ|ได้|ง|ชื่อ|นาม|ละเอียด|เดือน|ปี|ไตรมาส|จ่าย|รับ|วัน)|ครั้ง|กรณี|ข้อร้องเรียน|คดี)|^[^\w\n]*ไม่มี[^\w\n]*$",
    re.MULTILINE,
)
_SUM = re.compile(r"[0-9๐-๙]{1,3}(?:,[0-9๐-๙]{3})+\s*บาท")
_ENUMERATED = re.compile(r"[0-9๐-๙]{1,3}\s*(?:แห่ง|โรงเรียน|โรง)\s*(?:คือ|ได้แก่|ประกอบด้วย|ดังนี้|:)\s*\S{8}")
#: Letters before the name that a sentence begins with: a number, a mark.
_BEFORE = 8
#: What may stand between the parts of a statement, in letters.
_BETWEEN = ".{0,80}?"
#: What a list says of all that follows it: ``เดือนที่ไม่มี…``.
_OPENS = re.compile(r"\W*(?:\d{1,2}\W+)?(?:ราย(?:ชื่อ|การ))?เดือนที่")
#: What may stand between two months that are said together, and beside the only one of a line.
_JOINED = re.compile(r"(?:\W|ประจำ|เดือน|และ|กับ|ถึง|พ\.?ศ|ปี|งบประมาณ|[0-9๐-๙])*")
#: After a statement: what makes the months that follow its own.
_FOLLOWED = re.compile(r"\W*(?:ใน|ประจำ|สำหรับ|ของ|ได้แก่|คือ|ช่วง|ตั้งแต่|:)")


def says_none(element: Element, text: str) -> bool:
    """Whether a text says that there is nothing to report."""
    key = fold(text)
    return any(_pattern(statement).search(key) for statement in element.none_statements)


@remembered(8_192)  # every item asks of the same pieces
def gives_figures(said: str) -> bool:
    """Whether a text gives a number or a sum that some element may ask for."""
    return any(pattern.search(said) is not None for pattern in (_COUNT, _SUM, _ENUMERATED))


def counts(element: Element, said: str) -> bool:
    """Whether a text gives the number that an element asks for: ``จำนวน 2 เรื่อง``, ``0 ราย``, or a bare ``ไม่มี``."""
    return bool(element.none_statements) and not element.mr_required and _COUNT.search(said) is not None


def gives_sums(element: Element, said: str) -> bool:
    """Whether a text gives sums of money where an element may be said on the page: ``ชุมชนวัดใหม่ 200,000 บาท``."""
    return "content" in element.holdings and not element.mr_required and _SUM.search(said) is not None


def enumerates(element: Element, said: str) -> bool:
    """Whether a text says how many there are and then which, where that may be said on the page: ``2 แห่ง คือ …``."""
    return "content" in element.holdings and not element.mr_required and _ENUMERATED.search(said) is not None


@remembered(8_192)  # a section's lines are asked of the page again
def only_names(names: tuple[str, ...], said: str) -> bool:
    """Whether a line is hardly more than one of an element's names: ``คู่มือสำหรับประชาชน (กดเพื่อเปิด)``."""
    key = fold(said)
    named = any(
        len(key) < len(name) + _LITTLE_MORE and 0 <= key.find(name) < _BEFORE for name in fold_all(names)
    )
    return named and sum(map(str.isdigit, YEAR.sub("", key))) < _FIGURE


def beside_links(holding: Holding, said: str) -> str:
    """What a text says besides the words of the links in it."""
    assert holding.scope is not None
    for link in holding.scope.links:
        said = said.replace(link.text, " ") if link.text else said
    return said


def opens_with(said: str, name: str) -> bool:
    """Whether a text begins with a name, hardly anything before it."""
    return 0 <= fold(said).find(fold(name)) <= _BEFORE


def said_of(piece: Piece) -> str:
    """A piece of a page and the cells beside it, without the number of the row: ``1 | เรื่องร้องเรียน`` counts nothing."""
    return " ".join((*unnumbered(piece.row), piece.text))


def nil_statements(
    holding: Holding, element: Element, spoken: Sequence[tuple[Piece, str]]
) -> Iterator[Candidate]:
    """Where the pieces of a page, each as :func:`said_of` it, say that there is nothing to report.

    Of each part of a series for itself.
    """
    series = element.period.kind == "series"
    opened = False
    for piece, said in spoken if element.none_statements else ():
        statement = _nil_statement(element, said)
        if statement is None and not (opened and _only_dates(piece.text)):
            opened = False
            continue
        if statement is not None and series and _pattern(statement).search(fold(piece.text)) is None:
            continue  # another cell of the row says it, and is asked itself
        opened = series and (statement is None or (_OPENS.match(said) is not None and not read_dates(said)))
        dates = Later(dated_statement, holding, _of_its_months(said, statement), piece.headings)
        signal = Signal("section", one_line(said, 200), SURE, statement or "")
        text = " ".join((*piece.headings[-1:], said)) if series else said
        yield Candidate(element.id, "statement", holding, SURE, (signal,), dates, text, nil=True)
        if not series:
            return


def _nil_statement(element: Element, said: str) -> str | None:
    """The statement of an element that a text hardly says more than."""
    key = fold(said)
    if len(key) >= LONGEST or _any_of(element.none_statements).search(key) is None:
        return None
    return next((one for one in element.none_statements if _pattern(one).search(key) is not None), None)


@cache
def _pattern(statement: str) -> re.Pattern[str]:
    """A statement in a folded text; at an ellipsis in it a few words may stand between."""
    return re.compile(_BETWEEN.join(re.escape(fold(part)) for part in statement.split("…")))


@cache
def _any_of(statements: tuple[str, ...]) -> re.Pattern[str]:
    """Whichever of some statements in a folded text."""
    return re.compile("|".join(_pattern(statement).pattern for statement in statements))


def _only_dates(text: str) -> bool:
    """Whether a text is nothing but months, as in a list of them."""
    found = read_dates(text)
    ends = [0, *(one.span[1] for one in found)]
    starts = [*(one.span[0] for one in found), len(text)]
    return bool(found) and all(
        _JOINED.fullmatch(text, end, start) for end, start in zip(ends, starts, strict=True)
    )


def _of_its_months(said: str, statement: str | None) -> str:
    """The text without the months that its sentence says something else of.

    ``ต.ค. 67 มี 3 รายการ พ.ย. 67 ไม่มีการจัดซื้อจัดจ้าง ธ.ค. 67 รอข้อมูล`` is said of November.
    """
    groups = _together(said, read_dates(said))
    if statement is None or len(groups) < 2:
        return said
    key = fold_mapped(said)
    match = _pattern(statement).search(key.text)
    assert match is not None
    start, end = key.span(*match.span())
    before = [one for one in groups if one[1] <= start]
    after = [one for one in groups if one[0] >= end]
    follows = bool(after) and (not before or _FOLLOWED.match(said, end, after[0][0]) is not None)
    own = after[0] if follows else before[-1] if before else None
    for at, to in groups:
        if (at, to) != own:
            said = said[:at] + " " * (to - at) + said[to:]
    return said


def _together(said: str, dates: Iterable[Expression]) -> list[tuple[int, int]]:
    """From where to where the dates stand that are said in one breath."""
    groups: list[tuple[int, int]] = []
    for one in dates:
        start, end = one.span
        if groups and _JOINED.fullmatch(said, groups[-1][1], start):
            groups[-1] = (groups[-1][0], end)
        else:
            groups.append((start, end))
    return groups
