"""Two small districts and nights made by hand, for the pages."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.test import Client

from portal import districts, rules
from portal.models import District

HOSTILE = "<script>alert('x')</script>\"'&{{7*7}}"
PASSWORD = "ข้าวผัดกะเพราไข่ดาว"
RULES = "bma-district-2568"


def districts_of() -> list[dict[str, Any]]:
    return [
        {"id": "phaya", "code": "1001", "name_th": "สำนักงานเขตพญา", "name_en": "Phaya District Office", "site": "https://phaya.example.go.th/"},
        {"id": "rama", "code": "1002", "name_th": "สำนักงานเขตรามา", "name_en": "Rama District Office", "site": "https://rama.example.go.th/"},
    ]  # fmt: skip


def districts_made() -> None:
    for rank, facts in enumerate(districts_of()):
        one = District.objects.create(rank=rank, allowed_hosts=[facts["site"].split("/")[2]], **facts)
        districts.save_draft(one, "O1", [f"{facts['site']}o1"], "import")
        districts.submit(one, "O1", "import")


def night(
    as_of: str, statuses: dict[str, dict[str, str]] | None = None, *, complete: bool = True, sha: str = "ab"
) -> str:
    """A run folder with an audit.json in which everything passes but O1, which fails, unless told otherwise."""
    checklist = rules.load(RULES)
    folder = settings.RUNS / as_of
    folder.mkdir(parents=True, exist_ok=True)
    agencies = [
        _agency(facts, checklist, (statuses or {}).get(facts["id"], {}), sha) for facts in districts_of()
    ]
    audit = {
        "schema_version": "1.0",
        "tool": {"name": "oit", "version": "0"},
        "audit": {
            "id": as_of, "as_of": as_of, "started_at": f"{as_of}T01:00:00Z", "finished_at": f"{as_of}T02:00:00Z",
            "complete": complete, "withheld": None if complete else "the network was down",
            "checklist": {"id": RULES, "fiscal_year": 2568, "sha256": "0" * 64},
        },
        "summary": {"agencies": 2, "items": 44, "pass": 42, "fail": 2, "unverified": 0, "waived": 0},
        "agencies": agencies,
    }  # fmt: skip
    path = folder / "audit.json"
    path.write_text(json.dumps(audit, ensure_ascii=False), encoding="utf-8")
    return folder.name


def _agency(facts: dict[str, Any], checklist: Any, statuses: dict[str, str], sha: str) -> dict[str, Any]:
    items = [
        _item(item, statuses.get(item.id, "fail" if item.id == "O1" else "pass"), facts, sha)
        for item in checklist.items
    ]
    return {
        **facts,
        "score": {"oit": 95.0, "low": 95.0, "high": 95.0, "estimated": True},
        "items": items,
        "links": [],
    }


def _item(item: Any, status: str, facts: dict[str, Any], sha: str) -> dict[str, Any]:
    url = f"{facts['site']}{item.id.lower()}"
    findings = [
        {
            "code": "presence.element_missing", "severity": "error", "blame": "site", "element": f"{item.id}.x",
            "message_th": f"ไม่พบ {HOSTILE}", "message_en": f"missing {HOSTILE}", "fix_th": f"เพิ่ม {HOSTILE}", "url": url,
            "fingerprint": f"{facts['id']}{item.id}{sha}",
            "evidence": [{"url": "javascript:alert(1)", "sha256": sha * 32, "fetched_at": "2025-04-30T01:00:00Z", "where": "heading", "quote": HOSTILE}],
        }
    ] if status == "fail" else []  # fmt: skip
    return {
        "id": item.id, "title_th": item.title.th, "title_en": item.title.en, "status": status, "points": 1.5,
        "score": 100, "divisions": list(item.divisions), "declared": [url], "findings": findings, "candidates": [],
        "elements": [{"id": f"{item.id}.x", "required": True, "status": status, "document": None}],
        "documents": [{"url": url, "final_url": url, "http_status": 200, "type": "html", "title": HOSTILE, "size": 10}],
    }  # fmt: skip


def with_planted_session() -> tuple[Client, str]:
    """A browser that somebody gave a session before anybody signed in, and that session's key."""
    client = Client()
    client.get("/sign-in/")
    session = client.session
    session["x"] = 1
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client, session.session_key


@contextmanager
def kept() -> Iterator[Callable[[], None]]:
    """Set the files of the data folder aside; yields what puts them back as they were, to their very moments."""
    with TemporaryDirectory(prefix="oit-kept-") as aside:
        shutil.copytree(settings.RUNS, f"{aside}/runs")
        shutil.copy2(settings.TARGETS, aside)

        def restore() -> None:
            forget()
            shutil.copytree(f"{aside}/runs", settings.RUNS)
            shutil.copy2(f"{aside}/{settings.TARGETS.name}", settings.TARGETS)

        yield restore
    forget()


def forget() -> None:
    """Remove what a test left in the data folder."""
    for folder in (settings.RUNS, settings.CHECKS, settings.UPLOADS):
        shutil.rmtree(folder, ignore_errors=True)
    settings.TARGETS.unlink(missing_ok=True)
