"""One agency at a time in memory, and the same bytes as if all were."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.history.chronicle import night_of
from crawler.history.runs import _whole
from crawler.shelf import Each, Shelf
from reports import audit_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=4,
)
AGENCIES = st.lists(st.dictionaries(st.text() | st.just("agencies"), VALUES, max_size=4), max_size=11)


def ordered(value):
    """The keys as the contract has them: those of the schema, then the others."""
    if isinstance(value, dict):
        rank = audit_json._rank()
        keys = sorted(value, key=lambda key: (rank.get(key, len(rank)), key))
        return {key: ordered(value[key]) for key in keys}
    return [ordered(one) for one in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("shelf")


@given(agencies=AGENCIES)
def test_what_is_put_there_comes_back(place, agencies):
    shelf = Shelf(place)
    for one in agencies:
        shelf.append(one)
    assert list(shelf) == agencies
    assert shelf[:] == agencies
    assert len(shelf) == len(agencies)
    assert not list(place.iterdir())  # the file has no name


@given(agencies=AGENCIES, about=st.dictionaries(st.text(), VALUES, max_size=3))
def test_written_agency_by_agency_is_written_as_a_whole(place, agencies, about):
    audit = {**about, "agencies": agencies, "audit": {"agencies": []}}
    shelf = Shelf(place)
    for one in agencies:
        shelf.append(one)
    whole = json.dumps(ordered(audit), ensure_ascii=False, indent=2)
    text = audit_json.dumps({**audit, "agencies": shelf})
    assert text == audit_json.inert_json(whole) + "\n"
    assert audit_json.dumps(audit) == text


@given(agencies=AGENCIES)
def test_a_file_is_walked_through_agency_by_agency(place, agencies):
    path = audit_json.write({"schema_version": "1.0", "agencies": agencies, "summary": {}}, place / "run")
    assert list(_whole(path)["agencies"]) == agencies
    path.unlink()
    path.parent.rmdir()


@pytest.mark.parametrize("text", ['{"agencies":[{"id":"a"}]}', '{\n "agencies": [\n  {"id": "a"}\n ]\n}'])
def test_a_file_of_another_writer_is_read_as_a_whole(tmp_path, text):
    path = tmp_path / "audit.json"
    path.write_text(text, encoding="utf-8")
    assert list(_whole(path)["agencies"]) == [{"id": "a"}]


def test_history_needs_one_look_at_each_agency():
    agencies = [{"id": n, "score": {"low": 1.5}, "items": [{"id": "O1", "status": "pass"}]} for n in "ab"]
    looked = []
    audit = {
        "audit": {"as_of": "2025-04-30", "id": "x"},
        "agencies": Each(agencies, lambda one: looked.append(1) or one),
    }
    assert night_of(audit).scores == {"a": 1.5, "b": 1.5}
    assert len(looked) == 2


def test_beyond_the_end_there_is_nothing(tmp_path):
    with pytest.raises(IndexError):
        Shelf(tmp_path)[0]
