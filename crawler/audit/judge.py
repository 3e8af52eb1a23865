"""Judge a stored run: evidence in, ``audit.json`` out, without one request."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from crawler.audit.document import agency_value, audit_document
from crawler.audit.notes import with_notes
from crawler.evidence.store import VerdictRow
from crawler.judge.agency import judge_agency, unjudged_agency
from crawler.judge.case import Night
from crawler.judge.reading import EvidenceReading
from crawler.remembered import forget
from crawler.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from checklists.model import Checklist
    from crawler.evidence import EvidenceStore
    from crawler.judge.reading import Facts
    from crawler.model import Agency

logger = logging.getLogger(__name__)


def judge_run(
    store: EvidenceStore, agencies: Sequence[Agency], checklist: Checklist, as_of: date,
    facts: Facts, districts: dict[str, str], progress: Callable[[int, int], None] | None = None,
    *, items: frozenset[str] | None = None, spool: Path | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The audit of a run.  The same evidence, checklist and day give the same document, byte for byte.

    ``facts`` reads one capture's bytes; ``districts`` maps agency ids to bare names, to tell whose document it is.
    The agencies stand on a :class:`~crawler.shelf.Shelf` in the folder ``spool`` (default: the run's), one at a time in
    memory.
    """
    reading = EvidenceReading(store, facts)
    night = Night(checklist, as_of, reading, districts)
    judged = [agency for agency in agencies if agency.declarations]
    values = Shelf(store.folder if spool is None else spool)
    for done, agency in enumerate(judged, 1):
        values.append(agency_judged(agency, night, items))
        reading.forget()
        forget()
        if progress is not None:
            progress(done, len(judged))
    silent = [agency for agency in agencies if not agency.declarations]
    run = store.run
    return with_notes(audit_document(run, checklist, as_of, values, silent), run)


def agency_judged(agency: Agency, night: Night, items: frozenset[str] | None) -> dict[str, Any]:
    """One agency as plain values; a fault of ours in it leaves its items unverified, and the other agencies alone."""
    try:
        return agency_value(judge_agency(agency, night, items), night.checklist)
    except Exception as fault:
        logger.exception("a fault of ours in the judgement of %s", agency.id)
        return agency_value(unjudged_agency(agency, night, items, fault), night.checklist)


def verdict_rows(audit: dict[str, Any]) -> Iterator[VerdictRow]:
    """The rows to file in the ledger: one for each item, one for each element."""
    for agency in audit["agencies"]:
        for item in agency["items"]:
            codes = [finding["code"] for finding in item["findings"]]
            yield VerdictRow(agency["id"], item["id"], "", item["status"], {"codes": codes})
            for element in item["elements"]:
                seen = {"document": element["document"]}
                yield VerdictRow(agency["id"], item["id"], element["id"], element["status"], seen)
