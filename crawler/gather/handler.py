"""Scrapy's HTTP/1.1 download handler with an end to response headers, and to bodies of which a part is enough.

``DOWNLOAD_MAXSIZE`` bounds bodies only: a server that sends headers for ever fills 60 MB a second until the
time is up.  The classes below are private to Scrapy and Twisted; the version pin and a test stand watch.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _ScrapyAgent,
)
from scrapy.exceptions import StopDownload
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.python.failure import Failure
from twisted.web._newclient import BODY, DONE

from crawler.gather.pace import Transfers

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.evidence.body import Body
    from crawler.gather.pace import Turn

MAX_HEADER_BYTES = 256 * 1024
#: Seconds after which a connection is closed that nobody uses: longer than the pauses of a slow host, shorter than a night.
IDLE = 35


class HeaderFloodError(Exception):
    """The headers of an answer went on and on."""


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    _header_bytes = 0

    def __init__(self, quiescent: Any, departures: dict[bytes, Callable[[], None]]) -> None:
        super().__init__(quiescent)  # type: ignore[no-untyped-call]
        self._departures = departures

    def request(self, request: Any) -> Any:
        self._header_bytes = 0
        if (sent := self._departures.pop(request.absoluteURI, None)) is not None:
            loop = asyncio.get_running_loop()  # the transport writes in the next round of the loop: after it
            loop.call_soon(loop.call_soon, sent)
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        if self._parser is not None and self._parser.state not in (BODY, DONE):
            self._header_bytes += len(data)
            if self._header_bytes > MAX_HEADER_BYTES:
                self._giveUp(Failure(HeaderFloodError(f"more than {MAX_HEADER_BYTES} bytes of headers")))  # type: ignore[no-untyped-call]
                return
        super().dataReceived(data)  # type: ignore[no-untyped-call]


class _BoundedFactory(_LenientHTTP11ClientFactory):
    def __init__(self, departures: dict[bytes, Callable[[], None]], *args: Any) -> None:
        super().__init__(*args)  # type: ignore[no-untyped-call]
        self._departures = departures

    def buildProtocol(self, addr: Any) -> _BoundedProtocol:  # noqa: ARG002, N802 - Twisted's name
        return _BoundedProtocol(self._quiescentCallback, self._departures)


class BoundedHandler(HTTP11DownloadHandler):
    """Bounded headers, and so many transfers at once in the whole run (setting ``OIT_CONNECTIONS``)."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        #: By address: whom to tell when the request is written, which a new connection puts off.
        self._departures: dict[bytes, Callable[[], None]] = {}
        self._pool._factory = partial(_BoundedFactory, self._departures)  # type: ignore[assignment]  # noqa: SLF001 - there is no other way in
        self._pool.cachedConnectionTimeout = IDLE
        self._pool.retryAutomatically = False  # the second look at the end of the run is ours, and counted
        crawler.signals.connect(_stop_when_enough, signals.bytes_received)
        self._transfers = Transfers(crawler.settings.getint("OIT_CONNECTIONS", 32))

    async def download_request(self, request: Request) -> Response:
        """Download one request when its turn (``request.meta["turn"]``) is due and a transfer is free."""
        turn: Turn | None = request.meta.get("turn")
        if turn is None:  # asked by hand: scrapy fetch, scrapy shell
            return await super().download_request(request)
        await turn.come()
        async with self._transfers.one(turn.host.remaining):
            turn.sent()
            address = request.url.encode()
            self._departures[address] = turn.sent
            try:
                return await self._into_body(request)
            finally:
                self._departures.pop(address, None)

    async def _into_body(self, request: Request) -> Response:
        """As Scrapy's own, but what comes goes to ``request.meta["body"]``; the response's body is empty."""
        agent = _Agent(
            contextFactory=self._contextFactory,
            pool=self._pool,
            maxsize=self._default_maxsize,
            fail_on_dataloss=self._fail_on_dataloss,
            crawler=self._crawler,
        )
        with wrap_twisted_exceptions():
            return await maybe_deferred_to_future(agent.download_request(request))


def _stop_when_enough(request: Request) -> None:
    """Break a transfer off in good order at ``request.meta["enough"]`` bytes; what came is the answer."""
    enough: int | None = request.meta.get("enough")
    if enough is not None and request.meta["body"].size >= enough:
        raise StopDownload(fail=False)


class _Agent(_ScrapyAgent):
    """Hands on the bytes of an answer as they come, instead of keeping them until the last one."""

    def _cb_bodyready(self, txresponse: Any, request: Request) -> Any:
        deliver = txresponse.deliverBody

        def redirected(reader: Any) -> None:
            reader._bodybuf = _Passed(request.meta["body"])  # noqa: SLF001 - there is no other way in
            deliver(reader)

        txresponse.deliverBody = redirected
        return super()._cb_bodyready(txresponse, request)


class _Passed:
    """The buffer that Scrapy thinks it fills."""

    def __init__(self, body: Body) -> None:
        self.write = body.write
        self.truncate = lambda _size: body.clear()

    def getvalue(self) -> bytes:
        """Nothing: it has been handed on."""
        return b""
