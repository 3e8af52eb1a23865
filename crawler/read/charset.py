"""Which letters the bytes of a page are, whatever the page claims.

Why: Thai sites serve TIS-620 under a UTF-8 label, UTF-8 under a TIS-620 label, and nothing at all.
A page read with the wrong table is mojibake, and mojibake "misses" every title on it.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from encodings.aliases import aliases
from functools import cache

_THAI = re.compile("[\u0e01-\u0e5b]")
_META = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""",
    re.IGNORECASE,
)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_THAI_NAMES = (
    "tis620",
    "tis6202533",
    "iso885911",
    "windows874",
    "cp874",
    "xwindows874",
    "cswindows874",
    "874",
)
#: The encodings of the web (WHATWG) beside the Thai one; Python knows others that are no letters at all (hex, zlib).
_WEB_CODECS = (
    "ascii", "utf_8", "utf_16", "utf_16_le", "utf_16_be", "utf_32", "latin_1", "cp437", "cp866", "mac_roman", "mac_cyrillic",
    "koi8_r", "koi8_u", *(f"iso8859_{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
    *(f"cp{page}" for page in range(1250, 1259)),
    "gb2312", "gbk", "gb18030", "big5", "big5hkscs", "euc_jp", "shift_jis", "cp932", "iso2022_jp", "euc_kr", "cp949",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded text; ``used`` is the Python codec, ``lied`` whether the declared name was wrong."""

    text: str
    used: str
    declared: str | None
    lied: bool


def codec_name(name: str | None) -> str | None:
    """The Python codec that a declared charset means; Thai aliases become ``cp874``, unknown names ``None``."""
    codec = codecs_by_name().get(_plain(name)) if name else None
    return None if codec is None else codecs.lookup(codec).name


@cache
def codecs_by_name() -> dict[str, str]:
    """The module of the Python codec for each name that a page may give; none of them is loaded for it."""
    names = {_plain(codec): codec for codec in _WEB_CODECS}
    names |= {
        _plain(alias): names[_plain(codec)] for alias, codec in aliases.items() if _plain(codec) in names
    }
    return names | dict.fromkeys(_THAI_NAMES, "cp874")


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def declared_charset(body: bytes, header: str | None) -> str | None:
    """The charset that the HTTP header names, else the page's own ``<meta>``, as a Python codec."""
    found = codec_name(header)
    if found is None and (meta := _META.search(body[:8192])):
        found = codec_name(meta[1].decode("ascii"))
    return found


def header_charset(content_type: str) -> str | None:
    """The ``charset`` parameter of a Content-Type header."""
    match = re.search(r"""charset\s*=\s*["']?([^"';\s]+)""", content_type, re.IGNORECASE)
    return match[1] if match else None


_ASCII = bytes(range(0x80))


def decode_thai(body: bytes, header: str | None = None) -> Decoded:
    """Decode ``body`` by what its bytes are; ``header`` is the charset named by HTTP, if any.

    Never fails: bytes that are no letters at all become U+FFFD.
    """
    declared = declared_charset(body, header)
    for bom, codec in _BOMS:
        if body.startswith(bom):
            text = body[len(bom) :].decode(codec, "replace")
            return Decoded(text, codec, declared, declared not in (None, codec, codec[:6]))
    if utf16 := bare_utf16(body):
        return Decoded(body.decode(utf16, "replace"), utf16, declared, declared not in (None, utf16))
    high = len(body.translate(None, _ASCII))
    if not high:
        return Decoded(body.decode("ascii"), "ascii", declared, lied=False)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _not_utf8(body, declared, high)
    if not _THAI.search(text) and high <= 64 and declared != "utf-8":
        # A short Thai word in TIS-620 can be valid UTF-8 ("แผน" is E1 BC B9): believe it when all of it is Thai.
        thai = body.decode("cp874", "replace")
        if len(_THAI.findall(thai)) == high:
            return Decoded(thai, "cp874", declared, declared not in (None, "cp874"))
    return Decoded(text, "utf-8", declared, declared not in (None, "utf-8", "ascii"))


def _not_utf8(body: bytes, declared: str | None, high: int) -> Decoded:
    damaged = body.decode("utf-8", "replace")
    if damaged.count("\ufffd") < len(_THAI.findall(damaged)):
        return Decoded(_mixed(body), "utf-8+damage", declared, declared not in (None, "utf-8"))
    thai = body.decode("cp874", "replace")
    if len(_THAI.findall(thai)) >= 0.6 * high:
        return Decoded(thai, "cp874", declared, declared not in (None, "cp874"))
    codec = declared if declared and declared != "utf-8" else "cp1252"
    return Decoded(body.decode(codec, "replace"), codec, declared, declared not in (None, codec))


def _mixed(body: bytes) -> str:
    """A page put together from UTF-8 and TIS-620 parts: each line by its own letters."""
    lines = []
    for line in body.split(b"\n"):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            as_utf8, as_thai = line.decode("utf-8", "replace"), line.decode("cp874", "replace")
            better = as_utf8.count("\ufffd") < len(_THAI.findall(as_utf8))
            lines.append(as_utf8 if better else as_thai)
    return "\n".join(lines)


def bare_utf16(body: bytes) -> str | None:
    """UTF-16 without a mark: every second byte of markup is zero, and 0x0E of Thai."""
    head = body[:400]
    if (len(head) >= 8 and len(head) % 2 == 0) or len(body) > 400:
        even, odd = (half.count(0) + half.count(0x0E) for half in (head[0::2], head[1::2]))
        half = max(1, len(head) // 2)
        if odd > 0.4 * half and even < 0.05 * half:
            return "utf-16-le"
        if even > 0.4 * half and odd < 0.05 * half:
            return "utf-16-be"
    return None
