"""Parts of a period that together are the whole: the first half year from its quarters, and what is no such whole."""

from __future__ import annotations

from itertools import permutations

import pytest

from crawler.calendar import Period, fiscal_year, half, quarter
from crawler.periods.demand import Demand

RULE = "covers FY-1 | covers FY.H1"
Q = {n: quarter(2568, n) for n in range(1, 5)}
LAST = [quarter(2567, n) for n in range(1, 5)]


def joined(*claims: Period) -> Period | None:
    found = Demand.parse(RULE, 2568).joined_by(claims)
    return None if found is None else Period(found[1][0].start, found[1][-1].end)


def test_quarters_in_any_order():
    assert {joined(*order) for order in permutations([Q[1], Q[2], quarter(2567, 3)])} == {half(2568, 1)}
    assert joined(*LAST) == fiscal_year(2567)
    assert joined(half(2567, 1), quarter(2567, 3), quarter(2567, 4)) == fiscal_year(2567)


@pytest.mark.parametrize(
    "claims",
    [
        [],
        [Q[1]],
        [Q[1], Q[1]],
        [Q[2], Q[3]],
        [Q[1], Q[3]],
        LAST[:3],
        LAST[1:],
        [half(2568, 1)],
        [LAST[3], Q[1]],
    ],
)
def test_what_is_no_whole(claims):
    assert joined(*claims) is None


def test_only_results_are_put_together():
    assert Demand.parse("of FY | includes FY", 2568).joined_by([Q[1], Q[2]]) is None
