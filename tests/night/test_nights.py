"""Whole nights on loopback: broken, mended, sick; and what the run folder remembers."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from crawler.cli.audit import command as audit_command
from crawler.cli.judge import command as judge_command
from tests.gather.server import BadServer, page

GOOD = page("<h1>ข้อมูลการติดต่อ</h1><p>ที่อยู่ 1 ถนนสุขุมวิท โทร 02-000-0000</p>")


@pytest.fixture
def site():
    with BadServer({"/o4": GOOD, "/": GOOD}) as server:
        yield server


@pytest.fixture
def night(site, tmp_path):
    targets = tmp_path / "targets.yaml"
    office = {
        "id": "office", "code": "1", "name_th": "สำนักงาน", "name_en": "Office", "site": site.url("/"),
        "declared": {"O4": [site.url("/o4")]},
    }  # fmt: skip
    targets.write_text(json.dumps({"version": 1, "agencies": [office]}), encoding="utf-8")

    def run(day: str, *more: str) -> dict:
        out = tmp_path / "runs" / day
        arguments = [
            "--targets", str(targets), "--out", str(out), "--as-of", day, "--delay", "0", "--allow-private-hosts",
            "--format", "json", "--quiet", "--no-progress", *more,
        ]  # fmt: skip
        result = CliRunner().invoke(audit_command, arguments)
        said = json.loads((out / "audit.json").read_text(encoding="utf-8"))
        return {
            "exit": result.exit_code,
            "stderr": result.stderr,
            "out": out,
            "audit": said["audit"],
            "said": said,
        }

    return run


def test_two_nights_and_the_morning_after(night, tmp_path):
    first, second = night("2025-03-01"), night("2025-03-02")
    runs = tmp_path / "runs"
    assert (runs / "latest").resolve() == second["out"].resolve()
    item = second["said"]["agencies"][0]["items"][0]
    assert (item["since"], item["flaps"]) == ("2025-03-01", 0)
    assert len(second["said"]["agencies"][0]["trend"]) == 2
    assert first["said"]["agencies"][0]["items"][0]["since"] == "2025-03-01"
    assert "oit_run_complete 1" in (second["out"] / "run_metrics.prom").read_text()


def test_judging_again_tells_the_same_story_without_the_nights_before(night, tmp_path):
    night("2025-03-01")
    second = night("2025-03-02")
    alone = tmp_path / "elsewhere" / "run"
    alone.parent.mkdir()
    second["out"].rename(alone)
    before = (alone / "audit.json").read_bytes()
    CliRunner().invoke(judge_command, [str(alone), "--format", "json", "--quiet"])
    assert (alone / "audit.json").read_bytes() == before


def test_a_dead_canary_withholds_the_run(night, site, tmp_path):
    good = night("2025-03-01", "--canary", site.url("/"))
    assert good["audit"]["complete"] is True
    sick = night("2025-03-02", "--canary", site.url("/nowhere"))
    assert sick["exit"] == 3
    assert sick["audit"]["complete"] is False
    assert "canary" in sick["audit"]["withheld"]
    assert f"ผลรอบนี้ถูกระงับ · this run is withheld: {sick['audit']['withheld']}" in sick["stderr"]
    assert "withheld" not in good["stderr"]
    assert (tmp_path / "runs" / "latest").resolve() == good["out"].resolve()
