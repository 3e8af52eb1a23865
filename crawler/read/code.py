"""Which code reads: what it once said about some bytes holds as long as the code is the same."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import lxml

import crawler

#: Packages and modules below ``crawler`` that decide what a page says.
_READS = ("read", "thai", "model.py")


@cache
def code_version(*more: str) -> str:
    """Names the code that reads pages, by its bytes: who changes it need not think of this.

    ``more`` are further modules that have a say, by their paths below ``crawler``.
    """
    package = Path(crawler.__file__).parent
    digest = hashlib.sha256(lxml.__version__.encode())
    for name in (*_READS, *more):
        place = package / name
        for path in [place] if place.is_file() else sorted(place.rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()
