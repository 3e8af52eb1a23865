"""Pages are read as documents are: once, in a child that may die of them, and never again while nothing changes."""

from __future__ import annotations

import json
import os
import sqlite3
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from checklists import load_checklist
from crawler.audit.judge import judge_run
from crawler.cli.runs import command as runs
from crawler.evidence import open_evidence
from crawler.gather.run import gather
from crawler.judge.office import titles_of
from crawler.model import DocumentFacts
from crawler.read import code
from crawler.read.cache import page_key
from crawler.read.documents import Documents
from crawler.read.limits import MIB, ReaderLimits
from crawler.read.page import read_page
from crawler.read.page_record import unpacked
from crawler.read.page_walk import walked
from crawler.read.pool import PageJob, ReaderPool
from reports.audit_json import dumps
from tests.gather.runs import QUICK, agency
from tests.gather.server import BadServer, document, page, redirect

INJECTED = Path(__file__).parent / "injected"
#: Smaller than the product's, so that the tests are quick; the reasons are the same.
TIGHT = ReaderLimits(memory=700 * MIB, cpu=1)
PAGE = "<!doctype html><title>แผน</title><h1>แผนปฏิบัติราชการ</h1><p><a href='a.pdf'>ปี 2568</a></p>".encode()


@pytest.fixture
def breakable(monkeypatch):
    """The children of readers that start now break when a page says so."""
    monkeypatch.syspath_prepend(str(INJECTED))


def stopped(word: str) -> bytes:
    return f"<!doctype html><p>{word}</p>".encode()


@pytest.mark.parametrize(
    ("word", "error"),
    [("LOOP", "limit:cpu"), ("SWELL", "limit:memory"), ("ABORT", "limit:crash"), ("BREAK", "limit:crash"), ("NEST", "limit:depth")],
)  # fmt: skip
def test_a_page_that_breaks_its_reader_is_one_page(breakable, word, error):
    with ReaderPool(1, limits=TIGHT) as pool:
        jobs = [PageJob(PAGE), PageJob(stopped(word)), PageJob(PAGE)]
        first, broken, last = (pool.submit_page(job).result() for job in jobs)
    assert isinstance(broken, DocumentFacts)
    assert (broken.type, broken.error, broken.grade) == ("html", error, "unreadable")
    assert "could not be examined" in broken.detail
    assert first == last
    assert unpacked(first).pieces == read_page(PAGE).pieces


def test_what_broke_a_reader_is_asked_anew_another_time(breakable, tmp_path):
    with ReaderPool(1, tmp_path / "facts.sqlite", limits=TIGHT) as pool:
        assert isinstance(pool.submit_page(PageJob(stopped("BREAK"))).result(), DocumentFacts)
    db = sqlite3.connect(tmp_path / "facts.sqlite")
    assert db.execute("SELECT count(*) FROM pages").fetchone() == (0,)
    db.close()


def test_pages_do_not_use_a_child_up(tmp_path):
    with ReaderPool(1, limits=ReaderLimits(documents=2)) as pool:
        for number in range(6):
            pool.submit_page(PageJob(PAGE + b"%d" % number)).result()
            (child,) = pool._children
        assert (child.asked, child.documents) == (6, 0)


KEYS = [
    ("text/html", "text/html; x=y", True),
    ("text/html; charset=tis-620", "TEXT/HTML;charset=windows-874", True),
    ("text/html; charset=utf-8", "text/html; charset=tis-620", False),
    ("text/html", "application/octet-stream", False),
    ("application/pdf", "", True),
    ("text/html; charset=nonsense", "text/html", True),
]


@pytest.mark.parametrize(("one", "other", "same"), KEYS)
def test_what_of_the_header_has_a_say(one, other, same):
    assert (page_key("0" * 64, one) == page_key("0" * 64, other)) is same


def test_another_reader_asks_anew(monkeypatch):
    before = page_key("0" * 64, "text/html")
    code.code_version.cache_clear()
    monkeypatch.setattr(code.lxml, "__version__", "that was never made")
    assert page_key("0" * 64, "text/html") != before
    code.code_version.cache_clear()


# -------------------------------------------------------------------------------------------- whole nights

RULES = load_checklist("bma-district-2568")
TITLES = {item.id: item.title.th for item in RULES.items}


def declared(item: str, *links: str) -> bytes:
    below = "".join(
        f"<li><a href='{link}'>{TITLES[item]} ปี 2568 ฉบับที่ {n}</a></li>" for n, link in enumerate(links)
    )
    return f"<h1>{TITLES[item]}</h1><p>ประจำปีงบประมาณ พ.ศ. 2568 ของสำนักงานเขต</p><ul>{below}</ul>".encode()


SITE = {
    "/O5": page(declared("O5", "/O5/more").decode()),
    "/O5/more": page(declared("O5", "/O5/plan.csv").decode()),
    "/O5/plan.csv": document(f"{TITLES['O5']} 2568\nลำดับ,เรื่อง\n1,แผน\n".encode(), "text/csv"),
    "/O7": page("<p>LOOP</p>"),
    "/O9": page(declared("O9").decode()),
    "/moved": redirect("/O9"),
}


