"""The fast PDF engine: files open in PDFium, what they say of themselves, and their pages.

Fonts of the machine are switched off: the same bytes read alike everywhere.  PDFium is not safe with threads; a lock
makes the second caller wait.
"""

from __future__ import annotations

import ctypes
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pypdfium2_raw as raw

from crawler.read.limits import UnreadableError
from crawler.read.pdfium_page import RawPage, read_page
from crawler.read.pdfium_unseen import hides_layers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_LOCK = threading.Lock()
_ERRORS = {1: "unknown", 2: "file", 3: "format", 4: "password", 5: "security", 6: "page"}
_PASSWORD = (4, 5)


def _start() -> None:
    """Start the library without the machine's fonts."""
    nowhere = (ctypes.POINTER(ctypes.c_char) * 1)()
    config = raw.FPDF_LIBRARY_CONFIG(version=2, m_pUserFontPaths=nowhere, m_pIsolate=None, m_v8EmbedderSlot=0)
    raw.FPDF_InitLibraryWithConfig(ctypes.byref(config))


_start()


class PdfiumDocument:
    """An open PDF; use :func:`opened`."""

    def __init__(self, handle: Any, data: bytes) -> None:
        self._handle = handle
        self._data = data  # PDFium reads from this memory as long as the document is open
        self._layered = hides_layers(data)
        self._letters: dict[bytes, dict[int, str]] = {}  # by the digest of the font's bytes
        self.pages: int = raw.FPDF_GetPageCount(handle)

    def metadata(self, name: str) -> str:
        """A field of the document information dictionary, such as Producer."""
        key = name.encode()
        length = raw.FPDF_GetMetaText(self._handle, key, None, 0)
        if length <= 2 or length > 1 << 16:
            return ""
        buffer = ctypes.create_string_buffer(length)
        raw.FPDF_GetMetaText(self._handle, key, buffer, length)
        return buffer.raw[: length - 2].decode("utf-16-le", "replace").strip("\0 ")

    @property
    def encrypted(self) -> bool:
        """Whether the file is encrypted (it may still open without a password)."""
        return bool(raw.FPDF_GetSecurityHandlerRevision(self._handle) >= 0)

    @property
    def attachments(self) -> int:
        """How many files are attached; a portfolio is a cover page with its documents attached."""
        return max(0, int(raw.FPDFDoc_GetAttachmentCount(self._handle)))

    @property
    def scripts(self) -> int:
        """How many scripts the document wants run when it is opened."""
        return max(0, int(raw.FPDFDoc_GetJavaScriptActionCount(self._handle)))

    @property
    def marked(self) -> bool:
        """Whether the catalog says that the content is marked."""
        return bool(raw.FPDFCatalog_IsTagged(self._handle))

    def has_structure(self, page_index: int) -> bool:
        """Whether the structure tree holds anything of the page."""
        with self._loaded(page_index) as page:
            tree = raw.FPDF_StructTree_GetForPage(page) if page else None
            count = raw.FPDF_StructTree_CountChildren(tree) if tree else 0
            if tree:
                raw.FPDF_StructTree_Close(tree)
        return count > 0

    @property
    def language(self) -> str:
        """``/Lang`` of the catalog."""
        length = raw.FPDFCatalog_GetLanguage(self._handle, None, 0)
        if length <= 2 or length > 200:
            return ""
        buffer = (ctypes.c_ushort * length)()
        raw.FPDFCatalog_GetLanguage(self._handle, buffer, length)
        return bytes(buffer).decode("utf-16-le", "replace").partition("\0")[0]

    def page(self, index: int, *, by_glyphs: bool = False) -> RawPage | None:
        """The page at ``index`` from 0, or ``None`` when the engine cannot load it.

        ``by_glyphs``: fonts whose text is not readable are read by their own tables (:mod:`crawler.read.glyphs`).
        """
        with self._loaded(index) as page:
            letters = self._letters if by_glyphs else None
            return page and read_page(self._handle, page, index, letters, layered=self._layered)

    def drawn(self, index: int, draw: Callable[[Any], bytes]) -> bytes:
        """What ``draw`` makes of the loaded page at ``index``; nothing when the engine cannot load it."""
        with self._loaded(index) as page:
            return draw(page) if page else b""

    @contextmanager
    def _loaded(self, index: int) -> Iterator[Any]:
        """The page at ``index``, closed again afterwards; ``None`` when the engine cannot load it."""
        page = raw.FPDF_LoadPage(self._handle, index) or None
        try:
            yield page
        finally:
            if page:
                raw.FPDF_ClosePage(page)


@contextmanager
def opened(data: bytes) -> Iterator[PdfiumDocument]:
    """``data`` open in PDFium.  Raises ``UnreadableError`` (``encrypted`` or ``corrupt``)."""
    with _LOCK:
        handle = raw.FPDF_LoadMemDocument64(data, len(data), None)
        if not handle:
            code = raw.FPDF_GetLastError()
            if code in _PASSWORD:
                raise UnreadableError("encrypted", "the file wants a password")
            raise UnreadableError("corrupt", f"not a readable PDF ({_ERRORS.get(code, code)} error)")
        try:
            yield PdfiumDocument(handle, data)
        finally:
            raw.FPDF_CloseDocument(handle)
