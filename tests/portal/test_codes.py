"""One-time codes: turned on with the password and a code, asked for at sign-in, each good once, guessed at in vain."""

from __future__ import annotations

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal import codes
from portal.models import Account, TrailEntry
from tests.portal import sample

PASSWORD = sample.PASSWORD
IN, DENIED, WAIT = 302, 403, 429


def account(name="nok"):
    return Account.objects.get(username=name)


def shown_by_telephone(name="nok", *, steps=0):
    """What the person's telephone shows; ``steps`` half-minutes from now."""
    device = TOTPDevice.objects.get(user=account(name))
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, 0)
    totp.time = timezone.now().timestamp() + steps * device.step
    return f"{totp.token():06}"


def signed(name="nok", code=None):
    client = Client()
    answer = client.post("/sign-in/", {"username": name, "password": PASSWORD})
    if code is not None:
        answer = client.post("/sign-in/code/", {"code": code})
    return client, answer


def is_in(client, name="nok"):
    return (
        client.get(f"/districts/{account(name).district_id}/" if name != "boss" else "/trail/").status_code
        == 200
    )


@pytest.fixture
def on(office):
    """The officer has turned codes on; the recovery codes that the page showed."""
    client, _ = signed()
    client.get("/codes/")
    page = client.post("/codes/", {"old": PASSWORD, "code": shown_by_telephone()}).content.decode()
    TOTPDevice.objects.update(last_t=-1)  # so that the same half-minute serves the test once more
    return re.findall(r"<code>([0-9a-f]{5}-[0-9a-f]{5})</code>", page)


def test_turned_on_by_a_code_of_the_secret_that_is_shown(office):
    client, _ = signed()
    page = client.get("/codes/").content.decode()
    device = TOTPDevice.objects.get(user=account())
    assert codes.secret_of(device) in page
    assert "<svg" in page
    assert not codes.enrolled(account())
    page = client.post("/codes/", {"old": PASSWORD, "code": shown_by_telephone()}).content.decode()
    assert codes.enrolled(account())
    assert len(re.findall(r"<code>[0-9a-f]{5}-[0-9a-f]{5}</code>", page)) == codes.RECOVERY_CODES
    assert codes.secret_of(device) not in client.get("/codes/").content.decode()
    assert set(TrailEntry.objects.values_list("act", flat=True)) >= {"codes.on", "codes.recovery_made"}


@pytest.mark.parametrize(("old", "code"), [("wrong", None), (PASSWORD, "000000"), (PASSWORD, "")])
def test_not_turned_on_without_password_and_code(office, old, code):
    client, _ = signed()
    client.get("/codes/")
    answer = client.post("/codes/", {"old": old, "code": code or ""})
    assert answer.status_code == 422
    assert not codes.enrolled(account())


def test_the_password_alone_opens_nothing(on):
    client, answer = signed()
    assert answer["Location"] == "/sign-in/code/"
    assert not is_in(client)
    assert client.get("/").status_code == IN
    client, answer = signed(code=shown_by_telephone())
    assert answer.status_code == IN
    assert is_in(client)
    assert TrailEntry.objects.filter(act="signed.in").first().detail == {"code": "totp"}


def test_a_code_is_good_once(on):
    code = shown_by_telephone()
    assert signed(code=code)[1].status_code == IN
    assert signed(code=code)[1].status_code == DENIED


@pytest.mark.parametrize("steps", [-4, 4])
def test_a_code_of_another_time_is_refused(on, steps):
    client, answer = signed(code=shown_by_telephone(steps=steps))
    assert answer.status_code == DENIED
    assert not is_in(client)


def test_recovery_codes_open_once_each_and_are_not_kept(on):
    kept = set(StaticToken.objects.values_list("token", flat=True))
    assert len(on) == codes.RECOVERY_CODES
    assert not kept & {code.replace("-", "") for code in on}
    assert signed(code=on[0].upper())[1].status_code == IN
    assert codes.recovery_left(account()) == codes.RECOVERY_CODES - 1
    assert signed(code=on[0])[1].status_code == DENIED
    StaticDevice.objects.update(throttling_failure_count=0)
    assert signed(code=on[1].replace("-", " "))[1].status_code == IN


def test_guessing_ends_in_waiting_even_for_who_knows_the_password(on):
    """The right password does not wipe away the wrong codes."""
    answers = [signed(code=f"{n:06}")[1].status_code for n in range(6)]
    assert answers[:5] == [DENIED] * 5
    assert answers[5] in {WAIT, IN}
    client, answer = signed()
    assert answer.status_code == WAIT
    assert not is_in(client)


def test_the_device_itself_makes_who_guesses_wait(on):
    assert signed(code="000000")[1].status_code == DENIED
    TOTPDevice.objects.update(throttling_failure_timestamp=timezone.now() + timedelta(minutes=1))
    assert signed(code=shown_by_telephone())[1].status_code == DENIED  # right, and too soon
    TOTPDevice.objects.update(throttling_failure_timestamp=timezone.now() - timedelta(seconds=2))
    assert signed(code=shown_by_telephone())[1].status_code == IN


def test_nobody_waits_without_a_password(on):
    assert Client().get("/sign-in/code/")["Location"] == "/sign-in/"
    assert Client().post("/sign-in/code/", {"code": shown_by_telephone()})["Location"] == "/sign-in/"


