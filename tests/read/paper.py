"""PDFs written by hand, so that a test can say exactly what is wrong with them.

A page is a list of ``(x, y, size, text)``; every letter is one glyph whose number is its own place in the font, and
what the file *says* each glyph means is a function of the test's choosing: that is where real producers go wrong.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Piece = tuple[float, float, float, str]
_COMBINING = set(map(chr, [0x0E31, *range(0x0E34, 0x0E3B), *range(0x0E47, 0x0E4F), *range(0xF700, 0xF71B)]))


def same(letter: str) -> str:
    """The honest Unicode map."""
    return letter


@dataclass
class Pdf:
    """Objects in the making; ``add`` returns the number of the new one."""

    objects: list[bytes] = field(default_factory=list)

    def add(self, body: bytes | str) -> int:
        self.objects.append(body.encode("latin-1") if isinstance(body, str) else body)
        return len(self.objects)

    def stream(self, data: bytes, entries: str = "", *, flate: bool = True) -> int:
        packed = zlib.compress(data, 9) if flate else data
        head = f"<< /Length {len(packed)} {'/Filter /FlateDecode' if flate else ''} {entries} >>"
        return self.add(head.encode() + b"\nstream\n" + packed + b"\nendstream")

    def write(self, root: int, trailer: str = "") -> bytes:
        out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        offsets = []
        for number, body in enumerate(self.objects, 1):
            offsets.append(len(out))
            out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
        start = len(out)
        out += f"xref\n0 {len(offsets) + 1}\n0000000000 65535 f \n".encode()
        out += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
        out += f"trailer\n<< /Size {len(offsets) + 1} /Root {root} 0 R {trailer} >>\n".encode()
        return bytes(out + f"startxref\n{start}\n%%EOF\n".encode())


def _to_unicode(letters: Sequence[str], meaning: Callable[[str], str], digits: int = 4) -> bytes:
    lines = [
        f"<{number:0{digits}X}> <{meaning(letter).encode('utf-16-be').hex()}>"
        for number, letter in enumerate(letters, 1)
        if meaning(letter)
    ]
    blocks = [lines[at : at + 100] for at in range(0, len(lines), 100)]
    body = "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Paper def /CMapType 2 def\n"
        f"1 begincodespacerange <{'0' * digits}> <{'F' * digits}> endcodespacerange\n"
        + body
        + "endcmap end end"
    ).encode()


def font(pdf: Pdf, letters: Sequence[str], meaning: Callable[[str], str] | None) -> int:
    """A font of these letters, not embedded; marks have no width, as in real Thai fonts."""
    widths = " ".join(
        f"{number} [{0 if letter in _COMBINING else 500}]" for number, letter in enumerate(letters, 1)
    )
    descriptor = pdf.add(
        "<< /Type /FontDescriptor /FontName /Paper /Flags 4 /FontBBox [0 -300 1000 1000] /ItalicAngle 0 /Ascent 900"
        " /Descent -250 /CapHeight 700 /StemV 80 >>"
    )
    below = pdf.add(
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Paper /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity)"
        f" /Supplement 0 >> /FontDescriptor {descriptor} 0 R /DW 500 /W [{widths}] /CIDToGIDMap /Identity >>"
    )
    unicode_map = f"/ToUnicode {pdf.stream(_to_unicode(letters, meaning))} 0 R" if meaning else ""
    return pdf.add(
        "<< /Type /Font /Subtype /Type0 /BaseFont /Paper /Encoding /Identity-H"
        f" /DescendantFonts [{below} 0 R] {unicode_map} >>"
    )


def blocks(pdf: Pdf, letters: Sequence[str], meaning: Callable[[str], str] | None) -> int:
    """A font of these letters that the file brings along: each is drawn as a block, marks as nothing."""
    glyph = pdf.stream(b"500 0 0 0 400 500 d1 0 0 400 500 re f")
    mark = pdf.stream(b"0 0 0 0 0 0 d1")
    drawn = " ".join(
        f"/g{number} {mark if letter in _COMBINING else glyph} 0 R"
        for number, letter in enumerate(letters, 1)
    )
    names = " ".join(f"/g{number}" for number in range(1, len(letters) + 1))
    widths = " ".join("0" if letter in _COMBINING else "500" for letter in letters)
    unicode_map = f"/ToUnicode {pdf.stream(_to_unicode(letters, meaning, 2))} 0 R" if meaning else ""
    return pdf.add(
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 500 500] /FontMatrix [0.001 0 0 0.001 0 0] /Resources << >>"
        f" /FirstChar 1 /LastChar {len(letters)} /Widths [{widths}] /CharProcs << {drawn} >>"
        f" /Encoding << /Type /Encoding /Differences [1 {names}] >> {unicode_map} >>"
    )


def shown(letters: Sequence[str], text: str, digits: int = 4) -> str:
    """``text`` as a hexadecimal string of the font's glyphs."""
    places = {letter: number for number, letter in enumerate(letters, 1)}
    return "<" + "".join(f"{places[letter]:0{digits}X}" for letter in text) + ">"


