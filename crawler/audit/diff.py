"""Two audits compared, item by item and finding by finding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

#: (status before, status now) → the kind of change.  The one table for ``oit diff`` and for the reports; pairs that
#: are not named are no news.
KINDS: Mapping[tuple[str, str], str] = {
    ("pass", "fail"): "broken",
    ("waived", "fail"): "broken",
    ("unverified", "fail"): "broken",
    ("fail", "pass"): "fixed",
    ("pass", "unverified"): "unseen",
    ("fail", "unverified"): "unseen",
    ("waived", "unverified"): "unseen",
    ("unverified", "pass"): "seen_again",
    ("pass", "waived"): "waived",
    ("fail", "waived"): "waived",
    ("unverified", "waived"): "waived",
}
#: Every kind of change with its heading in Thai and English, in the order in which a reader wants them.
HEADS = {
    "broken": ("เสียใหม่", "broken"),
    "fixed": ("แก้แล้ว", "mended"),
    "unseen": ("ตรวจไม่ได้ในรอบนี้", "no longer verified"),
    "seen_again": ("กลับมาตรวจได้ และผ่าน", "verified again, and passing"),
    "waived": ("ยกเว้นเพิ่ม", "newly waived"),
    "still": ("ยังไม่ผ่านเหมือนเดิม", "still failing"),
    "new_findings": ("ข้อสังเกตใหม่", "new findings"),
    "new": ("ข้อที่เพิ่งมีในรอบใหม่", "only in the new audit"),
    "gone": ("ไม่มีในรอบใหม่", "not in the new audit"),
}


def diff_audits(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """What changed from ``old`` to ``new``, by the kinds of :data:`KINDS`.

    Beside them ``new_findings``: errors and warnings with a new fingerprint on items whose status is the same;
    ``new`` and ``gone``: items that only one of the two audits has, which are neither broken nor mended.
    """
    changes: dict[str, list[dict[str, Any]]] = {name: [] for name in HEADS}
    before, after = _items(old), _items(new)
    for key, item in after.items():
        was = before.get(key)
        if was is None:
            changes["new"].append(_row(key, None, item))
            continue
        kind = KINDS.get((was["status"], item["status"]))
        if kind:
            changes[kind].append(_row(key, was, item))
        elif item["status"] == "fail" == was["status"]:
            changes["still"].append(_row(key, was, item))
        else:
            known = {finding.get("fingerprint") for finding in was["findings"]}
            changes["new_findings"].extend(
                {**_row(key, was, item), "codes": [finding["code"]], "message_th": finding["message_th"]}
                for finding in item["findings"]
                if finding["severity"] in {"error", "warning"} and finding.get("fingerprint") not in known
            )
    changes["gone"] = [_row(key, item, None) for key, item in before.items() if key not in after]
    return changes


def _row(
    key: tuple[str, str], was: Mapping[str, Any] | None, item: Mapping[str, Any] | None
) -> dict[str, Any]:
    """One item of one agency, before and now; what only one audit has is ``None`` in the other."""
    findings = item["findings"] if item else []
    return {
        "agency": key[0],
        "item": key[1],
        "was": was["status"] if was else None,
        "is": item["status"] if item else None,
        "title_th": (item or was or {}).get("title_th", ""),
        "codes": sorted({f["code"] for f in findings if f["severity"] in {"error", "unverified"}}),
    }


def _items(audit: Mapping[str, Any]) -> dict[tuple[str, str], Mapping[str, Any]]:
    return {(agency["id"], item["id"]): item for agency in audit["agencies"] for item in agency["items"]}
