"""Each fallible call of ledger, evidence and report fails once: the old state or the new one, said and mended.

Some points here, drawn by a seed; ``OIT_TORTURE=all pytest -n 0 tests/hostile/test_torture.py`` for every one.
"""

from __future__ import annotations

import os
import random
from datetime import date
from functools import partial
from typing import ClassVar

import pytest
from warcio.archiveiterator import ArchiveIterator

import reports
from crawler.audit.metrics import FILE_NAME as FIGURES
from crawler.cli.errors import reported
from crawler.cli.exits import INCOMPLETE, WRONG_INPUT
from crawler.cli.night import leave, remember
from crawler.evidence import Cut, RunLock, VerdictRow, open_evidence
from crawler.evidence.address import evidence_key
from crawler.evidence.body import Body
from crawler.evidence.earlier import Earlier
from crawler.evidence.warc import Exchange
from crawler.evidence.writer import EvidenceWriter, begin_run
from crawler.model import Agency, Capture, Declaration
from tests.hostile.torture import Torture
from tests.reports import sample

SEED = 2568
MOST = None if os.environ.get("OIT_TORTURE") == "all" else 16

URLS = tuple(f"http://a.go.th/{n}" for n in range(4))
OFFICE = Agency(
    "office", "1", "สำนักงาน", "Office", "http://a.go.th/",
    declarations=tuple(Declaration("office", f"O{n}", url) for n, url in enumerate(URLS, 1)),
)  # fmt: skip
BODIES = {url: f"<p>{url}".encode() * 300 for url in URLS}


def begin(folder):
    begin_run(folder, [OFFICE], {"as_of": "2025-04-30", "checklist": "x"}, {"O1": ("แผน",)}, started="2025-04-30T00:00:00Z")  # fmt: skip


def session(folder, urls, earlier=None):
    """One session of gathering: what is pending of ``urls`` is asked; the run is closed when nothing is left."""
    writer = EvidenceWriter(folder, Earlier.of(str(earlier)) if earlier else None)
    try:
        for url in writer.pending():
            if url not in urls:
                continue
            exchange = Exchange(url, "2025-04-30T00:00:01Z", (), 200, "OK", (), Body.of(BODIES[url]))
            sha256 = writer.exchange(exchange, exchange.body)
            capture = Capture(url, url, 200, "2025-04-30T00:00:01Z", sha256=sha256, size=len(BODIES[url]))
            writer.asked(evidence_key(url))
            writer.capture_made(evidence_key(url), capture, 1)
            writer.commit()
        writer.replace_cuts([Cut("office", "O1", "pages", 40, 3, URLS[0])])
        writer.note(faults=[])
        writer.end("interrupted" if writer.pending() else "gathered")
    finally:
        writer.close()


def whole(folder, urls):
    """What the ledger says is so: bodies are there, WARC files are sound and all of them are ours."""
    with open_evidence(folder) as store:
        seen = {one.url for one in store.captures()}
        assert set(urls) <= seen
        assert {url: store.body(store.capture(url).sha256) for url in seen} == {
            url: BODIES[url] for url in seen
        }
        known = {row[0] for row in store._db.execute("SELECT file FROM warc")}
        hops = [row[0] for row in store._db.execute("SELECT url FROM hop")]
        return store.run, known, hops


# ------------------------------------------------------------------------------------------ scenarios


class Begin:
    """A new ledger, in a folder that is not there yet."""

    @staticmethod
    def prepare(folder):
        pass

    act = staticmethod(begin)

    @staticmethod
    def check(folder, *, after):
        if not (folder / "ledger.sqlite3").exists():
            assert not folder.exists() or list(folder.iterdir()) == []
            assert not after
            return
        assert [one.name for one in folder.iterdir()] == ["ledger.sqlite3"]
        with open_evidence(folder) as store:
            assert store.declarations() == OFFICE.declarations

    @staticmethod
    def go_on(folder):
        if not (folder / "ledger.sqlite3").exists():
            begin(folder)


class Gather:
    """A run that was interrupted after two addresses, gone on with."""

    act = staticmethod(partial(session, urls=URLS))
    go_on = act

    @staticmethod
    def prepare(folder):
        begin(folder)
        session(folder, URLS[:2])

    @staticmethod
    def check(folder, *, after):
        run, known, hops = whole(folder, URLS if after else URLS[:2])
        assert len(hops) == len(set(hops))
        if after:
            assert run["complete"]
            assert {one.name for one in (folder / "evidence").iterdir()} == known
            for name in known:
                with (folder / "evidence" / name).open("rb") as file:
                    assert {one.rec_type for one in ArchiveIterator(file)} <= {"warcinfo", "response", "request", "revisit"}  # fmt: skip
        assert {one.name for one in folder.iterdir()} <= {
            "ledger.sqlite3",
            "ledger.sqlite3-journal",
            "evidence",
        }


