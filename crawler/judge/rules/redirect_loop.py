"""The address sends every visitor round in circles.

Why: nobody can reach the document at this address; that is definite, not a matter of patience.
"""

from __future__ import annotations

from crawler.judge.reach import reported
from crawler.judge.rule import Rule

RULE = Rule(
    code="fetch.redirect_loop",
    stage="reach",
    severity="error",
    blame="site",
    order=26,
    th="ที่อยู่นี้ส่งต่อวนไม่สิ้นสุด จึงไม่มีใครเปิดได้",
    en="The address redirects in a circle: nobody can open it.",
    fix_th="แก้การส่งต่อ (redirect) หรือแจ้ง URL ปลายทางที่แท้จริงแทน",
    fix_en="Mend the redirect, or declare the final address.",
)

check = reported(RULE)
