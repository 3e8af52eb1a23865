"""Readers in child processes that can be killed: a document or page never costs more than its own reading.

One thread here drives one child (:mod:`crawler.read.child`), so a child that aborts, hangs or swells takes
nothing with it: the document becomes ``limit:<which>``, a new child is started, the next document is read.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, TypeVar

from crawler.model import DocumentFacts
from crawler.read.cache import FactsCache, cache_key, page_key, picture_key
from crawler.read.child import Child, DeathError
from crawler.read.facts import from_json
from crawler.read.frames import STOPPED
from crawler.read.limits import ReaderLimits
from crawler.read.promise import suffix, with_promise
from crawler.read.sniff import glance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Any, Self


_T = TypeVar("_T")


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
        self._idle: SimpleQueue[Child] = SimpleQueue()
        self._children: set[Child] = set()
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
        except DeathError:
            return b""
        if self._cache is not None:
            self._cache.put_picture(picture_key(sha256), drawn)
        return drawn

    def _page(self, job: PageJob) -> bytes | DocumentFacts:
        sha256 = hashlib.sha256(job.data).hexdigest()
        try:
            record = self._answer({"page": job.content_type}, job.data)
        except DeathError as death:
            return _killed(job.data, "html", sha256, death)
        if record.startswith(STOPPED):
            stopped = DeathError(*json.loads(record.removeprefix(STOPPED)))
            return _killed(job.data, "html", sha256, stopped)
        if self._cache is not None:
            self._cache.put_page(page_key(sha256, job.content_type), record)
        return record

    def _read(self, job: Job, ending: str, sha256: str) -> tuple[DocumentFacts, bool]:
        """The facts, and whether they would be the same another time (a death may be the machine's fault)."""
        try:
            answer = self._answer({"ending": ending, "every_page": job.every_page}, job.data)
        except DeathError as death:
            return _killed(job.data, glance(job.data, f"file.{ending}"), sha256, death), False
        return from_json(answer.decode()), True

    def _answer(self, question: Mapping[str, Any], data: bytes) -> bytes:
        """What a child answers.  Raises :class:`DeathError`."""
        header = json.dumps(question).encode()
        for last in (False, True):
            child = self._child()
            fresh = not child.asked
            try:
                answer = child.ask(header, data)
            except DeathError as death:
                self._bury(child)
                # A child that had read others may have died of them: once more, in a fresh one.
                if last or fresh or death.which not in {"crash", "memory", "start"}:
                    raise
            else:
                child.documents += "page" not in question
                self._release(child)
                return answer
        raise AssertionError("the second attempt always ends")

    def _child(self) -> Child:
        with self._lock:
            if not self._idle.empty():
                return self._idle.get()
            child = Child(self.limits)
            self._children.add(child)
            return child

    def _release(self, child: Child) -> None:
        self.peak = max(self.peak, child.peak)
        if child.documents >= self.limits.documents or child.peak > self.limits.resident:
            with self._lock:
                self._children.discard(child)
            child.end()
        else:
            self._idle.put(child)

    def _bury(self, child: Child) -> None:
        with self._lock:
            self.deaths += 1
            self._children.discard(child)
        child.end()


def _killed(data: bytes, kind: str, sha256: str, death: DeathError) -> DocumentFacts:
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
