"""The name that a server gives a file in its Content-Disposition header.

Downloads by number (``download.php?id=7``, every file share) tell the name nowhere else.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from crawler.thai.text import one_line

_EXTENDED = re.compile(r"""filename\*\s*=\s*"?([\w-]*)'[\w-]*'([^;"]+)""", re.IGNORECASE)
_PLAIN = re.compile(r"""filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]+))""", re.IGNORECASE)
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
    return one_line(re.split(r"[/\\]", name)[-1], _LONGEST)


def _decoded(raw: bytes, charset: str) -> str:
    for guess in (charset, "utf-8", "cp874"):
        try:
            return raw.decode(guess)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("utf-8", "replace")
