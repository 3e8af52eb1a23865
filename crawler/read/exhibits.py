"""What a report may show of the stored evidence: where a document is kept, and the look of its first page."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.evidence import open_evidence
from crawler.evidence.store import EVIDENCE_FOLDER
from crawler.read.documents import Documents

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from crawler.evidence import EvidenceStore


@dataclass(frozen=True, slots=True)
class Exhibits:
    """The evidence of one run, for :mod:`reports`."""

    store: EvidenceStore
    documents: Documents

    @property
    def folder(self) -> Path:
        """Where the WARC files are."""
        return self.store.folder / EVIDENCE_FOLDER

    def record(self, sha256: str) -> tuple[str, int] | None:
        """The WARC file and the offset in it, in bytes; ``None`` when nothing with this hash is kept."""
        return self.store.record(sha256)

    def first_pages(self, hashes: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The first pages of PDFs as PNG, by sha256, in the order asked for."""
        return self.documents.first_pages(hashes)


@contextmanager
def exhibits(folder: Path, cache: Path) -> Iterator[Exhibits]:
    """The evidence in a run folder; ``cache`` is the file of facts.  Raises ``LedgerError`` where none is."""
    with open_evidence(folder) as store, Documents(store, cache=cache) as documents:
        yield Exhibits(store, documents)
