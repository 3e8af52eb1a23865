"""The guard's word on every request that passes through Scrapy, whoever made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest

from crawler.gather.options import GatherOptions

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

    from crawler.gather.guard import Guard


class UrlPolicyMiddleware:
    """Refuses what :meth:`Guard.refuse_url` refuses, before any other middleware sees the request."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> UrlPolicyMiddleware:
        """As Scrapy builds middlewares."""
        return cls(GatherOptions.from_settings(crawler.settings).guard())

    def process_request(self, request: Request) -> None:
        """Let the request pass or raise IgnoreRequest."""
        if why := self._guard.refuse_url(request.url):
            raise IgnoreRequest(f"guard: {why}")
