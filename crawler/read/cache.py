"""Facts kept by what they depend on: the bytes, the reader's version, the question asked.  Nothing is read twice."""

from __future__ import annotations

import sqlite3
import threading
from typing import TYPE_CHECKING

from crawler.read.facts import READER_VERSION, from_json, to_json

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.model import DocumentFacts

_SCHEMA = "CREATE TABLE IF NOT EXISTS facts (key TEXT PRIMARY KEY, facts TEXT NOT NULL) STRICT, WITHOUT ROWID"


def cache_key(sha256: str, *, ending: str, every_page: bool) -> str:
    """The key of one document's facts; another reader version never finds them."""
    return f"{READER_VERSION}:{sha256}:{ending}:{'all' if every_page else 'some'}"


class FactsCache:
    """A SQLite file of facts; safe with threads and with several processes.  A damaged entry is read anew."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, check_same_thread=False, timeout=30, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.execute(_SCHEMA)

    def get(self, key: str) -> DocumentFacts | None:
        """The facts kept under ``key``."""
        with self._lock:
            row = self._db.execute("SELECT facts FROM facts WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        try:
            return from_json(row[0])
        except (ValueError, TypeError, KeyError):
            return None

    def put(self, key: str, facts: DocumentFacts) -> None:
        """Keep ``facts`` under ``key``."""
        with self._lock:
            self._db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (key, to_json(facts)))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()
