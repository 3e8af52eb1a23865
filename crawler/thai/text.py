"""Thai text as offices really publish it: repaired for the eye, folded for matching.

Why: in four of five Thai PDFs the vowel *sara am* is broken (``ส านักงาน``, ``ตําบล``), Word and
Windows leave private-use glyphs, scanners add blanks and zero-width marks, and officers mix Thai
and Arabic digits inside one number.  A title that any reader sees on the page is then not a
substring of the text.

Two operations, both keeping a map back to the original so that a quote can be shown where it stood:

``repair``
    what a person should read.  Never guesses: ``�า`` stays as it is.
``fold``
    what two spellings of one title have in common.  Lower-case letters, Thai letters and ASCII
    digits only; *sara am* becomes *sara aa*.  ``NFKC`` is never used: it tears *sara am* apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from crawler.late import late
from crawler.remembered import remembered

THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙"
_TO_ASCII = str.maketrans(THAI_DIGITS, "0123456789")
_TO_THAI = str.maketrans("0123456789", THAI_DIGITS)

#: Windows and Mac glyph variants (lowered or shifted marks) and the letters they stand for.
_PRIVATE_USE = {
    0xF700: "ฐ", 0xF701: "ิ", 0xF702: "ี", 0xF703: "ึ", 0xF704: "ื", 0xF705: "่", 0xF706: "้", 0xF707: "๊",
    0xF708: "๋", 0xF709: "์", 0xF70A: "่", 0xF70B: "้", 0xF70C: "๊", 0xF70D: "๋", 0xF70E: "์", 0xF70F: "ญ",
    0xF710: "ั", 0xF711: "ํ", 0xF712: "็", 0xF713: "่", 0xF714: "้", 0xF715: "๊", 0xF716: "๋", 0xF717: "์",
    0xF718: "ุ", 0xF719: "ู", 0xF71A: "ฺ",
}  # fmt: skip
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e")

TONES = "\u0e48\u0e49\u0e4a\u0e4b"
#: Marks that hang on the consonant before them; none of them can begin a word.
MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_IS_MARK = frozenset(
    [chr(0x0E31), *map(chr, range(0x0E34, 0x0E3B)), *map(chr, range(0x0E47, 0x0E4F))],
)
_IS_TONE = frozenset(TONES)
_ABOVE_BELOW = frozenset([chr(0x0E31), *map(chr, range(0x0E34, 0x0E3B)), chr(0x0E47), chr(0x0E4D)])
_BLANK = frozenset(" \t\u00a0\u2002\u2003\u2009")
_CONSONANT = frozenset(map(chr, range(0x0E01, 0x0E2F)))
_NIKHAHIT, _SARA_AA, _SARA_AM, _SARA_E, _SARA_AE = "\u0e4d", "\u0e32", "\u0e33", "\u0e40", "\u0e41"


def ascii_digits(text: str) -> str:
    """``๒๕๖๘`` → ``2568``; same length, so offsets stay true."""
    return text.translate(_TO_ASCII)


def thai_digits(text: str) -> str:
    """``2568`` → ``๒๕๖๘``; same length."""
    return text.translate(_TO_THAI)


@dataclass(frozen=True, slots=True)
class Mapped:
    """A changed text that remembers where each of its characters stood.

    ``offsets[i]`` is the index in the original of character *i*; one more entry holds the original's length.
    """

    text: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The part of the original that ``text[start:end]`` came from."""
        if start >= end:
            return (self.offsets[start], self.offsets[start])
        return (self.offsets[start], max(self.offsets[end - 1] + 1, self.offsets[end]))


