"""Monthly summaries of procurement: the legal form of ten columns, the sixteen columns of the assessment, and broken ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from crawler.demo.paper import Grid, Paper


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the first half of fiscal year 2568, as the pages name it."""

    iso: str
    full: str
    short: str
    be: int

    @property
    def be2(self) -> int:
        """The last two digits of the Buddhist year."""
        return self.be % 100

    @property
    def no(self) -> int:
        """Its number in the calendar year."""
        return int(self.iso[5:])

    @property
    def eng(self) -> str:
        """The three English letters that file names have."""
        return "janfebmaraprmayjunjulaugsepoctnovdec"[3 * self.no - 3 : 3 * self.no]


_NAMES = {
    "2024-10": ("ตุลาคม", "ต.ค."),
    "2024-11": ("พฤศจิกายน", "พ.ย."),
    "2024-12": ("ธันวาคม", "ธ.ค."),
    "2025-01": ("มกราคม", "ม.ค."),
    "2025-02": ("กุมภาพันธ์", "ก.พ."),
    "2025-03": ("มีนาคม", "มี.ค."),
}
MONTHS = tuple(Month(iso, *names, int(iso[:4]) + 543) for iso, names in _NAMES.items())
TEN = (
    "ลำดับที่", "งานที่จัดซื้อหรือจัดจ้าง", "วงเงินที่จะซื้อหรือจ้าง (บาท)", "ราคากลาง (บาท)", "วิธีซื้อหรือจ้าง",
    "รายชื่อผู้เสนอราคาและราคาที่เสนอ", "ผู้ได้รับการคัดเลือกและราคาที่ตกลงซื้อหรือจ้าง", "เหตุผลที่คัดเลือกโดยสรุป",
    "เลขที่และวันที่ของสัญญาหรือข้อตกลงในการซื้อหรือจ้าง",
)  # fmt: skip
SIXTEEN = (
    "ที่", "ปีงบประมาณ", "ชื่อหน่วยงาน", "อำเภอ/เขต", "จังหวัด", "กระทรวง", "ประเภทหน่วยงาน",
    "ชื่อรายการของงานที่ซื้อหรือจ้าง", "วงเงินงบประมาณที่ได้รับจัดสรร (บาท)", "แหล่งที่มาของงบประมาณ",
    "สถานะการจัดซื้อจัดจ้าง", "วิธีการจัดซื้อจัดจ้าง", "ราคากลาง (บาท)", "ราคาที่ตกลงซื้อหรือจ้าง (บาท)",
    "รายชื่อผู้ประกอบการที่ได้รับการคัดเลือก", "เลขที่โครงการในระบบ e-GP",
)  # fmt: skip
_BOUGHT = (
    ("จัดซื้อวัสดุสำนักงาน จำนวน 24 รายการ", "38,500", "ร้านรุ่งเรืองเครื่องเขียน"),
    ("จ้างเหมาล้างและบำรุงรักษาเครื่องปรับอากาศ 31 เครื่อง", "21,700", "หจก.เย็นสบายเซอร์วิส"),
    ("จัดซื้อวัสดุก่อสร้างซ่อมแซมทางเท้า", "96,250", "บริษัท ศิลาทองวัสดุ จำกัด"),
    ("จ้างซ่อมรถบรรทุกขยะ ทะเบียน 87-4412", "44,940", "อู่ช่างสมหมาย"),
    ("จัดซื้อน้ำดื่มสำหรับบริการประชาชน", "7,200", "บริษัท น้ำใสสะอาด จำกัด"),
    ("จ้างทำป้ายประชาสัมพันธ์ชำระภาษี", "12,800", "ร้านป้ายดีไซน์"),
    ("จ้างเหมาตัดแต่งต้นไม้ใหญ่ริมถนน", "187,000", "หจก.สวนร่มรื่น"),
)


def summary(spec: Mapping[str, Any], district: str) -> Paper:
    """Say what was bought in ``month``; ``kind`` ten, sixteen or ``odd`` (headings cut), ``nil`` when nothing was.

    ``title`` is the paper's own where it is not the usual one, with the fields of ``m`` (a :class:`Month`).
    """
    month = next(m for m in (*MONTHS, *_EARLIER) if m.iso == spec["month"])
    title = spec.get("title", "แบบสรุปผลการดำเนินการจัดซื้อจัดจ้างในรอบเดือน{m.full} {m.be}").format(m=month)
    head = (title, f"สำนักงานเขต{district} กรุงเทพมหานคร")
    if spec.get("nil"):
        return Paper(head, ("ไม่มีการจัดซื้อจัดจ้างในเดือนนี้",))
    kind = spec["kind"]
    start = month.no * 2
    bought = [_BOUGHT[(start + i) % len(_BOUGHT)] for i in range(2 + month.no % 3)]
    make = {"ten": _ten, "sixteen": _sixteen, "odd": _odd}[kind]
    grid = make(bought, month, district)
    if spec.get("form") in {"xlsx", *spec.get("captioned", ())} and kind != "odd":
        return Paper((), (), (replace(grid, caption=f"{title} {head[1]}"),))
    return Paper(head, (), (grid,))


_EARLIER = tuple(
    Month(iso, *names, be)
    for iso, names, be in (
        ("2024-09", ("กันยายน", "ก.ย."), 2567),
        ("2024-03", ("มีนาคม", "มี.ค."), 2567),
        ("2023-12", ("ธันวาคม", "ธ.ค."), 2566),
    )
)


def _ten(bought: list[tuple[str, str, str]], month: Month, _district: str) -> Grid:
    rows = tuple(
        (str(i), what, price, price, "เฉพาะเจาะจง", f"{who} {price}", f"{who} {price}", "คุณสมบัติถูกต้องและราคาเหมาะสม",
         f"{i}/{month.be} ลงวันที่ {4 + 3 * i} {month.short}{month.be2}")
        for i, (what, price, who) in enumerate(bought, 1)
    )  # fmt: skip
    return Grid(TEN, rows)


def _sixteen(bought: list[tuple[str, str, str]], month: Month, district: str) -> Grid:
    rows = tuple(
        (str(i), "2568", f"สำนักงานเขต{district}", district, "กรุงเทพมหานคร", "-", "ส่วนราชการสังกัดกรุงเทพมหานคร", what, price,
         "งบประมาณกรุงเทพมหานคร", "สิ้นสุดสัญญา", "เฉพาะเจาะจง", price, price, who, f"{month.be2}{month.no:02}9{i:06}")
        for i, (what, price, who) in enumerate(bought, 1)
    )  # fmt: skip
    return Grid(SIXTEEN, rows)


def _odd(bought: list[tuple[str, str, str]], month: Month, _district: str) -> Grid:
    """Head the table as the officer's own copy does: words cut, two columns named alike, one heading empty."""
    head = ("ที่", "รายการ", "วงเงิน", "", "วิธี", "ผู้เสนอราคา", "ราคา", "ราคา", "เลขที่สัญญา/ใบสั่ง")
    rows = tuple(
        (str(i), what, price, price, "เฉพาะเจาะจง", who, price, price, f"{i}/{month.be2}")
        for i, (what, price, who) in enumerate(bought, 1)
    )
    return Grid(head, rows)
