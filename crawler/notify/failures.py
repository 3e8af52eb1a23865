"""What the kinds of failure of a channel mean, and what to look at: never an address or a key."""

from __future__ import annotations

#: Kinds (an HTTP status, or the name of what a library raised) → what it means in Thai and English.
_MEANINGS: tuple[tuple[tuple[str, ...], tuple[str, str]], ...] = (
    (
        ("HTTP 400", "HTTP 422"),
        ("ปลายทางไม่รับข้อความ ตรวจผู้รับที่ตั้งไว้", "the message was refused: check to whom it goes"),
    ),
    (("HTTP 401", "HTTP 403"), ("ปลายทางไม่ยอมรับรหัส ตรวจ token หรือ secret ที่ตั้งไว้", "the key was refused: check token or secret")),
    (("HTTP 404", "HTTP 410"), ("ไม่พบปลายทาง ตรวจที่อยู่ที่ตั้งไว้", "nothing is there: check the address")),
    (("HTTP 3",), ("ปลายทางย้ายที่อยู่แล้ว ตั้งที่อยู่ใหม่", "it has moved: set up its new address")),
    (("HTTP 429", "HTTP 5"), ("ปลายทางขัดข้องหรือไม่ว่าง ลองใหม่ภายหลัง", "the other side is in trouble or busy: try again later")),
    (("SSL",), ("เชื่อมต่อแบบเข้ารหัสไม่ได้ ตรวจใบรับรองและที่อยู่ของปลายทาง", "no secure connection: check the certificate and the address")),
    (
        ("ConnectTimeout", "ReadTimeout", "Timeout", "TimeoutError"),
        ("ปลายทางไม่ตอบในเวลา ลองใหม่ภายหลัง", "no answer in time: try again later"),
    ),
    (
        ("SMTPAuthenticationError",),
        ("เซิร์ฟเวอร์อีเมลไม่รับชื่อหรือรหัสผ่าน ตรวจ OIT_SMTP_USER และ OIT_SMTP_PASSWORD",
         "the mail server refused name or password: check OIT_SMTP_USER and OIT_SMTP_PASSWORD"),
    ),
    (
        ("SMTPRecipientsRefused", "SMTPSenderRefused"),
        ("เซิร์ฟเวอร์อีเมลไม่รับที่อยู่ ตรวจ OIT_MAIL_FROM และ OIT_MAIL_TO",
         "the mail server refused an address: check OIT_MAIL_FROM and OIT_MAIL_TO"),
    ),
    (
        ("SMTPNotSupportedError",),
        ("เซิร์ฟเวอร์อีเมลไม่รองรับการเข้ารหัสหรือการเข้าสู่ระบบ ตรวจ OIT_SMTP_PORT",
         "the mail server knows no TLS, or no sign-in: check OIT_SMTP_PORT"),
    ),
    (
        ("InvalidURL", "MissingSchema", "InvalidSchema", "InvalidHeader", "ValueError", "Unicode"),
        ("ค่าที่ตั้งไว้ใช้ไม่ได้ ตรวจตัวแปรของช่องทางนี้", "a setting cannot be used: check the variables of this channel"),
    ),
)  # fmt: skip
_UNREACHED = ("เชื่อมต่อปลายทางไม่ได้ ตรวจที่อยู่และเครือข่าย", "no connection: check the address and the network")


def meaning(kind: str) -> tuple[str, str]:
    """What a kind of failure means, in Thai and in English."""
    return next((said for kinds, said in _MEANINGS if kind.startswith(kinds)), _UNREACHED)
