"""What the nights before know of addresses: when each was last really seen, and which documents never change.

Read from the ledgers of the runs, newest first, and no further back than needed.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING
from zlib import crc32

from crawler.evidence.ledger import LedgerError
from crawler.evidence.store import EvidenceStore
from crawler.history.runs import runs_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

#: Nights that are looked through for an address that nobody saw.
_LOOKED_THROUGH = 30
#: Days after which everything is asked for in full again.
FULL_EVERY = 7


def ledgers(history: Path, *, but: Path | None = None, trusted: bool = False) -> Iterator[EvidenceStore]:
    """The evidence of the runs in ``history``, newest first, each closed when the next is asked for."""
    shunned = but.resolve() if but else None
    for run in reversed(runs_in(history)):
        if run.path.resolve() == shunned or (trusted and not run.trusted):
            continue
        try:
            store = EvidenceStore(run.path)
        except LedgerError:
            continue
        with store:
            yield store


def last_seen(history: Path, keys: Iterable[str], *, but: Path | None = None) -> dict[str, str]:
    """When the run began that last really saw each address, by key, UTC; what none of 30 runs saw is left out."""
    missing = set(keys)
    found: dict[str, str] = {}
    for number, store in enumerate(ledgers(history, but=but)):
        if not missing or number == _LOOKED_THROUGH:
            break
        seen = missing & store.really_seen()
        found.update(dict.fromkeys(seen, str(store.run["started"])))
        missing -= seen
    return found


def requests_of_last_night(history: Path, *, but: Path | None = None) -> dict[str, int]:
    """How many requests the newest trusted run sent to each host; empty when there is none."""
    newest = islice(ledgers(history, but=but, trusted=True), 1)
    return next((store.requests_by_host() for store in newest), {})


def settled(history: Path, enough: int, *, but: Path | None = None) -> dict[str, str]:
    """Documents that were the same whole bytes on each of the last ``enough`` trusted nights: key and hash.

    Empty while there are fewer such nights.
    """
    same: dict[str, str] | None = None
    nights = 0
    for store in ledgers(history, but=but, trusted=True):
        tonight = store.whole_documents()
        same = tonight if same is None else {key: sha for key, sha in same.items() if tonight.get(key) == sha}
        nights += 1
        if nights == enough or not same:
            break
    return same or {} if nights == enough else {}


def resting(unchanged: Mapping[str, str], every: int, today: date) -> dict[str, str]:
    """Those of the documents ``unchanged`` whose night it is not: each has its own night of ``every``."""
    return {
        key: sha256 for key, sha256 in unchanged.items() if (crc32(key.encode()) + today.toordinal()) % every
    }


def full_night_is_due(history: Path, day: date, today: date) -> bool:
    """Whether the last night that asked for everything is a week back (or there is none).

    ``day`` is the day as of which tonight is judged, ``today`` the day of the calendar: whichever has gone on.
    """
    for run in reversed(runs_in(history)):
        if day - date.fromisoformat(run.day) >= timedelta(days=FULL_EVERY):
            return True
        if today - date.fromisoformat(run.started[:10]) >= timedelta(days=FULL_EVERY):
            return True
        if run.trusted and _was_full(run.path):
            return False
    return True


def _was_full(folder: Path) -> bool:
    try:
        with EvidenceStore(folder) as store:
            return not store.run["options"].get("previous")
    except LedgerError:
        return False
