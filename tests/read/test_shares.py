"""Links to other people's platforms, and the pages that stand in place of the document."""

from __future__ import annotations

import pytest
import yaml

from crawler.read.disposition import file_name
from crawler.read.notices import in_place_of, notice, wall
from crawler.read.shares import recognise

from .test_sniff import HERE

CASES = yaml.safe_load((HERE / "shares.yaml").read_text(encoding="utf-8"))
KEY = "1AbCdEfGhIjKlMnOpQrStUvWxYz012345"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["url"][8:60])
def test_recognise(case):
    share = recognise(case["url"])
    if case["kind"] is None:
        assert share is None
        return
    assert share is not None
    assert (share.kind, share.url) == (case["kind"], case["url"])
    assert share.public_url == case.get("public", case["url"])
    assert share.judgeable is case.get("judgeable", True)


def page(body, title="Google Drive"):
    return f"<!DOCTYPE html><html><head><title>{title}</title><script>var request_access = 1;</script></head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("text", "url", "code", "blame"),
    [
        (
            page("<h1>You need access</h1><p>Ask for access, or switch to an account with access.</p>"),
            "",
            "restricted",
            "site",
        ),
        (page("<p>คุณต้องมีสิทธิ์เข้าถึง</p><button>ขอสิทธิ์เข้าถึง</button>"), "", "restricted", "site"),
        (page(""), "https://accounts.google.com/v3/signin/identifier?continue=x", "needs-login", "site"),
        (page(""), "https://docs.google.com/ServiceLogin?x=1", "needs-login", "site"),
        (page(""), "https://login.microsoftonline.com/common/oauth2", "needs-login", "site"),
        (page("<p>Sorry, the file you have requested does not exist.</p>"), "", "not-found", "site"),
        (
            page(
                "<p class='uc-error-subcaption'>Too many users have viewed or downloaded this file recently.</p>"
            ),
            "",
            "quota",
            "site",
        ),
        (
            page("<p>Our systems have detected unusual traffic from your computer network.</p>"),
            "",
            "rate-limited",
            "blocker",
        ),
        (page(""), "https://www.google.com/sorry/index?continue=x", "rate-limited", "blocker"),
        (page("<p>แบบฟอร์มนี้ไม่รับคำตอบอีกต่อไป</p>"), "", "form-closed", "site"),
        (page("<p>You are about to leave this site. Skip ad</p>"), "", "interstitial", "site"),
    ],
)
def test_notice(text, url, code, blame):
    found = notice(text, url)
    assert found is not None
    assert (found.code, found.blame) == (code, blame)


def test_virus_warning_proves_that_the_file_is_public_and_tells_how_to_fetch_it():
    body = (
        "<p>Google Drive can't scan this file for viruses.</p><form id='download-form' action='https://drive.usercontent.google.com/download'>"
        f"<input type='hidden' name='id' value='{KEY}'><input type='hidden' name='export' value='download'>"
        "<input type='hidden' name='confirm' value='t'><input type='submit' value='Download anyway'></form>"
    )
    found = notice(page(body, "Google Drive - Virus scan warning"))
    assert found is not None
    assert found.code == "virus-warning"
    assert (
        found.next_url == f"https://drive.usercontent.google.com/download?id={KEY}&export=download&confirm=t"
    )


@pytest.mark.parametrize("text", ["", "%PDF-1.4", page("<h1>แผนปฏิบัติราชการ</h1><p>ดาวน์โหลดเอกสาร</p>")])
def test_no_notice(text):
    assert notice(text, "https://webportal.example.go.th/") is None


def test_words_in_a_script_are_no_notice():
    assert notice(page("<script>var t = 'You need access';</script><p>เอกสาร</p>")) is None


@pytest.mark.parametrize(
    ("share", "final", "code"),
    [
        (f"https://drive.google.com/file/d/{KEY}/view", f"https://drive.google.com/file/d/{KEY}/view", "platform"),
        (f"https://docs.google.com/document/d/{KEY}/edit", f"https://docs.google.com/document/d/{KEY}/mobilebasic", None),
        (f"https://docs.google.com/document/d/{KEY}/edit", f"https://docs.google.com/document/d/{KEY}/export?format=docx", "platform"),
        (f"https://drive.google.com/drive/folders/{KEY}", f"https://drive.google.com/embeddedfolderview?id={KEY}", None),
        ("https://1drv.ms/b/s!Abc", "https://onedrive.live.com/?id=1", "platform"),
        ("https://bit.ly/3abcDEF", "https://office.example/plan", None),
    ],
)  # fmt: skip
def test_a_page_in_place_of_a_file(share, final, code):
    found = in_place_of(recognise(share), page("<p>แผนปฏิบัติราชการ</p>"), final)
    assert (found.code if found else None) == code


def test_an_address_that_is_a_wall_by_itself():
    assert wall("https://accounts.google.com/v3/signin?continue=x").code == "needs-login"
    assert wall("https://consent.youtube.com/m?continue=x").code == "consent"
    assert wall("https://office.example/login") is None


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('attachment; filename="plan 2568.pdf"', "plan 2568.pdf"),
        ("attachment;filename=plan.pdf;size=3", "plan.pdf"),
        (
            "attachment; filename=\"x.pdf\"; filename*=UTF-8''%E0%B9%81%E0%B8%9C%E0%B8%99%202568.pdf",
            "แผน 2568.pdf",
        ),
        ("attachment; filename*=tis-620''%E1%BC%B9.xlsx", "แผน.xlsx"),
        ('inline; filename="แผน.docx"', "แผน.docx"),
        ("attachment; filename=%E0%B9%81%E0%B8%9C%E0%B8%99.pdf", "แผน.pdf"),
        ('attachment; filename="C:\\\\docs\\\\a.pdf"', "a.pdf"),
        ("attachment; filename*=klingon''%E0%B9%81.pdf", "แ.pdf"),
        ("attachment; filename*=undefined''a.pdf", "a.pdf"),
        ("attachment; filename*=idna''xn--a-.pdf", "xn--a-.pdf"),
        ("attachment; filename*=unicode_escape''%5Cx41.pdf", "x41.pdf"),
        ("attachment; filename*=UTF-8''%1B%5B2Jplan%00%0D%0AX-Y%3A.pdf", "[2JplanX-Y:.pdf"),
        ("attachment; filename*=UTF-8''%E2%80%AEfdp.exe", "fdp.exe"),
        ("attachment; filename*=UTF-8''..%2F..%2Fetc%2Fpasswd", "passwd"),
        ('attachment; filename="a\\"b.pdf"', 'a"b.pdf'),
        ('attachment; filename="\u2067gpj.\u2069exe"', "gpj.exe"),
        ("attachment", ""),
        ("", ""),
    ],
)
def test_the_name_that_a_server_gives(header, name):
    assert file_name(header) == name