def content(letters: Sequence[str], pieces: Sequence[Piece], mode: int = 0, digits: int = 4) -> bytes:
    """The drawing of ``pieces``; ``mode`` 3 is invisible text."""
    drawn = [
        f"BT /F1 {size} Tf {mode} Tr 1 0 0 1 {x} {y} Tm {shown(letters, text, digits)} Tj ET"
        for x, y, size, text in pieces
    ]
    return "\n".join(drawn).encode()


PICTURE = "q 595 0 0 842 0 0 cm /Im1 Do Q\n"


def written(
    pages: Sequence[Sequence[Piece]],
    meaning: Callable[[str], str] | None = same,
    *,
    scanned: bool = False,
    mode: int = 0,
    info: str = "",
    catalog: str = "",
    before: str = "",
    after: str = "",
    layer: str = "",
    on_layer: Sequence[Piece] = (),
    own_font: bool = False,
    links: Sequence[tuple[tuple[float, float, float, float], str]] = (),
) -> bytes:
    """A PDF of ``pages``.  ``scanned``: a picture lies over each page; ``before`` and ``after``: drawing put before and after the text.
    ``own_font``: the file brings its font along.  ``on_layer`` is drawn last on each page, on a layer that is ``ON`` or ``OFF``.
    ``links`` are left, bottom, right and top of areas of each page and the addresses behind them.
    """
    pdf = Pdf()
    layers = f"/OCProperties << /OCGs [3 0 R] /D << /{layer} [3 0 R] >> >>" if layer else ""
    root, tree = pdf.add(f"<< /Type /Catalog /Pages 2 0 R {catalog} {layers} >>"), pdf.add("")
    pdf.add("<< /Type /OCG /Name (L1) >>")
    letters = sorted({letter for page in (*pages, on_layer) for *_, text in page for letter in text})
    make, digits = (blocks, 2) if own_font else (font, 4)
    face = make(pdf, letters, meaning) if letters else 0
    picture = pdf.stream(
        bytes(8 * 8),
        "/Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray /BitsPerComponent 8",
    )
    apart = b"\n/OC /L1 BDC\n" + content(letters, on_layer, digits=digits) + b"\nEMC" if on_layer else b""
    kids = []
    for page in pages:
        drawing = (PICTURE if scanned else "") + before
        drawn = pdf.stream(drawing.encode() + content(letters, page, mode, digits) + after.encode() + apart)
        fonts = f"/Font << /F1 {face} 0 R >>" if face else ""
        kids.append(
            pdf.add(
                f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 595 842] /Contents {drawn} 0 R"
                f" /Resources << {fonts} /XObject << /Im1 {picture} 0 R >> /Properties << /L1 3 0 R >> >> >>"
            )
        )
    _annotate(pdf, kids, links)
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    pdf.objects[tree - 1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{listed}] >>".encode()
    trailer = f"/Info {pdf.add(f'<< {info} >>')} 0 R" if info else ""
    return pdf.write(root, trailer)


def _annotate(
    pdf: Pdf, pages: Sequence[int], links: Sequence[tuple[tuple[float, float, float, float], str]]
) -> None:
    """Put each link on each page."""
    places = [
        pdf.add(
            f"<< /Type /Annot /Subtype /Link /Rect [{' '.join(map(str, area))}] /Border [0 0 0]"
            f" /A << /S /URI /URI ({url}) >> >>"
        )
        for area, url in links
    ]
    annotations = f" /Annots [{' '.join(f'{place} 0 R' for place in places)}] >>".encode()
    for page in pages if places else ():
        pdf.objects[page - 1] = pdf.objects[page - 1].removesuffix(b" >>") + annotations


def lines(*texts: str, size: float = 16, top: float = 780, left: float = 72, step: float = 24) -> list[Piece]:
    """``texts`` one below the other."""
    return [(left, top - number * step, size, text) for number, text in enumerate(texts)]


def centred(
    *texts: str, size: float = 16, top: float = 780, step: float = 24, middle: float = 297
) -> list[Piece]:
    """``texts`` one below the other in the middle of the page."""
    return [
        (
            middle - sum(letter not in _COMBINING for letter in text) * size / 4,
            top - number * step,
            size,
            text,
        )
        for number, text in enumerate(texts)
    ]
