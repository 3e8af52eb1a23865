"""Politeness, per host: one at a time, a pause between two, longer pauses when the host asks for them.

Fifty district offices live on one server as fifty paths.  So the unit is the host, however many agencies are
on it, and there is one :class:`HostQueue` for each in the whole run.

The night ends when the host with the most to do ends.  So that this one never waits for us, a request is called
up :data:`LEAD` seconds before it is due and has its way through the downloader behind it when it may go out; and
when the program itself is late, the hosts that have little to do stand back.
"""

from __future__ import annotations

import asyncio
import heapq
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from crawler.gather.clock import HostClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from crawler.gather.options import GatherOptions

#: Seconds before it is due that a request is called up.
LEAD = 0.05
#: Seconds after which a host of which nobody wants anything waits for others.
_JUST_NOW = 1.0
#: Seconds that are no waiting: the error of adding up times.
_AT_ONCE = 1e-6
#: Seconds by which the program may be late before hosts with little to do stand back.
_LATE = LEAD / 20
#: The share of the longest remaining time below which a host has little to do.
_LITTLE = 0.5


class Priority(IntEnum):
    """Who goes first when a host is free again."""

    ROBOTS = 0
    DECLARED = 1
    DOCUMENT = 2
    SITE = 3
    PROBE = 4


class Place(NamedTuple):
    """A place in a host's queue: the priority, and among equals the lower rank first."""

    priority: Priority
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """A request that was called up: it may go out at ``due``, seconds of the clock of its host."""

    host: HostQueue
    due: float

    async def come(self) -> None:
        """Wait until it is due."""
        if (wait := self.due - self.host.now()) > 0:
            await asyncio.sleep(wait)

    def sent(self) -> None:
        """Note that it goes out now."""
        self.host.sending()


class HostQueue(HostClock):
    """Who may ask one host, and when: its clock, and those who wait."""

    def __init__(
        self, options: GatherOptions, clock: Callable[[], float], others: list[HostQueue] | None = None
    ) -> None:
        super().__init__(options, clock)
        self._waiting: list[tuple[Place, int, asyncio.Future[float]]] = []
        self._count = 0
        self._timer: asyncio.TimerHandle | None = None
        self._others = [] if others is None else others
        self._others.append(self)
        #: Keys of addresses that will be asked, but do not wait here yet.
        self.expected: set[str] = set()
        #: How many more are in a line before this queue.
        self.planned = 0
        #: How many of its pages wait to be read for their links.
        self.unread = 0
        #: Items of the agencies on it that wait to be walked, those that were begun, and addresses that pages led to here.
        self.items_waiting = self.items_begun = self.linked = 0
        #: How many requests the host got the last night.
        self.usual = 0

    @asynccontextmanager
    async def turn(self, place: Place) -> AsyncIterator[Turn]:
        """Wait until this request is called up; the host is taken until the block ends."""
        ticket: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._count += 1
        heapq.heappush(self._waiting, (place, self._count, ticket))
        self._admit()
        try:
            due = await ticket
        except asyncio.CancelledError:
            if ticket.done() and not ticket.cancelled():
                self.end()
                self._admit()
            raise
        try:
            yield Turn(self, due)
        finally:
            self.end()
            self._admit()

    def _admit(self) -> None:
        while self._waiting and (self.given_up or (not self.full and self._timer is None)):
            if self._waiting[0][2].done():  # its asker gave up
                heapq.heappop(self._waiting)
                continue
            if self.given_up:  # nothing will be sent, so nobody has to wait
                self.active += 1
                heapq.heappop(self._waiting)[2].set_result(self.now())
                continue
            if (wait := self.wait - LEAD) > _AT_ONCE:
                self._ring_in(wait)
                return
            _, _, ticket = heapq.heappop(self._waiting)
            ticket.set_result(self.start())

    def _ring_in(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(seconds, self._ring, self.now() + seconds)

    def _ring(self, meant: float) -> None:
        self._timer = None
        if self.now() - meant > _LATE and self._has_little_to_do():
            self._ring_in(self.delay)
        else:
            self._admit()

    def _has_little_to_do(self) -> bool:
        return self.remaining < _LITTLE * max(one.remaining for one in self._others)

    @property
    def left(self) -> int:
        """Requests that are under way, wait, or are expected: by what pages link to, or by the last night.

        An item that waits to be walked will lead to as many as the others did.
        """
        below = self.items_waiting * self.linked // max(1, self.items_begun)
        ahead = max(self.planned + len(self.expected) + below, self.usual - self._count)
        return self.active + len(self._waiting) + ahead

    @property
    def remaining(self) -> float:
        """Seconds that the host will still be busy; a silent host is none to wait for."""
        return 0.0 if self.is_silent else self.left * self.pace

    @property
    def can_be_asked(self) -> bool:
        """Whether it would be asked now if the program found the time: it keeps no pause, and is expected to answer."""
        if self.is_silent or self._timer is not None:
            return False
        wanted = self.busy or self.planned > 0 or self.unread > 0 or self.items_waiting > 0
        return wanted or not self._count or self.now() - self._started_at < _JUST_NOW

    @property
    def busy(self) -> bool:
        """Whether somebody asks or waits."""
        return bool(self.active or self._waiting)


class Transfers:
    """So many transfers at once in the whole run; the host with the most to do goes first.

    A quarter of them is kept for hosts that answer: many dead ones at once must not hold up the living.
    """

    def __init__(self, limit: int) -> None:
        self._free = limit
        self._kept = limit // 4
        self._count = 0
        self._waiting: list[tuple[float, int, asyncio.Future[None]]] = []

    @asynccontextmanager
    async def one(self, remaining: float) -> AsyncIterator[None]:
        """Wait for a free transfer; ``remaining``: how long the host of it will be busy, 0 for a silent one."""
        if self._may_begin(remaining):
            self._free -= 1
        else:
            ticket: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._count += 1
            heapq.heappush(self._waiting, (-remaining, self._count, ticket))
            try:
                await ticket
            except asyncio.CancelledError:
                if ticket.done() and not ticket.cancelled():
                    self._pass_on()
                raise
        try:
            yield
        finally:
            self._pass_on()

    def _may_begin(self, remaining: float) -> bool:
        return self._free > (0 if remaining else self._kept)

    def _pass_on(self) -> None:
        self._free += 1
        while self._waiting and self._may_begin(self._waiting[0][0]):
            ticket = heapq.heappop(self._waiting)[2]
            if not ticket.done():
                self._free -= 1
                ticket.set_result(None)
