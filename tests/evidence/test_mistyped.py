"""What is typed where an address belongs."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from crawler.evidence.address import InvalidUrlError, wire_url
from crawler.evidence.mistyped import mistake, repaired

CASES = yaml.safe_load(Path(__file__).with_name("mistyped.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("typed", CASES["mistakes"])
def test_mistake(typed):
    found = mistake(typed)
    assert found is not None
    assert {found.kind: list(found.meant)} == CASES["mistakes"][typed]
    assert all(one in found.fix_th and one in found.fix_en for one in found.meant)
    assert found.th
    assert found.advice_th
    assert repaired(typed) is None


@pytest.mark.parametrize("typed", CASES["repaired"])
def test_repaired(typed):
    assert mistake(typed) is None
    assert repaired(typed)[1] == CASES["repaired"][typed]


@pytest.mark.parametrize("typed", CASES["in order"])
def test_in_order(typed):
    assert mistake(typed) is None
    assert repaired(typed) is None


@given(st.text() | st.from_regex(r"[htps:/ .a-z@\\\\,]{0,24}", fullmatch=True))
def test_what_is_no_mistake_can_be_asked(text):
    found = mistake(text)
    if found is None:
        wire_url(text)
        repaired(text)
    else:
        for one in found.meant:
            assert mistake(one) is None
    try:
        wire_url(text)
    except InvalidUrlError:
        assert found is not None
