"""One rendered report for all tests of this folder: rendering is tested, not repeated."""

from __future__ import annotations

from pathlib import Path

import pytest

import reports
from tests.reports import sample

FILES = ("json", "csv", "xlsx", "junit", "sarif", "line", "memo", "html")


@pytest.fixture(scope="session")
def audit() -> dict:
    return sample.audit()


@pytest.fixture(scope="session")
def folder(audit, tmp_path_factory) -> Path:
    """A whole report with a fortnight of history, in Thai first."""
    out = tmp_path_factory.mktemp("report")
    reports.render(audit, FILES, out, "th", history=sample.nights())
    return out
