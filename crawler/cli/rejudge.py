"""Judging a stored run and rendering what it says: shared by ``audit``, ``check`` and ``judge``."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from checklists import Checklist
    from crawler.cli.progress import Bar
    from crawler.model import Agency

#: Facts of documents, by their bytes.
FACTS = "facts.sqlite"


def judge_folder(
    folder: Path, rules: Checklist, as_of: date, formats: Sequence[str], lang: str, *, bar: Bar,
    agencies: Sequence[Agency] | None = None, out: Path | None = None, items: frozenset[str] | None = None,
    cache: Path | None = None,
) -> tuple[dict[str, Any], list[Path]]:  # fmt: skip
    """Judge the evidence in ``folder`` and write the reports to ``out`` (default: beside the evidence).

    ``agencies`` are those of the targets file; those for which nothing is declared are listed as such.  ``items``
    judges only these items.  ``cache`` is a folder where the facts of documents are kept from run to run (default:
    the run's own, or the one beside it where its night kept them).
    """
    from crawler.audit.document import agency_names
    from crawler.audit.judge import judge_run, verdict_rows
    from crawler.cli.night import told_by_history
    from crawler.evidence import open_evidence
    from crawler.read.documents import Documents
    from crawler.read.exhibits import Exhibits
    from crawler.targets import load_targets
    from reports import render

    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
    with (
        open_evidence(folder, write=out is None) as store,
        Documents(store, cache=facts_file(folder, cache)) as documents,
    ):
        known = {agency.id: agency for agency in store.agencies()}
        asked = (
            [known.get(agency.id, agency) for agency in agencies]
            if agencies is not None
            else list(known.values())
        )
        documents.read_all(bar.reading)
        names = agency_names(load_targets(None)) | agency_names(asked)
        audit = judge_run(store, asked, rules, as_of, documents, names, bar.judging, items=items, spool=out)
        audit, past = told_by_history(audit, folder)
        if out is None:
            store.write_verdicts(verdict_rows(audit))
        bar.close()
        shown = Exhibits(store, documents)
        written = render(
            audit, formats, out or folder, lang, history=past.outlines(), checklist=rules, exhibits=shown
        )
    return audit, written


def facts_file(folder: Path, cache: Path | None = None) -> Path:
    """The file of facts of a run: in ``cache``, else beside the run where its night kept them, else its own."""
    if cache is not None:
        return cache / FACTS
    shared = folder.absolute().parent / FACTS
    return shared if shared.is_file() and not (folder / FACTS).is_file() else folder / FACTS


def stored_rules(folder: Path, checklist: str | None = None) -> tuple[Checklist, date]:
    """The checklist (or another, if named) and the day that a run was begun with."""
    from checklists import load_checklist
    from crawler.evidence import open_evidence

    with open_evidence(folder) as store:
        run = store.run
    return load_checklist(checklist or run["checklist"]), date.fromisoformat(run["as_of"])


def stored_agencies(folder: Path) -> tuple[Agency, ...]:
    """The agencies that a run was begun with."""
    from crawler.evidence import open_evidence

    with open_evidence(folder) as store:
        return store.agencies()


def stored_release(folder: Path) -> str:
    """The release of oit that began the run in ``folder``."""
    from crawler.evidence import open_evidence

    with open_evidence(folder) as store:
        return str(store.run["tool_version"])
