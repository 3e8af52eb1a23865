"""Nights made up for tests: audits in the shape of ``audit.json``, and folders of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from crawler.history.chronicle import STATUSES

FIRST = date(2025, 1, 1)


def day(number: int) -> str:
    """The ``number``-th night, from 1, as an ISO date."""
    return (FIRST + timedelta(days=number - 1)).isoformat()


def audit(
    verdicts: Mapping[tuple[str, str], str],
    number: int = 1,
    *,
    scores: Mapping[str, float] | None = None,
    withheld: str | None = None,
    checklist: str = "rules",
    codes: Mapping[tuple[str, str], list[str]] | None = None,
    answered: Iterable[str] | None = None,
) -> dict[str, Any]:
    """The audit of one night.  ``answered``: the agencies that did (default: all)."""
    agencies: dict[str, list[dict[str, Any]]] = {}
    answering = set(answered) if answered is not None else None
    for (agency, item), status in verdicts.items():
        ok = answering is None or agency in answering
        agencies.setdefault(agency, []).append(
            {
                "id": item, "title_th": f"ข้อมูล {item}", "title_en": item, "status": status, "score": 0, "divisions": [],
                "declared": [f"https://{agency}.go.th/{item}"], "elements": [], "candidates": [],
                "findings": [
                    {"code": code, "severity": "error", "element": f"{item}.x", "blame": "site", "message_th": f"ปัญหา {code}",
                     "message_en": code, "fix_th": "แก้ไข", "fix_en": "mend", "url": None, "evidence": [], "fingerprint": code}
                    for code in (codes or {}).get((agency, item), ["recency.outdated"] if status == "fail" else [])
                ],
                "documents": [{"url": "https://x.go.th", "http_status": 200 if ok else None}],
            }
        )  # fmt: skip
    statuses = list(verdicts.values())
    return {
        "schema_version": "1.0",
        "tool": {"name": "oit", "version": "0"},
        "audit": {
            "id": f"run-{number}", "as_of": day(number), "started_at": f"{day(number)}T18:00:00Z",
            "finished_at": f"{day(number)}T19:30:00Z", "complete": withheld is None, "withheld": withheld,
            "checklist": {"id": checklist, "fiscal_year": 2568, "sha256": "0"},
        },
        "summary": {
            "agencies": len(agencies), "items": len(statuses),
            **{status: statuses.count(status) for status in STATUSES.values()},
            "requests": 5, "bytes": 500, "links_checked": 2, "links_broken": 1,
        },
        "agencies": [
            {"id": name, "code": "1", "name_th": f"สำนักงานเขต{name}", "name_en": name, "site": "",
             "score": {"oit": None, "low": (scores or {}).get(name), "high": 100.0}, "items": items, "links": []}
            for name, items in agencies.items()
        ],
    }  # fmt: skip


def folder(parent: Path, number: int, said: Mapping[str, Any]) -> Path:
    """A run folder with that audit."""
    run = parent / f"run-{number:03d}"
    run.mkdir(parents=True)
    (run / "audit.json").write_text(json.dumps(said, ensure_ascii=False, indent=2), encoding="utf-8")
    return run
