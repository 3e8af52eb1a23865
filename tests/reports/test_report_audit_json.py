"""audit.json: byte-stable, whole or not at all, and described by its schema."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import audit_json
from reports.files import write_atomic
from tests.reports.sample import audit as make_audit

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@pytest.mark.parametrize("bare", [False, True])
def test_sample_holds_to_the_schema(bare):
    assert audit_json.validate(make_audit(4, bare=bare)) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema_version",), "2.0"),
        (("audit", "as_of"), "16 เมษายน 2568"),
        (("audit", "checklist", "fiscal_year"), 2025),
        (("agencies", 0, "id"), "Prawet Office"),
        (("agencies", 0, "items", 0, "status"), "passed"),
        (("agencies", 0, "items", 0, "elements", 0, "status"), "waived"),
        (("summary", "fail"), -1),
    ],
)
def test_schema_refuses(path, value):
    broken = make_audit(1)
    inside = broken
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = value
    assert audit_json.validate(broken)


@given(st.dictionaries(st.text(), JSON))
def test_same_audit_same_bytes_whatever_the_order(value):
    text = audit_json.dumps(value)
    again = audit_json.dumps(dict(reversed(value.items())))
    assert text == again
    assert text.endswith("\n")
    assert json.loads(text) == value


def test_keys_stand_in_the_order_of_the_contract():
    text = audit_json.dumps({"zebra": 1, "agencies": [], "schema_version": "1.0", "audit": {}, "apple": 1})
    assert list(json.loads(text)) == ["schema_version", "audit", "agencies", "apple", "zebra"]


def test_thai_is_written_as_thai_and_lone_surrogates_survive():
    text = audit_json.dumps({"a": "ประเวศ \ud800"})
    assert "ประเวศ" in text
    assert json.loads(text.encode("utf-8"))["a"] == "ประเวศ \ud800"


def test_nan_is_refused():
    with pytest.raises(ValueError, match="Out of range"):
        audit_json.dumps({"score": float("nan")})


def test_load_takes_a_folder_or_a_file_and_names_what_is_no_audit(tmp_path):
    path = audit_json.write({"agencies": []}, tmp_path)
    assert audit_json.load(tmp_path) == audit_json.load(path) == {"agencies": []}
    path.write_text("[]")
    with pytest.raises(ValueError, match=r"audit\.json: not an audit"):
        audit_json.load(path)


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_failing_disk_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, call):
    target = tmp_path / "audit.json"
    target.write_text("old")

    def fail(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os if call == "fsync" else Path, call, fail)
    with pytest.raises(OSError, match="No space"):
        write_atomic(target, "new")
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["audit.json"]
