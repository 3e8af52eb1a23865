"""An agency in one night: what is the same for all its items, worked out when it is first asked for, and then once."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from crawler.evidence.address import host_of
from crawler.judge.holdings import Common, Way
from crawler.judge.offers import SiteIndex
from crawler.judge.walls import is_home
from crawler.judge.words import wordings_of
from crawler.read.announcements import Announcements

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from checklists.model import Checklist
    from crawler.judge.case import Night
    from crawler.judge.holdings import Holding
    from crawler.model import Agency, Declaration
    from crawler.read.page_facts import PageFacts


def titles_of(checklist: Checklist) -> Mapping[str, tuple[str, ...]]:
    """Every item's titles: how a page tells whose row or section it is."""
    return {item.id: (item.title.th, *item.titles) for item in checklist.items}


@dataclass(frozen=True)
class Office:
    """The agency and the night in which it is judged."""

    agency: Agency
    night: Night

    @cached_property
    def hosts(self) -> frozenset[str]:
        """The hosts on which the agency's own pages live."""
        return frozenset(filter(None, (host_of(self.agency.site), *self.agency.allowed_hosts)))

    @cached_property
    def common(self) -> Common:
        """What stands on every declared page of the agency."""
        return Common.of(tuple(self._declared_pages().values()))

    @cached_property
    def site(self) -> SiteIndex:
        """All links of the agency's own site."""
        pages = self.night.reading.site_pages(self.agency.site)
        return SiteIndex(pages, wordings_of(self.night.checklist))

    @cached_property
    def _announced(self) -> Announcements:
        return Announcements.of(titles_of(self.night.checklist))

    def holdings(self, declarations: Iterable[Declaration]) -> Iterator[Holding]:
        """Everything at or below the declared addresses; below the home page nothing, for nothing of it was declared."""
        for declaration in declarations:
            way = Way(declaration, self.night.reading, self._announced, self.hosts, self.common)
            declared, *below = way.holdings()
            yield declared
            if not self._is_home(declared):
                yield from below

    def _is_home(self, declared: Holding) -> bool:
        home = self.night.reading.home(self.agency.site)
        return declared.capture is not None and is_home(
            declared.url, declared.capture, home, self.agency.site
        )

    def _declared_pages(self) -> Mapping[str, PageFacts]:
        """The pages at declared addresses that could be read, by hash."""
        pages: dict[str, PageFacts] = {}
        for declaration in self.agency.declarations:
            capture = self.night.reading.capture(declaration.url)
            if capture is None or not capture.answered or not capture.sha256:
                continue
            with suppress(
                Exception
            ):  # a page that we break on is said to be one where its own item is judged
                if (page := self.night.reading.page(capture)) is not None:
                    pages[capture.sha256] = page
        return pages
