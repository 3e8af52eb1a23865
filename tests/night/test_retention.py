"""Which runs may go: the property that nothing named by a rule ever does."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from crawler.cli.runs import command
from crawler.evidence import RunLock
from crawler.history.retention import Dated, Retention
from tests.night.nights import audit, folder

START = date(2024, 1, 1)

runs = st.lists(
    st.builds(
        lambda offset, trusted, hour: (START + timedelta(days=offset), trusted, f"{hour:02d}"),
        st.integers(0, 900),
        st.booleans(),
        st.integers(0, 23),
    ),
    max_size=80,
).map(lambda rows: [Dated(f"r{n}", day, hour, trusted) for n, (day, trusted, hour) in enumerate(rows)])
rules = st.builds(Retention, st.integers(1, 40), st.integers(0, 30))


@given(runs, rules)
def test_what_the_rules_name_stays(many, rule):
    kept = rule.kept(many)
    assert kept <= {run.name for run in many}
    assert {run.name for run in many if (run.day.month, run.day.day) == (4, 30)} <= kept
    days = sorted({run.day for run in many}, reverse=True)[: rule.daily]
    months = sorted({(run.day.year, run.day.month) for run in many if run.trusted}, reverse=True)[
        : rule.monthly
    ]
    by_day, by_month = defaultdict(list), defaultdict(list)
    for run in many:
        by_day[run.day].append(run)
        if run.trusted:
            by_month[run.day.year, run.day.month].append(run)
    for one in days:
        best = [run for run in by_day[one] if run.trusted] or by_day[one]
        assert any(run.name in kept and run.started == max(r.started for r in best) for run in best)
    for month in months:
        newest = max(run.day for run in by_month[month])
        assert any(run.name in kept for run in by_month[month] if run.day == newest)
    trusted = [run for run in many if run.trusted]
    if trusted:
        assert any(run.name in kept for run in trusted if run.day == max(r.day for r in trusted))


@given(runs, rules)
def test_nothing_else_stays(many, rule):
    for_ever = {run.name for run in many if (run.day.month, run.day.day) == (4, 30)}
    assert len(rule.kept(many) - for_ever) <= rule.daily + rule.monthly + 2


@given(runs, rules)
def test_pruning_twice_is_pruning_once(many, rule):
    kept = rule.kept(many)
    assert rule.kept([run for run in many if run.name in kept]) == kept


@given(runs, rules)
def test_pruning_every_night_keeps_what_pruning_at_the_end_keeps(many, rule):
    have: list[Dated] = []
    in_order = sorted(many, key=lambda run: (run.day, run.started, run.name))
    for run in in_order:
        have.append(run)
        kept = rule.kept(have)
        have = [one for one in have if one.name in kept]
    assert rule.kept(have) == rule.kept(many)


@given(runs, st.integers(1, 20), st.integers(0, 12))
def test_a_longer_memory_keeps_no_less(many, daily, monthly):
    assert Retention(daily, monthly).kept(many) <= Retention(daily + 5, monthly + 3).kept(many)


def test_an_unattended_year(tmp_path):
    """A hundred and thirty nights, kept 5 days and 3 months: 30 April stays, a run under way too."""
    for number in range(1, 131):
        folder(tmp_path, number, audit({("a", "O1"): "pass"}, number))
    busy = tmp_path / "run-001"
    with RunLock(busy):
        result = CliRunner().invoke(
            command, ["prune", str(tmp_path), "--keep-daily", "5", "--keep-monthly", "3"]
        )
    assert result.exit_code == 0, result.output
    listed = CliRunner().invoke(command, ["list", str(tmp_path), "--format", "json"])
    days = [run["as_of"] for run in json.loads(listed.stdout)]
    assert days == ["2025-01-01", "2025-03-31", "2025-04-30", *(f"2025-05-{n:02d}" for n in range(6, 11))]
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_dry_run_deletes_nothing(tmp_path):
    for number in range(1, 5):
        folder(tmp_path, number, audit({("a", "O1"): "pass"}, number))
    (tmp_path / "holiday photos").mkdir()
    arguments = ["prune", str(tmp_path), "--keep-daily", "1", "--keep-monthly", "0"]
    idle = CliRunner().invoke(command, ["prune", str(tmp_path), "--dry-run"])
    assert (idle.exit_code, idle.stdout, "nothing would go" in idle.stderr) == (0, "", True)
    said = CliRunner().invoke(command, [*arguments, "--dry-run"])
    assert len(said.stdout.splitlines()) == 3
    assert len(list(tmp_path.iterdir())) == 5
    assert CliRunner().invoke(command, arguments).stdout == said.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["holiday photos", "run-004"]


@pytest.mark.parametrize("text", ["30-april", "30-april-of-year", "30-apr", "04-30"])
def test_a_day_of_every_year(text, tmp_path):
    assert CliRunner().invoke(command, ["prune", str(tmp_path), "--keep", text]).exit_code == 0


@pytest.mark.parametrize("text", ["april", "31-april", "30-foo", "2025-04-30", ""])
def test_no_day_of_the_year(text, tmp_path):
    assert CliRunner().invoke(command, ["prune", str(tmp_path), "--keep", text]).exit_code == 2
