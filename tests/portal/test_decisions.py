"""Waivers are the judge's, and lapse by its rule; objections keep what they refer to, with a clock."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from crawler.judge import waive
from crawler.model import Finding
from crawler.targets import load_targets
from portal import excuses, nights
from portal.models import District, DistrictNight, Night, Objection, Waiver
from portal.words import say
from tests.portal import sample

GOOD_UNTIL, OVER = date(2025, 9, 30), date(2025, 4, 29)


def waiver(finding="", *, expires=None, ended=False, item="O1"):
    return Waiver.objects.create(
        district_id="phaya", item=item, finding=finding, reason="ชี้แจงแล้ว", author="boss", expires=expires,
        ended_at=timezone.now() if ended else None,
    )  # fmt: skip


def finding(code, severity="error"):
    return Finding(code, severity, "site", "O1.x", "ไม่พบ", "missing", "เพิ่ม", f"https://x.example/{code}", ())


FINDINGS = [finding("a.one"), finding("b.two", "unverified"), finding("c.three", "info")]
ONE, TWO, THREE = (waive.fingerprint(one, "O1") for one in FINDINGS)


@pytest.mark.parametrize(
    "given",
    [
        [], [{}], [{"finding": ONE}], [{"finding": ONE}, {"finding": TWO}], [{"finding": ONE}, {"finding": THREE}],
        [{"finding": TWO}, {"finding": ONE}, {"finding": THREE}], [{"finding": "of yesterday"}, {"finding": TWO}],
        [{"expires": OVER}], [{"expires": GOOD_UNTIL}], [{"finding": ONE, "expires": OVER}, {"finding": TWO}],
        [{"ended": True}], [{"finding": ONE}, {"finding": TWO, "ended": True}], [{"item": "O2"}],
    ],
    ids=str,
)  # fmt: skip
def test_the_page_excuses_what_the_night_would(office, given):
    """The same waivers over the same findings: the judge's verdict is the page's."""
    made = [waiver(**facts) for facts in given]
    day = date(2025, 4, 30)
    in_force = waive.in_force([one.as_model() for one in made if one.ended_at is None], "O1", day)
    whole = any(one.finding is None for one in in_force)
    by_the_judge = whole or waive.excuse(FINDINGS, in_force, "O1")[1] is not None
    by_the_page = (
        excuses.statuses(DistrictNight(statuses={"O1": "fail"}, deciding={"O1": [ONE, TWO]}), made)["O1"]
        == "waived"
    )
    assert by_the_page is by_the_judge


def test_a_waiver_counts_wherever_the_score_is_shown(office, as_):
    """The matrix, the district, its downloads, the public page, the API and the badge say one score."""
    boss, nobody = as_("boss"), Client()
    boss.post(f"/nights/{nights.latest().pk}/publish/", {"act": "publish"})
    pages = {
        "matrix": (boss, "/matrix/"), "district": (boss, "/districts/phaya/"), "line": (boss, "/districts/phaya/download/line/"),
        "public": (nobody, "/public/"), "public district": (nobody, "/public/phaya/"), "badge": (nobody, "/badge/phaya.svg"),
    }  # fmt: skip
    night = nights.latest().districts.get(district="phaya")
    assert night.low < 100
    boss.post("/districts/phaya/items/O1/waive/", {"reason": "ชี้แจงแล้ว", "finding": "phayaO1ab"})
    for name, (who, path) in pages.items():
        assert "100.00" in who.get(path).content.decode(), name
    listed = nobody.get("/api/v1/districts").json()["districts"][0]
    alone = nobody.get("/api/v1/districts/phaya").json()["district"]
    assert (listed["id"], listed["low"], listed["items"]["O1"]) == ("phaya", 100.0, "waived")
    assert (alone["score"]["low"], alone["items"][0]["status"], alone["items"][0]["score"]) == (
        100.0,
        "waived",
        100,
    )
    assert alone["items"][0]["waiver"] == {"reason": "ชี้แจงแล้ว", "author": "boss", "expires": None}
    boss.post(f"/districts/phaya/waivers/{Waiver.objects.get().pk}/end/")
    assert (
        nobody.get("/api/v1/districts/phaya").json()["district"]
        == nights.audit(nights.latest())["agencies"][0]
    )


def test_a_waiver_of_a_finding_reaches_the_judge_as_it_is(office, as_):
    """What the page writes is read back as the engine's waiver, bound to its finding, until it lapses."""
    as_("boss").post(
        "/districts/phaya/items/O1/waive/",
        {"reason": "ชี้แจงแล้ว", "finding": "phayaO1ab", "expires": "2025-09-30"},
    )
    (read,) = waivers_of_the_night()
    assert read == Waiver.objects.get().as_model()
    assert (read.finding, read.expires, read.author) == ("phayaO1ab", GOOD_UNTIL, "boss")
    sample.night("2025-05-01", sha="cd")
    nights.index()
    assert Waiver.objects.get().lapsed
    assert waivers_of_the_night() == ()  # the next night does not excuse it when it comes back
    sample.night("2025-05-02")
    nights.index()
    assert '<a class="ic waived' not in as_("boss").get("/matrix/").content.decode()


