"""Documents, mutated where their formats are tender: PDF objects, ZIP directories, OLE sectors, cells and tags.

``mutant(seed)`` is the same file for ever.  The originals are the project's own: written here or lying among the
fixtures of the readers.
"""

from __future__ import annotations

import io
import json
import random
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache

from tests.hostile.responses import PAGE, SCRAPS, bytes_changed
from tests.read.hostile import FIXTURES, GOOD, cell, package, workbook
from tests.read.hostile import document as word
from tests.read.paper import lines, written

TABLE = "ที่,รายการ,จำนวนเงิน\n" + "".join(f'{n},"กระดาษ, A4",{n}00.50\n' for n in range(1, 30))
GEO = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"name": "ตลาด", "baht": 5},
            "geometry": {"type": "Point", "coordinates": [100.5, 13.7]},
        }
    ],
}
MAIL = (
    "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n"
    + PAGE
    + "\n--x--\n"
)
RTF = (
    r"{\rtf1\ansi\ansicpg874{\fonttbl{\f0 Angsana;}}\pard "
    + "".join(f"\\'{b:02x}" for b in "แผนปฏิบัติราชการ".encode("cp874"))
    + r"\par}"
)
ROWS = "".join(
    f'<row r="{n}">{cell(f"A{n}", "ที่")}{cell(f"B{n}", "รายการ")}<c r="C{n}"><v>{n}</v></c></row>' for n in range(1, 12)
)  # fmt: skip
WORDS = (
    "<w:p><w:r><w:t>แผนปฏิบัติราชการ พ.ศ. 2568</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    * 3
).encode()


def _fixture(name: str) -> bytes:
    return (FIXTURES / name).read_bytes()


@cache
def originals() -> dict[str, tuple[str, bytes]]:
    """By name: the family of mutations, and the file."""
    made: dict[str, tuple[str, bytes]] = {
        "plan.pdf": ("pdf", written([lines(*GOOD)])),
        "pages.pdf": ("pdf", written([lines(*GOOD)] * 3)),
        "tagged.pdf": ("pdf", _fixture("libreoffice-tagged.pdf")),
        "chromium.pdf": ("pdf", _fixture("chromium.pdf")),
        "owner.pdf": ("pdf", _fixture("owner-password-aes.pdf")),
        "table.xlsx": ("zip", workbook(ROWS)),
        "form.xlsx": ("zip", _fixture("form.xlsx")),
        "form.ods": ("zip", _fixture("form.ods")),
        "plan.docx": ("zip", word(WORDS)),
        "announcement.docx": ("zip", _fixture("announcement.docx")),
        "announcement.odt": ("zip", _fixture("announcement.odt")),
        "slides.pptx": ("zip", _fixture("slides.pptx")),
        "bundle.zip": ("zip", package({"แผน.pdf": written([lines(*GOOD)]), "a/ภาษี.csv": TABLE})),
        "form.xls": ("ole", _fixture("form.xls")),
        "announcement.doc": ("ole", _fixture("announcement.doc")),
        "slides.ppt": ("ole", _fixture("slides.ppt")),
        "password.xlsx": ("ole", _fixture("password.xlsx")),
        "tax.csv": ("text", TABLE.encode()),
        "tax-874.csv": ("text", TABLE.encode("cp874")),
        "tax-16.csv": ("text", TABLE.replace(",", "\t").encode("utf-16")),
        "page.html": ("text", PAGE.encode()),
        "page.mht": ("text", MAIL.encode()),
        "map.geojson": ("text", json.dumps(GEO, ensure_ascii=False).encode()),
        "data.json": ("text", json.dumps([{"ปี": 2568, "บาท": n} for n in range(9)]).encode()),
        "data.xml": ("text", b"<r>" + "<แถว><ปี>2568</ปี></แถว>".encode() * 9 + b"</r>"),
        "plan.rtf": ("text", RTF.encode()),
    }  # fmt: skip
    return made


# --------------------------------------------------------------------------------------------- PDF

