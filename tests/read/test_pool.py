"""Readers in child processes: hostile files end within their limits, with the right reason, and the next is read."""

from __future__ import annotations

import io
import os
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest

from crawler.read import child as children
from crawler.read.cache import FactsCache, cache_key
from crawler.read.document import read_document
from crawler.read.limits import MIB, ReaderLimits
from crawler.read.pool import Job, ReaderPool

from .active import ACTIVE
from .hostile import GOOD, OFFICE, PDFS, nested_forms
from .paper import lines, written
from .test_sniff import FIXTURES

GOOD_PDF = written([lines(*GOOD)])
#: Smaller than the product's, so that the tests are quick; the reasons are the same.
TIGHT = ReaderLimits(memory=700 * MIB, cpu=4)


@pytest.fixture(scope="module")
def pool():
    with ReaderPool(1, limits=TIGHT) as running:
        yield running


@pytest.mark.parametrize("hostile", PDFS, ids=lambda hostile: hostile.name)
def test_hostile_pdf(pool, hostile):
    facts = pool.read(hostile.build(), name="x.pdf")
    assert facts.error in hostile.errors
    assert facts.error is None or facts.detail
    assert pool.read(GOOD_PDF, name="good.pdf").grade == "text"


@pytest.mark.parametrize("hostile", OFFICE, ids=lambda hostile: hostile.name)
def test_hostile_office_file(pool, hostile):
    facts = pool.read(hostile.build(), name=hostile.name)
    assert facts.error in hostile.errors
    assert facts.error is None or facts.detail
    assert pool.read(GOOD_PDF, name="good.pdf").grade == "text"


@pytest.mark.parametrize("active", ACTIVE, ids=lambda active: active.name)
def test_a_file_that_would_act(pool, active):
    facts = pool.read(active.build(), name=active.name)
    assert facts.error in active.errors, facts.detail
    assert active.said in "; ".join(facts.reasons), facts.reasons
    assert "passwd" not in f"{facts.title}{facts.blocks}"
    assert not [link for link in facts.links if "10.0.0.1" in link.url]


def test_cells_far_apart_are_read_all_the_same(pool):
    """The file of 4 KB that aborts the fastest workbook reader."""
    far_apart = next(hostile for hostile in OFFICE if hostile.name == "far-apart.xlsx")
    table = pool.read(far_apart.build(), name="a.xlsx").tables[0]
    assert (table.header, table.rows) == (("รายการ", "จำนวนเงิน"), 1)


def test_same_facts_as_in_process(pool):
    assert pool.read(GOOD_PDF, declared_type="text/csv", name="a.csv") == read_document(
        GOOD_PDF, declared_type="text/csv", name="a.csv"
    )


RECORDS = "<?xml version='1.0'?><rows>" + "<row><ปี>2568</ปี><จำนวน>3</จำนวน></row>" * 4 + "</rows>"
PAGE = b"<html><meta charset=gb2312><h1>caf\xe9 \xc3\x28</h1><p>na\xefve</p></html>"
KINDS = {path.name: path.read_bytes() for path in FIXTURES} | {"a.xml": RECORDS.encode(), "a.html": PAGE}


@pytest.mark.parametrize("name", KINDS)
def test_nothing_is_read_differently_without_files(pool, name):
    """A child that cannot open a file any more must not need one: no module, no codec that is loaded when first used."""
    assert pool.read(KINDS[name], name=name) == read_document(KINDS[name], name=name)


def test_many_in_order_past_a_death():
    jobs = [
        Job(GOOD_PDF, name="a.pdf"),
        Job(nested_forms(), name="b.pdf"),
        *[Job(b"a,b\n1,2\n", name="c.csv")] * 9,
    ]
    with ReaderPool(2, limits=TIGHT) as running:
        facts = list(running.read_many(jobs))
    assert [fact.type for fact in facts] == ["pdf", "pdf", *["csv"] * 9]
    assert (facts[1].error or "").startswith("limit:")
    assert facts[1].grade == "unreadable"


def put_to_sleep(running):
    """Have the only child of a pool do nothing from now on, whatever it is asked."""
    running.read(b"a,b\n1,2\n", name="a.csv")
    (child,) = running._children
    os.kill(child._process.pid, signal.SIGSTOP)


