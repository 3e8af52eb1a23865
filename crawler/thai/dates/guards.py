"""What is never a date: amounts, years of laws, numbers of documents, telephones, names of places."""

from __future__ import annotations

import re

from crawler.late import late
from crawler.thai.dates.draft import Draft, Found
from crawler.thai.dates.lexer import Tokens

#: Words that make the number before them a count, whatever follows.
_UNITS = (
    "บาท|ล้าน|หมื่น|คน|แห่ง|คัน|ไร่|ตร\\.|ตาราง(?:เมตร|วา|กิโล)|เมตร|กิโล|กก\\.?|กม\\.?|มม\\.|ซม\\.|ลบ\\.|ลิตร|ครัวเรือน|หลังคาเรือน"
    "|คะแนน|เปอร์เซ็นต์|ชั่วโมง|นาที|ตัน|ชิ้น|กล่อง|ถุง|เตียง|องศา|ปี(?!งบ|การ|\\s*\\d)|%|[.,]\\d|-\\s?บาท"
)
#: Words that do so only by themselves: ``68 ราย`` counts, ``ปี 68 รายงาน`` and ``มี.ค. 68 ข้อมูล`` do not.
_UNITS_ALONE = (
    "ราย(?:การ)?|พัน|แสน|ครั้ง|เรื่อง|ฉบับ|หน่วย|ชุด|เครื่อง|ตัว|หลัง|ประเทศ|วัน|ต้น|แผ่น|หน้า|ข้อ|โครงการ|กิจกรรม|อัตรา|โรง|จุด|สาย"
    "|แปลง|ใบ|รูป|คดี|โดส|ห้อง|ร้าน|เล่ม|ชุมชน|ตำแหน่ง"
)
#: What a list of files counts beside their names: ``68 KB``, ``68 downloads``.
_OF_A_FILE = r"(?i:(?:[kmgt]i?b|bytes|downloads|hits|views|visits|pages|files|items)(?![a-z]))"
_GOES_ON = "ใน|ทั่ว|ต่อ|ขึ้น|แล้ว|เป็น|คิด|ซึ่ง|และ|หรือ|ของ|เพิ่ม|ลด|โดย|รวม|แบ่ง"
_UNIT = late(
    rf"[ \u00a0]{{0,2}}(?:{_UNITS}|{_OF_A_FILE}|(?:{_UNITS_ALONE})(?:(?={_GOES_ON})|(?![ก-ฮะาเแโใไ]|[ \u00a0]?\d)))"
)
#: A law stands before its year, the whole title between them.
_LAW = late(
    r"พระราชบัญญัติ|พ\.?\s?ร\.?\s?บ\.?|พระราชกำหนด|พ\.ร\.ก\.|พระราชกฤษฎีกา|พ\.ร\.ฎ\.|ระเบียบ(?!วาระ)|ข้อบังคับ|ข้อบัญญัติ|(?<!กร)กฎ|ประมวล(?!ผล)"
    r"|รัฐธรรมนูญ|ว่าด้วย|ฉบับที่|มอก\.?|มาตรา|อนุสัญญา|พิธีสาร|แก้ไขเพิ่มเติม"
)
_LAW_REACH = 120
#: What stands before numbers of documents, telephones, codes, standards and amounts.
_LABELS = (
    "(?<!วัน)ที่|เลข(?:รับ|หนังสือ|อ้างอิง)?|©|\\(c\\)|copyright|ลิขสิทธิ์|โทร(?:ศัพท์|สาร)?\\.?|แฟกซ์|fax|tel\\.?|ต่อ|รหัส(?:ไปรษณีย์)?|ทะเบียน(?:รถ)?|หมายเลข|เบอร์|มอก\\.|iso|no\\.?"
    "|ลำดับ|จำนวน|วงเงิน|ราคา|เป็นเงิน|ประมาณ(?<!งบประมาณ)|รวม|กว่า|(?<!แ)ละ|กท|ข้อ|หน้า|(?:ห้อง|อาคาร|ตู้)(?:สอบ|เรียน|ประชุม|เลขที่|ปณ\\.?|ป\\.ณ\\.)?|สายด่วน|ซอย|ถนน|เล่มที่|เล่ม"
)
#: The letters of a number plate, or of an office, between such a word and the number: ``ทะเบียนรถ ฮท 2568``.
_LETTERED = r"(?:ทะเบียน(?:รถ)?|หมายเลข|เลขที่|(?<!วัน)ที่)\s*\d?\s?[ก-ฮ]{1,3}\.?"
_NUMBERED = late(rf"(?:{_LABELS}|{_LETTERED})\s*$", re.IGNORECASE)
_NUMBERED_REACH = 16
#: Two consonants alone are a plate's or an office's letters (``ฮท 2568``), if they are no word.
_LETTERS_ALONE = late(r"(?<![ก-๙A-Za-z.])(?!งบ|ผล|คน|รถ|ลด|บท|จบ|พบ|บน|กฎ|ตน|จน|ยอด)\d?[ก-ฮ]{2}\s$")
_TELEPHONE = late(r"(?:โทร(?:ศัพท์|สาร)?|แฟกซ์|fax|tel|ต่อ|เบอร์|ห้อง|รหัส|หมายเลข)[.:]?\s*$", re.IGNORECASE)
#: What parts the cells of a row that stands on one line, how many make one, and what only numbers it.
_CELLS, _ROW = re.compile(r"[|\t]"), 3
_ROW_NUMBER = re.compile(r"\W*\d{0,3}\W*")
_OPENERS = " \t\n\u00a0([{\"'“”‘’«"
_CLOSERS = " \t\n\u00a0)]}\"'“”‘’»<.,;:"
_LIKELY = range(2530, 2590)
_LIKELY_IN_TITLE = frozenset((*_LIKELY, *range(2000, 2050)))
#: Tokens beside which four digits are part of a number, or the second year of a date.
_NO_YEAR_AFTER = frozenset("123456789NxyfZTmweaE")
_NO_YEAR_BEFORE = frozenset("123456789Nxmwea")
#: A line longer than this is a sentence, and its bare numbers are numbers.
_TITLE_LENGTH = 220
#: ก.พ. is the civil service commission, ก.ค. that of teachers.
_COMMISSIONS = frozenset({2, 7})
_OF_COMMISSION = late(
    r"(?:สำนักงาน|กฎ|คณะกรรมการ|เลขาธิการ|มติ|หนังสือ|สอบ|ภาค\s?ก\.?|ประธาน|มาตรฐาน|ของ|หลักสูตร)\s?$"
)
#: Names that hold a date.
_NAME = late(r"(?:\d\s*พรรษา|ถนน|วงเวียน|อนุสรณ์สถาน|อนุสาวรีย์|สะพาน)\s*(?:\d{1,2}\s?)?$")
_NAME_REACH = 16
#: What comes back every year is no date of any: ``ภายในเดือนเมษายนของทุกปี``, ``ทุกวันที่ 1 มกราคม``.
_YEARLY_AFTER = late(r"\s{0,2}\(?(?:ของ)?\s?(?:ประจำ)?(?:ทุก|แต่ละ)\s?ๆ?\s?ปี")
_YEARLY_BEFORE = late(r"(?:ทุก|แต่ละ)\s?ๆ?\s?(?:วันที่|ปี[^\n]{0,12})?\s?$")
_YEARLY_REACH = 24


