"""The machine-readability grade of a candidate, section of a page or document alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.judge.case import Candidate
    from crawler.model import Grade


def grade_of(candidate: Candidate) -> Grade:
    """``structured`` for a real table on the page, the reader's grade for a document, ``text`` for prose."""
    holding = candidate.holding
    if holding.document is not None:
        return holding.document.grade
    if candidate.nil:
        return "structured"
    if holding.page is not None:
        rows = sum(holding.page.tables[at].table.rows for at in candidate.tables)
        return "structured" if rows else "text"
    return "unreadable"
