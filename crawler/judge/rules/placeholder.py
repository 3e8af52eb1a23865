"""The file opens and holds nothing of its own: a blank form, an empty sheet, a few characters.

Why: a template uploaded to fill the slot discloses nothing, however well it is named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.judge.quotes import document_evidence
from crawler.judge.rule import Rule
from crawler.read.saying import denies_or_demands, says_something
from crawler.read.titles import lines_of
from crawler.thai.text import fold, fold_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crawler.judge.case import HoldingCase
    from crawler.model import Finding

RULE = Rule(
    code="presence.placeholder",
    stage="document",
    severity="error",
    blame="document",
    order=30,
    th="ไฟล์นี้ไม่มีเนื้อหาของตนเอง (เป็นแบบฟอร์มเปล่า หรือแทบไม่มีข้อความ)",
    en="The file holds no content of its own ({why}).",
    fix_th="อัปโหลดเอกสารฉบับที่มีข้อมูลครบถ้วนแทนแบบฟอร์มเปล่า หากไม่มีข้อมูล ให้ระบุว่า “ไม่มี…” ให้ชัดเจน",
    fix_en="Upload the completed document; if there is nothing to report, say so in words.",
)

#: A document that says less than this says nothing.
LEAST_LETTERS = 20
#: Letters up to which a document of one page may be its cover and nothing else.
_COVER = 400
#: Letters that may be left of a cover's, and are no content: a division, a number of the edition.
_A_WORD = 9
#: What stands on a cover beside the title and the office's name.
_ON_A_COVER = fold_all((
    "ประจำปีงบประมาณ", "ปีงบประมาณ", "ประจำปี", "พุทธศักราช", "พ.ศ.", "กรุงเทพมหานคร", "สารบัญ", "ฉบับ", "จัดทำโดย", "ของ", "รอบ", "เดือน",
    "ไตรมาส", "ที่",
))  # fmt: skip


def check(case: HoldingCase) -> Iterator[Finding]:
    """Ask the reader whether the document is empty in substance, and count what it says."""
    facts = case.document
    if case.candidate.nil:
        return
    why = facts.placeholder or _says_little(case)
    if why:
        yield RULE.finding(
            element=case.element.id, url=case.candidate.url, evidence=document_evidence(case), why=why
        )


def _says_little(case: HoldingCase) -> str | None:
    """Why a document that can be read says nothing: hardly a letter, or none but those of its cover."""
    facts, text = case.document, case.holding.text
    if (
        facts.grade != "text" or len(text) - len(facts.blocks) >= _COVER
    ):  # a break behind every block but the last
        return None
    letters = sum(map(str.isalnum, text))
    if letters < LEAST_LETTERS:
        return f"{letters} letters in all"
    if facts.tables or facts.links or (facts.pages or 0) > max(1, facts.pages_read):
        return None
    below = _beyond_cover(case, lines_of(text))
    if sum(below.values()) <= _A_WORD:
        return None if facts.drawn else "a title and nothing else"
    said = sum(left for line, left in below.items() if says_something(line))
    # Lines that a page's width tore say together what they say.
    idle = said <= _A_WORD or denies_or_demands(" ".join(below))
    return "a title and a word that it is elsewhere, or will come" if idle else None


def _beyond_cover(case: HoldingCase, lines: Sequence[str]) -> dict[str, int]:
    """The lines that say more than the element's names, the office's, or a year, and how many letters more."""
    own = fold_all((*case.element.names, case.agency.name_th, case.item.title.th, *case.item.titles))
    keys = "\n".join(map(fold, lines))
    for words in (*sorted(own, key=len, reverse=True), *_ON_A_COVER):
        keys = keys.replace(words, " ")
    left = (sum(map(str.isalpha, key)) for key in keys.split("\n"))
    return {line: letters for line, letters in zip(lines, left, strict=True) if letters}
