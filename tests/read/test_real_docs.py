"""The readers on real Thai office documents, where a folder of them stands beside the checkout.

``OIT_SHARED`` names the folder (default ``../shared``); without it these tests are skipped.  What a person saw in
the rendered pages is in the manifest: the title, a date, the kind of text layer.
"""

from __future__ import annotations

import csv
import os
import re
from pathlib import Path

import pytest
from rapidfuzz import fuzz

from crawler.read.pool import Job, ReaderPool
from crawler.thai.dates import read_dates
from crawler.thai.text import ascii_digits, fold

ROOT = Path(os.environ.get("OIT_SHARED") or Path(__file__).parents[2].parent / "shared") / "data/real-docs"
pytestmark = pytest.mark.skipif(not ROOT.is_dir(), reason=f"no real documents at {ROOT}")
MANIFEST = (
    list(csv.DictReader((ROOT / "manifest.csv").read_text(encoding="utf-8").splitlines()))
    if ROOT.is_dir()
    else []
)
_MARK = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
_TORN = re.compile(
    "(?:^|[^ก-ฮะาำเแโใไ\u0e31\u0e34-\u0e3a\u0e47-\u0e4eฤฦ\ufffd])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]",
    re.MULTILINE,
)
#: A person names a document in other words than the document itself; this near is the same title.
_SAME_TITLE = 85


@pytest.fixture(scope="module")
def facts():
    with ReaderPool() as pool:
        jobs = (Job((ROOT / row["file"]).read_bytes(), name=row["file"]) for row in MANIFEST)
        return dict(zip([row["file"] for row in MANIFEST], pool.read_many(jobs), strict=True))


@pytest.mark.parametrize("row", MANIFEST, ids=lambda row: row["file"])
def test_type(facts, row):
    assert facts[row["file"]].type == row["kind"]
    assert facts[row["file"]].mismatch is None


def document_class(read):
    """The document's class in the manifest's words."""
    classes = set(read.page_classes)
    if read.grade == "garbled":
        return "garbled"
    if read.grade == "image":
        return "shapes" if "none" in classes else "scan"
    return "text" if read.grade == "text" else read.grade


#: Where we differ from the manifest's program: the class, after a look at the rendered page.
ARGUED = {
    # The page shows the two words "Thai pdf" and nothing else, and both can be selected: text, if hardly any.
    "024_assystemth_d79d8fdfa0.pdf": "text",
}


def seen_class(row):
    """What a person saw, or what the manifest's own program decided."""
    if row["file"] in ARGUED:
        return ARGUED[row["file"]]
    seen = row["eye_layer"].lower()
    if seen:
        return "garbled" if "garbled" in seen else "scan" if seen.startswith("scan") else "text"
    return {
        "pdf-text": "text", "pdf-text-tagged": "text", "pdf-mixed": "text", "pdf-garbled": "garbled", "pdf-scan": "scan",
        "pdf-scan-ocr": "scan", "pdf-unreadable": "unreadable",
    }.get(row["auto_class"])  # fmt: skip


PDFS = [row for row in MANIFEST if row["kind"] == "pdf" and seen_class(row)]


@pytest.mark.parametrize("row", PDFS, ids=lambda row: row["file"])
def test_document_class(facts, row):
    assert document_class(facts[row["file"]]) == seen_class(row)


@pytest.mark.parametrize(
    "row", [row for row in MANIFEST if row["kind"] == "pdf" and row["tagged"]], ids=lambda row: row["file"]
)
def test_tagged(facts, row):
    assert facts[row["file"]].tagged == (row["tagged"] == "1" and row["marked"] == "1")


STRUCTURED = {"csv": "MR4", "json": "MR4", "xlsx": "MR3", "xls": "MR3"}


@pytest.mark.parametrize(
    "row", [row for row in MANIFEST if row["kind"] != "pdf"], ids=lambda row: row["file"]
)
def test_grade(facts, row):
    read = facts[row["file"]]
    assert (read.grade == "structured") == (row["grade"] in {"MR3", "MR4"})
    if row["auto_class"] != "ole":
        assert read.mr_level == int(row["grade"][2])


def titled():
    return [row for row in MANIFEST if row["eye_title"] and seen_class(row) == "text"]


def test_titles(facts):
    """At least 95 of 100 titles that stand on the first page as text are found by the folded key."""
    missed = [row["eye_title"] for row in titled() if not _holds(facts[row["file"]].text, row["eye_title"])]
    # Two covers hold their title as a picture or as outlines: there is nothing to find.
    drawn = [row for row in titled() if "cover" in row["eye_layer"]]
    missed = [title for title in missed if title not in {row["eye_title"] for row in drawn}]
    assert len(missed) <= 0.05 * len(titled()), missed


def _holds(text, title):
    words = re.sub(r"\([^)]*[A-Za-z.][^)]*\)", "", title)
    key = fold(text, tones=False)
    return fold(words, tones=False) in key or fuzz.partial_ratio(fold(words, tones=False), key) >= _SAME_TITLE


def test_dates(facts):
    """At least 90 of 100 dates that a person reads are among the periods."""
    rows = [
        row
        for row in MANIFEST
        if row["kind"] == "pdf" and re.search(r"25\d\d", ascii_digits(row["eye_date"]))
    ]
    rows = [row for row in rows if facts[row["file"]].text]
    missed = []
    for row in rows:
        expected = {int(year) - 543 for year in re.findall(r"\b(25\d\d)\b", ascii_digits(row["eye_date"]))}
        blocks = facts[row["file"]].blocks
        found = [e for block in blocks for e in read_dates(block.text, title=block.kind == "title")]
        years = {day.year for e in found for period in e.readings for day in (period.start, period.end)}
        if not expected & years:
            missed.append((row["file"], row["eye_date"]))
    assert len(missed) <= 0.1 * len(rows), missed


def test_marks_stay_with_their_letters(facts):
    """No text document has more than one combining mark in a hundred torn from its letter."""
    for row in MANIFEST:
        read = facts[row["file"]]
        marks = len(_MARK.findall(read.text))
        if read.type == "pdf" and read.grade == "text" and marks:
            assert len(_TORN.findall(read.text)) <= 0.01 * marks, row["file"]
