"""Series, case by case, and what must hold of any evidence."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from crawler.calendar import fiscal_year, is_due, month_id, months_of, parse_month_id, quarter
from crawler.periods import Dated, decide_series, read_evidence
from crawler.periods.evidence import STANDING

CASES = yaml.safe_load((Path(__file__).parent / "series.yaml").read_text(encoding="utf-8"))
MONTHS = months_of(fiscal_year(2568))[:6]
AS_OF = date(2025, 4, 30)


def evidence_of(case: dict) -> list[Dated]:
    found = []
    for line in case["evidence"]:
        document, _, rest = line.partition(" | ")
        source, _, words = rest.partition(": ")
        nil = source.startswith("nil ")
        found += read_evidence(
            words, source.removeprefix("nil "), url=document, hint_year=case.get("hint"), nil=nil
        )
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case):
    series = decide_series(evidence_of(case), MONTHS, case.get("as_of", AS_OF), grace_days=15)
    for field in ("found", "missing", "pending", "late", "nil", "unsure", "leftovers"):
        if field in case:
            assert [month_id(one) for one in getattr(series, field)] == case[field], field
    if "mislabelled" in case:
        assert [one.source for one in series.mislabelled] == case["mislabelled"]
    if "complete" in case:
        assert series.complete is case["complete"]
    backwards = decide_series(evidence_of(case)[::-1], MONTHS, case.get("as_of", AS_OF), grace_days=15)
    assert backwards == series


def test_quarters_are_members_too():
    quarters = [quarter(2568, number) for number in (1, 2)]
    evidence = read_evidence("ไตรมาสที่ 1 ปีงบประมาณ 2568", "title")
    series = decide_series(evidence, quarters, AS_OF, grace_days=15)
    assert list(series.found) == quarters[:1]
    assert series.missing == (quarters[1],)


DATED = st.builds(
    Dated,
    period=st.sampled_from([*MONTHS, *months_of(fiscal_year(2567)), fiscal_year(2568), quarter(2568, 1)]),
    role=st.sampled_from(["period", "mention", "as-of", "reference"]),
    source=st.sampled_from(sorted(STANDING)),
    quote=st.just("ก"),
    url=st.sampled_from(["a", "b"]),
    kind=st.sampled_from(["month", "range", "day"]),
    nil=st.booleans(),
)


@given(
    st.lists(DATED, max_size=8),
    st.dates(date(2024, 10, 1), date(2025, 9, 30)),
    st.integers(0, 40),
)
def test_every_member_is_accounted_for_once(evidence, as_of, grace):
    series = decide_series(evidence, MONTHS, as_of, grace)
    assert sorted([*series.expected, *series.pending]) == MONTHS
    assert all(is_due(member, as_of, grace) for member in series.expected)
    for member in series.expected:
        assert (member in series.found) + (member in series.unsure) + (member in series.missing) == 1
    assert set(series.nil) <= set(series.found)
    assert set(series.late) <= set(series.found)
    assert not set(series.leftovers) & set(MONTHS)


@given(st.lists(DATED, max_size=8), st.lists(DATED, max_size=4))
def test_evidence_about_other_documents_takes_nothing_away(evidence, more):
    others = [Dated(**{**{f: getattr(one, f) for f in one.__slots__}, "url": "other"}) for one in more]
    before = decide_series(evidence, MONTHS, AS_OF, 15)
    after = decide_series([*evidence, *others], MONTHS, AS_OF, 15)
    assert set(before.found) <= set(after.found)


def test_a_month_id_is_what_the_contract_writes():
    assert month_id(parse_month_id("2025-02")) == "2025-02"
