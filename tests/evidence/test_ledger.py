"""The ledger and the WARC files behind it: old state or new state, never half."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import zlib
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.evidence import Cut, LedgerError, RunBusyError, RunLock, VerdictRow, open_evidence
from crawler.evidence.address import evidence_key, wire_url
from crawler.evidence.body import Body
from crawler.evidence.earlier import Earlier
from crawler.evidence.warc import Exchange
from crawler.evidence.writer import EvidenceWriter, begin_run
from crawler.model import Agency, Capture, Declaration, Hop, Waiver

OFFICE = Agency(
    "office", "1", "สำนักงาน", "Office", "http://a.go.th/office", group="กลุ่ม", allowed_hosts=("a.go.th",),
    declarations=(
        Declaration("office", "O1", "http://a.go.th/แผน#ก", "list.yaml", 7),
        Declaration("office", "O2", "http://a.go.th/b"),
        Declaration("office", "O3", "http://a.go.th/b#again"),
    ),
    waivers=(Waiver("O9", "ไม่มี", "ส่วนกลาง", date(2025, 9, 30)),),
)  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    begin_run(
        tmp_path,
        [OFFICE],
        {"as_of": "2025-04-30", "checklist": "x"},
        {"O1": ("แผน",)},
        started="2025-04-30T00:00:00Z",
    )
    return tmp_path


def exchange(url="http://a.go.th/b", body=b"<p>x", **values) -> Exchange:
    base = Exchange(
        url,
        "2025-04-30T00:00:01Z",
        (("Host", "a.go.th"),),
        200,
        "OK",
        (("Content-Type", "text/html"),),
        Body.of(body),
        "203.0.113.9",
    )
    return replace(base, **values)


def captured(url="http://a.go.th/b", **values) -> Capture:
    return replace(Capture(url, url, 200, "2025-04-30T00:00:01Z"), **values)


def record(writer, url="http://a.go.th/b", body=b"<p>x", **values):
    sha256 = writer.exchange(exchange(wire_url(url), body), Body.of(body))
    writer.capture_made(evidence_key(url), captured(url, sha256=sha256, size=len(body), **values), 1)
    return sha256


def test_everything_declared_is_there_before_the_first_request(folder):
    with open_evidence(folder) as store:
        assert store.agencies() == (OFFICE,)
        assert store.declarations() == OFFICE.declarations
        assert store.capture("http://a.go.th/b") is None
        assert (store.run["state"], store.run["pending"], store.run["complete"]) == ("gathering", 3, False)
        assert (store.run["as_of"], store.run["checklist"]) == ("2025-04-30", "x")


def test_what_is_recorded_comes_back_as_it_was(folder):
    full = captured(
        "http://a.go.th/แผน", final_url="http://a.go.th/end", headers={"content-type": "text/html", "x": "ก"},
        hops=(Hop("http://a.go.th/x", 302, "http://a.go.th/end"),), error="fetch.truncated", detail="why\udcff",
        truncated=True, seen=2, ip="203.0.113.9", tls="expired", role="declared",
    )  # fmt: skip
    writer = EvidenceWriter(folder)
    sha256 = writer.exchange(exchange("http://a.go.th/end", "เนื้อหา".encode()), Body.of("เนื้อหา".encode()))
    writer.capture_made(evidence_key("http://a.go.th/แผน"), replace(full, sha256=sha256, size=21), 2)
    writer.commit()
    writer.close()
    with open_evidence(folder) as store:
        found = store.capture("http://a.go.th/แผน#ข")
        assert found == replace(full, sha256=sha256, size=21, detail="why\\udcff")
        assert store.body(sha256).decode() == "เนื้อหา"
        with pytest.raises(KeyError):
            store.body("0" * 64)


@pytest.mark.parametrize("committed", [True, False])
def test_what_the_writer_forgets_the_ledger_knows(folder, monkeypatch, committed):
    """Of captures and of where bodies lie only the last are in memory; a body of then is not written twice."""
    monkeypatch.setattr("crawler.evidence.writer._PLACES", 1)
    urls = [f"http://a.go.th/{n}" for n in range(5)]
    writer = EvidenceWriter(folder)
    hashes = [record(writer, url, url.encode(), headers={"x": "ก"}) for url in urls]
    if committed:
        writer.commit()
        assert len(writer._places) == 1
    length = writer._warc.length
    assert [writer.body(one) for one in hashes] == [url.encode() for url in urls]
    made = [writer.capture_made_of(url) for url in urls]
    assert [(one.url, one.sha256, one.headers) for one in made] == [
        (url, sha256, {"x": "ก"}) for url, sha256 in zip(urls, hashes, strict=True)
    ]
    assert writer.capture_made_of("http://a.go.th/never") is None
    assert record(writer, "http://a.go.th/else", urls[0].encode()) == hashes[0]
    writer.commit()
    assert writer._db.execute("SELECT count(*) FROM body").fetchone()[0] == len(urls)
    assert writer._warc.length > length
    writer.close()


def test_two_spellings_share_a_capture(folder):
    writer = EvidenceWriter(folder)
    record(writer)
    writer.commit()
    assert writer.pending() == ("http://a.go.th/แผน#ก",)
    assert writer.capture("http://a.go.th:80/b").url == "http://a.go.th:80/b"
    assert writer.capture("HTTP://A.go.th/b#z").status == 200
    writer.close()


def test_uncommitted_work_is_not_believed(folder):
    writer = EvidenceWriter(folder)
    first = record(writer, body=b"first")
    writer.commit()
    lost = record(writer, "http://a.go.th/lost", b"lost" * 1000)
    with open_evidence(folder) as store:
        assert store.body(first) == b"first"
        with pytest.raises(KeyError):
            store.body(lost)
    writer.close()


@pytest.mark.parametrize("behind", [b"", b"\x1f\x8b\x08\x00", b"no gzip at all"])
@pytest.mark.parametrize("size", [0, 5, 20_000, 300_000])
def test_a_record_is_read_whatever_follows_it(folder, size, behind):
    """Somebody may be writing the next one, or have been killed doing so."""
    body = random.Random(size).randbytes(size)
    writer = EvidenceWriter(folder)
    kept = record(writer, body=body)
    writer.commit()
    name, offset = writer.record(kept)
    path = folder / "evidence" / name
    request = zlib.decompressobj(wbits=31)
    request.decompress(path.read_bytes()[offset:])
    with path.open("r+b") as file:  # from behind the answer on
        file.truncate(path.stat().st_size - len(request.unused_data))
        file.seek(0, os.SEEK_END)
        file.write(behind)
    with open_evidence(folder) as store:
        assert store.head(kept, 100) == body[:100]
        assert store.body(kept) == body
    writer.close()


def test_a_torn_warc_is_cut_to_what_was_committed(folder):
    writer = EvidenceWriter(folder)
    kept = record(writer, body=b"kept")
    writer.commit()
    writer.close()
    (warc,) = (folder / "evidence").iterdir()
    whole = warc.stat().st_size
    with warc.open("ab") as file:
        file.write(b"\x1f\x8b torn by a crash")
    (folder / "evidence" / "oit-00099.warc.gz").write_bytes(b"never mentioned")
    again = EvidenceWriter(folder)
    again.close()
    assert warc.stat().st_size == whole
    names = sorted(path.name for path in (folder / "evidence").iterdir())
    assert names == ["oit-00001.warc.gz", "oit-00002.warc.gz"]
    with open_evidence(folder) as store:
        assert store.body(kept) == b"kept"
    with warc.open("rb") as file:
        assert [one.rec_type for one in ArchiveIterator(file)] == ["warcinfo", "response", "request"]


def test_a_run_with_pending_addresses_is_never_complete(folder):
    writer = EvidenceWriter(folder)
    record(writer)
    with pytest.raises(RuntimeError, match="no capture"):
        writer.end("gathered")
    record(writer, "http://a.go.th/แผน")
    writer.end("gathered")
    writer.close()
    with open_evidence(folder) as store:
        assert store.run["complete"] is True
        assert store.run["requests"] == 2


def test_withheld_runs_are_not_complete(folder):
    writer = EvidenceWriter(folder)
    record(writer)
    record(writer, "http://a.go.th/แผน")
    writer.note(withheld="the auditor's own network was down", faults=[])
    writer.end("gathered")
    writer.close()
    with open_evidence(folder) as store:
        assert store.run["withheld"]
        assert store.run["complete"] is False


def test_cuts_probes_and_verdicts(folder):
    writer = EvidenceWriter(folder)
    record(writer)
    record(writer, "http://a.go.th/แผน")
    writer.probe_of("http://a.go.th/*", evidence_key("http://a.go.th/oit-0a"))
    record(writer, "http://a.go.th/oit-0a", role="probe")
    writer.commit()
    cut = Cut("office", "O1", "pages", 40, 3, "http://a.go.th/41")
    writer.replace_cuts([cut])
    writer.end("gathered")
    writer.close()
    verdicts = (
        VerdictRow("office", "O1", "", "fail", {"score": 0}),
        VerdictRow("office", "O1", "O1.plan", "fail", {"why": "ไม่พบ"}),
    )
    with open_evidence(folder, write=True) as store:
        assert [one.url for one in store.probes("http://a.go.th/whatever")] == ["http://a.go.th/oit-0a"]
        assert store.cuts() == (cut,)
        store.write_verdicts([verdicts[0]])
        store.write_verdicts(verdicts)
        assert store.verdicts() == verdicts
        assert store.run["state"] == "judged"
    with open_evidence(folder) as store, pytest.raises(sqlite3.OperationalError):
        store.write_verdicts(verdicts)


def test_a_folder_begins_once(folder):
    with pytest.raises(FileExistsError):
        begin_run(folder, [OFFICE], {}, {})


def test_a_ledger_appears_whole_or_not_at_all(tmp_path):
    with pytest.raises(sqlite3.IntegrityError):
        begin_run(tmp_path, [OFFICE, OFFICE], {}, {})
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(LedgerError):
        open_evidence(tmp_path)


HOLD = "import sys, pathlib; from crawler.evidence import RunLock\nwith RunLock(pathlib.Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"


def test_the_lock_goes_with_its_holder(tmp_path):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(RunBusyError), RunLock(tmp_path):
        pass
    holder.kill()
    holder.communicate()
    with RunLock(tmp_path):
        pass


def test_warc_headers_cannot_break_out(folder):
    """Line breaks and control characters of a server's headers stay inside their header."""
    writer = EvidenceWriter(folder)
    hostile = exchange(
        headers=(("Content-Type", "text/html"), ("X-Bad\r\nWARC-Type", "a\r\nWARC-Type: b\x00\x1b[31m"))
    )
    writer.exchange(hostile, Body.of(b"<p>x"))
    writer.close()
    (warc,) = (folder / "evidence").iterdir()
    with warc.open("rb") as file:
        kinds = [one.rec_type for one in ArchiveIterator(file)]
    assert kinds == ["warcinfo", "response", "request"]


