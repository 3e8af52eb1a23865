"""Names looked up once a run, vetted once, and connected to as vetted."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver, IHostResolution
from zope.interface import implementer

from crawler.gather.guard import Guard, LookupFailedError, UnknownHostError
from crawler.gather.options import GatherOptions

if TYPE_CHECKING:
    from collections.abc import Sequence

_LOOKUP_THREADS = 8


class Vetting:
    """The addresses that the guard allows for each host, remembered for the run.

    What was vetted stays: a name that answers differently a second later is not believed.  A name that could
    not be looked up is asked again after :meth:`forget_failures`.
    """

    def __init__(self, guard: Guard, timeout: float) -> None:
        self.guard = guard
        self._timeout = timeout
        self._threads = ThreadPoolExecutor(_LOOKUP_THREADS, thread_name_prefix="lookup")
        self._known: dict[tuple[str, int], asyncio.Task[tuple[str, ...]]] = {}

    async def addresses(self, host: str, port: int) -> tuple[str, ...]:
        """The vetted addresses; raises what :meth:`Guard.resolve` raises."""
        key = (host, port)
        if key not in self._known:
            self._known[key] = asyncio.ensure_future(self._resolve(host, port))
        return await asyncio.shield(self._known[key])

    async def _resolve(self, host: str, port: int) -> tuple[str, ...]:
        looking = asyncio.get_running_loop().run_in_executor(self._threads, self.guard.resolve, host, port)
        try:
            return await asyncio.wait_for(looking, self._timeout)
        except TimeoutError as late:
            raise LookupFailedError(
                f"{host}: the name service did not answer in {self._timeout:g} s"
            ) from late

    def forget_failures(self) -> None:
        """Look failed names up again when they are next needed."""
        for key, task in list(self._known.items()):
            if task.done() and isinstance(task.exception(), LookupFailedError | UnknownHostError):
                del self._known[key]

    def close(self) -> None:
        """Let the threads go; a look-up that still hangs ends with the process."""
        self._threads.shutdown(wait=False, cancel_futures=True)


@implementer(IHostResolution)
class _Resolution:
    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """Nothing to cancel: the answer is kept for the next asker."""


@implementer(IHostnameResolver)
class GuardedResolver:
    """The reactor's only way from a name to an address (setting ``TWISTED_DNS_RESOLVER``)."""

    def __init__(self, vetting: Vetting, reactor: Any) -> None:
        self.vetting = vetting
        self._reactor = reactor
        self._tasks: set[asyncio.Task[None]] = set()

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> GuardedResolver:
        """As Scrapy builds its resolvers: ``crawler`` is anything with settings."""
        options = GatherOptions.from_settings(crawler.settings)
        return cls(Vetting(options.guard(), options.dns_timeout), reactor)

    def install_on_reactor(self) -> None:
        """Take the place of the reactor's resolver."""
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 - the interface's name
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type] | None = None,  # noqa: ARG002, N803
        transportSemantics: str = "TCP",  # noqa: ARG002, N803
    ) -> _Resolution:
        """Hand the vetted addresses to the receiver: all of them, or none."""
        resolution = _Resolution(hostName)
        resolutionReceiver.resolutionBegan(resolution)
        task = asyncio.ensure_future(self._answer(resolutionReceiver, hostName, portNumber))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return resolution

    async def _answer(self, receiver: Any, host: str, port: int) -> None:
        try:
            addresses = await self.vetting.addresses(host, port)
        except Exception:  # said in words by whoever asked the vetting; here "no address" is enough
            addresses = ()
        for one in addresses:
            kind = IPv6Address if ":" in one else IPv4Address
            receiver.addressResolved(kind("TCP", one, port))
        receiver.resolutionComplete()
