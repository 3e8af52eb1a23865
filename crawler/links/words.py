"""What each code means and how to mend it, in Thai and English; a row a code."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.model import Blame, Severity


@dataclass(frozen=True, slots=True)
class Meaning:
    """The severity, the side it is on, and the words of one code (or of one cause of a broken link)."""

    severity: Severity
    blame: Blame
    th: str
    en: str
    fix_th: str = ""
    fix_en: str = ""


_REMOVE_TH, _REMOVE_EN = (
    "แก้ที่อยู่ของลิงก์ อัปโหลดไฟล์ที่หายไป หรือลบลิงก์ออก",
    "Correct the link, upload the missing file, or remove the link.",
)
_WAIT_TH, _WAIT_EN = "ลองเปิดด้วยตนเอง แล้วตรวจซ้ำภายหลัง", "Open it by hand and check again later."
_ALLOW_TH, _ALLOW_EN = (
    "เปิดดูด้วยเบราว์เซอร์ และขอให้ผู้ดูแลเว็บไซต์อนุญาตโปรแกรมตรวจ",
    "Look with a browser; ask the site's owner to let the checker in.",
)

#: Causes of ``links.broken``.
CAUSES: dict[str, Meaning] = {
    "presence.http_error": Meaning("error", "site", "ลิงก์เสีย: ไม่มีหน้าหรือไฟล์นี้", "broken link: there is no such page or file", _REMOVE_TH, _REMOVE_EN),
    "presence.soft_404": Meaning("error", "site", "ลิงก์เสีย: ตอบว่าเปิดได้แต่ไม่มีเนื้อหา", "broken link: it answers 200 and holds nothing", _REMOVE_TH, _REMOVE_EN),
    "fetch.redirect_loop": Meaning("error", "site", "ลิงก์เสีย: ส่งต่อวนไม่รู้จบ", "broken link: redirected in a circle", "แก้การส่งต่อที่เซิร์ฟเวอร์ หรือแก้ที่อยู่ของลิงก์", "Mend the redirect on the server, or the link."),
}  # fmt: skip

CODES: dict[str, Meaning] = {
    "presence.http_error": Meaning("unverified", "site", "เห็นว่าเสียเพียงครั้งเดียว", "seen broken once only", _WAIT_TH, _WAIT_EN),
    "presence.soft_404": Meaning("unverified", "site", "เห็นว่าว่างเปล่าเพียงครั้งเดียว", "seen empty once only", _WAIT_TH, _WAIT_EN),
    "fetch.redirect_loop": Meaning("unverified", "site", "เห็นการส่งต่อวนเพียงครั้งเดียว", "seen to redirect in a circle once only", _WAIT_TH, _WAIT_EN),
    "access.challenge": Meaning("unverified", "blocker", "ระบบกันบอตตอบแทนเว็บไซต์", "a bot wall answered instead of the site", _ALLOW_TH, _ALLOW_EN),
    "access.forbidden": Meaning("unverified", "blocker", "เซิร์ฟเวอร์ไม่อนุญาตโปรแกรมตรวจ", "the server refuses the checker", _ALLOW_TH, _ALLOW_EN),
    "access.robots": Meaning("unverified", "blocker", "robots.txt ไม่อนุญาตให้ตรวจ", "robots.txt forbids the check", _ALLOW_TH, _ALLOW_EN),
    "access.login_required": Meaning("warning", "site", "ต้องเข้าสู่ระบบก่อน", "one must sign in first", "เปิดเป็นสาธารณะ หรือลบลิงก์ออก", "Make it public, or remove the link."),
    "fetch.timeout": Meaning("unverified", "auditor", "เซิร์ฟเวอร์ไม่ตอบในเวลาที่กำหนด", "the server did not answer in time", _WAIT_TH, _WAIT_EN),
    "fetch.connection": Meaning("unverified", "auditor", "เชื่อมต่อไม่ได้", "no connection", _WAIT_TH, _WAIT_EN),
    "fetch.tls": Meaning("unverified", "site", "ใบรับรองหรือการเข้ารหัสมีปัญหา", "the certificate or the encryption is at fault", "ต่ออายุหรือแก้ใบรับรองของเว็บไซต์", "Renew or correct the site's certificate."),
    "fetch.server_error": Meaning("unverified", "site", "เซิร์ฟเวอร์ขัดข้อง", "the server failed", _WAIT_TH, _WAIT_EN),
    "fetch.too_large": Meaning("unverified", "auditor", "ใหญ่เกินกว่าที่โปรแกรมจะอ่าน", "larger than the checker reads", _WAIT_TH, _WAIT_EN),
    "fetch.truncated": Meaning("unverified", "site", "ได้รับข้อมูลไม่ครบ", "the answer was cut short", _WAIT_TH, _WAIT_EN),
    "fetch.blocked_address": Meaning("unverified", "auditor", "ที่อยู่ภายในหรือที่ไม่อนุญาตให้ติดต่อ", "an address that must not be contacted", "ใช้ที่อยู่สาธารณะ หรือเปิดด้วย --allow-network", "Use a public address, or open it with --allow-network."),
    "fetch.internal": Meaning("unverified", "auditor", "โปรแกรมตรวจขัดข้อง", "the checker failed", _WAIT_TH, _WAIT_EN),
    "links.needs_browser": Meaning("unverified", "auditor", "หน้านี้วาดด้วยสคริปต์ ต้องเปิดด้วยเบราว์เซอร์", "the page is drawn by a script; only a browser can tell", _WAIT_TH, _WAIT_EN),
    "machine_readable.type_mismatch": Meaning("warning", "site", "ลิงก์ไปยังเอกสาร แต่ได้หน้าเว็บแทน", "a page comes where a document is announced", "เปิดดูด้วยตนเอง แล้วอัปโหลดเอกสารใหม่", "Open it by hand; upload the document again."),
    "links.fragment": Meaning("warning", "site", "ไม่มีตำแหน่ง #{fragment} ในหน้าปลายทาง", "the page has no place named #{fragment}", "แก้ชื่อหลังเครื่องหมาย #", "Correct the name behind the #."),
    "links.empty": Meaning("warning", "site", "ลิงก์ยังไม่ได้ใส่ที่อยู่", "the link has no address", "ใส่ที่อยู่ของไฟล์ในลิงก์นี้ หรือลบลิงก์ออก", "Give the link its file, or remove it."),
    "links.local_file": Meaning("warning", "site", "ลิงก์ชี้ไปที่ไฟล์ในเครื่องของผู้จัดทำ", "the link leads to a file on its author's computer", "อัปโหลดไฟล์แล้วใส่ที่อยู่บนเว็บ", "Upload the file and link to it."),
    "links.bad_mail": Meaning("warning", "site", "อีเมลในลิงก์ไม่ถูกต้อง", "the mail address of the link is wrong", "แก้อีเมลหลัง mailto:", "Correct the address behind mailto:."),
    "links.bad_telephone": Meaning("warning", "site", "หมายเลขโทรศัพท์ในลิงก์ไม่ถูกต้อง", "the telephone number of the link is wrong", "แก้หมายเลขหลัง tel:", "Correct the number behind tel:."),
    "links.certificate": Meaning("warning", "site", "เปิดได้ แต่ใบรับรองความปลอดภัยมีปัญหา", "it opens, but its certificate is at fault", "ต่ออายุหรือแก้ใบรับรองของเว็บไซต์", "Renew or correct the site's certificate."),
    "links.mixed": Meaning("warning", "site", "หน้า https เรียกไฟล์ผ่าน http ซึ่งเบราว์เซอร์ไม่โหลด", "an https page loads this by http; browsers refuse it", "เปลี่ยนเป็น https", "Use https."),
    "links.platform": Meaning("info", "blocker", "แพลตฟอร์มภายนอก ตรวจจากภายนอกไม่ได้", "a platform that cannot be judged from outside", _WAIT_TH, _WAIT_EN),
    "links.self": Meaning("info", "site", "ลิงก์ชี้กลับมาที่หน้าเดิม", "the link leads back to its own page", "แก้ลิงก์ให้ชี้ไปยังเอกสาร", "Point the link at the document."),
    "links.redirect": Meaning("info", "site", "ย้ายถาวรแล้ว", "moved for good", "เปลี่ยนเป็นที่อยู่ใหม่", "Use the new address."),
    "links.insecure": Meaning("info", "site", "ใช้ http ที่ไม่เข้ารหัส", "plain http", "เปลี่ยนเป็น https หากเปิดได้", "Use https where it answers."),
}  # fmt: skip

SUGGESTED = {
    "renamed": ("ไฟล์ถูกเปลี่ยนชื่อเป็น", "renamed to"),
    "spelling": ("อาจหมายถึง", "perhaps"),
    "elsewhere": ("ไฟล์ชื่อเดียวกันอยู่ที่", "the same file stands at"),
    "scheme": ("เปิดได้ด้วย https ที่", "answers by https at"),
    "host": ("เปิดได้ที่", "answers at"),
    "moved": ("ย้ายไปที่", "moved to"),
}


def meaning(code: str, cause: str) -> Meaning:
    """The row of a finding."""
    if code == "links.broken":
        return CAUSES[cause]
    return CODES.get(code) or CODES["fetch.internal"]
