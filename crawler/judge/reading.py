"""Facts of one run, read once: bodies from the evidence, HTML here, documents by the reader pool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.evidence import LostBodyError
from crawler.read.page import PageFacts, looks_like_html, read_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.evidence import EvidenceStore
    from crawler.model import Capture, DocumentFacts

_CUT_WORDS = {
    "pages": ("ครบจำนวนหน้าที่ตรวจต่อข้อ", "pages an item"),
    "documents": ("ครบจำนวนเอกสารที่ตรวจต่อข้อ", "documents an item"),
    "bytes": ("ครบปริมาณข้อมูลที่ตรวจต่อข้อ", "bytes an item"),
}


class EvidenceReading:
    """:class:`crawler.judge.holdings.Reading` over a stored run.

    ``document`` turns bytes into facts: ``(body, declared type, name) → facts``; every body is read once.
    """

    def __init__(self, store: EvidenceStore, document: Callable[[Capture], DocumentFacts]) -> None:
        self._store = store
        self._read = document
        self._pages: dict[str, PageFacts | None] = {}
        self._documents: dict[tuple[str, str, str], DocumentFacts] = {}
        self._captures: dict[str, Capture | None] = {}
        self._probes: dict[str, tuple[Capture, ...]] = {}
        self._sites: dict[str, tuple[tuple[Capture, PageFacts], ...]] = {}
        self._cuts = {(cut.agency, cut.item): cut for cut in store.cuts()}
        self._out_of_time = store.run["deadline"] is not None

    def capture(self, url: str) -> Capture | None:
        """What ``url`` answered in this run."""
        if url not in self._captures:
            self._captures[url] = self._store.capture(url)
        return self._captures[url]

    def page(self, capture: Capture) -> PageFacts | None:
        """The HTML facts of an answer, by its bytes; ``None`` when they are none."""
        if capture.sha256 is None:
            return None
        if capture.sha256 not in self._pages:
            self._pages[capture.sha256] = self._page_read(capture, capture.sha256)
        return self._pages[capture.sha256]

    def _page_read(self, capture: Capture, sha256: str) -> PageFacts | None:
        try:
            body = self._store.body(sha256)
        except LostBodyError:
            return None  # said where its document would be
        html = looks_like_html(body, capture.content_type)
        return read_page(body, capture.headers.get("content-type", "")) if html else None

    def document(self, capture: Capture) -> DocumentFacts | None:
        """The document facts of an answer."""
        if capture.sha256 is None:
            return None
        key = (capture.sha256, capture.content_type, capture.final_url.rpartition("/")[2])
        if key not in self._documents:
            self._documents[key] = self._read(capture)
        return self._documents[key]

    def probes(self, url: str) -> tuple[Capture, ...]:
        """What addresses answered that cannot exist beside ``url``."""
        if url not in self._probes:
            self._probes[url] = self._store.probes(url)
        return self._probes[url]

    def home(self, site: str) -> Capture | None:
        """What the agency's home page answered."""
        return self.capture(site) if site else None

    def site_pages(self, site: str) -> tuple[tuple[Capture, PageFacts], ...]:
        """The HTML pages that were seen on the agency's own site, whatever they were asked for."""
        prefix = site.rstrip("/")
        if prefix not in self._sites:
            own = self._store.answered_below(prefix)
            self._sites[prefix] = tuple((c, page) for c in own if (page := self.page(c)) is not None)
        return self._sites[prefix]

    def cut(self, agency: str, item: str) -> tuple[str, str] | None:
        """The budget that ended the gathering of an item early, or that the time was up."""
        cut = self._cuts.get((agency, item))
        if cut is None:
            return ("หมดเวลาของรอบนี้", "the time was up") if self._out_of_time else None
        thai, english = _CUT_WORDS.get(cut.budget, (cut.budget, cut.budget))
        return f"{thai} ({cut.bound})", f"{english} ({cut.bound})"

    def forget(self) -> None:
        """Let go of what was read: the next agency has other pages, and the memory of a night does not grow with it."""
        for read in (self._pages, self._documents, self._captures, self._probes, self._sites):
            read.clear()
