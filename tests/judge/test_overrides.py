"""What the central office may overrule: severities in the checklist, waivers of an item, waivers of one finding."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from crawler.judge.agency import ItemVerdict, judge_agency
from crawler.judge.case import Night
from crawler.judge.waive import fingerprint
from crawler.model import Agency, Declaration, Waiver
from tests.judge.test_rules import CASES, MODULES
from tests.judge.world import AS_OF, SITE, World, judge, with_severity
from tests.rules import rules

RULES = rules()
RAISING = [
    pytest.param(name, case, id=f"{name}: {title}")
    for name, groups in CASES.items()
    for title, case in groups.get("raises", {}).items()
]


@pytest.mark.parametrize("severity", ["error", "unverified", "warning", "info"])
@pytest.mark.parametrize(("name", "case"), RAISING)
def test_the_checklist_sets_the_severity_of_every_code(
    name: str, case: dict[str, Any], severity: Any
) -> None:
    code = MODULES[name].RULE.code
    required = {element.id for element in RULES.elements if element.required}
    verdicts = judge(case, with_severity(RULES, code, severity)).items
    found = [
        finding
        for item in verdicts
        for finding in item.findings
        if finding.code == code and (finding.element is None or finding.element in required)
    ]

    assert all(finding.severity == severity for finding in found)


def test_an_error_made_a_warning_no_longer_decides() -> None:
    case = {
        "item": "O6", "pages": {"/page": "<p><a href='/1.pdf'>คู่มือการปฏิบัติหน้าที่</a></p>", "/1.pdf": {"pdf": ["คู่มือการปฏิบัติหน้าที่"], "placeholder": "empty"}},
    }  # fmt: skip

    assert judge(case).items[0].status == "fail"
    assert judge(case, with_severity(RULES, "presence.placeholder", "warning")).items[0].status == "pass"


OLD = {"pdf": ["แผนปฏิบัติราชการประจำปีงบประมาณ พ.ศ. 2565"], "text": ["โครงการของทุกฝ่ายตลอดทั้งปี"]}
REPORT = {"pdf": ["รายงานผลการปฏิบัติราชการประจำปีงบประมาณ พ.ศ. 2567"], "text": ["ผลของทุกฝ่ายตลอดทั้งปี"]}
LINKS = "<p><a href='/plan.pdf'>แผนปฏิบัติราชการประจำปี</a></p><p><a href='/r.pdf'>รายงานผลการปฏิบัติราชการประจำปี</a></p>"


def _o5(*waivers: Waiver, plan: dict[str, Any] = OLD, as_of: date = AS_OF) -> ItemVerdict:
    agency = Agency(
        "here", "1099", "สำนักงานเขตทดสอบ", "Test District Office", SITE, allowed_hosts=("office.example",),
        declarations=(Declaration("here", "O5", SITE + "page"),), waivers=waivers,
    )  # fmt: skip
    night = Night(RULES, as_of, World({"/page": LINKS, "/plan.pdf": plan, "/r.pdf": REPORT}), {})
    return judge_agency(agency, night, frozenset({"O5"})).items[0]


def _outdated(verdict: ItemVerdict) -> str:
    return next(fingerprint(f, "O5") for f in verdict.findings if f.code == "recency.outdated")


def test_a_waived_item_keeps_its_findings_in_sight() -> None:
    verdict = _o5(Waiver("O5", "แผนอยู่ระหว่างอนุมัติ", "สยป.", date(2025, 5, 31)))

    assert verdict.status == "waived"
    assert verdict.waiver is not None
    assert "recency.outdated" in {finding.code for finding in verdict.findings}


def test_a_waiver_ends_on_its_day() -> None:
    waiver = Waiver("O5", "แผนอยู่ระหว่างอนุมัติ", "สยป.", date(2025, 4, 30))

    assert _o5(waiver, as_of=date(2025, 4, 30)).status == "waived"
    assert _o5(waiver, as_of=date(2025, 5, 1)).status == "fail"


def test_a_waiver_of_a_finding_lapses_when_the_finding_changes() -> None:
    waiver = Waiver("O5", "ตกลงกันแล้ว", "สยป.", None, _outdated(_o5()))
    waived = _o5(waiver)
    # Another file under the same name, as outdated as the first: another finding.
    changed = _o5(waiver, plan={**OLD, "text": ["ฉบับแก้ไข"]})

    assert waived.status == "waived"
    assert [f.waived for f in waived.findings if f.code == "recency.outdated"] == ["ตกลงกันแล้ว"]
    assert changed.status == "fail"
    assert all(finding.waived is None for finding in changed.findings)


def test_a_waiver_of_one_finding_excuses_no_other() -> None:
    waiver = Waiver("O5", "ตกลงกันแล้ว", "สยป.", None, _outdated(_o5()))
    night = {"/page": LINKS, "/plan.pdf": OLD, "/r.pdf": {**REPORT, "placeholder": "empty"}}
    agency = Agency(
        "here", "1099", "สำนักงานเขตทดสอบ", "Test District Office", SITE, allowed_hosts=("office.example",),
        declarations=(Declaration("here", "O5", SITE + "page"),), waivers=(waiver,),
    )  # fmt: skip
    (verdict,) = judge_agency(agency, Night(RULES, AS_OF, World(night), {}), frozenset({"O5"})).items

    assert verdict.status == "fail"
    assert {f.code: f.waived for f in verdict.findings}["recency.outdated"] == "ตกลงกันแล้ว"


def test_an_element_has_severities_of_its_own() -> None:
    item = RULES.item("O5")
    elements = tuple(
        replace(one, severities={"recency.outdated": "warning"}) if one.id == "O5.plan" else one
        for one in item.elements
    )
    rules = replace(
        RULES,
        sha256="another",
        items=tuple(replace(i, elements=elements) if i.id == "O5" else i for i in RULES.items),
    )
    (verdict,) = judge(
        {"item": "O5", "pages": {"/page": LINKS, "/plan.pdf": OLD, "/r.pdf": REPORT}}, rules
    ).items

    assert verdict.status == "pass"
