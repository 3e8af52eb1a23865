"""How fast the judge is, what each of its signals is worth, and where its threshold stands.

    python -m bench.judge RUN [--against SECONDS]            how fast (RUN: an audited folder)
    python -m bench.judge RUN=WORLD [RUN=WORLD …] --ablate   accuracy with each signal taken away in turn
    python -m bench.judge RUN=WORLD [RUN=WORLD …] --sweep    accuracy with other thresholds

``WORLD`` is a folder (or file) of known truth: one made by ``bench.worlds``, or ``crawler/demo``.  Times are CPU seconds
(``time.process_time``), the best of several runs, all worlds judged from stored evidence.

*Facts given* means: the rules' modules are loaded and the checklist is, its wordings indexed; every page is parsed and
every document read, and their facts are in memory, as the rooms before the judge leave them.  Not given is anything
that the judge makes of a text.  Circles of garbage are looked for as seldom as ``oit judge`` does it.  The first round,
in a process of its own each time, finds every wording, reads every date and compares every page with its probes for the
first time; *again* is the same in the same process, all texts met before, as where the next agency has them too.

``oit judge`` is measured as a process, by its CPU seconds and by the clock, beside its imports alone; modules are compiled
before, as those of an installed package are, whatever the environment says.  ``--against``: what
``oit audit --delay 0`` of the same run took by the clock, on a machine that does nothing else; an audit gathers and reads
(*G*) and judges (*J*), so the whole can be twenty times as long as *J* only where *G* is nineteen times.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
import timeit
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from bench.worlds.score import Score, compare, read_truth
from checklists import Checklist, load_checklist
from crawler.audit.document import agency_names
from crawler.audit.judge import judge_run
from crawler.circles import look_seldom
from crawler.evidence import EvidenceStore, open_evidence
from crawler.judge import places
from crawler.judge.agency import judge_agency
from crawler.judge.case import Night
from crawler.judge.reading import EvidenceReading
from crawler.judge.rules import rule_modules
from crawler.judge.words import Words
from crawler.read.documents import Documents

THRESHOLDS = (0.45, 0.50, 0.55, 0.60, 0.65, 0.70, 0.75, 0.80)


@dataclass(frozen=True)
class World:
    """A stored run, its rules, and (where it is known) its truth."""

    name: str
    store: EvidenceStore
    documents: Documents
    rules: Checklist
    as_of: date
    truth: Mapping[str, Any]

    def score(self) -> Score:
        """Judge it and compare."""
        audit = judge_run(self.store, self.store.agencies(), self.rules, self.as_of, self.documents, {})
        return compare(self.truth, audit)


@contextmanager
def opened(run: Path, truth: Path | None = None) -> Iterator[World]:
    """The world in a folder, its documents read."""
    with open_evidence(run) as store, Documents(store, cache=run / "facts.sqlite") as documents:
        documents.read_all()
        given = store.run
        known = read_truth(truth) if truth is not None else {}
        rules = load_checklist(given["checklist"])
        yield World(_name(truth or run), store, documents, rules, date.fromisoformat(given["as_of"]), known)


def _name(folder: Path) -> str:
    """A folder's name; of one that is only called after what it holds, that of the folder above."""
    return folder.parent.name if folder.name in {"world", "run"} else folder.name


# ------------------------------------------------------------------------------------------ speed


def speed(run: Path, against: float | None) -> None:
    """Element verdicts a second, and ``oit judge`` whole."""
    alone = f"from pathlib import Path; from bench.judge import rounds; print(*rounds(Path({str(run)!r})))"
    said = [
        subprocess.run([sys.executable, "-c", alone], check=True, capture_output=True, text=True).stdout
        for _ in range(_RUNS)
    ]
    counts, first, again = zip(*(map(float, one.split()) for one in said), strict=True)
    elements, call = counts[0], min(timeit.repeat(_nothing, number=_CALLS)) / _CALLS
    for name, spent in (("first round", min(first)), ("again", min(again))):
        print(
            f"facts given, {name}: {spent:.3f} s CPU = {elements / spent:,.0f} element verdicts a second,"
            f" each as long as {spent / elements / call:,.0f} calls of a function that does nothing"
        )
    print(f"such a call takes {call * 1e9:.0f} ns here, by {platform.python_implementation()} {sys.version}")
    with tempfile.TemporaryDirectory() as out:
        installed = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": out}
        imports, _ = _process(installed, "-c", f"import {', '.join(_IMPORTED)}")
        whole = ["-m", "crawler", "judge", str(run), "--out", f"{out}/judged", "--format", "json", "--quiet"]
        spent, waited = _process(installed, *whole)
    print(
        f"oit judge --format json: {spent:.2f} s CPU (its imports {imports:.2f}), {waited:.2f} s by the clock"
    )
    if against is not None:
        print(
            f"audit {against:.1f} s = G {against - waited:.1f} + J {waited:.2f}: {against / waited:.1f} times;"
            f" twenty times needs J = {against / 20:.2f}"
        )


