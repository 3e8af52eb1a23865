"""The self-check: what an officer types, and what is answered."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner

from crawler.cli import cli
from crawler.cli.answer import answer, asked, nobody_answered
from crawler.cli.check import _declaring
from crawler.demo.server import serve_demo
from crawler.targets import load_targets

URL = "https://x.go.th/ita/15"
GONE = {
    "code": "presence.http_error", "severity": "error", "blame": "site",
    "message_th": "ลิงก์เสีย", "message_en": "Broken link", "fix_th": "แก้ลิงก์", "fix_en": "Mend it", "url": URL,
    "evidence": [{"url": URL, "where": "response", "quote": "HTTP 404"}, {"url": URL, "where": "connection", "quote": "[Errno -2]"}],
}  # fmt: skip
PLAIN_HTTP = {
    "code": "links.insecure",
    "severity": "info",
    "element": None,
    "message_th": "ใช้ http",
    "message_en": "plain http",
}
ITEM = {
    "id": "O15", "title_th": "จัดซื้อจัดจ้าง", "title_en": "Procurement", "status": "fail", "declared": [URL],
    "elements": [
        {"id": "O15.a", "title_th": "ประกาศ", "title_en": "Notices", "required": True, "status": "fail", "chain": [
            {"step": "declared", "text": URL, "url": URL}, {"step": "rule", "text": "presence.http_error", "url": URL},
            {"step": "verdict", "text": "fail", "url": URL},
        ]},
        {"id": "O15.b", "title_th": "รายเดือน", "title_en": "Monthly", "required": True, "status": "pass", "document": f"{URL}.xlsx",
         "chain": [
            {"step": "link", "text": "สรุปผล", "url": URL},
            {"step": "named by title", "text": "สรุปผลรายเดือน ≈ สรุปผล (0.95)", "url": URL},
            {"step": "named by link", "text": "สรุปผล ≈ สรุปผล (0.90)", "url": URL},
            {"step": "period", "text": "text: ประกาศ ณ วันที่ 4", "url": URL}, {"step": "verdict", "text": "pass", "url": URL},
         ],
         "series": {"2024-10": {"state": "found"}, "2024-11": {"state": "missing"}, "2024-12": {"state": "missing"}}},
        {"id": "O15.c", "title_th": "คอลัมน์", "title_en": "Columns", "required": False, "status": "pass"},
    ],
    "findings": [
        {**GONE, "element": "O15.a"}, {**GONE, "element": "O15.c", "severity": "warning"}, PLAIN_HTTP, PLAIN_HTTP,
    ],
    "candidates": [{"url": "https://x.go.th/other", "reason": "ชื่อเหมือน"}],
}  # fmt: skip


def test_the_answer_reads_as_an_officer_does():
    assert list(answer(ITEM, "th")) == [
        "✗ ไม่ผ่าน  O15 จัดซื้อจัดจ้าง",
        f"  ตรวจที่: {URL}",
        "  ✗ ประกาศ",
        "      ไม่พบเอกสาร",
        "    ✗ ลิงก์เสีย  [presence.http_error]",
        f"        คำตอบของเซิร์ฟเวอร์: “HTTP 404”  {URL}",
        "      → แก้ลิงก์",
        "  ✓ รายเดือน",
        f"      พบ: {URL}.xlsx",
        "      ลิงก์: สรุปผล",
        "      ชื่อเรื่อง: “สรุปผลรายเดือน” คล้าย “สรุปผล” (95%)",
        "      ช่วงเวลา: เนื้อความ: ประกาศ ณ วันที่ 4",
        "      ✓ พบ: ต.ค. 2567",
        "      ✗ ขาด: พ.ย. 2567, ธ.ค. 2567",
        "      · ยังไม่ถึงกำหนด: ม.ค. 2568, ก.พ. 2568, มี.ค. 2568, เม.ย. 2568, พ.ค. 2568, มิ.ย. 2568, ก.ค. 2568, ส.ค. 2568, ก.ย. 2568",
        "  ! คอลัมน์ (แนะนำ ไม่มีผลต่อคะแนน)",
        "    ! ลิงก์เสีย  [presence.http_error] (เหตุเดียวกับข้างต้น)",
        "    i ใช้ http  [links.insecure] ×2",
        "  อาจหมายถึงที่อยู่นี้: https://x.go.th/other  ชื่อเหมือน",
    ]


@pytest.mark.parametrize(
    ("url", "status", "error", "doubt"),
    [
        ("https://x.go.th/a", None, "fetch.connection", True),
        ("x.go.th/a", None, "presence.http_error", True),
        ("https://x.go.th/a", 404, "presence.http_error", False),
        ("https://x.go.th/a", None, "fetch.blocked_address", False),
        ("htp://x.go.th/a", None, "presence.http_error", False),
    ],
)
def test_our_own_network_is_doubted_where_nobody_answered(url, status, error, doubt):
    asked_for = {"url": url, "http_status": status, "error": error}
    typed_amiss = {"url": "htp://y.go.th", "http_status": None, "error": "presence.http_error"}
    assert nobody_answered({"documents": [asked_for, typed_amiss]}) is doubt
    assert not nobody_answered({"documents": [asked_for, {"url": URL, "http_status": 200, "error": None}]})
    assert not nobody_answered({"documents": []})


def test_a_long_address_without_its_scheme_is_no_file():
    url = "x.go.th/%E0%B8%82" + "%E0%B8%82" * 40
    assert [one.url for one in _declaring([], None, "O5", [url]).declarations] == [url]


def test_the_english_answer_is_english():
    assert not re.search(
        "[ก-๙]", "".join(answer({**ITEM, "elements": ITEM["elements"][:1], "candidates": []}, "en"))
    )


def test_what_was_asked_is_told_line_by_line():
    documents = [{"url": URL, "http_status": 404, "type": None, "size": 0, "error": "presence.http_error"},
                 {"url": f"{URL}.xlsx", "http_status": 200, "type": "xlsx", "size": 12_300, "error": None}]  # fmt: skip
    assert list(asked("prawet", [{"id": "O15", "documents": documents}], "th")) == [
        f"prawet  O15  404  presence.http_error  {URL}",
        f"prawet  O15  200  xlsx 12.3 kB  {URL}.xlsx",
    ]


@pytest.fixture(scope="module")
def demo():
    with serve_demo() as web:
        yield web


def check(*arguments):
    return CliRunner().invoke(cli, ["check", *map(str, arguments)])


def test_an_item_is_checked_by_the_agencys_thai_name_and_rendered(demo, tmp_path):
    agency = load_targets(demo.targets_path)[0]
    declared = next(one for one in agency.declarations if one.item == "O1")
    done = check(
        declared.url, "--item", "ข้อ 1", "--agency", agency.name_th, "--targets", demo.targets_path, "--allow-private-hosts",
        "--as-of", "30/4/2568", "--checklist", "bma-district-2568", "--delay", 0, "-v",
        "--format", "json,csv,xlsx,html,junit,sarif", "--out", tmp_path / "out",
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert (found["id"], found["declared"]) == ("O1", [declared.url])
    assert done.exit_code == (1 if found["status"] == "fail" else 0)
    assert f"{agency.id}  O1  200  html" in done.stderr
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert {
        "audit.json",
        "audit.csv",
        "report.xlsx",
        "index.html",
        "oit.sarif",
        "junit.xml",
        "ledger.sqlite3",
    } <= written


@pytest.mark.parametrize(
    ("arguments", "thai", "english"),
    [
        (["list.xlsx", "--item", "O1"], "list.xlsx เป็นไฟล์ในเครื่องนี้ ไม่ใช่ URL", "oit inspect list.xlsx"),
        ([URL, "--item", "O99"], "ไม่มีข้อ “O99”", "only O1–O22"),
        ([URL, "--item", "สิบห้า"], "ไม่มีข้อ “สิบห้า”", "no item “สิบห้า”"),
        ([URL, "--item", "O1", "--agency", "ประเวด"], "หมายถึง สำนักงานเขตประเวศ (prawet) หรือไม่", "did you mean"),
        ([URL, "--item", "O1", "--agency", "นครปฐม"], "ดูรหัสและชื่อด้วย: oit targets list", "see: oit targets list"),
        ([URL, "--item", "O1", "--format", "terminal,json"], "ใช้พร้อมกันไม่ได้", "cannot both be printed"),
        ([URL, "--item", "O1", "--format", "xlsx"], "เติม --out", "add --out"),
        ([URL, "--item", "O1", "--checklist", "nope"], "ไม่มีแบบตรวจชื่อนี้", "no checklist of this name"),
        ([URL, "--item", "O1", "--targets", "gone.yaml"], "gone.yaml: ไม่พบไฟล์นี้", "there is no such file"),
    ],
)  # fmt: skip
def test_what_cannot_be_checked_is_said_before_anything_is_asked(
    arguments, thai, english, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "list.xlsx").write_bytes(b"")
    done = check(*arguments)
    assert done.exit_code == 2, done.output
    assert thai in done.stderr
    assert english in done.stderr
