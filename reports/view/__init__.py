"""``audit.json`` as typed values in one language: what every renderer reads.

An audit may come from an older or a newer release, or from somebody else's program.  So nothing here fails
on a missing or odd key: text becomes ``""``, a list ``()``, a number ``None``.  Every string is made inert
on the way in (:mod:`reports.inert`), so no renderer can forget to.
"""

from __future__ import annotations

from reports.view.findings import SEVERITIES, Finding, Quote
from reports.view.nouns import (
    STATUSES,
    Agency,
    Candidate,
    Document,
    Element,
    Item,
    LinkCheck,
    Month,
    Place,
    Report,
    Step,
    Task,
    item_key,
)  # fmt: skip
from reports.view.reading import read, read_once
from reports.view.values import Json, day, integer, mapping, maps, number, texts

__all__ = [
    "SEVERITIES", "STATUSES", "Agency", "Candidate", "Document", "Element", "Finding", "Item", "Json", "LinkCheck",
    "Month", "Place", "Quote", "Report", "Step", "Task", "day", "integer", "item_key", "mapping", "maps", "number",
    "read", "read_once", "texts",
]  # fmt: skip
