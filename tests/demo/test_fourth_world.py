"""The fourth world is whole: every office, every item, a truth and its reason for each."""

from __future__ import annotations

from collections import Counter

from bench.worlds.fourth.world import fourth
from crawler.demo.offices import ITEMS

WORLD = fourth()
TRUTHS = [truth for items in WORLD.truth.values() for truth in items.values()]


def test_eight_offices_of_all_items():
    assert [list(items) for items in WORLD.truth.values()] == [list(ITEMS)] * 8
    assert [agency["id"] for agency in WORLD.agencies] == list(WORLD.truth)


def test_nearly_everything_passes_and_every_truth_says_why():
    ends = Counter(truth["status"] for truth in TRUTHS)
    assert set(ends) == {"pass", "fail", "unverified", "waived"}
    assert 0.7 < ends["pass"] / len(TRUTHS) < 0.85
    assert all(truth["why"].strip() for truth in TRUTHS)
