"""What a file really is, from its bytes: the name and the server are often wrong.

Offices publish error pages as ``.pdf``, HTML tables as ``.xls`` and, on a hacked site, a PHP shell as
``1.php.pdf``.  Containers (ZIP, OLE) are looked into.  A name only settles what bytes cannot: one column of
text is a list or a CSV with one column.
"""

from __future__ import annotations

import io
import json
import lzma
import re
import zipfile
import zlib

import olefile

from crawler.read.charset import bare_utf16
from crawler.read.promise import PROMISED_BY_SUFFIX, suffix

#: Bytes that decide; only JSON and ZIP are looked at beyond them.
HEAD = 8192
PDF_HEADER_WITHIN = 1024

#: What the standard library raises over a ZIP that is none, or is broken anywhere.
ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    ValueError,
    EOFError,
    NotImplementedError,
    RuntimeError,
)

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"{\\rtf", "rtf"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf'\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"MZ", "exe"),
    (b"\x7fELF", "exe"),
    (b"BM", "bmp"),
)
_OPEN_DOCUMENT = {"spreadsheet": "ods", "text": "odt", "presentation": "odp"}
_OPEN_DOCUMENT_MEDIA = re.compile(r"application/vnd\.oasis\.opendocument\.(\w+)(?:-\w+)?")
_OLE_STREAMS = (("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls"), ("PowerPoint Document", "ppt"))
_OOXML_FOLDERS = (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"))
_ZIPPED = frozenset([*_OPEN_DOCUMENT.values(), *(kind for _, kind in _OOXML_FOLDERS)])
_IN_OLE = frozenset(kind for _, kind in _OLE_STREAMS)
_ENCRYPTED_OOXML = "EncryptedPackage"
_WORD_SIGNATURE = b"\xec\xa5"
_HTML_START = re.compile(
    r"(?:<\?xml[^>]*+>\s*+)?(?>(?:(?><!--.*?-->)\s*+)*)"
    r"<(?:!doctype\s+html|html|head|body|title|meta|link|script|style|table|div|center|form|h[1-6]|p|b|font|br|span"
    r"|iframe|noscript)\b",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(
    r"</?(?:html|body|head|title|div|table|tr|td|p|a|span|h[1-6]|script|br|font)\b[^<>]*>", re.IGNORECASE
)
_XML_ROOT = re.compile(r"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
_DELIMITERS = ",;\t|"


def sniff(data: bytes, name: str = "") -> str:
    """The type of ``data``: one of the words listed at ``DocumentFacts.type``."""
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf"):
        return "empty"
    head = data[:HEAD]
    if b"<?php" in head[:PDF_HEADER_WITHIN] or head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?="):
        return "php"
    if head.startswith(_ZIP):
        return _inside_zip(data)
    if head.startswith(olefile.MAGIC):
        return _inside_ole(data, name)
    if head[:4] == b"GIF8":
        return "gif"
    if head[:4] == b"RIFF":
        return "webp" if head[8:12] == b"WEBP" else "unknown"
    if head[4:8] == b"ftyp":
        return "heic" if head[8:12] in {b"heic", b"heix", b"mif1", b"avif"} else "mp4"
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    text = head_text(head)
    if text is not None and _HTML_START.match(text.lstrip("\ufeff \t\r\n")):
        return _markup(text)
    if b"%PDF-" in head[:PDF_HEADER_WITHIN]:
        return "pdf"
    return "unknown" if text is None else _inside_text(data, text, name)


def glance(data: bytes, name: str = "") -> str:
    """The type as far as the first bytes and the name tell: of a file that brought a reader down and stays shut."""
    head, promised = data[:HEAD], PROMISED_BY_SUFFIX.get(suffix(name), "")
    for magic, inside, otherwise in ((_ZIP, _ZIPPED, "zip"), (olefile.MAGIC, _IN_OLE, "ole")):
        if head.startswith(magic):
            return promised if promised in inside else otherwise
    return sniff(head, name)


def head_text(head: bytes) -> str | None:
    """``head`` as text good enough to recognise markup by, or ``None`` when the bytes are binary."""
    for bom, codec in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8")):
        if head.startswith(bom):
            return head[len(bom) :].decode(codec, "replace")
    if wide := bare_utf16(head):
        return head.decode(wide, "replace")
    controls = sum(byte < 32 and byte not in b"\t\n\r\f\x1b\x1a" for byte in head)
    if controls > len(head) // 100:
        return None
    return head.decode("cp874", "replace") if not _utf8(head) else head.decode("utf-8", "replace")


def _utf8(head: bytes) -> bool:
    try:
        head[:-4].decode("utf-8")
    except UnicodeDecodeError as error:
        return error.end >= len(head) - 8
    return True


def _inside_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                media = archive.read("mimetype").decode("ascii", "replace").strip()
                document = _OPEN_DOCUMENT_MEDIA.fullmatch(media)
                if document is not None and document[1] in _OPEN_DOCUMENT:
                    return _OPEN_DOCUMENT[document[1]]
                if media == "application/epub+zip":
                    return "epub"
        damaged = False
    except ZIP_ERRORS:
        # Cut off or damaged: the local headers still stand between the members.
        names = [
            found.decode("utf-8", "replace")
            for found in re.findall(rb"PK\x03\x04.{26}([ -~]{3,60})", data, re.DOTALL)
        ]
        damaged = True
    if damaged or "[Content_Types].xml" in names or "_rels/.rels" in names:
        for folder, kind in _OOXML_FOLDERS:
            if any(found.startswith(folder) for found in names):
                return kind
    return "zip"


def _inside_ole(data: bytes, name: str) -> str:
    streams: set[str] = set()
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            streams = {"/".join(path) for path in ole.listdir()}
    except (OSError, ValueError, IndexError, TypeError, AttributeError, MemoryError):
        pass
    if (
        not streams
    ):  # damaged: the names may still stand somewhere, or the text itself behind Word's signature
        names = (_ENCRYPTED_OOXML, *(stream for stream, _ in _OLE_STREAMS))
        streams = {found for found in names if found.encode("utf-16-le") in data}
        if data[512:514] == _WORD_SIGNATURE:
            streams.add("WordDocument")
    if _ENCRYPTED_OOXML in streams:
        promised = PROMISED_BY_SUFFIX.get(suffix(name), "")
        return promised if promised in {"docx", "xlsx", "pptx"} else "ooxml"
    return next((kind for stream, kind in _OLE_STREAMS if stream in streams), "ole")


def _markup(text: str) -> str:
    """HTML, or another XML that merely begins like it."""
    if text.lstrip("\ufeff \t\r\n").startswith("<?xml"):
        root = _XML_ROOT.search(text)
        if root is not None and root[1].lower() != "html":
            return "svg" if root[1].lower() == "svg" else "xml"
    return "html"


def _inside_text(data: bytes, text: str, name: str) -> str:
    begins = text.lstrip("\ufeff \t\r\n")
    if begins.startswith("<?xml") or re.match(r"<[A-Za-z][\w.-]*(:[\w.-]+)?\s+xmlns", begins):
        return _markup("<?xml?>" + begins)
    if begins.startswith("<svg"):
        return "svg"
    if len(_TAG.findall(text)) >= 3 and begins.startswith("<"):
        return "html"
    if begins[:1] in "{[":
        return _json(data, name)
    if (
        re.match(r"(?:MIME-Version:|From: <Saved by)", begins, re.IGNORECASE)
        and "multipart/related" in text.lower()
    ):
        return "mhtml"
    if len(_TAG.findall(text)) >= 6:
        return "html"
    promised = suffix(name)
    if promised in {"csv", "tsv"} or delimiter_of(text) is not None:
        return "csv"
    return "txt"


def _json(data: bytes, name: str) -> str:
    try:
        values = json.loads(data)
    except (ValueError, RecursionError):
        return "json" if suffix(name) in {"json", "geojson"} else "txt"
    kind = values.get("type") if isinstance(values, dict) else None
    return "geojson" if kind in {"FeatureCollection", "Feature"} else "json"


def delimiter_of(text: str) -> str | None:
    """The character that cuts most lines of ``text`` into the same number (two or more) of fields, or ``None``."""
    lines = [line for line in text.splitlines() if line.strip()][:40]
    if len(text) >= HEAD // 2 and len(lines) > 2:
        lines.pop()  # the head may end in the middle of a line
    best: tuple[float, str] | None = None
    for delimiter in _DELIMITERS:
        counts = [_unquoted(line).count(delimiter) for line in lines]
        common = max(set(counts), key=counts.count, default=0)
        if common == 0 or len(lines) < 2:
            continue
        share = counts.count(common) / len(counts)
        if share >= 0.6 and (best is None or share * common > best[0]):
            best = (share * common, delimiter)
    return best[1] if best is not None else None


def _unquoted(line: str) -> str:
    return re.sub(r'"[^"]*"', "", line)
