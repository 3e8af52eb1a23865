"""The key of a text is the same whichever way its letters are taken: all at once, or one by one."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from crawler.thai.text import fold, fold_mapped, strip_tones

CODE_PAGE = bytes(range(256)).decode("cp874", "ignore")
TEXTS = st.text(st.sampled_from(CODE_PAGE.replace("\n", "")) | st.characters(exclude_characters="\n"))


@given(TEXTS)
@example(CODE_PAGE.replace("\n", ""))
@example("ส านักงานเขต Ünïcode ๒๕๖๘")
def test_a_key_is_that_of_each_letter(text: str) -> None:
    assert fold(text) == fold_mapped(text).text


@given(TEXTS)
@example(CODE_PAGE.replace("\n", ""))
def test_a_key_without_tones_is_that_with_them_stripped(text: str) -> None:
    assert fold(text, tones=False) == strip_tones(fold(text))
