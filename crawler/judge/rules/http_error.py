"""The address leads nowhere: 404, 410 or another final refusal, a host name that does not exist, or no address at all.

Why: this is the defect that citizens meet and assessors count.  It is definite only when it was seen twice, in two
passes of the same night.  A typing mistake in a declared address is told apart: the officer can mend it at once.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from crawler.evidence.address import unknown_host
from crawler.evidence.mistyped import mistake
from crawler.judge.reach import evidence_of, reach_code
from crawler.judge.rule import Rule
from crawler.judge.wording import answer_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.case import CaptureCase
    from crawler.model import Finding

RULE = Rule(
    code="presence.http_error",
    stage="reach",
    severity="error",
    blame="site",
    order=24,
    th="ลิงก์เสีย: ไม่พบหน้าหรือไฟล์นี้ ({what})",
    en="Broken address: nothing there ({what_en}).",
    fix_th="ตรวจว่าไฟล์หรือหน้านี้ถูกย้ายหรือเปลี่ยนชื่อหรือไม่ แล้วแก้ลิงก์หรือแจ้ง URL ใหม่ใน ITAP",
    fix_en="See whether the page was moved or renamed; mend the link or declare the new URL.",
)
NO_HOST = replace(
    RULE,
    fix_th="ตรวจตัวสะกดของชื่อเว็บไซต์ หากสะกดถูกแล้ว ให้ถามผู้ดูแลเว็บไซต์ว่าชื่อนี้ยังใช้อยู่หรือไม่ แล้วแจ้ง URL ที่เปิดได้ใน ITAP",
    fix_en="See whether the host is spelt right; if it is, ask whoever runs the site whether the name is still in use, and"
    " declare a URL that opens.",
)
TYPED = replace(
    RULE,
    th="URL ที่แจ้งไว้เปิดไม่ได้เพราะพิมพ์ผิด: “{typed}” {why_th}",
    en="The declared text cannot be opened as it was typed: “{typed}”, {why_en}.",
    fix_th="{advice_th}",
    fix_en="{advice_en}",
)
_SHOWN = 120


def check(case: CaptureCase) -> Iterator[Finding]:
    """Report an answer that is a definite *no*, seen twice, or a text that nobody could ask."""
    capture = case.capture
    if capture is None or reach_code(capture) != RULE.code:
        return
    typed = mistake(case.holding.url) if case.declared and capture.status is None else None
    if typed is not None:
        yield TYPED.finding(
            url=case.holding.url, evidence=evidence_of(capture), typed=case.holding.url.strip()[:_SHOWN],
            why_th=typed.th, why_en=typed.en, advice_th=typed.fix_th, advice_en=typed.fix_en,
        )  # fmt: skip
        return
    what, what_en = answer_words(capture)
    rule = NO_HOST if capture.status is None and unknown_host(capture.final_url, capture.detail) else RULE
    yield rule.finding(url=case.holding.url, evidence=evidence_of(capture), what=what, what_en=what_en)
