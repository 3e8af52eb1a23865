"""The bundled sample, audited for real: every verdict as expected.yaml says, and why."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from bench.worlds.score import compare, read_truth
from crawler.cli.demo import command
from crawler.demo.server import HERE


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    out = tmp_path_factory.mktemp("demo") / "run"
    result = CliRunner().invoke(command, ["--out", str(out), "--quiet"])
    assert result.exit_code == 0, result.output
    return out


@pytest.fixture(scope="module")
def score(run):
    return compare(read_truth(HERE), json.loads((run / "audit.json").read_text(encoding="utf-8")))


def test_every_item_is_judged_as_expected(score):
    assert score.wrong == []


def test_every_element_is_judged_as_expected(score):
    assert score.wrong_elements == []


def test_every_expected_code_is_said(score):
    assert score.said == score.due


def test_expected_warnings_are_said(score):
    assert score.warnings_said == score.warnings_due


def test_no_other_error_is_said(score):
    assert [line for line in score.unexpected if not line.endswith("(warning)")] == []


def test_the_clean_office_hears_nothing_but_remarks(run):
    audit = json.loads((run / "audit.json").read_text(encoding="utf-8"))
    clean = next(agency for agency in audit["agencies"] if agency["id"] == "suanmali")
    said = [
        (item["id"], f["code"])
        for item in clean["items"]
        for f in item["findings"]
        if f["severity"] != "info"
    ]
    assert said == []


def test_report_opens(run):
    assert "สำนักงานเขตสวนมะลิ" in (run / "index.html").read_text(encoding="utf-8")
