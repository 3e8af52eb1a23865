"""The verdict on one element: its status, what is said of it, and what carries it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from checklists.model import Element
    from crawler.calendar import Period
    from crawler.judge.case import Candidate
    from crawler.model import Finding
    from crawler.periods.recency import Decision
    from crawler.periods.series import Series

ElementStatus = Literal["pass", "fail", "unverified"]


@dataclass(frozen=True, slots=True)
class ElementVerdict:
    """Status, findings, and the candidates that carry the verdict (several for a series).

    ``spoiled`` are the months of a series that are named only by documents that cannot count.
    """

    element: Element
    status: ElementStatus
    findings: tuple[Finding, ...]
    chosen: tuple[Candidate, ...] = ()
    decision: Decision | None = None
    series: Series | None = None
    spoiled: tuple[Period, ...] = ()


def status_of(findings: Iterable[Finding]) -> ElementStatus:
    """``fail`` if any finding is an error, else ``unverified`` if any is, else ``pass``."""
    severities = {finding.severity for finding in findings}
    if "error" in severities:
        return "fail"
    return "unverified" if "unverified" in severities else "pass"
