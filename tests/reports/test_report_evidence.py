"""From a number in a report to the bytes behind it: pictures of first pages, marks of kept copies, ``oit evidence``."""

from __future__ import annotations

import hashlib
import io
import json

import pytest
from click.testing import CliRunner

from crawler.cli.evidence import command as evidence
from crawler.cli.report import command as report
from crawler.evidence.address import evidence_key
from crawler.evidence.body import Body
from crawler.evidence.warc import Exchange
from crawler.evidence.writer import EvidenceWriter, begin_run
from crawler.model import Agency, Capture, Declaration
from reports import view
from reports.html import gallery
from tests.reports import sample

canvas = pytest.importorskip("reportlab.pdfgen.canvas")

PDF, SHEET, LOST = "http://a.go.th/plan.pdf", "http://a.go.th/plan.xlsx", "http://a.go.th/lost.pdf"
MOMENT = "2025-04-16T00:00:01Z"


def pdf() -> bytes:
    stream = io.BytesIO()
    page = canvas.Canvas(stream, invariant=1)
    page.rect(100, 100, 200, 200, fill=1)
    page.save()
    return stream.getvalue()


BODIES = {PDF: pdf(), SHEET: b"PK\x03\x04 a sheet"}
SHA = {url: hashlib.sha256(body).hexdigest() for url, body in BODIES.items()} | {LOST: "0" * 64}


@pytest.fixture
def run(tmp_path):
    """A run folder with two stored documents, and an audit that also speaks of a third one."""
    folder = tmp_path / "run"
    office = Agency(
        "pranakorn",
        "1",
        "เขต",
        "District",
        "http://a.go.th/",
        declarations=(Declaration("pranakorn", "O1", PDF),),
    )
    begin_run(folder, [office], {"as_of": "2025-04-16", "checklist": "x"}, {}, started=MOMENT)
    writer = EvidenceWriter(folder)
    for url, body in BODIES.items():
        head = (("Content-Type", "application/octet-stream"),)
        sha256 = writer.exchange(
            Exchange(url, MOMENT, (), 200, "OK", head, Body.of(body), "203.0.113.9"), Body.of(body)
        )
        writer.capture_made(evidence_key(url), Capture(url, url, 200, MOMENT, sha256, len(body)), 1)
    writer.commit()
    writer.close()
    audit = sample.audit(1)
    item = audit["agencies"][0]["items"][0]
    kinds = {PDF: "pdf", SHEET: "xlsx", LOST: "pdf"}
    item["documents"] = [
        {**item["documents"][0], "url": url, "type": kinds[url], "sha256": SHA[url]} for url in kinds
    ]
    (folder / "audit.json").write_text(json.dumps(audit), encoding="utf-8")
    return folder


def ask(*arguments):
    return CliRunner().invoke(evidence, [str(argument) for argument in arguments])


def test_the_page_shows_the_first_page_the_type_and_where_the_copy_is_kept(run):
    assert CliRunner().invoke(report, [str(run), "--format", "html"]).exit_code == 0
    for path, up in (("agencies/pranakorn.html", "../"), ("en/agencies/pranakorn.html", "../../")):
        page = (run / path).read_text(encoding="utf-8")
        assert page.count("<img ") == 1
        picture = page.split('<img class="thumb" src="')[1].split('"')[0]
        assert (run / path).parent.joinpath(picture).resolve().read_bytes().startswith(b"\x89PNG")
        assert '<span class="sheet" aria-hidden="true">XLSX</span>' in page
        assert page.count(f'href="{up}evidence/oit-00001.warc.gz"') == 2
        assert SHA[LOST][:12] in page


def test_elsewhere_the_copy_is_named_but_not_linked(run, tmp_path):
    out = tmp_path / "published"
    assert CliRunner().invoke(report, [str(run), "--format", "html", "--out", str(out)]).exit_code == 0
    page = (out / "agencies" / "pranakorn.html").read_text(encoding="utf-8")
    assert "warc.gz @ " in page
    assert "evidence/oit" not in page


def test_pictures_keep_to_their_budget_and_begin_with_what_is_to_be_mended(tmp_path, monkeypatch):
    monkeypatch.setattr(gallery, "MOST_PICTURES", 25)
    asked: list[str] = []

    class Stored:
        folder = tmp_path / "evidence"

        def record(self, sha256):
            return None

        def first_pages(self, hashes):
            for sha256 in hashes:
                asked.append(sha256)
                yield sha256, b"0123456789"

    report = view.read(sample.audit(5, failing=0.3))
    hung = gallery.hang(report, Stored(), tmp_path)
    assert len(hung.pictures) == 2
    failing = {
        d.sha256
        for agency in report.agencies
        for item in agency.items
        if item.status == "fail"
        for d in item.documents
    }
    assert set(hung.pictures) <= failing
    assert len(asked) == 3


@pytest.mark.parametrize("which", [SHA[PDF], SHA[PDF][:12], SHA[PDF][:6].upper(), PDF, f"{PDF}#page=2"])
def test_a_mark_or_an_address_finds_the_bytes(run, tmp_path, which):
    target = tmp_path / "saved" / "plan.pdf"
    result = ask(run, which, "--save", target)
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert (told["url"], told["sha256"], told["status"]) == (PDF, SHA[PDF], 200)
    assert told["warc"]["file"] == "evidence/oit-00001.warc.gz"
    assert target.read_bytes() == BODIES[PDF]
    assert not target.stat().st_mode & 0o111


@pytest.mark.parametrize("which", ["ffffff", "http://a.go.th/never"])
def test_what_was_never_seen_is_an_error(run, which):
    result = ask(run, which)
    assert result.exit_code == 2
    assert "ไม่มีหลักฐาน" in result.stderr


def test_a_folder_without_evidence_is_an_error(tmp_path):
    assert ask(tmp_path, "ffffff").exit_code == 2
