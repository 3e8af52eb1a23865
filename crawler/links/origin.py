"""An origin (scheme, host, port): its vetted addresses, its TLS, its robots.txt; each found out once a run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from protego import Protego

from crawler.evidence.address import host_port, wire_url
from crawler.gather.guard import BlockedAddressError, LookupFailedError, UnknownHostError
from crawler.gather.robots import TOKEN, robots_text
from crawler.gather.tls import TlsCheck, check_tls
from crawler.gather.unreached import Unreached
from crawler.links.curl import Want
from crawler.links.task import Once, Threads

if TYPE_CHECKING:
    from crawler.gather.guard import Guard
    from crawler.gather.options import GatherOptions
    from crawler.links.lane import Host, Lane

_LITERAL = re.compile(r"[\d.]+|.*:.*")
_ROBOTS_HOPS = 6
_REFUSED_BY = (
    (BlockedAddressError, "fetch.blocked_address", False),
    (UnknownHostError, "presence.http_error", False),
    (LookupFailedError, "fetch.connection", True),
)


@dataclass(frozen=True, slots=True)
class Pins:
    """The addresses that may be connected to, and how libcurl is told (empty for a literal address)."""

    addresses: frozenset[str]
    resolve: tuple[str, ...]


class Origin:
    """One origin, opened when it is first asked."""

    def __init__(self, site: str, host: Host, lane: Lane, web: Web) -> None:
        self.site = site
        self.host = host
        self.pinned = Pins(frozenset(), ())
        self.tls: TlsCheck | None = None
        self._lane = lane
        self._web = web
        self._name, self._port = host_port(site)
        self._opened: Once[None] = Once(lane.scheduler, self._open)
        self._rules: Once[Protego | None] = Once(lane.scheduler, self._read_rules)

    def forget_failures(self) -> None:
        """Find out again what could not be found out."""
        if self._opened.failed:
            self._opened = Once(self._lane.scheduler, self._open)
        if self._rules.failed:
            self._rules = Once(self._lane.scheduler, self._read_rules)

    async def open(self) -> None:
        """Vet the host; raises Unreached."""
        await self._opened.get()

    async def allow(self, url: str) -> None:
        """Pass if robots.txt lets ``url`` be asked, or raise Unreached."""
        rules = await self._rules.get()
        if rules is not None and not rules.can_fetch(url, TOKEN):
            raise Unreached("access.robots", f"{self.site}/robots.txt forbids this address")

    async def _open(self) -> None:
        guard = self._web.guard
        if why := guard.refuse_url(self.site + "/"):
            raise Unreached("fetch.blocked_address", why)
        try:
            addresses = await self._looked_up(guard)
        except (BlockedAddressError, UnknownHostError, LookupFailedError) as refused:
            code, silent = next((c, s) for kind, c, s in _REFUSED_BY if isinstance(refused, kind))
            raise Unreached(code, str(refused), silent=silent) from refused
        told = ",".join(f"[{one}]" if ":" in one else one for one in addresses)
        resolve = () if addresses == (self._name,) else (f"{self._name}:{self._port}:{told}",)
        self.pinned = Pins(frozenset(addresses), resolve)
        if self.site.startswith("https:"):
            await self._check_tls(addresses)

    async def _looked_up(self, guard: Guard) -> tuple[str, ...]:
        if _LITERAL.fullmatch(self._name):
            return guard.resolve(self._name, self._port)
        try:
            return await self._web.threads.run(lambda: guard.resolve(self._name, self._port))
        except TimeoutError as late:
            seconds = self._web.options.dns_timeout
            raise LookupFailedError(
                f"{self._name}: the name service did not answer in {seconds:g} s"
            ) from late

    async def _check_tls(self, addresses: tuple[str, ...]) -> None:
        seconds = min(10.0, self._web.options.timeout)
        check = self._web.certificates.run(lambda: check_tls(addresses, self._name, self._port, seconds))
        self.tls = await check
        if self.tls is not None and not self.tls.readable:
            raise Unreached("fetch.tls", self.tls.detail)

    async def _read_rules(self) -> Protego | None:
        if not self._web.options.robots:
            return None
        try:
            status, body = await self._robots_txt()
        except Unreached as failed:
            code = "access.robots" if failed.code == "fetch.too_large" else failed.code
            raise Unreached(code, f"asked for robots.txt: {failed.detail}", silent=failed.silent) from failed
        text = robots_text(self.site, status, body)
        if not text:
            return None
        rules = Protego.parse(text)
        if delay := rules.crawl_delay(TOKEN):
            self.host.keep_crawl_delay(min(float(delay), self._web.options.crawl_delay))
        return rules

    async def _robots_txt(self) -> tuple[int, bytes]:
        url, at = f"{self.site}/robots.txt", self
        for _ in range(_ROBOTS_HOPS):
            await at.open()
            answer = await self._lane.ask(at, url, Want.RULES)
            location = answer.headers.get("location")
            if answer.status not in (301, 302, 303, 307, 308) or not location:
                return answer.status, answer.body
            url = wire_url(urljoin(url, location))
            at = self._web.origin(url)
        return 404, b""  # RFC 9309 2.3.1.2: five redirects and no file is "unavailable"


class Web:
    """All origins of a run."""

    def __init__(self, lane: Lane, guard: Guard, options: GatherOptions) -> None:
        self.lane = lane
        self.guard = guard
        self.options = options
        self.threads = Threads(lane.scheduler, 8, "lookup", options.dns_timeout)
        self._origins: dict[str, Origin] = {}
        self.certificates = Threads(lane.scheduler, 8, "tls")
        lane.threads += [self.threads, self.certificates]

    def origin(self, url: str) -> Origin:
        """The origin of a wired address; raises Unreached when it is none of the web."""
        if not url.startswith(("http://", "https://")):
            raise Unreached("fetch.blocked_address", self.guard.refuse_url(url) or "no address of the web")
        end = url.find("/", 8)  # quicker than a parser, and right: the address is wired
        site = url if end < 0 else url[:end]
        found = self._origins.get(site)
        if found is None:
            found = self._origins[site] = Origin(site, self.lane.host(host_port(url)[0]), self.lane, self)
        return found

    def second_pass(self) -> None:
        """Before asking again: names, TLS, robots.txt and silent hosts get another chance."""
        for one in self._origins.values():
            one.forget_failures()
        for host in self.lane.hosts.values():
            host.forgive()

    def close(self) -> None:
        """Let the threads go."""
        self.threads.close()
        self.certificates.close()
