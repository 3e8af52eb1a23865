"""Cookies as one fetch needs them: a jar for each, which is gone when the fetch is.

Scrapy keeps every jar to the end of the run, and asks it twice a request although most hosts never set a cookie.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.cookies import CookiesMiddleware
from scrapy.http.cookies import CookieJar

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response


class Jar:
    """The cookies of one fetch, to be put into ``request.meta["cookiejar"]``."""

    @cached_property
    def cookies(self) -> CookieJar:
        """Scrapy's jar, made when the first cookie comes."""
        return CookieJar()

    def __bool__(self) -> bool:
        return "cookies" in self.__dict__


class _Jars:
    """How Scrapy finds the jar of a request."""

    def __init__(self) -> None:
        self._by_hand = Jar()

    def __getitem__(self, jar: Jar | None) -> CookieJar:
        return (self._by_hand if jar is None else jar).cookies


class FetchCookies(CookiesMiddleware):
    """Scrapy's own where there are cookies, and no work where there are none."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self.jars = _Jars()  # type: ignore[assignment]

    def process_request(self, request: Request) -> Request | Response | None:  # type: ignore[override]
        """Send the cookies that this fetch was given before."""
        jar = request.meta.get("cookiejar")
        return super().process_request(request) if jar is None or jar else None

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Keep the cookies that came."""
        return super().process_response(request, response) if "Set-Cookie" in response.headers else response
