"""What rendering costs, and its share of the CPU time of a warm night over the same offices.

    python bench/rendering.py                # a warm night of 50 offices on loopback, then its reports
    python bench/rendering.py --sample       # only the cost of every format, on a made-up audit of 50 × 22

The night: the sample offices of ``oit demo``, ten of each, every one a web site of its own with all its faults; audited
once cold and once warm (documents known by their bytes, evidence of the night before at hand).  The sites are served by
another process.  CPU time is user and system, of this process and of every child it waited for; the warm night's is that
of gathering, reading and judging, with nothing rendered.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import reports
from crawler.demo.server import HERE
from crawler.read.exhibits import exhibits
from reports.changes import outline
from tests.reports import sample

_STAND_IN = ".demo.invalid"
#: Files of a world that list its sites: the line after which they stand, and what names one of them.
_LISTS = {
    "routes.yaml": ("sites:\n", r"(?m)^  [a-z]+(?=:$)"),
    "targets.yaml": ("agencies:\n", r"(?m)^- id: \S+"),
}
#: What the night of ``docs/night.md`` writes, and everything that can be asked for.
NIGHTLY = ("json", "csv", "html")
EVERY = (*NIGHTLY, "xlsx", "line", "memo")
GOAL = 0.10


def cpu() -> float:
    """Seconds of processor time of this process and its ended children."""
    uses = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in uses)


# ------------------------------------------------------------------------------------ formats


def formats(
    audit: Mapping[str, Any], folder: Path, wanted: tuple[str, ...], **context: Any
) -> dict[str, float]:
    """CPU seconds of each format, printed with the size of what it wrote."""
    spent = {}
    for form in wanted:
        out = folder / form
        begun = cpu()
        with contextlib.redirect_stdout(io.StringIO()):
            reports.render(audit, [form], out, "th", **context)
        spent[form] = cpu() - begun
        files = [path for path in out.rglob("*") if path.is_file()]
        size, most = (
            sum(path.stat().st_size for path in files),
            max((path.stat().st_size for path in files), default=0),
        )
        print(
            f"{form:9} {spent[form]:6.2f} s CPU  {len(files):4} files  {size / 1e6:7.2f} MB  largest {most / 1e6:.2f} MB"
        )
    return spent


def made_up(nights: int) -> None:
    audit, history = sample.audit(), (sample.nights() * nights)[:nights]
    items = sum(len(agency["items"]) for agency in audit["agencies"])
    print(
        f"made-up audit: {len(audit['agencies'])} agencies, {items} items, {len(history)} nights of history"
    )
    with tempfile.TemporaryDirectory() as name:
        total = sum(formats(audit, Path(name), tuple(reports.FORMATS), history=history).values())
    begun = time.process_time()
    outline(audit)
    print(f"one night of history {1000 * (time.process_time() - begun):.1f} ms")
    print(f"all formats {total:.2f} s CPU, {1000 * total / items:.2f} ms an item")


# ------------------------------------------------------------------------------------ a night


def multiplied(folder: Path, times: int) -> Path:
    """The demo's world with every office ``times`` over: names, pages and targets of its own."""
    for file, (mark, named) in _LISTS.items():
        head, _, body = (HERE / file).read_text(encoding="utf-8").partition(mark)
        copies = (_renamed(body, number, named) for number in range(times))
        (folder / file).write_text(head + mark + "".join(copies), encoding="utf-8")
    for site in sorted((HERE / "sites").iterdir()):
        for number in range(times):
            copy = folder / "sites" / f"{site.name}-{number}"
            shutil.copytree(site, copy)
            for page in copy.rglob("*.html"):
                page.write_bytes(
                    page.read_bytes().replace(_STAND_IN.encode(), f"-{number}{_STAND_IN}".encode())
                )
    return folder


def _renamed(text: str, number: int, named: str) -> str:
    text = text.replace(_STAND_IN, f"-{number}{_STAND_IN}")
    return re.sub(named, rf"\g<0>-{number}", text)


@contextlib.contextmanager
def served(world: Path) -> Iterator[Path]:
    """The world served by another process; the path of its targets file."""
    targets = world / "real.yaml"
    command = [sys.executable, "-m", "crawler.demo.server", str(world), "--write-targets", str(targets)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        next(line for line in server.stdout if line.startswith("targets:"))
        yield targets
    finally:
        server.kill()
        server.wait()


def night(agencies: Any, out: Path, written: tuple[str, ...] = ()) -> tuple[dict[str, Any], float]:
    """One audit that writes only these formats: the document, and the CPU seconds it took."""
    from crawler.cli.audit import run_audit
    from crawler.cli.demo import AS_OF, CHECKLIST

    begun = cpu()
    outcome = run_audit(
        agencies=agencies, checklist=CHECKLIST, as_of=AS_OF, out=out, formats=written, lang="th", delay=0.0, full=False,
        concurrency=4, allow_private_hosts=True, quiet=True, progress=False, history=out.parent, cache=out.parent,
    )  # fmt: skip
    return outcome.audit, cpu() - begun


def whole_night(times: int) -> float:
    """Two nights, the second one's reports; prints and returns the share of rendering."""
    from crawler.targets import load_targets

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "world").mkdir()
        with served(multiplied(folder / "world", times)) as targets:
            agencies = load_targets(targets)
            before, cold = night(agencies, folder / "runs" / "1", ("json",))
            audit, warm = night(agencies, folder / "runs" / "2")
        about = audit["summary"]
        print(f"{about['agencies']} offices, {about['items']} items, {about['requests']} requests")
        print(f"audit: cold {cold:.1f} s CPU, warm {warm:.1f} s CPU")
        context, facts = {"history": [before]}, folder / "runs" / "facts.sqlite"
        begun = cpu()
        with exhibits(folder / "runs" / "2", facts) as kept:
            formats(audit, folder / "first", ("html",), exhibits=kept, **context)
        first = cpu() - begun  # the children that draw have ended
        with exhibits(folder / "runs" / "2", facts) as kept:
            begun = cpu()
            reports.render(audit, NIGHTLY, folder / "again", "th", exhibits=kept, **context)
            total = cpu() - begun
            begun = cpu()
            reports.render(audit, EVERY, folder / "every", "th", exhibits=kept, **context)
            every = cpu() - begun
            print("each by itself:")
            spent = formats(audit, folder / "apart", EVERY, exhibits=kept, **context)
        print(f"pages of the first night, pictures drawn: {first:.2f} s CPU")
        print(f"{', '.join(NIGHTLY)} together, as every night: {total:.2f} s CPU; every format {every:.2f} s")
        print(
            f"of the warm audit's CPU: pages {spent['html'] / warm:.1%}, a night's formats {total / warm:.1%},"
            f" every format {every / warm:.1%}"
        )
        return total / warm


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sample", action="store_true", help="only the formats, on a made-up audit")
    parser.add_argument("--times", type=int, default=10, help="copies of each of the five sample offices")
    parser.add_argument("--nights", type=int, default=5, help="nights of history of the made-up audit")
    options = parser.parse_args()
    if options.sample:
        made_up(options.nights)
        return 0
    share = whole_night(options.times)
    print(f"goal: at most {GOAL:.0%}: {'kept' if share <= GOAL else 'MISSED'}")
    return 0 if share <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
