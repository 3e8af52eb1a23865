"""What a machine does to an audit in the night: afterwards there is the old state or the new one, and it was said.

``docs/faults.md`` lists them with their rows of the fault matrix (``tests/gather/faults_elsewhere.yaml``).
"""

from __future__ import annotations

import fcntl
import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from crawler.cli import cli
from crawler.cli import room as rooms
from crawler.evidence import RunLock, ledger, open_evidence
from crawler.evidence.lock import LOCK_NAME
from tests.fork_server import Fresh
from tests.gather.server import BadServer, answer_with
from tests.hostile.runs import DECLARED, OFFICE, agencies, untimed

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FAILED, WRONG_INPUT, INCOMPLETE = 1, 2, 3
SEED = int(os.environ.get("OIT_SEED", "2568"))
#: Audits in which one call fails; ``OIT_FAILING=100`` for a hundred.
FAILING = int(os.environ.get("OIT_FAILING", "1"))


# --------------------------------------------------------------------------------------------- stage


class Stage(NamedTuple):
    """A small office one of whose pages can be held back, its targets file, its undisturbed audit."""

    server: BadServer
    targets: Path
    calm: Path
    held: threading.Event
    reached: threading.Event

    def start(self, out: Path, *, resume: bool = False, **process: object) -> subprocess.Popen[str]:
        words = (
            ["--resume", str(out)] if resume
            else ["--targets", str(self.targets), "--checklist", "bma-district-2568", "--as-of", "2025-04-30",
                  "--out", str(out), "--allow-private-hosts", "--delay", "0"]
        )  # fmt: skip
        # Surroundings work on an interpreter that starts.
        started = Fresh if "env" in process else subprocess.Popen
        # Nothing is compiled to disk: a module that is cut by a limit, or by a call that fails, would stay cut.
        env = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            **process.pop("env", {}),
        }
        return started(
            [sys.executable, "-m", "crawler", "audit", *words, "--quiet", "--no-progress", "--format", "json"],
            env=env, text=True, **{"stderr": subprocess.PIPE, "stdout": subprocess.PIPE, **process},
        )  # fmt: skip

    def audit(self, out: Path, **process: object) -> tuple[int, str]:
        """The exit code and what was said."""
        running = self.start(out, **process)
        _, said = running.communicate()
        # An item that the judge itself breaks on is unverified, and the trace of that is for whoever mends it.
        assert "Traceback" not in (said or "") or "a fault of ours in the judgement" in said, said
        return running.returncode, said

    def goes_on(self, out: Path) -> None:
        """Resumed, or begun where there was nothing yet, it says what the undisturbed one says."""
        if (out / LOCK_NAME).exists():
            with (out / LOCK_NAME).open("rb") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
        code, said = self.audit(out, resume=(out / "ledger.sqlite3").exists())
        assert code == FAILED, said
        self.same(out)

    def same(self, out: Path) -> None:
        assert agencies(out / "audit.json") == agencies(self.calm / "audit.json")
        with open_evidence(out) as store:
            assert (store.run["complete"], store.run["pending"]) == (True, 0)
            assert all(len(store.body(one.sha256)) == one.size for one in store.captures() if one.sha256)
        assert not [one.name for one in out.iterdir() if one.name.startswith(".")]


def in_both_tongues(said: str) -> None:
    thai, english = said.strip().splitlines()
    assert any("ก" <= sign <= "๙" for sign in thai)
    assert english.startswith("     ")


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    folder = tmp_path_factory.mktemp("machine")
    held, reached = threading.Event(), threading.Event()

    async def gate(connection):
        reached.set()
        if held.is_set():
            await connection.wait()
        await answer_with(OFFICE["/o9"], connection)

    with BadServer({**OFFICE, "/o9": gate}) as server:
        office = {
            "id": "office", "code": "1001", "name_th": "สำนักงานเขตทดสอบ", "name_en": "Test", "site": server.url("/"),
            "declared": {item: [server.url(path)] for item, path in DECLARED.items()},
        }  # fmt: skip
        targets = folder / "targets.yaml"
        targets.write_text(json.dumps({"version": 1, "agencies": [office]}, ensure_ascii=False), "utf-8")
        one = Stage(server, targets, folder / "calm", held, reached)
        assert one.audit(one.calm)[0] == FAILED
        yield one


