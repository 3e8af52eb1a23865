"""The Excel workbook: summary, matrix, everything to mend, and one sheet a division.

Strings of strangers are written as strings, never as formulas; dates are dates; links are links and only http(s).
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from crawler import calendar
from crawler.interrupt import Held
from reports import view
from reports.files import write_atomic
from reports.inert import plain, safe_href, short_href
from reports.words import BLAME, N_, SIGNS, Words

FILE_NAME = "report.xlsx"
#: Excel's own limits: characters in a cell and in a link, links in a sheet, characters in a sheet's name.
MOST_TEXT, MOST_URL, MOST_LINKS, MOST_NAME = 32_767, 2_079, 65_000, 31
#: Number formats for days; the Thai one counts in the Buddhist era, so the cell stays a date.
_DAY = {"th": "[$-107041E]d mmm yyyy", "en": "d mmm yyyy"}
_COLOURS = {
    "fail": {"bg_color": "#FDECEA", "font_color": "#B3261E"},
    "unverified": {"bg_color": "#FFF3DA", "font_color": "#855000"},
    "pass": {"font_color": "#1C6B45"},
    "waived": {"bg_color": "#ECEDF3", "font_color": "#565B70"},
}
#: Columns of the sheets of what to mend that fit on A4: down to how to mend it.
_PRINTED = 10
#: Thai vowels and tone marks above and below take no room of their own.
_ABOVE_BELOW = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
Value = str | float | int | date | datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the sheets of what to mend: a finding that decides, or an item that has none."""

    agency: view.Agency
    item: view.Item
    finding: view.Finding | None

    @property
    def quote(self) -> view.Quote | None:
        """The first piece of evidence."""
        return self.finding.evidence[0] if self.finding and self.finding.evidence else None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: heading, width in characters, the value of a line; ``link`` makes it a hyperlink."""

    heading: str
    width: int
    value: Callable[[Line, Words], Value]
    link: bool = False


COLUMNS = (
    Column(N_("Code"), 8, lambda line, _: line.agency.code),
    Column(N_("Body"), 26, lambda line, _: line.agency.name),
    Column(N_("Group"), 18, lambda line, _: line.agency.group),
    Column(N_("Division"), 22, lambda line, _: ", ".join(line.item.divisions)),
    Column(N_("Item"), 7, lambda line, _: line.item.id),
    Column(N_("Title"), 36, lambda line, _: line.item.title),
    Column(N_("State"), 12, lambda line, words: words.status(line.item.status)),
    Column(N_("Points"), 8, lambda line, _: line.item.points),
    Column(N_("Why"), 50, lambda line, _: line.finding.message if line.finding else ""),
    Column(N_("How to mend it"), 50, lambda line, _: line.finding.fix if line.finding else ""),
    Column(N_("Link"), 40, lambda line, _: _url(line), link=True),
    Column(N_("Evidence"), 40, lambda line, _: line.quote.text if line.quote else ""),
    Column(N_("Place"), 18, lambda line, words: words.where(line.quote.where) if line.quote else ""),
    Column(N_("Seen on"), 14, lambda line, _: _seen(line)),
    Column(
        N_("Side"),
        16,
        lambda line, words: (
            words.say(BLAME.get(line.finding.blame, line.finding.blame)) if line.finding else ""
        ),
    ),
    Column(N_("Finding"), 26, lambda line, _: line.finding.code if line.finding else ""),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A line as it is written, on one sheet or several: its cells, and its height in points."""

    line: Line
    values: Sequence[Value]
    height: float


def render(audit: Mapping[str, Any], out: Path, lang: str, **_: object) -> list[Path]:
    """Write ``report.xlsx``; the same audit gives the same bytes."""
    report = view.read(audit, lang)
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"title": f"OIT {report.id}", "created": _created(report)})
    Workbook(book, report, Words(lang)).fill()
    with Held():  # a zip file that is broken off complains when it is thrown away
        book.close()
    return [write_atomic(out / FILE_NAME, stream.getvalue())]


