"""What ``oit links`` is given in the place of an address."""

from __future__ import annotations

import socket

import pytest
from click.testing import CliRunner

from crawler.cli import cli
from crawler.cli.lists import listed
from crawler.errors import InputError
from crawler.links.findings import Finding
from tests.targets.books import as_xlsx

LIST = "# หมายเหตุ\nhttps://x.go.th/แผน\n\n  www.y.go.th/1  หมายเหตุท้ายบรรทัด\r\nhtp://z\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp874"])
def test_a_list_is_read_in_whatever_encoding_windows_left_it(encoding):
    found = listed(LIST.encode(encoding), "pages.txt")
    assert [(one.url, one.file, one.line) for one in found] == [
        ("https://x.go.th/แผน", "pages.txt", 2),
        ("www.y.go.th/1", "pages.txt", 4),
        ("htp://z", "pages.txt", 5),
    ]


def test_every_line_without_an_address_is_named_and_a_wrong_file_not_at_length():
    with pytest.raises(InputError) as caught:
        listed(("version: 1\nhttps://x.go.th\nไม่มี\n" + "- id\n" * 50).encode(), "t.yaml")
    problems = caught.value.problems
    assert [one.line for one in problems[:3]] == [1, 3, 4]
    assert "--targets" in problems[0].message_th
    assert problems[-1].message_en == "and 42 more lines"


@pytest.mark.parametrize(
    ("given", "thai", "english"),
    [
        ("nosuch.txt", "ไม่พบไฟล์ nosuch.txt", "there is no file nosuch.txt"),
        ("./nosuch", "ไม่พบไฟล์ ./nosuch", "there is no file ./nosuch"),
        ("C:\\pages.txt", "ไม่พบไฟล์ C:\\pages.txt", "there is no file"),
        ("folder", "folder เป็นโฟลเดอร์", "folder is a folder"),
        ("list.xlsx", "เป็นตาราง Excel ไม่ใช่รายการที่อยู่", "oit targets import"),
        ("empty.txt", "ไม่มีที่อยู่ให้ตรวจ", "there is no address to check"),
        ("ประเวด", "หมายถึง สำนักงานเขตประเวศ (prawet) หรือไม่", "did you mean"),
        ("สนข.นครปฐม", "ไม่มีหน่วยงาน “สนข.นครปฐม”", "no agency"),
    ],
)
def test_what_is_no_address_ends_with_two(given, thai, english, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.txt").write_text("# nothing\n")
    (tmp_path / "list.xlsx").write_bytes(
        as_xlsx([["agency", "item", "url"], ["prawet", "O1", "https://x.go.th"]])
    )
    done = CliRunner().invoke(cli, ["links", given])
    assert done.exit_code == 2, done.output
    assert thai in done.stderr
    assert english in done.stderr


@pytest.mark.parametrize(
    ("finding", "thai", "english"),
    [
        ({"url": "https://x.go.th/a", "status": 404}, "HTTP 404", "HTTP 404"),
        ({"url": "https://x.go.th/a", "detail": "x.go.th: no such host"}, "ไม่มีเว็บไซต์ชื่อ x.go.th", "x.go.th: no such host"),
        ({"url": "x.go.th/a", "detail": "x.go.th: no such host"}, "ไม่มีเว็บไซต์ชื่อ x.go.th", "x.go.th: no such host"),
        ({"url": "htp://x.go.th/a", "detail": "htp: is no web address"}, "คำนำหน้าสะกดผิด ต้องเป็น https:// หรือ http://", "htp: is no web address"),
        ({"url": "https://x.go.th/a", "detail": "errno 104"}, "", "errno 104"),
    ],
)  # fmt: skip
def test_what_came_instead_is_said_in_one_language(finding, thai, english):
    one = Finding("links.broken", "presence.http_error", "error", **finding)
    assert one.about("th") == thai
    assert one.about("en") == english


@pytest.mark.parametrize(
    ("hosts", "why", "code"),
    [(1, socket.EAI_NONAME, 1), (3, socket.EAI_NONAME, 1), (4, socket.EAI_NONAME, 3), (1, socket.EAI_AGAIN, 0), (4, socket.EAI_AGAIN, 3)],
)  # fmt: skip
def test_a_computer_without_a_network_accuses_nobody_unasked(hosts, why, code, monkeypatch):
    """A dead name is a broken link; when there is no other, the doubt is said, and with many the check is not complete."""

    def offline(*_: object, **__: object) -> None:
        raise socket.gaierror(why, "no answer")

    monkeypatch.setattr(socket, "getaddrinfo", offline)
    done = CliRunner().invoke(
        cli, ["links", "--flat", *(f"http://nosuch{n}.invalid/a" for n in range(hosts))]
    )
    assert done.exit_code == code, done.output
    assert "ตรวจว่าเครื่องนี้ต่ออินเทอร์เน็ตอยู่" in done.stdout
