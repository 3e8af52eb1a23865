"""The way of one run: every declared address, what lies below it, and a second look at what failed.

Each item of each agency is walked for itself, breadth first, within its budgets; an address that several
items share is fetched once.  Items that met a page which failed at first and answered at the second look are walked
again, over what is already known, so that what lies below it is found too.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections import Counter, defaultdict
from functools import partial
from typing import TYPE_CHECKING, Any

from crawler.evidence.address import (
    InvalidUrlError,
    evidence_key,
    fragment_of,
    host_of,
    impossible_pages,
    pattern_of,
    wire_url,
)
from crawler.gather.answers import EvidenceLostError
from crawler.gather.budget import Budget
from crawler.gather.links import follow, index_pages
from crawler.gather.plan import (
    EVERYWHERE,
    SITE,
    Lanes,
    Unknown,
    by_host,
    in_lanes,
    keeping_pace,
    parts_of,
    taken_from,
    together,
)
from crawler.gather.recent import Recent
from crawler.model import ENOUGH_TO_TELL
from crawler.read.contents import MAX_BYTES, may_be_contents
from crawler.read.link_kinds import leads_to_document
from crawler.read.shares import recognise

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable, Mapping, Sequence

    from crawler.evidence.store import Cut
    from crawler.evidence.writer import EvidenceWriter
    from crawler.gather.fetch import Fetcher
    from crawler.gather.links import LinkReader, Task
    from crawler.gather.options import GatherOptions
    from crawler.gather.plan import Part, Planned, Where
    from crawler.model import Agency, Capture

logger = logging.getLogger(__name__)

#: Media types of what holds no list of links, whatever it is.
_OTHERS = re.compile(r"image/|audio/|video/|text/csv")
#: So many pages have their links in memory.
_PAGES = 256
#: Items of one agency that are walked at once: what waits takes no memory.
_ITEMS = 4
_SILENCE = frozenset({"fetch.connection", "fetch.timeout", "presence.http_error"})


class Walk:
    """Visits everything that a run has to visit.

    ``last_seen`` says by key when an address was last really seen (any text that sorts by time): those that were not
    for the longest time, or never, are asked first.
    """

    def __init__(
        self,
        writer: EvidenceWriter,
        fetcher: Fetcher,
        reader: LinkReader,
        options: GatherOptions,
        last_seen: Mapping[str, str] | None = None,
    ) -> None:
        self._writer = writer
        self._fetcher = fetcher
        self._reader = reader
        self._options = options
        self._last_seen = last_seen or {}
        self._agencies = writer.agencies()
        #: By agency and item.
        self._cuts: dict[tuple[str, str], list[Cut]] = {}
        #: Which walks met an address that gave no page, by its key: an item of an agency, or its site.
        self._missed: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        self._links: Recent[tuple[str, str, str, int], tuple[str, ...]] = Recent(_PAGES)
        self._linked: Counter[str] = Counter()
        self._sang: list[Capture] = []
        self.phase = "declared"
        #: Faults of our own that broke off a part of the walk.
        self.faults: list[str] = []

    async def run(self) -> None:
        """Walk all items, look again at what failed, and probe; every declared address has a capture then."""
        canaries = asyncio.gather(*map(self._canary, self._options.canaries))
        await self._walk(self._agencies, EVERYWHERE)
        self.phase = "second look"
        while doubtful := self._fetcher.doubtful():
            self._fetcher.second_pass()
            await self._again(doubtful)
            healed = [self._missed.pop(key, set()) for key in doubtful if not self._fetcher.has_failed(key)]
            again = set().union(*healed)
            named = {agency for agency, _ in again}
            await self._walk([one for one in self._agencies if one.id in named], again)
        self._writer.replace_cuts(self._all_cuts())
        await canaries
        self._sang += await asyncio.gather(
            *map(self._fetcher.look_again, map(evidence_key, self._options.canaries))
        )

    async def _canary(self, url: str) -> None:
        self._sang.append(await self._fetcher.fetch(url, "canary"))

    def canaries(self) -> list[dict[str, Any]]:
        """What the addresses said that ought to answer whatever happens to the agencies."""
        return [
            {
                "url": one.url,
                "ok": one.answered,
                "http_status": one.status,
                "error": one.error,
                "asked_at": one.fetched_at,
            }
            for one in self._sang
        ]

    def cut_short(self) -> None:
        """File what the run knows that ends here: what it could not confirm is not known."""
        self._fetcher.forget_unconfirmed()
        self._writer.replace_cuts(self._all_cuts())

    def _all_cuts(self) -> list[Cut]:
        return [cut for cuts in self._cuts.values() for cut in cuts]

    async def _walk(self, agencies: Sequence[Agency], where: Where) -> None:
        """Ask for what the agencies declared, and go on from there for those items and sites that are in ``where``."""
        parts = parts_of(agencies, self._last_seen, self._fetcher.usual)
        for part in parts:
            for host, line in part.lines.items():
                self._fetcher.ahead.plan(host, len(line))
        hosts = ((part.host, partial(self._part, part, where)) for part in taken_from(parts))
        await keeping_pace(hosts, self._fetcher.ahead.can_be_asked, self._options.connections)

    async def _part(self, part: Part, where: Where) -> None:
        """Everything of the agencies of one host; an item is walked as soon as all that was declared for it is known."""
        found: dict[str, str] = {}
        items = Unknown(part.agencies, where)

        async def walk(agency: Agency, item: str) -> None:
            self._fetcher.ahead.item_begins(part.host)
            await self._survived(self._item(agency, item, found))

        async def ask(host: str, one: Planned) -> None:
            self._fetcher.ahead.plan(host, -1)
            await self._fetcher.fetch(one.url, "declared", one.place)
            for agency, item in items.known(evidence_key(one.url)):
                self._fetcher.ahead.item_waits(part.host)
                walks[agency.id].add(partial(walk, agency, item))

        async with together() as group:
            walks = {agency.id: Lanes(group, _ITEMS) for agency in part.agencies}
            for host, line in part.lines.items():
                group.create_task(in_lanes(line, partial(ask, host), self._options.concurrency))
            for agency in part.agencies:
                if agency.declarations and (agency.id, SITE) in where:
                    group.create_task(self._survived(self._site(agency)))
        await asyncio.gather(*(self._survived(self._probe(*family)) for family in found.items()))

    async def _again(self, keys: Sequence[str]) -> None:
        """A second look at what failed, host after host."""

        async def look(host: str, key: str) -> None:
            self._fetcher.ahead.plan(host, -1)
            await self._fetcher.look_again(key)

        lines = by_host(keys)
        for host, line in lines.items():
            self._fetcher.ahead.plan(host, len(line))
        at_once = self._options.concurrency
        hosts = (
            (host, partial(in_lanes, line, partial(look, host), at_once)) for host, line in lines.items()
        )
        await keeping_pace(hosts, self._fetcher.ahead.can_be_asked, self._options.connections)

    async def _survived(self, part: Coroutine[Any, Any, None]) -> None:
        """One part of the walk; a fault of ours in it is noted, and the rest goes on."""
        try:
            await part
        except EvidenceLostError:
            raise
        except Exception as error:
            logger.exception("a part of the walk broke off")
            self.faults.append(f"{type(error).__name__}: {error}")

    def withheld(self) -> str | None:
        """Why the run says more about the auditor than about the sites, or ``None``.

        Most agencies silent at once is a broken network of ours (or one server that all of them stand on) until
        somebody has looked.
        """
        silent = [agency for agency in self._agencies if agency.declarations and self._is_silent(agency)]
        judged = sum(1 for agency in self._agencies if agency.declarations)
        if judged < ENOUGH_TO_TELL or len(silent) <= judged / 2:
            return None
        return (
            f"{len(silent)} of {judged} agencies gave no answer at all: the auditor's own network may be down"
        )

    def _is_silent(self, agency: Agency) -> bool:
        failures = (self._fetcher.failures.get(evidence_key(one.url)) for one in agency.declarations)
        return all(one is not None and one.status is None and one.error in _SILENCE for one in failures)

    async def _item(self, agency: Agency, item: str, found: dict[str, str]) -> None:
        """Everything at or below the addresses that one agency declared for one item; ``found`` takes what to probe."""
        budget = Budget.of(self._options)
        hosts = _hosts(agency)
        declarations = agency.declared(item)
        pages: list[tuple[Capture, str]] = []
        for one in declarations:
            capture = self._noted(await self._fetcher.fetch(one.url, "declared"), (agency.id, item))
            budget.spent_bytes += capture.size
            pages.append((capture, fragment_of(one.url)))
            self._note_families(capture, found)
        seen = {evidence_key(one.url) for one in declarations}
        for depth in range(self._options.depth):
            below: list[tuple[Capture, str]] = []
            for page, fragment in pages:
                links = _unseen(await self._links_of(page, fragment, item, depth, hosts), seen)
                captures = await self._linked_from(agency, item, links, budget, page)
                below += [(capture, "") for capture in captures]
                for capture in captures:
                    if leads_to_document(evidence_key(capture.url)):
                        self._note_families(capture, found)
            pages = below
        self._cuts.pop((agency.id, item), None)  # of the walk before the second look
        if cuts := budget.cuts(agency.id, item):
            self._cuts[agency.id, item] = cuts

    def _noted(self, capture: Capture, met: tuple[str, str]) -> Capture:
        """The capture; when it is no page, that this walk met it: it goes on there if a second look finds one."""
        if capture.error is not None:
            self._missed[evidence_key(capture.url)].add(met)
        return capture

    async def _linked_from(
        self, agency: Agency, item: str, links: Sequence[str], budget: Budget, page: Capture
    ) -> list[Capture]:
        """The captures of what ``page`` links to, as far as the budget reaches, in its order.

        Each host is asked for one after the other, and none waits for another that is slow.
        """
        if not links:
            return []
        may_rest = self._fetcher.is_as_before(page)
        lanes: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        for place, link in enumerate(links):
            if budget.allows(evidence_key(link)):
                lanes[host_of(evidence_key(link))].append((place, link))
                self._fetcher.ahead.expect(link)
        found: dict[int, Capture] = {}

        async def ask(lane: list[tuple[int, str]]) -> None:
            for place, link in lane:
                self._fetcher.ahead.expect_no_more(link)
                if not budget.has_bytes_for(link):
                    continue
                self._linked[agency.id] += 1
                rank = self._linked[agency.id]
                capture = await self._fetcher.fetch(link, "document", rank, may_rest=may_rest)
                found[place] = self._noted(capture, (agency.id, item))
                budget.spent_bytes += found[place].size

        await asyncio.gather(*map(ask, lanes.values()))
        return [found[place] for place in sorted(found)]

    async def _links_of(
        self, page: Capture, fragment: str, item: str, depth: int, hosts: frozenset[str]
    ) -> tuple[str, ...]:
        if page.sha256 is None or not (
            self._fetcher.answers.is_page(page) or await self._may_be_contents(page)
        ):
            return ()
        known = (page.final_url, fragment, item, depth)
        links = self._links.get(known)
        if links is None:
            content_type = page.headers.get("content-type", "")
            task = follow(
                page.final_url, content_type, fragment=fragment, item=item, depth=depth, hosts=hosts
            )
            links = self._links[known] = await self._read(page, task)
        return links

    async def _read(self, page: Capture, task: Task) -> tuple[str, ...]:
        """Where a page leads: as it was said of the same bytes the night before, or read now."""
        question = self._reader.question(page.sha256 or "", task)
        loop = asyncio.get_running_loop()
        before = await loop.run_in_executor(self._writer.disk, self._writer.links_of_before, question)
        if before is not None:
            return before
        with self._fetcher.ahead.waits_to_be_read(page):
            links = await self._reader.read(partial(self._fetcher.answers.body, page), task)
        if links is not None:
            self._writer.links_found(question, links)
        return links or ()

    async def _may_be_contents(self, document: Capture) -> bool:
        """Whether a document may be but a list of links; of one that is none that is noted, as it is asked every night."""
        if (
            not document.answered
            or not 0 < document.size <= MAX_BYTES
            or _OTHERS.match(document.content_type)
        ):
            return False
        nowhere = self._reader.question(document.sha256 or "", {"task": "nowhere"})
        loop = asyncio.get_running_loop()
        if await loop.run_in_executor(self._writer.disk, self._writer.links_of_before, nowhere) is not None:
            return False
        body = self._fetcher.answers.body(document)
        if body is not None and may_be_contents(body):
            return True
        self._writer.links_found(nowhere, ())
        return False

    def _note_families(self, capture: Capture, found: dict[str, str]) -> None:
        """Note for a page what to probe: a page of each family that its addresses are of; platforms of others are not."""
        if not self._options.probes or recognise(capture.url) or not self._fetcher.answers.is_page(capture):
            return
        for url in dict.fromkeys((capture.url, capture.final_url)):
            try:
                wired = wire_url(url)
            except InvalidUrlError:
                continue
            pattern = pattern_of(wired)
            if pattern is not None and host_of(wired) == host_of(capture.final_url):
                found.setdefault(pattern, wired)

    async def _probe(self, pattern: str, url: str) -> None:
        """Ask the site for two pages of the family of ``url`` that cannot exist."""
        for impossible in impossible_pages(url, self._writer.run_id):
            self._writer.probe_of(pattern, evidence_key(impossible))
            await self._fetcher.fetch(impossible, "probe")

    async def _site(self, agency: Agency) -> None:
        """The agency's home page, and the few pages of its own site that look like an index of its items."""
        if not agency.site or self._options.site_pages < 1:
            return
        hosts = _hosts(agency)
        met = (agency.id, SITE)
        pages = [self._noted(await self._fetcher.fetch(agency.site, "site"), met)]
        asked = {evidence_key(agency.site)}
        left = self._options.site_pages - 1
        for page in pages:
            if not self._fetcher.answers.is_page(page):
                continue
            content_type = page.headers.get("content-type", "")
            for link in await self._read(page, index_pages(page.final_url, content_type)):
                if left < 1 or evidence_key(link) in asked or host_of(link) not in hosts:
                    continue
                left -= 1
                asked.add(evidence_key(link))
                pages.append(self._noted(await self._fetcher.fetch(link, "site"), met))


def _unseen(links: Iterable[str], seen: set[str]) -> list[str]:
    """The links that lead to addresses not in ``seen``, which takes them up."""
    fresh = []
    for link in links:
        key = evidence_key(link)
        if key not in seen:
            seen.add(key)
            fresh.append(link)
    return fresh


def _hosts(agency: Agency) -> frozenset[str]:
    """The hosts that are the agency's own."""
    urls = (agency.site, *(one.url for one in agency.declarations))
    return frozenset({host_of(evidence_key(url)) for url in urls} - {""}) | frozenset(agency.allowed_hosts)