#: Characters that mended text does not have.
_NEVER_RIGHT = "".join(map(chr, _PRIVATE_USE)) + "".join(sorted(_INVISIBLE))
#: What :func:`repair_mapped` mends: one of these characters, by what stands before it.  Most lines show none of it and
#: are their own repair, so a text is passed over quickly from one such character to the next.
_BROKEN = late(
    f"([{_NEVER_RIGHT}{MARKS}{_SARA_AA}{_SARA_AM}{_SARA_E}])(?:(?<=[{_NEVER_RIGHT}])"
    f"|(?<=[{''.join(sorted(_BLANK))}][{MARKS}{_SARA_AA}{_SARA_AM}])"
    f"|(?<=[{MARKS}])\\1|(?<=[{TONES}][{''.join(sorted(_ABOVE_BELOW))}])"
    f"|(?<={_NIKHAHIT}{_SARA_AA})|(?<={_NIKHAHIT}[{TONES}]{_SARA_AA})|(?<={_SARA_E}{_SARA_E}))"
)


def repair_mapped(text: str) -> Mapped:
    """Repair ``text`` for display; see :func:`repair`."""
    if _BROKEN.search(text) is None:
        return Mapped(text, tuple(range(len(text) + 1)))
    out: list[str] = []
    at: list[int] = []
    length = len(text)
    for i, raw in enumerate(text):
        if raw in _INVISIBLE:
            continue
        ch = _PRIVATE_USE.get(ord(raw), raw)
        if ch in _IS_MARK:
            # "ท ี่": a blank before a mark is an artefact of the extraction, never spelling.
            while len(out) > 1 and out[-1] in _BLANK and (out[-2] in _CONSONANT or out[-2] in _IS_MARK):
                out.pop()
                at.pop()
            if out and out[-1] == ch:
                continue
            # A tone drawn before its vowel ("ท่ี"): the vowel is written first.
            if ch in _ABOVE_BELOW and out and out[-1] in _IS_TONE:
                if len(out) > 1 and out[-2] == ch:
                    continue
                out.insert(-1, ch)
                at.insert(-1, at[-1])
                continue
        elif ch == _SARA_AA:
            if _join_sara_am(i, out, at):
                continue
        elif ch == _SARA_AM:
            while len(out) > 1 and out[-1] in _BLANK and (out[-2] in _CONSONANT or out[-2] in _IS_TONE):
                out.pop()
                at.pop()
        elif ch == _SARA_E and out and out[-1] == _SARA_E:
            out[-1] = _SARA_AE
            continue
        out.append(ch)
        at.append(i)
    return Mapped("".join(out), (*at, length))


def _join_sara_am(i: int, out: list[str], at: list[int]) -> bool:
    """Join a torn sara am whose second half is character ``i``; True if the character was used up."""
    if out and out[-1] == _NIKHAHIT:  # ตําบล
        out[-1] = _SARA_AM
        return True
    if len(out) > 1 and out[-1] in _IS_TONE and out[-2] == _NIKHAHIT:  # นํ้า
        tone = out[-1]
        out[-2:] = [tone, _SARA_AM]
        return True
    # "ส านักงาน": consonant (and tone), one blank, sara aa.  Right Thai never begins a word with sara aa.
    if len(out) > 1 and out[-1] in _BLANK and (out[-2] in _CONSONANT or out[-2] in _IS_TONE):
        while out[-1] in _BLANK:
            out.pop()
            at.pop()
        out.append(_SARA_AM)
        at.append(i)
        return True
    return False


def repair(text: str) -> str:
    """``text`` as a person should read it: sara am joined, glyph variants and invisible marks undone.

    >>> repair("ส านักงานเขตตําบล")
    'สำนักงานเขตตำบล'
    """
    if _BROKEN.search(text) is None:
        return text
    # Nothing is joined across a line break, and a broken file is seldom broken in every line.
    return "\n".join(
        line if _BROKEN.search(line) is None else repair_mapped(line).text for line in text.split("\n")
    )


def fold_mapped(text: str) -> Mapped:
    """Fold ``text`` to its matching key, with the way back; see :func:`fold`."""
    mended = repair_mapped(text)
    out: list[str] = []
    at: list[int] = []
    for ch, where in zip(mended.text, mended.offsets, strict=False):
        for one in _KEYS[ord(ch)]:
            out.append(one)
            at.append(where)
    return Mapped("".join(out), (*at, len(text)))


