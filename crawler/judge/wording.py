"""What a sentence about a finding fills in, in Thai and in English: places, periods, answers, addresses.

What the fetcher or a reader said for a technician stands in the evidence; no sentence for an officer repeats it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from crawler.calendar import (
    Period,
    english_date,
    english_month,
    fiscal_year,
    fiscal_year_of,
    month_count,
    thai_date,
    thai_period,
)
from crawler.evidence.address import host_of, unknown_host
from crawler.thai.text import one_line

if TYPE_CHECKING:
    from datetime import date

    from crawler.model import Capture
    from crawler.periods.evidence import Source

#: Where a date stood, for a sentence of the kind “the title says …”.
PLACES: dict[Source, tuple[str, str]] = {
    "title": ("ชื่อเรื่องในเอกสาร", "the document's title"),
    "sheet": ("ชื่อแผ่นงาน", "the sheet's name"),
    "section": ("หัวข้อในเอกสาร", "a section's heading"),
    "row": ("แถวในตาราง", "a row of the table"),
    "text": ("เนื้อความ", "the text"),
    "link": ("ข้อความลิงก์", "the link"),
    "heading": ("หัวข้อเหนือลิงก์", "the heading above the link"),
    "stamp": ("วันที่ที่ระบบเว็บไซต์แสดง", "the site's own stamp"),
    "file-name": ("ชื่อไฟล์", "the file's name"),
    "url": ("ที่อยู่ของไฟล์", "the file's address"),
    "metadata": ("คุณสมบัติของไฟล์", "the file's properties"),
    "modified": ("วันที่แก้ไขไฟล์", "the file's last change"),
}
_SHOWN = 200


def period_words(period: Period) -> tuple[str, str]:
    """A period behind “of”: ``วันที่ 4 สิงหาคม 2566``, ``4 Aug 2023``; ``ปีงบประมาณ พ.ศ. 2568``, ``fiscal year 2568``."""
    thai = thai_period(period)
    if period.start == period.end:
        return f"วันที่ {thai}", english_date(period.start)
    year = fiscal_year_of(period.start)
    if period == fiscal_year(year):
        return thai, f"fiscal year {year}"
    if month_count(period) == 1 and period.start.day == 1:
        return f"เดือน{thai}", english_month(period.start)
    return thai, f"{english_date(period.start)} – {english_date(period.end)}"


def date_words(value: date) -> tuple[str, str]:
    """A day: ``4 สิงหาคม 2566``, ``4 Aug 2023``."""
    return thai_date(value), english_date(value)


def answer_words(capture: Capture) -> tuple[str, str]:
    """What came instead of the page: the server's status, or which host does not exist or led nowhere."""
    if capture.status is not None:
        return f"HTTP {capture.status}", f"HTTP {capture.status}"
    if unknown := unknown_host(capture.final_url, capture.detail):
        return f"ไม่มีเว็บไซต์ชื่อ {unknown}", f"there is no host {unknown}"
    host = host_of(capture.final_url) or capture.final_url
    return f"เปิดไม่ถึงปลายทางที่ {host}", f"nothing is reached at {host}"


def pages_words(count: int, of: int) -> tuple[str, str]:
    """How many pages of a document are meant."""
    return f"{count} จาก {of} หน้า", f"{count} of {of} pages"


@lru_cache(maxsize=4_096)
def address_words(url: str) -> str:
    """An address as people read it: Thai letters instead of percent signs, not longer than a line or two."""
    try:
        return one_line(unquote(url, errors="strict"), _SHOWN)
    except UnicodeDecodeError:  # TIS-620 or chance bytes
        return one_line(url, _SHOWN)
