"""Writing evidence while a run gathers: WARC first, ledger after, both before anybody believes it."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from crawler import __version__
from crawler.durable import sync_folder
from crawler.evidence import ledger, rows
from crawler.evidence.store import EVIDENCE_FOLDER, Cut, EvidenceStore, Place
from crawler.evidence.warc import WarcFile, read_fields

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from crawler.evidence.body import Body
    from crawler.evidence.earlier import Earlier, Known
    from crawler.evidence.warc import Exchange
    from crawler.model import Agency, Capture

_CAPTURE_SQL = (
    f"INSERT OR REPLACE INTO capture({', '.join(rows.CAPTURE_COLUMNS)}) "  # noqa: S608 - our own column names
    f"VALUES ({', '.join('?' * len(rows.CAPTURE_COLUMNS))})"
)
#: Another release that went on with the run is noted.
_CONTINUED_SQL = "UPDATE run SET meta = json_set(meta, '$.continued_by', ?) WHERE tool_version <> ?"
_DONE_SQL = "UPDATE declared SET state = 'done' WHERE key = ? AND state <> 'done'"
#: So many bodies are found without a look into the ledger.
_PLACES = 1024
_HOP_SQL = "INSERT INTO hop(url, asked_at, status, error, file, position, bytes) VALUES (?, ?, ?, ?, ?, ?, ?)"


def begin_run(
    folder: Path,
    agencies: Sequence[Agency],
    options: Mapping[str, Any],
    titles: Mapping[str, tuple[str, ...]],
    *,
    started: str | None = None,
) -> None:
    """Write the ledger of a new run: its agencies and every declared address, before any request.

    ``titles`` has the titles of every item of the checklist: the links are read by them.  Raises
    FileExistsError when the folder already holds a run.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / ledger.LEDGER_NAME).exists():
        raise FileExistsError(f"{folder} already holds an audit")
    now = started or ledger.utc_now()
    declared = [one for agency in agencies for one in agency.declarations]
    identity = hashlib.sha256(
        rows.as_json([now, [(d.agency, d.item, d.url) for d in declared]]).encode()
    ).hexdigest()
    run_id = now.translate(str.maketrans("", "", "-:")) + "-" + identity[:8]

    def fill(db: sqlite3.Connection) -> None:
        db.execute(
            "INSERT INTO run VALUES (?, 'gathering', ?, NULL, ?, ?, '{}')",
            (run_id, now, __version__, rows.as_json(options)),
        )
        db.executemany(
            "INSERT INTO agency VALUES (?, ?, ?)",
            [(one.id, rank, rows.agency_json(one)) for rank, one in enumerate(agencies)],
        )
        db.executemany(
            "INSERT INTO item VALUES (?, ?)",
            [(item, rows.as_json(list(names))) for item, names in titles.items()],
        )
        db.executemany(
            "INSERT INTO declared(agency, item, url, source, line, key) VALUES (?, ?, ?, ?, ?, ?)",
            map(rows.declared_row, declared),
        )

    ledger.create(folder, fill)


@dataclass(slots=True)
class _Batch:
    """What was seen since the last commit."""

    hops: list[tuple[Any, ...]] = field(default_factory=list)
    bodies: list[tuple[Any, ...]] = field(default_factory=list)
    captures: list[tuple[Any, ...]] = field(default_factory=list)
    asked: list[tuple[str]] = field(default_factory=list)
    done: list[tuple[str]] = field(default_factory=list)
    probes: list[tuple[str, str]] = field(default_factory=list)
    leads: list[tuple[str, bytes]] = field(default_factory=list)

    def __len__(self) -> int:
        return sum(len(getattr(self, name)) for name in self.__slots__)