class Again(Gather):
    """A warm night, whose bodies are those of the night before."""

    @staticmethod
    def prepare(folder):
        before = folder.with_name("before")
        begin(before)
        session(before, URLS)
        begin(folder)
        session(folder, URLS[:2], before)

    @staticmethod
    def act(folder):
        session(folder, URLS, folder.with_name("before"))

    go_on = act


class Judge:
    """Verdicts filed anew."""

    OLD = (VerdictRow("office", "O1", "", "fail", {"n": 1}),)
    NEW = (VerdictRow("office", "O1", "", "pass", {"n": 2}), VerdictRow("office", "O2", "", "pass", {}))

    @classmethod
    def prepare(cls, folder):
        Gather.prepare(folder)
        session(folder, URLS)
        cls.file(folder, cls.OLD)

    @staticmethod
    def file(folder, verdicts):
        with RunLock(folder), open_evidence(folder, write=True) as store:
            store.write_verdicts(verdicts, finished="2025-05-01T00:00:00Z")

    @classmethod
    def act(cls, folder):
        cls.file(folder, cls.NEW)

    go_on = act

    @classmethod
    def check(cls, folder, *, after):
        with open_evidence(folder) as store:
            assert store.verdicts() in ((cls.NEW,) if after else (cls.OLD, cls.NEW))


class Report:
    """A report in several formats, over the one of the day before."""

    FORMATS = ("json", "csv", "line", "junit")
    AUDITS = (sample.audit(1, failing=1.0), sample.audit(1, failing=0.0))
    expected: ClassVar[dict[int, dict[str, bytes]]] = {}

    @classmethod
    def write(cls, folder, which):
        reports.render(cls.AUDITS[which], cls.FORMATS, folder, "th")

    @classmethod
    def prepare(cls, folder):
        cls.write(folder, 1)
        cls.expected[1] = contents(folder)
        for name in cls.expected[1]:
            (folder / name).unlink()
        cls.write(folder, 0)
        cls.expected[0] = contents(folder)

    @classmethod
    def act(cls, folder):
        cls.write(folder, 1)

    go_on = act

    @classmethod
    def check(cls, folder, *, after):
        found = contents(folder)
        assert found == cls.expected[1] or (not after and found == cls.expected[0])


class FirstReport(Report):
    """A report where there was none, with its pages."""

    FORMATS = ("json", "html")

    @classmethod
    def prepare(cls, folder):
        folder.mkdir()
        cls.write(folder.with_name("other"), 1)
        cls.expected = {0: {}, 1: contents(folder.with_name("other"))}


class Night:
    """What a night leaves for the next: its memory, its figures, the way to the latest run."""

    AUDIT = sample.audit(1)

    @staticmethod
    def prepare(folder):
        folder.mkdir()

    @classmethod
    def act(cls, folder):
        remember(folder, folder.parent, day=date.fromisoformat(cls.AUDIT["audit"]["as_of"]), checklist="x")
        leave(folder, folder.parent, {**cls.AUDIT, "audit": {**cls.AUDIT["audit"], "complete": True}})

    go_on = act

    @staticmethod
    def check(folder, *, after):
        names = {one.name for one in folder.iterdir()}
        assert names == {"night.json", FIGURES} if after else names <= {"night.json", FIGURES}
        beside = {one.name for one in folder.parent.iterdir()} - {folder.name}
        assert beside == {"latest"} if after else beside <= {"latest"}


def contents(folder):
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


SCENARIOS = (Begin, Gather, Again, Judge, Report, FirstReport, Night)


def points(calls: int) -> list[int]:
    every = range(1, calls + 1)
    return list(every) if MOST is None else sorted(random.Random(SEED).sample(every, min(MOST, calls)))


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.__name__)
def test_each_call_fails_once(scenario, tmp_path, capsys):
    calm = tmp_path / "calm"
    calm.mkdir()
    scenario.prepare(calm / "run")
    with Torture(calm) as torture:
        scenario.act(calm / "run")
    scenario.check(calm / "run", after=True)
    survived = []
    for point in points(len(torture.calls)):
        folder = tmp_path / f"{point}" / "run"
        folder.parent.mkdir()
        scenario.prepare(folder)
        code = 0
        with Torture(folder.parent, point) as failing:
            try:
                with reported(folder):
                    scenario.act(folder)
            except SystemExit as left:
                code = left.code
        said = capsys.readouterr().err
        where = f"{scenario.__name__} {point} {failing.struck}: {said}"
        assert failing.struck, where
        if code:
            assert code in (WRONG_INPUT, INCOMPLETE), where
            thai, english = said.splitlines()
            assert any("ก" <= sign <= "๙" for sign in thai), where
            assert english.strip().isascii(), where
        else:
            survived.append(failing.struck)
        scenario.check(folder, after=not code)
        scenario.go_on(folder)
        scenario.check(folder, after=True)
    print(f"{scenario.__name__}: {len(points(len(torture.calls)))} of {len(torture.calls)} calls failed once; not needed: {sorted(set(survived))}")  # fmt: skip