def waivers_of_the_night():
    return {one.id: one for one in load_targets(settings.TARGETS)}["phaya"].waivers


def test_lapsing_is_the_judges():
    bound = Waiver(item="O1", finding="abc").as_model()
    assert [waive.lapsed(bound, present) for present in ({"abc"}, {"def"}, set())] == [False, True, True]
    assert not waive.lapsed(Waiver(item="O1").as_model(), set())


# ------------------------------------------------------------------------------------------ objections


def objected(as_, who="nok", finding="phayaO1ab", item="O1"):
    as_(who).post(f"/districts/phaya/items/{item}/objection/", {"reason": "ไม่จริง", "finding": finding})
    return Objection.objects.first()


def test_what_is_objected_to_outlives_its_night(office, as_):
    """The finding is kept with its evidence; the central office reads it when the night is long gone."""
    made = objected(as_)
    assert made.code == "presence.element_missing"
    assert made.seen["finding"] == nights.finding(nights.latest(), "phaya", "O1", "phayaO1ab")
    assert made.seen["night"] == "2025-04-30"
    Night.objects.all().delete()
    sample.forget()
    page = as_("boss").get("/objections/").content.decode()
    assert "presence.element_missing" in page
    assert "ไม่พบ &lt;script&gt;" in page


@pytest.mark.parametrize(
    ("finding", "item"), [("", "O1"), ("of nobody", "O1"), ("ramaO1ab", "O1"), ("phayaO1ab", "O2")]
)
def test_only_findings_of_the_own_district_and_item_are_objected_to(office, as_, finding, item):
    assert objected(as_, finding=finding, item=item) is None


def test_a_finding_of_a_check_is_objected_to(office, as_):
    found = {"code": "recency.outdated", "severity": "error", "fingerprint": "only-here", "message_th": "เก่า"}
    check = District.objects.get(pk="phaya").checks.create(
        author="nok", item="O1", checklist=sample.RULES, as_of="2025-04-30", state="done",
        answer={"items": [{"id": "O1", "status": "fail", "findings": [found]}]},
    )  # fmt: skip
    assert 'value="only-here"' in as_("nok").get(f"/districts/phaya/checks/{check.pk}/").content.decode()
    assert objected(as_, finding="only-here").seen["finding"] == found
    assert "เก่า" in as_("boss").get("/objections/").content.decode()


@pytest.mark.parametrize(
    ("age", "words"), [(3, "the answer is due by {day}"), (20, "the answer was due on {day}")]
)
def test_the_clock_is_shown_to_both_sides(office, as_, age, words):
    made = objected(as_)
    Objection.objects.update(made_at=timezone.now() - timedelta(days=age))
    told = say("th")(words).partition("{")[0].strip()
    for who, path in (("boss", "/objections/"), ("nok", "/districts/phaya/items/O1/")):
        page = as_(who).get(path).content.decode()
        assert told in page, path
        assert say("th")("open for {days} days").format(days=age) in page, path
    as_("boss").post(f"/districts/phaya/objections/{made.pk}/answer/", {"outcome": "upheld", "reason": "จริง"})
    for who, path in (("boss", "/objections/"), ("nok", "/districts/phaya/items/O1/")):
        page = as_(who).get(path).content.decode()
        assert told not in page, path
        assert say("th")("after {days} days").format(days=age) in page, path
    as_("boss").post(
        f"/districts/phaya/objections/{made.pk}/answer/", {"outcome": "rejected", "reason": "เปลี่ยนใจ"}
    )
    assert Objection.objects.get().outcome == "upheld"  # an answer stands
