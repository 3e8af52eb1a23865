"""A bot wall in the middle of a night, over the agencies that share one host: nobody is accused, and nothing is forgotten."""

from __future__ import annotations

import pytest

from bench.office import beside
from bench.wall import Portal, story

AGENCIES, ITEMS, AFTER = 5, 8, 25


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Three nights of five agencies on one host, whose wall comes up at the 26th request of the second night."""
    portal = Portal(AFTER)
    with beside(portal) as port:
        return story(tmp_path_factory.mktemp("wall") / "runs", portal, port, AGENCIES, ITEMS)


def test_nobody_is_accused_of_a_wall(told):
    assert told.accused == ()


def test_the_run_says_what_it_could_not_see_and_why(told):
    assert 0 < len(told.hidden) < AGENCIES * ITEMS
    assert told.by_wall == told.unseen > 0
    assert told.withheld is None  # more than half of what the night before saw could be judged


def test_the_night_after_begins_with_what_stood_behind_the_wall(told):
    assert told.begun_with == told.hidden
