"""Readers in child processes that can be killed: a document or page never costs more than its own reading.

One thread here drives one child (:mod:`crawler.read.worker`), so a child that aborts, hangs or swells takes
nothing with it: the document becomes ``limit:<which>``, a new child is started, the next document is read.
Children are started as new programs, never forked: the caller may run Twisted's threads.
"""

from __future__ import annotations

import hashlib
import json
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import IO, TYPE_CHECKING, TypeVar

from crawler.model import DocumentFacts
from crawler.read.cache import FactsCache, cache_key, page_key, picture_key
from crawler.read.facts import from_json
from crawler.read.frames import STOPPED, TOO_LARGE, open_status, peak_bytes, write_frame
from crawler.read.limits import MIB
from crawler.read.promise import suffix, with_promise
from crawler.read.sniff import glance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Any, Self


_T = TypeVar("_T")
#: While a child works, its size is looked at this often.
_LOOK_SECONDS = 0.2
_OUT_OF_MEMORY = (b"memory allocation", b"MemoryError", b"bad_alloc")


@dataclass(frozen=True, slots=True)
class ReaderLimits:
    """What one document may cost: bytes of address space, seconds of processor time and of the clock.

    ``documents`` and ``resident`` (bytes) say when a healthy child is replaced by a fresh one; pages are not counted.
    """

    memory: int = 1024 * MIB
    cpu: int = 15
    wall: float = 40.0
    documents: int = 2000
    resident: int = 400 * MIB


@dataclass(frozen=True, slots=True)
class Job:
    """A document to be read, and what was promised about it."""

    data: bytes
    declared_type: str = ""
    name: str = ""
    every_page: bool = False


@dataclass(frozen=True, slots=True)
class PageJob:
    """An HTML page to be read; ``content_type`` is the header that came with it."""

    data: bytes
    content_type: str = ""


