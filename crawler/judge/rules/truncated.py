"""The transfer broke off: fewer bytes than announced, or damaged compression.

Why: half a file proves nothing, neither that the rest is there nor that it is missing.
"""

from __future__ import annotations

from crawler.judge.reach import reported
from crawler.judge.rule import Rule

RULE = Rule(
    code="fetch.truncated",
    stage="reach",
    severity="unverified",
    blame="site",
    order=30,
    th="รับไฟล์ได้ไม่ครบ จึงยังตรวจไม่ได้",
    en="The file arrived incomplete ({detail}); not examined.",
    fix_th="ลองดาวน์โหลดไฟล์นี้เอง หากเปิดไม่ได้ ให้อัปโหลดใหม่",
    fix_en="Download the file yourself; if it does not open, upload it again.",
)

check = reported(RULE)
