"""Judging a stored run needs no network, and loads nothing that has one."""

from __future__ import annotations

import subprocess
import sys

#: What ``oit judge`` imports when it runs.
ROOMS = (
    "crawler.cli.judge", "crawler.cli.errors", "crawler.cli.progress", "crawler.cli.rejudge", "crawler.audit.document",
    "crawler.audit.judge", "crawler.cli.night", "crawler.evidence", "crawler.read.documents", "crawler.targets",
)  # fmt: skip


def test_judging_loads_neither_scrapy_nor_twisted() -> None:
    program = f"import sys, {', '.join(ROOMS)}; print(*sorted({{'scrapy', 'twisted', 'pycurl'}} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.split() == []