@pytest.fixture
def finished(stage, tmp_path):
    """A copy of the finished run."""
    return Path(shutil.copytree(stage.calm, tmp_path / "run"))


def contents(folder):
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


# ---------------------------------------------------------------------------------- signals and limits


@pytest.mark.parametrize(
    "signals", [[signal.SIGTERM], [signal.SIGINT, signal.SIGTERM]], ids=["once", "twice"]
)
def test_asked_to_stop(stage, tmp_path, signals):
    """In the middle of a run; the targets file is another one before it goes on."""
    stage.held.set()
    stage.reached.clear()
    running = stage.start(tmp_path / "run")
    stage.reached.wait()
    for one in signals:
        running.send_signal(one)
    _, said = running.communicate()
    stage.held.clear()
    assert "Traceback" not in said
    assert running.returncode == INCOMPLETE
    with open_evidence(tmp_path / "run") as store:
        assert store.run["pending"] > 0
    before = stage.targets.read_text("utf-8")
    stage.targets.write_text("version: 1\nagencies: []\n")
    stage.goes_on(tmp_path / "run")
    stage.targets.write_text(before, "utf-8")


def limited(which, most):
    return lambda: resource.setrlimit(which, (most, most))


@pytest.mark.parametrize("most", [3_000, 60_000], ids=lambda most: f"{most} bytes a file")
def test_no_room(stage, tmp_path, most):
    code, said = stage.audit(tmp_path / "run", preexec_fn=limited(resource.RLIMIT_FSIZE, most))
    assert code == INCOMPLETE, said
    in_both_tongues(said)
    assert "disk is full" in said or "have it looked at" in said, said
    stage.goes_on(tmp_path / "run")


@pytest.mark.parametrize("most", [8, 12], ids=lambda most: f"{most} descriptors")
def test_no_descriptors(stage, tmp_path, most):
    code, said = stage.audit(tmp_path / "run", preexec_fn=limited(resource.RLIMIT_NOFILE, most))
    assert code == INCOMPLETE, said
    in_both_tongues(said)
    assert "ulimit -n" in said, said
    stage.goes_on(tmp_path / "run")


def failing(folder: Path, at: str) -> dict[str, str]:
    """The surroundings in which one call of an audit fails."""
    return {
        "PYTHONPATH": f"{HERE / 'faulty'}:{ROOT}", "OIT_FAIL_AT": at, "OIT_FAIL_ROOT": str(folder / "run"),
        "OIT_FAIL_LOG": str(folder / "log"),
    }  # fmt: skip


@pytest.fixture(scope="module")
def calls(stage, tmp_path_factory):
    """How many calls that can fail each process of an undisturbed audit makes."""
    folder = tmp_path_factory.mktemp("calls")
    assert stage.audit(folder / "run", env=failing(folder, "main:0"))[0] == FAILED
    stage.same(folder / "run")
    return {which: int((folder / f"log.{which}").read_text().split()[0]) for which in ("main", "child")}


def places() -> list[tuple[str, float]]:
    luck = random.Random(SEED)
    return [(luck.choice(("main", "child")), luck.random()) for _ in range(FAILING)]


@pytest.mark.parametrize(
    ("which", "share"), places(), ids=lambda one: one if isinstance(one, str) else f"{one:.3f}"
)
def test_a_call_fails_in_an_audit(stage, calls, tmp_path, which, share):
    """Anywhere between its first line and its last; how many calls there are depends on the clock."""
    code, said = stage.audit(
        tmp_path / "run", env=failing(tmp_path, f"{which}:{1 + int(share * calls[which])}")
    )
    print(f"{which} at {share:.3f}: {(tmp_path / f'log.{which}').read_text()}: {code} {said}")
    assert code in (FAILED, WRONG_INPUT, INCOMPLETE)
    if code != FAILED:
        in_both_tongues(said)
        assert "--resume" in said or not (tmp_path / "run" / "ledger.sqlite3").exists()
    stage.goes_on(tmp_path / "run")