def is_amount(found: Found, index: int) -> bool:
    """Whether the number at a token is followed by a unit."""
    return bool(_UNIT.match(found.tokens.text, found.tokens.ends[index]))


def is_numbered(found: Found, index: int) -> bool:
    """Whether what stands before a token says that it counts or numbers something."""
    start = found.tokens.starts[index]
    return bool(_NUMBERED.search(found.tokens.text, max(0, start - _NUMBERED_REACH), start))


def is_commission(found: Found, name: str) -> bool:
    """Whether ``ก.พ.`` or ``ก.ค.`` is the commission of that name and no month."""
    index = found.index(name)
    start = found.tokens.starts[index]
    if found.tokens.values[index] not in _COMMISSIONS or "." not in found.tokens.surface(index):
        return False
    return bool(_OF_COMMISSION.search(found.tokens.text, max(0, start - _NUMBERED_REACH), start))


def follows_law(text: str, start: int) -> bool:
    """Whether the title of a law stands before a place, on its line."""
    return _LAW.search(text, line_start(text, start, _LAW_REACH), start) is not None


def line_start(text: str, at: int, reach: int) -> int:
    """Where the line of a place begins, looking back no further than ``reach``."""
    nearest = max(0, at - reach)
    return max(text.rfind("\n", nearest, at) + 1, nearest)


