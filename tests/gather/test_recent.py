"""What a run remembers of what it has met."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.gather.recent import Met, Recent


@given(st.lists(st.text(max_size=3)), st.lists(st.text(max_size=3)))
def test_what_was_met_is_known_and_nothing_else(met, others):
    known, model = Met(), set()
    for one in met:
        known.add(one)
        model.add(one)
    assert all(one in known for one in met)
    assert [one in known for one in others] == [one in model for one in others]


def test_it_is_remembered_once_however_often_it_is_met():
    known = Met()
    for _ in range(3):
        for number in range(1000):
            known.add(f"http://a.go.th/{number}")
    assert len(known) == 1000


def test_of_more_than_said_the_one_that_nobody_asked_for_is_forgotten():
    last = Recent(2)
    last["a"], last["b"] = 1, 2
    assert last.get("a") == 1
    last["c"] = 3
    assert [last.get(name) for name in "abc"] == [1, None, 3]
    last.pop("a")
    last.pop("nothing")
    assert len(last) == 1