class ReaderPool:
    """Readers in ``workers`` child processes; facts are kept in ``cache``, or the file of that name, if one is given.

    Safe with threads.  Use it as a context manager, or call :meth:`close`.
    """

    def __init__(
        self,
        workers: int | None = None,
        cache: FactsCache | Path | None = None,
        *,
        limits: ReaderLimits | None = None,
    ) -> None:
        self.workers = max(1, workers or os.cpu_count() or 1)
        self.limits = limits or ReaderLimits()
        #: The largest resident size of any child so far, in bytes, and how many children died at work.
        self.peak = 0
        self.deaths = 0
        self._cache = FactsCache(cache) if isinstance(cache, Path) else cache
        self._threads = ThreadPoolExecutor(self.workers, thread_name_prefix="reader")
        self._idle: SimpleQueue[_Child] = SimpleQueue()
        self._children: set[_Child] = set()
        self._lock = threading.Lock()
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(
        self, data: bytes, *, declared_type: str = "", name: str = "", every_page: bool = False
    ) -> DocumentFacts:
        """The facts of one document; the caller waits.  Parameters as for ``read_document``."""
        return self.submit(Job(data, declared_type, name, every_page)).result()

    def submit_page(self, job: PageJob) -> Future[bytes | DocumentFacts]:
        """Have a page read by the next free child: its record (:func:`crawler.read.page_record.unpacked`).

        Where the reader had to be stopped, the facts of a document of which only the outside is known.
        """
        return self._threads.submit(self._page, job)

    def submit(self, job: Job) -> Future[DocumentFacts]:
        """Have ``job`` read by the next free child."""
        return self._threads.submit(self._facts, job)

    def read_many(self, jobs: Iterable[Job]) -> Iterator[DocumentFacts]:
        """The facts of ``jobs`` in their order; only a few documents a child are held in memory."""
        return self.in_order(self.submit(job) for job in jobs)

    def pictures(self, hashes: Iterable[str], body: Callable[[str], bytes]) -> Iterator[bytes]:
        """The first page of each PDF as PNG, in the order of ``hashes`` (sha256); empty where it cannot be drawn.

        ``body`` gives the bytes; it is called, by the caller's thread, only for what is not in the cache.
        """
        return self.in_order(self._picture(sha256, body) for sha256 in hashes)

    def in_order(self, begun: Iterable[Future[_T]]) -> Iterator[_T]:
        """The results in their order; only a few a child are begun ahead."""
        waiting: deque[Future[_T]] = deque()
        for future in begun:
            waiting.append(future)
            while len(waiting) > 2 * self.workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def close(self) -> None:
        """End the children; documents not yet begun are given up."""
        if self._closed:
            return
        self._closed = True
        self._threads.shutdown(wait=True, cancel_futures=True)
        with self._lock:
            children, self._children = self._children, set()
        for child in children:
            child.end()
        if self._cache is not None:
            self._cache.close()

    def _facts(self, job: Job) -> DocumentFacts:
        ending = suffix(job.name)
        sha256 = hashlib.sha256(job.data).hexdigest()
        key = cache_key(sha256, ending=ending, every_page=job.every_page)
        facts = self._cache.get(key) if self._cache is not None else None
        if facts is None:
            facts, lasting = self._read(job, ending, sha256)
            if lasting and self._cache is not None:
                self._cache.put(key, facts)
        return with_promise(facts, declared_type=job.declared_type, name=job.name)

    def _picture(self, sha256: str, body: Callable[[str], bytes]) -> Future[bytes]:
        kept = self._cache.picture(picture_key(sha256)) if self._cache is not None else None
        if kept is None and (data := body(sha256)):
            return self._threads.submit(self._drawn, sha256, data)
        future: Future[bytes] = Future()
        future.set_result(kept or b"")
        return future

    def _drawn(self, sha256: str, data: bytes) -> bytes:
        try:
            drawn = self._answer({"picture": True}, data)
        except _DeathError:
            return b""
        if self._cache is not None:
            self._cache.put_picture(picture_key(sha256), drawn)
        return drawn

    def _page(self, job: PageJob) -> bytes | DocumentFacts:
        sha256 = hashlib.sha256(job.data).hexdigest()
        try:
            record = self._answer({"page": job.content_type}, job.data)
        except _DeathError as death:
            return _killed(job.data, "html", sha256, death)
        if record.startswith(STOPPED):
            stopped = _DeathError(*json.loads(record.removeprefix(STOPPED)))
            return _killed(job.data, "html", sha256, stopped)
        if self._cache is not None:
            self._cache.put_page(page_key(sha256, job.content_type), record)
        return record

    def _read(self, job: Job, ending: str, sha256: str) -> tuple[DocumentFacts, bool]:
        """The facts, and whether they would be the same another time (a death may be the machine's fault)."""
        try:
            answer = self._answer({"ending": ending, "every_page": job.every_page}, job.data)
        except _DeathError as death:
            return _killed(job.data, glance(job.data, f"file.{ending}"), sha256, death), False
        return from_json(answer.decode()), True

    def _answer(self, question: Mapping[str, Any], data: bytes) -> bytes:
        """What a child answers.  Raises ``_DeathError``."""
        header = json.dumps(question).encode()
        for last in (False, True):
            child = self._child()
            fresh = not child.asked
            try:
                answer = child.ask(header, data)
            except _DeathError as death:
                self._bury(child)
                # A child that had read others may have died of them: once more, in a fresh one.
                if last or fresh or death.which not in {"crash", "memory", "start"}:
                    raise
            else:
                child.documents += "page" not in question
                self._release(child)
                return answer
        raise AssertionError("the second attempt always ends")

    def _child(self) -> _Child:
        with self._lock:
            if not self._idle.empty():
                return self._idle.get()
            child = _Child(self.limits)
            self._children.add(child)
            return child

    def _release(self, child: _Child) -> None:
        self.peak = max(self.peak, child.peak)
        if child.documents >= self.limits.documents or child.peak > self.limits.resident:
            with self._lock:
                self._children.discard(child)
            child.end()
        else:
            self._idle.put(child)

    def _bury(self, child: _Child) -> None:
        with self._lock:
            self.deaths += 1
            self._children.discard(child)
        child.end()


