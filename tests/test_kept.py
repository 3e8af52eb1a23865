"""What is made of files of the package is made once, and again when one of them changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import pytest

from checklists import available, load_checklist
from checklists.load import read_checklist
from crawler.kept import kept
from crawler.targets import BUNDLED, load_targets
from crawler.targets.load import read_targets


@dataclass(frozen=True, slots=True)
class Leaf:
    day: date | None
    kind: Literal["a", "b"] = "a"


@dataclass(frozen=True, slots=True)
class Tree:
    leaves: tuple[Leaf, ...]
    words: tuple[tuple[str, ...], ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict)
    note: str | None = None


TREE = Tree((Leaf(date(2025, 4, 30)), Leaf(None, "b")), (("ก", "ข"), ()), {"x": 0.5}, None)


@pytest.fixture
def source(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path = tmp_path / "tree.yaml"
    path.write_text("one")
    return path


@pytest.fixture
def make():
    """Makes a tree, and counts how often."""

    def made() -> Tree:
        made.times += 1
        return TREE

    made.times = 0
    return made


def test_made_once(source, make):
    assert [kept(source, Tree, make, [source]) for _ in range(3)] == [TREE] * 3
    assert make.times == 1


def test_made_again_when_a_file_changes(source, make):
    kept(source, Tree, make, [source])
    source.write_text("two")
    assert kept(source, Tree, make, [source]) == TREE
    assert make.times == 2


@pytest.mark.parametrize("damage", [b"", b"[", b"[]", b'["key"]', b"\xff", b"null", b"[1, [[[]]]]"])
def test_what_is_damaged_is_made_again(source, make, damage):
    kept(source, Tree, make, [source])
    (file,) = (source.parent / "cache" / "oit").iterdir()
    file.write_bytes(damage)
    assert kept(source, Tree, make, [source]) == TREE
    assert kept(source, Tree, make, [source]) == TREE
    assert make.times == 2


def test_values_that_do_not_fit_are_made_again(source, make):
    kept(source, Tree, make, [source])
    (file,) = (source.parent / "cache" / "oit").iterdir()
    file.write_text(file.read_text().replace("2025-04-30", "yesterday"))
    assert kept(source, Tree, make, [source]) == TREE
    assert make.times == 2


@pytest.mark.parametrize("folder", ["file", "no home"])
def test_without_a_place_everything_is_made_each_time(source, make, monkeypatch, folder):
    if folder == "file":
        monkeypatch.setenv("XDG_CACHE_HOME", str(source))
    else:
        monkeypatch.delenv("XDG_CACHE_HOME")
        monkeypatch.setattr("crawler.kept.Path.home", _no_home)
    assert [kept(source, Tree, make, [source]) for _ in range(2)] == [TREE] * 2
    assert make.times == 2


def _no_home():
    raise RuntimeError("Could not determine home directory.")


@pytest.mark.parametrize("edition", available(), ids=lambda one: one.id)
def test_a_bundled_checklist_is_what_its_file_says(edition, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert load_checklist(edition.id) == load_checklist(edition.id) == read_checklist(edition.path)


def test_the_bundled_districts_are_what_their_file_says(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert load_targets() == load_targets() == read_targets(BUNDLED).agencies
