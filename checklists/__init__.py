"""Checklists: what must stand on an agency's website, as data (``*.yaml``), one file a fiscal year."""

from __future__ import annotations

from checklists.editions import Edition, available, load_checklist, newest
from checklists.model import (
    Bilingual,
    Checklist,
    Column,
    Demand,
    Element,
    Heads,
    Indicator,
    Item,
    Layout,
    Level,
    Milestone,
    PeriodRule,
    Scoring,
    Series,
    Signs,
    SubIndicator,
    Synonym,
)

__all__ = [
    "Bilingual",
    "Checklist",
    "Column",
    "Demand",
    "Edition",
    "Element",
    "Heads",
    "Indicator",
    "Item",
    "Layout",
    "Level",
    "Milestone",
    "PeriodRule",
    "Scoring",
    "Series",
    "Signs",
    "SubIndicator",
    "Synonym",
    "available",
    "load_checklist",
    "newest",
]
