"""Small audits from end to end, for the tests that disturb them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.gather.server import Answer, document, page
from tests.read.paper import lines, written

PLAN = "แผนปฏิบัติราชการประจำปีงบประมาณ พ.ศ. 2568"
REPORT = "รายงานผลการปฏิบัติราชการประจำปีงบประมาณ พ.ศ. 2567"
CSV = "ที่,รายการ,ปี,จำนวนเงิน\n1,ภาษีป้าย,2567,500\n2,ภาษีที่ดิน,2567,900\n"


def paper(title: str) -> Answer:
    return document(written([lines(title, "สำนักงานเขตทดสอบ", "โครงการและกิจกรรมของทุกฝ่ายตลอดทั้งปี")]))


#: An office of three items: one in order, one with a broken link, one in a table.
OFFICE = {
    "/o5": page(
        f'<h1>แผน</h1><p><a href="/plan.pdf">{PLAN}</a></p><p><a href="/report.pdf">{REPORT}</a></p>'
    ),
    "/plan.pdf": paper(PLAN),
    "/report.pdf": paper(REPORT),
    "/o6": page('<h1>คู่มือการปฏิบัติหน้าที่</h1><p><a href="/none.pdf">คู่มือการปฏิบัติหน้าที่</a></p>'),
    "/o9": page('<h1>สถิติการจัดเก็บภาษี</h1><p><a href="/tax.csv">สถิติการจัดเก็บภาษี ปี 2567</a></p>'),
    "/tax.csv": document(CSV.encode(), "text/csv"),
    "/": page('<a href="/o5">แผน</a><a href="/o9">สถิติ</a>'),
}
DECLARED = {"O5": "/o5", "O6": "/o6", "O9": "/o9"}

_TIMES = {"fetched_at", "started_at", "finished_at"}


def untimed(value: Any) -> Any:
    """The value without the times at which things were asked."""
    if isinstance(value, dict):
        return {key: untimed(one) for key, one in value.items() if key not in _TIMES}
    return [untimed(one) for one in value] if isinstance(value, list) else value


def agencies(audit: Path) -> dict[str, bytes]:
    """What an ``audit.json`` says of each agency, as bytes to compare."""
    said = json.loads(audit.read_text(encoding="utf-8"))
    return {one["id"]: json.dumps(untimed(one), ensure_ascii=False).encode() for one in said["agencies"]}
