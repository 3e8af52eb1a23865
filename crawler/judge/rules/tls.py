"""The encrypted connection failed, so the page could not be read.

Why: citizens see a warning instead of the document; but what it holds we cannot say.
"""

from __future__ import annotations

from crawler.judge.reach import reported
from crawler.judge.rule import Rule

RULE = Rule(
    code="fetch.tls",
    stage="reach",
    severity="unverified",
    blame="site",
    order=28,
    th="เชื่อมต่อแบบ https ไม่สำเร็จ จึงยังตรวจไม่ได้",
    en="The https connection failed ({detail}); not examined.",
    fix_th="ให้ผู้ดูแลเว็บไซต์ตรวจใบรับรอง (SSL certificate) หรือแจ้งที่อยู่ที่ถูกต้อง (http/https)",
    fix_en="Have the certificate checked, or declare the address with the right scheme.",
)

check = reported(RULE)
