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


_SLOWEST = 4.0
_FIRST_BRAKE = 0.25
_RECOVERY = 4


class HostQueue:
    """Who may ask one host, and when.

    ``delay`` is what stands in the options or in robots.txt; ``brake`` is added while the host complains
    (429, 503) and is taken back by halves when it answers again.
    """

    def __init__(self, options: GatherOptions, clock: Callable[[], float]) -> None:
        self.delay = options.delay
        self.brake = 0.0
        self._concurrency = options.concurrency
        self._give_up_after = options.give_up_after
        self._clock = clock
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._count = 0
        self._active = 0
        self._free_at = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._silent = 0
        self._answers = 0

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
                self._active -= 1
                self._admit()
            raise
        try:
            yield
        finally:
            self._active -= 1
            self._admit()

    def _admit(self) -> None:
        while self._waiting and self._active < self._concurrency and self._timer is None:
            if self._waiting[0][2].done():  # its asker gave up
                heapq.heappop(self._waiting)
                continue
            wait = self._free_at - self._clock()
            if wait > 0:
                self._timer = asyncio.get_running_loop().call_later(wait, self._ring)
                return
            _, _, ticket = heapq.heappop(self._waiting)
            self._active += 1
            self._free_at = self._clock() + self.delay + self.brake
            ticket.set_result(None)

    def _ring(self) -> None:
        self._timer = None
        self._admit()

    @property
    def busy(self) -> bool:
        """Whether somebody asks or waits."""
        return bool(self._active or self._waiting)

    def keep_crawl_delay(self, seconds: float) -> None:
        """Never be faster than robots.txt asks for."""
        self.delay = max(self.delay, seconds)

    def complained(self, pause: float, *, of_us: bool) -> None:
        """The host asked for less: pause, and go slower from now on.

        ``of_us``: it said that we ask too much (429); a 503 may be one broken page, and brakes once only.
        """
        harder = 2 * self.brake if of_us else self.brake
        self.brake = min(_SLOWEST, max(_FIRST_BRAKE, harder))
        self._answers = 0
        self._free_at = max(self._free_at, self._clock() + max(pause, self.brake))

    def answered(self) -> None:
        """The host answered: it lives, and after some answers the brake comes off by halves."""
        self._silent = 0
        self._answers += 1
        if self.brake and self._answers % _RECOVERY == 0:
            self.brake = self.brake / 2 if self.brake > _FIRST_BRAKE else 0.0

    def silent(self) -> None:
        """The host gave no answer at all (time-out, refused, reset)."""
        self._silent += 1

    @property
    def given_up(self) -> bool:
        """Whether the host was silent so often in a row that asking on would only waste the night."""
        return self._silent >= self._give_up_after

    def forgive(self) -> None:
        """Ask a host that was given up again."""
        self._silent = max(0, self._give_up_after - 1) if self.given_up else self._silent
