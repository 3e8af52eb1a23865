"""No connection: refused, reset, or a temporary failure of the name service.

Why: it may be the server, the network or our own line; only a host name that does not exist is definite.
"""

from __future__ import annotations

from crawler.judge.reach import reported
from crawler.judge.rule import Rule

RULE = Rule(
    code="fetch.connection",
    stage="reach",
    severity="unverified",
    blame="site",
    order=30,
    th="เชื่อมต่อเว็บไซต์ไม่ได้ จึงยังตรวจไม่ได้",
    en="No connection to the server ({detail}); not examined.",
    fix_th="ตรวจว่าเว็บไซต์เปิดได้จากเครื่องอื่นหรือไม่ หากเปิดไม่ได้ ให้แจ้งผู้ดูแลเว็บไซต์",
    fix_en="Check that the site opens from elsewhere; if not, tell the webmaster.",
)

check = reported(RULE)
