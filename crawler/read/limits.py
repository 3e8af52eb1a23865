"""How much of one document a reader looks at, and how it says that it stopped.

A published file is a stranger's file: 2 KB may inflate to a gigabyte, one sheet may claim seventeen thousand
million cells.  Every reader stops at these caps by itself; the child process around it
(:mod:`crawler.read.pool`) stops what slips through.  A document that was stopped is *could not be examined*,
never *missing*.
"""

from __future__ import annotations

import resource
from dataclasses import dataclass

MIB = 1 << 20

#: Most bytes that one compressed stream or archive member may inflate to.
INFLATED_STREAM = 64 * MIB
#: Most bytes that an archive (office file, zip) may hold in all, inflated.
INFLATED_ARCHIVE = 300 * MIB
#: Largest ratio of inflated to stored size that an office file reaches honestly.
INFLATE_RATIO = 200
#: Below this inflated size a high ratio harms nobody (a sheet of blanks compresses 500 : 1).
INFLATE_HARMLESS = 32 * MIB
ARCHIVE_MEMBERS = 5_000

#: Pages of a PDF that are read in full when the whole document is asked for.
PDF_PAGES = 2_000
#: Page objects (text runs, pictures, shapes) looked at on one page, forms inside forms included: a city map drawn
#: in vectors has a few hundred thousand.
PAGE_OBJECTS = 500_000
#: Text runs read on one page.
PAGE_RUNS = 60_000
PAGE_CHARS = 100_000
#: Characters kept of one document.
DOCUMENT_CHARS = 2_000_000

#: Most bytes that the facts of one web page may take as text: a page of 25 MB, looked at whole, has a fifth of it.
PAGE_RECORD = 32 * MIB

#: Cells of one sheet that are laid out in memory; a sheet that claims more is read cell by cell.
SHEET_CELLS = 5_000_000
SHEET_ROWS = 200_000
SHEET_COLUMNS = 1_000
#: Sheets of one workbook that are read.
SHEETS = 120
#: Members of a ZIP that are read, one level deep.
ZIP_READ = 60


@dataclass(frozen=True, slots=True)
class ReaderLimits:
    """What one document may cost: bytes of address space and seconds of processor time, however long these take by the clock.

    Only a reader that neither works nor waits for its turn is ended by the clock, after so many seconds ``asleep``.
    ``documents`` and ``resident`` (bytes) say when a healthy child is replaced by a fresh one; pages are not counted.
    """

    memory: int = 1024 * MIB
    cpu: int = 15
    asleep: float = 120.0
    documents: int = 2000
    resident: int = 400 * MIB


class LimitReachedError(Exception):
    """The reader stopped by itself at the cap named ``which``; becomes ``error="limit:<which>"``."""

    def __init__(self, which: str, detail: str) -> None:
        super().__init__(detail)
        self.which = which
        self.detail = detail


class UnreadableError(Exception):
    """The bytes are not what they should be; ``error`` is ``corrupt``, ``encrypted`` or ``empty``."""

    def __init__(self, error: str, detail: str) -> None:
        super().__init__(detail)
        self.error = error
        self.detail = detail


def allow_seconds(seconds: int) -> None:
    """Let this process use ``seconds`` of processor time from now on; the signal of its end kills it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + seconds + 1, hard))