_REFERENCE = re.compile(rb"\d+ 0 R")
_NUMBER = re.compile(rb"(?<=[ \[/])-?\d+(?=[ \]/>\r\n])")
_NAME = re.compile(rb"/[A-Za-z0-9]+")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_NUMBERS = (
    b"0",
    b"-1",
    b"1",
    b"2147483647",
    b"-2147483648",
    b"99999999999999999999",
    b"0.00001",
    b"1e308",
    b"nan",
)
_NAMES = (
    b"/Type", b"/Pages", b"/Page", b"/Kids", b"/Count", b"/Parent", b"/Contents", b"/Font", b"/XObject", b"/Filter", b"/FlateDecode", b"/LZWDecode", b"/ASCII85Decode", b"/RunLengthDecode",
    b"/DCTDecode", b"/JBIG2Decode", b"/JPXDecode", b"/Crypt", b"/DecodeParms", b"/Predictor", b"/Encrypt", b"/ToUnicode", b"/Encoding", b"/Identity-H", b"/DescendantFonts", b"/W", b"/MediaBox", b"/Rotate", b"/ObjStm", b"/XRef", b"/Length",
)  # fmt: skip
_PARTS = (
    b"/Kids [1 0 R 1 0 R]", b"/Count -1", b"/Prev 0", b"/Size 2147483647", b"/Encrypt 1 0 R", b"/MediaBox [0 0 1e9 1e9]", b"/MediaBox [1 1 1 1]", b"/Rotate 37", b"/UserUnit 1e9", b"<<" * 400, b"[" * 3000, b"(" * 400,
    b"stream\n", b"endstream", b"endobj", b"1 0 obj", b"xref\n0 9999999\n", b"startxref\n-1\n%%EOF", b"trailer << /Root 1 0 R >>", b"\x00" * 9, b"% \xff\xfe", b"<FEFF0E01D800>", b"<zz>", b"BT /F1 1e9 Tf (x) Tj ET", b"/X Do", b"q " * 2000,
)  # fmt: skip
_DRAWING = (
    b" q " * 500, b" Q " * 500, b" BT (\xff) Tj ET ", b" /X Do ", b" 0 0 0 0 0 0 cm ", b" 1e9 0 0 1e9 0 0 cm ", b" BI /W 99999 /H 99999 ID x EI ", b" [" * 300, b" (" * 300, b" 1 beginbfrange <0000> <FFFF> <0041> endbfrange ",
    b" <<" * 300, b" /F9 0 Tf ", b" nan nan Td ", b" 1 beginbfchar <00> <D800> endbfchar ", b" BDC " * 90, b" EMC " * 90,
)  # fmt: skip


def _replace_one(
    luck: random.Random, data: bytes, pattern: re.Pattern[bytes], by: Callable[[bytes], bytes]
) -> bytes:
    found = list(pattern.finditer(data))
    if not found:
        return data
    one = luck.choice(found)
    return data[: one.start()] + by(one[0]) + data[one.end() :]


def _pdf(luck: random.Random, data: bytes) -> bytes:
    kind = luck.randrange(7)
    if kind == 0:
        return _replace_one(
            luck,
            data,
            _REFERENCE,
            lambda _: b"%d 0 R" % luck.choice([0, 1, 2, 3, luck.randrange(40), 9_999_999]),
        )
    if kind == 1:
        return _replace_one(luck, data, _NUMBER, lambda _: luck.choice(_NUMBERS))
    if kind == 2:
        return _replace_one(luck, data, _NAME, lambda _: luck.choice(_NAMES))
    if kind == 3:
        return _replace_one(luck, data, _STREAM, lambda body: _stream(luck, body))
    if kind == 4:
        at = luck.randrange(len(data))
        return data[:at] + luck.choice(_PARTS) + data[at:]
    if kind == 5:  # the cross-reference table, and where it is said to be
        return _replace_one(
            luck,
            data,
            re.compile(rb"\d{10} \d{5} [nf]|startxref\s+\d+"),
            lambda old: bytes_changed(luck, old, 2),
        )
    objects = [(one.start(), one.end()) for one in re.finditer(rb"\d+ 0 obj.*?endobj", data, re.DOTALL)]
    if len(objects) < 2:
        return data
    (start, end), (other, other_end) = luck.sample(objects, 2)
    return data[:start] + data[other:other_end] + data[end:]  # one object stands in the place of another


