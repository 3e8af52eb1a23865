"""Walls told from pages: challenges, sign-in forms, parked domains."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.read.walls import challenge, crashed, login, parked, visible_length

CASES = yaml.safe_load((Path(__file__).parent / "walls.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_wall(case):
    text = case["text"] * case.get("repeat", 1)
    headers = case.get("headers", {})
    found = {
        "challenge": challenge(case["status"], headers, text),
        "login": login(case["status"], headers, text, case.get("final_url", "")),
        "parked": parked(text),
        "crashed": crashed(text),
    }
    assert [kind for kind, why in found.items() if why] == ([] if case["is"] == "nothing" else [case["is"]])


@example(200, {}, "//[")
@given(st.none() | st.integers(0, 999), st.dictionaries(st.text(max_size=9), st.text(max_size=20)), st.text())
def test_total(status, headers, text):
    for why in (
        challenge(status, headers, text),
        login(status, headers, text, text),
        parked(text),
        crashed(text),
    ):
        assert why is None or why


PIECES = [
    "<p>",
    "<",
    ">",
    "x",
    "ข้อมูล ",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    '<a href="',
    "<noscript",
    "/",
]


@given(st.lists(st.sampled_from(PIECES)).map("".join), st.integers(0, 80))
def test_a_beginning_shows_no_more_than_the_whole(text, end):
    """So a beginning that shows enough tells that the page is no wall."""
    assert visible_length(text[: text.rfind(">", 0, end) + 1]) <= visible_length(text)
