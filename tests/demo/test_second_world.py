"""The second acceptance world: its plan is whole, its scorer counts right."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import yaml

from bench.worlds.make import make_world
from bench.worlds.score import compare, read_truth, report
from bench.worlds.second.exhibits import HERE, NAMES, phrase
from bench.worlds.second.house import HOUSES
from bench.worlds.site import verdict
from crawler.demo.offices import ELEMENTS, ITEMS
from crawler.demo.server import load_world

PLAN = yaml.safe_load((HERE / "plan.yaml").read_text(encoding="utf-8"))
#: Every finding code of the contract that a site can deserve.
CODES = {
    f"{family}.{name}"
    for family, names in {
        "presence": (
            "not_declared",
            "http_error",
            "soft_404",
            "element_missing",
            "placeholder",
            "wrong_agency",
            "duplicate_document",
        ),
        "access": ("login_required", "challenge", "forbidden", "robots"),
        "fetch": (
            "timeout",
            "connection",
            "tls",
            "server_error",
            "too_large",
            "truncated",
            "redirect_loop",
            "blocked_address",
        ),
        "recency": ("outdated", "undated", "series_gap", "conflict", "impossible_date", "stale_news"),
        "machine_readable": (
            "not_structured",
            "scanned",
            "garbled_text",
            "encrypted",
            "corrupt",
            "type_mismatch",
            "missing_columns",
            "blank_cells",
        ),
        "links": ("broken", "empty", "self", "redirect", "off_site"),
        "content": ("injected_spam",),
    }.items()
    for name in names
}


def truths():
    return [
        (house, item, special.get("truth", {})) for house in HOUSES for item, special in PLAN[house].items()
    ]


def flat(codes):
    return {code for entry in codes for code in ([entry] if isinstance(entry, str) else entry)}


def test_every_finding_code_is_due_somewhere():
    due = set()
    for _, _, truth in truths():
        due |= flat(truth.get("codes", ())) | set(truth.get("warn", ()))
    assert due == CODES


@pytest.mark.parametrize(("house", "item", "truth"), truths())
def test_a_truth_is_consistent(house, item, truth):
    told = verdict(item, truth)
    assert set(truth.get("fail", ())) | set(truth.get("unverified", ())) <= set(ELEMENTS[item])
    statuses = set(told["elements"].values())
    expected = "fail" if "fail" in statuses else "unverified" if "unverified" in statuses else "pass"
    assert told["status"] == ("waived" if not told["elements"] else expected)
    assert truth.get("why"), "a reason that a doubter can check"


def test_every_element_has_four_names():
    assert set(NAMES) == {element for elements in ELEMENTS.values() for element in elements}
    assert {len(names) for names in NAMES.values()} == {4}


def test_houses_write_years_and_halves_their_own_way():
    assert len({house.year(2568) for house in HOUSES.values()}) == len(HOUSES)
    assert phrase(HOUSES["nongchok"], "O5.plan", 2568, 3) == "แผนปฏิบัติราชการ พ.ศ.๒๕๖๘"
    assert phrase(HOUSES["bangkapi"], "O18.report", 2568, 0).endswith(
        "รอบ 6 เดือน (1 ต.ค. 2567 – 31 มี.ค. 2568)"
    )


def audit_of(status, *findings, elements=()):
    item = {
        "id": "O5",
        "status": status,
        "elements": [{"id": e, "status": s} for e, s in elements],
        "findings": [{"code": code, "severity": severity} for code, severity in findings],
    }
    return {"agencies": [{"id": "a", "items": [item]}]}


def due(status="pass", codes=(), warn=(), **more):
    return {"a": {"O5": {"status": status, "codes": codes, "warn": warn, "elements": {}, "why": "", **more}}}


@pytest.mark.parametrize(
    ("truth", "audit", "right", "false_pass", "false_fail", "unexpected"),
    [
        (due(), audit_of("pass"), 1, 0, 0, 0),
        (due(), audit_of("fail", ("recency.outdated", "error")), 0, 0, 1, 1),
        (due("fail", ["recency.outdated"]), audit_of("pass"), 0, 1, 0, 0),
        (due("fail", ["recency.outdated"]), audit_of("fail", ("recency.outdated", "error")), 1, 0, 0, 0),
        (due("fail", [["a.b", "c.d"]]), audit_of("fail", ("c.d", "error")), 1, 0, 0, 0),
        (due("fail", ["a.b"]), audit_of("fail", ("presence.element_missing", "error")), 1, 0, 0, 0),
        (due("unverified", ["a.b"], accept=["fail"]), audit_of("fail", ("a.b", "error")), 1, 0, 0, 0),
        (due("unverified", optional=True), audit_of("pass"), 0, 1, 0, 0),
        (due("unverified", optional=True), audit_of("fail"), 0, 0, 0, 0),
        (due(), audit_of("pass", ("links.broken", "warning")), 1, 0, 0, 1),
        (due(warn=["links.broken"]), audit_of("pass", ("links.broken", "warning")), 1, 0, 0, 0),
        (due(), {"agencies": []}, 0, 0, 0, 0),
    ],
)
def test_scorer(truth, audit, right, false_pass, false_fail, unexpected):
    score = compare(truth, audit)
    assert score.right == right
    assert [len(x) for x in (score.false_pass, score.false_fail, score.unexpected)] == [
        false_pass,
        false_fail,
        unexpected,
    ]
    assert "items" in report(score, verbose=True)


def test_scorer_reads_the_expectations_of_the_demo():
    assert len(read_truth(Path("crawler/demo"))) == 5


@pytest.mark.skipif(
    "OIT_FONTS" not in os.environ, reason="OIT_FONTS does not name a folder with the Sarabun fonts"
)
def test_world_is_made_again_byte_for_byte(tmp_path):
    for name in ("one", "two"):
        make_world("second", tmp_path / name, Path(os.environ["OIT_FONTS"]))
    files = [p.relative_to(tmp_path / "one") for p in (tmp_path / "one").rglob("*") if p.is_file()]
    assert len(files) > 300
    assert [
        f for f in files if (tmp_path / "one" / f).read_bytes() != (tmp_path / "two" / f).read_bytes()
    ] == []
    truth = json.loads((tmp_path / "one/truth.json").read_text(encoding="utf-8"))["agencies"]
    assert [list(items) for items in truth.values()] == [list(ITEMS)] * 8
    assert len(load_world(tmp_path / "one")) == 11
