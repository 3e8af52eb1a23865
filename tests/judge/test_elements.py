"""Verdicts on elements by cases in words, and for each place of words a layout in which it decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from crawler.judge.places import PLACES
from tests.judge.world import judge

_TABLES = ("elements.yaml", "layouts.yaml", "contents.yaml", "nothing.yaml", "papers.yaml", "sites.yaml")
CASES: list[dict[str, Any]] = [
    case for table in _TABLES for case in yaml.safe_load((Path(__file__).parent / table).read_text("utf-8"))
]


def _statuses(case: dict[str, Any]) -> dict[str, str]:
    (item,) = judge(case).items
    found = {one.element.id.partition(".")[2]: one.status for one in item.elements}
    return {element: found[element] for element in case["elements"]}


@pytest.mark.parametrize("case", [pytest.param(case, id=case["what"]) for case in CASES])
def test_elements(case: dict[str, Any]) -> None:
    (item,) = judge(case).items

    assert _statuses(case) == case["elements"]
    assert item.status == case.get("status", item.status)
    said = {finding.code: finding.severity for finding in item.findings}
    assert case.get("codes", {}).items() <= said.items()
    shown = [e.url for f in item.findings if f.code == "presence.uncertain" for e in f.evidence]
    assert shown == case.get("candidates", shown)


@pytest.mark.parametrize("place", list(PLACES))
def test_each_place_decides_somewhere(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A place that never decides would be removed."""
    cases = [case for case in CASES if case.get("place") == place]
    monkeypatch.setitem(PLACES, place, replace(PLACES[place], worth=0.0))

    assert cases, f"no table of tests/judge has a case in which {place} decides"
    assert all(_statuses(case) != case["elements"] for case in cases)


BOX = '<form method="post"><input name="q" type="text">'
TRACKS = "<h1>ระบบติดตามสถานะการขอใบอนุญาต</h1><p>สอบถามสถานะการขอใบอนุญาตได้ที่ฝ่ายที่รับผิดชอบ หรือ <a href='/a'>ติดต่อเรา</a></p>"


@pytest.mark.parametrize(
    ("own", "status"),
    [
        pytest.param("", "fail", id="only the search box that every page of the site has"),
        pytest.param('<input name="number" type="text">', "pass", id="a box of its own beside it"),
    ],
)
def test_what_every_page_has_makes_no_service(own: str, status: str) -> None:
    others = {
        f"/{name}": f"{BOX}<h1>เรื่องที่ {name}</h1><p>สำนักงานเขตทำงานชิ้นที่ {name}</p></form>" for name in "abc"
    }
    verdict = judge(
        {
            "declared": {"O12": ["/page"], "O1": ["/a"], "O6": ["/b"], "O7": ["/c"]},
            "pages": {"/page": f"{BOX}{TRACKS}{own}</form>", **others},
        }
    )

    (tracking,) = (one for item in verdict.items for one in item.elements if one.element.id == "O12.tracking")
    assert tracking.status == status


@pytest.mark.parametrize(("deep", "status"), [(10, "fail"), (2_100, "unverified")])
def test_what_a_page_has_beyond_what_was_read_is_not_said_to_be_missing(deep: int, status: str) -> None:
    page = "<h1>ข่าวประชาสัมพันธ์</h1><p>กิจกรรมของสำนักงานเขตในเดือนนี้ทุกฝ่าย</p>" + "<div>" * deep

    assert judge({"item": "O14", "pages": {"/page": page}}).items[0].status == status


def test_a_link_of_an_item_s_own_row_may_stand_in_the_menu_too() -> None:
    menu = '<nav><a href="/heads">ผู้บริหาร</a><a href="/n">ข่าว</a></nav>'
    others = {f"/{name}": f"{menu}<h1>เรื่อง</h1><p>สำนักงานเขตทำงานชิ้นที่ {name}</p>" for name in "abc"}
    own = '<h1>ข้อมูลพื้นฐาน</h1><table><tr><th>ข้อ</th><th>ข้อมูล</th></tr><tr><td>1</td><td><a href="/heads">ผู้บริหาร</a></td></tr></table>'
    heads = f"{menu}<h1>ผู้บริหาร</h1><p>นายหนึ่ง ใจดี ผู้อำนวยการเขตทดสอบ โทร 0 2888 1101</p>"
    verdict = judge(
        {
            "declared": {"O1": ["/page"], "O5": ["/a"], "O6": ["/b"], "O7": ["/c"]},
            "pages": {"/page": menu + own, "/heads": heads, **others},
        }
    )

    (found,) = (one for item in verdict.items for one in item.elements if one.element.id == "O1.executives")
    assert found.status == "pass"


def test_a_sentence_says_of_its_own_month_that_there_was_nothing() -> None:
    said = "เดือนตุลาคม 2567 มีการจัดซื้อ 3 รายการ เดือนพฤศจิกายน 2567 ไม่มีการจัดซื้อจัดจ้าง เดือนธันวาคม 2567 รอข้อมูล"
    page = f"<h2>สรุปผลการจัดซื้อจัดจ้างรายเดือน</h2><p>{said}</p>"
    (item,) = judge({"item": "O15", "as_of": date(2025, 1, 31), "pages": {"/page": page}}).items

    (monthly,) = (one for one in item.elements if one.element.id == "O15.monthly")
    assert monthly.status != "pass"
    assert monthly.series is not None
    assert [month.start.month for month in monthly.series.nil] == [11]
