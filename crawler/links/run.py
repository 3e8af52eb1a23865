"""A link check: start pages in, the health of everything they link to out.

Every address is asked once however often it is linked; a definite error is seen again at the end of the run
before it is believed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from crawler.evidence.address import wire_url
from crawler.gather.unreached import ASKED_AGAIN
from crawler.links.address import InvalidUrlError, Resolver, fragment_of, scheme_of
from crawler.links.curl import Answer, Want
from crawler.links.health import Health, Looker
from crawler.links.html import PageLinks, RawLink, read_links
from crawler.links.lane import Lane, Tally
from crawler.links.mentions import Mentions
from crawler.links.origin import Web
from crawler.read.page import looks_like_html

if TYPE_CHECKING:
    from crawler.links.options import LinkOptions


@dataclass(frozen=True, slots=True)
class Start:
    """An address that was given: as written, and the place that declares it (line 0: the command line)."""

    url: str
    file: str = ""
    line: int = 0
    label: str = ""
    site: str = ""


@dataclass(slots=True, eq=False)
class Address:
    """One address of a run; ``health`` comes when it has been looked at."""

    number: int
    url: str
    page: bool = False
    depth: int = 0
    started: bool = False
    health: Health | None = None


@dataclass(slots=True)
class Checked:
    """All that a run found out."""

    addresses: list[Address]
    mentions: Mentions
    starts: dict[int, list[Start]]
    tally: Tally
    cuts: list[str] = field(default_factory=list)
    interrupted: bool = False

    @property
    def checked(self) -> int:
        """How many addresses were looked at."""
        return sum(one.health is not None for one in self.addresses)


class LinkCheck:
    """One run.  ``moment`` is the time of the run, UTC, ISO 8601; it is written into the results."""

    def __init__(self, options: LinkOptions, progress: Callable[[int, int], None] | None = None) -> None:
        self._options = options
        self._progress = progress
        self._lane = Lane(options.network)
        self._web = Web(self._lane, options.network.guard(), options.network)
        self._looker = Looker(self._web, options.accept)
        self._resolver = Resolver()
        self._numbers: dict[str, int] = {}
        self._addresses: list[Address] = []
        self._mentions = Mentions()
        self._starts: dict[int, list[Start]] = {}
        self._scopes: set[tuple[str, str]] = set()
        self._pages = 0
        self._done = 0
        self._cuts: list[str] = []

    def run(self, starts: Iterable[Start]) -> Checked:
        """Check, and look again at what failed."""
        try:
            self._begin(starts)
            self._lane.run()
            self._look_again()
        except KeyboardInterrupt:
            return self._result(interrupted=True)
        finally:
            self._web.close()
            self._lane.close()
        return self._result()

    def _result(self, *, interrupted: bool = False) -> Checked:
        return Checked(
            self._addresses,
            self._mentions,
            self._starts,
            self._lane.tally,
            self._cuts,
            interrupted=interrupted,
        )

    # ------------------------------------------------------------------------------ what is asked

    def _begin(self, starts: Iterable[Start]) -> None:
        for start in starts:
            try:
                url = wire_url(start.url)
            except InvalidUrlError as wrong:
                address = self._address(start.url)
                address.health = Health(start.url, "presence.http_error", str(wrong), seen=2)
                address.started = True
            else:
                address = self._address(url)
                self._scopes.add(_folder(start.site or url))
                self._start(address, page=not self._options.flat, depth=0)
            self._starts.setdefault(address.number, []).append(start)

    def _address(self, url: str) -> Address:
        number = self._numbers.get(url)
        if number is None:
            number = self._numbers[url] = len(self._addresses)
            self._addresses.append(Address(number, url))
        return self._addresses[number]

    def _start(self, address: Address, *, page: bool, depth: int) -> None:
        if address.started:
            return
        address.started = True
        address.page = page
        address.depth = depth
        self._lane.later(self._web.origin(address.url).host, partial(self._look, address))

    async def _look(self, address: Address) -> None:
        want = Want.PAGE if address.page else Want.HEAD
        health, answer = await self._looker.look(address.url, want)
        self._settle(address, health)
        if address.page and answer is not None and health.code is None:
            self._read(address, answer)

    def _settle(self, address: Address, health: Health) -> None:
        address.health = health
        self._looker.known[address.url] = health
        self._done += 1
        if self._progress is not None and self._done % 50 == 0:
            self._progress(self._done, len(self._addresses))

    # ------------------------------------------------------------------------------- what is read

    def _read(self, page: Address, answer: Answer) -> None:
        """Take the links of a page."""
        if not looks_like_html(answer.body[:4096], answer.content_type):
            return
        found = read_links(answer.body, answer.headers.get("content-type", ""))
        seen: set[tuple[int, str]] = set()
        for link in found.links:
            self._take(page, answer.url, found, link, seen)

    def _take(
        self, page: Address, url: str, found: PageLinks, link: RawLink, seen: set[tuple[int, str]]
    ) -> None:
        try:
            target = self._resolver.resolve(link.raw, url, found.base)
        except InvalidUrlError as wrong:
            address = self._address(link.raw.strip())
            if address.health is None:
                address.started = True
                address.health = Health(link.raw, "presence.http_error", str(wrong), seen=2)
            self._mention(page, address, link, "", seen)
            return
        if target is None:
            return
        if not self._options.wanted(target):
            return
        address = self._address(target)
        self._mention(page, address, link, fragment_of(link.raw) if "#" in link.raw else "", seen)
        if not address.started:
            follow = self._follows(page, target, link)
            self._start(address, page=follow, depth=page.depth + 1)

    def _mention(
        self, page: Address, target: Address, link: RawLink, fragment: str, seen: set[tuple[int, str]]
    ) -> None:
        key = (target.number, fragment)
        if key not in seen:
            seen.add(key)
            self._mentions.add(page.number, target.number, link.line, link.kind, link.text, fragment)

    def _follows(self, page: Address, target: str, link: RawLink) -> bool:
        """Whether the links of the target are checked too."""
        options = self._options
        if not options.recursive or link.kind not in ("link", "frame", "onclick"):
            return False
        if page.depth >= options.depth or not any(
            target.startswith(prefix) for prefix in _prefixes(self._scopes)
        ):
            return False
        if self._pages >= options.max_pages:
            if not self._cuts:
                self._cuts.append(f"only the first {options.max_pages} pages were read for links")
            return False
        self._pages += 1
        return True

    # ------------------------------------------------------------------------------- a second look

    def _look_again(self) -> None:
        self._web.second_pass()
        doubtful = [
            one
            for one in self._addresses
            if one.health is not None and one.health.code in ASKED_AGAIN and one.health.seen < 2
        ]
        for address in doubtful:
            self._lane.later(self._web.origin(address.url).host, partial(self._again, address))
        self._lane.run()

    async def _again(self, address: Address) -> None:
        before = address.health
        assert before is not None
        health, answer = await self._looker.look(address.url, Want.PAGE if address.page else Want.HEADERS)
        if health.code is not None and (health.code, health.status) == (before.code, before.status):
            health = replace(health, seen=before.seen + 1)
        self._settle(address, health)
        if address.page and answer is not None and health.code is None:
            self._read(address, answer)


def _folder(url: str) -> tuple[str, str]:
    """Host and folder of a start page: what recursion stays within."""
    scheme, _, rest = url.partition("://")
    del scheme
    rest = rest.partition("?")[0]
    host, slash, path = rest.partition("/")
    return host, path[: path.rfind("/") + 1] if slash else ""


def _prefixes(scopes: set[tuple[str, str]]) -> Iterable[str]:
    for host, folder in scopes:
        yield f"http://{host}/{folder}"
        yield f"https://{host}/{folder}"


def is_web(raw: str) -> bool:
    """Whether a link names no scheme, or one of the web's."""
    return scheme_of(raw) in ("", "http", "https")
