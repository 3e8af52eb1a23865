"""A document of the item stands outside the agency's own hosts.

Why: the declaration asks for the agency's main website; a file on somebody's Drive goes when its owner goes.  For
e-services and city-wide systems another host is legitimate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.evidence.address import host_of
from crawler.judge.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.case import PageCase
    from crawler.model import Finding

RULE = Rule(
    code="links.off_site",
    stage="page",
    severity="info",
    blame="site",
    th="เอกสาร “{text}” อยู่นอกเว็บไซต์ของหน่วยงาน ({host})",
    en="The document “{text}” stands outside the agency's site ({host}).",
    fix_th="แนะนำให้เก็บไฟล์ไว้บนเว็บไซต์ของเขต เพื่อไม่ให้หายเมื่อบัญชีภายนอกถูกปิด",
    fix_en="Better keep the file on the district's own site.",
)


def check(case: PageCase) -> Iterator[Finding]:
    """Report documents below the page on foreign hosts."""
    if case.item.off_site:
        return
    for holding in case.below:
        host = host_of(holding.final_url)
        if holding.document is not None and host and host not in case.hosts:
            text = (holding.link.text if holding.link else "") or holding.file_name
            yield RULE.finding(url=holding.url, text=text, host=host)
