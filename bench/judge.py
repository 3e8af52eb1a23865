"""How fast the judge is, and what each of its signals is worth.

    python -m bench.judge RUN                     element verdicts a second, facts given (RUN: an audited folder)
    python -m bench.judge RUN --truth FOLDER      also: accuracy on a world with known truth, each signal taken away in turn

``FOLDER`` is a world made by ``bench.worlds`` (or ``crawler/demo``, whose expectations the same scorer reads).
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

from bench.worlds.score import compare, read_truth
from checklists import load_checklist
from crawler.audit.judge import judge_run
from crawler.evidence import open_evidence
from crawler.judge import places
from crawler.judge.agency import judge_agency
from crawler.judge.case import Night
from crawler.judge.reading import EvidenceReading
from crawler.read.documents import Documents


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("run", type=Path)
    parser.add_argument("--truth", type=Path)
    options = parser.parse_args()
    with (
        open_evidence(options.run) as store,
        Documents(store, cache=options.run / "facts.sqlite") as documents,
    ):
        run = store.run
        rules, day = load_checklist(run["checklist"]), date.fromisoformat(run["as_of"])
        agencies = store.agencies()
        documents.read_all()
        night = Night(rules, day, EvidenceReading(store, documents.facts), {})
        elements = sum(len(item.elements) for item in rules.items) * len(agencies)
        for name in ("cold (pages parsed, words compared for the first time)", "warm (facts given)"):
            started = time.process_time()
            for agency in agencies:
                judge_agency(agency, night)
            spent = time.process_time() - started
            print(
                f"{name}: {elements} element verdicts in {spent:.2f} s CPU = {elements / spent:,.0f} a second"
            )
        if options.truth is not None:
            truth = read_truth(options.truth)

            def accuracy() -> str:
                audit, _ = judge_run(store, agencies, rules, day, documents.facts, {})
                result = compare(truth, audit)
                return f"{result.right}/{result.items} right, {len(result.false_pass)} false passes, {len(result.false_fail)} false fails"

            print(f"\nall signals: {accuracy()}")
            kept = dict(places.PLACES)
            for place, worth in kept.items():
                places.PLACES[place] = replace(worth, worth=0.0)
                print(f"without {place}: {accuracy()}")
                places.PLACES[place] = worth


if __name__ == "__main__":
    main()
