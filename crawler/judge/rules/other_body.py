"""The document is a paper of another body: of the city itself or one of its bureaus, of a school, of a ministry.

Why: what the item asks for is the district's own; the report of the whole city and a school's manual for its teachers bear
the same titles.  Whether the district works by it the office knows, so a person must look.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.judge.quotes import stamp
from crawler.judge.rule import Rule
from crawler.model import Evidence
from crawler.thai.text import fold, fold_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crawler.judge.case import HoldingCase
    from crawler.model import Finding

RULE = Rule(
    code="presence.other_body",
    stage="document",
    severity="unverified",
    blame="document",
    order=35,
    th="เอกสารเป็นของ{other} ไม่ใช่ของ{own}",
    en="The paper is that of {other}, not of {own}.",
    fix_th="เผยแพร่เอกสารของสำนักงานเขตเอง หากใช้ฉบับนี้จริง ให้ระบุชื่อสำนักงานเขตในเอกสารหรือประกาศใช้",
    fix_en="Publish the district's own paper; if this one is in force there, let the paper say so.",
)

_CITY = "กรุงเทพมหานคร"
_OFFICE = fold("สำนักงาน")
_HEAD_LINES = 8
_LOOK = 6_000
#: Letters behind the district's name in a line that is a sentence about it, and no longer the name of who made the paper.
_SENTENCE = 36
#: A line that is the name of a bureau, division or hospital, whoever made the paper; the district is another.
_BODY = re.compile(
    r"(?:(?:จัดทำ)?โดย|ของ|ประกาศ|คำสั่ง)?\s*(?P<name>(?:สำนัก(?!งาน)|กอง(?!ทุน|กลาง|บรรณาธิการ)|โรงพยาบาล|ศูนย์บริการสาธารณสุข)[ก-๙]{2,40}"
    r"(?:\s?[ก-๙๐-๙0-9()]{1,30}){0,2})\s*"
)
#: A line that is the name of a body outside the city: the district's own name in the text is but an address.
_OUTSIDE = re.compile(
    r"(?:(?:จัดทำ)?โดย|ของ|ประกาศ|คำสั่ง)?\s*(?P<name>(?:สำนักงานเขตพื้นที่การศึกษา|สถานีตำรวจ|เทศบาล|องค์การบริหารส่วน|กรม(?!ธรรม์|การ)|กระทรวง|มหาวิทยาลัย|บริษัท"
    r"|สำนักงาน\s?ป\.ป\.|สำนักงานคณะกรรมการ)[ก-๙.]{1,50}(?:\s?[ก-๙๐-๙0-9().]{1,30}){0,2})\s*"
)
#: What may stand beside the district's name in a line that is the name of who made the paper, folded.
_BESIDE_NAME = re.compile(
    rf"(?:{'|'.join(fold_all(('จัดทำ', 'โดย', 'ของ', 'ประกาศ', 'คำสั่ง', 'ส่วนราชการ', 'หน่วยงาน', 'กรุงเทพมหานคร')))}"
    rf"|{fold('ฝ่าย')}[ก-๙]{{2,24}}|[0-9])*"
)
#: What the paper is about, or whom it is for, and not who made it; and what a place is called by.
_ABOUT = tuple(fold_all(("เรื่อง", "เรียน", "ถึง")))
_PLACE = tuple(fold_all(("พื้นที่", "ใน", "ณ", "ร่วมกับ", "ให้", "แก่", "ต่อ")))
#: Lines at the head of a document in which a school is whoever made it, also where it says under which district it is.
_SCHOOL_LINES = 3
_SCHOOL = re.compile(
    r"(?:(?:จัดทำ)?โดย|ของ)?\s*(?P<name>โรงเรียน(?!ใน|สังกัด|ที่|และ|ของ|กรุงเทพ)[ก-๙]{2,40})(?:\s+(?:สังกัด)?\s*(?:สำนักงาน)?เขต\S{2,30})?"
    r"(?:\s+กรุงเทพมหานคร)?\s*"
)


def check(case: HoldingCase) -> Iterator[Finding]:
    """Look at the head of a document for the name of whoever made it."""
    if case.item.city_wide or case.element.period.kind == "series":
        return
    bureau = _bureau(case)
    # The plan, report or figures of a year are those of whoever made them; standing rules a bureau may write for districts.
    maker = _outsider(case) or (bureau if case.demand.wants else None)
    stranger = _school(case) or (None if maker is None or _presents_own(case, maker) else maker)
    other = stranger or bureau or _city(case)
    if other is not None and (stranger or not _is_own(case, case.holding.text[:_LOOK])):
        quote = Evidence(case.candidate.url, "title of the document", other, *stamp(case.candidate))
        yield RULE.finding(
            element=case.element.id, url=case.candidate.url, evidence=(quote,), other=other, own=case.agency.name_th
        )  # fmt: skip


def _school(case: HoldingCase) -> str | None:
    """The school that made a paper; where the element is about schools their names are what is wanted."""
    if "โรงเรียน" in case.element.title.th:
        return None
    return _named(_SCHOOL, case.holding.title[:_SCHOOL_LINES])


def _presents_own(case: HoldingCase, maker: str) -> bool:
    """Whether the district's name stands in the title; a foreword that follows may only speak of the district.

    Below the name of its ``maker`` the title of a paper may say of which district it is, and that makes it none of the district's.
    """
    lines = case.holding.title[:_HEAD_LINES]
    made = next((at for at, line in enumerate(lines) if maker in line), len(lines))
    for at, line in enumerate(lines):
        before, name, behind = fold(line).partition(_own_name(case))
        if name and len(behind) < _SENTENCE and not (at > made and _is_mention(before, behind)):
            return True
    return False


def _is_mention(before: str, behind: str) -> bool:
    """Whether a folded title only mentions the district between two texts: its subject, whom it is sent to, a place."""
    head = before.removesuffix(_OFFICE)
    if _BESIDE_NAME.fullmatch(head) and _BESIDE_NAME.fullmatch(behind):
        return False
    return head == before or before.startswith(_ABOUT) or head.endswith(_PLACE)


def _outsider(case: HoldingCase) -> str | None:
    """The body outside the city that made a paper."""
    return _named(_OUTSIDE, case.holding.title[:_HEAD_LINES])


def _is_own(case: HoldingCase, text: str) -> bool:
    """Whether a paper names the district at all."""
    return _own_name(case) in fold(text)


def _own_name(case: HoldingCase) -> str:
    return fold(case.agency.name_th.removeprefix("สำนักงาน"))


def _bureau(case: HoldingCase) -> str | None:
    """The bureau, division or hospital that made a paper."""
    other = _named(_BODY, case.holding.title[:_HEAD_LINES])
    return None if other is None or "เขต" in other else other


def _city(case: HoldingCase) -> str | None:
    """The city, where the title says that it is the city's: ``โครงสร้างกรุงเทพมหานคร``, without a blank."""
    owned = [line.partition(_CITY)[0].removesuffix("ของ") for line in case.holding.title if _CITY in line]
    joined = [fold(before) for before in owned if not before.endswith(" ")]
    names = fold_all(case.element.names) if joined else ()
    is_named = any(before.endswith(names) for before in joined)
    return _CITY if is_named and not any(fold(_CITY) in name for name in names) else None


def _named(pattern: re.Pattern[str], lines: Sequence[str]) -> str | None:
    match = next(filter(None, map(pattern.fullmatch, lines)), None)
    return match["name"].strip() if match is not None else None
