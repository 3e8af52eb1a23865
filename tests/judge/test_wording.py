"""Sentences for officers: each language whole, nothing of a technician's in the Thai ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from string import Formatter
from typing import get_args

import pytest

from crawler.calendar import Period, fiscal_year, half, month
from crawler.judge.rule import Rule
from crawler.judge.rules import rule_modules
from crawler.judge.wording import PLACES, address_words, answer_words, date_words, pages_words, period_words
from crawler.model import Capture
from crawler.periods.evidence import Source

RULES = [one for module in rule_modules() for one in vars(module).values() if isinstance(one, Rule)]
#: Words of the same spelling in both languages: numbers, file kinds, hosts, addresses, and what documents say.
SAME = {
    "asked", "blank", "cells", "columns", "item", "items", "host", "kind", "label", "law", "named", "other", "own", "quote", "status",
    "target", "text", "typed", "words",
}  # fmt: skip


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_thai_sentences_carry_no_technical_detail(rule: Rule) -> None:
    thai = [name for text in (rule.th, rule.fix_th) for _, name, _, _ in Formatter().parse(text) if name]
    english = [name for text in (rule.en, rule.fix_en) for _, name, _, _ in Formatter().parse(text) if name]
    assert "detail" not in thai
    shared = set(thai) & set(english)
    assert shared <= SAME, f"one text for both languages: {shared - SAME}"


@pytest.mark.parametrize(
    ("period", "thai", "english"),
    [
        (Period(date(2023, 8, 4), date(2023, 8, 4)), "วันที่ 4 สิงหาคม 2566", "4 Aug 2023"),
        (fiscal_year(2568), "ปีงบประมาณ พ.ศ. 2568", "fiscal year 2568"),
        (month(2025, 2), "เดือนกุมภาพันธ์ 2568", "Feb 2025"),
        (half(2568, 1), "รอบ 6 เดือนแรก ปีงบประมาณ พ.ศ. 2568", "1 Oct 2024 – 31 Mar 2025"),
    ],
)
def test_periods_read_as_an_officer_says_them(period: Period, thai: str, english: str) -> None:
    assert period_words(period) == (thai, english)


def test_every_place_of_a_date_has_words() -> None:
    assert set(PLACES) == set(get_args(Source))


def test_what_came_instead_of_an_answer() -> None:
    gone = Capture("https://a.example/x", "https://a.example/x", 404, "2025-04-30T00:00:00Z")
    nowhere = Capture(
        "https://b.example/x", "https://b.example/x", None, "2025-04-30T00:00:00Z",
        error="presence.http_error", detail="redirected to no address: x",
    )  # fmt: skip
    unknown = replace(nowhere, detail="[Errno -2] Name or service not known; b.example: no such host")
    typed = replace(unknown, final_url="b.example/x")
    assert answer_words(gone) == ("HTTP 404", "HTTP 404")
    assert answer_words(nowhere) == ("เปิดไม่ถึงปลายทางที่ b.example", "nothing is reached at b.example")
    assert answer_words(unknown) == ("ไม่มีเว็บไซต์ชื่อ b.example", "there is no host b.example")
    assert answer_words(typed) == answer_words(unknown)


def test_dates_pages_and_addresses() -> None:
    assert date_words(date(2025, 4, 30)) == ("30 เมษายน 2568", "30 Apr 2025")
    assert pages_words(1, 3) == ("1 จาก 3 หน้า", "1 of 3 pages")
    assert address_words("https://a.example/%E0%B8%82%E0%B9%89%E0%B8%AD") == "https://a.example/ข้อ"
    assert address_words("https://a.example/%BB%C3%D0") == "https://a.example/%BB%C3%D0"
