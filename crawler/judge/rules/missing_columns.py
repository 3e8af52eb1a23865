"""The monthly summary lacks columns of the demanded form.

Why: the sixteen columns (or the older ten of แบบ สขร.1) are what makes the summaries of fifty districts comparable.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.judge.columns import best_layout, nearest_layout, tables_of
from crawler.judge.grades import grade_of
from crawler.judge.quotes import stamp
from crawler.judge.rule import Rule
from crawler.model import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.case import HoldingCase
    from crawler.model import Finding

RULE = Rule(
    code="machine_readable.missing_columns",
    stage="holding",
    severity="warning",
    blame="document",
    order=70,
    th="ตารางขาดคอลัมน์ของ{layout}: {columns}",
    en="The table lacks columns of {layout_en}: {columns}.",
    fix_th="ใช้แบบฟอร์มที่กำหนดโดยไม่ตัดคอลัมน์ และกรอกให้ครบทุกช่อง",
    fix_en="Use the demanded form without removing columns.",
)


#: A table of fewer columns is a label beside its value.
_COLUMNS = 3


def check(case: HoldingCase) -> Iterator[Finding]:
    """Compare the headers of the best table with the layouts that the checklist accepts.

    Where no table is nearly one of them, data of another form are compared with the nearest; of a PDF's tables nobody
    knows that the reader found their heads.
    """
    layouts = case.element.layouts
    tables = [t for t in tables_of(case.candidate) if t.rows and not t.says_none] if layouts else []
    fits = [fit for table in tables if (fit := best_layout(table, layouts))]
    if not fits and grade_of(case.candidate) == "structured":
        wide = [table for table in tables if len(table.header) >= _COLUMNS]
        fits = [fit for table in wide if (fit := nearest_layout(table, layouts))]
    if not fits:
        return
    fit = max(fits, key=lambda one: len(one.found))
    if fit.missing:
        quote = Evidence(
            case.candidate.url, fit.table.where, " | ".join(fit.table.header)[:300], *stamp(case.candidate)
        )
        yield RULE.finding(
            element=case.element.id, url=case.candidate.url, evidence=(quote,), layout=fit.layout.title.th,
            layout_en=fit.layout.title.en, columns=", ".join(column.name for column in fit.missing),
        )  # fmt: skip
