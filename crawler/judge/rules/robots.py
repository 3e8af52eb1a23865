"""robots.txt of the site forbids robots to read this address.

Why: we obey it.  What the site does not let us see is not failed; the office can allow the auditor by name.
"""

from __future__ import annotations

from crawler.judge.reach import reported
from crawler.judge.rule import Rule

RULE = Rule(
    code="access.robots",
    stage="reach",
    severity="unverified",
    blame="site",
    order=20,
    th="robots.txt ของเว็บไซต์ไม่อนุญาตให้ระบบตรวจอ่านที่อยู่นี้",
    en="The site's robots.txt forbids the auditor to read this address.",
    fix_th="ให้ผู้ดูแลเว็บไซต์อนุญาตระบบตรวจใน robots.txt (ดูชื่อระบบใน User-Agent)",
    fix_en="Have the webmaster allow the auditor in robots.txt.",
)

check = reported(RULE)
