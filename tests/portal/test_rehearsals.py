"""What another checklist would change: a real night judged again, the same as the command line does."""

from __future__ import annotations

import hashlib
import json
import shutil
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from crawler.cli.audit import run_audit
from crawler.demo.server import serve_demo
from crawler.targets import load_targets
from portal import districts, nights, rehearsals, rules
from portal.models import Account, Rehearsal, TrailEntry
from portal.words import say
from tests.portal import sample
from tests.portal.office import oit

NEXT, A_YEAR_ON = "bma-district-2569", "2026-04-30"
OFFICE = "bangtakhian"


@pytest.fixture(scope="module")
def evidence(tmp_path_factory):
    """A night of one office of the demo: its targets and its run folder."""
    folder = tmp_path_factory.mktemp("night")
    with serve_demo() as world:
        shutil.copy(world.targets_path, folder / "targets.yaml")
        run_audit(
            agencies=[one for one in load_targets(world.targets_path) if one.id == OFFICE], checklist=sample.RULES,
            as_of=date(2025, 4, 30), out=folder / "night", formats=("json",), delay=0.0, concurrency=4,
            allow_private_hosts=True, quiet=True, progress=False,
        )  # fmt: skip
    return folder


@pytest.fixture
def night(db, held, evidence):
    districts.load_first(evidence / "targets.yaml")
    Account.objects.create_user("boss", password=sample.PASSWORD, role="central")
    shutil.copytree(evidence / "night", settings.RUNS / "night")
    nights.index()
    yield nights.latest()
    sample.forget()


@pytest.fixture
def boss(night):
    from django.test import Client

    client = Client()
    client.force_login(Account.objects.get(username="boss"))
    return client


def asked(boss, night, checklist=NEXT, as_of=A_YEAR_ON):
    answer = boss.post(f"/checklists/nights/{night.pk}/", {"checklist": checklist, "as_of": as_of})
    assert answer.status_code == 302
    return Rehearsal.objects.first()


def content(folder):
    """Every file of a run folder by its hash; the facts of documents are a cache."""
    files = [
        path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("facts.sqlite")
    ]
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }


def statuses(path):
    audit = json.loads(path.read_text(encoding="utf-8"))
    return {item["id"]: item["status"] for item in audit["agencies"][0]["items"]}, audit["agencies"][0][
        "score"
    ]


def test_a_night_is_judged_by_the_next_checklist_as_the_command_line_does(night, boss, tmp_path):
    before = content(settings.RUNS / "night")
    one = asked(boss, night)
    assert DBTaskResult.objects.get().args_kwargs["args"] == [str(one.pk)]
    assert TrailEntry.objects.first().act == "rehearsal.asked"
    rehearsals.run(str(one.pk))
    one.refresh_from_db()
    assert (one.state, one.fault) == ("done", "")
    assert content(settings.RUNS / "night") == before
    assert not list(settings.CHECKS.glob("rehearsal-*"))

    oit("judge", settings.RUNS / "night", "--checklist", NEXT, "--as-of", A_YEAR_ON, "--out", tmp_path, "--format", "json", "-q")  # fmt: skip
    was, score_was = statuses(settings.RUNS / "night" / "audit.json")
    now, score_now = statuses(tmp_path / "audit.json")
    assert {row["item"]: (row["was"], row["now"]) for row in one.answer["changes"]} == {
        item: (was[item], now[item]) for item in now if was[item] != now[item]
    }
    assert one.answer["changes"], "a year later nothing would be missing?"
    assert one.answer["scores"] == {
        OFFICE: [[score_was["low"], score_was["high"]], [score_now["low"], score_now["high"]]]
    }

    page = boss.get(f"/checklists/trials/{one.pk}/").content.decode()
    for row in one.answer["changes"]:
        assert f'/districts/{OFFICE}/items/{row["item"]}/"' in page
    assert boss.get(f"/checklists/trials/{one.pk}/progress/")["X-Done"] == "1"
    assert NEXT in boss.get("/checklists/").content.decode()


def test_its_own_checklist_on_its_own_day_changes_nothing(night, boss):
    one = asked(boss, night, sample.RULES, "")
    rehearsals.run(str(one.pk))
    one.refresh_from_db()
    assert (one.as_of, one.answer["changes"]) == (night.as_of, [])
    assert say("th")("Nothing changed.") in boss.get(f"/checklists/trials/{one.pk}/").content.decode()


@pytest.mark.parametrize(("checklist", "as_of"), [("../../etc/passwd", ""), ("", ""), (NEXT, "30/4/2569")])
def test_only_a_known_checklist_and_a_day(night, boss, checklist, as_of):
    asked(boss, night, checklist, as_of)
    assert not Rehearsal.objects.exists()


def test_one_at_a_time_for_a_night(night, boss):
    asked(boss, night)
    asked(boss, night, "bma-district-2570")
    assert [one.checklist for one in Rehearsal.objects.all()] == [NEXT]


def test_a_lost_one_is_taken_up_again(night, boss):
    one = asked(boss, night)
    Rehearsal.objects.update(state="running", attempts=1, lease=timezone.now() - timedelta(seconds=1))
    assert rehearsals.reap() == 1
    rehearsals.run(str(one.pk))
    one.refresh_from_db()
    assert (one.state, one.attempts) == ("done", 2)


def test_evidence_that_is_gone_is_our_fault(night, boss):
    shutil.rmtree(settings.RUNS / "night")
    one = asked(boss, night)
    rehearsals.run(str(one.pk))
    one.refresh_from_db()
    assert (one.state, one.fault) == ("failed", "internal")
    page = boss.get(f"/checklists/trials/{one.pk}/").content.decode()
    assert "audit.json" not in page
    assert say("th")("There is no answer, and it is our fault") in page


def test_what_is_asked_otherwise():
    """The rows name every element that only one of two checklists has, and every one whose weight changed."""
    old, new = rules.load(sample.RULES), rules.load(NEXT)
    assert rules.altered(old, old) == []
    told = rules.altered(old, new)
    assert len(told) == len(rules.altered(new, old))
    ids = {one.id for one in old.elements} ^ {one.id for one in new.elements}
    assert len([row for row in told if row[2] in {"added", "gone"}]) == len(ids)


def test_the_checklist_that_follows():
    assert rehearsals.following(sample.RULES) == NEXT
    assert rehearsals.following("bma-district-2570") == "bma-district-2570"
    assert rehearsals.following("/etc/ours.yaml") == "bma-district-2570"
