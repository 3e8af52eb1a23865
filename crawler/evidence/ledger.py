"""The ledger of a run: one SQLite file that knows every declared address before the first request is sent.

A run that is killed at any point leaves the old state or the new one.  Bodies live in WARC files; the ledger
holds what was asked, what became of it, and where the bytes are.  A row never points at bytes that are not
durable yet: the WARC file is synced before the transaction that mentions it.

One process writes at a time (:mod:`crawler.evidence.lock`), so a rollback journal serves, and the SQLite
versions whose write-ahead log can damage a database (before 3.51.3) do no harm.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from crawler.durable import sync_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LEDGER_NAME = "ledger.sqlite3"
#: Format 1 repeated the key as ``url`` and ``final_url``; since 2 both are empty where they are the key.
SCHEMA_VERSION = 2
_READABLE = (1, SCHEMA_VERSION)
Role = Literal["declared", "document", "site", "probe", "robots", "canary"]

_SCHEMA = """
CREATE TABLE run(
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('gathering', 'interrupted', 'gathered', 'judged')),
    started TEXT NOT NULL,
    finished TEXT,
    tool_version TEXT NOT NULL,
    options TEXT NOT NULL,
    meta TEXT NOT NULL
) STRICT;
CREATE TABLE agency(
    id TEXT PRIMARY KEY,
    rank INTEGER NOT NULL,
    data TEXT NOT NULL
) STRICT;
CREATE TABLE item(
    id TEXT PRIMARY KEY,
    titles TEXT NOT NULL
) STRICT;
CREATE TABLE declared(
    n INTEGER PRIMARY KEY,
    agency TEXT NOT NULL REFERENCES agency(id),
    item TEXT NOT NULL,
    url TEXT NOT NULL,
    source TEXT NOT NULL,
    line INTEGER NOT NULL,
    key TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'asked', 'done'))
) STRICT;
CREATE INDEX declared_key ON declared(key);
CREATE TABLE warc(
    file TEXT PRIMARY KEY,
    bytes INTEGER NOT NULL
) STRICT;
CREATE TABLE body(
    sha256 TEXT PRIMARY KEY,
    file TEXT NOT NULL REFERENCES warc(file),
    position INTEGER NOT NULL,
    size INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE capture(
    key TEXT PRIMARY KEY,
    role TEXT NOT NULL,
    url TEXT NOT NULL,
    final_url TEXT NOT NULL,
    status INTEGER,
    fetched_at TEXT NOT NULL,
    sha256 TEXT,
    size INTEGER NOT NULL,
    headers TEXT NOT NULL,
    hops TEXT NOT NULL,
    error TEXT,
    detail TEXT NOT NULL,
    truncated INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    ip TEXT,
    tls TEXT,
    attempts INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX capture_final ON capture(final_url) WHERE final_url <> '';
CREATE TABLE hop(
    n INTEGER PRIMARY KEY,
    url TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    status INTEGER,
    error TEXT,
    file TEXT,
    position INTEGER,
    bytes INTEGER NOT NULL
) STRICT;
CREATE TABLE probe(
    pattern TEXT NOT NULL,
    key TEXT NOT NULL,
    PRIMARY KEY (pattern, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE cut(
    agency TEXT NOT NULL,
    item TEXT NOT NULL,
    budget TEXT NOT NULL,
    bound INTEGER NOT NULL,
    left_out INTEGER NOT NULL,
    first TEXT NOT NULL,
    PRIMARY KEY (agency, item, budget)
) STRICT, WITHOUT ROWID;
CREATE TABLE verdict(
    agency TEXT NOT NULL,
    item TEXT NOT NULL,
    element TEXT NOT NULL,
    status TEXT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (agency, item, element)
) STRICT, WITHOUT ROWID;
"""

#: Where pages lead, for the next night; a ledger that an earlier release began gets it when it is gone on with.
LEADS_TABLE = """
CREATE TABLE IF NOT EXISTS leads(
    question TEXT PRIMARY KEY,
    answer BLOB NOT NULL
) STRICT, WITHOUT ROWID
"""


class LedgerError(RuntimeError):
    """The folder holds no ledger that this version can read; the message says which and why."""


def utc_now() -> str:
    """The present moment, UTC, ISO 8601, to the second, ending in Z."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def create(folder: Path, fill: Callable[[sqlite3.Connection], None]) -> None:
    """A new ledger in ``folder``, filled by ``fill``; it appears under its name whole and durable, or not."""
    draft = folder / f"{LEDGER_NAME}.new"
    _remove(draft)
    try:
        with closing(sqlite3.connect(draft, isolation_level=None)) as db:
            db.executescript(_SCHEMA)
            db.execute(f"PRAGMA user_version={SCHEMA_VERSION:d}")
            with transaction(db):
                fill(db)
        draft.rename(folder / LEDGER_NAME)
    except BaseException:
        with suppress(OSError):
            _remove(draft)
        raise
    sync_folder(folder)


def _remove(draft: Path) -> None:
    """Remove a database that nobody has open, and the journal that a killed writer left beside it."""
    for name in (draft, draft.with_name(f"{draft.name}-journal")):
        name.unlink(missing_ok=True)


def connect(folder: Path, *, write: bool) -> sqlite3.Connection:
    """Open the ledger of ``folder``; raises LedgerError when there is none, or a damaged or foreign one.

    Whoever opens the ledger after a crash takes back what the crash left half written: the file is opened for
    writing even by those who only read (on a medium that is read-only, SQLite opens it for reading by itself).
    """
    path = folder / LEDGER_NAME
    if not path.is_file():
        raise LedgerError(f"{folder}: no audit is stored here ({LEDGER_NAME} is missing)")
    db = _opened(path)
    try:
        db.row_factory = sqlite3.Row
        for pragma in _WRITING if write else _READING:
            db.execute(f"PRAGMA {pragma}")
        version = db.execute("PRAGMA user_version").fetchone()[0]
        sound = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as damaged:
        db.close()
        raise LedgerError(f"{path}: {damaged}") from damaged
    if version in _READABLE and sound == "ok":
        return db
    db.close()
    if sound != "ok":
        raise LedgerError(f"{path}: damaged: {sound}")
    raise LedgerError(
        f"{path}: written by another version of oit (ledger format {version}; "
        f"this one reads {' and '.join(map(str, _READABLE))})"
    )


def _opened(path: Path) -> sqlite3.Connection:
    try:
        address = f"{path.absolute().as_uri()}?mode=rw"
        return sqlite3.connect(
            address, uri=True, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
        )
    except sqlite3.DatabaseError as unreadable:
        raise LedgerError(f"{path}: {unreadable}") from unreadable


#: How long a lock of another program (a backup, a browser of databases) is waited for, in seconds.
_PATIENCE = 10.0
_READING = ("trusted_schema=OFF", "query_only=ON")
_WRITING = ("trusted_schema=OFF", "foreign_keys=ON", "journal_mode=TRUNCATE", "synchronous=EXTRA")


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """All or nothing; immediate, so that a lock is met at the start and not in the middle."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield db
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            with suppress(sqlite3.Error):  # what went wrong first is what has to be told
                db.execute("ROLLBACK")
        raise
