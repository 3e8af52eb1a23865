"""The server did not answer in time, twice.

Why: a slow evening is no missing document.  What did not answer was not seen, and what was not seen is
neither passed nor failed; the next night asks again.
"""

from __future__ import annotations

from crawler.judge.reach import reported
from crawler.judge.rule import Rule

RULE = Rule(
    code="fetch.timeout",
    stage="reach",
    severity="unverified",
    blame="site",
    order=30,
    th="เว็บไซต์ไม่ตอบภายในเวลาที่กำหนด จึงยังตรวจไม่ได้",
    en="The server did not answer in time ({detail}); not examined.",
    fix_th="เปิดลิงก์นี้ดูเอง หากเปิดช้าหรือเปิดไม่ได้ ให้แจ้งผู้ดูแลเว็บไซต์ ระบบจะตรวจซ้ำในรอบถัดไป",
    fix_en="Open the address yourself; if it is slow, tell the webmaster. It is asked again next night.",
)

check = reported(RULE)
