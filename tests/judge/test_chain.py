"""For any verdict the chain from what was declared to what decided can be shown."""

from __future__ import annotations

from typing import Any

from crawler.audit.chain import chain_of, chain_without
from crawler.judge.verdict import ElementVerdict
from tests.judge.world import judge

PAGE = "<h2>การดำเนินงาน</h2><p><a href='/plan.pdf'>แผนปฏิบัติราชการประจำปี</a></p>"
PLAN = {"pdf": ["แผนปฏิบัติราชการประจำปีงบประมาณ พ.ศ. 2568"], "text": ["โครงการของทุกฝ่ายตลอดทั้งปี"]}


def _plan(pages: dict[str, Any]) -> ElementVerdict:
    (item,) = judge({"item": "O5", "pages": pages}).items
    return next(one for one in item.elements if one.element.id == "O5.plan")


def _steps(verdict: ElementVerdict) -> list[str]:
    chain = (
        chain_of(verdict.chosen[0], verdict) if verdict.chosen else chain_without(verdict, ["http://office/"])
    )
    return [step["step"] for step in chain]


def test_a_pass_leads_from_the_declared_page_to_the_words_that_decided() -> None:
    verdict = _plan({"/page": PAGE, "/plan.pdf": PLAN})
    steps = _steps(verdict)

    assert steps[:4] == ["declared", "page", "link", "document"]
    assert "named by title" in steps
    assert steps[-2:] == ["period", "verdict"]


def test_a_fail_names_the_rule_before_the_verdict() -> None:
    old = {**PLAN, "pdf": ["แผนปฏิบัติราชการประจำปีงบประมาณ พ.ศ. 2566"]}
    verdict = _plan({"/page": PAGE, "/plan.pdf": old})
    chain = list(chain_of(verdict.chosen[0], verdict))

    assert chain[-2] == {"step": "rule", "text": "recency.outdated", "url": "http://office.example/plan.pdf"}
    assert chain[-1]["text"] == "fail"


def test_nothing_found_still_says_where_was_looked_and_why() -> None:
    assert _steps(_plan({"/page": "<h1>ภาพกิจกรรม</h1><p>ไม่มี</p>"})) == ["declared", "rule", "verdict"]


def test_what_answered_nothing_still_says_why() -> None:
    verdict = _plan({"/page": {"error": "fetch.timeout"}})

    assert list(chain_without(verdict, ["http://office.example/page"]))[1]["text"] == "fetch.timeout"
