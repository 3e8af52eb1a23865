"""How fast documents and pages are read, as ratios measured in one run: ``python bench/documents.py [FOLDER]``.

FOLDER holds PDFs (default: the tests' fixtures, or ``../shared/data/real-docs`` where it stands beside the checkout)
and may hold a ``manifest.csv`` with the columns ``file`` and ``eye_title`` (what a person reads on the first page).

Processor seconds, not the clock: other programs on the machine change them little.  Each engine reads the same first
pages of the same files in this process, imports paid beforehand.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import openpyxl
import xlsxwriter
from pdfminer.high_level import extract_text
from rapidfuzz import fuzz

from crawler.read import pdf, pdfium, pdfstream
from crawler.read.limits import LimitReachedError, UnreadableError
from crawler.read.page import read_page
from crawler.read.page_record import packed, unpacked
from crawler.read.pool import Job, ReaderPool
from crawler.read.sheets import read_xlsx
from crawler.thai.text import fold

ROOT = Path(__file__).parent.parent
PAGES = 5
_SAME_TITLE = 85


@dataclass(frozen=True)
class Paper:
    """A PDF of the bench: its bytes, how many of its pages are read, the title a person sees."""

    path: Path
    data: bytes
    pages: int
    title: str = ""


def processor() -> float:
    """Processor seconds of this process and its ended children."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def timed(work: Callable[[], object]) -> float:
    begun = processor()
    work()
    return processor() - begun


def papers(folder: Path) -> list[Paper]:
    manifest = folder / "manifest.csv"
    titles: dict[str, str] = {}
    if manifest.exists():
        rows = csv.DictReader(manifest.read_text(encoding="utf-8").splitlines())
        titles = {row["file"]: row["eye_title"] for row in rows}
    return list(_opened(folder, titles))


def _opened(folder: Path, titles: dict[str, str]) -> Iterator[Paper]:
    for path in sorted(folder.glob("*.pdf")):
        data = path.read_bytes()
        try:
            with pdfium.opened(data) as document:
                count = document.pages
        except UnreadableError:
            continue
        yield Paper(path, data, min(count, PAGES), titles.get(path.name, ""))


# ----------------------------------------------------------------------------------------- engines


def ours(paper: Paper) -> str:
    """The reader as the audit uses it: fast engine, classes, title blocks, spoilt pages read again."""
    return "\n".join(block.text for block in pdf.read_pdf(paper.data, first=paper.pages).blocks)


def fast(paper: Paper) -> str:
    with pdfium.opened(paper.data) as document:
        return "\n".join(page.text for at in range(paper.pages) if (page := document.page(at)) is not None)


def slow(paper: Paper) -> str:
    try:
        _, found = pdfstream.read_pages(paper.data, list(range(paper.pages)))
    except (UnreadableError, LimitReachedError):
        return ""
    return "\n".join(page.text for page in found.values())


def stock(paper: Paper) -> str:
    try:
        return extract_text(io.BytesIO(paper.data), maxpages=paper.pages)
    except Exception:  # the bench goes on with what the engine can read
        return ""


def poppler(paper: Paper) -> str:
    command = ["pdftotext", "-l", str(paper.pages), str(paper.path), "-"]
    return subprocess.run(command, capture_output=True, check=False).stdout.decode("utf-8", "replace")


def engines() -> list[tuple[str, Callable[[Paper], str]]]:
    found: list[tuple[str, Callable[[Paper], str]]] = [
        ("the reader (both engines, classes)", ours),
        ("PDFium by text runs alone", fast),
        ("pdfminer.six, our device", slow),
        ("pdfminer.six extract_text", stock),
    ]
    if shutil.which("pdftotext"):
        found.append(("pdftotext (poppler)", poppler))
    return found


def found_titles(texts: dict[str, str], chosen: list[Paper]) -> int:
    return sum(_holds(texts[paper.path.name], paper.title) for paper in chosen)


def _holds(text: str, title: str) -> bool:
    key, wanted = fold(text, tones=False), fold(title.partition("(")[0], tones=False)
    return wanted in key or fuzz.partial_ratio(wanted, key) >= _SAME_TITLE


def bench_pdfs(folder: Path) -> None:
    chosen = papers(folder)
    pages = sum(paper.pages for paper in chosen)
    titled = [paper for paper in chosen if paper.title]
    print(f"{len(chosen)} PDFs, {pages} pages (first {PAGES} of each), {len(titled)} titles seen by a person")
    for _, read in engines():
        read(chosen[0])
    speeds: dict[str, float] = {}
    for name, read in engines():
        texts: dict[str, str] = {}

        def every(read: Callable[[Paper], str] = read, texts: dict[str, str] = texts) -> None:
            texts.update({paper.path.name: read(paper) for paper in chosen})

        seconds = timed(every)
        speeds[name] = pages / seconds
        recall = f"  titles {found_titles(texts, titled)}/{len(titled)}" if titled else ""
        print(f"  {name:36s} {pages / seconds:7.1f} pages/s{recall}")
    reader = speeds["the reader (both engines, classes)"]
    for name, speed in speeds.items():
        if speed != reader:
            print(f"  reader against {name:36s} {reader / speed:5.1f} ×")


