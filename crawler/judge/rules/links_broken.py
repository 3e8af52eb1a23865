"""A link in the content of a declared page leads nowhere.

Why: it need not cost the item (the document may stand elsewhere), but somebody will click it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.judge.reach import evidence_of, reach_code
from crawler.judge.rule import Rule
from crawler.judge.wording import answer_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.case import PageCase
    from crawler.model import Finding

RULE = Rule(
    code="links.broken",
    stage="page",
    severity="warning",
    blame="site",
    th="ลิงก์ “{text}” เปิดไม่ได้ ({what})",
    en="The link “{text}” leads nowhere ({what_en}).",
    fix_th="แก้ที่อยู่ของลิงก์ หรืออัปโหลดไฟล์ที่หายไป",
    fix_en="Correct the link or upload the missing file.",
)


def check(case: PageCase) -> Iterator[Finding]:
    """Report definite faults of what the page's content links to."""
    for holding in case.below:
        capture = holding.capture
        if capture is not None and reach_code(capture) == "presence.http_error":
            text = (holding.link.text if holding.link else "") or holding.file_name
            what, what_en = answer_words(capture)
            yield RULE.finding(
                url=holding.url, evidence=evidence_of(capture), text=text, what=what, what_en=what_en
            )