class Counter:
    """How many pages the processes of a night parsed, this one among them."""

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        self._pipe = os.open(path, os.O_RDWR | os.O_NONBLOCK)

    def taken(self) -> int:
        """Those since it was asked last."""
        try:
            return len(os.read(self._pipe, 1 << 16))
        except BlockingIOError:
            return 0

    def here(self, walked):
        def counted(body):
            os.write(self._pipe, b".")
            return walked(body)

        return counted


@pytest.fixture
def parsed(monkeypatch, tmp_path, breakable):
    """A counter of pages parsed, in every process that is started or is this one."""
    counter = Counter(tmp_path / "parsed")
    monkeypatch.setenv("OIT_PAGES_PARSED", str(tmp_path / "parsed"))
    monkeypatch.setenv("PYTHONPATH", f"{INJECTED}:{INJECTED.parents[2]}")
    monkeypatch.setattr("crawler.read.page.walked", counter.here(walked))
    return counter


def judged(folder: Path, cache: Path | None) -> str:
    """The audit as it would be written."""
    with open_evidence(folder) as store, Documents(store, cache=cache) as documents:
        documents.read_all()
        return dumps(judge_run(store, store.agencies(), RULES, date(2025, 4, 30), documents, {}))


def test_a_night_in_which_nothing_changed_parses_no_page(parsed, tmp_path):
    cache = tmp_path / "facts.sqlite"
    with BadServer(SITE) as server:
        office = agency({"O5": [server.url("/O5")], "O9": [server.url("/moved")]})
        gather([office], tmp_path / "1", QUICK, titles_of(RULES))
        assert parsed.taken() == 3, "each page for its links"
        first = judged(tmp_path / "1", cache)
        assert parsed.taken() == 3, "each page for its facts, and only once"
        gather([office], tmp_path / "2", replace(QUICK, previous=str(tmp_path / "1")), titles_of(RULES))
        judged(tmp_path / "2", cache)
        assert parsed.taken() == 0
    assert judged(tmp_path / "1", cache) == first
    assert parsed.taken() == 0
    assert judged(tmp_path / "1", None) == first
    assert parsed.taken() == 3


def test_a_damaged_row_is_read_anew(parsed, tmp_path):
    cache = tmp_path / "facts.sqlite"
    with BadServer(SITE) as server:
        gather([agency({"O9": [server.url("/O9")]})], tmp_path / "1", QUICK, titles_of(RULES))
    first = judged(tmp_path / "1", cache)
    db = sqlite3.connect(cache, isolation_level=None)
    db.execute("UPDATE pages SET facts = x'80049503'")
    db.close()
    parsed.taken()
    assert judged(tmp_path / "1", cache) == first
    assert parsed.taken() == 1
    assert judged(tmp_path / "1", cache) == first
    assert parsed.taken() == 0


def test_a_page_that_hangs_is_a_finding_and_the_next_is_judged(breakable, tmp_path, monkeypatch):
    monkeypatch.setattr("crawler.read.pool.ReaderLimits", partial(ReaderLimits, cpu=1))
    with BadServer(SITE) as server:
        office = agency({"O7": [server.url("/O7")], "O9": [server.url("/O9")]})
        gather([office], tmp_path / "1", QUICK, titles_of(RULES))
    audit = json.loads(judged(tmp_path / "1", tmp_path / "facts.sqlite"))
    items = {item["id"]: item for item in audit["agencies"][0]["items"]}
    (finding,) = (one for one in items["O7"]["findings"] if one["severity"] == "unverified")
    assert (finding["code"], finding["blame"]) == ("machine_readable.reader_limit", "auditor")
    assert "processor time" in finding["message_en"]
    assert [one for one in items["O7"]["findings"] if one["severity"] == "error"] == []
    assert items["O7"]["status"] == "unverified"
    assert "machine_readable.reader_limit" not in {one["code"] for one in items["O9"]["findings"]}


def test_a_page_is_forgotten_when_its_last_run_is_pruned(parsed, tmp_path):
    """The runs of two nights with a page each; when the older one goes, so does what was read in it."""
    cache = tmp_path / "facts.sqlite"
    with BadServer(SITE) as server:
        for number, path in ((1, "/O5/more"), (2, "/O9")):
            folder = tmp_path / str(number)
            gather([agency({"O9": [server.url(path)]})], folder, replace(QUICK, depth=0), titles_of(RULES))
            audit = json.loads(judged(folder, cache))
            audit["audit"] |= {"as_of": f"2025-04-2{number}", "complete": True}
            (folder / "audit.json").write_text(dumps(audit), "utf-8")
    pruned = CliRunner().invoke(runs, ["prune", str(tmp_path), "--keep-daily", "1", "--keep-monthly", "0"])
    assert pruned.stdout.split() == [str(tmp_path / "1")]
    parsed.taken()
    judged(tmp_path / "2", cache)
    assert parsed.taken() == 0
    db = sqlite3.connect(cache)
    assert db.execute("SELECT count(*) FROM pages").fetchone() == (1,)
    db.close()
