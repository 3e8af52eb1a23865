"""The machine runs out of something: the run ends and says so, or goes on; what was finished stays readable."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.evidence import open_evidence
from tests.gather.server import Answer, BadServer, page

SCRIPT = """
import resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from tests.gather.runs import QUICK, agency
from crawler.gather.ended import GatherFailedError
from crawler.gather.run import gather
which, amount = sys.argv[4].split("=")
resource.setrlimit(getattr(resource, which), (int(amount), int(amount)))
urls = [f"{sys.argv[1]}/{n}" for n in range(40)]
try:
    gather([agency({"O1": urls})], Path(sys.argv[2]), QUICK, {})
except GatherFailedError as failed:
    print("failed:", failed)
"""


def limited(server: BadServer, folder: Path, limit: str) -> str:
    """Gather 40 addresses within a limit of the system; what the audit said about it."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, server.url(""), str(folder), str(Path(__file__).parents[2]), limit],
        capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},  # a module compiled within the limit would stay cut
    )  # fmt: skip
    return done.stdout


BIG = Answer(random.Random(1).randbytes(60_000), headers=(("Content-Type", "application/pdf"),))


def test_disk_full(tmp_path):
    """No file may grow beyond 200 KB: the evidence does not fit, the ledger still tells the truth."""
    with BadServer(otherwise=BIG, routes={"/robots.txt": page("", status=404)}) as server:
        said = limited(server, tmp_path / "run", "RLIMIT_FSIZE=200000")
    assert "failed:" in said
    with open_evidence(tmp_path / "run") as store:
        assert store.run["complete"] is False
        assert store.run["pending"] > 0
        for capture in store.captures():
            assert capture.sha256 is None or len(store.body(capture.sha256)) == capture.size


@pytest.mark.parametrize("descriptors", [64, 48])
def test_few_descriptors(tmp_path, descriptors):
    with BadServer(otherwise=page("x")) as server:
        said = limited(server, tmp_path / "run", f"RLIMIT_NOFILE={descriptors}")
    with open_evidence(tmp_path / "run") as store:
        if not said:
            assert store.run["complete"] is True
        assert not [one for one in store.captures() if one.error == "presence.http_error"]
