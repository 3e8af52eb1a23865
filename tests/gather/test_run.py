"""Runs as wholes: what is walked, what is shared, stopped, resumed, refused."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.evidence import LedgerError, RunBusyError, RunLock, open_evidence
from crawler.gather import run
from crawler.gather.run import GatherFailedError, Interrupted, fetch_one, gather, resume
from tests.gather.runs import QUICK, agency, gathered
from tests.gather.server import Answer, BadServer, answer_with, document, in_turn, page, redirect
from tests.read import paper

TITLES = {"O1": ("แผนปฏิบัติราชการ",), "O2": ("รายงานผลการดำเนินงาน",)}


def links(*paths: str) -> str:
    return (
        "<h1>แผนปฏิบัติราชการ</h1><div>"
        + "".join(f'<p><a href="{p}">เอกสาร {p}</a></p>' for p in paths)
        + "</div>"
    )


def test_two_clicks_below_and_no_further(tmp_path):
    routes = {
        "/top": page(links("/one")),
        "/one": page(links("/two", "/a.pdf")),
        "/two": page(links("/three")),
        "/a.pdf": document(),
    }
    with (
        BadServer(routes) as server,
        gathered(tmp_path / "r", agency({"O1": [server.url("/top")]}), TITLES) as store,
    ):
        roles = {one.url.removeprefix(server.url("")): one.role for one in store.captures()}
    assert roles == {"/top": "declared", "/one": "document", "/two": "document", "/a.pdf": "document"}


def _listing(*addresses: str) -> bytes:
    """A paper whose lines are links."""
    page = paper.lines("รายการเอกสาร", *(f"แผนปฏิบัติราชการ {number}" for number in range(len(addresses))))
    areas = [(60, 752 - 24 * n, 500, 770 - 24 * n) for n in range(len(addresses))]
    return paper.written([page], links=list(zip(areas, addresses, strict=True)))


def test_what_a_paper_that_only_lists_links_leads_to_is_asked(tmp_path):
    routes = {"/top": page(links("/list.pdf", "/long.pdf")), "/a": document(), "/b": document()}
    with BadServer(routes) as server:
        body = _listing(server.url("/a"), server.url("/a#again"), server.url("/b"))
        routes["/list.pdf"] = document(body)
        says = paper.lines(*(f"ข้อ {n} สำนักงานเขตดำเนินการตามแผนแล้วเสร็จทุกประการ" for n in range(20)), size=9)
        routes["/long.pdf"] = document(paper.written([says], links=[((0, 700, 595, 790), server.url("/no"))]))
        with gathered(tmp_path / "r", agency({"O1": [server.url("/top")]}), TITLES) as store:
            asked = {one.url.removeprefix(server.url("")) for one in store.captures()}
            assert store.capture(server.url("/b")).status == 200
    assert asked == {"/top", "/list.pdf", "/long.pdf", "/a", "/b"}


def test_an_address_of_many_is_fetched_once(tmp_path):
    routes = {"/shared": page(links("/law.pdf")), "/law.pdf": document(), "/go": redirect("/shared")}
    with BadServer(routes) as server:
        many = [
            agency(
                {"O1": [server.url("/shared")], "O2": [server.url("/shared#law"), server.url("/go")]},
                name=f"a{n}",
            )
            for n in range(6)
        ]
        with gathered(tmp_path / "r", many, TITLES) as store:
            assert store.capture(server.url("/go")).final_url == server.url("/shared")
            assert len(store.agencies()) == 6
    assert sorted(server.paths) == ["/go", "/law.pdf", "/robots.txt", "/shared"]


def test_what_lies_below_a_page_that_failed_at_first_is_found(tmp_path):
    routes = {"/flaky": in_turn(page("", status=500), page(links("/a.pdf"))), "/a.pdf": document()}
    with (
        BadServer(routes) as server,
        gathered(tmp_path / "r", agency({"O1": [server.url("/flaky")]}), TITLES) as store,
    ):
        assert store.capture(server.url("/flaky")).error is None
        assert store.capture(server.url("/a.pdf")).status == 200


def test_budgets_are_kept_and_said(tmp_path):
    routes = {"/top": page(links(*(f"/f{n}.pdf" for n in range(9)), *(f"/p{n}" for n in range(5))))}
    with (
        BadServer(routes, otherwise=document()) as server,
        gathered(
            tmp_path / "r",
            agency({"O1": [server.url("/top")]}),
            TITLES,
            documents_per_item=4,
            pages_per_item=2,
        ) as store,
    ):
        cuts = {cut.budget: cut for cut in store.cuts()}
    assert (cuts["documents"].bound, cuts["documents"].left_out) == (4, 5)
    assert (cuts["pages"].bound, cuts["pages"].left_out) == (2, 3)
    assert cuts["documents"].first.endswith("/f4.pdf")
    assert len([path for path in server.paths if path.endswith(".pdf")]) == 4


def test_byte_budget(tmp_path):
    routes = {"/top": page(links(*(f"/f{n}.pdf" for n in range(9))))}
    with (
        BadServer(routes, otherwise=document(b"%PDF" + b"x" * 1000)) as server,
        gathered(tmp_path / "r", agency({"O1": [server.url("/top")]}), TITLES, bytes_per_item=3500) as store,
    ):
        (cut,) = store.cuts()
    assert (cut.budget, cut.bound) == ("bytes", 3500)


def test_cookie_gate(tmp_path):
    async def gate(connection):
        seen = "pass=1" in connection.headers.get("cookie", "")
        answer = page("inside") if seen else redirect("/gate", Set_Cookie="pass=1")
        await answer_with(answer, connection)

    with (
        BadServer({"/gate": gate}) as server,
        gathered(tmp_path / "r", agency({"O1": [server.url("/gate")]})) as store,
    ):
        capture = store.capture(server.url("/gate"))
        assert (capture.error, capture.status) == (None, 200)
        assert "inside" in store.body(capture.sha256).decode()


def test_probes_belong_to_their_family(tmp_path):
    with BadServer(otherwise=page("ไม่มีหน้านี้")) as server:
        declared = [
            server.url("/page/sub/12/title"),
            server.url("/page/sub/13/other"),
            server.url("/ita/o1.html"),
        ]
        with gathered(tmp_path / "r", agency({"O1": declared}), probes=True) as store:
            probes = store.probes(declared[0])
            assert probes == store.probes(declared[1])
            assert len(probes) == len(store.probes(declared[2])) == 2
            assert {one.role for one in probes} == {"probe"}
            assert len(store.captures("probe")) == 4
            assert store.probes("nonsense") == ()
            assert len(store.captures("declared")) == 3


def test_site_pages_are_few_and_its_own(tmp_path):
    menu = "".join(f'<a href="/p{n}">ข้อมูลสาธารณะ {n}</a>' for n in range(30))
    home = page(f'{menu}<a href="/ita">การประเมิน ITA</a><a href="http://127.0.0.2:9/ita">ITA เว็บอื่น</a>')
    with (
        BadServer({"/": home, "/o1": page("x")}, otherwise=page("y")) as server,
        gathered(
            tmp_path / "r", agency({"O1": [server.url("/o1")]}, site=server.url("/")), site_pages=5
        ) as store,
    ):
        sites = [one.url for one in store.captures("site")]
    assert len(sites) == 5
    assert server.url("/ita") in sites


def test_robots_are_obeyed_and_their_pace_kept(tmp_path):
    rules = Answer(
        b"User-agent: *\nDisallow: /private\nCrawl-delay: 0.5\n", headers=(("Content-Type", "text/plain"),)
    )
    with BadServer({"/robots.txt": rules, "/go": redirect("/private/x")}, otherwise=page("x")) as server:
        declared = [server.url("/private/x"), server.url("/go"), server.url("/open")]
        with gathered(tmp_path / "r", agency({"O1": declared})) as store:
            assert [store.capture(url).error for url in declared] == ["access.robots", "access.robots", None]
    assert "/private/x" not in server.paths
    assert server.paths.count("/robots.txt") == 1
    assert all(headers["user-agent"].startswith("oit/") for _, headers in server.requests)


def test_evidence_is_readable_by_any_tool(tmp_path):
    with BadServer({"/a": redirect("/b")}, otherwise=page("เนื้อหา")) as server:
        with gathered(tmp_path / "r", agency({"O1": [server.url("/a")]})) as store:
            capture = store.capture(server.url("/a"))
            assert "เนื้อหา" in store.body(capture.sha256).decode()
        (warc,) = (tmp_path / "r" / "evidence").glob("*.warc.gz")
        with warc.open("rb") as file:
            records = [
                (one.rec_type, one.rec_headers.get_header("WARC-Target-URI")) for one in ArchiveIterator(file)
            ]
    assert ("response", server.url("/a")) in records
    assert ("request", server.url("/b")) in records
    assert ("response", server.url("/b")) in records


def test_a_folder_holds_one_run(tmp_path):
    with BadServer(otherwise=page("x")) as server:
        with gathered(tmp_path, agency({"O1": [server.url("/")]})):
            pass
        with pytest.raises(FileExistsError):
            gather([agency({"O1": [server.url("/")]})], tmp_path, QUICK, {})


def test_a_second_audit_of_the_folder_is_refused(tmp_path):
    with RunLock(tmp_path), pytest.raises(RunBusyError):
        gather([agency({"O1": ["http://127.0.0.1:1/"]})], tmp_path, QUICK, {})


def test_interrupted_before_the_crawl_can_listen(tmp_path, monkeypatch):
    collect = run._collect

    def interrupted_at_once(child):
        os.kill(os.getpid(), signal.SIGTERM)
        return collect(child)

    monkeypatch.setattr(run, "_collect", interrupted_at_once)
    with BadServer({"/": page("x")}) as server:
        with pytest.raises(Interrupted):
            gather([agency({"O1": [server.url("/")]})], tmp_path, QUICK, {})
        monkeypatch.undo()
        resume(tmp_path)
        with open_evidence(tmp_path) as store:
            assert store.run["complete"] is True


def test_interrupted_and_resumed(tmp_path):
    stuck = threading.Event()

    async def slow(connection):
        stuck.set()
        await connection.wait()

    routes = {f"/{n}": page(f"x{n}") for n in range(5)} | {"/slow": in_turn(slow, page("at last"))}
    with BadServer(routes) as server:
        declared = {"O1": [server.url(f"/{n}") for n in range(5)] + [server.url("/slow")]}
        done = threading.Event()

        def interrupt_when_stuck(progress):
            if stuck.is_set() and progress.declared_done == 5 and not done.is_set():
                done.set()
                os.kill(os.getpid(), signal.SIGTERM)

        with pytest.raises(Interrupted):
            gather([agency(declared)], tmp_path, replace(QUICK, timeout=60), {}, interrupt_when_stuck)
        with open_evidence(tmp_path) as store:
            assert store.run["state"] == "interrupted"
            assert store.run["complete"] is False
            assert store.run["pending"] == 1
        before = list(server.paths)
        resume(tmp_path)
        with open_evidence(tmp_path) as store:
            assert store.run["complete"] is True
            assert all(store.capture(url).status == 200 for url in declared["O1"])
            assert len(list((tmp_path / "evidence").iterdir())) == 2
        assert sorted(server.paths[len(before) :]) == ["/robots.txt", "/slow"]
        resume(tmp_path)  # nothing left to do


KILLED = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from tests.gather.runs import QUICK, agency
from tests.gather.test_run import TITLES
from crawler.gather.run import gather
urls = [f"{sys.argv[1]}/{n}" for n in range(60)]
gather([agency({"O1": urls})], Path(sys.argv[2]), QUICK, TITLES)
"""


