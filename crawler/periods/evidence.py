"""Evidence of time: one reading of one date, where it stood, and how much that place may say.

A printed date proves little by itself: on stored news pages of Thai offices the first date in the body is the
page's own in half of the cases, and the latest in fewer.  So every date carries its *source* (where it stood)
and its *role* (what it is there for), and only some pairs of the two may decide anything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from crawler.calendar import Period, fiscal_year, fiscal_year_of, half, month
from crawler.remembered import remembered
from crawler.thai.dates import Expression, Kind, read_dates
from crawler.thai.text import one_line

#: ``title``: title block of the document itself (first page's first lines, first heading, table caption);
#: ``sheet``, ``section``, ``row``: a part of the document with a name of its own; ``text``: its body;
#: ``link``: the words of the link, or of the table row, that leads to it; ``heading``: nearest heading or year tab
#: above that link; ``stamp``: date that the site's software printed; ``file-name``, ``url``;
#: ``metadata``: creation date inside the file; ``modified``: its modification date, ``Last-Modified``.
Source = Literal[
    "title",
    "sheet",
    "section",
    "row",
    "text",
    "link",
    "heading",
    "stamp",
    "file-name",
    "url",
    "metadata",
    "modified",
]

#: Rank (1 is best) and confidence of a period named by a source.  The order is the research's, measured on
#: stored pages; ranks above 5 never decide: they bound and illustrate.
STANDING: dict[Source, tuple[int, float]] = {
    "title": (1, 0.95),
    "sheet": (1, 0.95),
    "section": (2, 0.85),
    "row": (2, 0.85),
    "link": (3, 0.80),
    "heading": (4, 0.70),
    "text": (5, 0.60),
    "stamp": (6, 0.50),
    "file-name": (7, 0.45),
    "url": (8, 0.30),
    "metadata": (9, 0.40),
    "modified": (10, 0.20),
}

#: The worst rank that may decide.
LAST_DECIDING_RANK = 5

#: Sources that speak for the document itself, not for a label somebody put on it.
OWN: frozenset[Source] = frozenset({"title", "sheet", "section", "row", "text"})

#: Sources that are likely copies of each other: agreement inside one group is not a second witness.
WITNESS: dict[Source, str] = {
    "title": "document",
    "sheet": "document",
    "section": "document",
    "row": "document",
    "text": "document",
    "link": "label",
    "file-name": "label",
    "url": "label",
    "heading": "heading",
    "stamp": "stamp",
    "metadata": "file",
    "modified": "file",
}

#: Roles that state which period a document covers.
PERIOD_ROLES = frozenset({"period", "plan-period", "academic-year", "ita-year"})
#: Kinds that are parts of a year.
_PARTS = frozenset({"quarter", "half-year", "month-range"})
#: Roles that state when a document was issued, or up to when its data reach.
ISSUE_ROLES = frozenset({"as-of", "doc-date", "publish-stamp"})


@dataclass(frozen=True, slots=True)
class Dated:
    """One date with its place.

    ``period`` is ``None`` for an impossible date and for one without a year; ``alternatives`` then hold the
    repair.  ``url`` names the document (or page) that the date is about, ``where`` says for people where it
    stood, ``quote`` what stood there.  ``nil``: this place says that there was nothing to report in the period.
    ``issued``: when what covers the period was published, where that is known.
    """

    period: Period | None
    role: str
    source: Source
    quote: str
    url: str = ""
    where: str = ""
    kind: Kind = "range"
    alternatives: tuple[Period, ...] = ()
    flags: tuple[str, ...] = ()
    nil: bool = False
    issued: date | None = None

    @property
    def readings(self) -> tuple[Period, ...]:
        """Every possible interval, the likeliest first."""
        return self.alternatives if self.period is None else (self.period, *self.alternatives)

    @property
    def is_read(self) -> bool:
        """Whether there is any possible interval."""
        return self.period is not None or bool(self.alternatives)

    @property
    def names_period(self) -> bool:
        """Whether it states a period that something covers (not the day of an event, not a reference)."""
        as_of_whole = self.role == "as-of" and self.kind not in {"day", "instant", "impossible"}
        stated = (self.role in PERIOD_ROLES or as_of_whole) and "year-of-part" not in self.flags
        return stated and self.is_read

    @property
    def names_issue(self) -> bool:
        """Whether it states when the document was issued, or up to when its data reach."""
        stamped = self.role in ISSUE_ROLES or self.source in {"stamp", "metadata", "modified"}
        return stamped and self.is_read and not self.names_period

    @property
    def rank(self) -> int:
        """The standing of this evidence, 1 (best) to 10."""
        if self.source in OWN and self.names_issue:
            return 2
        return STANDING[self.source][0]

    @property
    def order(self) -> tuple[object, ...]:
        """The best first; the same for equal evidence however it was gathered."""
        place = (self.rank, self.source, self.where, self.quote, self.url)
        return (*place, self.role, self.kind, self.readings, self.flags, self.nil, self.issued or date.min)

    @property
    def is_vague(self) -> bool:
        """Whether it names a year only in passing: without a head, or as that of an assessment."""
        return self.role == "ita-year" or "bare-year" in self.flags

    @property
    def confidence(self) -> float:
        """How far this evidence may be trusted alone; an impossible date counts half."""
        worth = 0.80 if self.source in OWN and self.names_issue else STANDING[self.source][1]
        return worth / 2 if self.kind == "impossible" else worth


#: Places whose words are a title; two digits alone are a year only in names and labels, which are short.
_TITLES: frozenset[Source] = frozenset({
    "title", "sheet", "section", "link", "heading", "file-name", "url",
})  # fmt: skip
_NAMES: frozenset[Source] = frozenset({"sheet", "link", "file-name", "url"})
#: A row's text no longer than this is one cell, and named like a sheet.
_CELL = 20
_QUOTE = 160


def read_evidence(
    text: str,
    source: Source,
    *,
    url: str = "",
    where: str = "",
    hint_year: int | None = None,
    fetched: date | None = None,
    nil: bool = False,
    issued: date | None = None,
) -> tuple[Dated, ...]:
    """Every date of one piece of text as evidence, each with the line that it stood on as its quote.

    ``url`` and ``where`` are of the text; ``hint_year`` is the fiscal year (BE) that a heading or link gives to months
    without a year, ``fetched`` the day, for a page's clock; ``nil`` and ``issued`` as in :class:`Dated`.
    """
    title = source in _TITLES or (source == "row" and len(text) <= _CELL)
    # The same words stand in titles, links and cells of many places, and bodies are asked for by several rules.
    read = _short if len(text) <= _SHORT else _long
    found: Sequence[tuple[Expression, str]] = read(text, title, hint_year, fetched)
    if not found:
        return ()
    if source not in _NAMES:
        found = [entry for entry in found if not _is_guess(entry[0])]
    if source in _NAMED_BY:
        found = [(_month_of(one) if _is_numbered_month(text, one) else one, line) for one, line in found]
    return tuple(
        Dated(
            one.period, one.role, source, quote, url, where, one.kind, one.alternatives, one.flags, nil, issued
        )
        for one, quote in found
    )  # fmt: skip


def _dates(
    text: str, title: bool, hint_year: int | None, fetched: date | None
) -> tuple[tuple[Expression, str], ...]:
    """The dates of a text, wherever it stands, each with its line."""
    found = _halves_joined(text, read_dates(text, title=title, hint_year=hint_year, fetched=fetched))
    return tuple((_of_the_fiscal_year(one), _line_around(text, one.span)) for one in found)


def _of_the_fiscal_year(one: Expression) -> Expression:
    """A part of a year as offices mean it: of a quarter or half that may be either the fiscal one alone is evidence.

    Else ``ไตรมาส 4/2567`` would pass for a part of 2568.  Of whole years both readings stay.
    """
    if one.kind not in _PARTS or "fiscal-or-calendar" not in one.flags or "ce-year" in one.flags:
        return one
    meant = min(one.readings)
    return replace(one, start=meant.start, end=meant.end, alternatives=())


#: What says that two halves are said together, and how the first of a year calls itself.
_AND = re.compile(r"[\s)]*(?:และ|กับ|[,/+&])?\s*(?:รอบ(?:ที่)?\s*[2๒]?)?[\s(]*")
_HALVES = frozenset({"half-year", "month-range"})
_FIRST = re.compile(r"แรก|ต้น|(?<![0-9๐-๙])[1๑](?![0-9๐-๙])")


def _halves_joined(text: str, found: Sequence[Expression]) -> Sequence[Expression]:
    """The dates, both halves of one year as that year: ``รอบ 6 เดือนแรก และรอบ 6 เดือนหลัง ปีงบประมาณ พ.ศ. 2567``."""
    joined: list[Expression] = []
    for one in found:
        if joined and _are_halves(text, joined[-1], one) and one.period is not None:
            year, start = fiscal_year(fiscal_year_of(one.period.end)), joined.pop().span[0]
            whole = replace(one, kind="fiscal-year", start=year.start, end=year.end)
            joined.append(replace(whole, span=(start, one.span[1]), surface=text[start : one.span[1]]))
        else:
            joined.append(one)
    return joined


def _are_halves(text: str, first: Expression, second: Expression) -> bool:
    """Whether the first half of a year, or one of no year that calls itself the first, and its second half are said together."""
    if {first.kind, second.kind} - _HALVES or second.period is None:
        return False
    year = fiscal_year_of(second.period.end)
    opens = first.period == half(year, 1) if first.period else _FIRST.search(first.surface) is not None
    closes = second.period == half(year, 2)
    return opens and closes and _AND.fullmatch(text, first.span[1], second.span[0]) is not None


_SHORT = 400
_short = remembered(8_192)(_dates)
_long = remembered(256)(_dates)


#: Places of names that an office numbers to keep them in order.
_NAMED_BY: frozenset[Source] = frozenset({"sheet", "section", "link", "file-name"})
_ENDING = re.compile(r"\s*(?:\.[A-Za-z0-9]{1,5})?\s*")


def _is_numbered_month(text: str, one: Expression) -> bool:
    """Whether a whole name is a month behind its number in the fiscal year: ``01 ต.ค.67.xlsx``, ``06 มี.ค.68.xlsx``.

    Such a number keeps the months in order; as a day it would be another one each month by chance.
    """
    if one.kind != "day" or one.period is None or text[: one.span[0]].strip():
        return False
    if not _ENDING.fullmatch(text, one.span[1]):
        return False
    place = (one.period.start.month - 10) % 12 + 1
    return one.period.start.day == place and one.surface.lstrip("0๐")[:1].isdigit()


def _month_of(one: Expression) -> Expression:
    """The month in which a day lies."""
    assert one.period is not None
    whole = month(one.period.start.year, one.period.start.month)
    return replace(one, kind="month", start=whole.start, end=whole.end, role="period")


def _is_guess(one: Expression) -> bool:
    """Whether an expression is one only in a short name: ``6710``, a lone ``68``."""
    return "compact" in one.flags or ("bare-year" in one.flags and "two-digit-year" in one.flags)


def _line_around(text: str, span: tuple[int, int]) -> str:
    """The line of a text that holds a span, cut to a readable length around it."""
    start = text.rfind("\n", 0, span[0]) + 1
    end = text.find("\n", span[1])
    end = len(text) if end < 0 else end
    room = max(0, _QUOTE - (span[1] - span[0])) // 2
    left, right = max(start, span[0] - room), min(end, span[1] + room)
    quote = one_line(text[left:right])
    return f"{'…' if left > start else ''}{quote}{'…' if right < end else ''}"
