"""Coroutines without an event loop: a request costs microseconds here, and asyncio would double that.

A task yields things that can be *parked* on: a request of the lane, a :class:`Once` that many wait for, a job
in a thread.  Whoever owns the thing wakes the task again.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Coroutine, Generator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count as count_up
from queue import SimpleQueue
from typing import Any, Generic, Protocol, TypeVar

T = TypeVar("T")


class Parking(Protocol):
    """Something that a task can wait for."""

    def park(self, task: Task) -> None:
        """Remember ``task``, to be woken with a result."""


@dataclass(slots=True, eq=False)
class Task:
    """A running coroutine and what is to be done when it ends."""

    coroutine: Coroutine[Parking, Any, None]
    ended: Callable[[], None] | None = None


@dataclass(slots=True)
class Scheduler:
    """Who runs next.  ``alive`` counts the tasks that have not ended."""

    alive: int = 0
    _ready: deque[tuple[Task, Any, BaseException | None]] = field(default_factory=deque)

    def start(
        self, coroutine: Coroutine[Parking, Any, None], ended: Callable[[], None] | None = None
    ) -> None:
        """Run ``coroutine`` soon; it must not raise."""
        self.alive += 1
        self._ready.append((Task(coroutine, ended), None, None))

    def wake(self, task: Task, value: Any = None, error: BaseException | None = None) -> None:
        """Go on with a parked task: the thing it waits for gives ``value`` or raises ``error``."""
        self._ready.append((task, value, error))

    @property
    def busy(self) -> bool:
        """Whether a task could go on."""
        return bool(self._ready)

    def run_ready(self) -> None:
        """Run until every task waits for something."""
        ready = self._ready
        while ready:
            task, value, error = ready.popleft()
            try:
                waits_for = task.coroutine.throw(error) if error is not None else task.coroutine.send(value)
            except StopIteration:
                self.alive -= 1
                if task.ended is not None:
                    task.ended()
            else:
                waits_for.park(task)


class Once(Generic[T]):
    """A result that is worked out once and that many tasks wait for."""

    __slots__ = ("_error", "_make", "_scheduler", "_state", "_value", "_waiting")

    def __init__(self, scheduler: Scheduler, make: Callable[[], Coroutine[Parking, Any, T]]) -> None:
        self._scheduler = scheduler
        self._make = make
        self._state = "new"
        self._value: T | None = None
        self._error: BaseException | None = None
        self._waiting: list[Task] = []

    async def get(self) -> T:
        """The result; raises what working it out raised."""
        if self._state == "new":
            self._state = "running"
            self._scheduler.start(self._work())
        if self._state == "running":
            await _Wait(self)
        if self._error is not None:
            raise self._error
        return self._value  # type: ignore[return-value]

    @property
    def done(self) -> bool:
        """Whether :meth:`get` returns at once."""
        return self._state == "done"

    @property
    def failed(self) -> bool:
        """Whether it ended with an error."""
        return self._error is not None

    def park(self, task: Task) -> None:
        """Wait for the result."""
        self._waiting.append(task)

    async def _work(self) -> None:
        try:
            self._value = await self._make()
        except Exception as error:
            self._error = error
        self._state = "done"
        for task in self._waiting:
            self._scheduler.wake(task)
        self._waiting = []


class _Wait:
    """Awaits one parking: ``await _Wait(thing)`` gives what the thing wakes the task with."""

    __slots__ = ("_thing",)

    def __init__(self, thing: Parking) -> None:
        self._thing = thing

    def __await__(self) -> Generator[Parking, Any, Any]:
        result = yield self._thing
        return result


wait_for = _Wait


class Threads:
    """Jobs that block (names, certificates), in a few threads; their results come back to the one loop.

    A job that takes longer than ``timeout`` seconds is given up: its task gets a TimeoutError, its thread may hang on.
    """

    def __init__(self, scheduler: Scheduler, count: int, name: str, timeout: float | None = None) -> None:
        self._scheduler = scheduler
        self._timeout = timeout
        self._pool = ThreadPoolExecutor(count, thread_name_prefix=name)
        self._waiting: dict[int, tuple[Task, float]] = {}
        self._numbers = count_up()
        self._done: SimpleQueue[tuple[int, Any, BaseException | None]] = SimpleQueue()

    @property
    def pending(self) -> int:
        """How many tasks wait for a job."""
        return len(self._waiting)

    async def run(self, job: Callable[[], T]) -> T:
        """The result of ``job``; raises what it raises, or TimeoutError."""
        result: T = await _Wait(_Job(self, job))
        return result

    def submit(self, job: Callable[[], Any], task: Task) -> None:
        """Start a job for a task that waits."""
        number = next(self._numbers)
        self._waiting[number] = (task, time.monotonic())
        self._pool.submit(self._work, job, number)

    def _work(self, job: Callable[[], Any], number: int) -> None:
        try:
            self._done.put((number, job(), None))
        except Exception as error:
            self._done.put((number, None, error))

    def collect(self) -> None:
        """Wake the tasks whose jobs are done, or late."""
        while not self._done.empty():
            number, value, error = self._done.get()
            if number in self._waiting:
                self._scheduler.wake(self._waiting.pop(number)[0], value, error)
        if self._timeout is not None and self._waiting:
            late = time.monotonic() - self._timeout
            for number in [number for number, (_, since) in self._waiting.items() if since < late]:
                self._scheduler.wake(self._waiting.pop(number)[0], error=TimeoutError())

    def close(self) -> None:
        """Let the threads go; a look-up that still hangs ends with the process."""
        self._pool.shutdown(wait=False, cancel_futures=True)


@dataclass(slots=True)
class _Job:
    threads: Threads
    job: Callable[[], Any]

    def park(self, task: Task) -> None:
        """Start the job."""
        self.threads.submit(self.job, task)
