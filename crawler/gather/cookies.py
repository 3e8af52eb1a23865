"""Cookies as one fetch needs them: a jar for each, which is gone when the fetch is.

Scrapy keeps every jar to the end of the run and asks it twice a request, although most hosts never set a cookie; and its
middleware brings a list of public domains along, a tenth of the start of a crawl.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.downloadermiddlewares.cookies import CookiesMiddleware
    from scrapy.http import Response
    from scrapy.http.cookies import CookieJar


class Jar:
    """The cookies of one fetch, to be put into ``request.meta["cookiejar"]``."""

    @cached_property
    def cookies(self) -> CookieJar:
        """Scrapy's jar, made when the first cookie comes."""
        from scrapy.http.cookies import CookieJar

        return CookieJar()

    def __bool__(self) -> bool:
        return "cookies" in self.__dict__


class _Jars:
    """How Scrapy finds the jar of a request; requests made by hand share one."""

    def __init__(self) -> None:
        self._by_hand = Jar()

    def __getitem__(self, jar: Jar | None) -> CookieJar:
        return (self._by_hand if jar is None else jar).cookies


class FetchCookies:
    """Scrapy's own middleware where there are cookies, and nothing where there are none."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds middlewares."""
        return cls(crawler)

    @cached_property
    def _scrapys(self) -> CookiesMiddleware:
        from scrapy.downloadermiddlewares.cookies import CookiesMiddleware

        middleware = CookiesMiddleware.from_crawler(self._crawler)
        middleware.jars = _Jars()  # type: ignore[assignment]
        return middleware

    def process_request(self, request: Request) -> Request | Response | None:
        """Send the cookies that this fetch was given before."""
        if request.meta.get("cookiejar") or request.cookies:
            return self._scrapys.process_request(request)
        return None

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Keep the cookies that came."""
        if "Set-Cookie" in response.headers:
            return self._scrapys.process_response(request, response)
        return response
