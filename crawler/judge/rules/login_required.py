"""A sign-in page, or a file share that asks to request access, stands where the document should be.

Why: the law wants it public *without limits*; what only members can open is not disclosed.  A system that citizens
sign in to (an e-service) is something else: it works.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.judge.rule import Rule
from crawler.judge.walls import asks_to_sign_in
from crawler.model import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.case import CaptureCase
    from crawler.model import Finding

RULE = Rule(
    code="access.login_required",
    stage="capture",
    severity="error",
    blame="site",
    order=12,
    th="ต้องลงชื่อเข้าใช้หรือขอสิทธิ์ก่อนจึงจะเปิดได้ ประชาชนทั่วไปเปิดไม่ได้",
    en="One must sign in or ask for access first; the public cannot open it.",
    fix_th="ตั้งค่าให้เปิดได้โดยไม่ต้องลงชื่อเข้าใช้ (ถ้าเป็น Google Drive ให้เลือก “ทุกคนที่มีลิงก์”) หรือวางไฟล์บนเว็บไซต์ของเขต",
    fix_en="Open it to everybody (on Google Drive: “anyone with the link”), or put the file on the district's site.",
)


def check(case: CaptureCase) -> Iterator[Finding]:
    """Recognise the sign-in page by its password field, its address or its words."""
    capture, page = case.capture, case.holding.page
    if capture is None:
        return
    closed = capture.detail if capture.error == RULE.code else None
    sign = asks_to_sign_in(capture, page) or closed
    if sign and not (case.item.off_site and case.holding.depth > 0):
        quote = Evidence(capture.final_url, "page text", sign, capture.sha256, capture.fetched_at)
        # A share that is kept from the public is set so on the document, not on the site that links to it.
        yield RULE.finding(url=case.holding.url, evidence=(quote,), blame="document" if closed else None)
