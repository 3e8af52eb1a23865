"""What one run saw and what was read in it, asked for once an agency."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from crawler.evidence import EvidenceStore
    from crawler.model import Capture, DocumentFacts
    from crawler.read.page_facts import PageFacts

_CUT_WORDS = {
    "pages": ("ครบจำนวนหน้าที่ตรวจต่อข้อ", "pages an item"),
    "documents": ("ครบจำนวนเอกสารที่ตรวจต่อข้อ", "documents an item"),
    "bytes": ("ครบปริมาณข้อมูลที่ตรวจต่อข้อ", "bytes an item"),
}


class Facts(Protocol):
    """Who reads the bodies of a run: :class:`crawler.read.documents.Documents`."""

    def page(self, capture: Capture) -> PageFacts | None:
        """The facts of an HTML page; ``None`` for what is none, or could not be read as one."""

    def facts(self, capture: Capture) -> DocumentFacts:
        """The facts of everything else, and why a page could not be read."""


class EvidenceReading:
    """:class:`crawler.judge.holdings.Reading` over a stored run whose bodies ``facts`` reads."""

    def __init__(self, store: EvidenceStore, facts: Facts) -> None:
        self._store = store
        self._facts = facts
        self._pages: dict[tuple[str, str], PageFacts | None] = {}
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
        """The HTML facts of an answer, by its bytes and what they were called; ``None`` when they are none."""
        if capture.sha256 is None:
            return None
        key = (capture.sha256, capture.headers.get("content-type", ""))
        if key not in self._pages:
            self._pages[key] = self._facts.page(capture)
        return self._pages[key]

    def document(self, capture: Capture) -> DocumentFacts | None:
        """The document facts of an answer."""
        if capture.sha256 is None:
            return None
        key = (capture.sha256, capture.headers.get("content-type", ""), capture.final_url.rpartition("/")[2])
        if key not in self._documents:
            self._documents[key] = self._facts.facts(capture)
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
