"""Words that officers write into tables: nothing to report, totals, periods."""

from __future__ import annotations

import re

from crawler.read.grid import MONTH_NAMES

#: What there may be none of.
_OF = "การ|ข้อมูล|รายการ|เรื่อง|ผู้|โครงการ|โรงเรียน|ของ|งบ|เงิน|ชุมชน"
#: What says that there is nothing to report; not where a form tells what to write in that case.
NOTHING = re.compile(
    r"(?<!กรณี)(?<!กรณีที่)(?<!หาก)(?<!ถ้า)(?<!ระบุว่า)(?<!เขียนว่า)"
    rf"(?:ไม่มี(?:{_OF}|$|\s|\))|ไม่ได้ดำเนินการ|ไม่พบ(?:ข้อมูล|เรื่อง|การ))|^\s*none\s*$",
    re.IGNORECASE,
)
TOTAL = re.compile(r"^\s*(?:รวม|ยอดรวม|ผลรวม|total|grand total)", re.IGNORECASE)
PERIOD = re.compile(rf"{MONTH_NAMES}|ไตรมาส|งวด|ปีงบประมาณ|ประจำปี|พ\.ศ\.")
