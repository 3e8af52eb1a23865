"""What walls say of themselves: one list for those who look into markup and for those who look at folded text.

Phrases as a person reads them, in small letters; :func:`pattern` finds them in markup, ``fold`` makes keys of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

#: A share or a page that one must be let into.
ASK_ACCESS = (
    "you need access", "you need permission", "request access", "ask for access", "ขอสิทธิ์เข้าถึง", "ขอสิทธิ์การเข้าถึง", "ขอสิทธิเข้าถึง",
    "ขอสิทธิการเข้าถึง", "โปรดขอสิทธิ์", "คุณต้องมีสิทธิ์", "ต้องมีสิทธิ์เข้าถึง", "คุณจำเป็นต้องมีสิทธิ์", "คุณจำเป็นต้องได้รับสิทธิ์", "ไม่มีสิทธิ์เข้าถึง",
    "ไม่มีสิทธิ์เข้าใช้งาน", "คุณไม่มีสิทธิ์ดู", "ท่านไม่มีสิทธิ์ดู", "ต้องขออนุญาตเข้าถึง", "ต้องขออนุญาตก่อนเข้าถึง",
)  # fmt: skip
#: A page behind a name and a password.
SIGN_IN = (
    "log in to continue", "log in to view", "log in to access", "sign in to continue", "sign in to view", "sign in to access",
    "please log in", "please sign in", "sign in to your account", "log in to your account", "กรุณาเข้าสู่ระบบ", "กรุณาล็อกอิน", "กรุณาลงชื่อเข้าใช้", "โปรดเข้าสู่ระบบ", "โปรดลงชื่อเข้าใช้", "ลงชื่อเข้าใช้เพื่อ",
    "เข้าสู่ระบบเพื่อดู", "เข้าสู่ระบบเพื่อเข้าถึง", "เข้าสู่ระบบเพื่อใช้งาน", "ต้องเข้าสู่ระบบก่อน", "เข้าสู่ระบบสำหรับเจ้าหน้าที่", "เฉพาะเจ้าหน้าที่", "เฉพาะสมาชิก", "เฉพาะบุคลากร",
)  # fmt: skip
#: What a site's programme says when it fails, in markup: as much the server's trouble as a 500, whatever the status says.
CRASHES = (
    "error establishing a database connection", "critical error on this website", "เกิดข้อผิดพลาดร้ายแรงบนเว็บไซต์นี้", "a database error occurred",
    "could not connect to the database", "unable to connect to the database", "unable to connect to your database", "sqlstate[",
    "you have an error in your sql syntax", "fatal error</b>:", "fatal error:", "parse error</b>:", "parse error:", "uncaught exception",
    "server error in '/", "whoops, looks like something went wrong", "500 internal server error", "500 - internal server error",
    "502 bad gateway", "503 service unavailable", "503 service temporarily unavailable", "504 gateway time",
)  # fmt: skip
#: The same said so shortly that a shield says it too: only where nothing else explains a page.
REFUSED = ("access denied", "login required")
#: A domain that belongs to a dealer, or that its host has closed.
PARKED = (
    "domain is for sale", "domain name is for sale", "domain may be for sale", "domain is parked", "domain is available for purchase",
    "buy this domain", "domain has expired", "โดเมนนี้ประกาศขาย", "โดเมนนี้หมดอายุ", "โดเมนนี้ถูกระงับ", "เว็บไซต์นี้ถูกระงับการใช้งาน", "เว็บไซต์นี้ถูกระงับบริการ",
    "account suspended", "account has been suspended",
)  # fmt: skip
#: What a server shows before anybody put a site on it.
DEFAULT_PAGES = (
    "apache2 ubuntu default page", "apache2 debian default page", "iis windows", "welcome to nginx", "test page for", "index of /",
    "default web site page", "welcome to centos", "welcome to xampp", "welcome to plesk", "it works", "phpinfo()",
)  # fmt: skip


def pattern(phrases: Iterable[str]) -> str:
    """A regular expression that finds any of ``phrases``; their blanks may be any, or none."""
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s{0,3}") for phrase in phrases)
