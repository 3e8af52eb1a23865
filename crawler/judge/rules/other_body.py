"""The document is a paper of another body: of a bureau of the city, or of a school.

Why: what the item asks for is the district's own; the report of the whole city and a school's manual for its teachers bear
the same titles.  Whether the district works by it the office knows, so a person must look.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.judge.quotes import stamp
from crawler.judge.rule import Rule
from crawler.model import Evidence
from crawler.thai.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.case import HoldingCase
    from crawler.model import Finding

RULE = Rule(
    code="presence.other_body",
    stage="holding",
    severity="unverified",
    blame="document",
    order=35,
    th="เอกสารเป็นของ{other} และไม่กล่าวถึง{own}",
    en="The paper is that of {other} and does not name {own}.",
    fix_th="เผยแพร่เอกสารของสำนักงานเขตเอง หากใช้ฉบับนี้จริง ให้ระบุชื่อสำนักงานเขตในเอกสารหรือประกาศใช้",
    fix_en="Publish the district's own paper; if this one is in force there, let the paper say so.",
)

_HEAD_LINES = 8
_LOOK = 6_000
#: A line that is the name of a body that is none of ours, whoever made the paper.
_BODY = re.compile(
    r"(?:(?:จัดทำ)?โดย|ของ)?\s*(?P<name>(?:สำนัก(?!งาน)|กอง(?!ทุน|กลาง|บรรณาธิการ)|โรงเรียน(?!ใน|สังกัด|ที่|และ|ของ|กรุงเทพ)"
    r"|โรงพยาบาล|ศูนย์บริการสาธารณสุข)[ก-๙]{2,40}(?:\s?[ก-๙๐-๙0-9()]{1,30}){0,2})\s*"
)


def check(case: HoldingCase) -> Iterator[Finding]:
    """Look for such a line in the title block of a document that nowhere names the district."""
    facts = case.holding.document
    if (
        case.item.city_wide
        or facts is None
        or facts.error is not None
        or case.element.period.kind == "series"
    ):
        return
    own = case.agency.name_th.removeprefix("สำนักงานเขต")
    match = next(filter(None, map(_BODY.fullmatch, case.holding.title[:_HEAD_LINES])), None)
    if match is None or "เขต" in match["name"] or fold(own) in fold(facts.text[:_LOOK]):
        return
    other = match["name"].strip()
    quote = Evidence(case.candidate.url, "title of the document", other, *stamp(case.candidate))
    yield RULE.finding(
        element=case.element.id,
        url=case.candidate.url,
        evidence=(quote,),
        other=other,
        own=case.agency.name_th,
    )
