"""libcurl's multi interface, driven by one thread: many requests at once, few at one host.

Politeness is the spiders' (:class:`crawler.gather.clock.HostClock`), and so is the
guard: names are looked up and vetted first, libcurl is told the vetted addresses, and the address of every
socket is compared with them again before it connects.  libcurl follows no redirect, uses no proxy and asks no
name service of its own.
"""

from __future__ import annotations

import heapq
import resource
import time
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pycurl

from crawler.gather.clock import COMPLAINTS, TOO_MANY, HostClock, retry_after
from crawler.gather.unreached import Unreached
from crawler.links.curl import Answer, Handle, Want
from crawler.links.task import Parking, Scheduler, Task, Threads, wait_for

if TYPE_CHECKING:
    from crawler.gather.options import GatherOptions
    from crawler.links.origin import Origin

_LONGEST_NAP: Final = 0.5
_NAP_WITH_THREADS: Final = 0.02
#: Connections kept open for the next request (a new one costs more than five requests), where files may be many.
_KEPT_CONNECTIONS: Final = 800
_OTHER_FILES: Final = 100


@dataclass(slots=True, eq=False)
class Ask:
    """A request that waits for its host's turn."""

    lane: Lane
    origin: Origin
    url: str
    want: Want
    cookies: str = ""
    task: Task | None = None

    def park(self, task: Task) -> None:
        """Stand in the host's queue."""
        self.task = task
        self.origin.host.waiting.append(self)
        self.lane.touch(self.origin.host)


class Host(HostClock):
    """One host: its clock (as the spiders keep it), who waits for it, and what is still to be begun there."""

    def __init__(self, options: GatherOptions) -> None:
        super().__init__(options, time.monotonic)
        self.waiting: deque[Ask] = deque()
        self.pending: deque[Callable[[], Coroutine[Parking, Any, None]]] = deque()
        self.begun = 0
        self.queued = False

    def may_begin(self) -> bool:
        """Whether another piece of work may be begun: no more at once than may be asked at once."""
        return bool(self.pending) and self.begun < self._concurrency


@dataclass(slots=True)
class Tally:
    """What a run cost."""

    requests: int = 0
    bytes: int = 0
    methods: dict[str, int] = field(default_factory=dict)


