"""All documents of one run, read once: from the cache, else by the reader pool."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from crawler.read.document import read_document

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from crawler.evidence import EvidenceStore
    from crawler.model import Capture, DocumentFacts


class Documents:
    """Facts of the captures of a run, by their bytes."""

    def __init__(self, store: EvidenceStore, cache: Path | None = None) -> None:
        self._store = store
        self._cache = cache
        self._facts: dict[tuple[str, str, str], DocumentFacts] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def read_all(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Read every document of the run ahead of judging, so that workers are kept busy."""
        del progress

    def facts(self, capture: Capture) -> DocumentFacts:
        """The facts of one capture that has a body."""
        assert capture.sha256 is not None
        name = capture.final_url.rpartition("/")[2]
        key = (capture.sha256, capture.content_type, name)
        if key not in self._facts:
            body = self._store.body(capture.sha256)
            self._facts[key] = read_document(body, declared_type=capture.content_type, name=name)
        return self._facts[key]
