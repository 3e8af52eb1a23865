"""Checklists that cannot be used: every mistake at once, with its place, its field, and words in both languages."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent
from typing import Any

import pytest
import yaml

from checklists import load_checklist
from crawler.errors import InputError, Problem

CASES = yaml.safe_load((Path(__file__).parent / "errors.yaml").read_text(encoding="utf-8"))
HEAD = "version: 1\nid: ours\nextends: bma-district-2568\ntitle: {th: ก, en: a}\n"


def text_of(case: dict[str, Any]) -> str:
    if "file" in case:
        return case["file"]
    return HEAD + (f"items:\n{indent(case['items'], '  ')}" if "items" in case else case["rest"])


def refused(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        load_checklist(path)
    return caught.value.problems


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["what"])
def test_mistakes_are_all_named_with_their_place(case: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(text_of(case), encoding="utf-8")
    problems = refused(path)
    said = [f"{p.line}:{p.column} {p.field}: {p.message_en}".replace(" : ", ": ") for p in problems]
    for expected in case["errors"]:
        place, _, words = expected.partition(": ")
        assert any(one.startswith(place) and words in one for one in said), (expected, said)
    assert len(said) == len(case["errors"]), said
    for words in case.get("th", ()):
        assert any(words in problem.message_th for problem in problems), words
    for problem in problems:
        assert problem.text("th").startswith(f"{path}:{problem.line}:{problem.column}: ")
        assert problem.message_th != problem.message_en
