"""The document's own title, chosen from the lines that stand above its text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crawler.thai.text import one_line

#: Most lines that a title block has.
TITLE_LINES = 25
TITLE_CHARS = 200
_CHOSEN_LINES = 4
#: Lines that stand above titles without being one: numbers, gazette headers, letterheads, "draft".
_NOT_A_TITLE = re.compile(
    r"^[\W_\d๐-๙]*$|^(?:หน้า|เล่ม|ที่)\s*[\d๐-๙(]|^[่-๋]?(?:หนา|เลม|เล่ม|หน้า)\s*[\d๐-๙]|ราชกิจจานุเบกษา(?!ว่าด้วย)|^ส่วนราชการ"
    r"|^\(?(?:ร่าง|สำเนา(?:คู่ฉบับ)?)\)?$|^ที่\s+\S+\s*[\d๐-๙.]+/|^แผ่นที่|^วันที่พิมพ์"
)
_ENDS_TITLE = re.compile(r"^(?:เรียน|อ้างถึง|สิ่งที่ส่งมาด้วย|สารบัญ|คำนำ$)(?:\s|$)")


def title_of(lines: Sequence[str]) -> str:
    """The title that ``lines`` begin with, on one line of at most ``TITLE_CHARS`` characters."""
    chosen: list[str] = []
    for line in lines:
        plain = line.strip()
        if chosen and _ENDS_TITLE.match(plain):
            break
        if not _NOT_A_TITLE.match(plain):
            chosen.append(plain)
        if len(chosen) == _CHOSEN_LINES or sum(map(len, chosen)) > TITLE_CHARS * 0.7:
            break
    return one_line(" ".join(chosen), TITLE_CHARS)
