"""Since when, last seen well, how often; and the folder of runs that knows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from crawler.history.chronicle import STATUSES, Chronicle, Night, with_stories
from crawler.history.runs import NightFile, past_of, point_to, read_night, runs_in
from tests.night.nights import audit, day, folder

STORIES = yaml.safe_load((Path(__file__).parent / "stories.yaml").read_text(encoding="utf-8"))
KEY = ("bangrak", "O1")


def chronicle(nights: str) -> Chronicle:
    told = Chronicle()
    for number, sign in enumerate(nights, 1):
        said = {KEY: STATUSES[sign]} if sign in STATUSES else {}
        told = told.add(Night(day(number), f"run-{number}", said))
    return told


@pytest.mark.parametrize("case", STORIES, ids=[case["why"] for case in STORIES])
def test_stories(case):
    story = chronicle(case["nights"]).story(*KEY)
    assert story is not None
    assert story.since == day(case["since"])
    assert story.last_good == (case["good"] and day(case["good"]))
    assert story.flaps == case["flaps"]


def test_an_item_that_tonight_did_not_audit_has_no_story():
    assert chronicle("pf.").story(*KEY) is None


@given(st.text("pfuw. ".replace(" ", ""), min_size=1, max_size=30))
def test_a_chronicle_survives_being_stored(nights):
    told = chronicle(nights)
    assert Chronicle.from_json(json.loads(json.dumps(told.as_json()))) == told


@given(st.text("pfu", min_size=2, max_size=30))
def test_since_is_never_after_tonight_nor_before_the_last_other_verdict(nights):
    story = chronicle(nights).story(*KEY)
    assert story.since <= day(len(nights))
    present = nights[-1]
    other = {"p": "f", "f": "p", "u": "pf"}[present]
    last_other = max((at for at, sign in enumerate(nights, 1) if sign in other), default=0)
    assert day(last_other) < story.since if last_other else story.since >= day(1)


def test_the_later_run_of_a_day_counts():
    told = chronicle("pp").add(Night(day(2), "again", {KEY: "fail"}))
    assert told.days == (day(1), day(2))
    assert told.story(*KEY).since == day(2)


def test_a_partial_run_of_the_same_day_leaves_the_others_as_they_were():
    told = Chronicle().add(Night(day(1), "all", {KEY: "pass", ("dusit", "O1"): "fail"}))
    told = told.add(Night(day(1), "one", {KEY: "fail"}))
    assert told.lines == {KEY: "f", ("dusit", "O1"): "f"}


def test_nights_come_in_their_order():
    with pytest.raises(ValueError, match="is before"):
        chronicle("pp").add(Night(day(1), "late", {}))


def test_old_nights_are_let_go():
    told = chronicle("p" * 450)
    assert len(told.days) == 400
    assert told.days[-1] == day(450)


def test_every_item_and_agency_gets_its_keys():
    past = Chronicle().add(Night(day(1), "run-1", {KEY: "pass"}, {"bangrak": 90.0}))
    said = with_stories(audit({KEY: "fail"}, 2, scores={"bangrak": 85.0}), past)
    (agency,) = said["agencies"]
    assert agency["trend"] == [90.0, 85.0]
    (item,) = agency["items"]
    assert (item["since"], item["last_good"], item["flaps"]) == (day(2), day(1), 1)


# --------------------------------------------------------------------------------- folders


def test_runs_are_listed_by_night_and_strangers_passed_over(tmp_path):
    folder(tmp_path, 2, audit({KEY: "fail"}, 2))
    folder(tmp_path, 1, audit({KEY: "pass"}, 1))
    (tmp_path / "notes").mkdir()
    (tmp_path / "torn").mkdir()
    (tmp_path / "torn" / "audit.json").write_text('{"audit": ')
    (tmp_path / "readme.txt").write_text("x")
    (tmp_path / "latest").symlink_to("run-002")
    assert [run.day for run in runs_in(tmp_path)] == [day(1), day(2)]
    assert runs_in(tmp_path / "missing") == []


def test_sick_nights_and_other_rules_make_no_history(tmp_path):
    folder(tmp_path, 1, audit({KEY: "pass"}, 1))
    folder(tmp_path, 2, audit({KEY: "fail"}, 2, withheld="network down"))
    folder(tmp_path, 3, audit({KEY: "fail"}, 3, checklist="other"))
    folder(tmp_path, 5, audit({KEY: "fail"}, 5))
    past = past_of(tmp_path, day=day(5), checklist="rules")
    assert (past.days, past.lines[KEY]) == ((day(1),), "p")


def test_pruned_nights_stay_in_the_story(tmp_path):
    nights = "ppfffpff"
    for number, sign in enumerate(nights, 1):
        run = folder(tmp_path, number, audit({KEY: STATUSES[sign]}, number))
        NightFile("rules", past_of(tmp_path, day=day(number), checklist="rules", but=run)).write(run)
    for number in range(1, 7):
        for file in (tmp_path / f"run-{number:03d}").iterdir():
            file.unlink()
    past = past_of(tmp_path, day=day(9), checklist="rules")
    assert past.lines[KEY] == nights


def test_a_damaged_memory_is_no_memory(tmp_path):
    first = folder(tmp_path, 1, audit({KEY: "pass"}, 1))
    for content in ("", "{", "[]", '{"past": {"days": ["x"], "runs": [], "lines": {}, "scores": {}}}'):
        (first / "night.json").write_text(content)
        assert read_night(first) is None
    assert past_of(tmp_path, day=day(2), checklist="rules").lines[KEY] == "p"


def test_latest_leads_to_the_newest_run(tmp_path):
    one, two = folder(tmp_path, 1, audit({})), folder(tmp_path, 2, audit({}))
    for run in (one, two):
        point_to(run, tmp_path)
        assert (tmp_path / "latest").resolve() == run.resolve()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["latest", "run-001", "run-002"]


def test_a_folder_named_latest_is_left_alone(tmp_path):
    (tmp_path / "latest").mkdir()
    point_to(folder(tmp_path, 1, audit({})), tmp_path)
    assert not (tmp_path / "latest").is_symlink()


def test_latest_is_a_file_where_links_cannot_be(tmp_path, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    point_to(folder(tmp_path, 1, audit({})), tmp_path)
    assert (tmp_path / "latest").read_text() == "run-001\n"
