r"""Rich Text Format: enough of it to read what a person reads.

Thai RTF writes letters as ``\'a1`` in CP874 (font charset 222) or as ``\u3585?``; both occur in one file.
Source: Rich Text Format specification 1.9.1.
"""

from __future__ import annotations

import re

from crawler.read.limits import DOCUMENT_CHARS
from crawler.read.prose import Paragraph, TableCells, prose_of
from crawler.read.reading import Reading

_TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z'])|([{}])|[\r\n]+|([^\\{}\r\n]+)",
    re.DOTALL,
)
_SKIPPED = frozenset(
    b"fonttbl colortbl stylesheet info pict object objdata header footer headerl headerr footerl footerr themedata"
    b" colorschememapping latentstyles datastore listtable listoverridetable rsidtbl generator xmlnstbl fldinst"
    b" shppict nonshppict bkmkstart bkmkend filetbl revtbl wgrffmtfilter mmathPr".split(b" ")
)
_BREAKS = {
    b"par": "\r",
    b"line": "\n",
    b"tab": "\t",
    b"cell": "\x07",
    b"row": "\x07\r",
    b"sect": "\r",
    b"page": "\r",
}
_SIGNS = {
    b"endash": "–", b"emdash": "—", b"bullet": "•", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”",
}  # fmt: skip
_THAI_CHARSET = 222


def read_rtf(data: bytes) -> Reading:
    """The paragraphs and table rows of an RTF document."""
    text = _text(data)
    parts: list[Paragraph | TableCells] = []
    rows: list[tuple[str, ...]] = []
    for line in text.split("\r"):
        if "\x07" in line:
            rows.append(tuple(cell.strip() for cell in line.split("\x07")[:-2]))
            continue
        if rows and line.strip():
            parts.append(TableCells(tuple(rows)))
            rows = []
        parts.append(Paragraph(line))
    if rows:
        parts.append(TableCells(tuple(rows)))
    prose = prose_of(parts)
    return Reading(title=prose.title, blocks=prose.blocks, tables=prose.tables, structure=bool(prose.tables))


def _text(data: bytes) -> str:
    thai_fonts = _thai_fonts(data)
    ansi = re.search(rb"\\ansicpg(\d+)", data[:2000])
    default = "cp874" if ansi is None or ansi[1] in {b"874", b"0"} else _codec(int(ansi[1]))
    stack: list[tuple[bool, str, int]] = []
    skipped, codec, fallback = False, default, 1
    out: list[str] = []
    pending = bytearray()
    to_skip = chars = 0

    def flush() -> None:
        if pending:
            out.append(pending.decode(codec, "replace"))
            pending.clear()

    for match in _TOKEN.finditer(data):
        word, number, byte, symbol, brace, plain = match.groups()
        if byte is not None:
            if to_skip:
                to_skip -= 1
            elif not skipped:
                pending += bytes.fromhex(byte.decode())
            continue
        if plain is not None and not plain.strip(b"\0"):
            plain = plain.replace(b"\0", b"")
        flush()
        if brace == b"{":
            stack.append((skipped, codec, fallback))
        elif brace == b"}":
            skipped, codec, fallback = stack.pop() if stack else (False, default, 1)
            to_skip = 0
        elif symbol == b"*":
            skipped = True
        elif word is not None:
            if word in _SKIPPED or (word == b"v" and number != b"0"):  # hidden text, to the end of its group
                skipped = True
            elif skipped:
                continue
            elif word == b"u" and number is not None:
                out.append(chr(int(number) % 0x10000))
                to_skip = fallback
            elif word == b"uc" and number is not None:
                fallback = min(int(number), 10)
            elif word == b"f" and number is not None:
                codec = "cp874" if int(number) in thai_fonts else default
            elif word in _BREAKS:
                out.append(_BREAKS[word])
            elif word in _SIGNS:
                out.append(_SIGNS[word])
        elif symbol is not None and not skipped:
            out.append(
                {b"~": " ", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}", b"\r": "\r", b"\n": "\r"}.get(
                    symbol, ""
                )
            )
        elif plain is not None and not skipped:
            shown = plain.decode(codec, "replace")
            if to_skip:
                shown, to_skip = shown[to_skip:], max(0, to_skip - len(shown))
            out.append(shown)
            chars += len(shown)
            if chars > DOCUMENT_CHARS:
                break
    flush()
    return "".join(out)


def _thai_fonts(data: bytes) -> set[int]:
    return {
        int(number)
        for number, charset in re.findall(rb"\\f(\d+)[^{}]{0,120}?\\fcharset(\d+)", data[:200_000])
        if int(charset) == _THAI_CHARSET
    }


def _codec(page: int) -> str:
    name = f"cp{page}"
    try:
        "".encode(name)
    except LookupError:
        return "cp874"
    return name
