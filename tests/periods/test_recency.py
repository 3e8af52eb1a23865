"""Recency, case by case as a person would decide, and what must hold of any evidence."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from crawler.calendar import fiscal_year, half, quarter
from crawler.periods import Dated, Demand, State, decide, read_evidence
from crawler.periods.evidence import LAST_DECIDING_RANK, STANDING

CASES = yaml.safe_load((Path(__file__).parent / "recency.yaml").read_text(encoding="utf-8"))
AS_OF = date(2025, 4, 30)


def evidence_of(case: dict) -> list[Dated]:
    found = []
    for line in case["evidence"]:
        source, _, words = line.partition(": ")
        found += read_evidence(words, source, url="https://x.go.th/a.pdf", where=source)
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case):
    evidence = evidence_of(case)
    decision = decide(evidence, Demand.parse(case["demand"], 2568), case.get("as_of", AS_OF))
    assert decision.state == State(case["state"]), decision
    if "covered" in case:
        assert decision.covered.isoformat() == case["covered"]
    if "likely" in case:
        assert decision.likely.isoformat() == case["likely"]
    if "conflicts" in case:
        shown = [[{one.claim.source, one.against.source} for one in decision.conflicts]]
        assert shown == [[set(pair) for pair in case["conflicts"]]]
    backwards = decide(evidence[::-1], Demand.parse(case["demand"], 2568), case.get("as_of", AS_OF))
    assert backwards == decision


def test_both_quotes_of_a_conflict_are_shown():
    evidence = [
        *read_evidence("รายงาน ปีงบประมาณ 2568", "link", where="link text"),
        *read_evidence("รายงาน\nปีงบประมาณ 2567\nเขต", "title", where="pdf page 1"),
    ]
    (conflict,) = decide(evidence, Demand.parse("of FY", 2568), AS_OF).conflicts
    assert (conflict.claim.quote, conflict.claim.where) == ("รายงาน ปีงบประมาณ 2568", "link text")
    assert (conflict.against.quote, conflict.against.where) == ("ปีงบประมาณ 2567", "pdf page 1")


def test_agreeing_places_raise_the_confidence_once():
    title = read_evidence("ปีงบประมาณ 2568", "title")
    link = read_evidence("ปีงบประมาณ 2568", "link")
    name = read_evidence("plan_2568.pdf", "file-name")
    demand = Demand.parse("of FY", 2568)
    alone = decide(title, demand, AS_OF).confidence
    two = decide([*title, *link], demand, AS_OF).confidence
    assert alone == 0.95 < two < 1
    assert decide([*title, *link, *name], demand, AS_OF).confidence == two


@pytest.mark.parametrize(
    ("rule", "periods"),
    [
        ("covers FY.H1 | covers FY-1", [half(2568, 1), fiscal_year(2567)]),
        ("of FY", [fiscal_year(2568)]),
        ("touches FY.Q3", [quarter(2568, 3)]),
        ("includes FY+1", [fiscal_year(2569)]),
        ("none", []),
    ],
)
def test_rules_are_read(rule, periods):
    assert [want.period for want in Demand.parse(rule, 2568).wants] == periods


@pytest.mark.parametrize(
    "rule", ["", "FY", "covers", "covers FY.H3", "covers 2568", "of FY |", "of FY, FY-1"]
)
def test_wrong_rules_are_refused(rule):
    with pytest.raises(ValueError, match=r"period rule|parts 1 to"):
        Demand.parse(rule, 2568)


PERIODS = st.sampled_from([
    *(fiscal_year(year) for year in range(2563, 2572)),
    *(half(year, part) for year in (2567, 2568) for part in (1, 2)),
    *(quarter(2568, part) for part in (1, 2, 3, 4)),
])  # fmt: skip
DATED = st.builds(
    Dated,
    period=PERIODS,
    role=st.sampled_from(["period", "as-of", "doc-date", "reference", "history", "ita-year", "mention"]),
    source=st.sampled_from(sorted(STANDING)),
    quote=st.sampled_from(["ก", "ข"]),
)
DEMANDS = st.sampled_from([
    "of FY", "covers FY-1", "covers FY.H1 | covers FY-1", "touches FY | touches FY-1", "includes FY", "inside FY",
])  # fmt: skip


@given(st.lists(DATED, max_size=6), DEMANDS, st.dates(date(2024, 10, 1), date(2025, 9, 30)))
def test_weak_evidence_never_passes(evidence, rule, as_of):
    demand = Demand.parse(rule, 2568)
    decision = decide(evidence, demand, as_of)
    if decision.state is State.CURRENT:
        assert decision.covered is not None
        assert any(
            one.rank <= LAST_DECIDING_RANK and decision.covered in one.readings for one in decision.supporting
        )
    assert decision == decide(evidence[::-1], demand, as_of)


@given(st.lists(DATED, max_size=6), DEMANDS)
def test_weak_evidence_changes_no_decision_but_undated(evidence, rule):
    demand = Demand.parse(rule, 2568)
    strong = [one for one in evidence if one.rank <= LAST_DECIDING_RANK]
    with_all, without = decide(evidence, demand, AS_OF), decide(strong, demand, AS_OF)
    assert (with_all.state, with_all.covered) == (without.state, without.covered)


@pytest.mark.parametrize(
    ("title", "state"),
    [
        ("รายงานผล รอบ 6 เดือนแรก และรอบ 6 เดือนหลัง ปีงบประมาณ พ.ศ. 2567", State.CURRENT),
        ("รายงานผล ครึ่งปีแรกและครึ่งปีหลัง ปีงบประมาณ 2567", State.CURRENT),
        ("รายงานผล รอบที่ 1 (ต.ค. 66 - มี.ค. 67) และรอบที่ 2 (เม.ย. 67 - ก.ย. 67)", State.CURRENT),
        ("รายงานผล รอบ 6 เดือนแรก (ต.ค.66-มี.ค.67) และรอบ 6 เดือนหลัง (เม.ย.67-ก.ย.67)", State.CURRENT),
        ("รายงานผล รอบที่ 2 (เม.ย. 66 - ก.ย. 66) และรอบที่ 1 (ต.ค. 66 - มี.ค. 67)", State.OUTDATED),
        ("รายงานผล รอบ 6 เดือนหลัง ปีงบประมาณ พ.ศ. 2567", State.OUTDATED),
        ("รายงานผล รอบ 6 เดือนหลัง และรอบ 6 เดือนหลัง ปีงบประมาณ พ.ศ. 2567", State.OUTDATED),
        ("รายงานผล รอบ 6 เดือนแรก และรอบ 6 เดือนหลัง ปีงบประมาณ พ.ศ. 2566", State.OUTDATED),
    ],
)
def test_both_halves_in_one_paper_are_the_year(title: str, state: State) -> None:
    demand = Demand.parse("covers FY-1 | covers FY.H1", 2568)

    assert decide(read_evidence(title, "title"), demand, date(2025, 4, 30)).state is state
