from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists import available, load_checklist
from crawler.judge.score import error_budget, half_up, level_allowed, level_words, points, score
from tests.judge.scoring_sample import CHECKLIST, SCORING

HERE = Path(__file__).parent
ITEMS = [item.id for item in CHECKLIST.items]


def cases(name):
    table = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["what"]) for case in table]


def statuses_of(case):
    statuses = dict.fromkeys(ITEMS, "pass")
    for status in ("fail", "unverified", "waived"):
        named = case.get(status, [])
        statuses.update(dict.fromkeys(ITEMS if named == "all" else named, status))
    return statuses


@pytest.mark.parametrize("case", cases("score.yaml"))
def test_score(case):
    got = score(statuses_of(case), CHECKLIST)
    assert (got.oit, got.low, got.high) == (case["oit"], case["oit"], case.get("high", case["oit"]))
    assert got.estimated is case["estimated"]
    assert list(got.estimated_indicators) == case.get("guessed", [])
    assert got.weighted == case.get("weighted", got.weighted)
    for indicator in ("9", "10"):
        assert got.indicators[indicator] == case.get(indicator, got.indicators[indicator])
    assert {sub: got.sub_indicators[sub] for sub in case.get("subs", {})} == case.get("subs", {})
    levels = dict.fromkeys(level_allowed(oit, SCORING).id for oit in (got.low, got.high))
    assert list(levels) == case["level"]


@pytest.mark.parametrize("case", cases("budget.yaml"))
def test_error_budget(case):
    got = error_budget(statuses_of(case), CHECKLIST)
    assert (got.held.id if got.held else None) == case["held"]
    assert (got.next.id if got.next else None) == case["next"]
    assert list(got.mend) == case["mend"]
    spares = {s.sub_indicator: [s.items, s.remaining, s.broken, s.estimated] for s in got.spares}
    assert {sub: spares[sub] for sub in case["spares"]} == case["spares"]
    for sentence in case["th"]:
        assert sentence in got.text.th.split(" · ")
    for sentence in case["en"]:
        assert sentence in got.text.en


LEVEL_WORDS = [
    ({}, "OIT 100.00: ระดับสูงสุดที่ยังเป็นไปได้คือ ผ่านดีเยี่ยม หาก IIT และ EIT ได้ตั้งแต่ 95 ทั้งคู่"),
    (
        {"fail": ["O13", "O15"]},
        "OIT 92.50: ระดับสูงสุดที่ยังเป็นไปได้คือ ผ่านดี หาก IIT และ EIT ได้ตั้งแต่ 85 ทั้งคู่",
    ),
    (
        {"fail": ["O15", "O22"]},
        "OIT 83.75 (ประมาณการ): ระดับสูงสุดที่ยังเป็นไปได้คือ ผ่าน หาก IIT และ EIT เฉลี่ยได้ตั้งแต่ 85.84",
    ),
    (
        {"fail": ["O15"], "unverified": ["O13"]},
        "OIT 92.50–96.25: ระดับสูงสุดที่ยังเป็นไปได้อยู่ระหว่าง ผ่านดี ถึง ผ่านดีเยี่ยม ขึ้นอยู่กับข้อที่ยังตรวจไม่ได้",
    ),
    ({"fail": "all"}, "OIT 0.00: ระดับสูงสุดที่ยังเป็นไปได้คือ ต้องปรับปรุงโดยด่วน"),
]


@pytest.mark.parametrize(("case", "words"), LEVEL_WORDS)
def test_level_words(case, words):
    said = level_words(score(statuses_of(case), CHECKLIST), SCORING)
    assert said.th == words
    assert said.en


@pytest.mark.parametrize("edition", available(), ids=lambda edition: edition.id)
def test_the_published_result_by_the_bundled_rules(edition):
    """Prawet, fiscal year 2567: every item but O15."""
    rules = load_checklist(edition.id)
    statuses = {item.id: "fail" if item.id == "O15" else "pass" for item in rules.items}
    got = score(statuses, rules)
    assert got.sub_indicators["9.3"] == 66.67
    assert (got.indicators["9"], got.oit, got.weighted) == (95.0, 96.25, 38.5)
    assert points("O15", rules).oit == 3.75
    assert level_allowed(got.oit, rules.scoring).title.th == "ผ่านดีเยี่ยม"
    lost = score({**statuses, "O13": "fail"}, rules)
    assert lost.oit == 92.5
    assert level_allowed(lost.oit, rules.scoring).title.th == "ผ่านดี"
    spare = next(one for one in error_budget(statuses, rules).spares if one.sub_indicator == "9.3")
    assert (spare.items, spare.broken) == (0, 92.5)


def test_points():
    assert points("O15", CHECKLIST).oit == 3.75
    assert not points("O15", CHECKLIST).estimated
    assert points("O1", CHECKLIST).estimated
    assert points("O16", CHECKLIST).oit == 9.38
    assert points("O22", CHECKLIST).oit == 12.5


def test_an_item_without_a_status_is_not_passed():
    got = score({item: "pass" for item in ITEMS if item != "O15"}, CHECKLIST)
    assert (got.low, got.high) == (96.25, 100.0)


def test_an_unknown_item_is_an_error():
    with pytest.raises(KeyError):
        score({"O99": "pass"}, CHECKLIST)


def test_score_block_of_the_audit():
    block = json.loads(json.dumps(score(statuses_of({"fail": ["O15"]}), CHECKLIST).as_json()))
    assert block["oit"] == 96.25
    assert block["indicators"] == {"9": 95.0, "10": 100.0}
    assert block["sub_indicators"]["9.3"] == 66.67
    assert "high_indicators" not in block
    assert "high_indicators" in score(statuses_of({"unverified": ["O15"]}), CHECKLIST).as_json()


@pytest.mark.parametrize(
    ("value", "shown"),
    [("0.005", 0.01), ("33.335", 33.34), ("1.005", 1.01), ("66.66666", 66.67), ("94.994999", 94.99), ("100", 100.0)],
)  # fmt: skip
def test_half_up(value, shown):
    assert half_up(Fraction(value)) == shown


results = st.fixed_dictionaries(
    {item: st.sampled_from(["pass", "fail", "unverified", "waived"]) for item in ITEMS}
)


@settings(deadline=None)
@given(results)
def test_a_score_is_an_ordered_interval(statuses):
    got = score(statuses, CHECKLIST)
    assert 0 <= got.low == got.oit <= got.high <= 100
    assert got.certain == ("unverified" not in statuses.values())


@settings(deadline=None)
@given(results, st.sampled_from(ITEMS))
def test_mending_an_item_regains_its_points(statuses, item):
    broken, mended = {**statuses, item: "fail"}, {**statuses, item: "pass"}
    gain = score(mended, CHECKLIST).low - score(broken, CHECKLIST).low
    assert gain == pytest.approx(points(item, CHECKLIST).oit, abs=0.011)


@settings(deadline=None)
@given(results)
def test_the_budget_keeps_its_word(statuses):
    budget = error_budget(statuses, CHECKLIST)
    for spare in budget.spares:
        assert spare.remaining >= budget.held.each
        assert spare.broken is None or spare.broken < budget.held.each
    if budget.next is not None:
        mended = score({**statuses, **dict.fromkeys(budget.mend, "pass")}, CHECKLIST)
        assert mended.low >= budget.next.each
        fewer = score({**statuses, **dict.fromkeys(budget.mend[:-1], "pass")}, CHECKLIST)
        assert fewer.low < budget.next.each
