"""The name that a server gives a file in its Content-Disposition header.

Downloads by number (``download.php?id=7``, every file share) tell the name nowhere else.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from crawler.late import late
from crawler.thai.text import one_line

_EXTENDED = late(r"""filename\*\s*=\s*"?([\w-]*)'[\w-]*'([^;"]+)""", re.IGNORECASE)
_PLAIN = late(r"""filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]+))""", re.IGNORECASE)
#: Of the charsets that Python knows, some are none (``undefined``, ``idna``) and raise what no name deserves.
_CHARSETS = frozenset(["utf-8", "iso-8859-1", "tis-620", "iso-8859-11", "windows-874", "cp874", "utf-16"])
#: Control characters, and those that turn the direction of what follows.
_CONTROLS = late(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LONGEST = 300


def file_name(disposition: str) -> str:
    """The file's name without a path, or ``""``; RFC 6266, and what PHP scripts write instead."""
    extended = _EXTENDED.search(disposition)
    plain = _PLAIN.search(disposition)
    if extended is not None:
        name = _decoded(unquote_to_bytes(extended[2]), extended[1] or "utf-8")
    elif plain is not None:
        name = re.sub(r"\\(.)", r"\1", plain[1]) if plain[1] is not None else plain[2]
        name = _decoded(unquote_to_bytes(name), "utf-8") if "%" in name else name
    else:
        return ""
    return one_line(_CONTROLS.sub("", re.split(r"[/\\]", name)[-1]), _LONGEST)


def _decoded(raw: bytes, charset: str) -> str:
    known = charset.lower() if charset.lower() in _CHARSETS else "utf-8"
    for guess in (known, "utf-8", "cp874"):
        try:
            return raw.decode(guess)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("utf-8", "replace")
