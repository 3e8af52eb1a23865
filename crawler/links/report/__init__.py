"""Reports of a link check, each format one module with ``render(report, lang, verbose=…) -> str``."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from reports.inert import inert_json

if TYPE_CHECKING:
    from crawler.links.findings import Report

#: Format → (module, name of the file that ``--out`` gets; empty: printed).
FORMATS: Mapping[str, tuple[str, str]] = {
    "terminal": ("crawler.links.report.terminal", ""),
    "json": ("crawler.links.report.as_json", "links.json"),
    "csv": ("crawler.links.report.as_csv", "links.csv"),
    "junit": ("crawler.links.report.junit", "links.junit.xml"),
    "sarif": ("crawler.links.report.sarif", "links.sarif"),
    "github": ("crawler.links.report.github", ""),
    "markdown": ("crawler.links.report.markdown", "links.md"),
}


def render(report: Report, form: str, lang: str, *, verbose: bool = False) -> str:
    """The report in one format, ending in a line break (empty when there is nothing to say)."""
    text: str = import_module(FORMATS[form][0]).render(report, lang, verbose=verbose)
    if form in ("json", "sarif"):
        return inert_json(text)
    return text.encode("utf-8", "replace").decode()  # no lone surrogate gets out
