"""A static folder of pages: ``index.html`` first, a page an agency, a page an item, the method, twice.

No network, no server: it opens from a file share.  Readable without JavaScript, which only sorts and filters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment

from checklists import Checklist
from reports import line, view
from reports.changes import ORDER, Change, History, Night, changes, outline
from reports.files import slug, stands, write_atomic
from reports.html import pages
from reports.html.gallery import Exhibits, Gallery, Labels, hang
from reports.html.method import Method, method
from reports.words import LANGUAGES, N_, Words

INDEX = "index.html"
#: Score from which the highest level begins.
TOP = 95
CHANGE = {
    "broken": N_("Newly failing"),
    "fixed": N_("Mended"),
    "unseen": N_("Could no longer be checked"),
    "seen_again": N_("Seen again, and passing"),
    "waived": N_("Newly waived"),
}
#: Files of other formats in the same folder, offered for download when they are there.
DOWNLOADS = {"report.xlsx": N_("Excel workbook"), "audit.csv": N_("CSV for machines")}
AGENCY_DOWNLOADS = {
    "memo/{id}.docx": N_("Draft official memo (Word)"),
    "line/{id}.txt": N_("LINE text as a file"),
}
_SAMPLE = 6


def render(
    audit: Mapping[str, Any],
    out: Path,
    lang: str,
    *,
    history: Sequence[Mapping[str, Any]] = (),
    checklist: object = None,
    previous: Mapping[str, Any] | None = None,
    exhibits: Exhibits | None = None,
) -> list[Path]:
    """Write the folder; ``index.html`` is written last, so it never leads to a page that is not there yet."""
    content = pages.assets()
    for name, data in content.items():
        write_atomic(out / "assets" / name, data)
    before = outline(previous) if previous is not None else None
    rules = checklist if isinstance(checklist, Checklist) else None
    editions = {tongue: view.read(audit, tongue) for tongue in sorted(LANGUAGES, key=lambda one: one == lang)}
    nights = History.of(history, editions[lang])
    gallery = hang(editions[lang], exhibits, out)
    measure = 0
    for tongue, report in editions.items():
        edition = Edition(
            report=report,
            nights=nights,
            previous=before,
            method=method(rules, report),
            out=out,
            root="" if tongue == lang else f"{tongue}/",
            main_lang=lang,
            assets=pages.fingerprint(content),
            gallery=gallery,
            measure=measure,
        )
        for path, page in edition.pages():
            write_atomic(out / path, page)
        measure = edition.measure  # no language shows more than the one before
    return [out / INDEX]


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One line of the table of items: how many bodies do not pass, and the points they would regain."""

    item: view.Item
    fail: int
    unverified: int
    points: float

    @property
    def open(self) -> bool:
        """Whether some body has something to do."""
        return bool(self.fail or self.unverified)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the matrix."""

    status: str
    changed: bool


@dataclass(slots=True)
class Edition:
    """The report in one language.  ``root`` is its folder below ``out``: empty for the main language."""

    report: view.Report
    nights: History
    previous: Night | None
    method: Method
    out: Path
    root: str
    main_lang: str
    assets: str
    gallery: Gallery
    #: Which of :data:`pages.MOST`: the first that may be taken, then the one that is.
    measure: int
    env: Environment = field(init=False)
    changed: tuple[Change, ...] = field(init=False)
    names: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.env = pages.environment(self.report.lang)
        self.changed = changes(self.previous, self.report)
        self.names = pages.short_names(self.report)

    def pages(self) -> Iterator[tuple[str, bytes]]:
        """Path from the report's root, and the text: the overview comes last."""
        done = self._measured()
        for agency in self.report.agencies:
            yield done[agency.id] if agency.id in done else self._agency_page(agency)
        for item in self.report.items:
            yield self._page("item.html", f"items/{slug(item.id)}.html", **self.item(item))
        yield self._page("method.html", "method.html", method=self.method)
        yield self._page("overview.html", INDEX, **self.overview())

    def _agency_page(self, agency: view.Agency) -> tuple[str, bytes]:
        return self._page("agency.html", f"agencies/{slug(agency.id)}.html", **self.agency(agency))

    def _measured(self) -> dict[str, tuple[str, bytes]]:
        """Some agencies' pages by the most generous measure by which the pages of all of them fit."""
        agencies = self.report.agencies
        some = agencies[:: max(len(agencies) // _SAMPLE, 1)]
        done: dict[str, tuple[str, bytes]] = {}
        for self.measure in range(self.measure, len(pages.MOST)):  # noqa: B020 - from where it stands
            done, left = {}, pages.MOST_PAGES[self.report.lang] * len(some) / max(len(agencies), 1)
            for agency in some:
                done[agency.id] = self._agency_page(agency)
                left -= len(done[agency.id][1])
                if left < 0:
                    break
            else:
                break
        return done

    def _page(self, template: str, path: str, **context: object) -> tuple[str, bytes]:
        for most in pages.MOST[self.measure :]:
            page = self._text(template, path, most=most, **context).encode()
            if len(page) <= pages.MOST_PAGE:
                break
        return self.root + path, page

    def _text(self, template: str, path: str, **context: object) -> str:
        up = "../" * path.count("/")
        top = up + "../" * self.root.count("/")
        other = "th" if self.report.lang == "en" else "en"
        other_root = "" if other == self.main_lang else f"{other}/"
        return self.env.get_template(template).render(
            report=self.report,
            previous=self.previous,
            home=up,
            top=top,
            other_lang_href=f"{top}{other_root}{path}",
            assets=self.assets,
            gallery=self.gallery,
            labels=Labels(Words(self.report.lang), self.gallery, top),
            short_name=lambda agency: self.names[agency.id],
            agency_href=self._agency_href(up),
            **context,
        )

    @staticmethod
    def _agency_href(up: str) -> Callable[..., str]:
        def href(agency: view.Agency, item: str = "") -> str:
            return f"{up}agencies/{slug(agency.id)}.html" + (f"#{item}" if item else "")

        return href

    # --------------------------------------------------------------------------------------- contexts

    def overview(self) -> dict[str, object]:
        """What the overview shows."""
        report = self.report
        changed = {(change.agency.id, change.item.id) for change in self.changed}
        return {
            "failing_agencies": sum(bool(agency.count("fail")) for agency in report.agencies),
            "total_items": sum(len(agency.items) for agency in report.agencies),
            "judged": sum(agency.judged for agency in report.agencies),
            "at_top": sum(agency.low is not None and agency.low >= TOP for agency in report.agencies),
            "perhaps_at_top": sum(
                agency.high is not None and agency.high >= TOP for agency in report.agencies
            ),
            "changes": self.changed,
            "change_kinds": ORDER,
            "change_word": lambda kind: Words(report.lang).say(CHANGE[kind]),
            "item_lines": self._item_lines(),
            "groups": report.groups(),
            "divisions": report.divisions(),
            "sub_indicators": tuple(Counter(item.sub_indicator for item in report.items).items()),
            "cells": {
                agency.id: {
                    item.id: Cell(item.status, (agency.id, item.id) in changed) for item in agency.items
                }
                for agency in report.agencies
            },
            "downloads": self._downloads(DOWNLOADS),
        }

    def _item_lines(self) -> list[ItemLine]:
        verdicts: dict[str, list[view.Item]] = {}
        for agency in self.report.agencies:
            for item in agency.items:
                verdicts.setdefault(item.id, []).append(item)
        lines = []
        for item in self.report.items:
            these = verdicts[item.id]
            fail = sum(verdict.status == "fail" for verdict in these)
            unverified = sum(verdict.status == "unverified" for verdict in these)
            lines.append(ItemLine(item, fail, unverified, sum(one.points or 0 for one in these if one.open)))
        return sorted(lines, key=lambda line: (-line.points, -line.fail, -line.unverified))

    def agency(self, agency: view.Agency) -> dict[str, object]:
        """What the page of one agency shows."""
        report = self.report
        files = {name.format(id=slug(agency.id)): label for name, label in AGENCY_DOWNLOADS.items()}
        return {
            "agency": agency,
            "points": self.nights.scores(agency.id),
            "changes": tuple(change for change in self.changed if change.agency.id == agency.id),
            "timeline": lambda item: self.nights.timeline(agency.id, item.id),
            "demands": self.method.demands,
            "series": [
                (item, element) for item in agency.items for element in item.elements if element.series
            ],
            "broken": [link for link in agency.links if link.broken],
            "unseen": [link for link in agency.links if link.unseen],
            "line": line.text(report, agency, Words(report.lang)),
            "downloads": self._downloads(files),
        }

    def item(self, item: view.Item) -> dict[str, object]:
        """What the page of one item, over all agencies, shows."""
        verdicts = [
            (agency, verdict)
            for agency in self.report.agencies
            for verdict in agency.items
            if verdict.id == item.id
        ]
        verdicts.sort(key=lambda pair: view.STATUSES.index(pair[1].status))
        series: dict[str, tuple[view.Element, list[tuple[view.Agency, dict[str, str]]]]] = {}
        months: set[str] = set()
        for agency, verdict in verdicts:
            for element in verdict.elements:
                if element.series:
                    states = {month.month: month.state for month in element.series}
                    months |= states.keys()
                    series.setdefault(element.id, (element, []))[1].append((agency, states))
        return {
            "item": item,
            "demands": self.method.demands,
            "verdicts": verdicts,
            "series": tuple(series.values()),
            "months_shown": sorted(months),
        }

    def _downloads(self, files: Mapping[str, str]) -> list[tuple[str, str]]:
        say = Words(self.report.lang).say
        return [(name, say(label)) for name, label in files.items() if stands(self.out / name)]