def _stream(luck: random.Random, body: bytes) -> bytes:
    content = body.partition(b"\n")[2].removesuffix(b"\nendstream")
    try:
        plain = zlib.decompress(content)
    except zlib.error:
        plain = b""
    if not plain or luck.random() < 0.3:
        return b"stream\n" + bytes_changed(luck, content, 5) + b"\nendstream"
    at = luck.randrange(len(plain) + 1)
    changed = (
        plain[:at] + luck.choice(_DRAWING) + plain[at:]
        if luck.random() < 0.6
        else bytes_changed(luck, plain, 9)
    )
    return b"stream\n" + zlib.compress(changed) + b"\nendstream"


# --------------------------------------------------------------------------------------------- ZIP

_XML_NUMBER = re.compile(rb'(?<=")\d+(?=")')
_CELL = re.compile(rb'(?<=r=")[A-Z]+\d+(?=")')
_TAG = re.compile(rb"<[^<>]+>")
_XML_PARTS = (
    b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"&#0;", b"<x>" * 2000, b"</x>", b'<c r="XFD1048576"><v>1</v></c>', b'<row r="1048576"/>', b'<c t="s"><v>999999</v></c>', b'<c t="s"><v>-1</v></c>', b'<c t="d"><v>9999-99-99</v></c>', b'<c t="e"><v>#REF!</v></c>',
    b'<mergeCell ref="A1:XFD1048576"/>', b'<dimension ref="A1:XFD1048576"/>', b'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2147483647"/></w:tcPr></w:tc></w:tr></w:tbl>', b"<w:tbl>" * 300, b"<v>1e999</v>", b"<v>nan</v>", b"<v>9999999999999999999999</v>",
    b'<table:table-cell table:number-columns-repeated="2147483647"/>', b"<is><t>\xed\xa0\x80</t></is>", b"<?xml version='1.0' encoding='klingon'?>", b"<?xml version='1.0' encoding='utf-16'?>", b"\x00", b"\xff\xfe",
)  # fmt: skip


def _zip(luck: random.Random, data: bytes) -> bytes:
    return _members(luck, data) if luck.random() < 0.6 else _directory(luck, data)


