"""What a run saw, kept so that anyone can look again: WARC files and a SQLite ledger."""

from __future__ import annotations

from crawler.evidence.ledger import LedgerError
from crawler.evidence.lock import RunBusyError, RunLock
from crawler.evidence.store import Cut, EvidenceStore, LostBodyError, VerdictRow, open_evidence

__all__ = [
    "Cut",
    "EvidenceStore",
    "LedgerError",
    "LostBodyError",
    "RunBusyError",
    "RunLock",
    "VerdictRow",
    "open_evidence",
]