def test_hardly_any_room_at_the_start(stage, tmp_path, monkeypatch):
    monkeypatch.setattr(
        rooms.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1 << 40, 1 << 40, 1 << 20)
    )
    asked = len(stage.server.paths)
    words = [
        "audit",
        "--targets",
        str(stage.targets),
        "--out",
        str(tmp_path / "run"),
        "--allow-private-hosts",
    ]
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == INCOMPLETE
    assert "disk is full" in done.stderr
    assert len(stage.server.paths) == asked
    assert not (tmp_path / "run" / "ledger.sqlite3").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_the_folder_cannot_be_written(stage, tmp_path):
    tmp_path.chmod(0o555)
    code, said = stage.audit(tmp_path / "run")
    tmp_path.chmod(0o755)
    assert code == WRONG_INPUT
    in_both_tongues(said)
    assert "check its permissions" in said


# --------------------------------------------------------------------------------- somebody else's hands


def test_two_at_once(stage, tmp_path):
    out = tmp_path / "run"
    out.mkdir()
    with RunLock(out):
        code, said = stage.audit(out)
        assert (code, [one.name for one in out.iterdir()]) == (WRONG_INPUT, [LOCK_NAME])
        in_both_tongues(said)
    stage.goes_on(out)


def refused(folder, *words):
    """What is said when a run cannot be gone on with, nor judged; nothing in its folder changes."""
    before = contents(folder)
    said = []
    for command in (["audit", "--resume", str(folder)], ["judge", str(folder)]):
        done = CliRunner().invoke(cli, [*command, "--quiet", "--format", "json"])
        assert done.exit_code == WRONG_INPUT, done.output
        said.append(done.stderr)
    assert contents(folder) == before
    for one in said:
        in_both_tongues(one)
        assert all(word in one for word in words), one


