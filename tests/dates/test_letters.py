"""The number of a letter beside a year: the office's figures are no month."""

from __future__ import annotations

import pytest

from crawler.thai.dates import read_dates

LETTERS = ("กท 7804/233", "ที่ กท 6710/1234", "กท7804/๒๓๓")


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize(
    "words", ["แผนการใช้จ่ายงบประมาณ ปีงบประมาณ พ.ศ. 2568 ({})", "รายงานผล ปีงบประมาณ 2568 {}"]
)
def test_the_number_of_a_letter_is_no_month(letter: str, words: str) -> None:
    found = read_dates(words.format(letter), title=True)

    assert [one.kind for one in found] == ["fiscal-year"]


@pytest.mark.parametrize("name", ["สขร 6710", "6710_สขร.1", "6710/สขร.1.pdf"])
def test_the_same_figures_alone_are_one(name: str) -> None:
    assert [str(one.start) for one in read_dates(name, title=True)] == ["2024-10-01"]
