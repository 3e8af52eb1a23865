"""Compare an audit with a world's truth: ``python -m bench.worlds.score WORLD AUDIT_JSON``.

Prints how many item verdicts are right, which passes are false (the error that costs an office its points),
which failures are false (the error that costs the tool its trust), and for each finding code how often it was
due and said.  Items that the truth marks ``optional`` count only when they are passed.  Warnings are counted
and never gate; that an advised element is missing is no surprise.

Exit 0 when all given thresholds hold, 1 when one does not, 2 when a file cannot be read.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml


@dataclass(slots=True)
class Score:
    """The tally of one comparison; the lists hold lines for people."""

    items: int = 0
    right: int = 0
    elements: int = 0
    elements_right: int = 0
    wrong: list[str] = field(default_factory=list)
    false_pass: list[str] = field(default_factory=list)
    false_fail: list[str] = field(default_factory=list)
    wrong_elements: list[str] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)
    due: Counter[str] = field(default_factory=Counter)
    said: Counter[str] = field(default_factory=Counter)
    warnings_due: Counter[str] = field(default_factory=Counter)
    warnings_said: Counter[str] = field(default_factory=Counter)

    @property
    def accuracy(self) -> float:
        """The share of items judged as the truth says."""
        return self.right / self.items if self.items else 0.0


def compare(truth: Mapping[str, Mapping[str, Any]], audit: Mapping[str, Any]) -> Score:
    """Compare the verdicts of ``audit`` (an audit.json) with ``truth`` (agency → item → expectation)."""
    verdicts = {agency["id"]: {item["id"]: item for item in agency["items"]} for agency in audit["agencies"]}
    score = Score()
    for agency, items in truth.items():
        for item, due in items.items():
            _tally(score, f"{agency} {item}", due, verdicts.get(agency, {}).get(item))
    return score


def _tally(score: Score, where: str, due: Mapping[str, Any], got: Mapping[str, Any] | None) -> None:
    status = got["status"] if got else "missing"
    accepted = {due["status"], *due.get("accept", ())}
    codes = set(_codes(got, ("error", "unverified")))
    line = f"{where}: should be {due['status']} {due['codes']}, is {status} {sorted(codes)} — {due['why']}"
    if status == "pass" and "pass" not in accepted:
        score.false_pass.append(line)
    if due.get("optional"):
        return
    score.items += 1
    score.right += status in accepted
    if status not in accepted:
        score.wrong.append(line)
    if status == "fail" and due["status"] == "pass" and "fail" not in accepted:
        score.false_fail.append(line)
    _tally_codes(score, where, due, got, codes)
    found = {element["id"]: element["status"] for element in (got or {}).get("elements", ())}
    for element, expected in due["elements"].items():
        score.elements += 1
        score.elements_right += found.get(element) == expected
        if found.get(element) != expected:
            score.wrong_elements.append(f"{where} {element}: should be {expected}, is {found.get(element)}")


def _tally_codes(
    score: Score, where: str, due: Mapping[str, Any], got: Mapping[str, Any] | None, codes: set[str]
) -> None:
    allowed = set(due.get("allow", ())) | ({"presence.element_missing"} if due["status"] == "fail" else set())
    for code in due["codes"]:
        either = {code} if isinstance(code, str) else set(code)
        name = " | ".join(sorted(either))
        score.due[name] += 1
        score.said[name] += bool(either & codes)
        allowed |= either
    score.unexpected += [f"{where}: {code}" for code in sorted(codes - allowed)]
    every = set(_codes(got, ("error", "unverified", "warning", "info")))
    for code in due["warn"]:
        score.warnings_due[code] += 1
        score.warnings_said[code] += code in every
    undue = set(_codes(got, ("warning",))) - set(due["warn"]) - allowed - {"presence.element_missing"}
    score.unexpected += [f"{where}: {code} (warning)" for code in sorted(undue)]


def _codes(got: Mapping[str, Any] | None, severities: tuple[str, ...]) -> Iterator[str]:
    for finding in (got or {}).get("findings", ()):
        if finding["severity"] in severities:
            yield finding["code"]


def read_truth(path: Path) -> Mapping[str, Mapping[str, Any]]:
    """Read ``truth.json`` of a world, or the demo's ``expected.yaml``."""
    if path.is_dir():
        path = next(p for p in (path / "truth.json", path / "expected.yaml") if p.exists())
    text = path.read_text(encoding="utf-8")
    truth: Mapping[str, Any] = (
        json.loads(text)["agencies"] if path.suffix == ".json" else yaml.safe_load(text)
    )
    return truth


def report(score: Score, *, verbose: bool) -> str:
    """Say the tally in lines."""
    lines = [
        f"items     {score.right}/{score.items} = {score.accuracy:.4f}",
        f"elements  {score.elements_right}/{score.elements}",
        f"false passes {len(score.false_pass)}, false fails {len(score.false_fail)}, unexpected codes {len(score.unexpected)}",
        *(f"  code     {name:70} {score.said[name]}/{count}" for name, count in sorted(score.due.items())),
        *(
            f"  warning  {name:70} {score.warnings_said[name]}/{count}"
            for name, count in sorted(score.warnings_due.items())
        ),
    ]
    if verbose:
        for title in ("false_pass", "false_fail", "wrong", "wrong_elements", "unexpected"):
            lines += [f"{title.replace('_', ' ')}:", *(f"  {line}" for line in getattr(score, title))]
    return "\n".join(lines)


def main() -> int:
    """Read the command line, print the tally, hold it against the thresholds."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("truth", type=Path, help="folder of a world, or its truth.json or expected.yaml")
    parser.add_argument("audit", type=Path)
    parser.add_argument("-v", "--verbose", action="store_true")
    parser.add_argument("--min-accuracy", type=float, default=0.0)
    parser.add_argument("--max-false-pass", type=int, default=10**6)
    parser.add_argument("--max-false-fail", type=int, default=10**6)
    options = parser.parse_args()
    try:
        score = compare(read_truth(options.truth), json.loads(options.audit.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, StopIteration) as error:
        print(f"cannot compare: {error!r}", file=sys.stderr)
        return 2
    print(report(score, verbose=options.verbose))
    held = (
        score.accuracy >= options.min_accuracy
        and len(score.false_pass) <= options.max_false_pass
        and len(score.false_fail) <= options.max_false_fail
    )
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
