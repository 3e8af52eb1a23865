"""Which element words name: the rules by cases, the fast search against the plain one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from crawler.judge.match import Names, Vocabulary
from crawler.judge.phrases import BRIEF, HARDLY, NEAR, NearPhrases, Phrases

GROUPS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "matches.yaml").read_text("utf-8"))
CASES = [
    pytest.param(group, text, named, id=f"{group['group']}: {text}")
    for group in GROUPS
    for text, named in group["cases"].items()
]


def _vocabulary(group: dict[str, Any]) -> Vocabulary:
    names = [
        Names.of(
            element, given["titles"], given.get("synonyms", {}).items(), given.get("reject", ()), given.get("accept", ()),
            alone=given.get("alone", {}).items(),
        )
        for element, given in group["elements"].items()
    ]  # fmt: skip
    mine = f"{group['item']}."
    own = tuple(one for one in names if one.element.startswith(mine))
    return Vocabulary(own, rivals=tuple(one for one in names if not one.element.startswith(mine)))


@pytest.mark.parametrize(("group", "text", "named"), CASES)
def test_words_name_elements(group: dict[str, Any], text: str, named: dict[str, Any]) -> None:
    found = {
        element.partition(".")[2]: match.score for element, match in _vocabulary(group).matches(text).items()
    }

    assert set(found) == set(named)
    for element, worth in named.items():
        if isinstance(worth, str):
            assert found[element] < float(worth.removeprefix("<"))
        else:
            assert found[element] >= worth


LETTERS = st.sampled_from("กขคงจ")
PHRASES = st.lists(st.text(LETTERS, min_size=1, max_size=16), min_size=1, max_size=12)


@settings(deadline=None)
@example(["จกกค", "จกกคข"], "จกกค")
@given(PHRASES, st.text(LETTERS, max_size=60))
def test_every_occurrence_is_found(keys: list[str], text: str) -> None:
    plain = {(key, at) for key in keys for at in range(len(text) - len(key) + 1) if text.startswith(key, at)}

    assert sorted(Phrases(keys).occurrences(text)) == sorted(plain)


@settings(deadline=None)
@given(st.text(LETTERS, min_size=12, max_size=40), st.text(LETTERS, max_size=30), st.data())
def test_no_near_miss_is_overlooked(key: str, around: str, data: st.DataObject) -> None:
    """Letters of the phrase changed, lost or doubled at will: what the whole comparison finds is found."""
    said = list(key)
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(said) - 1))
        said[at] = data.draw(st.sampled_from(["", "ก", "ง", said[at] * 2]))
    begun = data.draw(st.integers(0, 4))
    _nothing_is_overlooked(key, around + "".join(said[begun:]))


def test_a_text_as_long_as_the_phrase_may_lack_its_beginning() -> None:
    _nothing_is_overlooked("ภาพข่าวกิจกรรม", "ข่าวและกิจกรรม")
    assert "ภาพข่าวกิจกรรม" in NearPhrases(["ภาพข่าวกิจกรรม"]).phrases("ข่าวและกิจกรรม")


def _nothing_is_overlooked(key: str, text: str) -> None:
    whole = fuzz.partial_ratio_alignment(key, text, score_cutoff=NEAR)
    found = NearPhrases([key]).phrases(text).get(key)

    said_in_passing = len(key) < BRIEF and len(text) > HARDLY * len(key)
    if said_in_passing or whole is None or whole.dest_end - whole.dest_start < 0.93 * len(key):
        assert found is None
    else:
        assert found == whole.score
