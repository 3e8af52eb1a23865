"""Words of the content: where they stand, and where only their letters do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.judge.content_words import any_in

STANDS = [
    ("ค่าธรรมเนียม (fee) ที่จัดเก็บ", "fee"),
    ("Fees and fines", "fee"),
    ("FeeReport2568.pdf", "fee"),
    ("ผลคะแนนITAปี2568", "ITA"),
    ("ITA2568", "ITA"),
    ("2568_ITA_report.pdf", "ITA"),
    ("ita, 2568", "ITA"),
    ("anti-bribery", "brib*"),
    ("Log-in", "log in"),
    ("login", "log in"),
    ("แจ้งทาง LINE: @office", "LINE"),
    ("office@gmail.com", "gmail.com"),
    ("นโยบาย ๙ ดี", "9 ดี"),
    ("แขวงบางนา กทม. ๑๐๒๖๐", "กทม. 1"),
    ("มาตรการต่อต้านการรับสินบน", "สินบน"),
    ("ก ารรับสินบ น", "สินบน"),
    ("tax\u00adation", "taxation"),
]
ONLY_LETTERS = [
    ("Coffee break", "fee"),
    ("Feedback", "fee"),
    ("Digital office", "ITA"),
    ("make it a habit", "ITA"),
    ("Taxi stand", "tax"),
    ("Blog index", "log in"),
    ("ระบบ online", "LINE"),
    ("Describing", "brib*"),
    ("ปีงบประมาณ 2569 ดีขึ้น", "9 ดี"),
    ("คุณธรรม", "fee"),
]


@pytest.mark.parametrize(("text", "word"), STANDS)
def test_a_word_stands_in_a_text(text: str, word: str) -> None:
    assert any_in(text, ("ไม่มี", word))


@pytest.mark.parametrize(("text", "word"), ONLY_LETTERS)
def test_the_letters_of_a_word_inside_others(text: str, word: str) -> None:
    assert not any_in(text, ("ไม่มี", word))


@given(
    word=st.text("abcxyz", min_size=1, max_size=6),
    before=st.text("กข ๑2.-", max_size=6),
    behind=st.text("กข ๑2.-", max_size=6),
)
def test_a_latin_word_between_anything_but_latin_letters(word: str, before: str, behind: str) -> None:
    assert any_in(before + word + behind, (word,))
    assert not any_in(before + f"q{word}" + behind, (word, f"{word}*"))
    assert not any_in(before + f"{word}q" + behind, (word,))
    assert any_in(before + f"{word}q" + behind, (f"{word}*",))
