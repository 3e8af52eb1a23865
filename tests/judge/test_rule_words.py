"""Whoever speaks a rule's words gives it all of them, on every way: a word that is missing is a crash in the night."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from string import Formatter

import pytest

import crawler.judge

ROOM = Path(crawler.judge.__file__).parent


def calls() -> Iterator[tuple[str, str, frozenset[str | None]]]:
    """Where a rule speaks (file:line), which rule, and the words that it is given; ``None`` stands for ``**words``."""
    for path in sorted(ROOM.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            spoken = ast.unparse(node.func)
            if spoken.endswith("RULE.finding"):
                rule = path.stem if spoken == "RULE.finding" else spoken.split(".")[-3]
                yield (
                    f"{path.relative_to(ROOM)}:{node.lineno}",
                    rule,
                    frozenset(word.arg for word in node.keywords),
                )


def words_of(rule: str) -> frozenset[str]:
    """The words that the templates of a rule name."""
    said = import_module(f"crawler.judge.rules.{rule}").RULE
    templates = (said.th, said.en, said.fix_th, said.fix_en)
    return frozenset(name for text in templates for _, name, _, _ in Formatter().parse(text) if name)


CALLS = sorted(calls())


def test_the_calls_are_found():
    assert len(CALLS) > 40


@pytest.mark.parametrize(("place", "rule", "given"), CALLS, ids=[place for place, *_ in CALLS])
def test_a_rule_is_given_its_words(place, rule, given):
    if None not in given:
        assert words_of(rule) - given == set()
