"""The link leads to a platform (Facebook, YouTube, LINE …) or to a page of one that proves nothing from outside.

Why: such pages show strangers a sign-in form whatever stands behind, so they are neither broken nor proof; and a post
is no document that can be read by a machine.  A person has to look, or the document goes onto the office's own site.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.evidence.address import parts_of
from crawler.judge.reach import evidence_of, reach_code
from crawler.judge.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.case import CaptureCase
    from crawler.model import Finding

RULE = Rule(
    code="access.platform",
    stage="reach",
    severity="unverified",
    blame="blocker",
    order=11,
    th="ลิงก์นี้ไปยังแพลตฟอร์มภายนอก ({host}) ซึ่งระบบอ่านเนื้อหาจากภายนอกไม่ได้ จึงยังตรวจไม่ได้",
    en="The link leads to an outside platform ({host}) that cannot be read from outside; not examined.",
    fix_th="วางเอกสารฉบับเต็มไว้บนเว็บไซต์ของหน่วยงาน แล้วใช้แพลตฟอร์มภายนอกเป็นเพียงช่องทางประชาสัมพันธ์",
    fix_en="Put the document itself on the office's own site; use the platform to announce it.",
)


def check(case: CaptureCase) -> Iterator[Finding]:
    """Ask what became of the request."""
    capture = case.capture
    if capture is not None and reach_code(capture) == RULE.code:
        host = parts_of(capture.final_url).hostname or capture.final_url
        yield RULE.finding(url=case.holding.url, evidence=evidence_of(capture), host=host)
