"""A sick auditor accuses nobody."""

from __future__ import annotations

import pytest

from crawler.audit.metrics import metrics_text
from crawler.audit.trust import guarded
from crawler.history.chronicle import Chronicle, night_of
from tests.night.nights import audit

OFFICES = ("bangrak", "dusit", "prawet", "sathon", "thonburi")
NO_NIGHTS = Chronicle()
ITEMS = tuple(f"O{n}" for n in range(1, 9))


def everybody(status: str, offices=OFFICES, items=ITEMS) -> dict[tuple[str, str], str]:
    return {(office, item): status for office in offices for item in items}


def past(verdicts) -> Chronicle:
    return Chronicle().add(night_of(audit(verdicts, 1)))


def reason(tonight, before=NO_NIGHTS, canaries=()) -> str | None:
    said = guarded(tonight, before, canaries)["audit"]
    assert said["complete"] is (said["withheld"] is None)
    return said["withheld"]


def test_a_quiet_night_is_believed():
    tonight = audit(everybody("pass") | {("dusit", "O3"): "fail"}, 2)
    assert reason(tonight, past(everybody("pass"))) is None
    assert guarded(tonight, Chronicle())["agencies"] is tonight["agencies"]


def test_most_agencies_silent():
    said = reason(audit(everybody("unverified"), answered=["dusit"]))
    assert "หน่วยงาน 4 จาก 5 แห่งไม่ตอบเลย" in said
    assert "4 of 5 agencies gave no answer at all" in said


def test_half_of_the_agencies_silent_is_their_side():
    four = OFFICES[:4]
    assert reason(audit(everybody("unverified", four), answered=four[:2])) is None


def test_three_agencies_prove_nothing():
    three = OFFICES[:3]
    assert reason(audit(everybody("unverified", three), answered=[])) is None


def test_items_that_nobody_can_see_any_more():
    tonight = everybody("unverified") | everybody("pass", OFFICES, ITEMS[:3])
    said = reason(audit(tonight, 2), past(everybody("pass")))
    assert "ไม่ถึงครึ่งของคืนก่อน" in said
    assert reason(audit(tonight, 2)) is None  # without a night before, nothing was lost


def test_a_run_over_one_agency_is_not_a_loss_of_the_others():
    assert reason(audit(everybody("pass", ["dusit"]), 2), past(everybody("pass"))) is None


def test_everything_fails_at_once():
    half = everybody("pass") | everybody("fail", OFFICES[:3], ITEMS[:4])
    said = reason(audit(half, 2), past(everybody("pass")))
    assert "3 จาก 5" in said
    assert "half or more of what passed last night fails at once" in said


def test_one_item_that_falls_due_everywhere_is_no_sickness():
    due = everybody("pass") | everybody("fail", OFFICES, ["O8"])
    assert reason(audit(due, 2), past(everybody("pass"))) is None


def test_most_agencies_fail_every_item_alike():
    down = everybody("fail", OFFICES[:4])
    tonight = audit(
        down | everybody("pass", OFFICES[4:]),
        codes={key: ["presence.soft_404"] for key in down},
    )
    assert "presence.soft_404" in reason(tonight)


def test_offices_that_declared_nothing_are_not_sick():
    verdicts = everybody("fail")
    assert reason(audit(verdicts, codes={key: ["presence.not_declared"] for key in verdicts})) is None


@pytest.mark.parametrize(
    ("ok", "withheld"), [("", False), ("+", False), ("-", True), ("+-", False), ("+--", True)]
)
def test_canaries(ok, withheld):
    canaries = [{"url": f"https://{n}.example", "ok": sign == "+"} for n, sign in enumerate(ok)]
    assert (reason(audit(everybody("pass")), canaries=canaries) is not None) is withheld


def test_a_canary_that_died_during_the_night_is_dead():
    twice = [{"url": "https://a.example", "ok": True}, {"url": "https://a.example", "ok": False}]
    assert "1 of 1 canary" in reason(audit(everybody("pass")), canaries=twice)


def test_what_gathering_said_stays():
    assert reason(audit(everybody("pass"), withheld="the network went away")) == "the network went away"


def test_metrics_are_gauges_of_the_run():
    text = metrics_text(audit(everybody("pass") | {("dusit", "O3"): "fail"}, scores={"dusit": 96.25}))
    assert 'oit_items{status="fail"} 1\n' in text
    assert "oit_run_duration_seconds 5400\n" in text
    assert "oit_run_complete 1\n" in text
    assert 'oit_agency_score{agency="dusit"} 96.25\n' in text
    names = [line.split("{")[0].split()[0] for line in text.splitlines() if not line.startswith("#")]
    helped = [line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")]
    assert sorted(set(names)) == sorted(helped)
    assert all(line.endswith(" gauge") for line in text.splitlines() if line.startswith("# TYPE"))
