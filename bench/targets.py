"""How long it takes to read a targets file, to import a spreadsheet, and to score: `python bench/targets.py`."""

from __future__ import annotations

import csv
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from checklists import load_checklist
from crawler.judge.score import error_budget, score
from crawler.targets import load_targets
from crawler.targets.spreadsheet import import_targets
from crawler.targets.write import write_targets

ROWS = 10_000


def timed(what: str, call: Callable[[], object], times: int = 5) -> None:
    """Print the best of a few runs."""
    best = min(_seconds(call) for _ in range(times))
    print(f"{what:<58}{best * 1000:9.1f} ms")


def _seconds(call: Callable[[], object]) -> float:
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin


def main() -> None:
    """Measure everything once."""
    base = load_targets()
    with tempfile.TemporaryDirectory() as folder:
        sheet, targets = Path(folder) / "list.csv", Path(folder) / "targets.yaml"
        with sheet.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["หน่วยงาน", "ข้อ", "URL"])
            rows.writerows(
                [base[n % 50].name_th, f"O{n % 22 + 1}", f"{base[n % 50].site}/page/sub/{n}"]
                for n in range(ROWS)
            )
        done = import_targets(sheet, base)
        write_targets(targets, done.agencies)
        timed(f"import {ROWS:,} rows of CSV", lambda: import_targets(sheet, base))
        timed(f"write {done.declared:,} addresses", lambda: write_targets(targets, done.agencies))
        timed(f"load {done.declared:,} addresses", lambda: load_targets(targets))
    timed("load the bundled 50 districts", load_targets)
    rules = load_checklist("bma-district-2568")
    statuses = {item.id: "pass" for item in rules.items}
    timed("score one agency", lambda: score(statuses, rules))
    timed("error budget of one agency", lambda: error_budget(statuses, rules))


if __name__ == "__main__":
    main()
