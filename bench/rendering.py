"""What rendering costs: CPU seconds and bytes of every format, and the share of an audit's CPU time.

    python bench/rendering.py [AUDIT_JSON] [--audit-cpu SECONDS] [--nights N]

Without a file, a made-up audit of 50 agencies × 22 items and N nights of history.  ``--audit-cpu`` is the CPU
time that auditing the same agencies warm took (a warm night's bench prints it); the ratio is printed then.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import reports
from reports.changes import outline
from tests.reports import sample


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("audit", type=Path, nargs="?")
    parser.add_argument("--audit-cpu", type=float)
    parser.add_argument("--nights", type=int, default=5)
    options = parser.parse_args()
    audit = json.loads(options.audit.read_bytes()) if options.audit else sample.audit()
    history = [] if options.audit else (sample.nights() * options.nights)[: options.nights]
    items = sum(len(agency["items"]) for agency in audit["agencies"])
    print(f"{len(audit['agencies'])} agencies, {items} items, {len(history)} nights of history")
    total = 0.0
    with tempfile.TemporaryDirectory() as name:
        for form in reports.FORMATS:
            out = Path(name) / form
            begun = time.process_time()
            with contextlib.redirect_stdout(io.StringIO()):
                reports.render(audit, [form], out, "th", history=history)
            spent = time.process_time() - begun
            total += spent
            files = [path for path in out.rglob("*") if path.is_file()]
            size = sum(path.stat().st_size for path in files)
            most = max((path.stat().st_size for path in files), default=0)
            print(
                f"{form:9} {spent:6.2f} s CPU  {len(files):4} files  {size / 1e6:7.2f} MB  largest {most / 1e6:.2f} MB"
            )
    begun = time.process_time()
    outline(audit)
    print(f"one night of history {1000 * (time.process_time() - begun):.1f} ms")
    print(f"all formats {total:.2f} s CPU, {1000 * total / max(items, 1):.2f} ms an item")
    if options.audit_cpu:
        print(f"share of the audit's CPU time: {total / options.audit_cpu:.1%}")


if __name__ == "__main__":
    main()
