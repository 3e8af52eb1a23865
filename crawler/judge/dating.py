"""Every date that may say which period a holding covers, each with its place: title, sheet, row, text, label, file."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

from crawler.calendar import fiscal_year, fiscal_year_of, month_in_fiscal_year, to_be
from crawler.judge.label_dates import YEAR_ALONE, above, label_dates
from crawler.judge.places import BODY_CHARS, site_free
from crawler.judge.sections import is_blank_form, table_at
from crawler.periods.evidence import Dated, read_evidence
from crawler.remembered import remembered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crawler.judge.holdings import Holding
    from crawler.judge.sections import Section
    from crawler.model import DocumentFacts, Table
    from crawler.periods.evidence import Source

#: The first lines name the document and its period; what follows may be the letter itself.
_TITLE_OF_PERIOD = 4
_TITLE_LINES = 14
#: What parts the cells of a row on paper, if no tab does; and how many of them that are years head a table of years.
_BETWEEN_CELLS = " | "
_YEARS_BESIDE = 2
#: A cell of figures, with what they count.
_COUNTED = re.compile(r"[\d,.\s–—-]+(?:รายการ|โครงการ|เรื่อง|ครั้ง|สัญญา|งาน|บาท|ล้านบาท)?\.?\s*")
#: A line below a paper's own name that names another: what comes with it, what it refers to.
_ENCLOSED = re.compile(r"\W*(?:(?:เอกสาร|ไฟล์|สิ่งที่)(?:แนบ|ส่งมาด้วย)|อ้างถึง|(?:เอกสารประกอบ|แนบ|อ้างอิง)\s*:)")
#: ``ปี 2568 รอการจัดสรร ขอแสดงข้อมูลปี 2567``, and letters within which that is said of all that follows.
_MEANWHILE = re.compile(
    r"(?:รอ|ยังไม่|อยู่ระหว่าง)[^\n]{0,80}?(?:จึง|ขอ|ให้|โดย)(?:แสดง|ใช้|นำเสนอ|เผยแพร่)(?:เป็น)?ข้อมูล[^\n0-9๐-๙]{0,16}?"
    r"(?P<year>ปี[^\n0-9๐-๙]{0,16}[2๒][5๕][0-9๐-๙]{2})"
)
_OPENING = 400
#: What may be the number of a month on the tab of a sheet, and the first month of the fiscal year.
_NUMBERED_SHEET = re.compile(r"\W*(?:ประจำ)?เดือน(?:ที่)?\W*(1[0-2]|0?[1-9]|[๑-๙]|๑[๐-๒])\W*")
_OCTOBER = 10
#: Sheets that name a month each share a workbook out among months.
_SHEETS = 2
_IN_A_ROW = ", row"


def dated_document(holding: Holding) -> tuple[Dated, ...]:
    """The dates of a document and of what leads to it."""
    return _shown_meanwhile(holding, holding.text) or tuple(
        _sheet_by_sheet(holding.document, [*_document_dates(holding), *label_dates(holding)])
    )


def dated_part(holding: Holding, heading: str) -> tuple[Dated, ...]:
    """The dates of a part of a document that only its heading names: of the period there, if it says one.

    The volume is called by its own year, and last year's analysis that is bound in it by the year before; what is further
    apart contradicts itself.
    """
    own = read_evidence(heading, "title", url=holding.url, where="heading")
    whole = dated_document(holding)
    years = {one.readings[0].end.year for one in own if one.names_period}
    titles = {one.readings[0].end.year for one in whole if one.names_period and one.source == "title"}
    if not years or (titles and min(abs(year - its) for year in years for its in titles) > 1):
        return whole
    return (*own, *(one for one in whole if not one.names_period))


def dated_page(holding: Holding) -> tuple[Dated, ...]:
    """The dates of a whole page and of what leads to it."""
    return _shown_meanwhile(holding, holding.text) or (*_page_dates(holding), *label_dates(holding))


def dated_section(holding: Holding, section: Section, lines: Sequence[str]) -> tuple[Dated, ...]:
    """The dates of one section of a page: its heading, its tables, its ``lines``, the headings above."""
    return _shown_meanwhile(holding, "\n".join(lines)) or (
        *read_evidence(section.heading, "title", url=holding.url, where="heading"),
        *_table_dates(holding, section.tables),
        *_parts_dates(holding, section),
        *_text_dates(holding, lines),
        *_heading_dates(holding, section.headings),
    )


def dated_news(holding: Holding, section: Section) -> tuple[Dated, ...]:
    """The dates of a list of news: those of its entries, and the year of a heading above only where they have none."""
    if any(map(_is_entry, _text_dates(holding, section.listed))):
        return tuple(_text_dates(holding, (*section.own, *section.listed)))
    return dated_section(holding, section, (*section.own, *section.listed))


def dated_news_page(holding: Holding) -> tuple[Dated, ...]:
    """The dates of a piece of news: its own, and those of what leads to it only where it has none."""
    own = tuple(_page_dates(holding))
    return own if any(map(_is_entry, own)) else (*own, *label_dates(holding))


def _is_entry(one: Dated) -> bool:
    """Whether a date may be that of one piece of news."""
    return one.source == "text" and one.kind in {"day", "instant", "month"}


def _shown_meanwhile(holding: Holding, text: str) -> tuple[Dated, ...]:
    """The year that a text begins by saying it shows while another, which labels and headings name, is awaited."""
    meanwhile = _MEANWHILE.search(text, 0, _OPENING)
    return read_evidence(meanwhile["year"], "title", url=holding.url, where="text") if meanwhile else ()


def _parts_dates(holding: Holding, section: Section) -> Iterator[Dated]:
    """The dates of the headings below a section's own, where a table stands under each: a month, a quarter."""
    depth = len(section.headings) + 1
    for at in section.tables:
        for heading in holding.page.tables[at].headings[depth:] if holding.page is not None else ():
            nil = table_at(holding, at).says_none
            if nil or not table_at(holding, at).template:
                yield from read_evidence(heading, "section", url=holding.url, where="heading", nil=nil)


