"""One request, one answer: through the guard, in the host's turn, by Scrapy's downloader."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from sys import intern
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from crawler.evidence.address import host_port
from crawler.evidence.body import Body
from crawler.evidence.coding import ACCEPTED
from crawler.evidence.ledger import utc_now
from crawler.evidence.warc import Exchange
from crawler.gather.clock import COMPLAINTS, TOO_MANY, retry_after
from crawler.gather.errors import Unreached, unreached
from crawler.gather.guard import BlockedAddressError
from crawler.gather.pace import HostQueue, Place, Priority, Turn
from crawler.gather.robots import MAX_BYTES
from crawler.gather.tls import TlsCheck, check_tls

if TYPE_CHECKING:
    from pathlib import Path

    from scrapy.http import Response

    from crawler.gather.cookies import Jar
    from crawler.gather.options import GatherOptions
    from crawler.gather.resolver import Vetting

Download = Callable[[Request], Awaitable["Response"]]

ACCEPT = {
    "Accept": "text/html,application/xhtml+xml,application/pdf,*/*;q=0.8",
    "Accept-Language": "th,en;q=0.7",
    "Accept-Encoding": ACCEPTED,
}
#: Scrapy's word for why a body is not whole, and WARC's.
_TRUNCATED = {"dataloss": "disconnect", "download_stopped": "length"}
#: Bytes of an answer, as they come, after which no more are wanted.
ENOUGH = {Priority.ROBOTS: MAX_BYTES}


class Wire:
    """Asks addresses, politely and only where the guard allows; large bodies wait in the folder ``scratch``."""

    def __init__(
        self, download: Download, vetting: Vetting, options: GatherOptions, scratch: Path | None = None
    ) -> None:
        self._download = download
        self._vetting = vetting
        self._options = options
        self._scratch = scratch
        self._clock = asyncio.get_running_loop().time
        self._hosts: dict[str, HostQueue] = {}
        self._queues: list[HostQueue] = []
        #: Requests of the last night by host, by which the end of this one is told.
        self.usual: Mapping[str, int] = {}
        self._tls: dict[tuple[str, int], asyncio.Task[TlsCheck | None]] = {}
        self._threads = ThreadPoolExecutor(8, thread_name_prefix="tls")

    def host(self, url: str) -> HostQueue:
        """The one queue of this address's host."""
        return self.queue(urlsplit(url).hostname or "")

    def queue(self, name: str) -> HostQueue:
        """The one queue of a host."""
        if name not in self._hosts:
            self._hosts[name] = HostQueue(self._options, self._clock, self._queues)
            self._hosts[name].usual = self.usual.get(name, 0)
        return self._hosts[name]

    def busy_hosts(self) -> tuple[str, ...]:
        """The hosts that are being asked or waited for."""
        return tuple(name for name, queue in self._hosts.items() if queue.busy)

    def seconds_left(self) -> float:
        """How long the busiest host will still be busy, as far as can be told."""
        return max((queue.remaining for queue in self._queues), default=0.0)

    async def ask(
        self, url: str, place: Place, jar: Jar, conditions: Mapping[str, str] | None = None
    ) -> Exchange:
        """Send one request and return the answer, whatever its status; raises Unreached when none came.

        ``conditions`` are further request headers, of which a 304 is the answer.
        """
        check: TlsCheck | None = None
        try:
            check = await self._vet(url)
            return await self._in_turn(url, place, jar, conditions or {})
        except Exception as error:
            failed = unreached(error)
            if check is not None and check.fault == "too_old" and failed.code == "fetch.connection":
                failed.code, failed.detail = (
                    "fetch.tls",
                    check.detail,
                )  # our OpenSSL does not go back that far
            raise failed from error

    async def _vet(self, url: str) -> TlsCheck | None:
        """Whether the address may be asked at all; what is wrong with the TLS of its server, if it has to."""
        if why := self._vetting.guard.refuse_url(url):
            raise BlockedAddressError(why)
        host, port = host_port(url)
        await self._vetting.addresses(host, port)
        if urlsplit(url).scheme != "https":
            return None
        check = await self.tls(host, port)
        if check is not None and not check.readable:
            raise Unreached("fetch.tls", check.detail)
        return check

    async def _in_turn(self, url: str, place: Place, jar: Jar, conditions: Mapping[str, str]) -> Exchange:
        queue = self.host(url)
        async with queue.turn(place) as turn:
            if queue.given_up:
                raise Unreached(queue.last_silence, "not asked: many times in a row the host let nobody in")
            try:
                exchange = await self._exchange(url, jar, conditions, turn, ENOUGH.get(place.priority))
            except Exception as error:
                failed = unreached(error)
                failed.sent = not isinstance(error, BlockedAddressError)
                if failed.silent:
                    queue.silent(failed.code)
                raise failed from error
            queue.answered()
            if exchange.status in COMPLAINTS:
                pause = min(retry_after(exchange.header("retry-after")), self._options.retry_after)
                queue.complained(pause, of_us=exchange.status == TOO_MANY)
            return exchange

    async def _exchange(
        self, url: str, jar: Jar, conditions: Mapping[str, str], turn: Turn, enough: int | None
    ) -> Exchange:
        body = Body(self._scratch)
        request = Request(
            url,
            headers={**ACCEPT, **conditions},
            callback=NO_CALLBACK,
            dont_filter=True,
            meta={
                "verbatim_url": True,
                "cookiejar": jar,
                "download_timeout": self._options.timeout,
                "turn": turn,
                "body": body,
                **({} if enough is None else {"enough": enough, "download_maxsize": 0}),
            },
        )
        asked_at = utc_now()
        try:
            response = await self._download(request)
        except IgnoreRequest as refused:
            raise BlockedAddressError(str(refused)) from refused
        except ValueError as odd:  # a protocol that Scrapy and Twisted cannot make sense of
            raise Unreached("fetch.connection", f"the answer is no HTTP: {odd}") from odd
        body.write(response.body)  # empty, unless whoever downloads knows nothing of our body
        if not 100 <= response.status <= 999:
            raise Unreached("fetch.connection", f"the answer is no HTTP: status {str(response.status)[:20]}")
        return Exchange(
            url=url,
            asked_at=asked_at,
            request_headers=(("Host", urlsplit(url).netloc.rpartition("@")[2]), *_pairs(request.headers)),
            status=response.status,
            reason=_phrase(response.status),
            headers=_pairs(response.headers),
            body=body,
            ip=intern(str(response.ip_address)) if response.ip_address else None,
            truncated=next((why for flag, why in _TRUNCATED.items() if flag in response.flags), None),
        )

    async def tls(self, host: str, port: int) -> TlsCheck | None:
        """What is wrong with the host's TLS; asked once a run."""
        key = (host, port)
        if key not in self._tls:
            self._tls[key] = asyncio.ensure_future(self._check_tls(host, port))
        return await asyncio.shield(self._tls[key])

    async def _check_tls(self, host: str, port: int) -> TlsCheck | None:
        addresses = await self._vetting.addresses(host, port)
        timeout = min(10.0, self._options.timeout)
        return await asyncio.get_running_loop().run_in_executor(
            self._threads, check_tls, addresses, host, port, timeout
        )

    def second_pass(self) -> None:
        """Before asking again: names, TLS and silent hosts get another chance."""
        self._vetting.forget_failures()
        for queue in self._hosts.values():
            queue.forgive()
            queue.usual = 0
        for key, task in list(self._tls.items()):
            failed = task.done() and (task.cancelled() or task.exception() is not None)
            if failed or (task.done() and task.result() is not None and not task.result().readable):  # type: ignore[union-attr]
                del self._tls[key]

    def close(self) -> None:
        """Let the threads go."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._vetting.close()


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _pairs(headers: object) -> tuple[tuple[str, str], ...]:
    """Scrapy's headers as text, a byte a character, so that nothing is lost."""
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()  # type: ignore[attr-defined]
        for value in values
    )
