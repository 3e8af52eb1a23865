"""What a scalar is: text, number, true or false, nothing; and what some reader of YAML would make of it instead."""

from __future__ import annotations

import re

_INT = re.compile(r"-?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+")
_NULL = frozenset(["", "~", "null"])
_TRUE_FALSE = {"true": True, "false": False}

#: Plain scalars that some YAML reader turns into something else, and what they look like to it.
_SURPRISES: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (
        re.compile(r"(?i)y|n|yes|no|on|off"),
        "YAML อ่านคำนี้เป็นค่าจริง/เท็จ",
        "YAML reads this word as true or false",
    ),
    (
        re.compile(r"True|TRUE|False|FALSE|Null|NULL"),
        "ให้เขียนด้วยตัวพิมพ์เล็ก (true, false, null) หรือใส่เครื่องหมายคำพูดหากเป็นข้อความ",
        "write it in lower case (true, false, null), or quote it if it is text",
    ),
    (
        re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?"),
        "YAML อ่านค่านี้เป็นวันที่ ไม่ใช่ข้อความ",
        "YAML reads this as a date, not as text",
    ),
    (
        re.compile(r"[-+]?0[0-9_]+|[-+]?0o[0-7_]+"),
        "YAML อ่านเลขที่ขึ้นต้นด้วย 0 เป็นเลขฐานแปด",
        "YAML reads a number that begins with 0 as octal",
    ),
    (
        re.compile(r"[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?"),
        "YAML อ่านค่านี้เป็นเลขฐานหกสิบ (12:30 กลายเป็น 750)",
        "YAML reads this as a base-60 number (12:30 becomes 750)",
    ),
    (
        re.compile(r"[-+]?0x[0-9a-fA-F_]+|[-+]?0b[01_]+|[-+]?[0-9][0-9_]*_[0-9_]*|\+[0-9.]+|[-+]?\.[0-9]+"
                   r"|[-+]?[0-9]+\.|[-+]?[0-9.]+[eE][-+]?[0-9]+|(?i:[-+]?\.inf|\.nan)"),
        "YAML อ่านค่านี้เป็นตัวเลขรูปแบบพิเศษ",
        "YAML reads this as a number in a special notation",
    ),
)  # fmt: skip
_QUOTE_TH = 'หากเป็นข้อความให้ใส่เครื่องหมายคำพูด: "{value}"'
_QUOTE_EN = 'if it is text, put it in quotes: "{value}"'


def value_of(text: str) -> str | int | float | bool | None:
    """The value of a plain scalar that is no surprise."""
    if text in _NULL:
        return None
    if text in _TRUE_FALSE:
        return _TRUE_FALSE[text]
    if _INT.fullmatch(text) and len(text) < 19:
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def surprise(text: str) -> tuple[str, str] | None:
    """What another reader would make of a plain scalar and what to do about it, in Thai and English."""
    for pattern, th, en in _SURPRISES:
        if pattern.fullmatch(text):
            return (
                f"{text}: {th} {_QUOTE_TH.format(value=text)}",
                f"{text}: {en}; {_QUOTE_EN.format(value=text)}",
            )
    return None
