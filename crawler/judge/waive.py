"""Waivers: what the central office excuses, always with a reason, never out of sight.

A waiver of an item excuses the item.  A waiver of a *finding* is bound to its fingerprint (what is wrong, where, with
which bytes) and lapses by itself when the finding changes.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from crawler.model import Finding, Waiver


def fingerprint(finding: Finding, item: str) -> str:
    """What makes it the same finding tomorrow: what is wrong, where, with which bytes; not when it was seen."""
    same = [item, finding.code, finding.element, finding.url, [one.sha256 for one in finding.evidence]]
    return hashlib.sha256(json.dumps(same, ensure_ascii=False).encode()).hexdigest()[:16]


def in_force(waivers: Iterable[Waiver], item: str, as_of: date) -> list[Waiver]:
    """The waivers of an item that have not expired."""
    return [w for w in waivers if w.item == item and (w.expires is None or w.expires >= as_of)]


def excuse(
    findings: Sequence[Finding], waivers: Sequence[Waiver], item: str
) -> tuple[tuple[Finding, ...], Waiver | None]:
    """Mark the findings that are waived one by one; the waiver, too, when nothing that decides is left."""
    bound = {waiver.finding: waiver for waiver in waivers if waiver.finding is not None}
    if not bound:
        return tuple(findings), None
    marked = tuple(
        replace(f, waived=bound[key].reason) if (key := fingerprint(f, item)) in bound else f
        for f in findings
    )
    deciding = [f for f in marked if f.severity in {"error", "unverified"}]
    if not deciding or any(f.waived is None for f in deciding):
        return marked, None
    return marked, bound[fingerprint(deciding[0], item)]
