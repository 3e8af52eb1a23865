"""Gambling or other spam was injected into a declared page.

Why: the site was broken into; nothing on such a page can be trusted, and whoever shows it to citizens advertises a
crime.  District offices license gambling, so bare words score nothing (see :mod:`crawler.read.spam`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.judge.rule import Rule
from crawler.model import Evidence
from crawler.read.spam import HACKED, spam_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.case import CaptureCase
    from crawler.model import Finding

RULE = Rule(
    code="content.injected_spam",
    stage="capture",
    severity="error",
    blame="site",
    order=45,
    th="หน้านี้ถูกฝังโฆษณาการพนันหรือสแปม: {words}",
    en="Gambling or other spam was injected into this page: {words}",
    fix_th="แจ้งผู้ดูแลเว็บไซต์โดยด่วน: กู้คืนหน้า เปลี่ยนรหัสผ่าน ตรวจช่องโหว่ และแจ้งศูนย์ ThaiCERT อย่าเผยแพร่รายละเอียดต่อ",
    fix_en="Tell the webmaster at once: restore the page, change passwords, close the hole, report to ThaiCERT.",
)


def check(case: CaptureCase) -> Iterator[Finding]:
    """Score every page that is read for the item."""
    page, capture = case.holding.page, case.capture
    if page is None or capture is None:
        return
    spam = spam_of(page, frozenset(case.agency.allowed_hosts))
    if spam.score >= HACKED:
        where = "hidden text" if spam.hidden else "page text"
        quote = Evidence(
            capture.final_url, where, " · ".join(spam.quotes), capture.sha256, capture.fetched_at
        )
        yield RULE.finding(url=case.holding.url, evidence=(quote,), words=", ".join(spam.quotes[:3]))
