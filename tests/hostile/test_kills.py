"""``oit audit`` killed with SIGKILL anywhere between its first line and its last, then resumed: as if nothing was.

10 random points here; ``OIT_KILLS=100 pytest -n 0 -rP tests/hostile/test_kills.py`` for a hundred, and where they fell.
"""

from __future__ import annotations

import fcntl
import json
import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from crawler.evidence import open_evidence
from crawler.evidence.lock import LOCK_NAME
from tests.gather.server import BadServer
from tests.hostile.runs import DECLARED, OFFICE, agencies

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
KILLS = int(os.environ.get("OIT_KILLS", "10"))
SEED = int(os.environ.get("OIT_SEED", "2568"))
FORMATS = "json,csv,html"
INCOMPLETE = 3


def oit(*words: str, kill: str = "", log: Path | None = None) -> int:
    """The exit code of the command, killed at ``kill``."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    if kill:
        env |= {"OIT_KILL_AT": kill, "OIT_KILL_LOG": str(log), "PYTHONPATH": f"{HERE / 'killer'}:{ROOT}"}
    done = subprocess.run(
        [sys.executable, "-m", "crawler", *words, "--quiet", "--format", FORMATS],
        env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    if done.returncode == INCOMPLETE:
        assert "--resume" in done.stderr or "--targets" in words
    return done.returncode


def fresh(targets: Path, out: Path, **kill: Any) -> int:
    return oit(
        "audit", "--no-progress", "--targets", str(targets), "--checklist", "bma-district-2568", "--as-of", "2025-04-30", "--out", str(out),
        "--allow-private-hosts", "--delay", "0", **kill,
    )  # fmt: skip


class World(NamedTuple):
    """A small office, its undisturbed audit, that audit judged again, and how many calls each process made."""

    server: BadServer
    targets: Path
    calm: Path
    again: Path
    calls: dict[str, int]


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kills")
    with BadServer(OFFICE) as server:
        targets = folder / "targets.yaml"
        declared = {item: [server.url(path)] for item, path in DECLARED.items()}
        one = {
            "id": "office", "code": "1001", "name_th": "สำนักงานเขตทดสอบ", "name_en": "Test", "site": server.url("/"),
            "declared": declared,
        }  # fmt: skip
        targets.write_text(
            json.dumps({"version": 1, "agencies": [one]}, ensure_ascii=False), encoding="utf-8"
        )
        calm, log = folder / "calm", folder / "log"
        assert fresh(targets, calm, kill="main:0", log=log) == 1
        calls = {which: int(log.with_suffix(f".{which}").read_text()) for which in ("main", "child")}
        shutil.copytree(calm, folder / "again")
        assert oit("judge", str(folder / "again"), "--lang", "en", kill="main:0", log=log) == 1
        calls["judge"] = int(log.with_suffix(".main").read_text())
        yield World(server, targets, calm, folder / "again", calls)


def files(folder: Path) -> dict[str, bytes]:
    """What lies in the folder by name, but for what has a name or a content of its own each time."""
    return {
        str(one.relative_to(folder)): one.read_bytes()
        for one in folder.rglob("*")
        if one.is_file() and one.suffix != ".gz"
    }


def reported(folder: Path) -> dict[str, bytes]:
    """The files of the report; what a killed process had only drafted is none of it."""
    ends = (".html", ".css", ".js", ".json", ".csv")
    return {
        name: data
        for name, data in files(folder).items()
        if name.endswith(ends) and not name.startswith(".draft-")
    }


def points() -> list[tuple[str, float]]:
    """Which process, and after what share of its calls; the last tenth, where reports are written, more often."""
    luck = random.Random(SEED)
    kinds = ("child", "main", "main", "end", "judge")
    drawn = [(luck.choice(kinds), luck.random()) for _ in range(KILLS)]
    return [("main", 1 - share / 10) if kind == "end" else (kind, share) for kind, share in drawn]


@pytest.mark.parametrize(
    ("which", "share"), points(), ids=lambda one: one if isinstance(one, str) else f"{one:.3f}"
)
def test_killed(world, tmp_path, which, share):
    out, log = tmp_path / "run", tmp_path / "log"
    if which == "judge":
        killed_while_judging(world, out, log, share)
    else:
        killed_while_auditing(world, out, log, which, share)
    print(f"seed {SEED}: {which} at {share:.3f}: {log.read_text()}")


def killed_while_judging(world, out, log, share):
    """A run that has its report already: afterwards it has that one, or the new one."""
    shutil.copytree(world.calm, out)
    kill = f"main:{1 + int(share * world.calls['judge'])}"
    assert oit("judge", str(out), "--lang", "en", kill=kill, log=log) == -signal.SIGKILL
    assert reported(out) in (reported(world.calm), reported(world.again))
    assert oit("judge", str(out), "--lang", "en") == 1
    assert reported(out) == reported(world.again)
    assert files(out).keys() - {"facts.sqlite"} == files(world.again).keys()


def killed_while_auditing(world, out, log, which, share):
    kill = f"{which}:{1 + int(share * world.calls[which])}"
    code = fresh(world.targets, out, kill=kill, log=log)
    assert code == (INCOMPLETE if which == "child" else -signal.SIGKILL)
    if (out / "audit.json").exists():
        assert agencies(out / "audit.json") == agencies(world.calm / "audit.json")
    before = len(world.server.paths)
    wait_for_the_orphan(out)
    assert finish(world.targets, out) == 1
    assert agencies(out / "audit.json") == agencies(world.calm / "audit.json")
    assert files(out).keys() == files(world.calm).keys()
    asked = world.server.paths[before:]
    assert len(asked) - len(set(asked)) <= asked.count("/none.pdf")  # only what failed is asked twice
    with open_evidence(out) as store:
        assert (store.run["complete"], store.run["pending"]) == (True, 0)
        assert sorted(one.item for one in store.declarations()) == sorted(DECLARED)
        assert all(one.sha256 is None or len(store.body(one.sha256)) == one.size for one in store.captures())


def wait_for_the_orphan(out: Path) -> None:
    """The crawl whose parent was killed notices it, and lets go of the run."""
    if (out / LOCK_NAME).exists():
        with (out / LOCK_NAME).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)


def finish(targets: Path, out: Path) -> int:
    """Go on with the run, or begin it where the kill came before its ledger."""
    if (out / "ledger.sqlite3").exists():
        return oit("audit", "--no-progress", "--resume", str(out))
    return fresh(targets, out)
