"""What is never a date: amounts, years of laws, numbers of documents, telephones, names of places."""

from __future__ import annotations

import re

from crawler.thai.dates.draft import Draft, Found
from crawler.thai.dates.lexer import Tokens

#: Words that make the number before them a count.
_UNIT = re.compile(
    r"\s{0,2}(?:บาท|ล้าน|พัน|หมื่น|แสน|คน|ราย|แห่ง|ครั้ง|เรื่อง|ฉบับ|หน่วย|ชุด|เครื่อง|คัน|ตัว|ไร่|ตร\.|ตาราง|เมตร|กิโล|กก\.?|กม\.?"
    r"|ลิตร|หลัง|ครัวเรือน|คะแนน|เปอร์เซ็นต์|ชั่วโมง|นาที|ประเทศ|วัน(?!ที่)|ตัน|ต้น|แผ่น|หน้า|ข้อ|โครงการ|อัตรา|โรง|ชิ้น|กล่อง|จุด"
    r"|สาย|ถุง|ปี(?!งบ|การ|\s*\d)|%|[.,]\d|-\s?บาท)"
)
#: A law stands before its year, the whole title between them.
_LAW = re.compile(
    r"พระราชบัญญัติ|พ\.?\s?ร\.?\s?บ\.?|พระราชกำหนด|พ\.ร\.ก\.|พระราชกฤษฎีกา|พ\.ร\.ฎ\.|ระเบียบ|ข้อบังคับ|ข้อบัญญัติ|กฎ|ประมวล"
    r"|รัฐธรรมนูญ|ว่าด้วย|ฉบับที่|มอก\.?|มาตรา|อนุสัญญา|พิธีสาร|แก้ไขเพิ่มเติม"
)
_LAW_REACH = 120
#: What stands before numbers of documents, telephones, codes, standards.
_NUMBERED = re.compile(
    r"(?:(?<!วัน)ที่|เลข|โทร(?:ศัพท์|สาร)?\.?|แฟกซ์|fax|tel\.?|ต่อ|รหัส(?:ไปรษณีย์)?|ทะเบียน|มอก\.|iso|no\.?|ลำดับ|จำนวน|วงเงิน|ราคา|เป็นเงิน"
    r"|ประมาณ|รวม|กว่า|ร้อยละ|ละ|หมายเลข|กท|เบอร์|[-/:,])\s*$|\.$",
    re.IGNORECASE,
)
_NUMBERED_REACH = 16
_OPENERS = " \t\n\u00a0([{\"'“”‘’«_"
_CLOSERS = " \t\n\u00a0)]}\"'“”‘’»<.,;:_"
_LIKELY = range(2530, 2590)
_TITLE_LENGTH = 220


def is_amount(found: Found, index: int) -> bool:
    """Whether the number at a token is followed by a unit."""
    return bool(_UNIT.match(found.tokens.text, found.tokens.ends[index]))


def follows_law(text: str, start: int) -> bool:
    """Whether the title of a law stands before a place, on its line."""
    line = max(text.rfind("\n", 0, start), start - _LAW_REACH, 0)
    return _LAW.search(text, line, start) is not None


def stands_alone(found: Found, index: int) -> bool:
    """Whether four bare digits may be a year: likely as one, a word of their own, in a line like a title."""
    tokens = found.tokens
    text, start, end = tokens.text, tokens.starts[index], tokens.ends[index]
    if tokens.values[index] not in _LIKELY or is_amount(found, index):
        return False
    before, after = text[start - 1 : start], text[end : end + 1]
    if (before and before not in _OPENERS) or (after and after not in _CLOSERS):
        return False
    codes = tokens.codes
    if (index and codes[index - 1] in "12345NxyfZTmweaE") or codes[index + 1 : index + 2] in tuple(
        "12345Nxmwea"
    ):
        return False
    if _NUMBERED.search(text, max(0, start - _NUMBERED_REACH), start) or follows_law(text, start):
        return False
    line_start, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    return (len(text) if line_end < 0 else line_end) - line_start <= _TITLE_LENGTH


_NAME = re.compile(r"(?:พรรษา|ถนน|วงเวียน|อนุสรณ์สถาน|อนุสาวรีย์|สะพาน)\s*$")


def is_never_a_date(tokens: Tokens, draft: Draft) -> bool:
    """Whether what looks like an expression is part of a name: ``ศูนย์ราชการ… ๘๐ พรรษา ๕ ธันวาคม ๒๕๕๐``."""
    start = tokens.starts[draft.first]
    return draft.kind in {"day", "instant"} and bool(_NAME.search(tokens.text, max(0, start - 16), start))