#: What ``oit judge`` loads before it judges.
_IMPORTED = (
    "crawler.cli.judge",
    "crawler.cli.rejudge",
    "crawler.audit.judge",
    "crawler.read.documents",
    "reports.audit_json",
)
_RUNS = 5
_CALLS = 1_000_000


def _nothing() -> None:
    """What every machine can do, and how fast it does it: the measure of the others."""


def rounds(run: Path) -> tuple[int, float, float]:
    """The element verdicts of a run, and CPU seconds for them in a first round and, the best of three, again."""
    with opened(run) as world:
        agencies = world.store.agencies()
        reading = EvidenceReading(world.store, world.documents)
        night = Night(world.rules, world.as_of, reading, agency_names(agencies))
        _facts(world, reading)
        look_seldom()
        times = [_timed(lambda: [judge_agency(agency, night) for agency in agencies]) for _ in range(4)]
    elements = sum(len(item.elements) for item in world.rules.items) * len(agencies)
    return elements, times[0], min(times[1:])


def _facts(world: World, reading: EvidenceReading) -> None:
    """Have everything at hand that judging will ask for."""
    for capture in world.store.captures():
        if capture.sha256 and capture.answered and reading.page(capture) is None:
            reading.document(capture)
    for item in world.rules.items:
        Words.of(item, world.rules)
    rule_modules()


def _timed(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _process(environment: Mapping[str, str], *arguments: str) -> tuple[float, float]:
    """CPU seconds of Python with ``arguments``, its children's too, and seconds by the clock; each the best of several."""
    spent, waited = [], []
    for _ in range(_RUNS):
        before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        subprocess.run([sys.executable, *arguments], check=False, env=environment)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        waited.append(time.monotonic() - started)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(spent), min(waited)


# --------------------------------------------------------------------------------------- accuracy


def ablate(worlds: list[World]) -> None:
    """Each place taken away in turn: verdicts that turn wrong."""
    _header("without", worlds)
    _row("nothing", worlds)
    for name, place in dict(places.PLACES).items():
        places.PLACES[name] = replace(place, worth=0.0)
        _row(name, worlds)
        places.PLACES[name] = place


def sweep(worlds: list[World]) -> None:
    """Other thresholds of taking something for the element."""
    _header("threshold", worlds)
    kept = places.ACCEPT
    for threshold in THRESHOLDS:
        _accept(threshold)
        _row(f"{threshold:.2f}", worlds)
    _accept(kept)


def _accept(threshold: float) -> None:
    """Set the threshold in every module of the judge that bound it at import."""
    for name, module in sys.modules.items():
        if name.startswith("crawler.judge.") and hasattr(module, "ACCEPT"):
            module.ACCEPT = threshold  # type: ignore[attr-defined]


def _header(first: str, worlds: list[World]) -> None:
    print(f"| {first} | " + " | ".join(world.name for world in worlds) + " |")
    print("|---" * (len(worlds) + 1) + "|")


def _row(name: str, worlds: list[World]) -> None:
    print(f"| {name} | " + " | ".join(_said(world.score()) for world in worlds) + " |", flush=True)


def _said(score: Score) -> str:
    """Wrong items and elements; of the items the false passes and false fails, the rest could not be verified."""
    wrong = score.items - score.right
    unsure = wrong - len(set(score.wrong) & {*score.false_pass, *score.false_fail})
    return (
        f"{wrong} items ({len(score.false_pass)} false passes, {len(score.false_fail)} false fails, {unsure} other), "
        f"{score.elements - score.elements_right} elements"
    )


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("runs", nargs="+", metavar="RUN[=WORLD]")
    parser.add_argument("--ablate", action="store_true")
    parser.add_argument("--sweep", action="store_true")
    parser.add_argument(
        "--against", type=float, help="seconds by the clock that `oit audit --delay 0` took for this run"
    )
    options = parser.parse_args()
    given = [one.partition("=") for one in options.runs]
    if not (options.ablate or options.sweep):
        for run, _, _ in given:
            speed(Path(run), options.against)
        return
    with _all([(Path(run), Path(truth)) for run, _, truth in given]) as worlds:
        if options.ablate:
            ablate(worlds)
        if options.sweep:
            sweep(worlds)


@contextmanager
def _all(given: list[tuple[Path, Path]]) -> Iterator[list[World]]:
    if not given:
        yield []
        return
    run, truth = given[0]
    with opened(run, truth) as world, _all(given[1:]) as others:
        yield [world, *others]


if __name__ == "__main__":
    main()
