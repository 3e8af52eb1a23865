"""The server refuses (401 or 403) without saying why.

Why: it may refuse only us.  A person must look.
"""

from __future__ import annotations

from crawler.judge.reach import reported
from crawler.judge.rule import Rule

RULE = Rule(
    code="access.forbidden",
    stage="reach",
    severity="unverified",
    blame="site",
    order=22,
    th="เว็บไซต์ไม่อนุญาตให้เข้าถึง (HTTP {status}) จึงยังตรวจไม่ได้",
    en="The server refuses access (HTTP {status}); not examined.",
    fix_th="เปิดลิงก์นี้จากเครื่องนอกหน่วยงานโดยไม่ลงชื่อเข้าใช้ หากเปิดไม่ได้ ให้เปิดสิทธิ์เป็นสาธารณะ",
    fix_en="Open it from outside the office without signing in; if that fails, make it public.",
)

check = reported(RULE)
