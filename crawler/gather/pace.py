"""Politeness, per host: one at a time, a pause between two, longer pauses when the host asks for them.

Fifty district offices live on one server as fifty paths.  So the unit is the host, however many agencies are
on it, and there is one :class:`HostQueue` for each in the whole run.
"""

from __future__ import annotations

import asyncio
import heapq
from contextlib import asynccontextmanager
from enum import IntEnum
from typing import TYPE_CHECKING

from crawler.gather.clock import HostClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from crawler.gather.options import GatherOptions


class Priority(IntEnum):
    """Who goes first when a host is free again."""

    ROBOTS = 0
    DECLARED = 1
    DOCUMENT = 2
    SITE = 3
    PROBE = 4


class HostQueue(HostClock):
    """Who may ask one host, and when: its clock, and those who wait."""

    def __init__(self, options: GatherOptions, clock: Callable[[], float]) -> None:
        super().__init__(options, clock)
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._count = 0
        self._timer: asyncio.TimerHandle | None = None

    @asynccontextmanager
    async def turn(self, priority: Priority) -> AsyncIterator[None]:
        """Wait until it is this request's turn; the host is taken until the block ends."""
        ticket: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._count += 1
        heapq.heappush(self._waiting, (priority, self._count, ticket))
        self._admit()
        try:
            await ticket
        except asyncio.CancelledError:
            if ticket.done() and not ticket.cancelled():
                self.end()
                self._admit()
            raise
        try:
            yield
        finally:
            self.end()
            self._admit()

    def _admit(self) -> None:
        while self._waiting and not self.full and self._timer is None:
            if self._waiting[0][2].done():  # its asker gave up
                heapq.heappop(self._waiting)
                continue
            if (wait := self.wait) > 0:
                self._timer = asyncio.get_running_loop().call_later(wait, self._ring)
                return
            _, _, ticket = heapq.heappop(self._waiting)
            self.start()
            ticket.set_result(None)

    def _ring(self) -> None:
        self._timer = None
        self._admit()

    @property
    def busy(self) -> bool:
        """Whether somebody asks or waits."""
        return bool(self.active or self._waiting)
