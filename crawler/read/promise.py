"""A document beside what was promised about it: by the server's media type, by the name of the link."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from crawler.model import DocumentFacts


#: What a name or a media type promises; several names for one type are alike.
PROMISED_BY_SUFFIX = {
    "pdf": "pdf", "doc": "doc", "docx": "docx", "docm": "docx", "xls": "xls", "xlsx": "xlsx", "xlsm": "xlsx",
    "ppt": "ppt", "pptx": "pptx", "ods": "ods", "odt": "odt", "odp": "odp", "rtf": "rtf", "csv": "csv",
    "tsv": "csv", "txt": "txt", "zip": "zip", "json": "json", "geojson": "geojson", "xml": "xml", "png": "png",
    "jpg": "jpeg", "jpeg": "jpeg", "gif": "gif", "webp": "webp", "tif": "tiff", "tiff": "tiff", "rar": "rar",
    "7z": "7z", "svg": "svg", "bmp": "bmp",
}  # fmt: skip
_PROMISED_BY_MEDIA = {
    "application/pdf": "pdf",
    "application/x-pdf": "pdf",
    "application/msword": "doc",
    "application/vnd.ms-excel": "xls",
    "application/vnd.ms-powerpoint": "ppt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.presentation": "odp",
    "application/rtf": "rtf",
    "text/rtf": "rtf",
    "text/csv": "csv",
    "text/tab-separated-values": "csv",
    "text/html": "html",
    "application/json": "json",
    "application/geo+json": "geojson",
    "application/zip": "zip",
    "application/x-zip-compressed": "zip",
    "image/png": "png",
    "image/jpeg": "jpeg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/tiff": "tiff",
    "image/svg+xml": "svg",
}
#: A promise that is kept by another type: no office is blamed for these.
_KEPT_BY = {
    "doc": {"docx", "rtf"},
    "docx": {"doc"},
    "xls": {"xlsx"},
    "xlsx": {"xls"},
    "ppt": {"pptx"},
    "pptx": {"ppt"},
    "json": {"geojson"},
    "geojson": {"json"},
    "csv": {"tsv", "txt"},
    "txt": {"csv", "tsv"},
    "xml": {"svg", "html"},
    "html": {"xml", "svg", "txt", "csv", "json", "geojson", "php"},
}


def suffix(name: str) -> str:
    """The lower-case ending of a file name or URL path, without the dot: ``"แผน 2568.PDF"`` → ``"pdf"``."""
    path = unquote(name.partition("?")[0].partition("#")[0])
    stem, _, ending = path.rstrip("/").rpartition("/")[2].rpartition(".")
    return ending.lower() if stem else ""


def promised_types(declared_type: str, name: str) -> tuple[str, str]:
    """What the media type and what the file name promise; empty where neither says."""
    media = declared_type.partition(";")[0].strip().lower()
    return _PROMISED_BY_MEDIA.get(media, ""), PROMISED_BY_SUFFIX.get(suffix(name), "")


def mismatch(kind: str, declared_type: str, name: str) -> str | None:
    """In words, how the declared type or the name lied about a file of type ``kind``; ``None`` if neither did."""
    by_media, by_name = promised_types(declared_type, name)
    if kind == "empty":
        return None
    if by_media and not _kept(by_media, kind):
        return f"{kind} served as {by_media}"
    if by_name and not _kept(by_name, kind):
        return f"{kind} named .{suffix(name)}"
    return None


def _kept(promised: str, kind: str) -> bool:
    return promised == kind or kind in _KEPT_BY.get(promised, set())


#: Programs that save a document as a web page, and give it any name.
_OFFICE = re.compile(
    r"Microsoft (?:Word|Excel|PowerPoint)|(?:Libre|Open)Office|StarOffice|WPS", re.IGNORECASE
)


def with_promise(facts: DocumentFacts, *, declared_type: str, name: str) -> DocumentFacts:
    """``facts`` beside what the server and the name promised: a web page in place of a file is not readable.

    That which an office program wrote is the document itself, saved as a web page.
    """
    lie = mismatch(facts.type, declared_type, name)
    promised = replace(facts, declared_type=declared_type, mismatch=lie)
    if (
        lie is None
        or facts.type != "html"
        or facts.grade == "structured"
        or _OFFICE.search(facts.producer or "")
    ):
        return promised
    wanted = next(filter(None, promised_types(declared_type, name)), "document")
    reason = f"a web page stands where a {wanted} file was promised"
    return replace(promised, grade="unreadable", mr_level=0, reasons=(reason, *facts.reasons))