class Workbook:
    """The sheets of one report."""

    def __init__(self, book: xlsxwriter.Workbook, report: view.Report, words: Words) -> None:
        self.book, self.report, self.words = book, report, words
        base = {
            "font_name": "Tahoma",
            "font_size": 10,
            "valign": "top",
            "bottom": 1,
            "bottom_color": "#DBE2DD",
        }
        self.text = book.add_format({**base, "text_wrap": True})
        self.head = book.add_format({**base, "bold": True, "bg_color": "#E2F0EC", "text_wrap": True})
        self.title = book.add_format({**base, "bold": True, "font_size": 16, "bottom": 0, "text_wrap": False})
        self.number = book.add_format({**base, "num_format": "0.00", "align": "center"})
        self.day = book.add_format({**base, "num_format": _DAY[words.lang], "align": "left"})
        self.url = book.add_format({**base, "font_color": "#00594F", "underline": 1, "text_wrap": True})
        self.state = {
            status: book.add_format({**base, **colours, "align": "center"})
            for status, colours in _COLOURS.items()
        }
        self.names: set[str] = set()
        self.links: dict[str, int] = {}

    def fill(self) -> None:
        """Every sheet, the summary first."""
        say = self.words.say
        self.summary(self.sheet(say("Summary")))
        rows = [
            self.row(Line(agency, item, finding))
            for agency in self.report.agencies
            for item in agency.failing
            for finding in item.reasons or (None,)
        ]
        self.lines(self.sheet(say("To mend")), rows)
        self.matrix(self.sheet(say("Matrix")))
        for division in self.report.divisions():
            self.lines(self.sheet(division), [row for row in rows if division in row.line.item.divisions])

    def sheet(self, wanted: str) -> Any:
        """A new sheet under a name that Excel accepts and that is not taken."""
        name = re.sub(r"[\[\]:*?/\\]", " ", plain(wanted)).strip("' ")[:MOST_NAME] or "-"
        number = 1
        while name.lower() in self.names or name.lower() == "history":
            number += 1
            name = f"{name[: MOST_NAME - 4]} {number}"
        self.names.add(name.lower())
        return self.book.add_worksheet(name)

    def put(self, sheet: Any, row: int, column: int, value: Value, style: Any = None) -> None:
        """One cell, by the type of its value."""
        if value is None or value == "":
            sheet.write_blank(row, column, None, style or self.text)
        elif isinstance(value, datetime | date):
            sheet.write_datetime(row, column, value, self.day)
        elif isinstance(value, int | float):
            sheet.write_number(
                row, column, value, style or (self.number if isinstance(value, float) else self.text)
            )
        else:
            sheet.write_string(row, column, value[:MOST_TEXT], style or self.text)

    def link(self, sheet: Any, row: int, column: int, url: str) -> None:
        """A hyperlink where it is safe and Excel can hold it, else the address as text."""
        href, used = safe_href(url), self.links.get(sheet.name, 0)
        if href is None or len(href) > MOST_URL or used >= MOST_LINKS:
            self.put(sheet, row, column, url)
            return
        self.links[sheet.name] = used + 1
        sheet.write_url(row, column, href, self.url, string=short_href(url)[:MOST_TEXT])

    def table(self, sheet: Any, top: int, headings: Sequence[tuple[str, int]], rows: int) -> None:
        """Heading row with filters, frozen, and printed on every page."""
        for column, (heading, width) in enumerate(headings):
            sheet.set_column(column, column, width)
            sheet.write_string(top, column, heading, self.head)
        sheet.autofilter(top, 0, top + max(rows, 1), len(headings) - 1)
        sheet.freeze_panes(top + 1, 2)
        sheet.repeat_rows(top)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)

    def summary(self, sheet: Any) -> None:
        """One row a body, below the figures of the whole audit."""
        report, words, say = self.report, self.words, self.words.say
        year = words.year(report.fiscal_year)
        sheet.write_string(0, 0, say("OIT audit, fiscal year {year}").format(year=year), self.title)
        sheet.set_row(0, 28)
        facts: list[tuple[str, Value]] = [
            (say("As of"), report.as_of),
            (say("Last day to declare"), report.deadline),
        ]
        facts += [(words.status(status), report.count(status)) for status in view.STATUSES]
        if not report.complete:
            facts.insert(0, (say("Not complete"), report.withheld))
        for row, (name, value) in enumerate(facts, 1):
            sheet.write_string(row, 0, name, self.text)
            self.put(sheet, row, 1, value)
        top = len(facts) + 2
        headings = [
            (say("Code"), 22),
            (say("Body"), 34),
            (say("Group"), 20),
            (say("Score, at least"), 12),
            (say("Score, at most"), 12),
            (say("Estimated"), 11),
            (say("Level"), 44),
            *((words.status(status), 11) for status in view.STATUSES),
            (say("Website"), 44),
        ]
        self.table(sheet, top, headings, len(report.agencies))
        sheet.print_area(0, 0, top + max(len(report.agencies), 1), len(headings) - 2)
        for row, agency in enumerate(report.agencies, top + 1):
            counts = [agency.count(status) for status in view.STATUSES] if agency.judged else [None] * 4
            estimated = say("yes") if agency.estimated and agency.judged else ""
            values: list[Value] = [agency.code, agency.name, agency.group, agency.low, agency.high, estimated]
            values += [agency.level if agency.judged else say("nothing declared: not judged"), *counts]
            sheet.set_row(row, _height(zip((width for _, width in headings), values, strict=False)))
            for column, value in enumerate(values):
                self.put(sheet, row, column, value)
            self.link(sheet, row, len(values), agency.site)

    def row(self, line: Line) -> Row:
        """What a line says, and how high it stands."""
        values = [column.value(line, self.words) for column in COLUMNS]
        widths = (column.width for column in COLUMNS[:_PRINTED])
        return Row(line, values, _height(zip(widths, values, strict=False)))

    def lines(self, sheet: Any, rows: Sequence[Row]) -> None:
        """What is to mend, one row a reason."""
        self.table(
            sheet, 0, [(self.words.say(column.heading), column.width) for column in COLUMNS], len(rows)
        )
        sheet.print_area(0, 0, max(len(rows), 1), _PRINTED - 1)
        for at, row in enumerate(rows, 1):
            sheet.set_row(at, row.height)
            for number, (column, value) in enumerate(zip(COLUMNS, row.values, strict=True)):
                if column.link and isinstance(value, str) and value:
                    self.link(sheet, at, number, value)
                elif column.heading == "State":
                    self.put(sheet, at, number, value, self.state[row.line.item.status])
                else:
                    self.put(sheet, at, number, value)

    def matrix(self, sheet: Any) -> None:
        """Every body, every item, as signs."""
        say, items = self.words.say, self.report.items
        headings = [(say("Code"), 8), (say("Body"), 30), *((item.id, 6) for item in items)]
        self.table(sheet, 0, headings, len(self.report.agencies))
        for row, agency in enumerate(self.report.agencies, 1):
            self.put(sheet, row, 0, agency.code)
            self.put(sheet, row, 1, agency.name)
            verdicts = {item.id: item.status for item in agency.items}
            for column, item in enumerate(items, 2):
                status = verdicts.get(item.id)
                if status:
                    sheet.write_string(row, column, SIGNS[status], self.state[status])
        legend = "   ".join(f"{sign} {self.words.status(status)}" for status, sign in SIGNS.items())
        sheet.write_string(len(self.report.agencies) + 2, 1, legend, self.text)


def _height(cells: Iterable[tuple[int, Value]]) -> float:
    """The height in points that the fullest of (width, text) needs: not every program finds it out by itself."""
    lines = 1
    for width, value in cells:
        if isinstance(value, str):
            lengths = (len(_ABOVE_BELOW.sub("", part)) for part in value.splitlines())
            lines = max(lines, sum(max(1, math.ceil(length / width)) for length in lengths))
    return float(min(lines * 16 + 2, 240))


def _url(line: Line) -> str:
    if line.finding and line.finding.url:
        return line.finding.url
    return line.item.declared[0] if line.item.declared else ""


def _seen(line: Line) -> date | None:
    """The local day on which the evidence was fetched."""
    try:
        stamp = datetime.fromisoformat(line.quote.fetched_at) if line.quote else None
    except ValueError:
        return None
    return calendar.in_bangkok(stamp) if stamp else None


def _created(report: view.Report) -> datetime:
    day = report.as_of or date(2000, 1, 1)
    return datetime(day.year, day.month, day.day, tzinfo=UTC).replace(tzinfo=None)
