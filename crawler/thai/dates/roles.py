"""What a date is there for.  Most dates that a page prints are not the date of what it holds."""

from __future__ import annotations

import re
from datetime import date

from crawler.late import late
from crawler.thai.dates.draft import Draft
from crawler.thai.dates.guards import line_end, line_start
from crawler.thai.dates.lexer import Tokens
from crawler.thai.dates.lexicon import MARK_CHARACTERS

#: Every role, and what it says.
ROLES = {
    "period": "the period that something covers",
    "plan-period": "the years of a plan or strategy",
    "academic-year": "a school year or term",
    "ita-year": "the year of an integrity assessment",
    "as-of": "the day up to which data reach",
    "doc-date": "the day on which the document itself was issued",
    "reference": "the date of another document or resolution",
    "publish-stamp": "the day that the site's software printed",
    "page-clock": "the day on which the page was fetched",
    "deadline": "the last day for something",
    "schedule": "a day or period on which something is to be done",
    "event": "the day of an event",
    "history": "since when, or compared with when",
    "file-name": "part of a file's name inside a text",
    "url": "part of an address inside a text",
    "mention": "nothing that the words around it tell",
}

_REACH = 64
_AFTER = 40

_DAYS = frozenset({"day", "instant"})

_YEARS = frozenset({"calendar-year", "fiscal-year"})
_SPANS = _YEARS | {"month", "month-range", "quarter", "half-year"}
_STAMPS = (
    "ปรับปรุง(?:ข้อมูล|ล่าสุด|ครั้ง)|เผยแพร่(?:เมื่อ|วันที่|โดย|ข้อมูล)|ลงประกาศ|วันที่(?:ลง|ประกาศ|เผยแพร่|ปรับปรุง)|อัพเดท|อัปเดต|แก้ไขล่าสุด|โพสต์|ลงข่าว"
    "|สร้างเมื่อ|posted|published|lastupdate|updated|modified"
)
#: ``ปรับปรุง 5 มีนาคม 2568`` but not ``ปรับปรุงถนน … 5 มีนาคม 2568``.
_STAMPS_BESIDE = "(?:เผยแพร่|ปรับปรุง)(?:แล้ว)?(?:เมื่อ|ณ)?(?:วันที่)?"
#: Not an internal audit (``ตรวจสอบภายใน ปีงบประมาณ 2568``), not what something reaches or includes.
_UNTIL = (
    "(?<!สอบ)(?<!คุม)(?<!งาน)ภายใน|ไม่เกิน|ก่อน|กำหนดส่ง|หมดเขต|สิ้นสุด(?:สัญญา|โครงการ)?|ครบกำหนด|หมดอายุ|(?<!เ)ปิดรับ(?:สมัคร)?"
    "|(?<!รวม)(?<!เข้า)(?<!นึง)(?<!กล่าว)(?<!หมาย)ถึง"
)
_PLANNED = (
    "กำหนด|เลื่อนไป|เริ่ม|สมัคร|ขยาย|จัดขึ้น|จัดงาน|ยื่นซอง|ยื่นข้อเสนอ|สมัยประชุม|สมัยสามัญ|สมัยวิสามัญ"
    "|เปิดภาค|ปิดภาค|สอบกลางภาค|สอบปลายภาค|เดินทางไปราชการ|เยือน"
)
_COMPARED = (
    "(?:เปรียบ)?เทียบ(?:กับ|จาก)|(?:เพิ่มขึ้น|ลดลง|สูงขึ้น|ต่ำลง)จาก|(?:สูง|ต่ำ|มาก|น้อย)กว่า"
    "|(?:ช่วง|เวลา|เดือน|ไตรมาส|ระยะ|ปี)เดียวกัน"
)
_EVENTS = "จันทร์|อังคาร|พุธ|พฤหัสบดี|ศุกร์|เสาร์|อาทิตย์"

#: Role, what stands directly before, the kinds it applies to (all where ``None``); the surest first.
_CUES: tuple[tuple[str, str, frozenset[str] | None], ...] = (
    ("doc-date", r"(?:ประกาศ|สั่ง|ให้ไว้|ออกให้|แถลง|ทำ)(?:ไว้)?ณ(?:วัน(?:ที่)?)?", None),
    ("doc-date", r"(?:^|\n)ที่[^\n]{0,40}[\d)]วันที่", _DAYS),  # the head of a memorandum
    ("doc-date", r"(?:ฉบับ|แก้ไข)ปรับปรุง[^\n]{0,16}", _DAYS | {"month"}),
    ("reference", r"ลง(?:วัน)?(?:ที่)?|ลว\.?", _DAYS),
    ("reference", r"(?:มติ|หนังสือ|คำสั่ง|ประกาศ)[^\n]{0,40}เมื่อวันที่", _DAYS),
    ("reference", r"ครั้งที่[^\n]{0,12}เมื่อวันที่", _DAYS),
    ("publish-stamp", rf"(?:{_STAMPS})[^\n]{{0,24}}|{_STAMPS_BESIDE}|ราชกิจจานุเบกษา", _DAYS),
    (
        "as-of",
        r"(?<!มา)(?<!ญา)(?<!รา)(?<!ษย)(?<!เว)(?<!รม)(?<!นว)(?<![คร])ณ(?:วันที่|สิ้น|วัน|เดือน|ปัจจุบัน)?|as(?:of|at)",
        None,
    ),
    ("as-of", r"(?:ข้อมูล|ยอด|สะสม|ต้นปี(?:งบประมาณ)?)(?:จน|-)?ถึง(?:วันที่|สิ้น|เดือน)?", _DAYS | {"month"}),
    ("as-of", r"ณเวลา[^\n]{0,14}ของวันที่", _DAYS),
    (
        "deadline",
        rf"(?:{_UNTIL})(?:วันที่|เดือน|ปี)?",
        None,
    ),
    ("history", r"(?:นับ)?ตั้งแต่|ก่อตั้ง(?:ขึ้น)?(?:เมื่อ)?|เมื่อ", _YEARS),
    ("history", rf"(?:{_COMPARED})(?:ใน|ช่วง|รอบ|เมื่อ|ของ)*", _SPANS),
    ("history", r"เกิด(?:เมื่อ)?(?:วันที่)?", _DAYS),
    ("schedule", rf"(?:{_PLANNED})[^\n]{{0,24}}", frozenset({"range", "day"})),
    ("schedule", r"ตั้งแต่(?:วันที่)?", _DAYS),
    ("period", r"ประจำ(?:เดือน|ปี|วันที่)?|(?<!ก)(?<!ครบ)รอบ(?:เดือน|วันที่|ปี)?|(?:ระหว่าง|ตั้งแต่)(?:วันที่|เดือน)?", None),
    ("event", rf"(?:ใน|เมื่อ)วันที่|วันนี้(?:\(วันที่)?|วัน(?:{_EVENTS})(?:ที่)?", _DAYS),
)
_UNMARKED = str.maketrans({"ำ": "า", **dict.fromkeys(MARK_CHARACTERS + " \u00a0\t")})


