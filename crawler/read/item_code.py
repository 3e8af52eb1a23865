"""Item codes as officers write them: ``O15``, ``0๑๘``, ``O๑``, ``ข้อ 01``, ``011``."""

from __future__ import annotations

from crawler.late import late
from crawler.thai.text import ascii_digits

_CODE = late(
    r"^\W*(?:ITA|OIT|EIT)?\W*(?:(?:ข้อ|ตัวชี้วัดย่อย|รายการ)\s*(?:ที่)?\s*)?(?:[OoQ]\s*[-.]?\s*0?([0-9]{1,2})|0([0-9]{2}))(?![\d/.,%])",
)
_CODE_BARE = late(r"^\W*ข้อ\s*(?:ที่)?\s*0?([0-9]{1,2})(?![\d/.,%])")


def numbers_a_paragraph(text: str) -> bool:
    """Whether a line begins as a paragraph of a law does too: ``ข้อ 2 …``."""
    return _CODE_BARE.match(ascii_digits(text[:24])) is not None


def item_number(text: str) -> int | None:
    """The item that a row or heading names: ``O15``, ``0๑๘``, ``O๑``, ``ข้อ 01``, ``011``."""
    plain = ascii_digits(text[:24]).replace("๐", "0").replace("โอ", "O")
    match = _CODE.match(plain) or _CODE_BARE.match(plain)
    if not match:
        return None
    number = int(next(group for group in match.groups() if group))
    return number if 1 <= number <= 60 else None
