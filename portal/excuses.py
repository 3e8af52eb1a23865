"""The waivers of this moment laid over the verdicts of a night, as the next night would: by the judge's own rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from checklists import Checklist
from crawler import model
from crawler.audit.document import standing
from crawler.errors import InputError
from crawler.judge import waive
from crawler.judge.score import score
from portal import rules
from portal.models import DistrictNight, Waiver

Json = Mapping[str, Any]
Statuses = Mapping[str, str]
#: Statuses that a waiver changes, severities of the findings that stand in its way.
_OPEN, _DECIDING = frozenset({"fail", "unverified"}), frozenset({"error", "unverified"})


def deciding(item: Json) -> list[str]:
    """The fingerprints of the findings that stand in the way of an item of ``audit.json``."""
    return [one["fingerprint"] for one in item["findings"] if one["severity"] in _DECIDING]


def _given(waivers: Iterable[Waiver]) -> list[model.Waiver]:
    return [one.as_model() for one in waivers if one.ended_at is None]


def _checklist(name: str) -> Checklist | None:
    """The rules of a night; ``None`` when this release no longer has them: then its own score stands."""
    try:
        return rules.load(name)
    except (InputError, OSError):
        return None


# ------------------------------------------------------------------------------------------ rows of the matrix


def statuses(row: DistrictNight, waivers: Iterable[Waiver]) -> dict[str, str]:
    """The statuses of a district's night with what is waived now."""
    given, today = _given(waivers), rules.today()
    return {
        item: "waived"
        if status in _OPEN and waive.excusing(waive.in_force(given, item, today), row.deciding.get(item, ()))
        else status
        for item, status in row.statuses.items()
    }


def bounds(row: DistrictNight, now: Statuses, checklist: str) -> tuple[float | None, float | None]:
    """The score of a district, low and high, with its waivers; the night's own where nothing is waived."""
    known = _checklist(checklist) if now != row.statuses else None
    if known is None:
        return row.low, row.high
    result = score(dict(now), known)  # type: ignore[arg-type]
    return result.low, result.high


def score_of(row: DistrictNight, waivers: Iterable[Waiver]) -> tuple[float | None, float | None]:
    """The score of a district's night with what is waived now."""
    return bounds(row, statuses(row, waivers), row.night.checklist)


# ------------------------------------------------------------------------------------------ audit.json


def entry(agency: dict[str, Any], waivers: Iterable[Waiver], checklist: str) -> dict[str, Any]:
    """An agency of ``audit.json`` with what is waived now: findings, items, score, and the words about it."""
    given, today = _given(waivers), rules.today()
    items = [_item(one, waive.in_force(given, one["id"], today)) for one in agency["items"]]
    if items == agency["items"]:
        return agency
    known, now = _checklist(checklist), {one["id"]: one["status"] for one in items}
    changed = known is not None and any(
        one["status"] != was["status"] for one, was in zip(items, agency["items"], strict=True)
    )
    return {**agency, **(standing(now, known) if changed and known else {}), "items": items}


def _item(item: dict[str, Any], given: Sequence[model.Waiver]) -> dict[str, Any]:
    if not given:
        return item
    reasons = {one.finding: one.reason for one in given}
    findings = [
        {**one, "waived": reasons[one["fingerprint"]]} if one["fingerprint"] in reasons else one
        for one in item["findings"]
    ]
    by = waive.excusing(given, deciding(item)) if item["status"] in _OPEN else None
    if by is None:
        return {**item, "findings": findings}
    told = {
        "reason": by.reason,
        "author": by.author,
        "expires": by.expires.isoformat() if by.expires else None,
    }
    return {**item, "findings": findings, "status": "waived", "score": 100, "points": 0.0, "waiver": told}
