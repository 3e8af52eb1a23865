"""What an attacker tries first: forms of strangers, guessed passwords, planted sessions, scripts in every text."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from portal import nights
from portal.models import (
    Account,
    AppendOnlyError,
    Declaration,
    District,
    Invitation,
    Night,
    Objection,
    Rehearsal,
    TrailEntry,
    Waiver,
    note,
)
from portal.urls import ROUTES
from portal.views.account import invite
from tests.portal import sample
from tests.portal.test_routes import parts, things  # noqa: F401 - a fixture

HOSTILE, PASSWORD = sample.HOSTILE, sample.PASSWORD


def signed(name, **options):
    client = Client(**options)
    assert client.post("/sign-in/", {"username": name, "password": PASSWORD}).status_code == 302
    return client


# ------------------------------------------------------------------------------------------ forms of strangers


@pytest.mark.parametrize(
    "route", [route for route in ROUTES if "POST" in route.methods], ids=lambda route: route.name
)
def test_every_form_needs_its_token(route, things):  # noqa: F811
    client = Client(enforce_csrf_checks=True)
    client.force_login(Account.objects.get(username="boss"))
    answer = client.post(reverse(route.name, kwargs=parts(route, "phaya")), {"reason": "x", "act": "submit"})
    assert answer.status_code == 403


# ------------------------------------------------------------------------------------------ signing in


def test_guessing_ends_in_waiting(office):
    client = Client()
    codes = [client.post("/sign-in/", {"username": "Nok ", "password": "x"}).status_code for _ in range(6)]
    assert codes == [403] * 5 + [429]
    assert client.post("/sign-in/", {"username": "nok", "password": PASSWORD}).status_code == 429
    assert client.post("/sign-in/", {"username": "boss", "password": PASSWORD}).status_code == 302


def test_guessing_many_names_from_one_place_ends_in_waiting(office):
    client = Client()
    codes = [client.post("/sign-in/", {"username": f"n{n}", "password": "x"}).status_code for n in range(21)]
    assert codes == [403] * 20 + [429]


def test_guessing_the_present_password_ends_in_waiting(office, as_):
    """A session left open is no way to the password."""
    nok = as_("nok")
    form = {"old": "x", "new": PASSWORD, "again": PASSWORD}
    for _ in range(5):
        assert "รหัสผ่านปัจจุบันไม่ถูกต้อง" in nok.post("/password/", form).content.decode()
    answer = nok.post("/password/", form | {"old": PASSWORD})
    assert answer.status_code == 422
    assert "15 นาที" in answer.content.decode()


def test_a_forged_address_opens_nothing(office):
    client = Client()
    for n in range(6):
        answer = client.post(
            "/sign-in/",
            {"username": f"m{n % 5}", "password": "x"},
            headers={"X-Forwarded-For": f"10.0.0.{n}"},
        )
    from portal.models import SignInFailure

    assert answer.status_code == 403
    assert set(SignInFailure.objects.values_list("address", flat=True)) == {"127.0.0.1"}


def test_a_planted_session_is_worth_nothing(office):
    client, planted = sample.with_planted_session()
    client.post("/sign-in/", {"username": "nok", "password": PASSWORD})
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != planted


@pytest.mark.parametrize(
    "goal",
    [
        "https://evil.example/",
        "//evil.example",
        "javascript:alert(1)",
        "/\\evil.example",
        "http:evil.example",
        "https:///evil.example",
    ],
)
def test_no_open_redirect(office, goal):
    answer = Client().post("/sign-in/", {"username": "nok", "password": PASSWORD, "next": goal})
    assert answer["Location"] == "/"
    answer = Client().post("/language/", {"language": "en", "next": goal})
    assert answer["Location"] == "/"


def test_cookies_and_headers_are_strict(office):
    answer = Client().post("/sign-in/", {"username": "nok", "password": PASSWORD})
    cookie = answer.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    for path in ("/sign-in/", "/nowhere/", "/look/report.css"):
        answer = Client().get(path)
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"


def test_an_invitation_works_once(office):
    path = invite("boss", "new", "district", District.objects.get(pk="phaya"))
    first, second = Client(), Client()
    words = {"new": PASSWORD, "again": PASSWORD}
    assert first.post(path, {"new": "12345", "again": "12345"}).status_code == 422
    assert (
        first.post(path, words | {"role": "central", "is_superuser": "1", "district": ""}).status_code == 302
    )
    assert second.post(path, words).status_code == 404
    made = Account.objects.get(username="new")
    assert (made.role, made.district_id, made.is_superuser, made.is_staff) == (
        "district",
        "phaya",
        False,
        False,
    )
    assert PASSWORD not in made.password
    assert path.split("/")[2] not in Invitation.objects.get(username="new").digest


def way_in(page):
    """The path that a page of accounts shows once."""
    return re.search(r'id="way">http://testserver(/invitation/[^<]+)', page.content.decode())[1]


def test_a_forgotten_password_is_replaced_once(office, as_):
    boss, nok, other = as_("boss"), Account.objects.get(username="nok"), PASSWORD + "2"
    renew = reverse("renew", args=[nok.pk])
    old, path = way_in(boss.post(renew)), way_in(boss.post(renew))
    assert Client().get(old).status_code == 404  # a newer one shuts it
    browser = Client()
    assert browser.post(path, {"new": other, "again": other, "role": "central"}).status_code == 302
    assert browser.get("/districts/phaya/").status_code == 200
    assert browser.get("/districts/rama/").status_code == 403
    assert Client().post(path, {"new": PASSWORD, "again": PASSWORD}).status_code == 404
    assert Client().post("/sign-in/", {"username": "nok", "password": PASSWORD}).status_code == 403
    assert Client().post("/sign-in/", {"username": "nok", "password": other}).status_code == 302
    nok.refresh_from_db()
    assert (nok.role, nok.district_id) == ("district", "phaya")


def test_a_way_to_a_new_password_opens_no_account_that_is_shut(office, as_):
    nok = Account.objects.get(username="nok")
    path = way_in(as_("boss").post(reverse("renew", args=[nok.pk])))
    Account.objects.filter(pk=nok.pk).update(is_active=False)
    assert Client().post(path, {"new": PASSWORD, "again": PASSWORD}).status_code == 404


def test_an_invitation_that_is_withdrawn_opens_nothing(office, as_):
    boss = as_("boss")
    path = way_in(boss.post("/accounts/", {"username": "somchai", "role": "reader"}))
    assert Client().get(path).status_code == 200
    boss.post(reverse("withdraw", args=[Invitation.objects.get().pk]))
    assert Client().get(path).status_code == 404
    assert TrailEntry.objects.first().act == "invitation.withdrawn"


# ------------------------------------------------------------------------------------------ scripts in every text


def test_no_text_of_strangers_acts(office, as_):
    """Texts that were crawled or typed hold a script; no page holds that script."""
    phaya = District.objects.get(pk="phaya")
    nok, boss = as_("nok"), as_("boss")
    nok.post(
        "/districts/phaya/items/O1/draft/",
        {"urls": f"https://phaya.example.go.th/{HOSTILE}\njavascript:alert(1)", "act": "save"},
    )
    nok.post(
        "/districts/phaya/items/O1/objection/", {"reason": HOSTILE, "code": HOSTILE, "finding": "phayaO1ab"}
    )
    boss.post("/districts/phaya/items/O1/waive/", {"reason": HOSTILE})
    boss.post("/districts/phaya/hosts/", {"hosts": HOSTILE})
    boss.post("/accounts/", {"username": HOSTILE, "role": "reader"})
    phaya.name_th = HOSTILE
    phaya.save()
    note(HOSTILE, HOSTILE, HOSTILE, text=HOSTILE, reason=HOSTILE, urls=[HOSTILE], districts=50)
    check = phaya.checks.create(
        author=HOSTILE, item="O1", upload=HOSTILE, checklist="x", as_of="2025-04-30", state="done",
        answer={"items": nights.audit(nights.latest())["agencies"][0]["items"][:1]},
    )  # fmt: skip
    night = nights.latest()
    Night.objects.filter(pk=night.pk).update(published_at="2025-05-01T00:00:00Z", published_by=HOSTILE)
    row = {"district": "phaya", "item": "O1", "was": "pass", "now": "fail", "codes": [HOSTILE]}
    trial = Rehearsal.objects.create(
        night=night, author=HOSTILE, checklist=HOSTILE, as_of="2026-04-30", state="done",
        answer={"scores": {}, "changes": [row | dict.fromkeys(("title_th", "title_en", "why_th", "why_en"), HOSTILE)]},
    )  # fmt: skip
    for client, path in (
        (boss, "/checklists/"), (boss, f"/checklists/trials/{trial.pk}/"), (boss, f"/checklists/trials/{trial.pk}/progress/"),
        (nok, "/codes/"), (Client(), "/public/"), (Client(), "/public/phaya/"), (Client(), "/badge/phaya.svg"),
        (boss, "/districts/phaya/items/O1/"), (boss, f"/nights/compare/?old={night.pk - 1}&new={night.pk}"),
        (nok, "/districts/phaya/"), (nok, "/districts/phaya/items/O1/"), (nok, f"/districts/phaya/checks/{check.pk}/"),
        (nok, f"/districts/phaya/checks/{check.pk}/progress/"), (boss, "/matrix/"), (boss, "/waivers/"), (boss, "/objections/"),
        (boss, "/declared/"), (boss, "/accounts/"), (boss, "/trail/"), (boss, "/trail/?district=%3Cscript%3E"), (boss, "/nights/"),
    ):  # fmt: skip
        text = client.get(path).content.decode()
        assert "<script>alert" not in text, path
        assert not re.search(r"""(?:href|src|action)=["']?\s*javascript:""", text), path
        assert "{{" not in text.replace("{{7*7}}", ""), path
        assert "49" not in re.findall(r"&amp;(\d+)", text), path


