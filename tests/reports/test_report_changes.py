"""What changed, since when, how often."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.audit.diff import diff_audits
from crawler.cli.diff import diff_lines
from reports import view
from reports.changes import History, Timeline, changes, outline


def audit(day: str, **statuses: str) -> dict:
    items = [{"id": item, "status": status, "findings": []} for item, status in statuses.items()]
    return {"audit": {"as_of": day}, "agencies": [{"id": "a", "score": {"oit": 90.0}, "items": items}]}


@pytest.mark.parametrize(
    ("before", "now", "kind"),
    [
        ("pass", "fail", "broken"),
        ("fail", "pass", "fixed"),
        ("pass", "unverified", "unseen"),
        ("unverified", "pass", "seen_again"),
        ("fail", "waived", "waived"),
        ("fail", "fail", None),
        ("waived", "pass", None),
    ],
)
def test_kinds_of_change(before, now, kind):
    found = changes(outline(audit("2025-04-15", O1=before)), view.read(audit("2025-04-16", O1=now)))
    assert [change.kind for change in found] == ([kind] if kind else [])


STATUSES = ("pass", "fail", "unverified", "waived")


@pytest.mark.parametrize("now", STATUSES)
@pytest.mark.parametrize("before", STATUSES)
def test_the_pages_and_oit_diff_tell_the_same(before, now):
    old, new = audit("2025-04-15", O1=before), audit("2025-04-16", O1=now)
    told = {kind for kind, rows in diff_audits(old, new).items() if rows} - {"still"}
    assert told == {change.kind for change in changes(outline(old), view.read(new))}


def test_diff_names_what_only_one_audit_has_and_what_is_newly_found():
    old, new = audit("2025-04-15", O1="fail", O2="pass"), audit("2025-04-16", O2="pass", O3="fail")
    found = {"code": "links.broken", "severity": "warning", "fingerprint": "f", "message_th": "ลิงก์เสีย"}
    new["agencies"][0]["items"][0]["findings"] = [found]
    told = {
        kind: [(row["item"], row["codes"]) for row in rows] for kind, rows in diff_audits(old, new).items()
    }
    assert {kind: rows for kind, rows in told.items() if rows} == {
        "gone": [("O1", [])],
        "new": [("O3", [])],
        "new_findings": [("O2", ["links.broken"])],
    }
    assert [line.strip() for line in diff_lines(diff_audits(old, old), {"a": "เขตก"}, "th")] == [
        "ยังไม่ผ่านเหมือนเดิม (1)",
        "เขตก O1: ไม่ผ่าน",
    ]
    mended = audit("2025-04-17", O1="pass", O2="pass")
    assert [line.strip() for line in diff_lines(diff_audits(old, mended), {}, "en")] == [
        "mended (1)",
        "a O1: Fail → Pass",
    ]


def test_a_new_item_is_no_change():
    assert (
        changes(outline(audit("2025-04-15", O1="pass")), view.read(audit("2025-04-16", O1="pass", O2="fail")))
        == ()
    )
    assert changes(None, view.read(audit("2025-04-16", O1="fail"))) == ()


def timeline(statuses: str) -> Timeline:
    words = {"p": "pass", "f": "fail", "u": "unverified"}
    return Timeline(tuple((date(2025, 4, day), words[sign]) for day, sign in enumerate(statuses, 1)))


@pytest.mark.parametrize(
    ("nights", "since", "last_pass", "flaps"),
    [
        ("p", None, 1, 0),
        ("ff", 1, None, 0),
        ("pff", 2, 1, 1),
        ("pfpf", 4, 3, 3),
        ("ppuf", 4, 2, 1),
        ("pfuf", 2, 1, 1),
    ],
)
def test_since_when(nights, since, last_pass, flaps):
    line = timeline(nights)
    assert line.since == (since and date(2025, 4, since))
    assert line.last_pass == (last_pass and date(2025, 4, last_pass))
    assert line.flaps == flaps


def test_runs_of_the_last_nights():
    runs = timeline("pppffp").runs(4)
    assert [(run.status, run.start, run.end) for run in runs] == [
        ("pass", 0, 1),
        ("fail", 1, 3),
        ("pass", 3, 4),
    ]


def test_history_sorts_nights_and_keeps_one_a_day():
    older = [
        audit("2025-04-15", O1="fail"),
        audit("2025-04-14", O1="pass"),
        audit("2025-04-15", O1="pass"),
        {},
    ]
    history = History.of(older, view.read(audit("2025-04-16", O1="fail")))
    assert [status for _, status in history.timeline("a", "O1").nights] == ["pass", "pass", "fail"]
    assert [day.day for day, _ in history.scores("a")] == [14, 15, 16]
    assert history.timeline("a", "O9").nights == ()