def _members(luck: random.Random, data: bytes) -> bytes:
    """The archive packed anew with one member changed, lost, renamed or there twice."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # mutated already
        return bytes_changed(luck, data, 3)
    if not members:
        return data
    name, kind = luck.choice(sorted(members)), luck.randrange(8)
    body = members[name]
    if kind == 0:
        del members[name]
    elif kind == 1:
        members[
            luck.choice(["../../" + name, name.upper(), name + "\x00", "/" + name, "a" * 9000, "", "แผน.xml"])
        ] = members.pop(name)
    elif kind == 2:
        members[name] = members[luck.choice(sorted(members))]
    elif kind == 3:
        members[name] = _replace_one(luck, body, _XML_NUMBER, lambda _: luck.choice(_NUMBERS))
    elif kind == 4:
        members[name] = _replace_one(
            luck,
            body,
            _CELL,
            lambda _: luck.choice([b"XFD1048576", b"A0", b"ZZZZ9", b"A99999999999", b"1A", b""]),
        )
    elif kind == 5:
        members[name] = _replace_one(
            luck, body, _TAG, lambda tag: luck.choice([b"", tag * 50, tag[:-1], b"<" + tag])
        )
    elif kind == 6:
        at = luck.randrange(len(body) + 1)
        members[name] = body[:at] + luck.choice(_XML_PARTS) + body[at:]
    else:
        members[name] = bytes_changed(luck, body, 5)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", luck.choice([zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])) as archive:
        for member, content in members.items():
            archive.writestr(zipfile.ZipInfo(member), content)
    return packed.getvalue()


def _directory(luck: random.Random, data: bytes) -> bytes:
    """A lie in a header: sizes, offsets, methods, flags, sums, counts."""
    places = [one.start() for one in re.finditer(rb"PK(?:\x01\x02|\x03\x04|\x05\x06|\x07\x08)", data)]
    if not places:
        return bytes_changed(luck, data, 3)
    changed = bytearray(data)
    at = luck.choice(places) + luck.randrange(4, 46)
    value = luck.choice(
        [
            b"\xff\xff\xff\xff",
            b"\0\0\0\0",
            b"\xff\xff",
            b"\0\0",
            b"\x63\0",
            b"\x01\0\0\0",
            b"\0\0\0\x80",
            luck.randbytes(4),
        ]
    )
    changed[at : at + len(value)] = value
    return bytes(changed)


# --------------------------------------------------------------------------------------------- OLE

_SECTORS = (0, 1, 2, 0x7FFFFFFF, 0xFFFFFFFA, 0xFFFFFFFC, 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFF)


def _ole(luck: random.Random, data: bytes) -> bytes:
    changed, kind = bytearray(data), luck.randrange(4)
    if kind == 0:  # the header: versions, sector sizes, where the tables begin
        at = luck.choice([24, 26, 28, 30, 32, 40, 44, 48, 52, 56, 60, 64, 68, 72, 76, 80])
        changed[at : at + 4] = struct.pack("<I", luck.choice([*_SECTORS, luck.getrandbits(32)]))
    elif kind == 1:  # chains of sectors, directory entries
        at = 512 + 4 * luck.randrange((len(data) - 512) // 4)
        changed[at : at + 4] = struct.pack("<I", luck.choice([*_SECTORS, luck.randrange(64)]))
    elif kind == 2:  # a directory entry: name, kind, size, first sector
        entries = [
            one.start()
            for one in re.finditer(
                "(?:Workbook|WordDocument|1Table|Root Entry|PowerPoint Document|EncryptedPackage)".encode(
                    "utf-16-le"
                )
                .replace(b"(\x00?\x00:\x00", b"(?:")
                .replace(b"|\x00", b"|")
                .replace(b")\x00", b")"),
                data,
            )
        ]
        if not entries:
            return bytes_changed(luck, data, 4)
        at = luck.choice(entries) + luck.choice([0, 64, 66, 67, 68, 72, 76, 116, 120, 124])
        changed[at : at + 4] = struct.pack("<I", luck.choice([*_SECTORS, luck.getrandbits(32)]))
    else:  # the records of a stream
        at = luck.randrange(512, len(data))
        changed[at : at + 200] = bytes_changed(luck, data[at : at + 200], luck.choice([1, 4, 12]))
    return bytes(changed)


# -------------------------------------------------------------------------------------------- text

_TEXT_PARTS = (
    *SCRAPS, b'"', b'"' * 99, b"'", b",", b"," * 20_000, b"\t" * 300, b"\r", b"\n" * 3000, b"\r\n\r\n", b"[" * 100_000, b"{" * 3000, b'{"a":' * 3000, b"]", b"}", b"1e999", b"NaN", b"-Infinity", b'"\\ud800"', b'"\\u0000"',
    b"\\bin99999999 ", b"\\u-70000 ", b"{\\*\\" * 900, b"\\'zz", b"\\pict ffd8 ", b"\\trowd\\cell" * 200, b"=?klingon?b?x?=", b"Content-Transfer-Encoding: base64\n\n", b"--x\n" * 200, b"<!ENTITY a 'b'>", b"sep=;\n", b"\x1a", b"9" * 5000,
)  # fmt: skip


def _text(luck: random.Random, data: bytes) -> bytes:
    kind = luck.randrange(4)
    at = luck.randrange(len(data) + 1)
    if kind == 0:
        return bytes_changed(luck, data, luck.choice([1, 5, 40]))
    if kind == 1:
        text = data.decode("utf-8", "replace")
        return text.encode(
            luck.choice(["cp874", "utf-16", "utf-16-be", "utf-32", "utf-8-sig", "utf-7"]), "replace"
        )
    if kind == 2:
        return data[:at] + data[at : at + 80] * luck.choice([2, 30, 300]) + data[at:]
    return data[:at] + luck.choice(_TEXT_PARTS) + data[at:]


FAMILIES: dict[str, Callable[[random.Random, bytes], bytes]] = {
    "pdf": _pdf,
    "zip": _zip,
    "ole": _ole,
    "text": _text,
}


def mutant(seed: str) -> tuple[str, bytes]:
    """The name and the bytes of this seed's document."""
    luck = random.Random(seed)
    name = luck.choice(sorted(originals()))
    family, data = originals()[name]
    for _ in range(luck.choice([1, 1, 2, 4, 8])):
        data = FAMILIES[family](luck, data) if data else data
    if luck.random() < 0.15:
        data = bytes_changed(luck, data, luck.choice([1, 3, 20]))
    if luck.random() < 0.1:
        data = data[: luck.randrange(len(data) + 1)]
    if luck.random() < 0.05:
        name = luck.choice(sorted(originals()))  # called something else
    return name, data
