"""All documents of one run, read once: facts from the cache where the bytes are known, else from the reader pool.

Only a few facts are in memory at a time, however many documents the night has: the cache file has the rest.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from typing import TYPE_CHECKING, Self

from crawler.evidence import LostBodyError
from crawler.model import DocumentFacts
from crawler.read.disposition import file_name
from crawler.read.page import looks_like_html
from crawler.read.pool import Job, ReaderPool
from crawler.read.scope import looks_like_document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from crawler.evidence import EvidenceStore
    from crawler.model import Capture

_Key = tuple[str, str, str]
_AT_HAND = 256


class Documents:
    """Facts of the captures of a run, by their bytes and what was promised about them.

    ``cache`` is a file that keeps facts from run to run; ``workers`` child processes read (default: one a core).
    """

    def __init__(self, store: EvidenceStore, cache: Path | None = None, workers: int | None = None) -> None:
        self._store = store
        self._pool = ReaderPool(workers or os.cpu_count() or 1, cache)
        self._at_hand: OrderedDict[_Key, DocumentFacts] = OrderedDict()
        #: What the cache does not keep: a death of the reader may be the machine's fault.
        self._only_here: dict[_Key, DocumentFacts] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.close()

    def read_all(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Read every document of the run ahead of judging, so that no worker waits."""
        wanted = {_key(one): one for one in self._unread()}
        jobs = (self._job(capture) for capture in wanted.values())
        for done, (key, facts) in enumerate(zip(wanted, self._pool.read_many(jobs), strict=True), 1):
            self._keep(key, facts)
            if progress is not None:
                progress(done, len(wanted))

    def facts(self, capture: Capture) -> DocumentFacts:
        """The facts of one capture that has a body."""
        key = _key(capture)
        facts = self._only_here.get(key) or self._at_hand.get(key)
        if facts is None:
            sha256, declared_type, name = key
            facts = self._pool.recall(sha256, declared_type=declared_type, name=name)
        if facts is None:
            try:
                facts = self._pool.submit(self._job(capture)).result()
            except LostBodyError as lost:
                facts = unread(capture, str(lost))
        self._keep(key, facts)
        return facts

    def _keep(self, key: _Key, facts: DocumentFacts) -> None:
        if not self._pool.remembers(key[0], name=key[2]):
            self._only_here[key] = facts
            return
        self._at_hand[key] = facts
        self._at_hand.move_to_end(key)
        if len(self._at_hand) > _AT_HAND:
            self._at_hand.popitem(last=False)

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

    def _unread(self) -> Iterator[Capture]:
        """The documents of the run that nobody remembers."""
        for capture in self._store.captures():
            if capture.sha256 is None or capture.role not in {"declared", "document"}:
                continue
            if _key(capture) in self._only_here or self._pool.remembers(capture.sha256, name=_name(capture)):
                continue
            body = self._bytes(capture.sha256)
            if body and not looks_like_html(body[:4096], capture.content_type):
                yield capture

    def _job(self, capture: Capture) -> Job:
        assert capture.sha256 is not None
        return Job(self._store.body(capture.sha256), capture.content_type, _name(capture))


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


def _name(capture: Capture) -> str:
    """The end of the address, or what the server calls the file when the address says nothing."""
    end = capture.final_url.partition("?")[0].rpartition("/")[2]
    named = (
        ""
        if looks_like_document(capture.final_url)
        else file_name(capture.headers.get("content-disposition", ""))
    )
    return named or end
