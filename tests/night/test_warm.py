"""The second night: what did not change does not travel, is not written, is not read again; and lies to nobody."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass, field

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.evidence import open_evidence
from crawler.evidence.earlier import Known
from crawler.evidence.rows import links_of, packed_links
from tests.gather.runs import agency, gathered
from tests.gather.server import BadServer, Connection, document

DATE = ("Date", "Wed, 30 Apr 2025 12:00:00 GMT")
OLD = ("Last-Modified", "Wed, 30 Apr 2025 11:00:00 GMT")


@dataclass
class Site:
    """Pages that know whether they changed; ``sent`` counts bytes of bodies."""

    bodies: dict[str, bytes]
    marks: tuple[str, ...] = ("etag",)
    status: int | None = None
    always_304: bool = False
    sent: int = 0
    asked: list[dict[str, str]] = field(default_factory=list)

    async def __call__(self, connection: Connection) -> None:
        body = self.bodies[connection.path]
        etag = f'"{hashlib.sha256(body).hexdigest()[:12]}"'
        self.asked.append(connection.headers)
        headers = [DATE, ("Content-Type", "text/html; charset=utf-8")]
        headers += [("ETag", etag)] if "etag" in self.marks else []
        headers += [OLD] if "modified" in self.marks else []
        same = connection.headers.get("if-none-match") == etag or "if-modified-since" in connection.headers
        status = self.status or (304 if self.always_304 or (same and self.marks) else 200)
        body = b"" if status == 304 else body
        self.sent += len(body)
        lines = [
            f"HTTP/1.1 {status} Said",
            *(f"{k}: {v}" for k, v in headers),
            f"Content-Length: {len(body)}",
            "Connection: close",  # the server closes behind every route: whoever does not say so breaks the next request
        ]
        await connection.send("\r\n".join(lines).encode() + b"\r\n\r\n" + body)


def html(text: str) -> bytes:
    return f"<!doctype html><html><head><title>ข้อมูล</title></head><body><h1>ข้อ</h1><p>{text * 50}</p></body></html>".encode()


@pytest.fixture
def site():
    return Site({f"/{n}": html(f"หน้า {n} ") for n in range(4)})


@pytest.fixture
def server(site):
    with BadServer(dict.fromkeys(site.bodies, site)) as one:
        yield one


def night(tmp_path, server, site, number, previous=None):
    site.sent, site.asked = 0, []
    office = agency({"O1": [server.url(path) for path in site.bodies]})
    return gathered(
        tmp_path / str(number), office, previous=str(tmp_path / str(previous)) if previous else ""
    )


def facts(store, server, site):
    """What every page was, without the moment."""
    found = {}
    for path in site.bodies:
        capture = store.capture(server.url(path))
        found[path] = (
            capture.status,
            capture.sha256,
            capture.size,
            capture.error,
            capture.headers,
            store.body(capture.sha256),
        )
    return found


def test_nothing_changed(tmp_path, server, site):
    with night(tmp_path, server, site, 1) as store:
        first = facts(store, server, site)
    with night(tmp_path, server, site, 2, previous=1) as store:
        assert site.sent == 0
        assert facts(store, server, site) == first
        assert store.run["bytes"] < 200  # robots.txt, which is always asked for


def test_one_page_changed_and_exactly_that_one_travels(tmp_path, server, site):
    with night(tmp_path, server, site, 1):
        pass
    site.bodies["/2"] = html("ใหม่ ")
    with night(tmp_path, server, site, 2, previous=1) as store:
        assert site.sent == len(site.bodies["/2"])
        assert store.body(store.capture(server.url("/2")).sha256) == site.bodies["/2"]
    with night(tmp_path, server, site, 3) as full:
        assert facts(full, server, site) == facts(open_evidence(tmp_path / "2"), server, site)


def test_many_nights_in_a_row_and_the_first_ones_pruned(tmp_path, server, site):
    import shutil

    with night(tmp_path, server, site, 1) as store:
        first = facts(store, server, site)
    for number in range(2, 6):
        with night(tmp_path, server, site, number, previous=number - 1):
            assert site.sent == 0
        shutil.rmtree(tmp_path / str(number - 1))
    with open_evidence(tmp_path / "5") as store:
        assert facts(store, server, site) == first
    assert len(list((tmp_path / "5" / "evidence").glob("from-*"))) == 1


def archived(folder):
    """Every record in the evidence of a run, as other tools read it: its kind and its fields."""
    found = []
    for file in sorted(folder.glob("evidence/*.warc.gz")):
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream, check_digests="raise"):
                record.content_stream().read()
                found.append((record.rec_type, dict(record.rec_headers.headers)))
    return found


@pytest.mark.parametrize(
    ("marks", "profile"), [(("etag",), "server-not-modified"), ((), "identical-payload-digest")]
)
def test_revisit_records_name_the_record_that_has_the_bytes(tmp_path, server, site, marks, profile):
    """Whichever night it is: the answer that they refer to stands in the same folder, under that address and moment."""
    site.marks = marks
    for number in (1, 2, 3):
        with night(tmp_path, server, site, number, previous=number - 1 or None):
            pass
    records = archived(tmp_path / "3")
    names = [fields["WARC-Record-ID"] for _, fields in records]
    answers = {
        (fields["WARC-Target-URI"], fields["WARC-Date"], fields["WARC-Payload-Digest"])
        for kind, fields in records
        if kind == "response"
    }
    revisits = [fields for kind, fields in records if kind == "revisit"]
    assert [one["WARC-Profile"].rpartition("/")[2] for one in revisits] == [profile] * 4
    assert {
        (one["WARC-Refers-To-Target-URI"], one["WARC-Refers-To-Date"], one["WARC-Payload-Digest"])
        for one in revisits
    } <= answers
    assert len(set(names)) == len(names)


def test_the_same_bytes_without_a_mark_are_not_written_twice(tmp_path, server, site):
    site.marks = ()
    site.bodies["/0"] = html("ยาว" * 20_000)
    for number in (1, 2):
        with night(tmp_path, server, site, number, previous=number - 1 or None) as store:
            assert site.sent == sum(map(len, site.bodies.values()))
            assert store.body(store.capture(server.url("/0")).sha256) == site.bodies["/0"]
    new = tmp_path / "2" / "evidence" / "oit-00001.warc.gz"
    assert new.read_bytes() != b""
    with new.open("rb") as file:
        kinds = [r.rec_type for r in ArchiveIterator(file)]
    assert kinds.count("revisit") == 4


@pytest.mark.parametrize("status", [404, 500, 403])
def test_a_failing_server_is_never_answered_from_the_night_before(tmp_path, server, site, status):
    with night(tmp_path, server, site, 1):
        pass
    site.status = status
    with night(tmp_path, server, site, 2, previous=1) as store:
        capture = store.capture(server.url("/0"))
        assert capture.status == status
        assert capture.error is not None


def test_a_silent_server_is_never_answered_from_the_night_before(tmp_path, site):
    with BadServer(dict.fromkeys(site.bodies, site)) as server:
        with night(tmp_path, server, site, 1):
            pass
        url = server.url("/0")
    with gathered(tmp_path / "2", agency({"O1": [url]}), previous=str(tmp_path / "1")) as store:
        assert store.capture(url).error == "fetch.connection"


def test_not_changed_that_nobody_asked_for_is_no_page(tmp_path, server, site):
    site.marks, site.always_304 = (), True
    with night(tmp_path, server, site, 1) as store:
        assert store.capture(server.url("/0")).error is not None


def test_where_a_page_leads_is_read_once(tmp_path, server, site):
    """The night before is believed about the links of the same bytes: here it says that there are none."""
    site.bodies["/0"] = b'<!doctype html><html><body><h1>x</h1><p><a href="/1">next</a></p></body></html>'
    with night(tmp_path, server, site, 1):
        pass
    with sqlite3.connect(tmp_path / "1" / "ledger.sqlite3") as ledger:
        noted = dict(ledger.execute("SELECT question, answer FROM leads"))
        assert (server.url("/1"),) in map(links_of, noted.values())
        ledger.execute("UPDATE leads SET answer = ?", (packed_links(()),))
    with night(tmp_path, server, site, 2, previous=1):
        pass
    with sqlite3.connect(tmp_path / "2" / "ledger.sqlite3") as ledger:
        assert dict(ledger.execute("SELECT question, answer FROM leads")) == dict.fromkeys(
            noted, packed_links(())
        )


def test_lost_bytes_are_asked_for_again(tmp_path, server, site):
    with night(tmp_path, server, site, 1):
        pass
    (tmp_path / "1" / "evidence" / "oit-00001.warc.gz").unlink()
    with night(tmp_path, server, site, 2, previous=1) as store:
        assert store.capture(server.url("/0")).error is None
        assert store.body(store.capture(server.url("/0")).sha256) == site.bodies["/0"]


def test_a_night_before_that_is_not_there_makes_a_full_night(tmp_path, server, site):
    with night(tmp_path, server, site, 2, previous=1) as store:
        assert store.capture(server.url("/0")).error is None
        assert not any("if-none-match" in headers for headers in site.asked)


@pytest.mark.parametrize(
    ("headers", "asked"),
    [
        ({"etag": '"a"'}, {"If-None-Match": '"a"'}),
        ({"etag": '"a"', "last-modified": OLD[1]}, {"If-None-Match": '"a"', "If-Modified-Since": OLD[1]}),
        ({"last-modified": OLD[1], "date": DATE[1]}, {"If-Modified-Since": OLD[1]}),
        ({"last-modified": DATE[1], "date": DATE[1]}, {}),
        ({"last-modified": OLD[1]}, {}),
        ({"last-modified": "yesterday", "date": DATE[1]}, {}),
        ({"last-modified": "Wed, 30 Apr 2025 11:00:00", "date": DATE[1]}, {}),
        ({}, {}),
    ],
)
def test_what_can_be_asked(headers, asked):
    assert Known("http://a.go.th/", "0", "", headers).conditions == asked


def test_documents_too(tmp_path):
    with BadServer({"/a.pdf": document()}) as server:
        for number in (1, 2):
            previous = str(tmp_path / "1") if number == 2 else ""
            with gathered(
                tmp_path / str(number), agency({"O1": [server.url("/a.pdf")]}), previous=previous
            ) as store:
                assert store.body(store.capture(server.url("/a.pdf")).sha256).startswith(b"%PDF")
