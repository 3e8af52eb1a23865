"""A year of nights in the self-check page: questions to the database and pages a second, on one core.

    python -m bench.portal                                          SQLite
    OIT_PORTAL_DB=postgresql://oit@/portal?host=/tmp python -m bench.portal    an empty PostgreSQL database

365 nights × 50 districts × 22 items; every page is rendered whole, by Django's test client in this process, so a
web server's own cost is not in it.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

NIGHTS, SECONDS = 365, 5.0
LAST = date(2025, 4, 30)


def main() -> None:
    """Make the year, ask for the pages, print what it took."""
    folder = Path(tempfile.mkdtemp(prefix="oit-bench-portal-"))
    os.environ |= {
        "OIT_PORTAL_DATA": str(folder),
        "OIT_PORTAL_AS_OF": LAST.isoformat(),
        "OIT_PORTAL_CHECKLIST": "bma-district-2568",
    }
    try:
        _measure()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measure() -> None:
    from portal.start import prepare, setup

    setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from portal.models import Account

    settings.ALLOWED_HOSTS.append("testserver")
    prepare()
    _year()
    boss, _ = Account.objects.get_or_create(username="bench", role="central")
    client = Client()
    client.force_login(boss)
    print(f"{connection.vendor}: {NIGHTS} nights × 50 districts × 22 items")
    for path in ("/matrix/", "/districts/prawet/", "/districts/prawet/items/O15/", "/nights/"):
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(path)
        queries = len(asked)
        assert answer.status_code == 200, path
        begun, worked, pages = time.perf_counter(), time.process_time(), 0
        while time.perf_counter() - begun < SECONDS:
            client.get(path)
            pages += 1
        core, wall = pages / (time.process_time() - worked), pages / (time.perf_counter() - begun)
        size = len(answer.content) // 1000
        print(
            f"  {path:32} {queries:3} queries  {size:4} kB  {core:6.1f} pages a core second  {wall:6.1f} a second"
        )


def _year() -> None:
    """The index of a year, and the last night's audit.json with findings on a fifth of the items."""
    from django.conf import settings

    from portal import nights
    from portal.models import District, DistrictNight, Night
    from portal.rules import in_force

    rules, districts = in_force(), list(District.objects.all())
    folder = settings.RUNS / "last"
    folder.mkdir(parents=True)
    agencies = [_agency(one, rules.items, at) for at, one in enumerate(districts)]
    audit = {
        "schema_version": "1.0", "tool": {"name": "oit", "version": "bench"}, "agencies": agencies,
        "audit": {
            "id": "bench", "as_of": LAST.isoformat(), "started_at": "", "finished_at": "2025-04-30T02:00:00Z", "complete": True,
            "checklist": {"id": rules.id, "fiscal_year": rules.fiscal_year, "sha256": rules.sha256},
        },
        "summary": {"agencies": 50, "items": 1100, "pass": 880, "fail": 220, "unverified": 0, "waived": 0},
    }  # fmt: skip
    (folder / "audit.json").write_text(json.dumps(audit, ensure_ascii=False), encoding="utf-8")
    nights.index()
    last = Night.objects.get(folder="last")
    rows = list(last.districts.all())
    older = Night.objects.bulk_create(
        Night(folder=f"n{n}", audit_id=f"n{n}", stamp="x", as_of=LAST - timedelta(days=n), finished_at="", checklist=rules.id,
              fiscal_year=rules.fiscal_year, complete=True, summary=last.summary)
        for n in range(1, NIGHTS)
    )  # fmt: skip
    DistrictNight.objects.bulk_create(
        (DistrictNight(night=night, district_id=row.district_id, low=row.low, high=row.high, statuses=row.statuses, deciding=row.deciding)
         for night in older for row in rows),
        batch_size=2000,
    )  # fmt: skip


def _agency(district: object, items: object, at: int) -> dict[str, object]:
    entry = {key: getattr(district, key) for key in ("code", "name_th", "name_en", "site")} | {
        "id": district.pk
    }
    score = {"oit": 92.5, "low": 92.5, "high": 92.5, "estimated": True}
    return entry | {
        "score": score,
        "items": [_item(item, (at + n) % 5 == 0) for n, item in enumerate(items)],
        "links": [],
    }


def _item(item: object, fails: bool) -> dict[str, object]:
    url = "https://example.go.th/page"
    quote = {
        "url": url,
        "where": "heading",
        "quote": "แผนปฏิบัติราชการ ประจำปี 2567",
        "sha256": "ab" * 32,
        "fetched_at": "2025-04-30T01:00:00Z",
    }
    finding = {
        "code": "recency.outdated", "severity": "error", "blame": "document", "element": f"{item.id}.x", "url": url,
        "message_th": "เป็นของปี 2567 แต่ต้องเป็นของปี 2568", "message_en": "older", "fix_th": "เผยแพร่ฉบับปี 2568", "evidence": [quote] * 3,
        "fingerprint": "f" * 16,
    }  # fmt: skip
    document = {
        "url": url,
        "final_url": url,
        "http_status": 200,
        "type": "pdf",
        "title": "แผน",
        "size": 1000,
        "sha256": "ab" * 32,
        "periods": [],
    }
    return {
        "id": item.id, "title_th": item.title.th, "title_en": item.title.en, "status": "fail" if fails else "pass", "points": 3.75,
        "score": 0, "divisions": list(item.divisions), "declared": [url], "findings": [finding] if fails else [], "candidates": [],
        "elements": [{"id": f"{item.id}.x", "required": True, "status": "pass", "document": url}], "documents": [document] * 6,
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