def test_the_ledger_is_locked(finished, monkeypatch):
    monkeypatch.setattr(ledger, "_PATIENCE", 0.0)
    other = sqlite3.connect(finished / "ledger.sqlite3", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    refused(finished, "database is locked", "end it first")
    other.close()


@pytest.mark.parametrize("start", [0, 4096, 12_288])
def test_the_ledger_is_damaged(finished, start):
    with (finished / "ledger.sqlite3").open("r+b") as file:
        file.seek(start)
        file.write(b"\xa5" * 4096)
    refused(finished, "is damaged", "begin a new run")


def lost(run: Path, path: str, how: str) -> None:
    """Damage the record that holds what ``path`` answered; or cut its file there, or remove it."""
    with open_evidence(run) as store:
        sha256 = next(one.sha256 for one in store.captures() if one.final_url.endswith(path))
        name, offset = store.record(sha256)
    file = run / "evidence" / name
    if how == "gone":
        file.unlink()
        return
    with file.open("r+b") as damaged:
        if how == "cut":
            damaged.truncate(offset + 40)
        else:
            damaged.seek(offset + {"its beginning": 0, "its middle": 400}[how])
            damaged.write(b"\xa5" * 16)


@pytest.mark.parametrize(
    ("how", "path"),
    [("its beginning", "/plan.pdf"), ("its middle", "/plan.pdf"), ("its middle", "/o5"), ("cut", "/plan.pdf"), ("gone", "/plan.pdf")],
)  # fmt: skip
def test_the_evidence_is_damaged(stage, finished, how, path):
    """What was kept is not as it was: nothing is said of it, and what else was seen is judged as before."""
    for cache in finished.glob("facts.sqlite*"):
        cache.unlink()
    lost(finished, path, how)
    done = CliRunner().invoke(cli, ["judge", str(finished), "--quiet", "--format", "json"])
    assert done.exit_code in (FAILED, 0), done.output
    assert done.exception is None or isinstance(done.exception, SystemExit)
    before, after = (
        {
            item["id"]: item
            for item in json.loads((run / "audit.json").read_text("utf-8"))["agencies"][0]["items"]
        }
        for run in (stage.calm, finished)
    )
    assert before["O5"]["status"] == "pass"
    assert after["O5"]["status"] == "unverified"
    assert {one["blame"] for one in after["O5"]["findings"] if one["severity"] == "unverified"} == {"auditor"}
    for item in before.keys() - {"O5"}:
        if how in ("its beginning", "its middle"):
            assert untimed(after[item]) == untimed(before[item])
        assert after[item]["status"] in (before[item]["status"], "unverified")


def test_another_format(finished):
    db = sqlite3.connect(finished / "ledger.sqlite3")
    db.execute("PRAGMA user_version=3")
    db.close()
    refused(finished, "format 3", "reads 1 and 2")


def test_another_release(stage, finished):
    db = sqlite3.connect(finished / "ledger.sqlite3")
    with db:
        db.execute("UPDATE run SET tool_version = '0.0.9', state = 'interrupted'")
        db.execute("UPDATE declared SET state = 'pending' WHERE item = 'O9'")
        db.execute("DELETE FROM capture WHERE key IN (SELECT key FROM declared WHERE item = 'O9')")
    db.close()
    code, said = stage.audit(finished, resume=True)
    assert code == FAILED, said
    assert "oit 0.0.9" in said
    stage.same(finished)
    with open_evidence(finished) as store:
        assert store.run["continued_by"] != store.run["tool_version"] == "0.0.9"


# ------------------------------------------------------------------------------------- clock and surroundings


@pytest.mark.parametrize(("jump", "after"), [(-86_400 * 40, 12), (86_400 * 400, 40)], ids=["back", "forward"])
def test_the_clock_jumps(stage, tmp_path, jump, after):
    env = {"PYTHONPATH": f"{HERE / 'clock'}:{ROOT}", "OIT_JUMP": str(jump), "OIT_JUMP_AFTER": str(after)}
    code, said = stage.audit(tmp_path / "run", env=env)
    assert code == FAILED, said
    stage.same(tmp_path / "run")


def test_a_bare_environment(stage, tmp_path):
    env = {
        "LANG": "C",
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "HOME": "/nonexistent",
        "TERM": "dumb",
    }
    code, _ = stage.audit(
        tmp_path / "run",
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert code == FAILED
    stage.same(tmp_path / "run")


# ------------------------------------------------------------------------------------------- by the source


def test_transactions_are_immediate():
    begins = [
        line.strip()
        for source in (ROOT / "crawler").rglob("*.py")
        for line in source.read_text("utf-8").splitlines()
        if 'execute("BEGIN' in line
    ]
    assert begins
    assert set(begins) == {'db.execute("BEGIN IMMEDIATE")'}


def test_what_is_mentioned_is_on_the_disk(tmp_path):
    """Bytes are synced before the ledger mentions them, files before they get their names, names after that."""
    from tests.hostile.test_torture import Gather, Report
    from tests.hostile.torture import Torture

    Gather.prepare(tmp_path / "gather" / "run")
    with Torture(tmp_path / "gather") as torture:
        Gather.act(tmp_path / "gather" / "run")
    synced = True
    for call in torture.calls:
        synced = call == "fsync" or (synced and call != "pwrite")
        assert synced or call != "sqlite COMMIT"

    Report.prepare(tmp_path / "report")
    with Torture(tmp_path / "report") as torture:
        Report.act(tmp_path / "report")
    calls = [call for call in torture.calls if call in ("file write", "fsync", "replace")]
    first, last = calls.index("replace"), len(calls) - calls[::-1].index("replace")
    drafts = [call for call, _ in groupby(calls[:first])]  # what is long is written in pieces
    assert drafts == ["file write", "fsync"] * (len(drafts) // 2)
    assert set(calls[first:last]) == {"replace"}
    assert set(calls[last:]) == {"fsync"}
