"""The server says 200 and the page says that there is nothing, or it is the home page again.

Why: seven servers in a hundred answer so; a checker of status codes calls the page fine.  Accusing a short but real page
is worse, so three things count: words that say *missing* on a page that says hardly anything else, a redirect to the
home page, and a page of which nothing is left when all is taken away that addresses which cannot exist show too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.judge.residue import elsewhere, residue
from crawler.judge.rule import Rule
from crawler.judge.walls import is_home, says_missing
from crawler.model import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.case import CaptureCase
    from crawler.model import Finding

RULE = Rule(
    code="presence.soft_404",
    stage="capture",
    severity="error",
    blame="site",
    order=40,
    th="หน้านี้เปิดได้แต่ไม่มีข้อมูล ({why})",
    en="The page opens but holds nothing ({why_en}).",
    fix_th="ใส่ข้อมูลในหน้านี้ หรือแจ้ง URL ของหน้าที่มีข้อมูลจริงใน ITAP",
    fix_en="Put the content on this page, or declare the URL that holds it.",
)

#: Words of its own that a real page has at least.
LEAST_RESIDUE = 3


def check(case: CaptureCase) -> Iterator[Finding]:
    """Ask the words, the redirect and the probes, in this order."""
    capture, page, scope = case.capture, case.holding.page, case.holding.scope
    if capture is None or page is None or scope is None or not capture.answered:
        return
    said = says_missing(page, scope)
    if said:
        quote = Evidence(capture.final_url, "page text", said, capture.sha256, capture.fetched_at)
        yield RULE.finding(
            url=case.holding.url, evidence=(quote,), why=f"ข้อความว่า “{said}”", why_en=f"it says “{said}”"
        )
        return
    home = case.night.reading.home(case.agency.site)
    # What only a browser would show may be a page of its own, whatever its first bytes are.
    shown = capture.hops or not page.scripted
    if shown and is_home(case.holding.url, capture, home, case.agency.site):
        quote = Evidence(capture.final_url, "redirect", capture.final_url, capture.sha256, capture.fetched_at)
        yield RULE.finding(
            url=case.holding.url,
            evidence=(quote,),
            why="ส่งต่อไปหน้าแรกของเว็บไซต์",
            why_en="it is the home page again",
        )
        return
    if not case.declared or page.unseen:
        return
    asked = [
        probe
        for probe in case.night.reading.probes(case.holding.url)
        if elsewhere(probe.url, case.holding.url)
    ]
    probes = tuple(read for probe in asked if (read := case.night.reading.page(probe)))
    if len(probes) >= 2 and residue(page, probes) < LEAST_RESIDUE:
        quote = Evidence(capture.final_url, "page text", page.text[:200], capture.sha256, capture.fetched_at)
        yield RULE.finding(
            url=case.holding.url, evidence=(quote,), why="เหมือนหน้าที่ไม่มีอยู่จริงทุกประการ",
            why_en="it is the same as pages that cannot exist",
        )  # fmt: skip