class Lane:
    """Runs tasks that ask addresses.  Use it from one thread."""

    def __init__(self, options: GatherOptions) -> None:
        self.options = options
        self.scheduler = Scheduler()
        self.tally = Tally()
        self.hosts: dict[str, Host] = {}
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_MAXCONNECTS, _kept(options.connections))
        self._idle: list[Handle] = []
        self._flying: dict[pycurl.Curl, tuple[Handle, Ask]] = {}
        self._touched: deque[Host] = deque()
        self._alarms: list[tuple[float, int, Host]] = []
        self._count = 0
        self.threads: list[Threads] = []
        self.stopped = False

    def host(self, name: str) -> Host:
        """The one host of this name."""
        if name not in self.hosts:
            self.hosts[name] = Host(self.options)
        return self.hosts[name]

    def later(self, host: Host, work: Callable[[], Coroutine[Parking, Any, None]]) -> None:
        """Begin ``work`` when the host has room for it."""
        host.pending.append(work)
        self.touch(host)

    def touch(self, host: Host) -> None:
        """Look at the host soon: something about it has changed."""
        if not host.queued:
            host.queued = True
            self._touched.append(host)

    async def ask(self, origin: Origin, url: str, want: Want, cookies: str = "") -> Answer:
        """Ask ``url`` in its host's turn; raises Unreached when no answer came."""
        answer: Answer = await wait_for(Ask(self, origin, url, want, cookies))
        return answer

    # ------------------------------------------------------------------------------- the loop

    def run(self) -> None:
        """Until nothing is left to do, or :attr:`stopped`."""
        multi = self._multi
        while not self.stopped:
            for threads in self.threads:
                threads.collect()
            self.scheduler.run_ready()
            self._admit()
            multi.perform()
            if self._reap() or self.scheduler.busy:
                continue
            if self._finished():
                return
            self._nap()

    def _finished(self) -> bool:
        busy = self._flying or self.scheduler.alive or self._touched
        return not busy and not any(host.pending for host in self.hosts.values())

    def _nap(self) -> None:
        wait = _NAP_WITH_THREADS if any(one.pending for one in self.threads) else _LONGEST_NAP
        if self._alarms:
            wait = min(wait, max(0.0, self._alarms[0][0] - time.monotonic()))
        if self._flying:
            due = self._multi.timeout()  # libcurl's own next deadline, in milliseconds; -1: none
            self._multi.select(wait if due < 0 else min(wait, due / 1000))
        elif wait > 0:
            time.sleep(wait)

    def _admit(self) -> None:
        """Let every host that changed start what it may."""
        now = time.monotonic()
        while self._alarms and self._alarms[0][0] <= now:
            self.touch(heapq.heappop(self._alarms)[2])
        held: list[Host] = []
        while self._touched:
            host = self._touched.popleft()
            host.queued = False
            if not self._serve(host):
                held.append(host)
        for host in held:
            self.touch(host)

    def _serve(self, host: Host) -> bool:
        """Start one request of the host, or set its alarm; False when only the whole run's limit stops it."""
        while True:
            if not host.waiting:
                if not host.may_begin():
                    return True
                host.begun += 1
                self.scheduler.start(host.pending.popleft()(), lambda: self._end_of_work(host))
                self.scheduler.run_ready()
                continue
            if host.full:
                return True
            if (wait := host.wait) > 0:
                self._count += 1
                heapq.heappush(self._alarms, (time.monotonic() + wait, self._count, host))
                return True
            if len(self._flying) >= self.options.connections:
                return False
            self._start(host.waiting.popleft(), host)

    def _end_of_work(self, host: Host) -> None:
        host.begun -= 1
        self.touch(host)

    def _start(self, ask: Ask, host: Host) -> None:
        assert ask.task is not None
        if host.given_up:
            failed = Unreached("fetch.timeout", "not asked: the host gave no answer many times in a row")
            self.scheduler.wake(ask.task, error=failed)
            return
        handle = self._idle.pop() if self._idle else Handle(self.options)
        handle.prepare(ask.url, ask.want, ask.origin.pinned, ask.cookies)
        host.start()
        self._flying[handle.curl] = (handle, ask)
        self._multi.add_handle(handle.curl)
        self.tally.requests += 1

    def _reap(self) -> bool:
        """Hand out what has ended; whether anything had."""
        any_ended = False
        while True:
            queued, good, bad = self._multi.info_read()
            for curl in good:
                self._finish(curl, 0, "")
            for curl, code, words in bad:
                self._finish(curl, code, words)
            any_ended = any_ended or bool(good or bad)
            if not queued:
                return any_ended

    def _finish(self, curl: pycurl.Curl, code: int, words: str) -> None:
        handle, ask = self._flying.pop(curl)
        self._multi.remove_handle(curl)
        host = ask.origin.host
        host.end()
        assert ask.task is not None
        result = handle.result(ask.url, code, words)
        self._idle.append(handle)
        if isinstance(result, Unreached):
            if result.silent:
                host.silent()
            self.scheduler.wake(ask.task, error=result)
        else:
            self.tally.bytes += len(result.body)
            host.answered()
            if result.status in COMPLAINTS:
                pause = min(retry_after(result.headers.get("retry-after", "")), self.options.retry_after)
                host.complained(pause, of_us=result.status == TOO_MANY)
            self.scheduler.wake(ask.task, result)
        self.touch(host)

    def close(self) -> None:
        """Break off what is under way."""
        for curl, (handle, _) in self._flying.items():
            self._multi.remove_handle(curl)
            handle.close()
        self._flying.clear()
        for handle in self._idle:
            handle.close()
        self._multi.close()


def _kept(connections: int) -> int:
    """How many connections may be open at once, under the limit of the system (macOS: 256 files)."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(connections, min(_KEPT_CONNECTIONS, soft - connections - _OTHER_FILES))
