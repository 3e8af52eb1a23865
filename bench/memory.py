"""How large the processes of a command of ``oit`` become, each kind by itself, and whether that is within the goals.

python -m bench.memory                              oit demo, into a folder that is removed afterwards
python -m bench.memory audit --targets t.yaml ...   any other command
python -m bench.memory fifty [AGENCIES]             a night of 50 agencies of 290 addresses and more on loopback

Linux: the kernel keeps the largest resident size of each process (VmHWM); it is read while they live.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

#: What a process is called, by a word of its command line, and its goal in MB.
KINDS = {
    "crawler.gather.child": ("the crawl", 400),
    "crawler.read.worker": ("a reader of documents", 700),
    "crawler.gather.link_worker": ("a reader of links", 700),
    "-m crawler": ("the command itself", 400),
}
#: In the night of fifty agencies, whose documents are small, the crawl and the command have to do with less.
FIFTY = 200
EVERY = 0.02


def command_line(process: Path) -> str:
    """The words of a process, or nothing when it is gone."""
    try:
        return (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def kind_of(words: str) -> tuple[str, int] | None:
    """The name and the goal of a process of ours; ``None`` of one that is gone, or not yet itself."""
    return next((kind for word, kind in KINDS.items() if word in words), None)


def parent_and_peak(process: Path) -> tuple[int, int]:
    """The parent's number and the largest resident size so far, in MB."""
    fields = {}
    for line in (process / "status").read_text().splitlines():
        name, _, value = line.partition(":")
        fields[name] = value.split()
    return int(fields["PPid"][0]), int(fields.get("VmHWM", ["0"])[0]) // 1024


def look(root: int, peaks: Counter[str], goals: dict[str, int]) -> None:
    """Note how large ``root`` and the processes below it have been."""
    parents: dict[int, int] = {}
    sizes: dict[int, int] = {}
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                parents[int(process.name)], sizes[int(process.name)] = parent_and_peak(process)
            except (OSError, KeyError, ValueError):
                continue
    for number, size in sizes.items():
        above = number
        while above in parents and above != root:
            above = parents[above]
        if above == root:
            kind = kind_of(command_line(Path("/proc") / str(number)))
            if kind is not None:
                name, goals[kind[0]] = kind
                peaks[name] = max(peaks[name], size)


def watched(command: list[str], *, every: float = EVERY, most: int | None = None) -> int:
    """Run, watch, print; 1 when a goal was missed.  ``most``: what the crawl and the command may take at most."""
    peaks: Counter[str] = Counter()
    goals: dict[str, int] = {}
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while running.poll() is None:
        look(running.pid, peaks, goals)
        time.sleep(every)
    if most is not None:
        goals |= dict.fromkeys(("the crawl", "the command itself"), most)
    print(f"oit {command[3]}: exit code {running.returncode}")
    for name, peak in peaks.most_common():
        print(f"{peak:6} MB at most: {name} (goal {goals[name]} MB)")
    return int(any(peak > goals[name] for name, peak in peaks.items()))


def fifty(folder: Path, count: int) -> int:
    """A night of so many agencies: 22 pages each, a page below each of them, six tables on both."""
    from bench.office import Office, agencies, audit_of, serving, targets
    from crawler.evidence import open_evidence

    with serving(Office(documents=6, pages=1)) as port:
        (folder / "targets.yaml").write_text(targets(agencies(count, 22, port)), "utf-8")
        missed = watched(audit_of(folder / "targets.yaml", folder / "run"), every=1.0, most=FIFTY)
    with open_evidence(folder / "run") as store:
        print(f"{count} agencies, {store.run['requests'] / count:.0f} requests each")
    return missed


def main(words: list[str]) -> int:
    """What was asked for, in a folder that is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="oit-memory-") as name:
        if words[:1] == ["fifty"]:
            return fifty(Path(name), int(words[1]) if words[1:] else 50)
        asked = words or ["demo", "--out", f"{name}/run"]
        return watched([sys.executable, "-m", "crawler", *asked])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