def test_a_child_that_sleeps_over_its_work_is_killed():
    with ReaderPool(1, limits=ReaderLimits(asleep=0.0)) as running:
        put_to_sleep(running)
        facts = running.read(GOOD_PDF, name="a.pdf")
    assert (facts.error, facts.type, facts.size) == ("limit:asleep", "pdf", len(GOOD_PDF))
    assert "could not be examined" in facts.detail


def test_a_child_that_works_is_stopped_by_no_clock():
    """However long its work takes: it ends at its limit of processor time and at no other.

    It works for twice as long as it may sleep; a moment it may, for it waits until its work has come.
    """
    with ReaderPool(1, limits=ReaderLimits(memory=3000 * MIB, cpu=1, asleep=0.5)) as running:
        facts = running.read(nested_forms(26), name="a.pdf")
    assert facts.error == "limit:cpu"


def test_a_child_that_was_killed_while_idle_is_replaced():
    with ReaderPool(1) as running:
        running.read(GOOD_PDF, name="a.pdf")
        (child,) = running._children
        os.kill(child._process.pid, signal.SIGKILL)
        assert running.read(GOOD_PDF, name="a.pdf").grade == "text"
        assert running.deaths == 1


def test_children_are_renewed():
    with ReaderPool(1, limits=ReaderLimits(documents=2)) as running:
        seen = set()
        for _ in range(5):
            running.read(GOOD_PDF, name="a.pdf")
            seen |= {child._process.pid for child in running._children}
    assert len(seen) == 3
    assert running.deaths == 0


def test_child_has_no_files_and_no_network(tmp_path):
    """The child gives up its right to open anything before it sees a document."""
    import subprocess
    import sys

    program = (
        "import socket, crawler.read.worker as worker\n"
        "worker._confine(1 << 30, worker.open_status())\n"
        "for attempt in (lambda: open('/etc/hostname'), lambda: socket.socket()):\n"
        "    try: attempt()\n"
        "    except OSError as error: print(error.errno)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["24", "24"]  # EMFILE: too many open files


def test_a_child_that_swells_ends_itself(monkeypatch):
    """Where the system does not enforce the address space, the child watches itself."""
    from crawler.read import worker

    ended = []
    monkeypatch.setattr(worker, "peak_bytes", lambda status: 2 << 30)

    def leave(status):
        ended.append(status)
        raise SystemExit

    monkeypatch.setattr(worker.os, "_exit", leave)
    with pytest.raises(SystemExit):
        worker._watch(1 << 30, io.BytesIO())
    assert ended == [children.TOO_LARGE]


# ------------------------------------------------------------------------------------------- cache


def test_nothing_is_read_twice(tmp_path, monkeypatch):
    with ReaderPool(1, tmp_path / "facts.sqlite") as running:
        first = running.read(GOOD_PDF, name="a.pdf")
    with ReaderPool(1, tmp_path / "facts.sqlite") as running:
        monkeypatch.setattr(running, "_read", None)  # a child would be asked here
        assert running.read(GOOD_PDF, name="other.pdf") == first
        lied = running.read(GOOD_PDF, name="a.pdf", declared_type="image/png")
        assert lied.mismatch == "pdf served as png"


def test_deaths_are_not_kept(tmp_path):
    with ReaderPool(1, tmp_path / "facts.sqlite", limits=ReaderLimits(asleep=0.0)) as running:
        put_to_sleep(running)
        assert running.read(GOOD_PDF, name="a.pdf").error == "limit:asleep"
    with ReaderPool(1, tmp_path / "facts.sqlite") as running:
        assert running.read(GOOD_PDF, name="a.pdf").error is None


def test_another_version_or_question_is_another_entry(monkeypatch):
    keys = {
        cache_key("0" * 64, ending=ending, every_page=every)
        for ending in ("pdf", "csv")
        for every in (True, False)
    }
    monkeypatch.setattr("crawler.read.cache.READER_VERSION", "next")
    keys.add(cache_key("0" * 64, ending="pdf", every_page=False))
    assert len(keys) == 5


def test_damaged_entry_is_read_anew(tmp_path):
    cache = FactsCache(tmp_path / "facts.sqlite")
    cache._db.execute("INSERT INTO facts VALUES ('k', '{\"sha256\": 3')")
    assert cache.get("k") is None
    cache.close()


def test_cache_with_threads(tmp_path):
    cache = FactsCache(tmp_path / "facts.sqlite")
    facts = read_document(GOOD_PDF, name="a.pdf")

    def work(number):
        cache.put(str(number % 7), facts)
        return cache.get(str(number % 7))

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(work, range(60))) == {facts}
    cache.close()
