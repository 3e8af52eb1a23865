"""A link check: start pages in, the health of everything they link to out.

Every address is asked once however often it is linked; a definite error is seen again at the end of the run
before it is believed.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from crawler.evidence.address import wire_url
from crawler.gather.unreached import ASKED_AGAIN, Unreached
from crawler.links.address import InvalidUrlError, is_file
from crawler.links.curl import Answer, Want
from crawler.links.documents import DocumentReader
from crawler.links.health import Health, Looker
from crawler.links.html import ids_of
from crawler.links.lane import Lane, Tally
from crawler.links.mentions import Mentions
from crawler.links.notes import Note
from crawler.links.origin import Web
from crawler.links.shares import look_at_share, share_of
from crawler.links.soft404 import Doubts
from crawler.links.take import Address, Taker

if TYPE_CHECKING:
    from crawler.gather.guard import Guard
    from crawler.links.cache import Cache
    from crawler.links.html import PageLinks
    from crawler.links.options import LinkOptions
    from crawler.links.suggest import Suggester

#: How often a failed address is asked again: once, and once more where the second answer was another one.
_MORE_LOOKS = 2
_FOLLOWED = frozenset({"link", "frame", "onclick"})


@dataclass(frozen=True, slots=True)
class Start:
    """An address that was given: as written, and the place that declares it (line 0: the command line).

    ``label`` says who declares it and for what; recursion stays below ``site`` (default: the address's folder).
    """

    url: str
    file: str = ""
    line: int = 0
    label: str = ""
    site: str = ""


@dataclass(slots=True)
class Checked:
    """All that a run found out."""

    addresses: list[Address]
    mentions: Mentions
    notes: list[Note]
    starts: dict[int, list[Start]]
    tally: Tally
    cuts: list[str] = field(default_factory=list)
    interrupted: bool = False

    @property
    def pages(self) -> int:
        """How many pages were read for links."""
        return sum(
            one.want is Want.PAGE and one.health is not None and one.health.code is None
            for one in self.addresses
        )

    @property
    def checked(self) -> int:
        """How many addresses were looked at."""
        return sum(one.health is not None for one in self.addresses)


class LinkCheck:
    """One run."""

    def __init__(
        self,
        options: LinkOptions,
        progress: Callable[[int, int], None] | None = None,
        cache: Cache | None = None,
        guard: Guard | None = None,
    ) -> None:
        self._options = options
        self._cache = cache
        self._progress = progress
        self._lane = Lane(options.network)
        self._web = Web(self._lane, guard or options.network.guard(), options.network)
        self._looker = Looker(self._web, options.accept)
        self._doubts = Doubts(self._looker, self._lane.scheduler, options.probes, secrets.token_hex(6))
        self._documents = DocumentReader(self._lane, options.document_bytes)
        self._taker = Taker(options)
        self._starts: dict[int, list[Start]] = {}
        self._prefixes: tuple[str, ...] = ()
        self._hosts: tuple[str, ...] = ()
        self._pages = 0
        self._done = 0
        self._cuts: list[str] = []

    def run(self, starts: Iterable[Start]) -> Checked:
        """Check, and look again at what failed."""
        interrupted = False
        try:
            self._begin(starts)
            self._lane.run()
            self._look_for_anchors()
            self._look_again()
            self._suggest()
            interrupted = self._lane.stopped
        except KeyboardInterrupt:
            interrupted = True
        finally:
            self._documents.close()
            self._web.close()
            self._lane.close()
        return self._result(interrupted=interrupted)

    def stop(self) -> None:
        """End soon, with what was found so far; may be called from another thread."""
        self._lane.stopped = True

    def _result(self, *, interrupted: bool) -> Checked:
        taker, cuts = self._taker, self._cuts
        if refused := self._doubts.refused:
            cuts.append(f"{refused} pages were not compared with pages that cannot exist (--probes)")
        if left_out := self._documents.left_out:
            cuts.append(f"{left_out} documents were not opened for the links in them (--documents)")
        tally = self._lane.tally
        return Checked(
            taker.addresses,
            taker.mentions,
            taker.notes.all,
            self._starts,
            tally,
            cuts,
            interrupted=interrupted,
        )

    # ------------------------------------------------------------------------------ what is asked

    def _begin(self, starts: Iterable[Start]) -> None:
        scopes: set[str] = set()
        for start in starts:
            try:
                url = wire_url(start.url)
            except InvalidUrlError as wrong:
                address = self._taker.invalid(start.url, str(wrong))
            else:
                address = self._taker.address(url)
                if url.startswith(("http://", "https://")):
                    scopes.add(_folder(start.site or url))
                self._start(address, Want.HEAD if self._options.flat else Want.PAGE, depth=0)
            self._starts.setdefault(address.number, []).append(start)
        self._prefixes = tuple(f"{scheme}://{scope}" for scope in scopes for scheme in ("http", "https"))
        self._hosts = tuple({prefix[: prefix.index("/", 8) + 1] for prefix in self._prefixes})
        self._doubts.homes = (*self._prefixes, *self._hosts)

    def _start(self, address: Address, want: Want, depth: int) -> None:
        address.want = want
        address.depth = depth
        if self._cache is not None and want is not Want.PAGE:
            tested = self._options.soft_404 and not is_file(address.url)
            if (health := self._cache.get(address.url, tested=tested)) is not None:
                self._settle(address, health)
                return
        try:
            origin = self._web.origin(address.url)
        except Unreached as refused:
            self._settle(address, Health(address.url, refused.code, refused.detail))
        else:
            self._lane.later(origin.host, partial(self._look, address))

    def _wanted_of(self, address: Address, page: Address, kind: str) -> Want:
        """How closely a linked address is looked at."""
        options = self._options
        if kind in _FOLLOWED and not is_file(address.url):
            if options.recursive and page.depth < options.depth and address.url.startswith(self._prefixes):
                if self._pages < options.max_pages:
                    self._pages += 1
                    return Want.PAGE
                if not self._cuts:
                    self._cuts.append(f"only the first {options.max_pages} pages were read for links")
            if options.soft_404 or options.fragments:
                return Want.GLANCE
        return Want.HEAD

    async def _look(self, address: Address) -> None:
        assert address.want is not None
        self._settle(address, await self._examined(address, address.want))

    async def _examined(self, address: Address, want: Want) -> Health:
        """The health of an address; its page is read on the way, and tested for saying *found* where nothing is."""
        if not address.url.startswith(self._hosts) and (share := share_of(address.url)) is not None:
            return await look_at_share(self._looker, share, address.url)
        health, answer = await self._looker.look(address.url, want)
        test = self._options.soft_404 and health.status not in self._options.accept
        if test and _page_for_file(health, want):
            health, answer = await self._looker.look(address.url, Want.GLANCE)
        if want is Want.BODY and health.code is None and answer is not None and answer.fault == "truncated":
            return replace(health, code="fetch.truncated", detail="fewer bytes came than were announced")
        if (
            want is not Want.BODY
            and health.code is None
            and self._may_open(address)
            and self._documents.takes(health)
        ):
            self._lane.later(self._web.origin(address.url).host, partial(self._read_document, address))
        if answer is None or health.code is not None or answer.page is None:
            return health
        verdict = self._doubts.said(health, answer, declared=not address.depth) if test else None
        if verdict is None:
            self._read(address, answer)
            answer.forget_page()
            if test and want is not Want.BODY:
                verdict = await self._doubts.shown(health, answer)
        return health if verdict is None else replace(health, code=verdict[0], detail=verdict[1])

    def _settle(self, address: Address, health: Health) -> None:
        if health.code is not None:
            seen = (health.code, health.status)
            address.failures = (*address.failures, seen)
            health = replace(health, seen=max(health.seen, address.failures.count(seen)))
        address.health = health
        if self._cache is not None and address.want is not Want.PAGE:
            self._cache.put(health, tested=self._options.soft_404)
        self._looker.known[address.url] = health
        self._done += 1
        if self._progress is not None and self._done % 50 == 0:
            self._progress(self._done, len(self._taker.addresses))

    # ------------------------------------------------------------------------------- what is read

    def _read(self, page: Address, answer: Answer) -> None:
        """Take the links and the anchors of a page."""
        found = answer.page
        if found is None:
            return
        if self._options.fragments and answer.fault is None:
            page.anchors = ids_of(found.root)
        if page.want is Want.PAGE:
            self._follow(page, answer.url, found)

    def _follow(self, page: Address, url: str, found: PageLinks) -> None:
        for target, kind in self._taker.take(page, url, found):
            if target.want is None:
                self._start(target, self._wanted_of(target, page, kind), page.depth + 1)

    def _may_open(self, address: Address) -> bool:
        """Whether an address may be a document of the sites that are checked."""
        return not self._options.flat and (address.depth == 0 or address.url.startswith(self._hosts))

    async def _read_document(self, address: Address) -> None:
        health, answer = await self._looker.look(address.url, Want.BODY)
        if answer is None or health.code is not None:
            return
        if answer.page is not None or answer.fault == "truncated":
            address.want = Want.BODY  # the head promised a document; the second look must not stop there
            health = await self._examined(address, Want.BODY)
            remark = "machine_readable.type_mismatch" if health.code is None else ""
            self._settle(address, replace(health, remark=remark))
            return
        links = await self._documents.links(answer)
        for target, kind in self._taker.take_document(address, answer.url, links):
            if target.want is None:
                self._start(target, self._wanted_of(target, address, kind), address.depth + 1)

    def _look_for_anchors(self) -> None:
        """Read the pages that somebody points into and that were only asked for their headers."""
        if not self._options.fragments:
            return
        pointed_at = {mention.target for mention in self._taker.mentions.with_fragment()}
        for number in sorted(pointed_at):
            address = self._taker.addresses[number]
            health = address.health
            if (
                address.anchors is None
                and health is not None
                and health.code is None
                and "html" in health.content_type
            ):
                self._lane.later(self._web.origin(address.url).host, partial(self._read_anchors, address))
        self._lane.run()

    async def _read_anchors(self, address: Address) -> None:
        health, answer = await self._looker.look(address.url, Want.GLANCE)
        if answer is not None and health.code is None:
            self._read(address, answer)

    # ------------------------------------------------------------------------------- a second look

    def _look_again(self) -> None:
        """Ask again where something failed; a success wins, an error that ends alike was seen twice."""
        self._web.second_pass()
        looks: Counter[int] = Counter()
        while doubtful := [
            one for one in self._taker.addresses if _is_doubtful(one) and looks[one.number] < _MORE_LOOKS
        ]:
            for address in doubtful:  # what a mended page links to may fail in its turn
                looks[address.number] += 1
                self._lane.later(self._web.origin(address.url).host, partial(self._again, address))
            self._lane.run()

    async def _again(self, address: Address) -> None:
        assert address.want is not None
        self._settle(address, await self._examined(address, max(address.want, Want.HEADERS)))

    # ---------------------------------------------------------------------- where it should lead

    def _suggest(self) -> None:
        gone = (one for one in self._taker.addresses if one.health is not None and _is_gone(one.health))
        broken = [one for one in gone if share_of(one.url) is None]
        if not broken or not self._options.suggestions:
            return
        from crawler.links.suggest import Suggester

        alive = (
            one.url for one in self._taker.addresses if one.health is not None and one.health.code is None
        )
        suggester = Suggester(alive, self._looker, self._options.suggestions)
        for address in broken:
            self._lane.later(
                self._web.origin(address.url).host, partial(self._suggest_for, address, suggester)
            )
        self._lane.run()

    @staticmethod
    async def _suggest_for(address: Address, suggester: Suggester) -> None:
        address.suggestion = await suggester.suggest(address.url)


def _is_gone(health: Health) -> bool:
    return (
        health.seen > 1
        and health.code in ("presence.http_error", "presence.soft_404")
        and health.status is not None
    )


def _page_for_file(health: Health, want: Want) -> bool:
    """Whether a page came where a file should be, and was not read yet."""
    return (
        want <= Want.HEADERS
        and health.code is None
        and health.content_type == "text/html"
        and is_file(health.url)
    )


def _is_doubtful(address: Address) -> bool:
    """Whether something failed that a second look may see otherwise."""
    return address.health is not None and address.health.seen < 2 and address.health.code in _DOUBTFUL


_DOUBTFUL = ASKED_AGAIN | {"presence.soft_404"}


def _folder(url: str) -> str:
    """Host and folder of a start page: what recursion stays within."""
    place = url.partition("://")[2].partition("?")[0]
    return place[: place.rindex("/") + 1] if "/" in place else place + "/"
