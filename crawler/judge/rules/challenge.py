"""A bot wall stands before the page.

Why: the page may be perfectly fine for people.  A challenge is never called broken and never solved;
the office that runs the wall can let the auditor through.
"""

from __future__ import annotations

from crawler.judge.reach import reported
from crawler.judge.rule import Rule

RULE = Rule(
    code="access.challenge",
    stage="reach",
    severity="unverified",
    blame="blocker",
    order=10,
    th="ระบบป้องกันบอตของเว็บไซต์กั้นหน้านี้ไว้ จึงยังตรวจไม่ได้",
    en="A bot wall ({detail}) stands before this page; not examined.",
    fix_th="ลองเปิดหน้านี้ดูเอง ประชาชนอาจเปิดได้ตามปกติ แล้วขอให้ผู้ดูแลเว็บไซต์อนุญาตระบบตรวจ",
    fix_en="Ask whoever runs the wall to allow the auditor; people may see the page well.",
)

check = reported(RULE)