TORTURE_POINTS = 40


@pytest.mark.parametrize("point", range(0, TORTURE_POINTS, 3))
def test_a_failing_disk_leaves_old_or_new(folder, monkeypatch, point):
    """Each durable call fails once: what was committed before stays, nothing is half, nothing is silent."""
    writer = EvidenceWriter(folder)
    old = record(writer, body=b"old")
    writer.commit()
    calls = iter(range(TORTURE_POINTS))
    failed = []

    def breaking(real):
        def call(*args, **kwargs):
            if next(calls, None) == point:
                failed.append(real)
                raise OSError(28, "No space left on device")
            return real(*args, **kwargs)

        return call

    monkeypatch.setattr(os, "fsync", breaking(os.fsync))
    monkeypatch.setattr(writer._warc, "write", breaking(writer._warc.write))
    new = []
    for number in range(20):
        try:
            new.append(record(writer, f"http://a.go.th/{number}", b"%d" % number))
            writer.commit()
        except OSError:
            break
    monkeypatch.undo()
    assert bool(failed) == (point < 2 * len(new) + 2)
    writer._db.close()
    with open_evidence(folder) as store:
        assert store.body(old) == b"old"
        assert store.capture("http://a.go.th/b").sha256 == old
        for number, sha256 in enumerate(new[:-1]):
            assert store.body(sha256) == b"%d" % number
        assert json.loads(json.dumps(dict(store.run)))["state"] == "gathering"
    writer.disk.shutdown()
    writer._warc.close()