# ------------------------------------------------------------------------------------------ the trail


def test_the_trail_is_only_added_to(office):
    note("nok", "draft.saved", "phaya", "O1")
    entry = TrailEntry.objects.first()
    entry.who = "somebody else"
    for act in (
        entry.save,
        entry.delete,
        TrailEntry.objects.all().delete,
        lambda: TrailEntry.objects.update(who="x"),
    ):
        with pytest.raises(AppendOnlyError):
            act()


@pytest.mark.parametrize(
    "statement", ["UPDATE portal_trailentry SET who = 'x'", "DELETE FROM portal_trailentry"]
)
def test_the_database_itself_refuses(office, statement):
    note("nok", "draft.saved", "phaya", "O1")
    with (
        pytest.raises(DatabaseError, match="only added to"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_every_change_leaves_a_line(office, as_):
    nok, boss = as_("nok"), as_("boss")
    acts = [
        (
            nok,
            "/districts/phaya/items/O1/draft/",
            {"urls": "https://phaya.example.go.th/n", "act": "save"},
            "draft.saved",
        ),
        (
            nok,
            "/districts/phaya/items/O1/draft/",
            {"urls": "https://phaya.example.go.th/n", "act": "submit"},
            "declaration.submitted",
        ),
        (
            nok,
            "/districts/phaya/items/O1/draft/",
            {"urls": "https://phaya.example.go.th/m", "act": "check"},
            "check.asked",
        ),
        (nok, "/districts/phaya/items/O1/draft/", {"act": "discard"}, "draft.discarded"),
        (
            nok,
            "/districts/phaya/items/O1/objection/",
            {"reason": "ไม่จริง", "finding": "phayaO1ab"},
            "objection.made",
        ),
        (boss, "/districts/phaya/items/O1/waive/", {"reason": "มีเหตุ", "finding": "phayaO1ab"}, "waiver.made"),
        (
            boss,
            "/districts/phaya/hosts/",
            {"hosts": "phaya.example.go.th docs.example.go.th"},
            "hosts.changed",
        ),
        (boss, "/accounts/", {"username": "somchai", "role": "reader"}, "account.invited"),
    ]
    for client, path, form, act in acts:
        client.post(path, form)
        assert TrailEntry.objects.first().act == act, path
    boss.post(f"/districts/phaya/waivers/{Waiver.objects.get().pk}/end/")
    assert TrailEntry.objects.first().act == "waiver.ended"
    boss.post(
        f"/districts/phaya/objections/{Objection.objects.get().pk}/answer/",
        {"outcome": "upheld", "reason": "จริง"},
    )
    assert TrailEntry.objects.first().act == "objection.answered"
    boss.post(f"/nights/{nights.latest().pk}/publish/", {"act": "publish"})
    assert TrailEntry.objects.first().act == "night.published"
    assert Declaration.objects.filter(district="phaya", item="O1").values_list("state", "urls")[0] == (
        "submitted", ["https://phaya.example.go.th/n"],
    )  # fmt: skip


# ------------------------------------------------------------------------------------------ odd input


@pytest.mark.parametrize("bad", ["\0", "\ud800", "\x1b[31m", "๙" * 5000, "%", "' OR 1=1 --", "../../x"])
def test_no_text_breaks_a_page(office, as_, bad):
    """Our own fault is never shown, because there is none."""
    nok, boss = as_("nok"), as_("boss")
    text = bad.encode("utf-8", "surrogatepass")
    body = (
        b"reason="
        + b"".join(b"%%%02x" % byte for byte in text)
        + b"&urls="
        + b"".join(b"%%%02x" % byte for byte in text)
    )
    kind = "application/x-www-form-urlencoded"
    for client, path in (
        (nok, "/districts/phaya/items/O1/draft/"), (nok, "/districts/phaya/items/O1/objection/"), (boss, "/districts/phaya/items/O1/waive/"),
        (boss, "/accounts/"), (nok, "/password/"), (Client(), "/sign-in/"),
    ):  # fmt: skip
        assert client.post(path, body, content_type=kind).status_code < 500, path
    for path in ("/trail/?page=", "/trail/?district=", "/nights/?page=", "/nights/compare/?old="):
        assert boss.get(path + "".join(f"%{byte:02x}" for byte in text)).status_code < 500, path


@pytest.mark.parametrize(
    "path",
    [
        "/districts/phaya/items/O99/",
        "/districts/phaya/items/..%2f/",
        "/districts/phaya/download/exe/",
        "/nights/compare/?old=1&new=99999999999999999999",
        "/nights/compare/",
    ],
)
def test_what_is_not_there_is_not_there(office, as_, path):
    assert as_("boss").get(path).status_code == 404
