"""Scrapy's HTTP/1.1 download handler with an end to response headers.

``DOWNLOAD_MAXSIZE`` bounds bodies only: a server that sends headers for ever fills 60 MB a second until the
time is up.  The classes below are private to Scrapy and Twisted; the version pin and a test stand watch.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from twisted.python.failure import Failure
from twisted.web._newclient import BODY, DONE

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

MAX_HEADER_BYTES = 256 * 1024


class HeaderFloodError(Exception):
    """The headers of an answer went on and on."""


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    _header_bytes = 0

    def request(self, request: Any) -> Any:
        self._header_bytes = 0
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        if self._parser is not None and self._parser.state not in (BODY, DONE):
            self._header_bytes += len(data)
            if self._header_bytes > MAX_HEADER_BYTES:
                self._giveUp(Failure(HeaderFloodError(f"more than {MAX_HEADER_BYTES} bytes of headers")))  # type: ignore[no-untyped-call]
                return
        super().dataReceived(data)  # type: ignore[no-untyped-call]


class _BoundedFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: Any) -> _BoundedProtocol:  # noqa: ARG002, N802 - Twisted's name
        return _BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class BoundedHandler(HTTP11DownloadHandler):
    """Bounded headers, and so many transfers at once in the whole run (setting ``OIT_CONNECTIONS``)."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _BoundedFactory  # noqa: SLF001 - there is no other way in
        self._pool.retryAutomatically = False  # the second look at the end of the run is ours, and counted
        self._transfers = asyncio.Semaphore(crawler.settings.getint("OIT_CONNECTIONS", 32))

    async def download_request(self, request: Request) -> Response:
        """Download one request when a transfer is free; calls ``request.meta["sending"]`` as it goes out."""
        async with self._transfers:
            if (sending := request.meta.get("sending")) is not None:
                sending()
            return await super().download_request(request)
