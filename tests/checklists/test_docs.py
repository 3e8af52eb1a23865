"""The examples of docs/checklists.md are checklists that load."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checklists import load_checklist

DOCS = Path(__file__).parents[2] / "docs" / "checklists.md"
EXAMPLES = re.findall(r"```yaml\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: re.search(r"id: (\S+)", text)[1])
def test_example_loads(text: str, tmp_path: Path) -> None:
    path = tmp_path / "example.yaml"
    path.write_text(text, encoding="utf-8")
    checklist = load_checklist(path)
    assert checklist.element("O15.monthly").period.kind == "series"