def test_what_a_crash_left_half_written_is_taken_back_by_whoever_looks_first(folder, tmp_path_factory):
    """Killed in the middle of a commit: the journal is still there, and even a reader opens the old state."""
    writer = EvidenceWriter(folder)
    record(writer)
    writer.commit()
    writer._db.execute("PRAGMA cache_size=2")
    writer._db.execute("BEGIN IMMEDIATE")
    writer._db.executemany(
        "INSERT INTO hop(url, asked_at, bytes) VALUES (?, 't', 0)", [("x" * 500,) for _ in range(500)]
    )
    torn = tmp_path_factory.mktemp("torn") / "run"
    shutil.copytree(folder, torn)
    writer._db.execute("ROLLBACK")
    writer.close()
    assert (torn / "ledger.sqlite3-journal").stat().st_size > 0
    with open_evidence(torn) as store:
        assert store.run["requests"] == 1
    with open_evidence(torn) as store, pytest.raises(sqlite3.OperationalError):
        store._db.execute("DELETE FROM hop")


def test_a_record_that_was_not_written_whole_does_not_count(folder, monkeypatch):
    """The disk is full in the middle of a record, and has room again: no torn bytes between two records."""
    writer = EvidenceWriter(folder)
    record(writer)
    real, full = os.pwrite, []

    def half(descriptor, data, offset):
        if full:
            raise full[0]
        full.append(OSError(28, "No space left on device"))
        return real(descriptor, data[: len(data) // 2], offset)

    monkeypatch.setattr(os, "pwrite", half)
    with pytest.raises(OSError, match="No space"):
        record(writer, "http://a.go.th/torn", b"lost" * 100)
    monkeypatch.undo()
    kept = record(writer, "http://a.go.th/next", b"kept")
    writer.commit()
    writer.close()
    (warc,) = (folder / "evidence").iterdir()
    with warc.open("rb") as file:
        kinds = [one.rec_type for one in ArchiveIterator(file)]
    assert kinds == ["warcinfo", "response", "request", "response", "request"]
    with open_evidence(folder) as store:
        assert store.body(kept) == b"kept"


def test_another_ledger_format_is_refused_by_its_number(folder):
    db = sqlite3.connect(folder / "ledger.sqlite3")
    db.execute("PRAGMA user_version=99")
    db.close()
    with pytest.raises(LedgerError, match="format 99; this one reads 1 and 2"):
        open_evidence(folder)


def as_format_1(folder) -> None:
    """Write the ledger as the first release did: every address of a capture in full."""
    with closing(sqlite3.connect(folder / "ledger.sqlite3")) as db, db:
        db.execute("UPDATE capture SET url = key WHERE url = ''")
        db.execute("UPDATE capture SET final_url = key WHERE final_url = ''")
        db.execute("UPDATE declared SET url = key WHERE url = ''")
        db.execute("DROP INDEX capture_final")
        db.execute("CREATE INDEX capture_final ON capture(final_url)")
        db.execute("PRAGMA user_version=1")


def test_a_ledger_of_format_1_is_read_and_gone_on_with(folder):
    """Whatever the format, the same captures, those below an address, and what the next night goes by."""
    writer = EvidenceWriter(folder)
    sha256 = record(writer)
    elsewhere = {"sha256": sha256, "final_url": "http://a.go.th/b?x=1"}
    for url, values in {
        "http://a.go.th/b/c": {},
        "http://a.go.th/b0": {},
        "http://a.go.th/a": elsewhere,
    }.items():
        writer.capture_made(url, captured(url, **values), 1)
    writer.commit()
    writer.close()

    def seen():
        with Earlier(folder) as store:
            below = [one.url for one in store.answered_below("http://a.go.th/b")]
            known = [
                store.known(url) for url in ("http://a.go.th/b", "http://a.go.th/b?x=1", "http://a.go.th/a")
            ]
            return store.declarations(), store.captures(), below, known

    declared, captures, below, known = seen()
    assert declared == OFFICE.declarations
    assert below == ["http://a.go.th/a", "http://a.go.th/b", "http://a.go.th/b/c"]
    assert [one and one.url for one in known] == ["http://a.go.th/b", "http://a.go.th/b?x=1", None]
    as_format_1(folder)
    assert seen() == (declared, captures, below, known)
    writer = EvidenceWriter(folder)
    record(writer)
    writer.commit()
    writer.close()
    assert seen() == (declared, captures, below, known)
    with closing(sqlite3.connect(folder / "ledger.sqlite3")) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == 2


def test_a_file_lent_across_disks_is_whole_or_not_there(folder, tmp_path_factory, monkeypatch):
    """No links there, and the disk is full in the middle of the copy: nothing torn is taken for the whole."""
    writer = EvidenceWriter(folder)
    lent = record(writer, "http://a.go.th/b", b"lent" * 1000)
    record(writer, "http://a.go.th/แผน")
    writer.end("gathered")
    writer.close()
    to = tmp_path_factory.mktemp("other")
    with Earlier(folder) as earlier:

        def no_links(*_):
            raise OSError(18, "Invalid cross-device link")

        def torn(old, new):
            new.write(old.read(100))
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "link", no_links)
        with monkeypatch.context() as full:
            full.setattr(shutil, "copyfileobj", torn)
            with pytest.raises(OSError, match="No space"):
                earlier.lend(lent, to)
        assert list(to.iterdir()) == []
        place, length = earlier.lend(lent, to)
        assert (to / place.file).stat().st_size == length
