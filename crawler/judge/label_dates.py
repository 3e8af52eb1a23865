"""The dates that a page gives to what it links to: the link's words, its row and column, its line, the headings above."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from crawler.calendar import MONTHS, MONTHS_SHORT, to_be
from crawler.judge.places import cells_beside, title_above
from crawler.periods.evidence import read_evidence
from crawler.read.link_kinds import GENERIC
from crawler.read.listings import names_listing
from crawler.read.outline import says_but_a_period
from crawler.remembered import remembered
from crawler.thai.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.holdings import Holding
    from crawler.periods.evidence import Dated, Source
    from crawler.read.page import PageLink

_HEADINGS_ABOVE = 3
#: What a heading says of the year's assessment itself: ``การเปิดเผยข้อมูลสาธารณะ (OIT) ประจำปีงบประมาณ 2568``.
_ASSESSMENT = re.compile(
    r"(?<![A-Za-z])(?:OIT|ITA)(?![A-Za-z])|ข้อมูลสาธารณะ|การประเมินคุณธรรมและความโปร่งใส", re.IGNORECASE
)
#: Months as a cell names them, folded; letters of a cell that holds a month or a year and nothing else.
_MONTHS = frozenset(map(fold, (*MONTHS, *MONTHS_SHORT)))
_SHORT_CELL = 12
#: What may be the number of a month and its year, with no other word than the form's name: ``สขร.1 10/67``.
_NUMBERED = re.compile(r"\W*(?:สขร\.?\s*1)?\W*([0-9๐-๙]{1,2}\s*/\s*(?:2[45]|๒[๔๕])?[0-9๐-๙]{2})\W*")
#: Nothing but a year: on a card, at the head of a column.
YEAR_ALONE = re.compile(r"\W*+(?>(?:(?:ประจำ|ปี|งบประมาณ|พ\.?\s?ศ\.?)\s*+)*)[2๒][5๕][0-9๐-๙]{2}\W*")
_YEAR = re.compile(r"(?:2[45]|20|๒[๔๕])[0-9๐-๙]{2}")


def label_dates(holding: Holding) -> Iterator[Dated]:
    """The dates of what leads to a document or page, nearest first, and of its file's name and making."""
    link, url = holding.link, holding.url
    if link is not None:
        yield from _link_dates(link, holding)
    way = holding.parent
    while way is not None and way.link is not None:
        yield from read_evidence(way.link.text, "heading", url=url, where="link text on the way")
        way = way.parent
    yield from read_evidence(holding.file_stem, "file-name", url=url, where="file name")
    if holding.document is not None and holding.document.created is not None:
        made = holding.document.created
        yield from read_evidence(made.isoformat(), "metadata", url=url, where="document metadata")


def _link_dates(link: PageLink, holding: Holding) -> Iterator[Dated]:
    url, listed = holding.url, _is_listed(holding)
    beside: Source = "modified" if listed else "link"
    over: Source = "url" if listed else "heading"
    year = _fiscal_year_above(link, holding)
    for one in read_evidence(link.text, "link", url=url, where="link text", hint_year=year):
        # ``ประกาศเชิญชวน … ลงวันที่ 13 มกราคม 2568`` says when the paper behind the link was issued.
        yield replace(one, role="doc-date") if is_issue(one) else one
    if numbered := _NUMBERED.fullmatch(link.text):
        # A month's number, or that of a paper: a hint, as a file's name is.
        yield from read_evidence(f"เดือน {numbered[1]}", "file-name", url=url, where="link text")
    cells = _own_cells(link)
    for cell in cells:
        for one in read_evidence(cell, beside, url=url, where="table row", hint_year=year):
            yield replace(one, role="publish-stamp") if is_posting(one, cell) else one
    yield from read_evidence(_month_in_parts(link, cells), beside, url=url, where="table row")
    if link.column:
        yield from read_evidence(link.column, over, url=url, where="table header", hint_year=year)
    if link.line != link.text:
        yield from read_evidence(link.line, beside, url=url, where="line of the link")
    yield from read_evidence(_year_on_the_card(link, holding), beside, url=url, where="line above the link")
    for heading in link.headings[-_HEADINGS_ABOVE:]:
        yield from above(heading, over, url=url, where="heading")
    if (title := title_above(holding)) is not None:
        yield from above(title, over, url=url, where="page title")


def above(heading: str, source: Source, *, url: str, where: str) -> tuple[Dated, ...]:
    """The dates of a heading; above the index of all items stands the year in which they are assessed."""
    found = read_evidence(heading, source, url=url, where=where)
    if not found or _ASSESSMENT.search(heading) is None:
        return found
    return tuple(replace(one, role="ita-year") if one.role == "period" else one for one in found)


def is_issue(one: Dated) -> bool:
    """Whether a date is a day that a text refers to: when something was issued."""
    return one.kind in {"day", "instant"} and one.role == "reference"


def is_posting(one: Dated, cell: str) -> bool:
    """Whether a cell beside a link is nothing but a day: when the paper was put there, and no period of what it says."""
    return one.kind in {"day", "instant"} and one.role in {"doc-date", "mention"} and says_but_a_period(cell)


def _is_listed(holding: Holding) -> bool:
    """Whether a server's own listing of a folder leads here: beside the name stands when the file was changed."""
    page = holding.parent.page if holding.parent is not None else None
    return page is not None and names_listing(page.title)


def _year_on_the_card(link: PageLink, holding: Holding) -> str:
    """What stands between the title of a card and its button, if it is nothing but a year: ``ปีงบประมาณ พ.ศ. 2568``.  Else nothing."""
    scope = holding.parent.scope if holding.parent is not None else None
    if scope is None or not GENERIC.match(link.text):
        return ""
    above = [
        p
        for p in scope.pieces
        if p.order < link.order and p.headings == link.headings and p.text != link.line
    ]
    nearest = above[-1].text if above else ""
    between = (other for other in scope.links if above and above[-1].order < other.order < link.order)
    return nearest if YEAR_ALONE.fullmatch(nearest) and not any(between) else ""


# ------------------------------------------------------------------------------- months in parts


def _is_month(words: str) -> bool:
    return fold(words) in _MONTHS


def _own_cells(link: PageLink) -> list[str]:
    """The cells beside a link that speak of it: where months stand side by side, each is that of its own link."""
    cells = cells_beside(link)
    if _is_month(link.text) or sum(map(_is_month, cells)) > 1:
        return [cell for cell in cells if not _is_month(cell)]
    return cells


def _month_in_parts(link: PageLink, cells: list[str]) -> str:
    """Month and year where each stands for itself: ``ตุลาคม | 2567 | ดาวน์โหลด``, a month below ``ปี 2567``.  Else nothing."""
    said = (link.text, link.column, *(cell for cell in cells if len(cell) <= _SHORT_CELL))
    month = next(filter(_is_month, said), "")
    return " ".join((month, *filter(_YEAR.search, said))) if month else ""


def _fiscal_year_above(link: PageLink, holding: Holding) -> int | None:
    """The fiscal year (BE) under which a link stands: it gives a month without one its year."""
    headings = (link.column, *reversed(link.headings), title_above(holding))
    return next((year for one in headings if one and (year := _fiscal_year_in(one)) is not None), None)


@remembered(4_096)  # many links stand below the same headings
def _fiscal_year_in(heading: str) -> int | None:
    """The first fiscal year (BE) that a heading names."""
    for one in read_evidence(heading, "heading"):
        if one.kind == "fiscal-year" and one.role == "period" and one.period is not None:
            return to_be(one.period.end.year)
    return None