@pytest.mark.parametrize("answers", [1, 9, 25, 47, 61])
def test_killed_at_any_point_nothing_is_lost_or_doubled(tmp_path, answers):
    """The audit is killed with SIGKILL; its crawl ends with it; resuming finishes the rest."""
    asked = threading.Semaphore(0)

    async def count(connection):
        asked.release()
        await answer_with(page(f"page {connection.path}"), connection)

    with BadServer(otherwise=count) as server:
        parent = subprocess.Popen(
            [sys.executable, "-c", KILLED, server.url("").removesuffix("/"),
             str(tmp_path / "r"), str(Path(__file__).parents[2])]
        )  # fmt: skip
        for _ in range(answers):
            asked.acquire()
        parent.kill()
        parent.wait()
        _resume_when_free(tmp_path / "r")
        with open_evidence(tmp_path / "r") as store:
            assert store.run["complete"] is True
            captures = store.captures("declared")
            assert len(captures) == 60
            for one in captures:
                assert one.error is None, one
                assert store.body(one.sha256).decode().count("page /") == 1
            for warc in (tmp_path / "r" / "evidence").iterdir():
                with warc.open("rb") as file:
                    assert sum(1 for _ in ArchiveIterator(file)) >= 1
        assert max(server.paths.count(f"/{n}") for n in range(60)) <= 2


