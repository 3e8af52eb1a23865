"""``oit audit`` killed with SIGKILL anywhere between its first line and its last, then resumed: as if nothing was.

10 random points here; ``OIT_KILLS=100 pytest -n 0 tests/hostile/test_kills.py`` for a hundred.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.evidence import open_evidence
from tests.gather.server import BadServer
from tests.hostile.runs import DECLARED, OFFICE, agencies

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
KILLS = int(os.environ.get("OIT_KILLS", "10"))
FORMATS = "json,csv,html"
BUSY = 75


def oit(*words: str, kill: str = "", count: Path | None = None) -> int:
    """The exit code of the command, killed at ``kill``."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    if kill:
        env |= {"OIT_KILL_AT": kill, "PYTHONPATH": f"{HERE / 'killer'}:{ROOT}"}
    if count:
        env["OIT_KILL_COUNT"] = str(count)
    done = subprocess.run(
        [sys.executable, "-m", "crawler", "audit", *words, "--quiet", "--no-progress", "--format", FORMATS],
        env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode


def fresh(targets: Path, out: Path, **kill: object) -> int:
    return oit(
        "--targets", str(targets), "--checklist", "bma-district-2568", "--as-of", "2025-04-30", "--out", str(out),
        "--allow-private-hosts", "--delay", "0", **kill,
    )  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A small office, its undisturbed audit, and how many calls each process of that made."""
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
        assert fresh(targets, folder / "calm", kill="main:0", count=folder / "count") == 1
        calls = {which: int((folder / f"count.{which}").read_text()) for which in ("main", "child")}
        yield server, targets, agencies(folder / "calm" / "audit.json"), calls, files(folder / "calm")


def files(folder: Path) -> set[str]:
    """What lies in the folder; evidence files have a name of their own each time."""
    return {
        str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file() and one.suffix != ".gz"
    }


def points() -> list[tuple[str, float]]:
    """Which process, and after what share of its calls; the last tenth, where reports are written, more often."""
    luck = random.Random(2568)
    kinds = ("child", "main", "main", "end")
    drawn = [(luck.choice(kinds), luck.random()) for _ in range(KILLS)]
    return [("main", 1 - share / 10) if kind == "end" else (kind, share) for kind, share in drawn]


@pytest.mark.parametrize(
    ("which", "share"), points(), ids=lambda one: one if isinstance(one, str) else f"{one:.3f}"
)
def test_killed(world, tmp_path, which, share):
    server, targets, calm, calls, left = world
    out = tmp_path / "run"
    code = fresh(targets, out, kill=f"{which}:{1 + int(share * calls[which])}")
    assert code in {-signal.SIGKILL, 1, 2, 3} if which == "child" else code == -signal.SIGKILL
    if (out / "audit.json").exists():
        json.loads((out / "audit.json").read_text(encoding="utf-8"))  # whole, or not there
    before = len(server.paths)
    code = BUSY
    for _ in range(100):  # the orphaned crawl notices within a moment that its parent is gone
        code = finish(targets, out)
        if code != BUSY:
            break
    assert code == 1
    assert agencies(out / "audit.json") == calm
    assert files(out) == left
    asked = server.paths[before:]
    assert len(asked) - len(set(asked)) <= asked.count("/none.pdf")  # only what failed is asked twice
    with open_evidence(out) as store:
        assert (store.run["complete"], store.run["pending"]) == (True, 0)
        assert sorted(one.item for one in store.declarations()) == sorted(DECLARED)
        assert all(one.sha256 is None or len(store.body(one.sha256)) == one.size for one in store.captures())


def finish(targets: Path, out: Path) -> int:
    """Go on with the run, or begin it where the kill came before its ledger."""
    return oit("--resume", str(out)) if (out / "ledger.sqlite3").exists() else fresh(targets, out)
