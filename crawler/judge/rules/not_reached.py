"""The night ended before this address was asked: a budget, a deadline, or an interruption.

Why: what we did not ask is our omission; it is never held against anybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.judge.reach import reach_code
from crawler.judge.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.case import CaptureCase
    from crawler.model import Finding

RULE = Rule(
    code="fetch.not_reached",
    stage="reach",
    severity="unverified",
    blame="auditor",
    order=1,
    th="รอบนี้ระบบยังตรวจไม่ถึงที่อยู่นี้ ({why})",
    en="This run did not get as far as this address ({why_en}).",
    fix_th="ไม่ต้องแก้ไข ระบบจะตรวจก่อนในรอบถัดไป",
    fix_en="Nothing to mend; it is asked first next night.",
)


_NO_CUT = ("ยังไม่ถึงคิว", "not reached")


def check(case: CaptureCase) -> Iterator[Finding]:
    """Report an address that has no capture, or one that accuses and could not be confirmed."""
    if case.capture is None or reach_code(case.capture) == RULE.code:
        why, why_en = case.night.reading.cut(case.agency.id, case.item.id) or _NO_CUT
        yield RULE.finding(url=case.holding.url, why=why, why_en=why_en)
