"""Periods of documents: what an element demands, what the evidence shows, what is missing from a series."""

from __future__ import annotations

from crawler.periods.demand import Demand, Want
from crawler.periods.evidence import Dated, Source, read_evidence
from crawler.periods.recency import Conflict, Decision, State, decide
from crawler.periods.series import Series, decide_series

__all__ = [
    "Conflict",
    "Dated",
    "Decision",
    "Demand",
    "Series",
    "Source",
    "State",
    "Want",
    "decide",
    "decide_series",
    "read_evidence",
]
