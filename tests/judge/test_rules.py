"""Every rule by its cases: worlds that raise its code, and clean twins that must not.

The cases are YAML beside this file (``rules/<module>.yaml``): a page or two, what was declared, nothing else.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import pytest
import yaml

from crawler.judge.rule import Stage
from crawler.judge.rules import rule_modules, rules_of
from tests.judge.world import judge

FOLDER = Path(__file__).parent / "rules"
CASES: dict[str, dict[str, dict[str, Any]]] = {
    path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.yaml"))
}
MODULES = {module.__name__.rpartition(".")[2]: module for module in rule_modules()}


def _cases(kind: str) -> list[Any]:
    return [
        pytest.param(name, case, id=f"{name}: {title}")
        for name, groups in CASES.items()
        for title, case in groups.get(kind, {}).items()
    ]


def _codes(case: dict[str, Any]) -> dict[str, str]:
    return {f.code: f.severity for item in judge(case).items for f in item.findings}


@pytest.mark.parametrize(("name", "case"), _cases("raises"))
def test_a_world_that_raises_it(name: str, case: dict[str, Any]) -> None:
    codes = _codes(case)

    assert MODULES[name].RULE.code in codes
    if "severity" in case:
        assert case["severity"] == codes[MODULES[name].RULE.code]
    if "status" in case:
        assert case["status"] == judge(case).items[0].status


@pytest.mark.parametrize(("name", "case"), _cases("raises"))
def test_what_an_officer_reads_has_thai_dates(name: str, case: dict[str, Any]) -> None:
    said = [f.message_th + f.fix_th for item in judge(case).items for f in item.findings]

    assert not [text for text in said if re.search(r"\b\d{4}-\d\d(?:-\d\d)?\b", text)]


@pytest.mark.parametrize(("name", "case"), _cases("clean"))
def test_a_clean_twin(name: str, case: dict[str, Any]) -> None:
    assert MODULES[name].RULE.code not in _codes(case)
    if "status" in case:
        assert case["status"] == judge(case).items[0].status


@pytest.mark.parametrize("name", list(MODULES))
def test_every_rule_has_cases_of_both_kinds(name: str) -> None:
    assert CASES.get(name, {}).get("raises"), f"tests/judge/rules/{name}.yaml has no case that raises it"
    assert CASES[name].get("clean"), f"tests/judge/rules/{name}.yaml has no clean twin"


@pytest.mark.parametrize("name", list(MODULES))
def test_every_rule_says_why_in_two_languages_and_advises(name: str) -> None:
    module = MODULES[name]
    rule = module.RULE

    assert rule.stage in get_args(Stage)
    assert "Why: " in (module.__doc__ or "")
    assert all(text.strip() for text in (rule.th, rule.en, rule.fix_th, rule.fix_en))
    assert any("\u0e01" <= ch <= "\u0e4e" for ch in rule.th + rule.fix_th)
    assert not any("\u0e01" <= ch <= "\u0e4e" for ch in rule.en + rule.fix_en.replace("ไม่มี", ""))


def test_codes_are_unique() -> None:
    codes = [module.RULE.code for module in MODULES.values()]

    assert len(codes) == len(set(codes))


def test_the_worked_example_of_the_documentation(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (Path(__file__).parents[2] / "docs" / "architecture.md").read_text("utf-8")
    code = text.partition("```python\n")[2].partition("```")[0]
    module = ModuleType("untagged")
    exec(compile(code, "untagged.py", "exec"), module.__dict__)
    monkeypatch.setitem(sys.modules, "untagged", module)
    rules_of.cache_clear()
    monkeypatch.setattr("crawler.judge.rules.rule_modules", lambda: (*MODULES.values(), module))
    plan = {"pdf": ["แผนปฏิบัติราชการประจำปีงบประมาณ พ.ศ. 2568"], "text": ["โครงการและกิจกรรมของทุกฝ่ายตลอดทั้งปี"]}
    page = '<h1>แผน</h1><p><a href="/plan.pdf">แผนปฏิบัติราชการประจำปี 2568</a></p>'

    long = _codes({"item": "O5", "pages": {"/page": page, "/plan.pdf": {**plan, "pages": 40}}})
    short = _codes({"item": "O5", "pages": {"/page": page, "/plan.pdf": {**plan, "pages": 4}}})
    rules_of.cache_clear()

    assert "machine_readable.untagged" in long
    assert "machine_readable.untagged" not in short
