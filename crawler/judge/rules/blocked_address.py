"""The address points into a private network or is no web address; the auditor refuses to ask it.

Why: declared addresses come from outside.  An auditor that follows them anywhere becomes a weapon.
"""

from __future__ import annotations

from crawler.judge.reach import reported
from crawler.judge.rule import Rule

RULE = Rule(
    code="fetch.blocked_address",
    stage="reach",
    severity="unverified",
    blame="auditor",
    order=5,
    th="ระบบไม่เปิดที่อยู่นี้เพราะไม่ใช่ที่อยู่สาธารณะบนอินเทอร์เน็ต",
    en="The auditor does not open this address: not a public web address ({detail}).",
    fix_th="แจ้ง URL ของเว็บไซต์ที่ประชาชนเปิดได้ ขึ้นต้นด้วย http:// หรือ https://",
    fix_en="Declare a public address beginning with http:// or https://.",
)

check = reported(RULE)
