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
from functools import lru_cache, partial
from typing import TYPE_CHECKING, TypeVar

from crawler.evidence.ledger import transaction
from crawler.read.charset import codec_name, header_charset
from crawler.read.code import code_version
from crawler.read.facts import PICTURE_VERSION, READER_VERSION, from_json, to_json
from crawler.read.page_kind import said_to_be_html
from crawler.read.page_record import unpacked
from crawler.read.promise import suffix, with_promise

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping, Sequence
    from pathlib import Path
    from typing import Any, Literal

    from crawler.model import DocumentFacts
    from crawler.read.page_facts import PageFacts

    _Table = Literal["facts", "pages"]

logger = logging.getLogger(__name__)

_T = TypeVar("_T")
#: The tables of the file: facts of documents and pictures as text, records of pages as bytes.
_TABLES = {"facts": "TEXT", "pages": "BLOB"}
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS {table} (key TEXT PRIMARY KEY, facts {type} NOT NULL) STRICT, WITHOUT ROWID"
)
_GET = "SELECT facts FROM {table} WHERE key = ?"
_HAS = "SELECT 1 FROM {table} WHERE key = ?"
_PUT = "INSERT OR REPLACE INTO {table} VALUES (?, ?)"
_KEYS = "SELECT key FROM {table}"
_FORGET = "DELETE FROM {table} WHERE key = ?"
#: How long another process that writes is waited for, in seconds.
_PATIENCE = 10.0
#: Facts written at a time: each time costs some waits for the disk, a killed process as many documents read again.
_AT_A_TIME = 32
#: Keys that one question may name.
_AT_ONCE = 500
#: Beside the file: what SQLite or a killed process may have left there.
_COMPANIONS = ("-journal", "-wal", "-shm")
#: What SQLite says of a file that is not, or no longer, a cache of ours.
_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR})


def cache_key(sha256: str, *, ending: str, every_page: bool) -> str:
    """The key of one document's facts; another reader version never finds them."""
    return f"{READER_VERSION}:{sha256}:{ending}:{'all' if every_page else 'some'}"


def page_key(sha256: str, content_type: str) -> str:
    """The key of one page's record; ``content_type`` is the header that came with it, as far as it has a say."""
    return f"{_code()}:{sha256}:{_promised(content_type)}"


@lru_cache(maxsize=1000)
def _promised(content_type: str) -> str:
    """What of a Content-Type header makes a difference to how a page is read."""
    kind = "html" if said_to_be_html(content_type) else "other"
    return f"{kind}:{codec_name(header_charset(content_type)) or ''}"


def _code() -> str:
    return code_version()[:16]


