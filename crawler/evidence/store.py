"""Reading what a run saw, without one request: everything right of gathering starts here."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, OrderedDict
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, Self
from urllib.parse import urlsplit

from crawler.evidence.address import InvalidUrlError, evidence_key, pattern_of, wire_url
from crawler.evidence.ledger import Role, connect, transaction
from crawler.evidence.rows import agency_of, as_json, capture_of, declaration_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from crawler.model import Agency, Capture, Declaration

EVIDENCE_FOLDER = "evidence"


def ended(wanted: str) -> str:
    """SQL for captures whose last address is as ``wanted`` says of ``{0}``: the key, or another; each has its index."""
    return (
        f"((final_url = '' AND {wanted.format('key')}) OR (final_url <> '' AND {wanted.format('final_url')}))"
    )


#: "@" follows "?": the range holds all that begins so, and a little more.
_BELOW = (
    "SELECT * FROM capture WHERE "  # noqa: S608 - our own words
    + ended("{0} >= ?1 AND {0} < ?1 || '@' AND substr({0}, length(?1) + 1, 1) IN ('', '/', '?')")
    + " AND error IS NULL AND status BETWEEN 200 AND 299 AND role <> 'probe' ORDER BY +key"
)
#: Of which there are bytes.
_WITH_BODY = "FROM capture WHERE role = ? AND sha256 <> ''"


class Cut(NamedTuple):
    """A budget of one item that ended before its links did.

    ``budget`` is pages, documents or bytes; ``left_out`` counts the addresses that were not asked; ``first``
    is one of them.
    """

    agency: str
    item: str
    budget: str
    bound: int
    left_out: int
    first: str


class VerdictRow(NamedTuple):
    """One verdict as filed with the run; ``element`` is empty for the item's own."""

    agency: str
    item: str
    element: str
    status: str
    data: Mapping[str, Any]


class Place(NamedTuple):
    """Where a body lies: the WARC file, the offset of its record there, its decoded size; both in bytes."""

    file: str
    position: int
    size: int


class LostBodyError(OSError):
    """The bytes of an answer are not as they were: their file is gone, or damaged there."""


