"""How fast dates are read, as ratios measured in one run: ``python bench/dates.py [FOLDER]``.

FOLDER holds ``*.txt`` of Thai prose (default: sentences of the tests, repeated).  The same text is read by

* ``re.finditer`` of one plain month-name pattern: the least that any search can cost;
* ``crawler.thai.dates.read_dates``;
* dateparser's ``search_dates`` with Thai and English, on a part of the text, where it is installed
  (``pip install dateparser``; it is no dependency).

Then 0.1, 1 and 10 MB, and one line of 1 MB of what would make a careless pattern quadratic.
Processor seconds, not the clock: other programs on the machine change them little.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

from crawler.calendar import MONTHS
from crawler.thai.dates import read_dates

ROOT = Path(__file__).parent.parent
MEGABYTE = 1_000_000
#: dateparser reads some ten thousand characters a second: this many are enough for a ratio.
SAMPLE = 20_000
HOSTILE = ("7", "๒๕๖๘", "๒๕๖๘ ", ".", "ม.ค.", "1 ม.ค. ", "12-", "1/", "ปีงบประมาณ 2568 ", "ตุลาคม ", "\u200b")
_PLAIN = re.compile("|".join(MONTHS))


def prose(folder: Path | None) -> str:
    """At least one text, as long as it is; repeated by :func:`of_length`."""
    if folder is not None:
        return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt")))
    lines = (ROOT / "tests" / "dates" / "labelled.jsonl").read_text(encoding="utf-8").splitlines()
    return "\n".join(json.loads(line)["text"] for line in lines)


def of_length(text: str, size: int) -> str:
    """A text of ``size`` characters."""
    return (text * (size // len(text) + 1))[:size]


def seconds(work: Callable[[], object], runs: int = 3) -> float:
    """Processor seconds of the best of some runs."""
    best = float("inf")
    for _ in range(runs):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def main(arguments: list[str]) -> None:
    text = prose(Path(arguments[0]) if arguments else None)
    whole = of_length(text, MEGABYTE)
    plain = seconds(lambda: sum(1 for _ in _PLAIN.finditer(whole)))
    ours = seconds(lambda: read_dates(whole))
    found = len(read_dates(whole))
    print(f"1 MB of prose, {found} expressions")
    print(f"  plain month pattern {plain:8.3f} s")
    print(f"  read_dates          {ours:8.3f} s   {ours / plain:6.1f} x the plain pattern")
    try:
        from dateparser.search import search_dates
    except ImportError:
        print("  dateparser          not installed")
    else:
        sample = of_length(text, SAMPLE)
        theirs = seconds(lambda: search_dates(sample, languages=["th", "en"])) * MEGABYTE / SAMPLE
        print(
            f"  dateparser search   {theirs:8.1f} s   {theirs / ours:6.0f} x read_dates   (from {SAMPLE} characters)"
        )
    print("\nlinear in the length")
    for size in (MEGABYTE // 10, MEGABYTE, 10 * MEGABYTE):
        piece = of_length(text, size)
        took = seconds(lambda piece=piece: read_dates(piece), runs=1)
        print(f"  {size / MEGABYTE:5.1f} MB {took:8.3f} s   {took / size * MEGABYTE:6.3f} s/MB")
    print("\n1 MB on one line of")
    for unit in HOSTILE:
        line = of_length(unit, MEGABYTE)
        took = seconds(lambda line=line: read_dates(line), runs=1)
        print(f"  {unit!r:22} {took:8.3f} s   {took / ours:6.1f} x prose")


if __name__ == "__main__":
    main(sys.argv[1:])