def _can_be_asked(key: str, hashes: Container[str]) -> bool:
    """Whether anybody who has only the bytes of these hashes, and this release, would look for ``key``."""
    kind, *named = key.split(":")
    if kind == "picture":
        version, sha256, *_ = (*named, "", "")
        return version == PICTURE_VERSION and sha256 in hashes
    return kind in {READER_VERSION, _code()} and bool(named) and named[0] in hashes


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
        self._fresh: dict[tuple[_Table, str], str | bytes] = {}
        with self._lock:
            self._attempt(lambda _: None)

    def recall(self, sha256: str, *, declared_type: str = "", name: str = "") -> DocumentFacts | None:
        """The facts of bytes that were read before, beside what is promised of them now; ``None`` if none are kept."""
        facts = self.get(cache_key(sha256, ending=suffix(name), every_page=False))
        return None if facts is None else with_promise(facts, declared_type=declared_type, name=name)

    def get(self, key: str) -> DocumentFacts | None:
        """The facts of a document kept under ``key``."""
        return self._read("facts", key, from_json)

    def has(self, key: str) -> bool:
        """Whether facts of a document are kept under ``key``."""
        return self._holds("facts", key)

    def known(self, table: _Table, keys: Sequence[str]) -> frozenset[str]:
        """Those of ``keys`` under which something is kept."""
        with self._lock:
            found = {key for at, key in self._fresh if at == table}.intersection(keys)
            for start in range(0, len(keys), _AT_ONCE):
                some = keys[start : start + _AT_ONCE]
                ask = f"{_KEYS.format(table=table)} WHERE key IN ({','.join('?' * len(some))})"
                found.update(row[0] for row in self._attempt(partial(_rows, ask, some)) or ())
        return frozenset(found)

    def put(self, key: str, facts: DocumentFacts) -> None:
        """Keep ``facts`` under ``key``, if that can be."""
        self._keep("facts", key, to_json(facts))

    def page(self, key: str) -> PageFacts | None:
        """The facts of a page kept under ``key``."""
        return self._read("pages", key, unpacked)

    def has_page(self, key: str) -> bool:
        """Whether the record of a page is kept under ``key``."""
        return self._holds("pages", key)

    def put_page(self, key: str, record: bytes) -> None:
        """Keep the record of a page (:mod:`crawler.read.page_record`) under ``key``, if that can be."""
        self._keep("pages", key, record)

    def picture(self, key: str) -> bytes | None:
        """The picture kept under ``key``; empty where the document has none."""
        return self._read("facts", key, _from_base64)

    def put_picture(self, key: str, png: bytes) -> None:
        """Keep a picture under ``key``, if that can be."""
        self._keep("facts", key, b64encode(png).decode())

    def _read(self, table: _Table, key: str, read: Callable[[Any], _T]) -> _T | None:
        """What ``read`` makes of the entry; ``None`` where there is none, or a damaged one."""
        with self._lock:
            kept: Any = self._fresh.get((table, key))
            if kept is None:
                row = self._attempt(lambda db: db.execute(_GET.format(table=table), (key,)).fetchone())
                kept = None if row is None else row[0]
        try:
            return None if kept is None else read(kept)
        except (ValueError, TypeError, KeyError, AttributeError):
            return None

    def _holds(self, table: _Table, key: str) -> bool:
        with self._lock:
            if (table, key) in self._fresh:
                return True
            row = self._attempt(lambda db: db.execute(_HAS.format(table=table), (key,)).fetchone())
        return row is not None

    def _keep(self, table: _Table, key: str, value: str | bytes) -> None:
        with self._lock:
            if self._writes:
                self._fresh[table, key] = value
            if len(self._fresh) >= _AT_A_TIME:
                self._write()

    def keep_only(self, hashes: Container[str]) -> int:
        """Forget what is kept of bytes whose sha256 is not among ``hashes``, or by another release; how much that was.

        The room is used again; the file does not become smaller.
        """
        with self._lock:
            self._write()
            gone = self._attempt(partial(_forgotten, hashes), writes=True)
        return int(gone or 0)

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


def _written(fresh: Mapping[tuple[_Table, str], str | bytes], db: sqlite3.Connection) -> None:
    with transaction(db):
        for table in _TABLES:
            rows = [(key, value) for (at, key), value in fresh.items() if at == table]
            db.executemany(_PUT.format(table=table), rows)


def _forgotten(hashes: Container[str], db: sqlite3.Connection) -> int:
    with transaction(db):
        many = 0
        for table in _TABLES:
            keys = [row for row in db.execute(_KEYS.format(table=table)) if not _can_be_asked(row[0], hashes)]
            db.executemany(_FORGET.format(table=table), keys)
            many += len(keys)
    return many


def _rows(ask: str, values: Sequence[str], db: sqlite3.Connection) -> list[Any]:
    return db.execute(ask, values).fetchall()


def _from_base64(text: str) -> bytes:
    return b64decode(text, validate=True)


def _opened(path: Path) -> sqlite3.Connection:
    """The file, made if it is missing, with its tables."""
    path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path, check_same_thread=False, timeout=_PATIENCE, isolation_level=None)
    try:
        db.execute("PRAGMA journal_mode=DELETE")
        db.execute("PRAGMA synchronous=NORMAL")
        db.execute("PRAGMA trusted_schema=OFF")
        for table, kind in _TABLES.items():
            db.execute(_SCHEMA.format(table=table, type=kind))
            db.execute(_GET.format(table=table), ("",)).fetchone()
    except BaseException:
        with closing(db):
            raise
    return db


def _is_damage(trouble: Exception) -> bool:
    """Whether a new file would be better than this one."""
    code = getattr(trouble, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in _DAMAGE
