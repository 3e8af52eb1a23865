"""Invented monthly procurement summaries (สขร.1) in the two layouts that offices use."""

from __future__ import annotations

import random
from datetime import date

from crawler.calendar import MONTHS_SHORT, thai_month, to_be
from crawler.demo.paper import Grid

#: The months due in fiscal year 2568.
DUE = tuple(date(2024, month, 1) for month in (10, 11, 12)) + tuple(
    date(2025, month, 1) for month in (1, 2, 3)
)
NOTHING = "ไม่มีการจัดซื้อจัดจ้าง"

#: The form of the anti-corruption commission, and the older form สขร.1.
HEADERS = {
    16: (
        "ที่", "ปีงบประมาณ", "ชื่อหน่วยงาน", "อำเภอ/เขต", "จังหวัด", "กระทรวง", "ประเภทหน่วยงาน",
        "ชื่อรายการของงานที่ซื้อหรือจ้าง", "วงเงินงบประมาณที่ได้รับจัดสรร (บาท)", "แหล่งที่มาของงบประมาณ",
        "สถานะการจัดซื้อจัดจ้าง", "วิธีการจัดซื้อจัดจ้าง", "ราคากลาง (บาท)", "ราคาที่ตกลงซื้อหรือจ้าง (บาท)",
        "รายชื่อผู้ประกอบการที่ได้รับการคัดเลือก", "เลขที่โครงการในระบบ e-GP",
    ),
    10: (
        "ลำดับที่", "งานที่จัดซื้อหรือจัดจ้าง", "วงเงินที่จะซื้อหรือจ้าง", "ราคากลาง", "วิธีซื้อหรือจ้าง",
        "รายชื่อผู้เสนอราคาและราคาที่เสนอ", "ผู้ได้รับการคัดเลือกและราคาที่ตกลงซื้อหรือจ้าง",
        "เหตุผลที่คัดเลือกโดยสรุป", "เลขที่และวันที่ของสัญญาหรือข้อตกลงในการซื้อหรือจ้าง",
    ),
}  # fmt: skip
_WORKS = (
    ("ซื้อวัสดุสำนักงาน", 48_000), ("ซื้อหมึกพิมพ์", 86_500), ("จ้างซ่อมรถบรรทุกขยะ", 125_400),
    ("จ้างทำความสะอาดอาคารสำนักงาน", 310_000), ("ซื้อน้ำมันเชื้อเพลิง", 452_000), ("จ้างถ่ายเอกสาร", 36_000),
    ("ซื้ออุปกรณ์กีฬาโรงเรียน", 72_000), ("จ้างซ่อมไฟฟ้าส่องสว่าง", 98_700), ("ซื้อต้นไม้และดินปลูก", 64_200),
    ("จ้างลอกท่อระบายน้ำ", 486_000), ("ซื้อเวชภัณฑ์", 55_900), ("จ้างพิมพ์ป้ายประชาสัมพันธ์", 21_500),
)  # fmt: skip
_FIRMS = ("บริษัท สมมุติการค้า จำกัด", "ร้านตัวอย่างพาณิชย์", "หจก. นามสมมุติก่อสร้าง", "บริษัท ทดลองบริการ จำกัด")


def short_month(month: date) -> str:
    """Return ``ต.ค.67`` for October 2024, as sheets are called."""
    return f"{MONTHS_SHORT[month.month - 1]}{to_be(month.year) % 100}"


def summary(office: str, month: date, columns: int, *, nothing: bool = False) -> Grid:
    """Invent the summary of one month; the same office and month always give the same rows."""
    caption = f"สรุปผลการดำเนินการจัดซื้อจัดจ้างในรอบเดือน{thai_month(month)} {office}"
    header = HEADERS[columns]
    if nothing:
        return Grid(header, (("1", NOTHING, *("-" for _ in header[2:])),), caption)
    dice = random.Random(f"{office}{month}")  # noqa: S311 (invented data)
    works = dice.sample(_WORKS, 4)
    row = _row_of_16 if columns == 16 else _row_of_10
    return Grid(header, tuple(row(office, month, n, work, dice) for n, work in enumerate(works, 1)), caption)


def _row_of_16(
    office: str, month: date, number: int, work: tuple[str, int], dice: random.Random
) -> tuple[str, ...]:
    fiscal_year = month.year + 543 + (month.month >= 10)
    what, price = work
    return (
        str(number), str(fiscal_year), office, office.removeprefix("สำนักงานเขต"), "กรุงเทพมหานคร",
        "กระทรวงมหาดไทย", "องค์กรปกครองส่วนท้องถิ่น", what, f"{price:,}", "ข้อบัญญัติงบประมาณรายจ่าย",
        "อยู่ระหว่างดำเนินการ", "วิธีเฉพาะเจาะจง", f"{price:,}", f"{price - price // 50:,}", dice.choice(_FIRMS),
        f"{fiscal_year % 100}{month.month:02}9{dice.randrange(10**6):06}",
    )  # fmt: skip


def _row_of_10(
    _office: str, month: date, number: int, work: tuple[str, int], dice: random.Random
) -> tuple[str, ...]:
    what, price = work
    offer = f"{dice.choice(_FIRMS)} / {price - price // 50:,} บาท"
    contract = f"{dice.randrange(10, 99)}/{month.year + 543} ลว. {dice.randrange(3, 27)} {short_month(month)}"
    return (
        str(number), what, f"{price:,}", f"{price:,}", "เฉพาะเจาะจง", offer, offer,
        "เสนอราคาต่ำสุดและมีคุณสมบัติครบถ้วน", contract,
    )  # fmt: skip
