"""The thorough PDF engine: pdfminer.six with a device of our own, for pages that the fast engine cannot read.

Municipal budgets printed by Microsoft Reporting Services carry no Unicode map; only pdfminer reads the
embedded TrueType tables.  Its stock layout is never used (see :mod:`crawler.read.layout`), nor its inflater:
that one has no limit.
"""

from __future__ import annotations

import io
import types
import zlib
from typing import Any

import pdfminer.pdftypes
from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.utils import apply_matrix_pt, mult_matrix

from crawler.read.layout import Run, lines_of
from crawler.read.limits import INFLATED_STREAM, MIB, PAGE_CHARS, LimitReachedError, UnreadableError
from crawler.read.pdfium_page import RawPage


def _capped_inflate(data: bytes, cap: int = INFLATED_STREAM) -> bytes:
    inflater = zlib.decompressobj()
    inflated = inflater.decompress(data, cap)
    if inflater.unconsumed_tail:
        raise LimitReachedError("inflate", f"a stream inflates beyond {cap // MIB} MiB")
    return inflated


# pdfminer offers no setting for this: the module's own name for zlib is replaced.
vars(pdfminer.pdftypes)["zlib"] = types.SimpleNamespace(
    decompress=_capped_inflate, error=zlib.error, decompressobj=zlib.decompressobj
)


class _Runs(PDFTextDevice):
    """Collects the text runs of one page in drawing order."""

    def __init__(self, resources: PDFResourceManager) -> None:
        super().__init__(resources)
        self.runs: list[Run] = []
        self._chars = 0

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:  # noqa: ARG002
        """One Tj or TJ: walk its glyphs as the pen does and keep where each part begins and ends."""
        font = textstate.font
        if font is None:
            return
        size, scaling = textstate.fontsize, textstate.scaling * 0.01
        assert self.ctm is not None
        matrix = mult_matrix(textstate.matrix, self.ctm)
        x, y = textstate.linematrix
        parts: list[str] = []
        begun = (x, y)
        for piece in seq:
            if isinstance(piece, (int, float)):
                shift = -piece / 1000 * size * scaling
                if parts and abs(shift) > 0.25 * abs(size):
                    self._add(parts, matrix, begun, (x, y), size)
                    parts = []
                x, y = (x, y - piece / 1000 * size) if font.is_vertical() else (x + shift, y)
                if not parts:
                    begun = (x, y)
                continue
            for cid in font.decode(piece):
                parts.append(self._letter(font, cid))
                width = font.char_width(cid) * size
                x += (width + textstate.charspace) * scaling + (
                    textstate.wordspace * scaling if cid == 32 else 0.0
                )
        self._add(parts, matrix, begun, (x, y), size)
        textstate.linematrix = (x, y)

    def _letter(self, font: Any, cid: int) -> str:
        self._chars += 1
        if self._chars > PAGE_CHARS:
            raise LimitReachedError("characters", f"more than {PAGE_CHARS} characters on a page")
        try:
            letter = font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            return "\ufffd"
        return letter if isinstance(letter, str) else "\ufffd"

    def _add(self, parts: list[str], matrix: Any, begun: Any, ended: Any, size: float) -> None:
        text = "".join(parts)
        if not text.strip():
            return
        x0, y0 = apply_matrix_pt(matrix, begun)
        x1, y1 = apply_matrix_pt(matrix, ended)
        height = abs(size) * max((matrix[1] ** 2 + matrix[3] ** 2) ** 0.5, 1e-6)
        if abs(y1 - y0) > abs(x1 - x0):  # a turned page: along its writing direction
            self.runs.append(
                Run(
                    text,
                    y0 if y1 >= y0 else -y0,
                    y1 if y1 >= y0 else -y1,
                    -x0,
                    height,
                    90 if y1 >= y0 else 270,
                )
            )
        else:
            self.runs.append(Run(text, x0, x1, y0, height))

    def begin_figure(self, name: Any, bbox: Any, matrix: Any) -> None:
        """Figures are read like the page."""

    def end_figure(self, name: Any) -> None:
        """See :meth:`begin_figure`."""

    def paint_path(self, *_: Any) -> None:
        """Shapes hold no text."""


def read_pages(data: bytes, wanted: list[int]) -> tuple[int, dict[int, RawPage]]:
    """The pages of ``data`` at the indexes ``wanted`` (all when empty), and how many pages there are.

    Raises ``UnreadableError`` and ``LimitReachedError``.
    """
    resources = PDFResourceManager(caching=True)
    found: dict[int, RawPage] = {}
    count = 0
    try:
        document = PDFDocument(PDFParser(io.BytesIO(data)), password="", fallback=True)
        for index, page in enumerate(PDFPage.create_pages(document)):
            count = index + 1
            if wanted and index > max(wanted):
                break
            if wanted and index not in wanted:
                continue
            device = _Runs(resources)
            PDFPageInterpreter(resources, device).process_page(page)
            x0, y0, x1, y1 = page.mediabox
            found[index] = RawPage(lines_of(device.runs), abs(x1 - x0), abs(y1 - y0))
    except (LimitReachedError, MemoryError):
        raise
    except PDFPasswordIncorrect as error:
        raise UnreadableError("encrypted", "the file wants a password") from error
    except Exception as error:
        if not found:
            raise UnreadableError(
                "corrupt", f"not a readable PDF ({type(error).__name__}: {error})"[:200]
            ) from error
    return count, found
