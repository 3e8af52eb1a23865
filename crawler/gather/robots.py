"""robots.txt as RFC 9309 says, and as docs/crawling.md promises.

Scrapy's middleware fetches on when robots.txt answers 500 or nothing at all, and knows no Crawl-delay.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from protego import Protego

from crawler.evidence.address import origin
from crawler.gather.unreached import Unreached

if TYPE_CHECKING:
    from crawler.gather.options import GatherOptions
    from crawler.gather.pace import HostQueue

TOKEN = "oit"  # noqa: S105 - the product token of RFC 9309, no secret
MAX_BYTES = 500 * 1024
"""What RFC 9309 asks a crawler to read at least; rules behind it are not looked at."""


class Robots:
    """Which addresses of each origin may be fetched; robots.txt is asked for once an origin."""

    def __init__(
        self,
        ask: Callable[[str], Awaitable[tuple[int, bytes]]],
        host: Callable[[str], HostQueue],
        options: GatherOptions,
    ) -> None:
        self._ask = ask
        self._host = host
        self._options = options
        self._rules: dict[str, asyncio.Task[Protego | None]] = {}

    async def check(self, url: str) -> None:
        """Pass if ``url`` may be fetched, or raise Unreached."""
        site = origin(url)
        if site not in self._rules:
            self._rules[site] = asyncio.ensure_future(self._load(site))
        rules = await asyncio.shield(self._rules[site])
        if rules is not None and not rules.can_fetch(url, TOKEN):
            raise Unreached("access.robots", f"{site}/robots.txt forbids this address")

    async def _load(self, site: str) -> Protego | None:
        """The rules of an origin, ``None`` when it has none; raises Unreached when that cannot be known."""
        try:
            status, body = await self._ask(f"{site}/robots.txt")
        except Unreached as failed:
            code = "access.robots" if failed.code == "fetch.too_large" else failed.code
            raise Unreached(code, f"asked for robots.txt: {failed.detail}", silent=failed.silent) from failed
        text = robots_text(site, status, body)
        if text is None:
            return None
        rules = await asyncio.to_thread(Protego.parse, text)
        delay = rules.crawl_delay(TOKEN)
        if delay:
            self._host(site).keep_crawl_delay(min(float(delay), self._options.crawl_delay))
        return rules

    def forget_failures(self) -> None:
        """Ask again where robots.txt could not be had."""
        for site, task in list(self._rules.items()):
            if task.done() and (task.cancelled() or task.exception() is not None):
                del self._rules[site]


def robots_text(site: str, status: int, body: bytes) -> str | None:
    """The rules that an origin's answer holds, ``None`` when it has none (RFC 9309); whichever engine asked.

    Raises Unreached when the server could not say: then all is forbidden.
    """
    if status >= 500 or status == 429:
        raise Unreached("access.robots", f"{site}/robots.txt answered {status}: all is forbidden (RFC 9309)")
    if not 200 <= status < 300:
        return None
    return body[:MAX_BYTES].decode("utf-8", "replace").removeprefix("\ufeff")
