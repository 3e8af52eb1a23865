"""The evidence of an earlier night: what an address answered then, and the bytes, so that they need not travel again.

Never an answer of its own: an address is believed unchanged only when its server says so (304), or sends the same bytes.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from dataclasses import dataclass, replace
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from crawler.evidence.body import NOTHING
from crawler.evidence.ledger import LedgerError
from crawler.evidence.rows import links_of
from crawler.evidence.store import EVIDENCE_FOLDER, EvidenceStore, LostBodyError, Place, ended
from crawler.evidence.warc import Exchange

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What a 304 says anew (RFC 9110, section 15.4.5); everything else is as it was.
_SAID_ANEW = frozenset({"date", "etag", "last-modified", "expires", "cache-control", "vary", "age"})
#: How the name of a file begins that another run wrote first.
_LENT = "from-"
_SETTLES = timedelta(minutes=1)
#: The whole, good answer of a wired address.
_KNOWN = (
    f"SELECT ?1 AS url, sha256, fetched_at, headers, size FROM capture WHERE {ended('{0} = ?1')} AND error IS NULL "  # noqa: S608 - our own words
    "AND status = 200 AND NOT truncated AND sha256 IS NOT NULL ORDER BY +key DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Known:
    """A whole, good answer of an earlier night."""

    url: str
    sha256: str
    fetched_at: str
    headers: Mapping[str, str]
    size: int = 0

    @property
    def conditions(self) -> dict[str, str]:
        """The request headers that ask "only if it changed"; empty when the answer came without a mark to ask by.

        A Last-Modified alone counts seconds: what was sent in the minute of its change may have changed again since
        (RFC 9110, section 8.8.2.2), so it is a mark only later.
        """
        etag, modified = self.headers.get("etag"), self.headers.get("last-modified")
        if not etag and not (modified and _settled(modified, self.headers.get("date", ""))):
            return {}
        named = {"If-None-Match": etag, "If-Modified-Since": modified}
        return {name: _bytewise(value) for name, value in named.items() if value}

    def answered_again(self, unchanged: Exchange) -> Exchange:
        """The answer as it would have been in full: the old head, with what the 304 says anew; no body."""
        fresh = {name.lower(): value for name, value in unchanged.headers if name.lower() in _SAID_ANEW}
        old = {name: _bytewise(value) for name, value in self.headers.items()}
        return replace(
            unchanged, status=200, reason="OK", headers=tuple({**old, **fresh}.items()), body=NOTHING
        )


class Earlier(EvidenceStore):
    """The evidence of one earlier run, read only.  Not for several threads at once."""

    #: Each answer is looked at once.
    keeps = 0

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._id = str(self.run["id"])
        self._lengths = dict(self._db.execute("SELECT file, bytes FROM warc").fetchall())

    @classmethod
    def of(cls, folder: str) -> Self | None:
        """The evidence in ``folder``; ``None`` when there is none that can be read: the night is then a full one."""
        try:
            return cls(Path(folder)) if folder else None
        except LedgerError:
            return None

    def known(self, url: str) -> Known | None:
        """What a wired address answered, when that was a whole and good answer."""
        row = self._db.execute(_KNOWN, (url,)).fetchone()
        return None if row is None else Known(**{**dict(row), "headers": json.loads(row["headers"])})

    def links(self, question: str) -> tuple[str, ...] | None:
        """What was said of the links of a page; ``None`` when nobody asked, or a release that did not note it."""
        try:
            row = self._db.execute("SELECT answer FROM leads WHERE question = ?", (question,)).fetchone()
        except sqlite3.OperationalError:
            return None
        return None if row is None else links_of(row["answer"])

    def lend(self, sha256: str, to: Path) -> tuple[Place, int]:
        """Let the file that holds a body stand in the evidence folder ``to`` as well: the place there, its length.

        A hard link: no disk is used, and either run may be deleted first.  Between file systems it is a copy.
        Raises KeyError for a body that was never seen, OSError when its file is gone, shorter than it was, or
        cannot be lent.  Whether the bytes are still the same is not looked at: that would read every document
        every night.
        """
        place = self._place(sha256)
        if place is None:
            raise KeyError(sha256)
        source = self.folder / EVIDENCE_FOLDER / place.file
        length = source.stat().st_size
        if length < self._lengths.get(place.file, 0):
            raise LostBodyError(f"evidence is lost: {source} is shorter than it was")
        name = place.file if place.file.startswith(_LENT) else f"{_LENT}{self._id}-{place.file}"
        if not (to / name).exists():
            try:
                os.link(source, to / name)
            except OSError:
                _copied(source, to / name)
        return place._replace(file=name), length


def _copied(source: Path, target: Path) -> None:
    """A durable copy, which has its name when it is whole."""
    draft = target.with_name(f"part-{target.name}")
    try:
        with source.open("rb") as old, draft.open("wb") as new:
            shutil.copyfileobj(old, new)
            new.flush()
            os.fsync(new.fileno())
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _settled(modified: str, sent: str) -> bool:
    """Whether the answer was sent a minute or more after the change that it names."""
    try:
        return parsedate_to_datetime(sent) - parsedate_to_datetime(modified) >= _SETTLES
    except (ValueError, TypeError, OverflowError):
        return False


def _bytewise(value: str) -> str:
    """Header text as it is on the wire, a byte a character."""
    return value if value.isascii() else value.encode().decode("latin-1")