def line_end(text: str, at: int, reach: int) -> int:
    """Where the line of a place ends, looking no further than ``reach``."""
    end = text.find("\n", at, at + reach)
    return min(len(text), at + reach) if end < 0 else end


def stands_alone(found: Found, index: int) -> bool:
    """Whether four bare digits may be a year: likely as one, a word of their own, in a line like a title."""
    tokens = found.tokens
    if tokens.values[index] not in (_LIKELY_IN_TITLE if tokens.title else _LIKELY):
        return False
    left, right = tokens.codes[index - 1 : index], tokens.codes[index + 1 : index + 2]
    if left in _NO_YEAR_AFTER and not _is_listed(tokens, index - 1):
        return False
    if right in _NO_YEAR_BEFORE and not _is_listed(tokens, index):
        return False
    if "4" in (left, right) and _is_telephone(tokens, index):
        return False
    text, start, end = tokens.text, tokens.starts[index], tokens.ends[index]
    if is_amount(found, index) or is_numbered(found, index) or follows_law(text, start):
        return False
    if tokens.title:
        return not (left == "-" and index > 1 and is_numbered(found, index - 2))
    if _LETTERS_ALONE.search(text, max(0, start - 4), start) or _is_figure_of_row(tokens, index):
        return False
    before, after = text[start - 1 : start], text[end : end + 1]
    if (before and before not in _OPENERS) or (after and after not in _CLOSERS):
        return False
    return line_end(text, end, _TITLE_LENGTH) - line_start(text, start, _TITLE_LENGTH) <= _TITLE_LENGTH


def _is_figure_of_row(tokens: Tokens, index: int) -> bool:
    """Whether a number is one of the figures of a row: ``1 | ค่าวัสดุ | 2568``, but not the year that a row begins with.

    Nor are years side by side, which head the columns of a table.
    """
    text, at = tokens.text, tokens.starts[index]
    begin = line_start(text, at, _TITLE_LENGTH)
    cells = [cell.strip() for cell in _CELLS.split(text[begin : line_end(text, at, _TITLE_LENGTH)])]
    place = len(_CELLS.findall(text, begin, at))
    if len(cells) < _ROW or cells[place] != tokens.surface(index):
        return False
    year = tokens.values[index]
    beside = (*cells[max(0, place - 1) : place], *cells[place + 1 : place + 2])
    listed = any(cell.isdecimal() and abs(int(cell) - year) == 1 for cell in beside)
    return not listed and any(not _ROW_NUMBER.fullmatch(cell) for cell in cells[:place])


def _is_telephone(tokens: Tokens, index: int) -> bool:
    """Whether two neighbouring years are the halves of a number: ``0 2567 2568``, ``ห้อง 2567 2568``."""
    first = index - 1 if tokens.codes[index - 1 : index] == "4" else index
    if tokens.codes[first - 1 : first] == "4" or tokens.codes[first + 2 : first + 3] == "4":
        return False  # three in a row are the columns of a table
    start = tokens.starts[first]
    return tokens.codes[first - 1 : first] in frozenset("123") or bool(
        _TELEPHONE.search(tokens.text, max(0, start - _NUMBERED_REACH), start)
    )


def _is_listed(tokens: Tokens, index: int) -> bool:
    """Whether a token and the next are consecutive years: the columns of a table."""
    return tokens.codes[index : index + 2] == "44" and tokens.values[index + 1] - tokens.values[index] in (
        1,
        -1,
    )


def is_never_a_date(tokens: Tokens, draft: Draft) -> bool:
    """Whether what looks like an expression comes back every year, or is part of a name.

    ``เดือนเมษายนของทุกปี``, ``ศูนย์ราชการ… ๘๐ พรรษา ๕ ธันวาคม ๒๕๕๐``.
    """
    text, start = tokens.text, tokens.starts[draft.first]
    if draft.place is not None and (
        _YEARLY_AFTER.match(text, tokens.ends[draft.last])
        or _YEARLY_BEFORE.search(text, max(0, start - _YEARLY_REACH), start)
    ):
        return True
    return draft.kind in {"day", "instant", "month"} and bool(
        _NAME.search(text, max(0, start - _NAME_REACH), start)
    )
