"""``docs/faults.md`` is made from the fault cases: each with its row of the matrix, its finding and whose side it is.

Written anew by ``OIT_WRITE_DOCS=1 pytest -n 0 tests/gather/test_fault_table.py``.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml

from crawler.judge.rules import rule_modules
from tests.gather import (
    test_faults,
    test_faults_documents,
    test_faults_names,
    test_faults_robots,
    test_faults_tls,
)
from tests.hostile import test_faults_pages

TABLE = Path(__file__).parents[2] / "docs" / "faults.md"
RULES = {module.RULE.code: module.RULE for module in rule_modules()}
FAMILIES = {
    "Servers": test_faults.FAULTS,
    "Names, and what was declared": test_faults_names.FAULTS,
    "TLS": [*test_faults_tls.FAULTS, test_faults_tls.HANGS],
    "robots.txt": test_faults_robots.FAULTS,
    "Pages": test_faults_pages.FAULTS,
    "Documents": test_faults_documents.FAULTS,
}
ROOT = Path(__file__).parents[2]
ELSEWHERE = yaml.safe_load(Path(__file__).with_name("faults_elsewhere.yaml").read_text(encoding="utf-8"))
HEAD = """# Faults, and what becomes of them

Made from `tests/gather/test_faults*.py`, which play every one of them on loopback: {count} cases of {rows} rows of the
matrix of faults that this suite follows; the number is the row. *Side* is whose side the fault is on: `unverified`
findings never fail an item. The last tables name the tests of what is no answer of one server.
"""


#: Rows that no case plays, and why.
NOT_PLAYED = {
    131: (
        "a page that only search engines are shown (cloaking)",
        (
            "Judged is what a visitor is shown. To see the other face one must claim to be a search engine, or to come "
            "from one; this auditor never says that it is somebody else, and without its owner's leave a site is not put "
            "to such a test. What of it reaches visitors (hidden text, words in the title) is found: rows 129 and 130."
        ),
    ),
}


def wanted(fault: object) -> tuple[str | None, ...]:
    want = fault.want
    return want if isinstance(want, tuple) else (want,)


def side(code: str | None) -> str:
    return "–" if code is None else f"{RULES[code].severity}, {RULES[code].blame}"


def said(fault: object) -> str:
    words = " or ".join(f"`{code}`" if code else "read and judged" for code in wanted(fault))
    noted = getattr(fault, "tls", None)
    return f"{words}, noted: {noted}" if noted else words


def table() -> str:
    played = {fault.row for faults in FAMILIES.values() for fault in faults}
    rows = played | {row for shown in ELSEWHERE.values() for row, *_ in shown}
    parts = [HEAD.format(count=sum(map(len, FAMILIES.values())), rows=len(rows))]
    for family, faults in FAMILIES.items():
        rows = [
            f"| {fault.row} | {fault.name.replace('_', ' ')} | {said(fault)} | {' or '.join(dict.fromkeys(map(side, wanted(fault))))} |"
            for fault in sorted(faults, key=lambda fault: fault.row)
        ]
        parts.append(
            "\n".join(
                [f"## {family}", "", "| row | fault | finding | side |", "|---|---|---|---|", *rows, ""]
            )
        )
    for family, shown in ELSEWHERE.items():
        rows = [
            f"| {row} | {fault} | {becomes} | `{proof}` |" for row, fault, becomes, proof in sorted(shown)
        ]
        parts.append(
            "\n".join(
                [
                    f"## {family}",
                    "",
                    "| row | fault | what becomes of it | shown by |",
                    "|---|---|---|---|",
                    *rows,
                    "",
                ]
            )
        )
    left = [f"| {row} | {fault} | {why} |" for row, (fault, why) in NOT_PLAYED.items()]
    parts.append("\n".join(["## Not played", "", "| row | fault | why |", "|---|---|---|", *left, ""]))
    return "\n".join(parts)


def test_the_table_in_docs_is_current():
    if os.environ.get("OIT_WRITE_DOCS"):
        TABLE.write_text(table(), encoding="utf-8")
    assert TABLE.read_text(encoding="utf-8") == table()


def test_there_are_enough_and_their_names_differ():
    names = [fault.name for faults in FAMILIES.values() for fault in faults]
    assert len(names) == len(set(names))
    assert len(names) >= 200


def test_every_code_is_a_rule_s():
    codes = {code for faults in FAMILIES.values() for fault in faults for code in wanted(fault)}
    assert codes - {None} <= set(RULES)


@pytest.mark.parametrize("proof", [proof for shown in ELSEWHERE.values() for *_, proof in shown])
def test_what_is_named_is_there(proof):
    path, _, name = proof.partition("::")
    text = (ROOT / path).read_text(encoding="utf-8")
    assert (f"def {name}(" if path.endswith(".py") else f"  {name}:\n") in text
