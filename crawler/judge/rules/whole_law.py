"""The document is a law or a ministry's regulation, which the office did not write.

Why: a law says what all offices may do; the item asks what this one does.  The handbooks say so of duties and powers
(*not a whole law*), and of the rest an assessor would ask where the office's own paper is, so a person must look.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.judge.quotes import stamp
from crawler.judge.rule import Rule
from crawler.model import Evidence
from crawler.thai.text import fold, fold_all, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.case import HoldingCase
    from crawler.model import Finding

RULE = Rule(
    code="presence.whole_law",
    stage="document",
    severity="unverified",
    blame="document",
    order=36,
    th="เอกสารเป็นกฎหมายหรือระเบียบทั้งฉบับ (“{law}”) ไม่ใช่เอกสารของ{own}",
    en="The document is a whole law or regulation (“{law}”), not a paper of {own}.",
    fix_th="เผยแพร่เอกสารที่สำนักงานเขตจัดทำเอง โดยสรุปส่วนที่เกี่ยวข้อง และอ้างกฎหมายหรือระเบียบได้",
    fix_en="Publish a paper of the office's own that sums up what concerns it; it may refer to the law.",
)

#: The first words of a law's title; the line above it may be the gazette's.
_LAW = re.compile(
    r"\W*(?P<kind>พระราชบัญญัติ|พระราชกฤษฎีกา|พระราชกำหนด|กฎกระทรวง|กฎ\s*ก\.|ประมวลกฎหมาย|รัฐธรรมนูญ|ข้อบัญญัติ"
    r"|ระเบียบ\s?(?:กระทรวง|สำนักนายกรัฐมนตรี|กรุงเทพมหานคร|คณะกรรมการ|ก\.))[^\n]*"
)
_FIRST_LINES = 2


def check(case: HoldingCase) -> Iterator[Finding]:
    """Look at the first lines; city-wide rules are wanted as they are, and so is what is called a law itself."""
    if case.item.city_wide:
        return
    law = next(filter(None, map(_LAW.match, case.holding.title[:_FIRST_LINES])), None)
    if law is None or any(fold(law["kind"]) in name for name in fold_all(case.element.names)):
        return
    words = one_line(law[0], 120)
    quote = Evidence(case.candidate.url, "title of the document", words, *stamp(case.candidate))
    yield RULE.finding(
        element=case.element.id, url=case.candidate.url, evidence=(quote,), law=words, own=case.agency.name_th
    )
