"""Bytes of any kind → :class:`~crawler.model.DocumentFacts`.  Pure: no clock, no network, no files, no surprise.

Run it in a child process for files of strangers: :mod:`crawler.read.pool`.
"""

from __future__ import annotations

import errno
import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from crawler.model import DocumentFacts
from crawler.read import delimited, images, markup, pdf, rtf, sheets, slides, word, worddoc, zipped
from crawler.read.charset import decode_thai
from crawler.read.grade import Graded, graded
from crawler.read.limits import DOCUMENT_CHARS, LimitReachedError, UnreadableError
from crawler.read.placeholder import placeholder
from crawler.read.promise import suffix, with_promise
from crawler.read.prose import Paragraph, prose_of
from crawler.read.reading import Reading
from crawler.read.sniff import sniff
from crawler.read.titles import titles_of

if TYPE_CHECKING:
    from collections.abc import Callable

_READERS: dict[str, Callable[[bytes], Reading]] = {
    "xlsx": sheets.read_xlsx,
    "xls": sheets.read_xls,
    "ods": sheets.read_ods,
    "csv": delimited.read_csv,
    "docx": word.read_docx,
    "odt": word.read_odt,
    "doc": worddoc.read_doc,
    "rtf": rtf.read_rtf,
    "pptx": slides.read_pptx,
    "odp": slides.read_odp,
    "ppt": slides.read_ppt,
    "html": markup.read_html,
    "mhtml": markup.read_mhtml,
    "xml": markup.read_xml,
    "json": markup.read_json,
    "geojson": markup.read_json,
}

#: Archives that may hold anything and that no reader of ours opens.
_UNOPENED = frozenset(["rar", "7z"])


def read_document(
    data: bytes, *, declared_type: str = "", name: str = "", every_page: bool = False
) -> DocumentFacts:
    """The facts of ``data``, whatever it is; what cannot be read says so in ``error`` and ``detail``.

    ``declared_type`` is the media type the server sent, ``name`` the file's name or URL: they are only used to
    say that they lied, and to tell a list from a CSV with one column.  Of a PDF of more than 16 pages the first
    ten and the last four are read, unless ``every_page``.
    """
    facts = read_content(data, ending=suffix(name), every_page=every_page)
    return with_promise(facts, declared_type=declared_type, name=name)


def read_content(data: bytes, *, ending: str = "", every_page: bool = False) -> DocumentFacts:
    """The facts that the bytes alone tell; ``ending`` is the file name's, without its dot."""
    kind, error, detail = "unknown", None, ""
    reading, best = Reading(), None
    try:
        kind = sniff(data, f"file.{ending}" if ending else "")
        reading, best = _read(kind, data, every_page=every_page)
        reading = _within_bounds(reading)
    except UnreadableError as failure:
        error, detail = failure.error, failure.detail
    except LimitReachedError as failure:
        error, detail = f"limit:{failure.which}", failure.detail
    except MemoryError:
        error, detail = "limit:memory", "the document needs more memory than a reader may take"
    except OSError as failure:
        if failure.errno != errno.EMFILE:
            error, detail = "corrupt", f"{type(failure).__name__}: {failure}"[:300]
        else:  # a confined reader has no file to open: what it wanted is our omission, not the document's fault
            error, detail = "limit:files", f"the reader wanted to open a file: {failure}"[:300]
    except RecursionError:
        error, detail = "limit:depth", "the document is nested deeper than a reader follows"
    except Exception as failure:  # a reader met something that nobody foresaw: the file is at fault or we are
        error, detail = "corrupt", f"{type(failure).__name__}: {failure}"[:300]
    except BaseException as failure:
        if type(failure).__name__ != "PanicException":  # a panic of a Rust library; it has no importable name
            raise
        error, detail = "corrupt", f"the reader gave up: {failure}"[:300]
    grade = Graded("unreadable", 0, (detail or error,)) if error else _grade(kind, reading, best)
    return DocumentFacts(
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        type=kind,
        title=reading.title,
        pages=reading.pages,
        pages_read=len(reading.page_classes),
        page_classes=reading.page_classes,
        blocks=reading.blocks,
        tables=reading.tables,
        links=reading.links,
        members=reading.members,
        grade=grade.grade,
        mr_level=grade.level,
        reasons=grade.reasons,
        encoding=reading.encoding,
        language=reading.language,
        producer=reading.producer,
        created=reading.created,
        tagged=reading.tagged,
        encrypted=reading.encrypted or error == "encrypted",
        error=error,
        detail=detail,
        placeholder=placeholder(kind, reading) if error is None else None,
        drawn=reading.drawn,
        pixels=reading.pixels,
        **titles_of(reading.blocks)._asdict(),
    )


def _read(kind: str, data: bytes, *, every_page: bool) -> tuple[Reading, DocumentFacts | None]:
    """The reading of a document; of an archive also its best member."""
    if kind == "empty":
        raise UnreadableError("empty", f"{len(data)} bytes, none of them content")
    if kind == "zip":
        reading, members = zipped.read_zip(data, _read_member)
        return reading, next(iter(members), None)
    if kind == "pdf":
        return pdf.read_pdf(data, every_page=every_page), None
    if kind in images.KINDS:
        return images.read_image(data, kind), None
    if kind in {"txt", "svg"}:
        return _read_text(data, kind), None
    if kind in _UNOPENED:
        raise LimitReachedError("format", f"a {kind} archive is not opened here; a zip would be")
    reader = _READERS.get(kind)
    return (reader(data) if reader is not None else Reading()), None


def _within_bounds(reading: Reading) -> Reading:
    """The reading without what stands behind its first ``DOCUMENT_CHARS`` characters: all of it travels to the judge."""
    if sum(len(block.text) for block in reading.blocks) <= DOCUMENT_CHARS:
        return reading
    kept, room = [], DOCUMENT_CHARS
    for block in reading.blocks:
        kept.append(replace(block, text=block.text[:room]))
        room -= len(kept[-1].text)
        if not room:
            break
    note = f"more than {DOCUMENT_CHARS} characters: what follows was left out"
    return replace(reading, blocks=tuple(kept), notes=(*reading.notes, note))


def _read_text(data: bytes, kind: str) -> Reading:
    decoded = decode_thai(data)
    text = images.svg_text(data) if kind == "svg" else decoded.text
    prose = prose_of(Paragraph(line) for line in text.lstrip("\ufeff").splitlines())
    return Reading(title=prose.title, blocks=prose.blocks, encoding=decoded.used)


def _read_member(data: bytes, name: str) -> DocumentFacts:
    """A member of an archive; archives inside archives stay closed."""
    if sniff(data, name) == "zip":
        raise UnreadableError("corrupt", "an archive inside the archive is not opened")
    return read_document(data, name=name)


def _grade(kind: str, reading: Reading, best: DocumentFacts | None) -> Graded:
    if kind != "zip":
        return graded(kind, reading)
    if best is None:
        return Graded("unreadable", 0, ("nothing in the archive could be read", *reading.notes))
    return Graded(best.grade, best.mr_level, (*best.reasons, "inside a zip archive", *reading.notes))
