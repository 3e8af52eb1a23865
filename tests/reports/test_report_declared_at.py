"""A finding points at the line of the targets file that declares its URL."""

from __future__ import annotations

import json
from datetime import date

import pytest

from checklists import load_checklist
from crawler.audit.document import agency_value, audit_document
from crawler.cli.audit import _from_here
from crawler.judge.agency import judge_agency
from crawler.judge.case import Night
from crawler.targets import load_targets
from reports import audit_json, github, sarif, view
from tests.judge.world import NAMES, World

TARGETS = """\
version: 1
agencies:
  - id: here
    code: "1099"
    name_th: สำนักงานเขตทดสอบ
    name_en: Test District Office
    site: http://office.example/
    declared:
      O1: http://office.example/gone
      O5:
        - http://office.example/plan
        - http://office.example/lost
"""
RUN = {
    "id": "x", "started": "2025-04-30T01:00:00Z", "finished": "2025-04-30T02:00:00Z", "complete": True, "requests": 3,
    "bytes": 0,
}  # fmt: skip
#: Item → line of the URL that fails; O2 is declared nowhere, so the office's entry is shown.
LINES = {"O1": 9, "O2": 3, "O5": 12}


@pytest.fixture
def audit(tmp_path, monkeypatch):
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "targets.yaml").write_text(TARGETS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    (agency,) = load_targets(_from_here(tmp_path / "lists" / "targets.yaml"))
    rules = load_checklist("bma-district-2568")
    day = date(2025, 4, 30)
    verdict = judge_agency(agency, Night(rules, day, World({"/plan": "<p>แผน</p>"}), NAMES))
    return audit_document(RUN, rules, day, [agency_value(verdict, rules)], [])


def test_the_audit_names_file_and_line_of_every_url(audit):
    items = {item["id"]: item for item in audit["agencies"][0]["items"]}
    assert items["O5"]["declared_at"] == [
        {"url": "http://office.example/plan", "source": "lists/targets.yaml", "line": 11},
        {"url": "http://office.example/lost", "source": "lists/targets.yaml", "line": 12},
    ]
    assert items["O2"]["declared_at"] == []
    assert audit["agencies"][0]["declared_at"] == {"source": "lists/targets.yaml", "line": 3}
    assert audit_json.validate(json.loads(audit_json.dumps(audit))) == []


def test_annotations_and_code_scanning_point_there(audit):
    report = view.read(audit)
    annotations = list(github.lines(report))
    results = sarif.document(report)["runs"][0]["results"]
    for item, line in LINES.items():
        assert any(f"file=lists/targets.yaml,line={line},title=here {item} " in one for one in annotations)
        place = next(one for one in results if one["properties"]["item"] == item)["locations"][0]
        assert place["physicalLocation"] == {
            "artifactLocation": {"uri": "lists/targets.yaml"},
            "region": {"startLine": line},
        }


def test_a_finding_points_at_its_own_url_where_several_are_declared():
    item = {
        "id": "O5",
        "declared_at": [
            {"url": f"http://office.example/{name}", "source": "t.yaml", "line": n}
            for n, name in enumerate("ab", 4)
        ],
    }
    (agency,) = view.read({"agencies": [{"id": "here", "items": [item]}]}).agencies
    assert [agency.items[0].place_of(f"http://office.example/{name}").line for name in "bax"] == [5, 4, 4]


def test_what_was_typed_on_the_command_line_is_in_no_file(tmp_path):
    (agency,) = view.read(
        {"agencies": [{"id": "here", "declared_at": None, "items": [{"id": "O5"}]}]}
    ).agencies
    assert agency.items[0].place_of("http://office.example/a") is None
