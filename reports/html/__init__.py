"""A static folder of pages: ``index.html`` first."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from reports import terminal
from reports.files import write_atomic


def render(audit: Mapping[str, Any], out: Path, lang: str, **_: object) -> list[Path]:
    """Write ``index.html``."""
    page = f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><title>OIT</title><pre>'
    return [write_atomic(out / "index.html", page + escape(terminal.text(audit, lang)) + "</pre></html>\n")]
