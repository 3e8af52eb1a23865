"""The figures that the reader promises, held on a labelled set that ships with the project."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from crawler.thai.dates import score

HERE = Path(__file__).parent
OWN = HERE / "labelled.jsonl"
SHARED = Path(os.environ.get("OIT_SHARED", HERE.parents[2] / "shared")) / "data" / "thai-dates" / "dev.jsonl"


def figures(path: Path) -> score.Score:
    with path.open(encoding="utf-8") as lines:
        return score.score(score.read_labels(lines))


def shown(total: score.Score) -> str:
    return "\n".join(map(str, [score.table(total), *total.misses]))


def test_figures_on_our_own_sentences():
    total = figures(OWN)
    assert total.wanted.total() >= 350
    assert total.decoys >= 250
    assert total.roles.total() >= 150
    assert total.roles_right >= 0.98, shown(total)
    assert total.recall >= 0.99, shown(total)
    assert total.precision >= 0.99, shown(total)
    assert total.decoys_left_alone >= 0.98, shown(total)
    assert total.impossible_flagged == total.impossible == total.impossible_repaired, shown(total)


@pytest.mark.skipif(not SHARED.exists(), reason="the shared labelled set is not beside the checkout")
def test_figures_on_the_shared_sentences():
    total = figures(SHARED)
    assert total.recall >= 0.97, shown(total)
    assert total.precision >= 0.975, shown(total)
    assert total.decoys_left_alone >= 0.98, shown(total)
    assert total.impossible_flagged == total.impossible, shown(total)


@pytest.mark.parametrize("kind", ["month", "quarter", "half-year", "fiscal-year", "range", "day"])
def test_every_kind_stands_in_the_table(kind):
    assert any(line.startswith(kind) for line in score.report(OWN).splitlines())


def test_a_label_may_be_a_corrected_answer_or_one_expression_a_line():
    text = "ประจำเดือน ต.ค. 67 และ 12 คน"
    corrected = (
        '{"id": 1, "text": "TEXT", "expressions": [{"surface": "ต.ค. 67", "kind": "month", "start": "2024-10-01",'
        ' "end": "2024-10-31"}, {"surface": "12 คน", "kind": "not-a-date"}]}'
    ).replace("TEXT", text)
    single = (
        '{"id": 1, "text": "TEXT", "span": [11, 18], "kind": "month", "start": "2024-09-01", "end": "2024-09-30",'
        ' "alt": [{"kind": "month", "start": "2024-10-01", "end": "2024-10-31"}]}'
    ).replace("TEXT", text)
    first = score.score(score.read_labels([corrected, ""]))
    assert (first.recall, first.precision, first.decoys_left_alone) == (1, 1, 1)
    second = score.score(score.read_labels([single]))
    assert (second.recall, second.exact_recall) == (1, 0)


def test_what_is_wrong_is_counted_and_shown():
    lines = [
        '{"id": "a", "text": "ตุลาคม 2567", "span": [0, 11], "kind": "month", "start": "2023-10-01", "end": "2023-10-31"}',
        '{"id": "b", "text": "29 กุมภาพันธ์ 2567", "span": [0, 18], "kind": "impossible", "start": null, "end": null}',
        '{"id": "c", "text": "ปี 2567", "span": [0, 7], "kind": "not-a-date", "start": null, "end": null}',
    ]
    total = score.score(score.read_labels(lines))
    assert (total.recall, total.precision, total.decoys_left_alone, total.impossible_seen) == (0, 0, 0, 0)
    assert sorted(miss.what for miss in total.misses) == [
        "accepted",
        "decoy",
        "missed",
        "wrong",
        "wrong",
        "wrong",
    ]
    assert "ตุลาคม 2567" in shown(total)


def test_roles_are_compared_where_they_are_labelled():
    text = "ประกาศ ณ วันที่ 15 มกราคม 2568 ตามหนังสือลงวันที่ 3 มกราคม 2568"
    days = [("15 มกราคม 2568", "2025-01-15", "doc-date"), ("3 มกราคม 2568", "2025-01-03", "deadline")]
    marked = [
        {"surface": surface, "kind": "day", "start": day, "end": day, "role": role}
        for surface, day, role in days
    ]
    total = score.score(score.read_labels([json.dumps({"text": text, "expressions": marked})]))
    assert total.roles == {("doc-date", "doc-date"): 1, ("deadline", "reference"): 1}
    assert total.roles_right == 0.5
    assert "deadline read as reference" in score.table(total)
    assert [miss.what for miss in total.misses] == ["role"]


@pytest.mark.parametrize(
    "line",
    ["{", '{"text": "x"}', '{"text": "x", "span": [0, 1], "kind": "day", "start": "x", "end": "y"}', "[]"],
)
def test_a_line_that_is_no_label_is_named(line):
    with pytest.raises(ValueError, match="line 2"):
        list(score.read_labels(["", line]))


def test_the_scorer_is_a_command(capsys, tmp_path):
    assert score.main([str(OWN), "--errors"]) == 0
    assert "recall" in capsys.readouterr().out
    bad = tmp_path / "bad.jsonl"
    bad.write_text("nonsense", encoding="utf-8")
    assert score.main([str(bad)]) == 2
    assert "line 1" in capsys.readouterr().err
