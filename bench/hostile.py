"""What hostile offices cost: an audit of one, its time, its findings and its largest processes.

python -m bench.hostile                    an office of faults: seconds, findings, peak memory
python -m bench.hostile kills --times 10   a hundred kills and resumes
python -m bench.hostile torture            every call of ledger, evidence and report that can fail, failing once
python -m bench.hostile isolation --times 67   two offices beside one with a page of 200,000 links
python -m bench.hostile fuzz --times 20    20 x 5,000 mutated responses and 20 x 2,000 mutated documents
python -m bench.hostile fuzz --seed 7      others than those of the suite
python -m bench.hostile documents --times 20 --first 12000   one kind, from the batch on at which a run was cut
python -m bench.hostile replay 2568:41     what the 41st response and the 41st document of a seed are and become
"""

from __future__ import annotations

import argparse
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
SUITES = {
    "kills": ["-rP", "tests/hostile/test_kills.py"],
    "torture": ["-rP", "tests/hostile/test_torture.py"],
    "isolation": ["tests/hostile/test_isolation.py"],
    "fuzz": ["-v", "tests/hostile/test_fuzz_responses.py", "tests/hostile/test_fuzz_documents.py"],
    "responses": ["-v", "tests/hostile/test_fuzz_responses.py"],
    "documents": ["-v", "tests/hostile/test_fuzz_documents.py"],
}


def main() -> int:
    """Do as asked."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("what", nargs="?", choices=["office", "replay", *SUITES], default="office")
    asked.add_argument("seed_of_one", nargs="?", metavar="SEED:NUMBER")
    asked.add_argument("--times", type=int, default=1)
    asked.add_argument("--seed", default="2568")
    asked.add_argument("--first", type=int, default=0)
    words = asked.parse_args()
    if words.what == "replay":
        return replay(words.seed_of_one or asked.error("replay what?"))
    if words.what in SUITES:
        return suite(words.what, words.times, words.seed, words.first)
    return figures()


def suite(name: str, times: int, seed: str, first: int) -> int:
    """A suite of the tests, longer than in CI, and what it cost."""
    long = {
        "OIT_KILLS": str(10 * times), "OIT_SEED": seed, "OIT_TORTURE": "all", "OIT_LINKS": str(3_000 * times),
        "OIT_FUZZ_TIMES": str(times), "OIT_FUZZ_SEED": seed, "OIT_FUZZ_FIRST": str(first),
    }  # fmt: skip
    code = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "0", *SUITES[name]], env={**os.environ, **long}, check=False
    ).returncode
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        f"{name} x {times}: {used.ru_utime + used.ru_stime:.0f} s of processor time, peak {used.ru_maxrss // 1024} MB"
    )
    return code


def replay(seed: str) -> int:
    """The response and the document of one seed, as files, and what the readers make of the document."""
    from crawler.read.pool import ReaderPool
    from tests.hostile.mutants import mutant
    from tests.hostile.responses import response

    name, data = mutant(seed)
    folder = Path(tempfile.mkdtemp(prefix="oit-replay-"))
    (folder / "response").write_bytes(response(seed))
    (folder / name).write_bytes(data)
    print(f"{folder}/response\n{folder}/{name}")
    with ReaderPool(1) as pool:
        facts = pool.read(data, name=name)
    print(f"{facts.type}, {facts.grade}, {facts.error}: {facts.detail}")
    return 0


def figures() -> int:
    """An office of faults, audited."""
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
