"""``oit inspect``: one line a file with the contract's keys, a table for people, never a traceback."""

from __future__ import annotations

import http.server
import json
import os
import threading

import pytest
from click.testing import CliRunner

from crawler.cli.inspect import command

from .paper import lines, written
from .test_sniff import FIXTURES, HERE

KEYS = [
    "source", "type", "declared_type", "size", "sha256", "pages", "title", "machine_readability", "mr_level", "reasons",
    "encoding", "tables", "periods", "text_head",
]  # fmt: skip


def inspect(*arguments):
    result = CliRunner().invoke(command, list(map(str, arguments)))
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result, [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]


def test_keys_of_the_contract():
    result, (line,) = inspect(HERE / "fixtures/chromium.pdf")
    assert result.exit_code == 0
    assert list(line)[: len(KEYS)] == KEYS
    assert line["machine_readability"] == "text"
    assert {"start": "2024-10-15", "end": "2024-10-15"}.items() <= line["periods"][-1].items()
    assert line["text_head"].startswith("ประกาศสำนักงานเขตตัวอย่าง")


def test_a_folder_gives_a_line_for_every_file_in_order():
    _, found = inspect(HERE / "fixtures")
    assert [line["source"] for line in found] == [str(path) for path in FIXTURES]
    assert {line["type"] for line in found} >= {
        "pdf",
        "docx",
        "doc",
        "odt",
        "rtf",
        "xlsx",
        "xls",
        "ods",
        "pptx",
        "ppt",
        "odp",
    }


def test_missing_files_are_said_and_the_others_read(tmp_path):
    good = tmp_path / "ก.csv"
    good.write_text("a,b\n1,2\n3,4\n")
    result, found = inspect(tmp_path / "none.pdf", good)
    assert result.exit_code == 2
    assert [line["error"] for line in found] == ["missing", None]
    assert "cannot be opened" in result.stderr


def test_names_that_are_no_unicode(tmp_path):
    """What Windows archives leave behind: Thai in CP874."""
    (tmp_path / os.fsdecode("รายงาน.csv".encode("cp874"))).write_text("a,b\n1,2\n3,4\n")
    _, (line,) = inspect(tmp_path)
    assert (line["source"].rpartition("/")[2], line["type"]) == ("รายงาน.csv", "csv")


def test_long_pdf_in_full(tmp_path):
    path = tmp_path / "long.pdf"
    path.write_bytes(
        written([lines(f"หน้าที่ {number} ของรายงานผลการปฏิบัติราชการประจำปี") for number in range(1, 21)])
    )
    _, (some,) = inspect(path)
    _, (every,) = inspect(path, "--all-pages")
    assert (len(some["page_classes"]), len(every["page_classes"])) == (14, 20)


def test_table_for_people(monkeypatch, tmp_path):
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: True, raising=False)
    hostile = tmp_path / "x.csv"
    hostile.write_bytes("ที่,\x1b[31mแดง\x07,ค\n1,2,3\n".encode())
    result, found = inspect(HERE / "fixtures/form.xlsx", hostile)
    assert not found
    assert "ข้อมูลที่คอมพิวเตอร์อ่านได้" in result.stdout
    assert "ลำดับที่" in result.stdout
    assert "\x1b[31m" not in result.stdout
    assert "\x07" not in result.stdout


class _Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        found = self.path.startswith("/data")
        body = b"a,b\n1,2\n3,4\n" if found else b"gone"
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/csv")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def site():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_url_through_the_guarded_fetcher(site):
    result, found = inspect("--allow-private-hosts", f"{site}/data.csv", f"{site}/missing.pdf")
    assert result.exit_code == 2
    assert (found[0]["type"], found[0]["declared_type"], found[0]["error"]) == ("csv", "text/csv", None)
    assert found[1]["error"] == "missing"


def test_private_addresses_stay_closed(site):
    result, (line,) = inspect(f"{site}/data.csv")
    assert result.exit_code == 2
    assert line["error"] == "missing"
