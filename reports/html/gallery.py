"""The stored documents that pages show: first pages as small pictures, and where each document is kept."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from markupsafe import Markup

from reports import view
from reports.compiled import markup, shown
from reports.files import write_atomic
from reports.words import GRADE, Words

#: Bytes of all pictures of a report: what the pages leave of 15 MB.
MOST_PICTURES = 1_600_000
_FOLDER = Path("assets") / "pages"
#: What has no look of its own: pages, and what nobody knows.
_FACELESS = {"", "html", "unknown", "empty"}
_PERIODS = 3


class Exhibits(Protocol):
    """The evidence behind an audit (:mod:`crawler.read.exhibits`)."""

    @property
    def folder(self) -> Path:
        """Where the WARC files are."""

    def record(self, sha256: str) -> tuple[str, int] | None:
        """File and offset of what is kept under a hash."""

    def first_pages(self, hashes: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """First pages of PDFs as PNG, in the order asked for; empty where there is none to draw."""


@dataclass(frozen=True, slots=True)
class Record:
    """Where a document is kept: the WARC file, the offset in bytes, the way there from the report's root or ``""``."""

    file: str
    offset: int
    href: str


@dataclass(frozen=True, slots=True)
class Gallery:
    """By sha256: the picture of a document, as a path from the report's root, and the record that keeps it."""

    pictures: Mapping[str, str] = field(default_factory=dict)
    records: Mapping[str, Record] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Labels:
    """What stands beside each document, in one language; ``top`` is the way from the page to the report's root."""

    words: Words
    gallery: Gallery
    top: str = ""

    def look(self, document: view.Document) -> Markup:
        """How a document looks: its first page, else a sheet with the name of its type; nothing where nothing is kept."""
        picture = self.gallery.pictures.get(document.sha256)
        if picture:
            alt = shown(self.words.say("first page"))
            return markup(
                f'<img class="thumb" src="{self.top}{picture}" alt="{alt}" width="72" loading="lazy">'
            )
        if not document.sha256 or document.type in _FACELESS:
            return Markup()
        return markup(f'<span class="sheet" aria-hidden="true">{shown(document.type.upper())}</span>')

    def about(self, document: view.Document) -> Markup:
        """What a document is: grade, pages, size, periods, the mark of the kept copy."""
        words = self.words
        parts = [self._grade(document)]
        if document.pages:
            parts.append(words.say("{count} pages").format(count=document.pages))
        parts.append(words.size(document.size or None))
        parts += [words.span(start, end) for start, end in document.spans[:_PERIODS]]
        told = [shown(part) for part in (*parts, self.kept(document.sha256)) if part]
        return markup(f'<span class="was">{" · ".join(told)}</span>')

    def _grade(self, document: view.Document) -> str:
        if document.error:
            return self.words.fault(document.error, document.http_status)
        said = GRADE.get(document.grade)
        return self.words.say(said) if said else document.grade

    def kept(self, sha256: str) -> Markup:
        """The copy that the audit keeps: the mark by which it is found, and the file where that stands beside the report."""
        if not sha256:
            return Markup()
        mark = f"<code>{shown(sha256[:12])}</code>"
        record = self.gallery.records.get(sha256)
        if record is None:
            return markup(mark)
        place = f'title="{shown(record.file)} @ {record.offset}"'
        name = self.words.say("kept copy")
        copy = f"{shown(name)} {mark}"
        if not record.href:
            return markup(f"<span {place}>{copy}</span>")
        return markup(f'<a class="kept" href="{self.top}{shown(record.href)}" {place}>{copy}</a>')


def hang(report: view.Report, exhibits: Exhibits | None, out: Path) -> Gallery:
    """Write the pictures below ``out``, those of what is to be mended first, as many as fit."""
    if exhibits is None:
        return Gallery()
    return Gallery(_pictures(report, exhibits, out), dict(_records(report, exhibits, out)))


def _pictures(report: view.Report, exhibits: Exhibits, out: Path) -> dict[str, str]:
    wanted = dict.fromkeys(
        document.sha256
        for item in sorted((item for agency in report.agencies for item in agency.items), key=_turn)
        for document in item.documents
        if document.type == "pdf" and document.sha256
    )
    pictures: dict[str, str] = {}
    size = 0
    for sha256, png in exhibits.first_pages(wanted):
        size += len(png)
        if size > MOST_PICTURES:
            break
        if png:
            pictures[sha256] = (_FOLDER / f"{sha256[:20]}.png").as_posix()
            write_atomic(out / pictures[sha256], png)
    return pictures


def _turn(item: view.Item) -> int:
    return view.STATUSES.index(item.status)


def _records(report: view.Report, exhibits: Exhibits, out: Path) -> Iterator[tuple[str, Record]]:
    """The record of every document and quote; its file is linked where it stands at or below the report."""
    inside = exhibits.folder.resolve().is_relative_to(out.resolve())
    way = Path(os.path.relpath(exhibits.folder, out)).as_posix() if inside else ""
    for sha256 in _hashes(report):
        found = exhibits.record(sha256)
        if found is not None:
            file, offset = found
            yield sha256, Record(file, offset, f"{way}/{file}" if way else "")


def _hashes(report: view.Report) -> dict[str, None]:
    items = [item for agency in report.agencies for item in agency.items]
    documents = [document.sha256 for item in items for document in item.documents]
    quotes = [quote.sha256 for item in items for finding in item.findings for quote in finding.evidence]
    return dict.fromkeys(sha256 for sha256 in (*documents, *quotes) if sha256)