class EvidenceStore:
    """The stored evidence of one run.  Not for several threads at once."""

    #: So many bytes of bodies are kept in memory for whoever soon asks again: whether it is a page, then what it says.
    keeps = 4 << 20

    def __init__(self, folder: Path, *, write: bool = False) -> None:
        self.folder = folder
        self._db: sqlite3.Connection = connect(folder, write=write)
        self._bodies: OrderedDict[str, bytes] = OrderedDict()
        self._cached = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the ledger go."""
        self._db.close()

    @property
    def run(self) -> Mapping[str, Any]:
        """The run's facts.

        ``id``, ``state``, ``started``, ``finished``, ``tool_version``, ``options`` (as given), ``as_of``,
        ``checklist``, ``complete`` (every declared address was asked, or the deadline came), ``deadline`` (how many
        addresses it left waiting, or ``None``), ``withheld`` (why the run is not to be trusted, or ``None``),
        ``requests``, ``bytes``, and what else gathering noted.
        """
        row = self._db.execute("SELECT * FROM run").fetchone()
        options = json.loads(row["options"])
        requests, size = self._db.execute("SELECT count(*), coalesce(sum(bytes), 0) FROM hop").fetchone()
        pending = self._db.execute("SELECT count(*) FROM declared WHERE state <> 'done'").fetchone()[0]
        facts = {
            "id": row["id"],
            "state": row["state"],
            "started": row["started"],
            "finished": row["finished"],
            "tool_version": row["tool_version"],
            "options": options,
            "as_of": options.get("as_of"),
            "checklist": options.get("checklist"),
            "requests": requests,
            "bytes": size,
            "pending": pending,
            "withheld": None,
            "deadline": None,
            **json.loads(row["meta"]),
        }
        reached = pending == 0 or facts["deadline"] is not None
        facts["complete"] = reached and row["state"] in ("gathered", "judged") and not facts["withheld"]
        return MappingProxyType(facts)

    def agencies(self) -> tuple[Agency, ...]:
        """The agencies as they stood in the targets file when the run began, in its order."""
        found: dict[str, list[Declaration]] = {}
        for one in self.declarations():
            found.setdefault(one.agency, []).append(one)
        rows = self._db.execute("SELECT id, data FROM agency ORDER BY rank")
        return tuple(agency_of(row["data"], tuple(found.get(row["id"], ()))) for row in rows)

    def declarations(self) -> tuple[Declaration, ...]:
        """Every declared address, in the order of the targets file."""
        return tuple(map(declaration_of, self._db.execute("SELECT * FROM declared ORDER BY n")))

    def titles(self, item: str) -> tuple[str, ...]:
        """The titles of an item that gathering looked for."""
        row = self._db.execute("SELECT titles FROM item WHERE id = ?", (item,)).fetchone()
        return tuple(json.loads(row["titles"])) if row else ()

    def capture(self, url: str) -> Capture | None:
        """What became of an address, spelled as it stands on the page; ``None`` when it was never asked."""
        row = self._db.execute("SELECT * FROM capture WHERE key = ?", (evidence_key(url),)).fetchone()
        return None if row is None else capture_of(row, url.strip().partition("#")[0])

    def captures(self, role: Role | None = None) -> tuple[Capture, ...]:
        """All captures (of one role), by key."""
        if role is None:
            rows = self._db.execute("SELECT * FROM capture ORDER BY key")
        else:
            rows = self._db.execute("SELECT * FROM capture WHERE role = ? ORDER BY key", (role,))
        return tuple(map(capture_of, rows))

    def bodies_of(self, roles: Sequence[Role]) -> Iterator[Capture]:
        """The captures of some roles that have a body, one after the other, role by role and by key."""
        for role in roles:
            yield from map(capture_of, self._db.execute(f"SELECT * {_WITH_BODY} ORDER BY key", (role,)))

    def count_bodies_of(self, roles: Sequence[Role]) -> int:
        """How many :meth:`bodies_of` are."""
        return sum(self._db.execute(f"SELECT count(*) {_WITH_BODY}", (role,)).fetchone()[0] for role in roles)

    def answered_below(self, prefix: str) -> tuple[Capture, ...]:
        """Captures that answered at ``prefix`` (without a stroke at its end) or below it, no probes, by key."""
        rows = self._db.execute(_BELOW, (prefix,))
        return tuple(map(capture_of, rows))

    def requests_by_host(self) -> dict[str, int]:
        """How many requests went to each host."""
        urls = (row["url"] for row in self._db.execute("SELECT url FROM hop"))
        return dict(Counter(urlsplit(url).hostname or "" for url in urls))

    def really_seen(self) -> frozenset[str]:
        """Keys of the declared addresses that answered, or of which the site said twice that there is nothing."""
        rows = self._db.execute(
            "SELECT key FROM capture WHERE role = 'declared' "
            "AND (error IS NULL OR (error = 'presence.http_error' AND seen > 1))"
        )
        return frozenset(row["key"] for row in rows)

    def whole_documents(self) -> dict[str, str]:
        """Keys and hashes of what pages led to and was whole and good."""
        rows = self._db.execute(
            "SELECT key, sha256 FROM capture WHERE role = 'document' AND error IS NULL AND status = 200 "
            "AND NOT truncated AND sha256 IS NOT NULL"
        )
        return {row["key"]: row["sha256"] for row in rows}

    def probes(self, url: str) -> tuple[Capture, ...]:
        """What the site answered for pages of the same family as ``url`` that cannot exist; may be empty."""
        try:
            wired = wire_url(url)
        except InvalidUrlError:
            return ()
        rows = self._db.execute(
            "SELECT c.* FROM probe p JOIN capture c USING (key) WHERE p.pattern = ? ORDER BY key",
            (pattern_of(wired),),
        )
        return tuple(map(capture_of, rows))

    def site(self, agency: Agency) -> Capture | None:
        """The home page of an agency's own site."""
        return self.capture(agency.site) if agency.site else None

    def cuts(self) -> tuple[Cut, ...]:
        """Which items were cut short by a budget."""
        return tuple(Cut(*row) for row in self._db.execute("SELECT * FROM cut ORDER BY agency, item, budget"))

    def body(self, sha256: str) -> bytes:
        """The decoded body with this hash.

        Raises KeyError when the run never saw it, and LostBodyError when its bytes are gone or are others.
        """
        kept = self._bodies.get(sha256)
        if kept is not None:
            self._bodies.move_to_end(sha256)
            return kept
        place = self._place(sha256)
        if place is None:
            raise KeyError(sha256)
        from crawler.evidence.warc import read_body

        try:
            body = read_body(self.folder / EVIDENCE_FOLDER / place.file, place.position, place.size)
        except (OSError, ValueError) as lost:
            raise LostBodyError(f"evidence is lost: {lost}") from lost
        if hashlib.sha256(body).hexdigest() != sha256:
            raise LostBodyError(f"evidence is lost: {place.file} is damaged at {place.position}")
        self._keep(sha256, body)
        return body

    def hashes(self) -> frozenset[str]:
        """The sha256 of every body that the run saw."""
        return frozenset(row["sha256"] for row in self._db.execute("SELECT sha256 FROM body"))

    def head(self, sha256: str, length: int) -> bytes:
        """The first bytes of a body, at most ``length``; raises as :meth:`body`, of whose end nothing is said."""
        place = self._place(sha256)
        if sha256 in self._bodies or place is None or place.size <= length:
            return self.body(sha256)[:length]
        from crawler.evidence.warc import read_head

        try:
            return read_head(self.folder / EVIDENCE_FOLDER / place.file, place.position, length)
        except (OSError, ValueError) as lost:
            raise LostBodyError(f"evidence is lost: {lost}") from lost

    def record(self, sha256: str) -> tuple[str, int] | None:
        """The WARC file (in the evidence folder) and the offset, in bytes, of the record that holds a body."""
        place = self._place(sha256)
        return None if place is None else place[:2]

    def _place(self, sha256: str) -> Place | None:
        row = self._db.execute("SELECT file, position, size FROM body WHERE sha256 = ?", (sha256,)).fetchone()
        return None if row is None else Place(*row)

    def _keep(self, sha256: str, body: bytes) -> None:
        if len(body) > self.keeps // 4:
            return
        self._bodies[sha256] = body
        self._cached += len(body)
        while self._cached > self.keeps:
            self._cached -= len(self._bodies.popitem(last=False)[1])

    def write_verdicts(self, verdicts: Iterable[VerdictRow], *, finished: str | None = None) -> None:
        """File the verdicts of the run, instead of any filed before; needs a store opened for writing."""
        with transaction(self._db) as db:
            db.execute("DELETE FROM verdict")
            db.executemany(
                "INSERT INTO verdict VALUES (?, ?, ?, ?, ?)",
                ((*one[:4], as_json(one.data)) for one in verdicts),
            )
            db.execute("UPDATE run SET state = 'judged' WHERE state IN ('gathered', 'judged')")
            if finished is not None:
                db.execute("UPDATE run SET finished = ?", (finished,))

    def verdicts(self) -> tuple[VerdictRow, ...]:
        """The verdicts as filed."""
        rows = self._db.execute("SELECT * FROM verdict ORDER BY agency, item, element")
        return tuple(VerdictRow(**{**dict(row), "data": json.loads(row["data"])}) for row in rows)


def open_evidence(folder: Path, *, write: bool = False) -> EvidenceStore:
    """Open a run folder for reading (or to file verdicts); raises LedgerError when none can be read there."""
    return EvidenceStore(folder, write=write)