def dated_statement(holding: Holding, said: str, headings: Sequence[str]) -> tuple[Dated, ...]:
    """The dates of one sentence on a page, and of the headings above; the nearest is its own."""
    return (
        *read_evidence(said, "title", url=holding.url, where="page text"),
        *(
            one
            for heading in headings[-1:]
            for one in read_evidence(heading, "section", url=holding.url, where="heading")
        ),
        *_heading_dates(holding, headings[:-1]),
    )


# ------------------------------------------------------------------------------------- documents


def _document_dates(holding: Holding) -> Iterator[Dated]:
    facts, url = holding.document, holding.url
    if facts is None:
        return
    year = _year_given(holding)
    empty = _empty_sheets(facts)
    titles = (*_title_dates(facts, url, year, empty), *_caption_dates(facts, url, year, empty))
    yield from titles
    dated = {one.where for one in titles if one.kind == "month" and one.period is not None}
    for block in facts.blocks:
        if block.where in empty:
            continue  # it names a month and reports none
        if block.kind == "caption":
            # The name of a sheet has the year that its own title says, not that of what leads there.
            given = None if block.where in dated else year
            yield from read_evidence(block.text, "sheet", url=url, where=block.where, hint_year=given)
        elif block.kind == "heading":
            yield from read_evidence(block.text, "section", url=url, where=block.where, hint_year=year)
    yield from _numbered_months(facts, url, year, empty)
    for table in facts.tables:
        yield from _row_dates(table, url, year)
    text = "\n".join(b.text for b in facts.blocks if b.kind == "text")[:BODY_CHARS]
    yield from read_evidence(_without_prepared_year(text), "text", url=url, where="text", hint_year=year)


def _numbered_months(facts: DocumentFacts, url: str, year: int | None, empty: set[str]) -> Iterator[Dated]:
    """The months of the fiscal ``year`` (BE) that sheets call by numbers: ``เดือน 10``, ``เดือน 11``.

    Where the first is the tenth they are those of the calendar; else nobody knows whether it is October or January.
    """
    sheets = (block for block in facts.blocks if block.kind == "caption" and block.where not in empty)
    numbered = [(int(match[1]), one) for one in sheets if (match := _NUMBERED_SHEET.fullmatch(one.text))]
    if year is None or not numbered:
        return
    calendar = numbered[0][0] == _OCTOBER
    source: Source = "sheet" if calendar else "file-name"
    for number, sheet in numbered:
        for meant in (number,) if calendar else (number, (number + _OCTOBER - 2) % 12 + 1):
            named = month_in_fiscal_year(year, meant)
            yield Dated(named, "period", source, sheet.text, url, sheet.where, "month")