def _killed(data: bytes, kind: str, sha256: str, death: _DeathError) -> DocumentFacts:
    """Facts of a document or page whose reader had to be stopped: only its outside is known."""
    detail = f"could not be examined: {death}"
    return DocumentFacts(
        sha256=sha256,
        size=len(data),
        type=kind,
        error=f"limit:{death.which}",
        detail=detail,
        reasons=(detail,),
    )


class _DeathError(Exception):
    """A child died, had to be killed or gave up; ``which`` names the limit."""

    def __init__(self, which: str, detail: str) -> None:
        super().__init__(detail)
        self.which = which


class _Child:
    """One child process; used by one thread at a time."""

    def __init__(self, limits: ReaderLimits) -> None:
        self.limits = limits
        #: How many questions it answered, and how many of them were about documents.
        self.asked = self.documents = 0
        self.peak = 0
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            "PYTHONHASHSEED": "0",
            "MALLOC_ARENA_MAX": "1",  # each arena would reserve address space that the limit counts
        }
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-W",
                "ignore",
                "-m",
                "crawler.read.worker",
                json.dumps({"memory": limits.memory, "cpu": limits.cpu}),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
        )

    def ask(self, header: bytes, data: bytes) -> bytes:
        """The answer to one question.  Raises ``_DeathError``."""
        assert self._process.stdin is not None
        deadline = time.monotonic() + self.limits.wall
        try:
            write_frame(self._process.stdin, header)
            write_frame(self._process.stdin, data)
            answer = self._frame(deadline)
            self.peak = int(self._frame(deadline))
        except (BrokenPipeError, EOFError) as error:
            raise self._death() from error
        self.asked += 1
        return answer

    def _frame(self, deadline: float) -> bytes:
        size = int.from_bytes(self._bytes(4, deadline), "big")
        return self._bytes(size, deadline)

    def _bytes(self, size: int, deadline: float) -> bytes:
        """Exactly ``size`` bytes; raises ``EOFError`` when the child is gone, ``_DeathError`` when time is up."""
        assert self._process.stdout is not None
        fd = self._process.stdout.fileno()
        parts = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(fd, selectors.EVENT_READ)
            while len(parts) < size:
                left = deadline - time.monotonic()
                if not selector.select(min(max(left, 0.0), _LOOK_SECONDS)):
                    if left <= 0:
                        raise _DeathError("wall", f"more than {self.limits.wall:g} seconds")
                    self._look()
                    continue
                chunk = os.read(fd, min(size - len(parts), 1 << 20))
                if not chunk:
                    raise EOFError
                parts += chunk
        return bytes(parts)

    def _look(self) -> None:
        """Note how large the child has become: afterwards nobody can tell."""
        status = open_status(self._process.pid)
        if status is not None:
            with status:
                self.peak = max(self.peak, peak_bytes(status))

    def _death(self) -> _DeathError:
        """Why the child is gone."""
        code = self._process.wait()
        last_words = _drain(self._process.stderr)
        if code == -signal.SIGXCPU:
            return _DeathError("cpu", f"more than {self.limits.cpu} seconds of processor time")
        if (
            code in {TOO_LARGE, -signal.SIGKILL}
            or any(word in last_words for word in _OUT_OF_MEMORY)
            or self.peak > self.limits.memory // 2  # libraries abort when memory is refused, without a word
        ):
            return _DeathError("memory", f"more than {self.limits.memory // MIB} MiB of memory")
        if code < 0:
            return _DeathError("crash", f"the reader died of {signal.Signals(-code).name}")
        return _DeathError(
            "crash",
            f"the reader ended with status {code}: {last_words[-200:].decode(errors='replace').strip()}",
        )

    def end(self) -> None:
        """Kill the child if it lives, and close its pipes."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                _close(pipe)


def _drain(pipe: IO[bytes] | None) -> bytes:
    return pipe.read() if pipe is not None else b""


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:  # bytes that the dead child never took
        return
