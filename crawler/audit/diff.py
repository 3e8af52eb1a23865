"""Two audits compared, item by item and finding by finding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_HEADS = {
    "broken": ("เสียใหม่", "broken"),
    "fixed": ("แก้แล้ว", "mended"),
    "unseen": ("ตรวจไม่ได้ในรอบนี้", "no longer verified"),
    "still": ("ยังไม่ผ่านเหมือนเดิม", "still failing"),
    "new_findings": ("ข้อสังเกตใหม่", "new findings"),
    "gone": ("ไม่มีในรอบใหม่", "not in the new audit"),
}


def diff_audits(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """What changed from ``old`` to ``new``.

    ``broken``: passed (or was waived) and fails now; ``fixed``: failed and passes now; ``unseen``: was judged and is
    unverified now; ``still``: failed and fails; ``new_findings``: errors and warnings with a new fingerprint on items
    whose status is the same; ``gone``: items that the new audit does not have.
    """
    changes: dict[str, list[dict[str, Any]]] = {name: [] for name in _HEADS}
    before, after = _items(old), _items(new)
    for key, item in after.items():
        was = before.get(key)
        row = {
            "agency": key[0],
            "item": key[1],
            "was": was["status"] if was else None,
            "is": item["status"],
            "title_th": item.get("title_th", ""),
        }
        row["codes"] = sorted(
            {f["code"] for f in item["findings"] if f["severity"] in {"error", "unverified"}}
        )
        kind = _kind(was["status"] if was else None, item["status"])
        if kind:
            changes[kind].append(row)
        elif was is not None:
            known = {finding.get("fingerprint") for finding in was["findings"]}
            fresh = [
                f
                for f in item["findings"]
                if f["severity"] in {"error", "warning"} and f.get("fingerprint") not in known
            ]
            changes["new_findings"].extend(
                {**row, "codes": [f["code"]], "message_th": f["message_th"]} for f in fresh
            )
    changes["gone"] = [
        {"agency": key[0], "item": key[1], "was": item["status"], "is": None}
        for key, item in before.items()
        if key not in after
    ]
    return changes


def _items(audit: Mapping[str, Any]) -> dict[tuple[str, str], Mapping[str, Any]]:
    return {(agency["id"], item["id"]): item for agency in audit["agencies"] for item in agency["items"]}


def _kind(was: str | None, now: str) -> str | None:
    if now == "fail":
        return "still" if was == "fail" else "broken"
    if now == "unverified" and was in {"pass", "fail", "waived"}:
        return "unseen"
    return "fixed" if now in {"pass", "waived"} and was == "fail" else None


def diff_lines(changes: Mapping[str, list[dict[str, Any]]], lang: str) -> Iterator[str]:
    """The changes in words; a line says so when nothing changed."""
    if not any(changes.values()):
        yield "ไม่มีอะไรเปลี่ยนแปลง" if lang == "th" else "nothing changed"
    for name, heads in _HEADS.items():
        rows = changes[name]
        if not rows:
            continue
        yield f"{heads[lang != 'th']} ({len(rows)})"
        for row in rows:
            yield f"  {row['agency']} {row['item']}: {row['was']} → {row['is']}  {', '.join(row.get('codes', []))}".rstrip()
