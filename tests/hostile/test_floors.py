"""Version floors: below these, a library is known to let strangers in.  No database of advisories is asked.

A floor that moves is moved here, with its reason, and in ``pyproject.toml``, so that nobody installs less.
"""

from __future__ import annotations

import re
import sqlite3
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from crawler.evidence.writer import begin_run
from tests.gather.runs import QUICK, agency

ROOT = Path(__file__).parents[2]

FLOORS = {
    "scrapy": (
        "2.19",
        "CVE-2026-105782 (2.14.2): a header of a site ends the crawler; only 2.19 is supported",
    ),
    "twisted": ("26.4", "CVE-2026-42304: names that cost a server its time"),
    "lxml": ("6.1", "CVE-2026-41066: iterparse reads local files"),
    "brotli": ("1.2", "CVE-2025-6176: bombs in one block"),
    "pdfminer.six": ("20251230", "CVE-2025-64512 and its incomplete first fix: a PDF runs code"),
    "pyyaml": ("5.4", "CVE-2020-14343: a YAML file runs code"),
    "idna": ("3.7", "CVE-2024-3651: quadratic time"),
    "jinja2": ("3.1.6", "CVE-2025-27516: out of the sandbox"),
    "openpyxl": ("3.1", "CVE-2017-5992: entities"),
    "cryptography": ("42.0.4", "CVE-2024-26130: a certificate file ends the process"),
    "requests": ("2.32.4", "CVE-2024-47081: credentials of another host"),
    "urllib3": ("2.5", "CVE-2025-50181: redirects that were switched off are followed"),
    "protego": ("0.6.2", "rules with many stars keep a regular expression busy for ever"),
    "pydantic": ("2.4", "CVE-2024-3772: quadratic time"),
    "django": ("5.2.8", "CVE-2025-64459: SQL through a query's connector"),
    "waitress": ("3.0.1", "CVE-2024-49768: two requests in one"),
}


@pytest.mark.parametrize("name", FLOORS)
def test_installed(name):
    floor, why = FLOORS[name]
    assert Version(version(name)) >= Version(floor), why


def test_declared():
    """Every package of the table is asked for, and above its floor."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [
        *project["dependencies"],
        *(one for extra in project["optional-dependencies"].values() for one in extra),
    ]
    found = {one.name.lower(): one for one in map(Requirement, asked)}
    assert set(FLOORS) <= set(found)
    for name, (floor, why) in FLOORS.items():
        lowest = max(Version(one.version) for one in found[name].specifier if one.operator == ">=")
        assert lowest >= Version(floor), why


def test_no_write_ahead_log_below_its_fix(tmp_path):
    """SQLite before 3.51.3 can damage a database in WAL mode that two connections write: none of ours is in it."""
    begin_run(tmp_path, [agency({"O1": ["http://a.go.th/"]})], QUICK.as_json(), {})
    db = sqlite3.connect(tmp_path / "ledger.sqlite3")
    try:
        assert db.execute("PRAGMA journal_mode").fetchone() != ("wal",)
    finally:
        db.close()
    for source in (ROOT / "crawler").rglob("*.py"):
        assert not re.search(r"journal_mode\s*=\s*wal", source.read_text(encoding="utf-8"), re.IGNORECASE), (
            source
        )