def _bare(text: str) -> str:
    """A text without marks and blanks: what damage leaves of it (``ลงวนัท่ี`` and ``ลงวันที่`` are one)."""
    return text.translate(_UNMARKED)


_BEFORE = tuple(
    (role, late(rf"(?:{_bare(pattern)})$", re.IGNORECASE), kinds) for role, pattern, kinds in _CUES
)
_SINCE = late(r"\s*(?:[-–—]\s*|จน)?(?:เป็นต้นมา|ถึงปัจจุบัน|ปัจจุบัน)")
_PLAN = late(_bare(r"แผน|ยุทธศาสตร์|นโยบาย|วาระ|ระยะที่|ฉบับที่|กรอบ|ทศวรรษ"))
_LEADERS = " .…_\t\r\n\u00a0"
_NO_LEADERS = dict.fromkeys(map(ord, _LEADERS))
_ALONE = frozenset({"", _bare("วันที่")})
_LAST_CHANGE = late(
    _bare(r"(?:(?:ปรับปรุง|แก้ไข|อัปเดต|อัพเดต|อัพเดท)(?:ข้อมูล)?(?:ครั้ง)?ล่าสุด|last(?:updated?|modified))[^\n\d]*$"),
    re.IGNORECASE,
)

#: The words before a page's clock, which says no more on its line than what day it is, or what time.
_CLOCK = late(
    _bare(rf"(?:^|\n)\W*(?:วันนี้|ขณะนี้|(?:วัน)?(?:ที่)?ปัจจุบัน|today(?:is)?)(?:วัน)?(?:{_EVENTS})?(?:ที่)?$"),
    re.IGNORECASE,
)
_OF_DAY = late(r"[\s,|()–-]*(?:(?:เวลา)?\s*\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s*น\.?)?)?\s*$")


#: What a form, a list or a bracket puts between a cue and its date.
_FILLERS = " .…_:(\n\t\u00a0"


def role_of(tokens: Tokens, draft: Draft, fetched: date | None) -> str:
    """The role of a draft, from the words around it."""
    text = tokens.text
    start, end = tokens.starts[draft.first], tokens.ends[draft.last]
    head = tokens.codes[draft.first]
    if head in "AS":
        return "academic-year"
    if head == "I":
        return "ita-year"
    if _SINCE.match(text, end, end + _AFTER):
        return "history"
    before = _words_before(text, start)
    kind = _kind_of_role(draft)
    if kind == "range" and head in "PEF4" and _PLAN.search(before):
        return "plan-period"
    if kind in _DAYS and _CLOCK.search(before) and _OF_DAY.match(text[end : line_end(text, end, _REACH)]):
        return "page-clock"
    for role, cue, kinds in _BEFORE:
        if (kinds is None or kind in kinds) and cue.search(before):
            return role
    if kind not in _DAYS:
        return "period"
    if fetched is not None and draft.period is not None and draft.period.start == fetched:
        return "page-clock"
    return "doc-date" if _stands_on_its_line(text, start, end) else "mention"


def is_last_change(tokens: Tokens, draft: Draft) -> bool:
    """Whether a day is the one on which a page last changed, which stands below whatever is old on it too."""
    if _kind_of_role(draft) not in _DAYS:
        return False
    before = _words_before(
        tokens.text, tokens.starts[draft.first], 2 * _REACH
    )  # its author may stand between
    return _LAST_CHANGE.search(before) is not None


def _words_before(text: str, start: int, reach: int = _REACH) -> str:
    return _bare(text[max(0, start - reach) : start].rstrip(_FILLERS))


def _kind_of_role(draft: Draft) -> str:
    """The kind of a draft; that of its repair for what is impossible."""
    if draft.kind != "impossible":
        return draft.kind
    return "day" if all(repair.days == 1 for repair in draft.alternatives) else "range"


def _stands_on_its_line(text: str, start: int, end: int) -> bool:
    """Whether a line holds nothing but the date: the head of a letter."""
    rest = text[end : line_end(text, end, _REACH)]
    before = text[line_start(text, start, _REACH) : start].translate(_NO_LEADERS)
    return not rest.strip(_LEADERS) and _bare(before) in _ALONE