def _sheet_by_sheet(facts: DocumentFacts | None, dates: Sequence[Dated]) -> Iterator[Dated]:
    """The dates; where a workbook has a sheet a month, a range of months around them proves none of which there is no sheet.

    A sheet may hold two months itself and say so.  One that says nothing, or a month twice, may be that which lacks one.
    """
    months = {one.where: one.readings[0] for one in dates if _is_sheets_month(one)}
    if facts is None or len(set(months.values())) < _SHEETS:
        yield from dates
        return
    filled = {table.where for table in facts.tables if not table.template}
    closed = filled <= months.keys() and len(set(months.values())) == len(months)
    for one in dates:
        where = one.where.removesuffix(_IN_A_ROW)
        if one.kind not in {"month-range", "quarter"} or where in filled - months.keys():
            yield one
        elif closed:
            yield replace(one, role="mention")
        else:
            yield replace(one, flags=(*one.flags, "around"))


def _is_sheets_month(one: Dated) -> bool:
    """Whether a date is the month that a sheet names as its own."""
    return one.source == "sheet" and one.kind == "month" and one.names_period


def _without_prepared_year(text: str) -> str:
    """A text without the last year that heads columns on paper, where no row below has as many cells: it is yet to come."""
    parted = text.replace(_BETWEEN_CELLS, "\t")
    if "\t" not in parted:
        return text
    lines, cells = text.split("\n"), [line.split("\t") for line in parted.split("\n")]
    for at, head in ((at, row) for at, row in enumerate(cells) if len(row) >= _YEARS_BESIDE):
        years = [cell for cell in head if YEAR_ALONE.fullmatch(cell)]
        if len(years) < _YEARS_BESIDE:
            continue
        rows = list(takewhile(lambda row: len(row) > 1, cells[at + 1 :]))
        if rows and all(len(row) < len(head) for row in rows):
            lines[at] = "\t".join(cell for cell in head if cell != years[-1])
    return "\n".join(lines)


def _empty_sheets(facts: DocumentFacts) -> set[str]:
    """Sheets, and workbooks of an archive, that hold nothing but a name, or a header with nothing below."""
    filled = {t.where for t in facts.tables if not t.template}
    prepared = {t.where for t in facts.tables if t.template}
    if not filled:
        return prepared
    told = filled | {b.where for b in facts.blocks if b.kind != "caption"}
    named = {b.where for b in facts.blocks if b.kind == "caption"}
    told |= {one.partition(" › ")[0] for one in told}
    return prepared - filled | named - told


def _title_dates(facts: DocumentFacts, url: str, year: int | None, empty: set[str]) -> Iterator[Dated]:
    """Periods of the title block; in a workbook every sheet has a title of its own."""
    blocks: dict[str, list[str]] = {}
    for block in facts.blocks:
        if block.kind == "title" and block.where not in empty:
            blocks.setdefault(block.where, []).extend(filter(None, map(str.strip, block.text.split("\n"))))
    source: Source = "title" if len(blocks) == 1 else "sheet"
    for where, said in blocks.items():
        lines = [line for at, line in enumerate(said) if not (at and _ENCLOSED.match(line))]
        # One text: a title that is too long for its line names its period on the next.
        yield from read_evidence(
            " ".join(lines[:_TITLE_OF_PERIOD]), source, url=url, where=where, hint_year=year
        )
        yield from read_evidence(
            "\n".join(lines[_TITLE_OF_PERIOD:_TITLE_LINES]), "text", url=url, where=where, hint_year=year
        )


def _caption_dates(facts: DocumentFacts, url: str, year: int | None, empty: set[str]) -> Iterator[Dated]:
    """Periods of the lines above each table."""
    for table in facts.tables:
        if table.caption and table.where not in empty:
            yield from read_evidence(table.caption, "title", url=url, where=table.where, hint_year=year)


