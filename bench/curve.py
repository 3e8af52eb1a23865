"""What a night costs as the number of agencies grows: time linear, memory flat.

    python -m bench.curve [--agencies 5,50,500] [--items 22]

The small offices of ``bench.office``: a page an item, four tables below it.  Each size is one whole ``oit audit`` (gather,
read, judge, audit.json) in processes of its own, without delay.  Prints CPU seconds of the process tree and the peak memory
of its largest process, and what each further agency cost from size to size: what starting costs (told first, with one
item of one agency) is in the first size only.  Each size is measured ``--times`` times and the least counts, because other
work on the machine makes CPU seconds dearer, never cheaper.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.office import Cost, Office, agencies, audit_of, serving, spent, targets


def audit(count: int, items: int, port: int, times: int) -> Cost:
    """One whole audit, the cheapest of so many."""
    with tempfile.TemporaryDirectory(prefix="oit-curve-") as name:
        file = Path(name) / "targets.yaml"
        file.write_text(targets(agencies(count, items, port)), "utf-8")
        runs = [spent(audit_of(file, Path(name) / str(n) / "run")) for n in range(times)]
    return min(runs, key=lambda one: one.cpu)


def main() -> None:
    """Serve, audit each size, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--agencies", default="5,50,500")
    parser.add_argument("--items", type=int, default=22)
    parser.add_argument("--times", type=int, default=1, help="of so many measurements the least counts")
    said = parser.parse_args()
    costs: dict[int, Cost] = {}
    with serving(Office()) as port:
        print(f"starting: {audit(1, 1, port, said.times).cpu:.2f} CPU s")
        for count in map(int, said.agencies.split(",")):
            one = costs[count] = audit(count, said.items, port, said.times)
            print(
                f"{count:>4} agencies: {one.cpu:7.1f} CPU s, {one.cpu / count:6.3f} an agency,"
                f" largest process {one.memory:4.0f} MB",
                flush=True,
            )
    extra: list[float] = []
    for (fewer, small), (more, large) in pairwise(costs.items()):
        extra.append((large.cpu - small.cpu) / (more - fewer))
        print(
            f"{fewer} -> {more}: {extra[-1]:.3f} CPU s for each further agency,"
            f" memory {large.memory / small.memory:.2f} x (goal <= 1.20)"
        )
    for before, after in pairwise(extra):
        print(f"a further agency of the larger night: {after / before:.2f} x (goal <= 1.10)")


if __name__ == "__main__":
    main()
