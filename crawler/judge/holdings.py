"""What stands at and below a declared URL: the tree of pages and documents that count for one item.

The tree is rebuilt from the evidence alone, with the same scope rules that the crawler followed, so a replay sees
exactly what the night saw.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from crawler.evidence.address import defragged, readable_path
from crawler.judge.sections import page_substance, tables_of_page
from crawler.read.contents import contents_of
from crawler.read.disposition import file_name
from crawler.read.following import MAX_DEPTH, links_below
from crawler.read.link_kinds import looks_like_document
from crawler.read.page_facts import PageFacts, PageLink
from crawler.read.saying import is_afterword
from crawler.read.scope import Scope, scope_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from crawler.judge.sections import TableSays
    from crawler.model import Capture, Declaration, DocumentFacts
    from crawler.read.announcements import Announcements

_FEWEST_PAGES = 4
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")


class Reading(Protocol):
    """Where facts come from: the evidence of one run, read once."""

    def capture(self, url: str) -> Capture | None:
        """What ``url`` answered in this run; ``None`` when it was never asked."""

    def page(self, capture: Capture) -> PageFacts | None:
        """The HTML facts of an answer, or ``None`` when its bytes are no HTML."""

    def document(self, capture: Capture) -> DocumentFacts | None:
        """The document facts of an answer, or ``None`` when it has no body."""

    def probes(self, url: str) -> tuple[Capture, ...]:
        """What addresses answered that cannot exist beside ``url``."""

    def home(self, site: str) -> Capture | None:
        """What the agency's home page answered."""

    def site_pages(self, site: str) -> tuple[tuple[Capture, PageFacts], ...]:
        """The HTML pages that were seen on the agency's own site, by address."""

    def cut(self, agency: str, item: str) -> tuple[str, str] | None:
        """What ended the gathering of an item early, in Thai and in English; ``None`` if nothing did."""


@dataclass(frozen=True, eq=False)
class Holding:
    """One address at or below a declared URL, how we came there, and what it is; compared by identity.

    Exactly one of ``page`` (HTML) and ``document`` (anything else) is set when bytes arrived.  ``link`` is the
    link that led here (``None`` for the declared URL itself), ``parent`` the holding that has the link.  ``fields``
    counts what can be filled in on a page, the search box of the whole site left out.
    """

    url: str
    capture: Capture | None
    depth: int
    declaration: Declaration
    page: PageFacts | None = None
    scope: Scope | None = None
    document: DocumentFacts | None = None
    link: PageLink | None = None
    parent: Holding | None = None
    fields: int = 0

    @property
    def final_url(self) -> str:
        """Where the address led after redirects."""
        return self.capture.final_url if self.capture else self.url

    @cached_property
    def title(self) -> tuple[str, ...]:
        """The lines with which a document presents itself; a page has none."""
        titles = self.document.titles if self.document is not None else ()
        return tuple(line for title in titles for line in title.split("\n"))

    @cached_property
    def text(self) -> str:
        """All that a document says, or what of a page counts for the item."""
        if self.document is not None:
            return self.document.text
        return "\n".join(piece.text for piece in self.scope.pieces) if self.scope is not None else ""

    @cached_property
    def substance(self) -> int:
        """What a page says itself, in letters; a list of links says nothing."""
        return page_substance(self)

    @cached_property
    def tables(self) -> Mapping[int, TableSays]:
        """What each table of a page that counts for the item says, by its place among the page's tables."""
        return tables_of_page(self)

    @cached_property
    def afterwords(self) -> frozenset[str]:
        """The headings below which stands no part of what the page is about."""
        pieces = self.scope.pieces if self.scope is not None else ()
        return frozenset(filter(is_afterword, {heading for piece in pieces for heading in piece.headings}))

    @cached_property
    def contents(self) -> PageFacts | None:
        """A document that is but a list of links, as the page of links that it might be."""
        return contents_of(self.document) if self.document is not None else None

    @cached_property
    def file_name(self) -> str:
        """The last part of the path as a person reads it, TIS-620 escapes decoded too.

        Where the path ends in no file's name (``download.php``, a shared file), the one that the server gives it.
        """
        named = ""
        if self.capture is not None and not looks_like_document(self.url):
            named = file_name(self.capture.headers.get("content-disposition", ""))
        return named or readable_path(self.url).rpartition("/")[2]

    @cached_property
    def file_stem(self) -> str:
        """The file's name as words: without its ending, blanks for strokes."""
        return _ENDING.sub("", self.file_name).replace("_", " ").replace("-", " ")

    @cached_property
    def path(self) -> tuple[Holding, ...]:
        """From the declared URL to here."""
        above = self.parent.path if self.parent else ()
        return (*above, self)


