"""All pages and documents of one run, read once: facts from the cache where the bytes are known, else from the pool.

Only a few facts are in memory at a time, however many documents the night has: the cache file has the rest.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Self

from crawler.evidence import LostBodyError
from crawler.model import DocumentFacts
from crawler.read.cache import FactsCache, cache_key, page_key
from crawler.read.disposition import file_name
from crawler.read.link_kinds import looks_like_document
from crawler.read.page_kind import looks_like_html, said_to_be_html
from crawler.read.page_record import unpacked
from crawler.read.promise import suffix

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Future
    from pathlib import Path
    from typing import Any

    from crawler.evidence import EvidenceStore
    from crawler.evidence.ledger import Role
    from crawler.model import Capture
    from crawler.read.page_facts import PageFacts
    from crawler.read.pool import ReaderPool

    _Begin = Callable[[Capture], Future[Any]]
    _Keep = Callable[[Capture, Any], None]

#: Bytes, and what was promised about them: media type and name of a document, the Content-Type of a page.
_Key = tuple[str, str, str]
_PageKey = tuple[str, str]
_AT_HAND = 256
#: How much of a body shows whether it is a page.
_HEAD = 4096
#: Captures that are read ahead; what else was asked is read when the judge looks at it.
_AHEAD: tuple[Role, ...] = ("declared", "document")
#: So many of them are in memory, however many the night has.
_AT_ONCE = 1_000


class Documents:
    """Facts of the captures of a run, by their bytes and what was promised about them.

    ``cache`` is a file that keeps facts from run to run; ``workers`` child processes read (default: one a core).
    """

    def __init__(self, store: EvidenceStore, cache: Path | None = None, workers: int | None = None) -> None:
        self._store = store
        self._workers = workers or os.cpu_count() or 1
        self._cache = FactsCache(cache) if cache is not None else None
        self._at_hand: OrderedDict[_Key, DocumentFacts] = OrderedDict()
        #: What the cache does not keep: a death of the reader may be the machine's fault.
        self._only_here: dict[_Key, DocumentFacts] = {}
        self._pages_only_here: dict[_PageKey, bytes | DocumentFacts] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if "_pool" in vars(self):
            self._pool.close()
        if self._cache is not None:
            self._cache.close()

    @cached_property
    def _pool(self) -> ReaderPool:
        """Started for the first thing that has to be read: a run that is judged again has everything in the cache."""
        from crawler.read.pool import ReaderPool

        return ReaderPool(self._workers, self._cache)

    def read_all(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Read every declared or linked page and document of the run ahead of judging, so that no worker waits.

        Returns how many had to be read: of the others the facts were known.
        """
        told = progress or (lambda _done, _all: None)
        captures, every = self._store.bodies_of(_AHEAD), self._store.count_bodies_of(_AHEAD)
        done = read = 0
        while some := tuple(islice(captures, _AT_ONCE)):
            unread = list(self._unread(some))
            answers = self._pool.in_order(begin(capture) for capture, begin, _ in unread) if unread else ()
            read += len(unread)
            told(done := done + len(some) - len(unread), every)
            for (capture, _, keep), answer in zip(unread, answers, strict=True):
                keep(capture, answer)
                told(done := done + 1, every)
        return read

    def page(self, capture: Capture) -> PageFacts | None:
        """The facts of a page; ``None`` where the bytes are none, or could not be read: :meth:`facts` says why."""
        key = _page_key(capture)
        kept = self._pages_only_here.get(key)
        if (
            kept is None
            and self._cache is not None
            and (page := self._cache.page(page_key(*key))) is not None
        ):
            return page
        if kept is None and self._is_page(capture):
            kept = self._page_begun(capture).result()
            self._keep_page(capture, kept)
        return unpacked(kept) if isinstance(kept, bytes) else None

    def facts(self, capture: Capture) -> DocumentFacts:
        """The facts of a capture that has a body and is no page, or no page that could be read."""
        stopped = self._pages_only_here.get(_page_key(capture))
        if isinstance(stopped, DocumentFacts):
            return stopped
        key = _key(capture)
        facts = self._only_here.get(key) or self._at_hand.get(key) or self._recalled(key)
        if facts is None:
            facts = self._document_begun(capture).result()
            self._keep_document(capture, facts)
        return facts

    def _recalled(self, key: _Key) -> DocumentFacts | None:
        if self._cache is None:
            return None
        sha256, declared_type, name = key
        facts = self._cache.recall(sha256, declared_type=declared_type, name=name)
        if facts is not None:
            self._lay_at_hand(key, facts)
        return facts

    def _lay_at_hand(self, key: _Key, facts: DocumentFacts) -> None:
        self._at_hand[key] = facts
        if len(self._at_hand) > _AT_HAND:
            self._at_hand.popitem(last=False)

    def _keep_document(self, capture: Capture, facts: DocumentFacts) -> None:
        if self._remembers_document(capture):
            self._lay_at_hand(_key(capture), facts)
        else:
            self._only_here[_key(capture)] = facts

    def _keep_page(self, capture: Capture, read: bytes | DocumentFacts) -> None:
        key = _page_key(capture)
        if isinstance(read, DocumentFacts) or not self._remembers_page(key):
            self._pages_only_here[key] = read

    def first_pages(self, hashes: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Each sha256 of ``hashes`` with the first page of that PDF as PNG; empty where there is none to draw."""
        known = [sha256 for sha256 in hashes if self._store.record(sha256) is not None]
        return zip(known, self._pool.pictures(known, self._bytes), strict=True)

    def _bytes(self, sha256: str) -> bytes:
        """A body; empty when it is lost."""
        try:
            return self._store.body(sha256)
        except LostBodyError:
            return b""

    def _unread(self, captures: Sequence[Capture]) -> Iterator[tuple[Capture, _Begin, _Keep]]:
        """Those that nobody remembers, each once, with the way to have it read and to keep what was read."""
        seen: set[_Key | _PageKey] = set()
        for capture in self._unknown(captures):
            if self._is_page(capture):
                key: _Key | _PageKey = _page_key(capture)
                ways: tuple[_Begin, _Keep] = self._page_begun, self._keep_page
            else:
                key = _key(capture)
                ways = self._document_begun, self._keep_document
            if key not in seen:
                seen.add(key)
                yield capture, *ways

    def _unknown(self, captures: Sequence[Capture]) -> Iterator[Capture]:
        """Those of which nobody remembers anything; the cache is asked for all of them at once."""
        pages = [page_key(*_page_key(capture)) for capture in captures]
        known = self._cache.known("pages", pages) if self._cache is not None else frozenset()
        captures = [capture for capture, key in zip(captures, pages, strict=True) if key not in known]
        documents = [_document_key(capture) for capture in captures]
        known = self._cache.known("facts", documents) if self._cache is not None else frozenset()
        for capture, key in zip(captures, documents, strict=True):
            here = _page_key(capture) in self._pages_only_here or _key(capture) in self._only_here
            if key not in known and not here:
                yield capture

    def _remembers_page(self, key: _PageKey) -> bool:
        return self._cache is not None and self._cache.has_page(page_key(*key))

    def _remembers_document(self, capture: Capture) -> bool:
        return self._cache is not None and self._cache.has(_document_key(capture))

    def _is_page(self, capture: Capture) -> bool:
        """Whether the bytes are a page; not when they are lost, which is said where a document would be."""
        if not said_to_be_html(capture.content_type) and self._remembers_document(capture):
            return False  # so they looked like none before, and there is nothing else to go by
        try:
            head = self._store.head(capture.sha256 or "", _HEAD)
        except LostBodyError:
            return False
        return looks_like_html(head, capture.content_type)

    def _page_begun(self, capture: Capture) -> Future[Any]:
        from crawler.read.pool import PageJob

        return self._begun(capture, lambda body: self._pool.submit_page(PageJob(body, _header(capture))))

    def _document_begun(self, capture: Capture) -> Future[Any]:
        from crawler.read.pool import Job

        type_and_name = capture.content_type, _name(capture)
        return self._begun(capture, lambda body: self._pool.submit(Job(body, *type_and_name)))

    def _begun(self, capture: Capture, submit: Callable[[bytes], Future[Any]]) -> Future[Any]:
        """What ``submit`` promises of a body; of one that is lost, that it is."""
        try:
            return submit(self._store.body(capture.sha256 or ""))
        except LostBodyError as lost:
            from concurrent.futures import Future

            nothing: Future[Any] = Future()
            nothing.set_result(unread(capture, str(lost)))
            return nothing


def unread(capture: Capture, why: str) -> DocumentFacts:
    """The facts of a document that only we are to blame for not reading."""
    return DocumentFacts(
        sha256=capture.sha256 or "",
        size=capture.size,
        type="unknown",
        error="limit:evidence",
        detail=why,
        reasons=(why,),
    )


def _key(capture: Capture) -> _Key:
    return (capture.sha256 or "", capture.content_type, _name(capture))


def _document_key(capture: Capture) -> str:
    return cache_key(capture.sha256 or "", ending=suffix(_name(capture)), every_page=False)


def _page_key(capture: Capture) -> _PageKey:
    return (capture.sha256 or "", _header(capture))


def _header(capture: Capture) -> str:
    return capture.headers.get("content-type", "")


def _name(capture: Capture) -> str:
    """The end of the address, or what the server calls the file when the address says nothing."""
    end = capture.final_url.partition("?")[0].rpartition("/")[2]
    named = (
        ""
        if looks_like_document(capture.final_url)
        else file_name(capture.headers.get("content-disposition", ""))
    )
    return named or end
