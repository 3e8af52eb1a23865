"""Reports: the audit for people and programs, each format one module, from ``audit.json`` alone."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reports.files import published

if TYPE_CHECKING:
    from reports.html.gallery import Exhibits

#: Format → the module that renders it: ``render(audit, out, lang, history=…, …)``.
FORMATS: Mapping[str, str] = {
    "terminal": "reports.terminal",
    "json": "reports.audit_json",
    "csv": "reports.csv_file",
    "xlsx": "reports.xlsx",
    "html": "reports.html",
    "junit": "reports.junit",
    "sarif": "reports.sarif",
    "github": "reports.github",
    "line": "reports.line",
    "memo": "reports.memo",
}

#: The formats that are printed; the others become files.
PRINTED = frozenset({"terminal", "github"})


def render(
    audit: Mapping[str, Any],
    formats: Sequence[str],
    out: Path,
    lang: str,
    *,
    history: Sequence[Mapping[str, Any]] = (),
    checklist: object = None,
    previous: Mapping[str, Any] | None = None,
    exhibits: Exhibits | None = None,
) -> list[Path]:
    """Write ``audit`` into the folder ``out`` in each of ``formats``; return the files that a person opens.

    The files appear together when all of them are written: a report is the old one or the new one.

    ``lang`` is ``th`` or ``en``.  ``history`` holds older audits (``audit.json`` as dicts), oldest first;
    ``previous`` is the one that changes are told against (default: the newest of ``history``); ``checklist``
    is the checklist that the audit was judged by, for the method page; ``exhibits`` is the stored evidence, for
    the first pages of documents and the records that keep them.  ``terminal`` and ``github`` print.

    Raises ``ValueError`` on an unknown format, before anything is written; ``OSError`` when ``out`` cannot
    be written.
    """
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise ValueError(f"unknown format {', '.join(unknown)}; known: {', '.join(FORMATS)}")
    if previous is None and history:
        previous = history[-1]

    def rendered(name: str) -> list[Path]:
        files: list[Path] = import_module(FORMATS[name]).render(
            audit, out, lang, history=history, checklist=checklist, previous=previous, exhibits=exhibits
        )
        return files

    wanted = dict.fromkeys(formats)
    with _read_once(audit, lang, wanted), _uncollected():
        with published(out):
            # Pages last: they offer for download what stands in the folder.
            kept = sorted((name for name in wanted if name not in PRINTED), key=lambda name: name == "html")
            written = [path for name in kept for path in rendered(name)]
        # Printed when all files stand: a reader of our output who leaves early takes none of them along.
        for name in wanted:
            if name in PRINTED:
                rendered(name)
    return written


def _read_once(audit: Mapping[str, Any], lang: str, wanted: Collection[str]) -> AbstractContextManager[None]:
    """The audit read for all formats that tell it in words; the canonical one is the audit itself."""
    if not {*wanted} - {"json"}:
        return nullcontext()
    from reports import view
    from reports.words import LANGUAGES

    return view.read_once(audit, LANGUAGES if "html" in wanted else (lang,))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no circles of garbage: what is read stays to the end, and to look through it takes a third of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
