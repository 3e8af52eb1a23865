"""What people type where an address belongs: mistakes told apart, and what was probably meant.

A mistake that a browser repairs by itself (blanks around an address, a line break or backslash inside, no
``http://`` before ``www.``) is repaired like there, asked, and said.  Everything else is never asked: what was
meant is a guess, and is only told to the officer, who knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from crawler.evidence.address import InvalidUrlError, wire_url
from crawler.late import late


@dataclass(frozen=True, slots=True)
class Mistake:
    """Why a declared text is no web address, in both languages, and what to do about it.

    ``meant``: the addresses that it probably stands for; nobody asked them.
    """

    kind: str
    th: str
    en: str
    advice_th: str
    advice_en: str
    meant: tuple[str, ...] = ()

    @property
    def fix_th(self) -> str:
        """The advice, with the probable address where there is one."""
        return (
            f"{self.advice_th} น่าจะหมายถึง: {' และ '.join(self.meant)} (ยังไม่ได้ลองเปิด)"
            if self.meant
            else self.advice_th
        )

    @property
    def fix_en(self) -> str:
        """As :attr:`fix_th`."""
        return (
            f"{self.advice_en} Did you mean {' and '.join(self.meant)} (not asked)?"
            if self.meant
            else self.advice_en
        )


_DECLARE_TH, _DECLARE_EN = (
    "แจ้ง URL ของหน้าเว็บที่คัดลอกจากช่องที่อยู่ของเบราว์เซอร์",
    "Declare the address of the page as the browser shows it.",
)
#: Kind: why it is no address, and what to do.
_WORDS: dict[str, tuple[str, str, str, str]] = {
    "several": ("มีมากกว่าหนึ่งที่อยู่ในช่องเดียว", "several addresses in one field", "แยกแจ้งช่องละหนึ่งที่อยู่", "Declare each by itself."),
    "scheme": ("คำนำหน้าสะกดผิด ต้องเป็น https:// หรือ http://", "what stands before the host name is misspelt", "แก้คำนำหน้าให้ถูกต้อง", "Mend the part before the host name."),
    "doubled": ("มี http:// หรือ https:// ซ้ำกัน", "http:// or https:// stands there twice", "ลบส่วนที่ซ้ำออก", "Take out one of them."),
    "mail": ("เป็นที่อยู่อีเมล ไม่ใช่หน้าเว็บ", "a mail address, no web page", _DECLARE_TH, _DECLARE_EN),
    "phone": ("เป็นหมายเลขโทรศัพท์ ไม่ใช่หน้าเว็บ", "a telephone number, no web page", _DECLARE_TH, _DECLARE_EN),
    "script": ("เป็นคำสั่งของปุ่มบนหน้าเว็บ ไม่ใช่ที่อยู่", "a command behind a button, no address", _DECLARE_TH, _DECLARE_EN),
    "file": ("เป็นไฟล์ในเครื่องคอมพิวเตอร์ คนอื่นเปิดไม่ได้", "a file on somebody's own computer: nobody else can open it", "เผยแพร่ไฟล์บนเว็บไซต์แล้วแจ้ง URL ของไฟล์นั้น", "Publish the file on the website and declare its address there."),
    "before": ("มีข้อความหรือเครื่องหมายอยู่หน้าที่อยู่", "words or signs stand before the address", "เหลือไว้เฉพาะที่อยู่", "Leave nothing but the address."),
    "words": ("เป็นข้อความ ไม่ใช่ที่อยู่เว็บ", "words, no address", _DECLARE_TH, _DECLARE_EN),
    "host": ("ชื่อเว็บไซต์ไม่ถูกต้อง", "the host name is none", "ตรวจชื่อเว็บไซต์ระหว่าง // กับ / ตัวถัดไป", "See what stands between // and the next /."),
    "other": ("ไม่ใช่ที่อยู่เว็บที่เบราว์เซอร์เปิดได้", "no address that a browser could open", _DECLARE_TH, _DECLARE_EN),
}  # fmt: skip

_EDGES = "".join(map(chr, range(0x21))) + "\u00a0\u200b\u200c\u200d\u2060\ufeff\"'<>“”‘’"
_ADDRESS = late(r"https?:/{2}\S+|www\.\S+", re.IGNORECASE)
_SEVERAL = late(r"(?<!\s)\s++(?:(?:และ|and|[,;|/&+-])\s*+)?(?=https?://)", re.IGNORECASE)
_PREFIX = late(
    r"(?P<word>[A-Za-z]{2,8})(?:\s?[:;]{1,2}\s?/{0,3}|\s?[.,]?\s?/{2,3})(?P<rest>[^\s/].*)", re.DOTALL
)
_BARE_PREFIX = late(r":/{2,3}(?P<rest>\S+)")
_DOUBLED = late(r"https?:/*(?P<rest>https?[:/]/*\S*)", re.IGNORECASE)
_DRIVE = late(r"(?:file:|[A-Za-z]:[\\/]|\\\\|/(?:home|users|mnt|media|var)/)", re.IGNORECASE)
_MAIL = late(r"(?:mailto:.*|[^\s@/:]+@[^\s@/:]+\.[A-Za-z]{2,})", re.IGNORECASE)
_HOST = late(r"(?P<before>https?:/*)(?P<host>[^/?#]*)(?P<after>.*)", re.IGNORECASE | re.DOTALL)
#: Schemes of their own that no slip of the finger makes of *http*.
_OTHER_SCHEMES = frozenset({"ftp", "ftps", "sftp", "http", "https"})


def mistake(text: str) -> Mistake | None:
    """What is wrong with a declared address; ``None`` when it is one, as far as typing goes.

    >>> mistake("htp://www.office.example/plan").meant
    ('http://www.office.example/plan',)
    >>> mistake(" www.office.example/แผน งาน ") is None
    True
    """
    plain = text.strip(_EDGES)
    for look in _LOOKS:
        if (found := look(plain)) is not None:
            return found
    try:
        wire_url(text)
    except InvalidUrlError:
        return _made("before", plain) if plain != text and _opens(plain) else _no_address(plain)
    return None


def repaired(text: str) -> tuple[str, str] | None:
    """What a browser, and we, had to mend in an address before it could be asked (Thai, English)."""
    plain = text.strip(_EDGES)
    mended = next(((th, en) for pattern, th, en in _REPAIRS if pattern.search(plain)), None)
    return mended if mended is not None and plain and mistake(text) is None else None


def _made(kind: str, *meant: str | None) -> Mistake:
    return Mistake(kind, *_WORDS[kind], tuple(one for one in meant if one is not None))


def _opens(text: str) -> str | None:
    """``text`` if a browser could open it."""
    try:
        wire_url(text)
    except InvalidUrlError:
        return None
    return text if mistake(text) is None else None


def _several(plain: str) -> Mistake | None:
    parts = [part.strip(_EDGES + ",;|") for part in _SEVERAL.split(plain)]
    return _made("several", *map(_opens, parts)) if len(parts) > 1 and _ADDRESS.match(parts[0]) else None


def _file(plain: str) -> Mistake | None:
    return _made("file") if _DRIVE.match(plain) else None


def _mail(plain: str) -> Mistake | None:
    return _made("mail") if _MAIL.fullmatch(plain) else None


def _doubled(plain: str) -> Mistake | None:
    found = _DOUBLED.fullmatch(plain)
    if found is None:
        return None
    rest = re.sub(r"^(https?)[:/]+", r"\1://", found["rest"], flags=re.IGNORECASE)
    return _made("doubled", _opens(rest))


def _scheme(plain: str) -> Mistake | None:
    if (bare := _BARE_PREFIX.fullmatch(plain)) is not None:
        return _made("scheme", _opens(f"http://{bare['rest']}"))
    found = _PREFIX.fullmatch(plain)
    if found is None:
        return None
    word = found["word"].lower()
    spelt = (
        word in _OTHER_SCHEMES
        and plain[len(word) : len(word) + 1] == ":"
        and plain[len(word) + 1 : len(word) + 2] not in ":;"
    )
    from rapidfuzz.distance import Levenshtein

    distance = min(Levenshtein.distance(word, right) for right in ("http", "https"))
    if spelt or distance > 2:
        return None
    return _made("scheme", _opens(f"{'https' if 's' in word else 'http'}://{found['rest']}"))


#: What browsers mend.
_REPAIRS = (
    (late(r"[\t\r\n]"), "มีการขึ้นบรรทัดใหม่อยู่กลางที่อยู่", "a line break inside"),
    (late(r"^[^?#]*\\"), "ใช้ \\ แทน /", "backslashes for slashes"),
    (late(r"^(?!(?:https?|ftps?|sftp|data|blob|gopher|s3|smb|wss?):)", re.IGNORECASE), "ไม่มี http:// หรือ https:// นำหน้า", "no http:// or https:// before it"),
)  # fmt: skip
_LOOKS: tuple[Callable[[str], Mistake | None], ...] = (_several, _file, _mail, _doubled, _scheme)
_KINDS = (
    (late(r"(?:tel|callto|sms):", re.IGNORECASE), "phone"),
    (late(r"(?:javascript|vbscript):", re.IGNORECASE), "script"),
    (late(r"[A-Za-z][A-Za-z0-9+.-]*:"), "other"),
)


def _no_address(plain: str) -> Mistake:
    """The mistake in something that nobody could open."""
    if (host := _HOST.fullmatch(plain)) is not None:
        mended = re.sub(r"\.{2,}", ".", re.sub(r"[\s,]+", ".", host["host"].strip(" .,")))
        return _made(
            "host", _opens(f"{host['before']}{mended}{host['after']}") if mended != host["host"] else None
        )
    for pattern, kind in _KINDS:
        if pattern.match(plain):
            return _made(kind)
    inside = _ADDRESS.search(plain)
    if inside is not None and inside.start() > 0:
        return _made("before", _opens(inside[0].rstrip(")]}.,;")))
    return _made("words" if re.search(r"[^\W\d_]", plain) else "other")
