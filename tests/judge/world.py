"""A web site in a few lines of YAML, for the cases of the judge: addresses, what they answer, what documents say."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urldefrag, urljoin

from checklists import Checklist
from crawler.judge.agency import AgencyVerdict, judge_agency
from crawler.judge.case import Night
from crawler.model import Agency, Block, Capture, Declaration, DocumentFacts, Hop, Link, Table, Waiver
from crawler.read.page import PageFacts, read_page, resolve
from crawler.read.titles import titles_of
from tests.rules import rules

SITE = "http://office.example/"
AS_OF = date(2025, 4, 30)
NAMES = {
    "here": "ทดสอบ",
    "prawet": "ประเวศ",
    "bangna": "บางนา",
    "bangkoknoi": "บางกอกน้อย",
    "bangkok": "บางกอก",
}


class World:
    """The evidence of a night, made of what a case says.  A value is HTML, or a mapping:

    ``html`` or ``bytes`` (of a page); ``status``, ``error``, ``detail``, ``to`` (final address after a redirect of status ``hop``), ``type``
    (content type); for a document ``pdf|xlsx|…: [lines]`` (the first lines are its title block), ``text`` (further
    lines), ``parts`` (headings inside, each with its text), ``grade``, ``file_error``, ``mismatch``, ``placeholder``,
    ``tables``, ``sheets`` (captions), ``links`` (address by the line that leads there).
    """

    def __init__(self, pages: Mapping[str, Any], probes: Mapping[str, str] | None = None) -> None:
        self.pages = {resolve(path, SITE, None) or path: value for path, value in pages.items()}
        self.fakes = {resolve(path, SITE, None) or path: value for path, value in (probes or {}).items()}

    def capture(self, url: str) -> Capture | None:
        key = urldefrag(url)[0]
        if key == SITE and key not in self.pages:
            return Capture(key, key, 200, "2025-04-30T01:00:00Z", "home", 1)
        value = self.pages.get(key, self.fakes.get(key))
        if value is None:
            return Capture(key, key, 404, "2025-04-30T01:00:00Z", seen=2)
        if value == "never asked":
            return None
        given = {"html": value} if isinstance(value, str) else value
        final = urljoin(SITE, given["to"]) if "to" in given else key
        fault = "error" in given
        return Capture(
            url=key, final_url=final, status=None if fault else given.get("status", 200), fetched_at="2025-04-30T01:00:00Z",
            sha256=None if fault else given.get("sha256") or hashlib.sha256(repr((key, given)).encode()).hexdigest(), size=100,
            headers={"content-type": given.get("type", "text/html" if {"html", "bytes"} & given.keys() else "application/octet-stream")},
            hops=(Hop(key, given.get("hop", 302), final),) if "to" in given else (), error=given.get("error"),
            detail=given.get("detail", ""), truncated=given.get("truncated", False), seen=2,
            attempts=given.get("attempts", 1),
        )  # fmt: skip

    def _given(self, capture: Capture) -> dict[str, Any]:
        value = self.pages.get(capture.url, self.fakes.get(capture.url, ""))
        return {"html": value} if isinstance(value, str) else value

    def page(self, capture: Capture) -> PageFacts | None:
        given = self._given(capture)
        body = given.get("bytes") or given.get("html", "").encode()
        return read_page(body, capture.content_type) if {"html", "bytes"} & given.keys() else None

    def document(self, capture: Capture) -> DocumentFacts | None:
        given = self._given(capture)
        kind = next((kind for kind in ("pdf", "xlsx", "docx", "csv", "png", "zip") if kind in given), None)
        return None if kind is None else document(kind, given, capture)

    def probes(self, url: str) -> tuple[Capture, ...]:
        return tuple(
            found for fake in self.fakes if fake != url and (found := self.capture(fake)) is not None
        )

    def home(self, site: str) -> Capture | None:
        return self.capture(site)

    def site_pages(self, site: str) -> tuple[tuple[Capture, PageFacts], ...]:
        seen = [
            c
            for url in self.pages
            if url.startswith(site) and (c := self.capture(url)) is not None and c.answered
        ]
        return tuple((c, page) for c in seen if (page := self.page(c)) is not None)

    def cut(self, agency: str, item: str) -> tuple[str, str] | None:
        return None


def document(kind: str, given: Mapping[str, Any], capture: Capture) -> DocumentFacts:
    """Facts as a reader would give them."""
    lines = given[kind] or []
    place = "sheet 1" if kind in {"xlsx", "csv"} else f"{kind} page 1"
    blocks = [Block(line, place, "title") for line in lines]
    blocks += [Block(line, place, "text") for line in given.get("text", [])]
    for heading, text in given.get("parts", {}).items():
        blocks += [Block(heading, place, "heading"), Block(text, place, "text")]
    blocks += [Block(name, f"sheet {name}", "caption") for name in given.get("sheets", [])]
    tables = tuple(
        Table(
            where=t.get("where", place), header=tuple(t["header"]), rows=len(t.get("rows", [])),
            cells=sum(len(row) for row in t.get("rows", [])), blank=sum(not cell for row in t.get("rows", []) for cell in row),
            sample=tuple(tuple(row) for row in t.get("rows", [])), caption=t.get("caption", ""), template=not t.get("rows"),
        )
        for t in given.get("tables", [])
    )  # fmt: skip
    grade = given.get(
        "grade", "structured" if kind in {"xlsx", "csv"} else "image" if kind == "png" else "text"
    )
    return DocumentFacts(
        sha256=capture.sha256 or "", size=100, type=given.get("really", kind), blocks=tuple(blocks), tables=tables, grade=grade,
        links=tuple(Link(urljoin(SITE, url), line, place, line) for line, url in given.get("links", {}).items()),
        error=given.get("file_error"), mismatch=given.get("mismatch"), placeholder=given.get("placeholder"), pages=given.get("pages", 1),
        drawn=given.get("drawn", False), pixels=tuple(given.get("pixels", ())), **titles_of(blocks)._asdict(),
    )  # fmt: skip


def judge(case: Mapping[str, Any], checklist: Checklist | None = None) -> AgencyVerdict:
    """Judge the items that a case declares (``item`` with ``/`` declared, or ``declared: {item: [paths]}``)."""
    checklist = checklist or rules()
    declared = case.get("declared") or {case["item"]: [case.get("at", "/page")]}
    declarations = tuple(
        Declaration("here", item, urljoin(SITE, path)) for item, paths in declared.items() for path in paths
    )
    waivers = tuple(Waiver(item, reason) for item, reason in case.get("waived", {}).items())
    agency = Agency(
        "here", "1099", "สำนักงานเขตทดสอบ", "Test District Office", SITE, allowed_hosts=("office.example",),
        declarations=declarations, waivers=waivers,
    )  # fmt: skip
    night = Night(
        checklist, case.get("as_of", AS_OF), World(case.get("pages", {}), case.get("probes")), NAMES
    )
    only = frozenset(declared) | set(waivers and case["waived"]) | set(case.get("also", []))
    return judge_agency(agency, night, frozenset(only))


def with_severity(checklist: Checklist, code: str, severity: str) -> Checklist:
    """The checklist with one severity overridden."""
    return replace(checklist, severities={**checklist.severities, code: severity})