class _Keys(dict[int, str]):
    """What each character (by code point) becomes in a key, worked out when it is first met."""

    def __init__(self, *, tones: bool) -> None:
        super().__init__()
        self._tones = tones

    def __missing__(self, code: int) -> str:
        self[code] = folded = self._fold(chr(code))
        return folded

    def _fold(self, ch: str) -> str:
        if ch == _SARA_AM:
            return _SARA_AA
        if ch in _IS_MARK:
            return "" if ch == _NIKHAHIT or (not self._tones and ch in _IS_TONE) else ch
        if ch in THAI_DIGITS:
            return ascii_digits(ch)
        if "\u0e01" <= ch <= "\u0e4e":
            return "" if ch in "ฯๆ" else ch
        return ch.lower() if ch.isalnum() else ""


_KEYS, _TONELESS = _Keys(tones=True), _Keys(tones=False)


def fold(text: str, *, tones: bool = True) -> str:
    """The key under which two spellings of one title meet.

    ``tones=False`` also drops tone marks: for OCR and for files whose fonts lose them.

    >>> fold("แผนการใช้จ่าย งบประมาณ ประจ าปี พ.ศ. ๒๕๖๘") == fold("แผนการใช้จ่ายงบประมาณประจำปี พ.ศ.2568")
    True
    """
    # Titles, headings and links are folded again and again, bodies by a few rules one after the other.
    return _fold_short(text, tones) if len(text) <= _SHORT else _fold_long(text, tones)


@lru_cache(maxsize=4_096)  # a checklist's
def fold_all(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The keys of several texts, such as all names of one thing, folded once."""
    return tuple(map(fold, texts))


def strip_tones(key: str) -> str:
    """What :func:`fold` without ``tones`` makes of a text, from the key that it has with them."""
    return key.translate(_NO_TONES)


_NO_TONES = dict.fromkeys(map(ord, TONES))
_SHORT = 400


_CODE_PAGE = "cp874"


def _bytewise(keys: _Keys) -> tuple[bytes, bytes]:
    """``keys`` for the bytes of the Thai code page, as ``bytes.translate`` takes them: what they become, which are left out."""
    letters = ((byte, bytes((byte,)).decode(_CODE_PAGE, "ignore")) for byte in range(256))
    become = {byte: keys[ord(letter)].encode(_CODE_PAGE) for byte, letter in letters if letter}
    kept = {byte: key for byte, key in become.items() if key}
    return bytes.maketrans(bytes(kept), b"".join(kept.values())), bytes(become.keys() - kept.keys())


_KEY_BYTES, _TONELESS_BYTES = _bytewise(_KEYS), _bytewise(_TONELESS)


def _folded(text: str, tones: bool) -> str:
    mended = repair(text)
    try:  # a byte a letter, seven times as fast
        coded = mended.encode(_CODE_PAGE)
    except UnicodeEncodeError:
        return mended.translate(_KEYS if tones else _TONELESS)
    return coded.translate(*(_KEY_BYTES if tones else _TONELESS_BYTES)).decode(_CODE_PAGE)


_fold_short = remembered(8_192)(_folded)  # about what one agency has
_fold_long = remembered(64)(_folded)


_SPACES = late(r"[ \t\u00a0\u2000-\u200a\u3000]+")
#: From the first blank on only: a text may be nothing but blanks.
_LINES = late(r"(?<!\s)\s*?\n\s*+")


@remembered(4_096)
def one_line(text: str, limit: int | None = None) -> str:
    """``text`` repaired, its white space collapsed, cut after ``limit`` characters with an ellipsis."""
    if limit is not None:
        text = text[: 4 * limit + 64]  # repairing only what will be shown
    flat = _SPACES.sub(" ", _LINES.sub(" ", repair(text))).strip()
    if limit is not None and len(flat) > limit:
        return flat[: limit - 1].rstrip() + "…"
    return flat
