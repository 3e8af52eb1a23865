"""What hostile offices cost: an audit of one, its time, its findings and its largest processes.

python -m bench.hostile            an office of faults: seconds, findings, peak memory
python -m bench.hostile --long     the long forms of the suites: 100 kills, 100,000 mutated responses
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from crawler.cli.audit import run_audit
from tests.gather.server import BadServer
from tests.hostile.test_isolation import HOSTILE, office

OFFICES = 1
LONG = {"OIT_KILLS": "100", "OIT_FUZZ": "100000"}


def main() -> int:
    """Print the figures."""
    if "--long" in sys.argv:
        suites = ["tests/hostile/test_kills.py", "tests/gather/test_fuzz.py"]
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-n", "0", *suites], env={**os.environ, **LONG}, check=False
        ).returncode
    declared = {f"O{n}": path for n, path in enumerate(HOSTILE, 1)}
    with ExitStack() as stack:
        servers = [
            stack.enter_context(BadServer(HOSTILE, address=f"127.0.0.{n}")) for n in range(1, OFFICES + 1)
        ]
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        start = time.monotonic()
        outcome = run_audit(
            agencies=[office(f"office{n}", server, declared) for n, server in enumerate(servers)],
            checklist="bma-district-2568", as_of=date(2025, 4, 30), out=folder / "run", formats=("json",), delay=0.0,
            concurrency=4, allow_private_hosts=True, quiet=True, timeout=3.0,
        )  # fmt: skip
        seconds = time.monotonic() - start
    said = Counter(
        finding["code"]
        for agency in outcome.audit["agencies"]
        for item in agency["items"]
        for finding in item["findings"]
    )
    own, child = (
        resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(
        f"{OFFICES} hostile office(s): {seconds:.1f} s; peak {own} MB here, {child} MB in the largest child (crawl or reader)"
    )
    for code, count in said.most_common():
        print(f"{count:6} {code}")
    return 1 if "fetch.internal" in said else 0


if __name__ == "__main__":
    sys.exit(main())
