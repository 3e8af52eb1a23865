"""Addresses that were fine a short while ago need not be asked again: CI jobs run many times a day.

Only good answers are kept; a broken link is looked at anew in every run.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.links.health import Health
from reports.files import write_atomic

FILE_NAME = "oit-links-cache.json"
_VERSION = 1


@dataclass(slots=True)
class Cache:
    """Good answers of earlier runs.  ``now`` and ``max_age`` are seconds; nothing here looks at a clock."""

    folder: Path
    now: float
    max_age: float
    _kept: dict[str, list[Any]]
    hits: int = 0

    @classmethod
    def open(cls, folder: Path, now: float, max_age: float) -> Cache:
        """The cache of ``folder``; a file that cannot be read counts as empty."""
        try:
            data = json.loads((folder / FILE_NAME).read_bytes())
            kept = data["kept"] if data["version"] == _VERSION else {}
        except (OSError, ValueError, KeyError, TypeError):
            kept = {}
        fresh = {url: entry for url, entry in kept.items() if 0 <= now - entry[0] <= max_age}
        return cls(folder, now, max_age, fresh)

    def get(self, url: str, *, tested: bool) -> Health | None:
        """The health of an address that is known to be fine; ``tested``: also for saying *not found*."""
        entry = self._kept.get(url)
        if entry is None or (tested and not entry[4]):
            return None
        self.hits += 1
        return Health(url, None, "", entry[1], entry[2], content_type=entry[3])

    def put(self, health: Health, *, tested: bool) -> None:
        """Keep a good answer."""
        if health.code is None and not health.hops and health.tls is None:
            self._kept[health.url] = [self.now, health.status, health.final_url, health.content_type, tested]

    def save(self) -> None:
        """Write the cache, whole or not at all."""
        text = json.dumps(
            {"version": _VERSION, "kept": self._kept}, ensure_ascii=False, separators=(",", ":")
        )
        write_atomic(self.folder / FILE_NAME, text)
