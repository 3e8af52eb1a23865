"""No URL was declared for the item.

Why: what is not declared is not assessed; the item is lost however complete the website is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.judge.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.case import ItemCase
    from crawler.model import Finding

RULE = Rule(
    code="presence.not_declared",
    stage="item",
    severity="error",
    blame="site",
    th="ยังไม่ได้แจ้ง URL ของข้อ {item} ({title})",
    en="No URL is declared for item {item}.",
    fix_th="หา URL ของหน้าที่เผยแพร่ข้อมูลนี้ แล้วแจ้งในระบบ ITAP และให้ผู้บริหารอนุมัติภายในกำหนด",
    fix_en="Declare the URL of the page that publishes this, and have it approved in time.",
)


def check(case: ItemCase) -> Iterator[Finding]:
    """Report an item without a declaration."""
    if not any(d.url.strip() for d in case.declarations):
        yield RULE.finding(item=case.item.id, title=case.item.title.th)
