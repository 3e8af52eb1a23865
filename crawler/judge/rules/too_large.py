"""The file is larger than this audit downloads.

Why: the limit protects the site and us; a file that was not read cannot be judged.
"""

from __future__ import annotations

from crawler.judge.reach import reported
from crawler.judge.rule import Rule

RULE = Rule(
    code="fetch.too_large",
    stage="reach",
    severity="unverified",
    blame="auditor",
    order=30,
    th="ไฟล์ใหญ่เกินขนาดที่ระบบดาวน์โหลด จึงยังตรวจไม่ได้",
    en="The file is larger than the audit downloads ({detail}); not examined.",
    fix_th="แบ่งไฟล์หรือบีบอัดให้เล็กลง ประชาชนจะเปิดได้สะดวกขึ้นด้วย",
    fix_en="Split or compress the file; citizens will thank you too.",
)

check = reported(RULE)
