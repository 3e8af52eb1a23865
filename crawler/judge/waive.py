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
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from crawler.model import Finding, Waiver


def fingerprint(finding: Finding, item: str) -> str:
    """What makes it the same finding tomorrow: what is wrong, where, with which bytes; not when it was seen."""
    same = [item, finding.code, finding.element, finding.url, [one.sha256 for one in finding.evidence]]
    return hashlib.sha256(json.dumps(same, ensure_ascii=False).encode()).hexdigest()[:16]


def in_force(waivers: Iterable[Waiver], item: str, as_of: date) -> list[Waiver]:
    """The waivers of an item that have not expired."""
    return [w for w in waivers if w.item == item and (w.expires is None or w.expires >= as_of)]


def excusing(waivers: Iterable[Waiver], deciding: Sequence[str]) -> Waiver | None:
    """The waiver that excuses an item which the findings with these fingerprints decide, if any does.

    One of the whole item, or else those of every deciding finding; a finding that is not waived keeps the verdict.
    """
    bound = {waiver.finding: waiver for waiver in waivers}
    if None in bound:
        return bound[None]
    return bound[deciding[0]] if deciding and all(one in bound for one in deciding) else None


def lapsed(waiver: Waiver, present: Collection[str]) -> bool:
    """Whether the waiver of a finding has nothing left to excuse among the fingerprints that are ``present``."""
    return waiver.finding is not None and waiver.finding not in present


def excuse(
    findings: Sequence[Finding], waivers: Sequence[Waiver], item: str
) -> tuple[tuple[Finding, ...], Waiver | None]:
    """Mark the findings that are waived one by one; the waiver, too, when nothing that decides is left."""
    bound = {waiver.finding: waiver for waiver in waivers if waiver.finding is not None}
    if not bound:
        return tuple(findings), None
    keys = [fingerprint(finding, item) for finding in findings]
    marked = tuple(
        replace(finding, waived=bound[key].reason) if key in bound else finding
        for finding, key in zip(findings, keys, strict=True)
    )
    deciding = [
        key
        for finding, key in zip(findings, keys, strict=True)
        if finding.severity in {"error", "unverified"}
    ]
    return marked, excusing(bound.values(), deciding)
