"""Checklists that cannot be used: every mistake at once, with its place, its field, and words in both languages."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from checklists import load_checklist
from crawler.cli.checklist import command
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
    said = [f"{p.line}:{p.column} {p.field}: {p.message_en}" for p in problems]
    for expected in case["errors"]:
        place, _, words = expected.partition(": ") if expected[0].isdigit() else ("", "", expected)
        assert any(one.startswith(place) and words in one for one in said), (expected, said)
    assert len(said) == len(case["errors"]), said
    for words in case.get("th", ()):
        assert any(words in problem.message_th for problem in problems), words
    for problem in problems:
        assert problem.text("th").startswith(f"{problem.file}:{problem.line}:{problem.column}: ")
        assert problem.message_th != problem.message_en


def test_a_mistake_in_an_ancestor_is_named_with_its_file(tmp_path: Path) -> None:
    (tmp_path / "office.yaml").write_text(HEAD + "note: NO\n", encoding="utf-8")
    ours = tmp_path / "ours.yaml"
    ours.write_text("id: ours\nextends: office.yaml\nfiscal_year: 1\n", encoding="utf-8")
    said = [(Path(p.file).name, p.line, p.field) for p in refused(ours)]
    assert said == [("office.yaml", 5, "note"), ("ours.yaml", 3, "fiscal_year")]


def test_checklists_that_extend_each_other(tmp_path: Path) -> None:
    for name, other in (("a", "b"), ("b", "c"), ("c", "a")):
        (tmp_path / f"{name}.yaml").write_text(f"id: {name}\nextends: {other}.yaml\n", encoding="utf-8")
    (problem,) = refused(tmp_path / "a.yaml")
    assert (Path(problem.file).name, problem.line, problem.field) == ("c.yaml", 2, "extends")
    assert "in a circle" in problem.message_en
    assert "อ้างกลับมาที่ตัวเอง" in problem.message_th


@pytest.mark.parametrize(
    ("name", "raw", "line", "words"),
    [
        ("none.yaml", None, 0, "there is no such file"),
        ("tis620.yaml", "version: 1\nnote: ก\n".encode("tis-620"), 2, "not UTF-8"),
        ("utf16.yaml", "version: 1\n".encode("utf-16"), 1, "not UTF-8"),
        ("bell.yaml", b"version: 1\nnote: \x07\n", 2, "control character"),
        ("tab.yaml", b"version: 1\ntitle:\n\tth: x\n", 3, "no tabs"),
        ("breaks.yaml", "version: 1\ntitle: a\u2028\x85 th: x: y".encode(), 4, "check indentation"),
        ("deep.yaml", b"[" * 5000, 1, "nested deeper than 32 levels"),
    ],
)
def test_files_that_are_no_text_or_no_yaml(
    name: str, raw: bytes | None, line: int, words: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    if raw is not None:
        path.write_bytes(raw)
    (problem,) = refused(path)
    assert (problem.file, problem.line) == (str(path), line)
    assert words in problem.message_en
    assert problem.message_th != problem.message_en


def test_a_folder_is_no_checklist(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path)
    assert "cannot be opened" in problem.message_en


def test_an_unknown_id_names_the_nearest_and_all_others() -> None:
    (problem,) = refused(Path("bma-distrct-2568"))
    assert "did you mean bma-district-2568?" in problem.message_en
    assert all(f"bma-district-{year}" in problem.message_th for year in (2567, 2568, 2569, 2570))


@pytest.mark.parametrize("words", [["validate"], ["show"], ["show", "--item", "O15"]])
def test_the_command_names_every_mistake_in_both_languages_and_leaves_with_2(
    words: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(HEAD + "fiscal_year: 2025\nconfirmed: true\n", encoding="utf-8")
    result = CliRunner().invoke(command, [words[0], str(path), *words[1:]])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert f"{path}:5:14: fiscal_year: พบ 2025 แต่ต้องไม่น้อยกว่า 2500" in result.stderr
    assert "found 2025, must be at least 2500" in result.stderr
    assert f"{path}:6:1: confirmed: ไม่รู้จักฟิลด์ confirmed น่าจะหมายถึง confirmation" in result.stderr


def test_what_a_file_says_does_not_act_on_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(HEAD + '"\\e[31mred\\u202e": 1\n', encoding="utf-8")
    result = CliRunner().invoke(command, ["validate", str(path)])
    assert result.exit_code == 2
    assert "unknown field red" in result.stderr
    assert not {"\x1b", "\u202e"} & set(result.stderr)
