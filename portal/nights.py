"""The nights: run folders with their ``audit.json``, indexed so that a page about a year needs few rows."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from crawler.judge import waive
from portal import districts, excuses
from portal.models import District, DistrictNight, Night, Waiver, note
from reports import audit_json, view

_LOG = logging.getLogger(__name__)
#: An audit of 1,100 items is some 20 MB in memory: tonight, last night, and one being looked at.
_KEPT = 3
#: Checks among which a finding is looked for.
_CHECKS = 50


# ------------------------------------------------------------------------------------------ the index


def index(folder: Path | None = None) -> int:
    """Take every audit of the folder of runs into the index that is new or was judged again; how many."""
    stamps = dict(Night.objects.values_list("folder", "stamp"))
    taken = 0
    for path in sorted((folder or settings.RUNS).glob(f"*/{audit_json.FILE_NAME}")):
        try:
            stamp = _stamp(path)
            if stamps.get(path.parent.name) != stamp:
                _take(path, stamp)
                taken += 1
        except (OSError, ValueError, KeyError, TypeError) as why:  # an audit half written, or not ours
            _LOG.warning("%s is not indexed: %s", path, why)
    return taken


def _stamp(path: Path) -> str:
    about = path.stat()
    return f"{about.st_mtime_ns}-{about.st_size}"


def _take(path: Path, stamp: str) -> None:
    audit = audit_json.load(path)
    about, checklist = audit["audit"], audit["audit"]["checklist"]
    facts = {
        "audit_id": str(about["id"]), "stamp": stamp, "as_of": about["as_of"], "checklist": checklist["id"],
        "finished_at": about.get("finished_at") or "", "fiscal_year": checklist["fiscal_year"],
        "complete": about["complete"], "withheld": (about.get("withheld") or "")[:500], "summary": audit["summary"],
    }  # fmt: skip
    known = set(District.objects.values_list("pk", flat=True))
    with transaction.atomic():
        night, _ = Night.objects.update_or_create(folder=path.parent.name, defaults=facts)
        night.districts.all().delete()
        DistrictNight.objects.bulk_create(
            _row(night, entry) for entry in audit["agencies"] if entry["id"] in known
        )
        lapsed = night.complete and night == Night.objects.first() and _lapse(audit)
    if lapsed:
        districts.write_file()


def _row(night: Night, entry: Mapping[str, Any]) -> DistrictNight:
    return DistrictNight(
        night=night, district_id=entry["id"], low=entry["score"]["low"], high=entry["score"]["high"],
        statuses={item["id"]: item["status"] for item in entry["items"]},
        deciding={
            item["id"]: excuses.deciding(item)
            for item in entry["items"] if item["status"] in ("fail", "unverified")
        },
    )  # fmt: skip


def _lapse(audit: Mapping[str, Any]) -> bool:
    """End the waivers whose finding is no longer there; where the item could not be judged they stay.

    Whether any did: what the next night reads must not hold them any more.
    """
    items = {(entry["id"], item["id"]): item for entry in audit["agencies"] for item in entry["items"]}
    ended = False
    for waiver in Waiver.objects.filter(ended_at=None).exclude(finding=""):
        item = items.get((waiver.district_id, waiver.item))
        if item is None or item["status"] == "unverified":
            continue
        if waive.lapsed(waiver.as_model(), {one["fingerprint"] for one in item["findings"]}):
            waiver.ended_at, waiver.ended_by, waiver.lapsed = timezone.now(), "", True
            waiver.save(update_fields=["ended_at", "ended_by", "lapsed"])
            note("night", "waiver.lapsed", waiver.district_id, waiver.item, finding=waiver.finding)
            ended = True
    return ended


# ------------------------------------------------------------------------------------------ reading


def latest(*, published: bool = False) -> Night | None:
    """The newest night; with ``published`` the newest that the public may see."""
    nights = Night.objects.filter(published_at__isnull=False) if published else Night.objects.all()
    return nights.first()


def before(night: Night) -> Night | None:
    """The night before, of the same checklist."""
    return Night.objects.filter(checklist=night.checklist, as_of__lt=night.as_of).first()


def audit(night: Night) -> dict[str, Any] | None:
    """The whole ``audit.json`` of a night; ``None`` when its folder is gone."""
    path = settings.RUNS / night.folder / audit_json.FILE_NAME
    try:
        return _load(path, _stamp(path))
    except (OSError, ValueError):
        return None


@lru_cache(_KEPT)
def _load(path: Path, stamp: str) -> dict[str, Any]:
    del stamp  # a part of the key: an audit that was judged again is read again
    return audit_json.load(path)


def alone(night: Night, district: District) -> dict[str, Any] | None:
    """The audit of a night as if it were of one district only, with what is waived now; ``None`` when there is none."""
    whole = audit(night)
    entry = _entry(whole, district.pk) if whole else None
    if whole is None or entry is None:
        return None
    given = [*district.waivers.filter(ended_at=None)]
    return {**whole, "agencies": [excuses.entry(entry, given, night.checklist)]}


def _entry(audit_: Mapping[str, Any], district: str) -> dict[str, Any] | None:
    return next((entry for entry in audit_["agencies"] if entry["id"] == district), None)


def report(night: Night, district: District, lang: str) -> view.Report | None:
    """A night as the report shows it, of one district, with what is waived now."""
    audit_ = alone(night, district)
    if audit_ is None:
        return None
    shown = view.read(audit_, lang)
    agencies = (replace(one, items=tuple(map(_in_our_words, one.items))) for one in shown.agencies)
    return replace(shown, agencies=tuple(agencies))


def finding(night: Night, district: str, item: str, fingerprint: str) -> dict[str, Any] | None:
    """A finding of a night as ``audit.json`` holds it; ``None`` when it has none such."""
    entry = _entry(audit(night) or {"agencies": ()}, district) or {"items": ()}
    found = (one for one in entry["items"] if one["id"] == item)
    return _among((one for it in found for one in it["findings"]), fingerprint)


def checked_finding(district: District, item: str, fingerprint: str) -> dict[str, Any] | None:
    """The same of the checks of a district that still have an answer, newest first."""
    answers = district.checks.filter(state="done", item__in=("", item)).values_list("answer", flat=True)[
        :_CHECKS
    ]
    found = (it for answer in answers for it in answer["items"] if it["id"] == item)
    return _among((one for it in found for one in it["findings"]), fingerprint)


def _among(findings: Iterable[dict[str, Any]], fingerprint: str) -> dict[str, Any] | None:
    return next((one for one in findings if one["fingerprint"] == fingerprint), None)


def finding_shown(finding: Mapping[str, Any], lang: str) -> view.Finding:
    """A finding as the report shows it."""
    return items_report({"items": [{"id": "", "findings": [finding]}]}, lang)[0].findings[0]


def items_report(answer: Mapping[str, Any], lang: str) -> tuple[view.Item, ...]:
    """The items of a check, as the report shows them."""
    shown = view.read({"agencies": [{"id": "check", "items": answer["items"]}]}, lang)
    return tuple(map(_in_our_words, shown.agencies[0].items))


def _in_our_words(item: view.Item) -> view.Item:
    """The item without what a library said of a connection: the message says it, and in the officer's language."""
    return replace(item, findings=tuple(_without_libraries(one) for one in item.findings))


def _without_libraries(finding: view.Finding) -> view.Finding:
    evidence = (replace(one, text="") if one.where == "connection" else one for one in finding.evidence)
    return replace(finding, evidence=tuple(evidence))
