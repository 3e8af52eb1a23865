"""Facts kept by what they depend on: the bytes, the reader's version, the question asked.  Nothing is read twice.

The file is a convenience.  Whatever is wrong with it costs time and never a night: a damaged file is set aside and
begun anew; one that is locked, read-only or on a full disk is done without, and that is said once.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from base64 import b64decode, b64encode
from contextlib import closing, suppress
from functools import partial
from typing import TYPE_CHECKING

from crawler.evidence.ledger import transaction
from crawler.read.facts import READER_VERSION, from_json, to_json
from crawler.read.first_page import PICTURE_VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from typing import Any

    from crawler.model import DocumentFacts

logger = logging.getLogger(__name__)

_SCHEMA = "CREATE TABLE IF NOT EXISTS facts (key TEXT PRIMARY KEY, facts TEXT NOT NULL) STRICT, WITHOUT ROWID"
_GET = "SELECT facts FROM facts WHERE key = ?"
_PUT = "INSERT OR REPLACE INTO facts VALUES (?, ?)"
#: How long another process that writes is waited for, in seconds.
_PATIENCE = 10.0
#: Facts written at a time: each time costs some waits for the disk, a killed process as many documents read again.
_AT_A_TIME = 32
#: Beside the file: what SQLite or a killed process may have left there.
_COMPANIONS = ("-journal", "-wal", "-shm")
#: What SQLite says of a file that is not, or no longer, a cache of ours.
_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR})


def cache_key(sha256: str, *, ending: str, every_page: bool) -> str:
    """The key of one document's facts; another reader version never finds them."""
    return f"{READER_VERSION}:{sha256}:{ending}:{'all' if every_page else 'some'}"


def picture_key(sha256: str) -> str:
    """The key of the picture of a document's first page, which is kept beside its facts."""
    return f"picture:{PICTURE_VERSION}:{sha256}"


class FactsCache:
    """A SQLite file of facts; safe with threads and with several processes.  A damaged entry is read anew.

    Several processes may write (the page of self-checks beside the night), so it has a rollback journal: the
    write-ahead log of SQLite before 3.51.3 can damage a file that two connections write.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._db: sqlite3.Connection | None = None
        self._writes = True
        self._fresh: dict[str, str] = {}
        with self._lock:
            self._attempt(lambda _: None)

    def get(self, key: str) -> DocumentFacts | None:
        """The facts kept under ``key``."""
        text = self._text(key)
        if text is None:
            return None
        try:
            return from_json(text)
        except (ValueError, TypeError, KeyError, AttributeError):
            return None

    def has(self, key: str) -> bool:
        """Whether facts are kept under ``key``."""
        return self._text(key) is not None

    def put(self, key: str, facts: DocumentFacts) -> None:
        """Keep ``facts`` under ``key``, if that can be."""
        self._keep(key, to_json(facts))

    def picture(self, key: str) -> bytes | None:
        """The picture kept under ``key``; empty where the document has none."""
        text = self._text(key)
        try:
            return None if text is None else b64decode(text, validate=True)
        except (ValueError, TypeError):
            return None

    def put_picture(self, key: str, png: bytes) -> None:
        """Keep a picture under ``key``, if that can be."""
        self._keep(key, b64encode(png).decode())

    def _text(self, key: str) -> str | None:
        with self._lock:
            fresh = self._fresh.get(key)
            if fresh is not None:
                return fresh
            row = self._attempt(lambda db: db.execute(_GET, (key,)).fetchone())
        return None if row is None else row[0]

    def _keep(self, key: str, text: str) -> None:
        with self._lock:
            if self._writes:
                self._fresh[key] = text
            if len(self._fresh) >= _AT_A_TIME:
                self._write()

    def close(self) -> None:
        """Write what is fresh and close the file."""
        with self._lock:
            self._write()
            self._leave()

    def _write(self) -> None:
        fresh, self._fresh = self._fresh, {}
        if fresh:
            self._attempt(partial(_written, fresh), writes=True)

    def _attempt(self, ask: Callable[[sqlite3.Connection], Any], *, writes: bool = False) -> Any:
        """What ``ask`` is answered, or ``None`` when the file cannot answer; a damaged file is replaced once."""
        for last in (False, True):
            try:
                if self._db is None and not self._writes:
                    return None
                if self._db is None:
                    self._db = _opened(self._path)
                return ask(self._db)
            except (sqlite3.DatabaseError, OSError) as trouble:
                if last or not _is_damage(trouble):
                    self._do_without(trouble, reads=writes)
                    return None
                self._leave()
                self._set_aside(trouble)
        raise AssertionError("the second attempt always ends")

    def _do_without(self, trouble: Exception, *, reads: bool) -> None:
        """Keep nothing more; with ``reads``, what is there is still used."""
        logger.warning("ไม่ใช้ไฟล์แคช / the cache is done without: %s: %s", self._path, trouble)
        self._writes = False
        if not reads:
            self._leave()

    def _set_aside(self, trouble: Exception) -> None:
        """Rename the damaged file, for whoever wants to look at it; without its journals, which belong to no other."""
        aside = self._path.with_name(f"{self._path.name}.damaged")
        logger.warning(
            "ไฟล์แคชเสียหาย เริ่มไฟล์ใหม่ / the cache is damaged and begun anew; the old one is %s: %s",
            aside,
            trouble,
        )
        with suppress(OSError):
            self._path.replace(aside)
            for ending in _COMPANIONS:
                self._path.with_name(f"{self._path.name}{ending}").unlink(missing_ok=True)

    def _leave(self) -> None:
        if self._db is not None:
            with suppress(sqlite3.Error):
                self._db.close()
            self._db = None


def _written(fresh: Mapping[str, str], db: sqlite3.Connection) -> None:
    with transaction(db):
        db.executemany(_PUT, fresh.items())


def _opened(path: Path) -> sqlite3.Connection:
    """The file, made if it is missing, with its table."""
    path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path, check_same_thread=False, timeout=_PATIENCE, isolation_level=None)
    try:
        db.execute("PRAGMA journal_mode=DELETE")
        db.execute("PRAGMA synchronous=NORMAL")
        db.execute("PRAGMA trusted_schema=OFF")
        db.execute(_SCHEMA)
        db.execute(_GET, ("",)).fetchone()
    except BaseException:
        with closing(db):
            raise
    return db


def _is_damage(trouble: Exception) -> bool:
    """Whether a new file would be better than this one."""
    code = getattr(trouble, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in _DAMAGE