def where_time_goes(folder: Path) -> None:
    """What a first night pays for: pages read once, pages read twice, the documents that cost most."""
    cost: list[tuple[float, float, Paper]] = []
    for paper in papers(folder):
        whole, once = timed(partial(ours, paper)), timed(partial(fast, paper))
        cost.append((whole, once, paper))
    total = sum(whole for whole, _, _ in cost)
    single = sum(once for _, once, _ in cost)
    again = sum(
        whole - once for whole, once, paper in cost if "garbled" in pdf.read_pdf(paper.data).page_classes
    )
    print(f"where the time goes: {total:.2f} s in all")
    print(f"  {single / total:5.1%}  PDFium and lines")
    print(f"  {again / total:5.1%}  garbled documents read again")
    print(f"  {1 - (single + again) / total:5.1%}  classes, repair, title blocks")
    for whole, _, paper in sorted(cost, key=lambda entry: -entry[0])[:5]:
        print(f"  {whole / total:5.1%}  {paper.path.name}")


# ------------------------------------------------------------------------------------- other media


def workbook(rows: int, columns: int) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"constant_memory": True})
    sheet = book.add_worksheet("ข้อมูล")
    sheet.write_row(0, 0, [f"คอลัมน์ {column}" for column in range(columns)])
    for row in range(1, rows):
        sheet.write_row(
            row, 0, [f"รายการที่ {row}" if column % 5 == 1 else row * column for column in range(columns)]
        )
    book.close()
    return buffer.getvalue()


def bench_workbook() -> None:
    data = workbook(50_000, 20)

    def with_openpyxl() -> None:
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        for sheet in book:
            for _ in sheet.iter_rows(values_only=True):
                pass

    mine, other = timed(partial(read_xlsx, data)), timed(with_openpyxl)
    print(f"workbook of 50,000 × 20 cells ({len(data) >> 20} MiB), with its tables found")
    print(f"  the reader {mine:.2f} s, openpyxl {other:.2f} s: {other / mine:.1f} ×")


def bench_pool(folder: Path) -> None:
    jobs = [
        Job(path.read_bytes(), name=path.name)
        for path in sorted(folder.iterdir())
        if path.suffix != ".csv" or path.name != "manifest.csv"
    ]
    with tempfile.TemporaryDirectory() as name:
        cache = Path(name) / "facts.sqlite"
        with ReaderPool(2, cache) as pool:
            first = -time.perf_counter()
            list(pool.read_many(jobs))
            first += time.perf_counter()
            peak, deaths = pool.peak, pool.deaths
        with ReaderPool(2, cache) as pool:
            again = -time.perf_counter()
            list(pool.read_many(jobs))
            again += time.perf_counter()
    print(f"{len(jobs)} documents in two child processes")
    print(f"  first night {first:.2f} s, from the cache {again:.3f} s: {first / again:.0f} ×")
    print(f"  largest child {peak >> 20} MiB, {deaths} deaths")


def bench_pages(times: int = 5) -> None:
    """What a page costs that the cache knows, against one that is parsed."""
    bodies = [path.read_bytes() for path in sorted((ROOT / "crawler/demo/sites").rglob("*.html"))]
    pages = list(map(read_page, bodies))
    records = list(map(packed, pages))
    parsing = timed(lambda: list(map(read_page, bodies * times)))
    packing = timed(lambda: list(map(packed, pages * times)))
    loading = timed(lambda: list(map(unpacked, records * times)))
    size, kept = (sum(map(len, some)) // len(some) for some in (bodies, records))
    print(f"{len(bodies)} web pages, {size:,} bytes on average, {kept:,} in the cache; {times} times each")
    print(f"  parsed {parsing:.2f} s, packed {packing:.2f} s, loaded {loading:.2f} s:", end=" ")
    print(f"loading is {parsing / loading:.1f} × as fast")


def main() -> None:
    real = ROOT.parent / "shared/data/real-docs"
    folder = (
        Path(sys.argv[1]) if len(sys.argv) > 1 else real if real.is_dir() else ROOT / "tests/read/fixtures"
    )
    bench_pdfs(folder)
    where_time_goes(folder)
    bench_workbook()
    bench_pool(folder)
    bench_pages()


if __name__ == "__main__":
    main()
