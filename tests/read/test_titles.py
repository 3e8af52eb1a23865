"""What a document calls itself and its parts (``titles.yaml``)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from crawler.model import Block
from crawler.read.titles import titles_of

CASES = yaml.safe_load(Path(__file__).with_suffix("").with_name("titles.yaml").read_text("utf-8"))
KINDS = ("title", "heading", "caption", "text")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["what"])
def test_titles(case: dict[str, Any]) -> None:
    blocks = [Block(text, "pdf page 1", kind) for block in case["blocks"] for kind, text in block.items()]
    wanted = tuple(tuple(case.get(field, ())) for field in ("titles", "sections", "headlines"))
    assert titles_of(blocks) == wanted


@given(st.lists(st.builds(Block, st.text("ก1. \n:|ตาม", max_size=60), st.just(""), st.sampled_from(KINDS))))
def test_titles_are_words_of_the_document(blocks: list[Block]) -> None:
    text = "\n".join(block.text for block in blocks)
    said = (line for titles in titles_of(blocks) for title in titles for line in title.split("\n"))
    assert all(line in text for line in said)