def _year_given(holding: Holding) -> int | None:
    """The fiscal year (BE) that the title, the link or a heading gives to months named without one."""
    link = holding.link
    labels = (
        (link.text, link.column, *link.row, link.line, *reversed(link.headings)) if link is not None else ()
    )
    for words in (" ".join(holding.title[:_TITLE_OF_PERIOD]), *labels, holding.file_stem):
        if (year := _year_in(words)) is not None:
            return year
    return None


@remembered(4_096)
def _year_in(words: str) -> int | None:
    """The first year (BE) that a title or label names."""
    return next((year for one in read_evidence(words, "link") if (year := _year_of(one)) is not None), None)


def _year_of(one: Dated) -> int | None:
    """The year (BE) that a date names, or the fiscal year whose part it is: ``ไตรมาสที่ 1 ประจำปีงบประมาณ 2568``."""
    if one.period is None:
        return None
    if one.kind in {"fiscal-year", "calendar-year"}:
        return to_be(one.period.end.year)
    fiscal = fiscal_year_of(one.period.end)
    is_part = one.kind in {"quarter", "half-year", "month-range"} and one.period.within(fiscal_year(fiscal))
    return fiscal if is_part else None


def _row_dates(table: Table, url: str, year: int | None) -> Iterator[Dated]:
    """Months that rows of their own name: a column *เดือน*, or a cell that is nothing but a month.

    Where every row is a month and figures, they count what was done in it and tell nothing of it.
    """
    flags = ("counted",) if table.sample and all(map(_only_counts, table.sample)) else ()
    seen: set[str] = set()
    for line in table.sample:
        for cell in line[:4]:
            if (
                3 <= len(cell) <= 40
                and cell not in seen
                and not cell.replace(",", "").replace(".", "").isdigit()
            ):
                seen.add(cell)
                found = read_evidence(cell, "row", url=url, where=table.where + _IN_A_ROW, hint_year=year)
                named = (one for one in found if one.kind in {"month", "month-range", "quarter"})
                yield from (replace(one, flags=(*one.flags, *flags)) for one in named)


def _only_counts(line: Sequence[str]) -> bool:
    """Whether a row holds nothing but figures beside its month, or total."""
    told = [cell for cell in line if cell.strip() and not _COUNTED.fullmatch(cell)]
    return len(told) <= 1 < len(line)


# ------------------------------------------------------------------------------ pages and labels


def _page_dates(holding: Holding) -> Iterator[Dated]:
    scope, url = holding.scope, holding.url
    assert scope is not None
    for piece in scope.pieces:
        if piece.level and piece.level <= 3:
            yield from read_evidence(piece.text, "title", url=url, where="heading")
    yield from _table_dates(holding, scope.tables)
    yield from _text_dates(holding, [piece.text for piece in scope.pieces if not piece.level])


def _text_dates(holding: Holding, lines: Sequence[str]) -> Iterator[Dated]:
    tables = [table_at(holding, at) for at in holding.scope.tables] if holding.scope is not None else []
    prepared = {
        cell for table in tables for column, cell in enumerate(table.header) if not _is_filled(table, column)
    } | {cell for table in tables for line in table.sample if is_blank_form(line) for cell in line}
    text = "\n".join(line for line in lines if line not in prepared)[:BODY_CHARS]
    yield from read_evidence(text, "text", url=holding.url, where="page text")


def _table_dates(holding: Holding, tables: Sequence[int]) -> Iterator[Dated]:
    for at in tables:
        table = table_at(holding, at)
        header = " | ".join(cell for column, cell in enumerate(table.header) if _is_filled(table, column))
        yield from read_evidence(header, "row", url=holding.url, where="table header")


def _is_filled(table: Table, column: int) -> bool:
    """Whether any row says something in a column: years that are only prepared for are no years of the table."""
    cells = [line[column] for line in table.sample if column < len(line)]
    return not cells or any(cell.strip(" -–—.\u00a0") for cell in cells)


def _heading_dates(holding: Holding, headings: Sequence[str]) -> Iterator[Dated]:
    """The year tab or page heading above a section, and the way that led to the page."""
    page = holding.page
    for heading in headings:
        yield from above(heading, "heading", url=holding.url, where="heading")
    if page is not None:
        yield from above(site_free(page.title), "heading", url=holding.url, where="page title")
    if holding.link is not None:
        yield from read_evidence(holding.link.text, "link", url=holding.url, where="link text")
