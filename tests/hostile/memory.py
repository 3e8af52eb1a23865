"""Scrapy's own HTTP client over answers in memory: the bytes are parsed by the very code that parses the web's.

No socket, no reactor, no waiting: a connection that stays silent is timed out by a clock that the test holds.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request, Spider
from scrapy.core.downloader.handlers.http11 import _LenientHTTP11ClientProtocol, _ScrapyAgent
from scrapy.http import Response
from scrapy.signalmanager import SignalManager
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from twisted import internet
from twisted.internet.address import IPv4Address
from twisted.internet.error import ConnectionDone, ConnectionLost
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.python.failure import Failure
from twisted.web._newclient import Request as WebRequest

from crawler.gather.handler import _BoundedProtocol

PEER = "93.184.216.34"


class _Wireless(StringTransport):
    """A connection to nowhere."""

    def __init__(self) -> None:
        super().__init__(peerAddress=IPv4Address("TCP", PEER, 80))

    def abortConnection(self) -> None:  # noqa: N802 - Twisted's name
        self.disconnecting = True


class _Client(_BoundedProtocol):
    """The client of the crawl, without the pool that it goes back to and without anybody waiting for its departure."""

    def __init__(self) -> None:
        _LenientHTTP11ClientProtocol.__init__(self, lambda _: None)
        self._departures = {}


class _Agent:
    """Twisted's agent, with a connection whose other end is ``answer``."""

    def __init__(self, answer: bytes, luck: random.Random, clock: Clock, timeout: float) -> None:
        self._answer = answer
        self._luck = luck
        self._clock = clock
        self._timeout = timeout

    def request(self, method: bytes, uri: bytes, headers: Any, _body: Any) -> Any:
        protocol, transport = _Client(), _Wireless()
        protocol.makeConnection(transport)
        headers.setRawHeaders(b"host", [b"office.example"])
        asked = protocol.request(WebRequest(method, b"/", headers, None))
        asyncio.get_running_loop().call_soon(self._feed, protocol, transport)
        return asked

    def _feed(self, protocol: Any, transport: Any) -> None:
        """All bytes, in packets; then the end of the connection, a reset, or silence until the time is up."""
        reason: BaseException = ConnectionDone()
        for packet in self._packets():
            if transport.disconnecting:
                break
            try:
                protocol.dataReceived(packet)
            except Exception as error:  # as Twisted does with what a protocol raises
                reason = error
                break
        ending = self._luck.randrange(10)
        if ending == 0:
            self._clock.advance(self._timeout + 1)
        elif ending == 1 and isinstance(reason, ConnectionDone):
            reason = ConnectionLost()
        protocol.connectionLost(Failure(reason))
        self._clock.advance(self._timeout + 1)

    def _packets(self) -> Iterator[bytes]:
        cuts = sorted(self._luck.randrange(len(self._answer) + 1) for _ in range(self._luck.randrange(4)))
        for start, end in zip([0, *cuts], [*cuts, len(self._answer)], strict=True):
            yield self._answer[start:end]


@contextlib.contextmanager
def memory_web(
    answer: Callable[[str], tuple[bytes, random.Random]], *, max_body: int, timeout: float
) -> Iterator[Callable[[Request], Any]]:
    """A ``download`` for :class:`crawler.gather.wire.Wire` over the bytes that ``answer`` gives for an address."""
    crawler = SimpleNamespace(spider=Spider("fuzz"), stats=None)
    crawler.signals = SignalManager(crawler)

    async def download(request: Request) -> Response:
        data, luck = answer(request.url)
        clock = Clock()
        agent = _ScrapyAgent(
            contextFactory=None,
            maxsize=max_body,
            fail_on_dataloss=False,
            connectTimeout=timeout,
            crawler=crawler,
        )
        agent._get_agent = lambda *_: _Agent(data, luck, clock, timeout)
        if (turn := request.meta.get("turn")) is not None:
            await turn.come()
            turn.sent()
        patch.setattr(internet, "reactor", clock, raising=False)  # the agent asks it for the time-out
        with wrap_twisted_exceptions():
            return await agent.download_request(request).asFuture(asyncio.get_running_loop())

    with pytest.MonkeyPatch.context() as patch:
        yield download
