"""Cells of the demanded table are blank.

Why: the form says *no blank cells*; what does not apply is to be said (ไม่มี, -), so that a slip can be told from a nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.judge.columns import best_layout, tables_of
from crawler.judge.quotes import stamp
from crawler.judge.rule import Rule
from crawler.model import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.case import HoldingCase
    from crawler.model import Finding

RULE = Rule(
    code="machine_readable.blank_cells",
    stage="holding",
    severity="warning",
    blame="document",
    order=72,
    th="ตารางมีช่องว่าง {blank} จาก {cells} ช่อง",
    en="{blank} of {cells} cells are blank.",
    fix_th="กรอกให้ครบทุกช่อง ช่องที่ไม่มีข้อมูลให้ใส่ “-” หรือ “ไม่มี”",
    fix_en="Fill every cell; write “-” or “ไม่มี” where nothing applies.",
)


def check(case: HoldingCase) -> Iterator[Finding]:
    """Count blanks in tables that have one of the demanded layouts."""
    if not case.element.layouts:
        return
    tables = [t for t in tables_of(case.candidate) if t.rows and not t.says_none]
    if not any(t.blank for t in tables):
        return
    tables = [t for t in tables if best_layout(t, case.element.layouts)]
    blank, cells = sum(t.blank for t in tables), sum(t.cells for t in tables)
    if blank:
        where = next(t.where for t in tables if t.blank)
        quote = Evidence(case.candidate.url, where, f"{blank}/{cells}", *stamp(case.candidate))
        yield RULE.finding(
            element=case.element.id, url=case.candidate.url, evidence=(quote,), blank=blank, cells=cells
        )
