"""The work of reading grows with the length of the text, whatever it holds.  Counted, not timed."""

from __future__ import annotations

import sys

import pytest

from crawler.thai.dates import read_dates

LINES = {
    "digits": "7",
    "years without blanks": "๒๕๖๘",
    "years": "๒๕๖๘ ",
    "dots": ".",
    "abbreviations": "ม.ค.",
    "spaced abbreviations": "ม.ค. ",
    "days": "1 ม.ค. ",
    "dashes": "12-",
    "slashes": "1/",
    "heads": "ปีงบประมาณ ",
    "fiscal years": "ปีงบประมาณ 2568 ",
    "months": "ตุลาคม ",
    "quarters": "ไตรมาส 1 ",
    "months of something": "5 เดือน ",
    "hidden months": "12 กกกกกกกกกก 2567 ",
    "file names": "a.pdf",
    "addresses": "http://",
    "marks": "ู",
    "invisible": "\u200b",
    "a year and its months": None,
}


def work(text: str, *, title: bool = False) -> int:
    """How many functions of Python or C are called while a text is read."""
    count = 0

    def event(frame, what, arg):
        nonlocal count
        count += what in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(event)
    try:
        read_dates(text, title=title)
    finally:
        sys.setprofile(before)
    return count


def line(name: str, length: int) -> str:
    unit = LINES[name]
    if unit is None:
        return "ปีงบประมาณ 2568 " + "ตุลาคม " * (length // 7)
    return unit * (length // len(unit))


@pytest.mark.parametrize("title", [False, True])
@pytest.mark.parametrize("name", LINES)
def test_twice_the_text_is_twice_the_work(name, title):
    small, large = (work(line(name, length), title=title) for length in (4_000, 16_000))
    assert large <= 4.6 * small + 200


@pytest.mark.parametrize("name", ["digits", "years without blanks", "dots", "abbreviations", "marks"])
def test_a_million_characters_on_one_line(name):
    assert read_dates(line(name, 1_000_000)) == ()


def test_many_digits_are_no_number():
    assert read_dates("พ.ศ. " + "9" * 100_000) == ()
    assert read_dates("1/" + "2" * 100_000) == ()
