"""The fault matrix, documents: read in the children's pool, judged where a plan is demanded.

The page and its link are in order; only the file is not.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from crawler.read.limits import MIB, ReaderLimits
from crawler.read.pool import ReaderPool
from tests.judge.world import judge
from tests.read.active import ACTIVE
from tests.read.hostile import ERROR_PAGE, GOOD, OFFICE, PDFS, zip_in_zip
from tests.read.paper import lines, written

PLAN = ["แผนปฏิบัติราชการประจำปีงบประมาณ พ.ศ. 2568", "สำนักงานเขตทดสอบ", "โครงการและกิจกรรมของทุกฝ่ายตลอดทั้งปี"]
CSV = "ที่,โครงการ,งบประมาณ\n1,แผนปฏิบัติราชการประจำปี พ.ศ. 2568,900\n"
HOSTILE = {one.name: one.build for one in (*PDFS, *OFFICE)}
LIMIT, CORRUPT = "machine_readable.reader_limit", "machine_readable.corrupt"
LOCKED, MISMATCH = "machine_readable.encrypted", "machine_readable.type_mismatch"


def climbing() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../../etc/cron.d/plan.csv", CSV)
    return packed.getvalue()


@dataclass(frozen=True)
class DocumentFault:
    """``want``: the finding that the file raises, ``None`` where it is readable all the same."""

    name: str
    row: int
    file: str
    build: Callable[[], bytes]
    want: str | None


FAULTS = [
    DocumentFault("an error page as pdf", 105, "plan.pdf", ERROR_PAGE.encode, MISMATCH),
    DocumentFault("a pdf as xls", 106, "plan.xls", lambda: written([lines(*PLAN)]), MISMATCH),
    DocumentFault("a pdf cut in half", 108, "plan.pdf", HOSTILE["cut in half"], CORRUPT),
    DocumentFault("a pdf without its end", 108, "plan.pdf", HOSTILE["the last 600 bytes lost"], None),
    DocumentFault("a header and nothing else", 109, "plan.pdf", HOSTILE["a header and nothing else"], CORRUPT),
    DocumentFault("junk before the header", 109, "plan.pdf", HOSTILE["900 bytes of junk before the header"], None),
    DocumentFault("a pdf of no bytes", 109, "plan.pdf", bytes, CORRUPT),
    DocumentFault("a user password", 110, "plan.pdf", HOSTILE["a user password"], LOCKED),
    DocumentFault("an owner password", 111, "plan.pdf", HOSTILE["an owner password, AES-256"], None),
    DocumentFault("an owner password of old", 111, "plan.pdf", HOSTILE["an owner password, RC4"], None),
    DocumentFault("a flate bomb", 113, "plan.pdf", HOSTILE["a stream that inflates to 80 MiB"], LIMIT),
    DocumentFault("a bomb in a bomb", 113, "plan.pdf", HOSTILE["a stream deflated twice"], LIMIT),
    DocumentFault("400,000 operators", 113, "plan.pdf", HOSTILE["400,000 text operators"], LIMIT),
    DocumentFault("forms within forms", 113, "plan.pdf", HOSTILE["forms within forms, 2^24 texts"], LIMIT),
    DocumentFault("a form that draws itself", 114, "plan.pdf", HOSTILE["a form that draws itself"], None),
    DocumentFault("a table that points at itself", 114, "plan.pdf", HOSTILE["a cross-reference table that points at itself"], None),
    DocumentFault("a workbook bomb", 115, "plan.xlsx", HOSTILE["bomb.xlsx"], LIMIT),
    DocumentFault("a document bomb", 115, "plan.docx", HOSTILE["bomb.docx"], LIMIT),
    DocumentFault("a zip of 6,000 members", 115, "plan.zip", HOSTILE["six-thousand-members.zip"], LIMIT),
    DocumentFault("a row repeated a million times", 116, "plan.ods", HOSTILE["repeated-row.ods"], LIMIT),
    DocumentFault("two cells far apart", 116, "plan.xlsx", HOSTILE["far-apart.xlsx"], None),
    DocumentFault("entities without end", 101, "plan.xlsx", HOSTILE["laughs.xlsx"], LIMIT),
    DocumentFault("an entity that steals a file", 101, "plan.docx", HOSTILE["theft.docx"], LIMIT),
    DocumentFault("a workbook with a password", 117, "plan.xlsx", HOSTILE["password.xlsx"], LOCKED),
    DocumentFault("html as xls", 118, "plan.xls", ERROR_PAGE.encode, MISMATCH),
    DocumentFault("csv as xls", 118, "plan.xls", CSV.encode, MISMATCH),
    DocumentFault("a workbook cut short", 119, "plan.xlsx", HOSTILE["cut.xlsx"], CORRUPT),
    DocumentFault("a workbook of no bytes", 119, "plan.xlsx", bytes, CORRUPT),
    DocumentFault("names that climb out of a zip", 120, "plan.zip", climbing, None),
    DocumentFault("a zip in a zip", 120, "plan.zip", zip_in_zip, None),
    DocumentFault("csv in tis620", 121, "plan.csv", lambda: CSV.encode("cp874"), None),
    DocumentFault("csv with a mark before it", 121, "plan.csv", lambda: CSV.encode("utf-8-sig"), None),
    DocumentFault("csv in utf-16", 121, "plan.csv", lambda: CSV.encode("utf-16"), None),
    DocumentFault("csv with semicolons", 121, "plan.csv", CSV.replace(",", ";").encode, None),
]  # fmt: skip

#: Files of :mod:`tests.read.active`: the row, the file, the finding that it raises.
ACTING = [
    (101, "late-laughs.xlsx", LIMIT), (101, "late-laughs.docx", LIMIT), (101, "late-theft.docx", LIMIT),
    (101, "two-byte-laughs.docx", LIMIT), (101, "laughs-in-shared-strings.xlsx", LIMIT), (101, "very-late-laughs.docx", LIMIT),
    (115, "entries-over-one-another.zip", LIMIT), (119, "broken-inside-lzma.zip", None), (119, "broken-inside-deflate.zip", None),
    (119, "broken-kind-deflate.odt", MISMATCH), (119, "broken-kind-lzma.odt", MISMATCH),
    (120, "absolute-names.zip", None), (120, "backward-names.zip", None), (120, "long-names.zip", None), (120, "two-of-one-name.zip", None), (120, "thai-names-called-utf8.zip", None),
    (178, "launches.pdf", None), (178, "runs-a-script.pdf", None), (178, "names-a-script.pdf", None), (178, "sends-itself.pdf", None),
    (179, "a-file-attached.pdf", None), (179, "20,000-files-attached.pdf", None), (179, "a-portfolio.pdf", None),
    (180, "10^9-objects.pdf", None), (180, "10^9-entries.pdf", None), (180, "10^9-pages.pdf", None),
    (181, "a-link.zip", None), (181, "a-link-beside-a-file.zip", None),
    (182, "linked.xlsx", None), (182, "macros.xlsm", None), (182, "dde.docx", None), (182, "template-elsewhere.docx", None),
    (184, "paragraphs-200,000-deep.docx", LIMIT), (184, "two-million-deep.json", LIMIT), (184, "objects-a-million-deep.json", LIMIT), (184, "a-million-deep.xml", LIMIT),
    (185, "scripted.svg", None), (186, "one-line.csv", None), (187, "twice-packed.gz", None),
]  # fmt: skip
BUILT = {one.name: one.build for one in ACTIVE}
FAULTS += [
    DocumentFault(name.replace("-", " "), row, f"plan.{name.rpartition('.')[2]}", BUILT[name], want)
    for row, name, want in ACTING
]

#: What is wrong with bytes; everything else (dates, titles) belongs to what the file says.
BYTES = {LIMIT, CORRUPT, LOCKED, MISMATCH}
PAGE = '<h1>แผนปฏิบัติราชการ</h1><p><a href="/{}">แผนปฏิบัติราชการประจำปีงบประมาณ พ.ศ. 2568</a></p>'


@pytest.fixture(scope="module")
def pool():
    with ReaderPool(1, limits=ReaderLimits(memory=700 * MIB, cpu=4)) as running:
        yield running


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_fault(pool, monkeypatch, fault):
    facts = pool.read(fault.build(), name=fault.file)
    monkeypatch.setattr(
        "tests.judge.world.document", lambda _kind, _given, capture: replace(facts, sha256=capture.sha256)
    )
    verdict = judge(
        {"item": "O5", "pages": {"/page": PAGE.format(fault.file), f"/{fault.file}": {"pdf": []}}}
    )
    (item,) = verdict.items
    plan = next(one for one in item.elements if one.element.id == "O5.plan")
    found = {finding.code: finding for finding in item.findings if finding.code in BYTES}
    assert set(found) == ({fault.want} if fault.want else set()), (facts.error, facts.detail)
    if fault.want == LIMIT:
        assert plan.status == "unverified"
        assert found[LIMIT].blame == "auditor"
    elif fault.want in {CORRUPT, LOCKED}:
        assert plan.status == "fail"
        assert found[fault.want].blame == "document"


def test_the_next_document_is_read(pool):
    assert pool.read(written([lines(*GOOD)]), name="a.pdf").grade == "text"
