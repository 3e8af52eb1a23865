"""Make, serve, audit and score in one go: ``python -m bench.worlds.run second|third|fourth|fifth|sixth|seventh|eighth|ninth|demo FOLDER --fonts FONTS``.

``demo`` audits the bundled sample sites.  Without ``--fonts`` the world made before is audited again.  Ends with the scorer's verdict on no threshold: read it.
"""

from __future__ import annotations

import argparse
import shutil
import time
from datetime import date
from pathlib import Path

from bench.worlds.make import WORLDS, make_world
from bench.worlds.score import compare, read_truth, report
from bench.worlds.site import AS_OF, CHECKLIST
from crawler.cli.audit import run_audit
from crawler.demo.server import HERE as DEMO
from crawler.demo.server import serve_demo
from crawler.targets import load_targets


def main() -> None:
    """Read the command line and do it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("world", choices=[*WORLDS, "demo"])
    parser.add_argument("folder", type=Path, help="where the world and the run go")
    parser.add_argument("--fonts", type=Path, help="folder that holds the Sarabun TTF files (not for demo)")
    parser.add_argument("--timeout", type=float, default=10.0, help="seconds a whole answer may take")
    options = parser.parse_args()
    demo = options.world == "demo"
    world = DEMO if demo else options.folder / "world"
    if options.fonts and not demo:
        make_world(options.world, world, options.fonts)
    out = options.folder / "run"
    shutil.rmtree(out, ignore_errors=True)
    started = time.monotonic()
    with serve_demo(world) as web:
        outcome = run_audit(
            agencies=load_targets(web.targets_path),
            checklist=CHECKLIST,
            as_of=date.fromisoformat(AS_OF),
            out=out,
            formats=("json", "html"),
            delay=0.0,
            concurrency=4,
            timeout=options.timeout,
            allow_private_hosts=True,
            quiet=True,
        )
        print(f"{len(web.requests)} requests in {time.monotonic() - started:.1f} s")
    print(report(compare(read_truth(world), outcome.audit), verbose=True))


if __name__ == "__main__":
    main()
