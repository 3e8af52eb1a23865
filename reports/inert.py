"""Strings of strangers made harmless before any renderer sees them.

Titles, quotes and addresses come from the open web.  Each output has its own way to be attacked: escape codes
in a terminal, right-to-left overrides in a page, formulas in a spreadsheet, ``javascript:`` in a link.
"""

from __future__ import annotations

import re
from unicodedata import category
from urllib.parse import unquote, urlsplit

from crawler.late import late

_TERMINAL_SEQUENCE = late(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[PX^_\]][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|\x9b[0-?]*[ -/]*[@-~]|\x1b."
)
_LINE_BREAK = late("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
#: Controls, soft hyphens, zero-width and bidirectional marks, lone surrogates, private use, non-characters.
_ACTIVE = late(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\U000e0000-\U000e00ff\U000e01f0-\U0010ffff]"
)
#: Controls that JSON may hold as they are, breaks of lines, bidirectional marks, lone surrogates.
_ACTING_IN_JSON = late("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_ENCODED = late(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
_THAI = late("[\u0e01-\u0e5b]+")
#: Vowels written before their letter; vowels and marks written behind, above or below it.
_LEADING = frozenset("เแโใไ")
_FOLLOWING = frozenset(map(chr, (*range(0x0E30, 0x0E3B), *range(0x0E45, 0x0E4F))))
_FORMULA = late(r"[\s\u00a0]*[=+\-@＝＋－−＠|%\t\r\n]")
_NUMBER = late(r"[+-]?\d+(?:\.\d+)?")


def plain(value: object) -> str:
    r"""Text that can only be read: no escape code, invisible or bidirectional mark; breaks are ``\n``."""
    if type(value) is str and value.isprintable():  # almost always; says no to every sign that could act
        return value
    text = "" if value is None else str(value)
    text = _LINE_BREAK.sub("\n", _TERMINAL_SEQUENCE.sub("", text))
    return _ACTIVE.sub("", text)


def one_line(value: object) -> str:
    """:func:`plain`, with runs of blanks and line breaks folded into one blank."""
    return " ".join(plain(value).split())


def shown_line(value: object, most: int = 600) -> str:
    """:func:`one_line` for a screen: what goes on and on is cut."""
    return clip(one_line(value), most)


def clip(text: str, most: int) -> str:
    """At most ``most`` characters; no Thai letter is cut off from its vowels and tone marks."""
    if len(text) <= most:
        return text
    end = most - 1
    while end > 0 and (text[end] in _FOLLOWING or text[end - 1] in _LEADING):
        end -= 1
    return text[:end].rstrip() + "…"


def inert_json(text: str) -> str:
    r"""The same JSON, with ``\uXXXX`` for every sign that would act on a terminal or cannot be stored."""
    if text.isprintable():
        return text
    return _ACTING_IN_JSON.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


def csv_cell(value: object) -> str:
    """One line that no spreadsheet takes for a formula: an apostrophe stands before what would begin one."""
    text = one_line(value)
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def safe_href(value: object) -> str | None:
    """The address when a person may follow it (http or https, with a host), else ``None``: show the text."""
    text = value.strip() if isinstance(value, str) else ""
    if not text or plain(text) != text or "\n" in text:
        return None
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return None
    return text if parts.scheme.lower() in {"http", "https"} and host else None


def short_href(url: str) -> str:
    """The same address with its percent-encoded letters beyond ASCII written out: a third of the bytes.

    A browser encodes them again, as UTF-8, into the very same request; what is not UTF-8 (TIS-620) stays.
    """
    return _ENCODED.sub(_decoded, url)


def legible(text: str) -> str:
    """A text in which addresses stand as a person reads them: ``%E0%B8%81`` as ``ก``, and so ``%A1`` of TIS-620."""
    return _ENCODED.sub(_deciphered, text) if "%" in text else text


def _decoded(match: re.Match[str]) -> str:
    return _letters(match[0], "utf-8") or match[0]


def _deciphered(match: re.Match[str]) -> str:
    thai = _letters(match[0], "cp874")
    return _letters(match[0], "utf-8") or (thai if _THAI.fullmatch(thai) else "") or match[0]


def _letters(encoded: str, encoding: str) -> str:
    """The letters that the percent signs stand for; empty when it is something else."""
    try:
        text = unquote(encoded, encoding, "strict")
    except UnicodeDecodeError:
        return ""
    return text if text.isprintable() and all(category(sign)[0] in "LMN" for sign in text) else ""


def readable_url(value: object, limit: int = 90) -> str:
    """An address for the eye: percent-encoded Thai decoded, beyond ``limit`` the middle left out."""
    text = one_line(value)
    decoded = one_line(unquote(legible(text), errors="replace"))
    text = (text if "�" in decoded else decoded).removeprefix("https://")
    if len(text) > limit:
        tail = limit // 2
        text = f"{text[: limit - tail - 1]}…{text[-tail:]}"
    return text