def _resume_when_free(folder):
    """The orphaned crawl notices within a moment that its parent is gone; its lock goes with it."""
    while True:
        try:
            return resume(folder)
        except RunBusyError:
            continue


def test_damaged_ledger_is_said_to_be_so(tmp_path):
    with BadServer(otherwise=page("x")) as server, gathered(tmp_path, agency({"O1": [server.url("/")]})):
        pass
    ledger = tmp_path / "ledger.sqlite3"
    data = bytearray(ledger.read_bytes())
    data[4096:12288] = b"\xa5" * 8192
    ledger.write_bytes(data)
    with pytest.raises(LedgerError):
        open_evidence(tmp_path)


def test_foreign_ledger_is_refused(tmp_path):
    db = sqlite3.connect(tmp_path / "ledger.sqlite3")
    db.execute("PRAGMA user_version=99")
    db.close()
    with pytest.raises(LedgerError, match="another version"):
        open_evidence(tmp_path)
    with pytest.raises(LedgerError, match="no audit"):
        open_evidence(tmp_path / "nothing")


def test_a_crawl_that_breaks_says_why(tmp_path):
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / "evidence").write_text("a file where a folder should be")
    with pytest.raises(GatherFailedError, match="FileExistsError"):
        gather([agency({"O1": ["http://127.0.0.1:1/"]})], tmp_path / "r", QUICK, {})


def test_fetch_one():
    with BadServer({"/a": redirect("/b"), "/b": page("hello")}) as server:
        capture, body = fetch_one(server.url("/a"), QUICK)
        assert (capture.status, capture.final_url) == (200, server.url("/b"))
        assert b"hello" in body
        capture, body = fetch_one("http://10.0.0.1/", QUICK)
        assert (capture.error, body) == ("fetch.blocked_address", b"")


def test_own_network_down_withholds_the_run(tmp_path):
    dead = [agency({"O1": [f"http://127.0.0.1:{port}/"]}, name=f"a{port}") for port in range(1, 6)]
    with gathered(tmp_path, dead) as store:
        assert store.run["complete"] is False
        assert "5 of 5 agencies" in store.run["withheld"]