@pytest.mark.parametrize("change", ["late", "password", "shut"])
def test_the_wait_ends(on, change):
    client, _ = signed()
    if change == "late":
        session = client.session
        session["sign-in-waits"] = session["sign-in-waits"] | {"at": session["sign-in-waits"]["at"] - 301}
        session.save()
    elif change == "password":
        one = account()
        one.set_password("another one altogether")
        one.save()
    else:
        Account.objects.filter(username="nok").update(is_active=False)
    assert client.post("/sign-in/code/", {"code": shown_by_telephone()})["Location"] == "/sign-in/"
    assert not is_in(client)


def test_a_planted_session_is_worth_nothing(on):
    """The session changes at the password and again at the code."""
    client, planted = sample.with_planted_session()
    client.post("/sign-in/", {"username": "nok", "password": PASSWORD})
    between = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post("/sign-in/code/", {"code": shown_by_telephone()})
    assert len({planted, between, client.cookies[settings.SESSION_COOKIE_NAME].value}) == 3
    assert is_in(client)


def test_off_and_renewed_only_with_a_code(on):
    client, _ = signed(code=on[0])
    assert client.post("/codes/", {"act": "off", "code": "000000"}).status_code == 422
    assert client.post("/codes/", {"act": "off"}).status_code == 422
    assert codes.enrolled(account())
    StaticDevice.objects.update(throttling_failure_count=0)
    fresh = client.post("/codes/", {"act": "renew", "code": on[1]}).content.decode()
    assert on[2] not in fresh
    assert signed(code=on[2])[1].status_code == DENIED
    TOTPDevice.objects.update(throttling_failure_count=0)
    client.post("/codes/", {"act": "off", "code": shown_by_telephone()})
    assert not codes.enrolled(account())
    assert signed()[1]["Location"] == "/"


# ------------------------------------------------------------------------------------------ compulsory


@pytest.fixture
def compulsory(monkeypatch):
    monkeypatch.setattr(settings, "CODES_FOR", frozenset({"central"}))


def test_a_role_that_needs_codes_can_do_nothing_before(office, compulsory, as_):
    from portal.urls import ROUTES
    from tests.portal.test_routes import parts

    boss = as_("boss")
    for path in ("/", "/matrix/", "/trail/", "/districts/phaya/", "/admin/", "/admin/portal/account/"):
        answer = boss.get(path, follow=True)
        assert answer.redirect_chain[-1][0] == "/codes/" or answer.status_code == DENIED, path
    assert boss.post("/accounts/", {"username": "x", "role": "reader"})["Location"] == "/codes/"
    open_ = {route.name for route in ROUTES if route.roles and route.before_code}
    assert open_ == {"sign-out", "password", "codes"}
    assert parts(next(route for route in ROUTES if route.name == "codes"), "phaya") == {}
    boss.post("/codes/", {"old": PASSWORD, "code": shown_by_telephone("boss")})
    assert is_in(boss, "boss")
    assert boss.get("/admin/").status_code == 200
    TOTPDevice.objects.update(last_t=-1)
    boss.post("/codes/", {"act": "off", "code": shown_by_telephone("boss")})
    assert codes.enrolled(account("boss"))
    assert is_in(as_("nok"))  # other roles as before


def test_a_session_from_before_gives_a_code_and_goes_on(office, compulsory, as_):
    other = as_("boss")
    first = as_("boss")
    first.get("/codes/")
    first.post("/codes/", {"old": PASSWORD, "code": shown_by_telephone("boss")})
    assert other.get("/trail/")["Location"] == "/codes/"
    TOTPDevice.objects.update(last_t=-1)
    assert other.post("/codes/", {"act": "verify", "code": shown_by_telephone("boss")})["Location"] == "/"
    assert is_in(other, "boss")


# ------------------------------------------------------------------------------------------ lost telephones


def test_the_central_office_turns_them_off_for_others_not_for_itself(on, as_):
    boss = as_("boss")
    assert boss.post(f"/accounts/{account('boss').pk}/codes/").status_code == DENIED
    boss.post(f"/accounts/{account().pk}/codes/")
    assert not codes.enrolled(account())
    assert not StaticDevice.objects.filter(user=account()).exists()
    entry = TrailEntry.objects.first()
    assert (entry.who, entry.act, entry.detail) == ("boss", "codes.off", {"username": "nok"})


def test_the_command_line_turns_them_off_for_the_last_administrator(on):
    call_command("reset_codes", "nok", stdout=StringIO())
    assert not codes.enrolled(account())
    assert TrailEntry.objects.first().who == "command line"
    with pytest.raises(CommandError, match="no account"):
        call_command("reset_codes", "nobody")


def test_the_back_room_has_no_way_in_of_its_own(office):
    """Django's own sign-in would know neither the waits nor the codes."""
    answer = Client().post("/admin/login/", {"username": "boss", "password": PASSWORD})
    assert answer["Location"].startswith("/sign-in/")
    client, _ = signed("boss")
    assert client.post("/admin/login/", {"username": "boss", "password": PASSWORD}).status_code == DENIED
    assert client.get("/admin/password_change/")["Location"] == "/password/"
