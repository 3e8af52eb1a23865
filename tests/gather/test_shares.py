"""Shares on other people's platforms: asked in their public form, their pages called by name, none taken for a document.

The real wire, guard, ledger, link reader and walk; a name service and an internet in memory stand in for the platforms.
What the platforms answer is written after descriptions of their public behaviour (docs/documents.md).
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from dataclasses import dataclass, field, replace

import pytest
from scrapy.http import Response

from crawler.evidence import open_evidence
from crawler.evidence.writer import EvidenceWriter, begin_run
from crawler.gather.fetch import Fetcher
from crawler.gather.guard import Guard
from crawler.gather.links import LinkReader
from crawler.gather.resolver import Vetting
from crawler.gather.walk import Walk
from crawler.gather.wire import Wire
from tests.gather.runs import QUICK, agency

KEY, OTHER = "1AbCdEfGhIjKlMnOpQrStUvWxYz", "2ZyXwVuTsRqPoNmLkJiHgFeDcBa"
DRIVE, DOCS = "http://drive.google.com:8080", "http://docs.google.com:8080"
OFFICE, SHORT = "http://office.example:8080", "http://bit.ly:8080"
FILE, UC = f"{DRIVE}/file/d/{KEY}/view?usp=sharing", f"{DRIVE}/uc?id={KEY}&export=download"
SHEET, EXPORT = f"{DOCS}/spreadsheets/d/{KEY}/edit#gid=0", f"{DOCS}/spreadsheets/d/{KEY}/export?format=xlsx"
FOLDER, LIST = f"{DRIVE}/drive/folders/{KEY}", f"{DRIVE}/embeddedfolderview?id={KEY}"
PUBLIC = "93.184.216.34"


def html(text, status=200, title="Google Drive"):
    body = f"<!doctype html><html><head><meta charset=utf-8><title>{title}</title></head><body>{text}</body></html>"
    return status, {"Content-Type": "text/html; charset=utf-8"}, body.encode()


def to(location):
    return 302, {"Location": location}, b""


def file(body=b"%PDF-1.4\n%%EOF\n", kind="application/pdf", name="report.pdf"):
    return 200, {"Content-Type": kind, "Content-Disposition": f'attachment; filename="{name}"'}, body


NEEDS_ACCESS = html("<h1>You need access</h1><p>Ask for access, or switch to an account with access.</p>")
GONE = html("<p>Sorry, the file you have requested does not exist.</p>", 404)
QUOTA = html(
    "<p>Sorry, you can't view or download this file at this time.</p><p class=uc-error-subcaption>Too many users…</p>"
)
WARNING = html(
    f"<p>report.pdf (40M) is too large for Google to scan for viruses.</p><form id=download-form action='{DRIVE}/download'>"
    f"<input type=hidden name=id value={KEY}><input type=hidden name=confirm value=t></form>",
    title="Virus scan warning",
)
VIEWER = html("<script>run()</script><p>แผนปฏิบัติราชการประจำปี 2568.pdf</p>")
READING_VIEW = html("<table><tr><th>เดือน<th>บาท</tr><tr><td>มกราคม<td>12,000</tr></table>", title="แผน")


@dataclass
class Platforms:
    """An internet of these answers; everything else is a plain 404.  ``asked`` counts, robots.txt apart."""

    answers: dict
    asked: Counter = field(default_factory=Counter)

    async def __call__(self, request):
        if not request.url.endswith("/robots.txt"):
            self.asked[request.url] += 1
        status, headers, body = self.answers.get(request.url, (404, {"Content-Type": "text/html"}, b"<p>404"))
        return Response(request.url, status, headers=headers, body=body)


def walked(tmp_path, declared, answers, **options):
    """The captures of a run over one item, by address, and what was asked."""
    platforms = Platforms(answers)
    chosen = replace(QUICK, allow_private_hosts=False, **options)

    async def run():
        begin_run(tmp_path, (agency({"O1": [declared]}),), chosen.as_json(), {"O1": ("ข้อมูลผู้บริหาร",)})
        writer = EvidenceWriter(tmp_path, None)
        wire = Wire(platforms, Vetting(Guard.of(lookup=lambda *_: [PUBLIC]), 1.0), chosen)
        reader = LinkReader(writer.all_titles(), chosen.max_page, processes=1)
        fetcher = Fetcher(wire, writer, chosen)
        try:
            await Walk(writer, fetcher, reader, chosen).run()
        finally:
            await fetcher.close()
            await reader.close()
            wire.close()
            writer.end("gathered")
            writer.close()

    asyncio.run(run())
    with open_evidence(tmp_path) as store:
        return {one.url: one for one in store.captures()}, platforms.asked


# name → (declared, answers, finding code, where it ended)
CASES = {
    "a public file": (FILE, {UC: to(f"{DRIVE}/download?id={KEY}"), f"{DRIVE}/download?id={KEY}": file()}, None, "/download?"),
    "a file too large to scan": (FILE, {UC: WARNING, f"{DRIVE}/download?id={KEY}&confirm=t": file()}, None, "confirm=t"),
    "a warning after a warning": (FILE, {UC: WARNING, f"{DRIVE}/download?id={KEY}&confirm=t": WARNING}, "access.platform", ""),
    "shared with some only": (FILE, {UC: NEEDS_ACCESS}, "access.login_required", ""),
    "shared with some only, 403": (FILE, {UC: (403, *NEEDS_ACCESS[1:])}, "access.login_required", ""),
    "shared with some only, in Thai": (
        FILE, {UC: html("<p>คุณต้องมีสิทธิ์เข้าถึง</p><button>ขอสิทธิ์เข้าถึง</button>")}, "access.login_required", "",
    ),
    "sent to sign in": (
        FILE, {UC: to("https://accounts.google.com/v3/signin/identifier?continue=x")}, "access.login_required", "accounts.google",
    ),
    "sent to sign in on Docs": (SHEET, {EXPORT: to(f"{DOCS}/ServiceLogin?continue=x")}, "access.login_required", "ServiceLogin"),
    "sent to consent": (SHEET, {EXPORT: to("https://consent.google.com/m?continue=x")}, "access.challenge", "consent"),
    "taken for a robot": (FILE, {UC: to("https://www.google.com/sorry/index?continue=x")}, "access.challenge", "/sorry/"),
    "deleted": (FILE, {UC: GONE}, "presence.http_error", ""),
    "deleted, said with a good status": (FILE, {UC: (200, *GONE[1:])}, "presence.http_error", ""),
    "too many readers": (FILE, {UC: QUOTA}, "access.challenge", ""),
    "a viewer in place of the file": (FILE, {UC: VIEWER}, "access.platform", ""),
    "a plain refusal": (FILE, {UC: (403, {}, b"")}, "access.forbidden", "/uc?"),
    "a workbook": (SHEET, {EXPORT: file(b"PK\x03\x04", "application/vnd.ms-excel", "x.xlsx")}, None, "/export"),
    "a workbook without downloads": (
        SHEET, {EXPORT: (403, {}, b""), f"{DOCS}/spreadsheets/d/{KEY}/htmlview": READING_VIEW}, None, "/htmlview",
    ),
    "a file that is a Google document": (
        FILE,
        {
            UC: (500, {}, b""), f"{DRIVE}/open?id={KEY}": to(f"{DOCS}/document/d/{KEY}/edit"),
            f"{DOCS}/document/d/{KEY}/export?format=docx": file(b"PK\x03\x04", "application/zip", "x.docx"),
        },
        None, "export?format=docx",
    ),
    "a published document": (
        f"{DOCS}/document/d/e/2PACX-{KEY}/pub", {f"{DOCS}/document/d/e/2PACX-{KEY}/pub": READING_VIEW}, None, "/pub",
    ),
    "a short link to a file": (f"{SHORT}/3abc", {f"{SHORT}/3abc": to(FILE), UC: file()}, None, "/uc?"),
    "a short link to a post": (f"{SHORT}/3abc", {f"{SHORT}/3abc": to("https://www.facebook.com/office/posts/1")}, "access.platform", "facebook"),
    "a short link to the inside": (f"{SHORT}/3abc", {f"{SHORT}/3abc": to("http://127.0.0.1/admin")}, "fetch.blocked_address", "127.0.0.1"),
    "a short link's own page": (f"{SHORT}/3abc", {f"{SHORT}/3abc": html("<p>You are about to leave bit.ly")}, "access.challenge", ""),
    "a search result": (f"http://www.google.com/url?sa=t&url={OFFICE}/plan", {f"{OFFICE}/plan": html("<p>แผน")}, None, f"{OFFICE}/plan"),
    "a closed form": (f"{DOCS}/forms/d/e/{KEY}/viewform", {f"{DOCS}/forms/d/e/{KEY}/viewform": html("<p>แบบฟอร์มนี้ไม่รับคำตอบอีกต่อไป")}, "access.platform", ""),
    "a Facebook page": ("https://www.facebook.com/office", {}, "access.platform", "facebook"),
    "a LINE account": ("https://line.me/R/ti/p/@office", {}, "access.platform", "line.me"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_share(tmp_path, name):
    declared, answers, code, ended = CASES[name]
    captures, asked = walked(tmp_path, declared, answers)
    capture = captures[declared.partition("#")[0]]
    assert capture.error == code
    assert ended in capture.final_url
    assert set(asked) <= set(answers) | {f"{DRIVE}/open?id={KEY}"}


def test_platforms_are_not_asked(tmp_path):
    _, asked = walked(tmp_path, "https://m.facebook.com/office", {})
    assert not asked


def test_robots_txt_of_a_platform_is_obeyed(tmp_path):
    rules = (200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /uc\n")
    captures, asked = walked(tmp_path, FILE, {f"{DRIVE}/robots.txt": rules, UC: file()})
    assert captures[FILE].error == "access.robots"
    assert not asked


def test_a_video_is_there_or_not(tmp_path, monkeypatch):
    monkeypatch.setattr(Wire, "tls", _no_tls)
    picture = "https://img.youtube.com/vi/dQw4w9WgXcQ/0.jpg"
    video = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
    there, _ = walked(
        tmp_path / "there", video, {picture: (200, {"Content-Type": "image/jpeg"}, b"\xff\xd8\xff")}
    )
    gone, _ = walked(tmp_path / "gone", video, {})
    assert [there[video].error, gone[video].error] == ["access.platform", "presence.http_error"]


async def _no_tls(self, host, port):
    return None


def entry(key, name, kind="file/d/{}/view?usp=drive_web"):
    return (
        f'<div class="flip-entry" id="entry-{key}"><div class="flip-entry-info"><a href="{DRIVE}/{kind.format(key)}" '
        f'target="_blank"><div class="flip-entry-title">{name}</div></a></div>'
        '<div class="flip-entry-last-modified"><div>1/2/68</div></div></div>'
    )


def test_the_files_of_a_folder_are_fetched(tmp_path):
    """A page links to a folder; the folder's plain list leads to its files."""
    inner = f"{DRIVE}/uc?id={OTHER}&export=download"
    answers = {
        f"{OFFICE}/o1": html(
            f"<h1>ข้อมูลผู้บริหาร</h1><p><a href='{FOLDER}?usp=sharing'>รายงาน (Google Drive)</a></p>"
        ),
        LIST: html(entry(OTHER, "รายงาน มกราคม 2568.pdf") + "<a href='https://drive.google.com/'>Drive</a>"),
        inner: file(),
    }
    captures, asked = walked(tmp_path, f"{OFFICE}/o1", answers)
    assert captures[f"{DRIVE}/file/d/{OTHER}/view?usp=drive_web"].content_type == "application/pdf"
    assert asked == {f"{OFFICE}/o1": 1, LIST: 1, inner: 1}


def test_a_declared_folder_leads_two_clicks_down(tmp_path):
    inner = f"{DRIVE}/embeddedfolderview?id={OTHER}"
    answers = {
        LIST: html(entry(OTHER, "ปี 2568", "drive/folders/{}")), inner: html(entry(KEY, "มกราคม.pdf")), UC: file(),
    }  # fmt: skip
    captures, asked = walked(tmp_path, FOLDER, answers, probes=True)
    assert captures[f"{DRIVE}/file/d/{KEY}/view?usp=drive_web"].error is None
    assert set(asked) == {LIST, inner, UC}


def test_buttons_of_platforms_are_left_alone(tmp_path):
    text = (
        "<a href='https://www.facebook.com/sharer/sharer.php?u=x'>แชร์</a><iframe src='https://www.google.com/maps/embed?pb=1'></iframe>"
        "<iframe src='https://www.facebook.com/plugins/page.php?href=x'></iframe><a href='https://www.facebook.com/office'>เพจ</a>"
    )
    captures, _ = walked(tmp_path, f"{OFFICE}/o1", {f"{OFFICE}/o1": html(text)})
    assert json.dumps(sorted(captures)) == json.dumps([f"{OFFICE}/o1", "https://www.facebook.com/office"])
