"""``oit dates`` for people, for pipes and for labelled files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.cli.dates import command

LABELLED = Path(__file__).parent / "labelled.jsonl"


def run(*arguments: str, given: str = ""):
    return CliRunner().invoke(command, list(arguments), input=given)


def test_for_people():
    result = run("ประจำเดือน ต.ค. 67", "ลงวันที่ ๒๙ กุมภาพันธ์ ๒๕๖๘")
    assert result.exit_code == 0
    first, second = result.output.splitlines()
    assert "2024-10-01/2024-10-31" in first
    assert "ตุลาคม 2567" in first
    assert "impossible" in second
    assert "2025-02-28" in second


def test_lines_of_standard_input_are_texts():
    assert run(given="ปีงบประมาณ 2568\nไม่มี\nปี 2567\n").output.count("\n") == 2


def test_json_lines_as_the_contract_says():
    records = [{"id": "a", "text": "ไตรมาส 1/2568"}, {"id": 2, "text": "ไม่มีวันที่"}]
    result = run("--jsonl", given="\n".join(json.dumps(one) for one in records))
    assert result.exit_code == 0
    first, second = map(json.loads, result.output.splitlines())
    assert first == {
        "id": "a",
        "expressions": [
            {
                "span": [0, 13],
                "surface": "ไตรมาส 1/2568",
                "kind": "quarter",
                "start": "2024-10-01",
                "end": "2024-12-31",
                "alternatives": [["2025-01-01", "2025-03-31"]],
                "flags": ["fiscal-or-calendar"],
                "role": "period",
            }
        ],
    }
    assert second == {"id": 2, "expressions": []}


def test_a_byte_order_mark_and_windows_lines_do_no_harm():
    result = run("--jsonl", given='\ufeff{"id": 1, "text": "ปี 2568"}\r\n')
    assert json.loads(result.output)["expressions"][0]["surface"] == "ปี 2568"


def test_titles_and_years_given():
    assert "2024-10-01" in run("--title", "--year", "2568", "ตค").output
    assert run("ตค").output == ""


def test_scoring():
    result = run("--score", str(LABELLED), "--errors")
    assert result.exit_code == 0
    assert "recall" in result.output


@pytest.mark.parametrize(
    ("arguments", "given", "says"),
    [
        (["--jsonl"], "{", "line 1"),
        (["--jsonl"], '\n{"id": 1}', "line 2"),
        (["--jsonl"], '["text"]', "line 1"),
        (["--fetched", "2568-01-01", "x"], "", "2025-01-01"),
        (["--fetched", "yesterday", "x"], "", "YYYY-MM-DD"),
        (["--score", "no/such/file"], "", "no/such/file"),
    ],
)
def test_wrong_input_is_named(arguments, given, says):
    result = run(*arguments, given=given)
    assert result.exit_code == 2
    assert says in result.output