@dataclass(frozen=True, slots=True)
class Common:
    """What the pages of a site share, whatever their markup: texts and links of header, footer and banners, a search box."""

    texts: frozenset[str] = frozenset()
    links: frozenset[tuple[str, str]] = frozenset()
    fields: int = 0

    @classmethod
    def of(cls, pages: Sequence[PageFacts]) -> Common:
        """What stands on most of at least four different pages."""
        if len(pages) < _FEWEST_PAGES:
            return cls()
        most = max(_FEWEST_PAGES - 1, len(pages) * 2 // 5)
        texts = Counter(text for page in pages for text in {p.text for p in page.content if not p.level})
        links = Counter(link for page in pages for link in _content_links(page))
        return cls(
            frozenset(text for text, count in texts.items() if count >= most and len(text) > 12),
            frozenset(link for link, count in links.items() if count >= most),
            sorted((page.fields for page in pages), reverse=True)[most - 1],
        )

    def without(self, scope: Scope) -> Scope:
        """The scope without what is common."""
        if not self.texts and not self.links:
            return scope
        return replace(
            scope,
            pieces=tuple(p for p in scope.pieces if p.text not in self.texts),
            links=tuple(k for k in scope.links if (k.raw, k.text) not in self.links),
        )


def _content_links(page: PageFacts) -> set[tuple[str, str]]:
    """The links of a page's content; what a menu offers besides may still be an item's own."""
    return {(link.raw, link.text) for link in page.links if not link.navigation}


@dataclass(frozen=True, slots=True)
class Way:
    """The way down from one declared URL: what is the same for all that is met on it, and the addresses met so far.

    ``common`` is what stands on every page of the site: it belongs to no item.
    """

    declaration: Declaration
    reading: Reading
    announced: Announcements
    hosts: frozenset[str]
    common: Common = field(default_factory=Common)
    met: set[str] = field(default_factory=set)

    def holdings(self) -> tuple[Holding, ...]:
        """Everything at or below the declared URL, the declared URL first, each address once."""
        return tuple(self._below(self.declaration.url, None, None, 0))

    def _below(
        self, url: str, link: PageLink | None, parent: Holding | None, depth: int
    ) -> Iterator[Holding]:
        address, fragment = defragged(url)
        if address in self.met:
            return
        self.met.add(address)
        capture = self.reading.capture(url)
        page = self.reading.page(capture) if capture and capture.sha256 else None
        scope = (
            self.common.without(self._scope(page, "" if depth else fragment)) if page is not None else None
        )
        document = self.reading.document(capture) if capture and capture.sha256 and page is None else None
        fields = max(0, page.fields - self.common.fields) if page is not None else 0
        here = Holding(url, capture, depth, self.declaration, page, scope, document, link, parent, fields)
        yield here
        if here.contents is not None:
            page = here.contents
            scope = self._scope(page, "")
        if page is None or scope is None or capture is None or depth >= MAX_DEPTH or not capture.answered:
            return
        if (
            document is None
            and looks_like_document(url)
            and not any(link.kind in {"frame", "embed"} for link in scope.links)
        ):
            return  # an error page under a document's name leads nowhere that counts
        item, hosts = self.declaration.item, self.hosts
        below = links_below(page, scope, capture.final_url, item=item, announced=self.announced, hosts=hosts)
        for found, leads in below:
            yield from self._below(found, leads, here, depth + 1)

    def _scope(self, page: PageFacts, fragment: str) -> Scope:
        return scope_of(page, item=self.declaration.item, fragment=fragment, announced=self.announced)