class EvidenceWriter(EvidenceStore):
    """The evidence of a run that is gathering.

    What is recorded becomes durable with the next :meth:`commit`, all of it or none; a reader of the same
    object (resume, links found again) sees it after that.
    """

    #: While a run gathers, a page is read for its links soon after it came.
    keeps = 1 << 20

    def __init__(self, folder: Path, earlier: Earlier | None = None) -> None:
        super().__init__(folder, write=True)
        #: The evidence of the night before, whose bytes are not written twice.
        self.earlier = earlier
        #: The one thread that writes: a slow disk holds up no answer.
        self.disk = ThreadPoolExecutor(1, thread_name_prefix="disk")
        self._swap = threading.Lock()
        self._writing = threading.Lock()
        self._batch = _Batch()
        self._borrowed: set[str] = set()
        #: Where the last bodies lie, by hash, in the order in which they came; where the others lie, the ledger knows.
        self._places: dict[str, Place] = {}
        self._evidence = folder / EVIDENCE_FOLDER
        try:
            self._progress = self._counted()
            self._warc = self._begin()
        except BaseException:
            EvidenceStore.close(self)
            raise

    @property
    def scratch(self) -> Path:
        """A folder on the disk of the run, for what is too large for memory and has no name."""
        return self._evidence

    def _begin(self) -> WarcFile:
        """Put the folder in order after whatever ended the last session; the file of this one, in the ledger."""
        self._evidence.mkdir(exist_ok=True)
        sync_folder(self.folder)
        self._cut_torn_files()
        number = 1 + self._db.execute("SELECT count(*) FROM warc").fetchone()[0]
        warc = WarcFile(self._evidence / f"oit-{number:05d}.warc.gz", software=f"oit/{__version__}")
        try:
            with ledger.transaction(self._db) as db:
                db.execute(ledger.LEADS_TABLE)
                db.execute(f"PRAGMA user_version={ledger.SCHEMA_VERSION:d}")
                db.execute("INSERT INTO warc VALUES (?, ?)", (warc.path.name, warc.length))
                db.execute("UPDATE run SET state = 'gathering', finished = NULL")
                db.execute(_CONTINUED_SQL, (__version__, __version__))
        except BaseException:
            warc.discard()
            raise
        return warc

    def _cut_torn_files(self) -> None:
        """Cut what a killed run wrote behind its last commit; remove files that no commit ever mentioned."""
        known = dict(self._db.execute("SELECT file, bytes FROM warc").fetchall())
        for path in self._evidence.glob("*.warc.gz"):
            if path.name not in known:
                path.unlink()
            elif path.stat().st_size > known[path.name]:
                with path.open("r+b") as file:
                    file.truncate(known[path.name])

    def exchange(self, exchange: Exchange, body: Body) -> str:
        """Record one answer and its decoded body; to be called on :attr:`disk`.

        Returns the hash under which the body is found again.
        """
        sha256 = body.sha256()
        known = self.earlier.known(exchange.url) if self.earlier else None
        if known is not None and known.sha256 == sha256 and self.unchanged(exchange, known):
            return sha256
        offset = self._warc.write(exchange, sha256 if body is exchange.body else exchange.body.sha256())
        file = self._warc.path.name
        hop = (exchange.url, exchange.asked_at, exchange.status, None, file, offset, exchange.body.size)
        fresh = self._place(sha256) is None
        with self._swap:
            self._batch.hops.append(hop)
            if fresh:
                self._places[sha256] = Place(file, offset, body.size)
                self._batch.bodies.append((sha256, file, offset, body.size))
        return sha256

    def unchanged(self, exchange: Exchange, known: Known) -> bool:
        """Record an answer whose body is that of the night before; to be called on :attr:`disk`.

        Records nothing and says False when the bytes of then are lost.
        """
        place = self._place(known.sha256) or self._borrow(known.sha256)
        try:
            origin = None if place is None else read_fields(self._evidence / place.file, place.position)
        except (OSError, ValueError):
            origin = None
        if origin is None:
            return False
        offset = self._warc.revisit(exchange, origin)
        file = self._warc.path.name
        hop = (exchange.url, exchange.asked_at, exchange.status, None, file, offset, exchange.body.size)
        with self._swap:
            self._batch.hops.append(hop)
        return True

    def carried_over(self, url: str, sha256: str) -> Capture | None:
        """The capture of an address in the night before, its bytes ours as well; to be called on :attr:`disk`.

        ``None`` when it was no whole answer of that hash, or its bytes are lost.
        """
        capture = self.earlier.capture(url) if self.earlier else None
        if capture is None or not capture.answered or capture.truncated or capture.sha256 != sha256:
            return None
        return capture if self._place(sha256) or self._borrow(sha256) else None

    def _borrow(self, sha256: str) -> Place | None:
        """Let the file of the night before that holds a body be ours as well: its place; ``None`` when that cannot be."""
        assert self.earlier is not None
        try:
            place, length = self.earlier.lend(sha256, self._evidence)
        except (KeyError, OSError):
            return None
        if place.file not in self._borrowed:
            sync_folder(self._evidence)
            with self._writing, ledger.transaction(self._db) as db:
                db.execute("INSERT OR IGNORE INTO warc VALUES (?, ?)", (place.file, length))
            self._borrowed.add(place.file)
        with self._swap:
            self._places[sha256] = place
            self._batch.bodies.append((sha256, *place))
        return place

    def no_answer(self, url: str, asked_at: str, error: str) -> None:
        """Record a request that got no answer."""
        with self._swap:
            self._batch.hops.append((url, asked_at, None, error, None, None, 0))

    def asked(self, key: str) -> None:
        """Note that a declared address is being asked."""
        with self._swap:
            self._batch.asked.append((key,))

    def capture_made(self, key: str, capture: Capture, attempts: int) -> None:
        """Record what became of an address, instead of what was recorded before."""
        row = rows.capture_row(key, capture, attempts)
        with self._swap:
            self._batch.captures.append(row)
            self._batch.done.append((key,))

    def links_of_before(self, question: str) -> tuple[str, ...] | None:
        """What the night before noted about the links of a page, noted for this one too; ``None`` when nothing."""
        known = self.earlier.links(question) if self.earlier else None
        if known is not None:
            self.links_found(question, known)
        return known

    def links_found(self, question: str, links: Sequence[str]) -> None:
        """Note where a page leads: ``question`` names its bytes and all that the answer depends on."""
        with self._swap:
            self._batch.leads.append((question, rows.packed_links(links)))

    def probe_of(self, pattern: str, key: str) -> None:
        """Note which family of pages a probe speaks for."""
        with self._swap:
            self._batch.probes.append((pattern, key))

    def replace_cuts(self, cuts: Sequence[Cut]) -> None:
        """Record which budgets ended early, instead of what was recorded before."""
        with self._writing, ledger.transaction(self._db) as db:
            db.execute("DELETE FROM cut")
            db.executemany("INSERT INTO cut VALUES (?, ?, ?, ?, ?, ?)", cuts)

    def commit(self) -> None:
        """Make everything recorded so far durable; to be called on :attr:`disk` while answers come in."""
        with self._swap:
            batch, self._batch = self._batch, _Batch()
        if not len(batch):
            return
        length = self._warc.sync()
        with self._writing, ledger.transaction(self._db) as db:
            db.execute("UPDATE warc SET bytes = ? WHERE file = ?", (length, self._warc.path.name))
            db.executemany("INSERT OR IGNORE INTO body VALUES (?, ?, ?, ?)", batch.bodies)
            db.executemany(_HOP_SQL, batch.hops)
            db.executemany(
                "UPDATE declared SET state = 'asked' WHERE key = ? AND state = 'pending'", batch.asked
            )
            db.executemany(_CAPTURE_SQL, batch.captures)
            done = db.executemany(_DONE_SQL, batch.done).rowcount
            db.executemany("INSERT OR IGNORE INTO probe VALUES (?, ?)", batch.probes)
            db.executemany("INSERT OR REPLACE INTO leads VALUES (?, ?)", batch.leads)
        self._forget_places()
        self._progress.update(
            declared_done=max(done, 0), requests=len(batch.hops), bytes=sum(hop[-1] for hop in batch.hops)
        )

    def _forget_places(self) -> None:
        """Of the bodies that are in the ledger, remember where the last ones lie."""
        with self._swap:
            most = max(_PLACES, len(self._batch.bodies))
            for sha256 in list(islice(self._places, max(0, len(self._places) - most))):
                del self._places[sha256]

    def _place(self, sha256: str) -> Place | None:
        return self._places.get(sha256) or super()._place(sha256)

    def capture_made_of(self, key: str) -> Capture | None:
        """The capture that was recorded last for an address; to be called on :attr:`disk`."""
        with self._swap:
            waiting = next((row for row in reversed(self._batch.captures) if row[0] == key), None)
        if waiting is not None:
            return rows.capture_of(dict(zip(rows.CAPTURE_COLUMNS, waiting, strict=True)))
        row = self._db.execute("SELECT * FROM capture WHERE key = ?", (key,)).fetchone()
        return None if row is None else rows.capture_of(row)

    def captures_by_key(self) -> Iterator[tuple[str, Capture]]:
        """Every capture by key: what a resumed run need not repeat."""
        for row in self._db.execute("SELECT * FROM capture"):
            yield row["key"], rows.capture_of(row)

    def all_titles(self) -> dict[str, tuple[str, ...]]:
        """The titles of every item of the checklist, in its order."""
        return {
            row["id"]: tuple(json.loads(row["titles"]))
            for row in self._db.execute("SELECT * FROM item ORDER BY rowid")
        }

    @property
    def run_id(self) -> str:
        """The run's name, from which its probes are made up."""
        return str(self._db.execute("SELECT id FROM run").fetchone()[0])

    def progress(self) -> dict[str, int]:
        """How far the run is, as of the last commit: declared addresses done and in all, requests, bytes."""
        return dict(self._progress)

    def _counted(self) -> Counter[str]:
        """As :meth:`progress`, counted in the ledger: once, because a night asks twice a second."""
        done, total = self._db.execute(
            "SELECT coalesce(sum(state = 'done'), 0), count(*) FROM declared"
        ).fetchone()
        requests, size = self._db.execute("SELECT count(*), coalesce(sum(bytes), 0) FROM hop").fetchone()
        return Counter(declared_done=done, declared=total, requests=requests, bytes=size)

    def pending(self) -> tuple[str, ...]:
        """The declared addresses that have no capture yet, each once, in the order of the targets file."""
        found = self._db.execute(
            "SELECT url, key FROM declared WHERE state <> 'done' GROUP BY key ORDER BY min(n)"
        )
        return tuple(rows.given(row["key"], row["url"]) for row in found)

    def note(self, **facts: Any) -> None:
        """Add to the run's facts."""
        with self._writing, ledger.transaction(self._db) as db:
            meta = json.loads(db.execute("SELECT meta FROM run").fetchone()[0])
            db.execute("UPDATE run SET meta = ?", (rows.as_json(meta | facts),))

    def end(self, state: str) -> None:
        """Close the run as ``gathered`` or ``interrupted``; gathered with pending addresses only by a deadline."""
        self.commit()
        if state == "gathered" and self.pending() and not self.run["deadline"]:
            raise RuntimeError("a declared address has no capture: the run is not complete")
        with self._writing, ledger.transaction(self._db) as db:
            db.execute("UPDATE run SET state = ?, finished = ?", (state, ledger.utc_now()))

    def close(self) -> None:
        """Close the WARC file and the ledger; what was not committed is lost."""
        self.disk.shutdown()
        if self.earlier is not None:
            self.earlier.close()
        try:
            self._warc.close()
        finally:
            super().close()
