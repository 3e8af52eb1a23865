"""The document says of itself that it is a draft, or it is but the memo that asks for the paper's approval.

Why: what waits for approval binds nobody yet; an assessor asks for the paper that is in force.  Whether the word was only
left standing the office knows, so a person must look.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from crawler.judge.quotes import stamp
from crawler.judge.rule import Rule
from crawler.model import Evidence
from crawler.thai.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.case import HoldingCase
    from crawler.judge.holdings import Holding
    from crawler.model import DocumentFacts, Finding

RULE = Rule(
    code="presence.draft",
    stage="document",
    severity="unverified",
    blame="document",
    order=34,
    th="เอกสารระบุว่าเป็นร่าง (“{words}”)",
    en="The document says that it is a draft (“{words}”).",
    fix_th="อัปโหลดฉบับที่อนุมัติหรือลงนามแล้วแทน หากเป็นฉบับจริงให้ลบคำว่า “ร่าง” ออกจากเอกสาร",
    fix_en="Upload the approved or signed paper; if this is it, remove the mark of a draft.",
)

ASKS = replace(
    RULE,
    th="เอกสารเป็นบันทึกที่ขอความเห็นชอบหรือนำส่งเท่านั้น ไม่ใช่ตัวเอกสารที่ต้องเผยแพร่ (“{words}”)",
    en="The document only asks for approval or sends the paper on; it is not the paper (“{words}”).",
    fix_th="อัปโหลดเอกสารฉบับที่ได้รับความเห็นชอบแล้ว แทนหรือต่อท้ายบันทึกนี้",
    fix_en="Upload the approved paper itself, instead of this memo or behind it.",
)

#: How a draft is called; without one of these words nothing of what follows can stand there.
_CALLED = ("ร่าง", "draft", "Draft", "DRAFT")
#: A line that is nothing but the mark: ``ร่าง``, ``- ร่าง -``, ``(ร่าง ครั้งที่ 2)``, ``DRAFT``.
_MARK = re.compile(r"\W*(?:ร่าง|draft)(?:\s*(?:ที่|ครั้งที่|version)?\s*[\d๐-๙.]+)?\W*", re.IGNORECASE)
#: The mark before a title, or in its first word; terms of reference are published as drafts to be commented on.
_BEFORE = re.compile(
    r"\W*[(\[]\s*(?:ร่าง|draft)\s*[)\]]\s*\S|\W*ร่าง\s*(?:แผน|รายงาน|คู่มือ|แนวทาง|นโยบาย|มาตรการ)", re.IGNORECASE
)
#: The foot of an office copy names who drafted, typed and checked the letter: ``ร่าง …… พิมพ์ …… ทาน ……``.
_HANDS = re.compile(r"\W*(?:พิมพ์|ผู้พิมพ์|ทาน|ผู้ทาน|ตรวจทาน)\W*")
#: What a draft says of itself in a sentence.
_WAITS = re.compile(
    r"ร่าง(?:ฉบับ|เอกสาร|แผน|รายงาน|ประกาศ)?(?:นี้|ดังกล่าว)[^\n]{0,20}(?:อยู่ระหว่าง|รอ)(?:การ)?\s*(?:นำ)?(?:เสนอ|พิจารณา|อนุมัติ|เห็นชอบ|ลงนาม|ปรับปรุง|แก้ไข)"
)
#: The subject of a memo that only asks for a paper's approval, or sends it on.
_MEMO = re.compile(r"บันทึกข้อความ")
_SUBJECT = re.compile(
    r"เรื่อง\s*(?:ขอ(?:ความ|ให้|ได้โปรด)?(?:เห็นชอบ|อนุมัติ|อนุญาต|อนุเคราะห์|พิจารณา|เสนอ|ส่ง|นำส่ง|จัดส่ง)|นำส่ง|จัดส่ง|ส่ง(?!เสริม))[^\n]*"
)
#: Letters up to which a paper of one page is no more than its memo.
_MEMO_CHARS = 1_500
#: A sum of money, and so many of them list what it is planned for.
_SUM = re.compile(r"[0-9๐-๙]{1,3}(?:,[0-9๐-๙]{3})+")
_LISTED = 3
#: Blocks at the beginning of a document in which it says so.
_FIRST = 12


def check(case: HoldingCase) -> Iterator[Finding]:
    """Look for the mark at the head of the document, and for the sentence behind it.

    Notices of drafts that the public is asked about (terms of reference) are what they are meant to be.
    """
    rule, words = RULE, _draft_words(case.holding, case.document)
    if words is None:
        rule, words = ASKS, _asks(case.holding, case.document)
    if words is not None:
        quote = Evidence(case.candidate.url, "title of the document", words, *stamp(case.candidate))
        yield rule.finding(element=case.element.id, url=case.candidate.url, evidence=(quote,), words=words)


def _asks(holding: Holding, facts: DocumentFacts) -> str | None:
    """The subject of a memo that only asks or sends, where nothing follows it: many papers begin with such a memo.

    One that lists what is planned, sum by sum, is the paper too.
    """
    head = "\n".join(holding.title)
    if (facts.pages or 1) > 1 or facts.tables or not _MEMO.search(head) or len(holding.text) > _MEMO_CHARS:
        return None
    if len(_SUM.findall(holding.text)) >= _LISTED:
        return None
    subject = _SUBJECT.search(head)
    return one_line(subject[0], 120) if subject is not None else None


def _draft_words(holding: Holding, facts: DocumentFacts) -> str | None:
    lines = [*holding.title[:4], *(block.text for block in facts.blocks[:_FIRST])]
    head = "\n".join(lines)
    if not any(map(head.__contains__, _CALLED)):
        return None
    said = next((line for line in lines if _WAITS.search(line)), None)
    if said is not None:
        return one_line(said, 120)
    single = [line.strip() for text in lines for line in text.split("\n")]
    if any(_HANDS.fullmatch(line) for line in single):
        return None
    marked = next((line for line in single if _MARK.fullmatch(line)), None)
    return marked or next((one_line(line, 120) for line in holding.title[:2] if _BEFORE.match(line)), None)
