"""A paper of one page that bears the right title and says nothing of substance below it.

*แผนฉบับนี้จัดทำขึ้นเพื่อใช้เป็นแนวทาง…* may stand below the name of any plan.  What such papers lack tells them from real ones, not what
they say: the plan, the report or the figures of a year give a number besides the year itself, a row, a list, a project or the
divisions that have to do with it, or say that there was none.  Rules and policies may be prose, and a notice is itself what it announces.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.judge.sections import YEAR
from crawler.judge.signs import is_list, shows_figures, shows_signs, telling
from crawler.thai.dates import read_dates

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from checklists.model import Element
    from crawler.judge.holdings import Holding

#: Letters of a paper that is a page at most, where it does not say how many it has; and of what is prose at all.
_PAGE, _PROSE = 2_500, 120
#: The share of the longest line from which on a line ends because the page does, and letters that such a line has at least.
_FULL, _WIDTH = 0.75, 60
#: What begins by saying that it is an act of its own.
_ACTS = re.compile(r"\W*(?:ประกาศ|คำสั่ง|ข้อบัญญัติ|บันทึกข้อความ|หนังสือ|ที่\s)")
_LISTED = re.compile(r"\s*(?:[-–—•●▪◦*✓➢]|[(\[]?[0-9๐-๙ก-ฮ]{1,2}[.)\]]|[0-9๐-๙]{1,2}\s)\s*[^\W\d]")
_PAGE_NUMBER = re.compile(r"\W*(?:หน้า(?:ที่)?|page)?\W*[0-9๐-๙]{1,3}\W*", re.IGNORECASE)
_DIGIT = re.compile(r"[0-9๐-๙]")
#: A project by its name; the divisions of an office, of which one may be but whoever signs.
_PROJECT = re.compile(
    r"(?:โครงการ|กิจกรรม)(?!ต่าง|ทั้ง|ของ|ที่|ตาม|และ|หรือ|ใน|ใด|นี้|อื่น|ใหม่|ให้|เพื่อ|ได้|เป็น|อย่าง|จะ|ๆ)[ก-ฮเ-ไ]"
)
_DIVISION = re.compile(
    r"ฝ่าย(?:ปกครอง|ทะเบียน|โยธา|สิ่งแวดล้อม|รายได้|รักษาความสะอาด|การศึกษา|การคลัง|เทศกิจ|พัฒนาชุมชน)"
)
_DIVISIONS = 2
#: How many, in words.
_COUNTED = re.compile(
    r"(?:หนึ่ง|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า|สิบ|ร้อย|พัน)\s?(?:ครั้ง|เรื่อง|ราย|คน|แห่ง|สาย|จุด|โครงการ|กิจกรรม|ข้อ|ด้าน|แผน|ชุมชน|มาตรการ|ฝ่าย|ระบบ)"
)
#: That there was none, or nobody did.
_NONE = re.compile(r"ไม่(?:พบ|ปรากฏ|มี|ได้)|มิได้|ยังไม่")


def only_fine_words(element: Element, holding: Holding) -> bool:
    """Whether a paper of one page has nothing that the plan, report or figures of a year have."""
    facts = holding.document
    if facts is None or not element.required or element.period.kind != "any" or "news" in element.holdings:
        return False
    if facts.grade != "text" or facts.tables or facts.links or facts.drawn or (facts.pages or 1) > 1:
        return False
    if sum(map(str.isalnum, holding.text)) > _PAGE or any(map(_ACTS.match, holding.title)):
        return False
    lines = [line for line in holding.text.split("\n") if line.strip() and not _PAGE_NUMBER.fullmatch(line)]
    said = telling(element, list(_paragraphs(lines)))
    prose = sum(len(one) for one in said)
    return prose >= _PROSE and not (
        _is_laid_out(lines) or is_list(said) or _is_told(element, "\n".join(said))
    )


def _is_laid_out(lines: Sequence[str]) -> bool:
    """Whether any line is a row of cells, or one of a list."""
    return any("\t" in line or " | " in line or _LISTED.match(line) for line in lines)


def _is_told(element: Element, text: str) -> bool:
    """Whether a text gives a figure, names what is done and who does it, or says that there was nothing."""
    if (
        shows_signs(element, text)
        or shows_figures(text)
        or any(pattern.search(text) for pattern in (_NONE, _PROJECT, _COUNTED))
    ):
        return True
    if len(set(_DIVISION.findall(text))) >= _DIVISIONS:
        return True
    for one in reversed(read_dates(text)):
        start, end = one.span
        text = text[:start] + text[end:]
    return _DIGIT.search(YEAR.sub("", text)) is not None


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """The lines put together again that the width of the page tore."""
    full = max(_FULL * max(map(len, lines), default=0), _WIDTH)
    paragraph = ""
    for line in lines:
        paragraph += line
        if len(line) < full:
            yield paragraph
            paragraph = ""
    if paragraph:
        yield paragraph
