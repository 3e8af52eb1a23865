"""Every route × every role: complete by construction, from the URL resolver and the table of routes itself."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from portal.models import Check, Night, Objection, Rehearsal, Waiver
from portal.urls import ROUTES

ROLES = {"nok": "district", "lek": "district", "ann": "reader", "boss": "central", None: None}
REFUSED, AWAY, GONE = 403, 302, 404


def parts(route, district):
    """What stands in the variable parts of a route: things of ``district`` that exist."""
    known = {
        "district": district,
        "item": "O1",
        "body": district,
        "form": "line",
        "secret": "nobody-was-invited",
        "check": lambda: Check.objects.get(district=district).pk,
        "waiver": lambda: Waiver.objects.get(district=district).pk,
        "objection": lambda: Objection.objects.get(district=district).pk,
        "night": lambda: Night.objects.first().pk,
        "rehearsal": lambda: Rehearsal.objects.first().pk,
        "account": 10**6,
        "invitation": 10**6,
    }
    names = [piece.split(":")[1] for piece in route.path.replace(">", "<").split("<")[1::2]]
    return {name: value() if callable(value := known[name]) else value for name in names}


@pytest.fixture
def things(office):
    """One check, waiver and objection of each district."""
    for district, who in (("phaya", "nok"), ("rama", "lek")):
        Check.objects.create(
            district_id=district,
            author=who,
            item="O1",
            checklist="bma-district-2568",
            as_of="2025-04-30",
            state="done",
            answer={"items": []},
        )
        Waiver.objects.create(district_id=district, item="O2", reason="เหตุผล", author="boss")
        Objection.objects.create(district_id=district, item="O1", reason="เหตุผล", author=who)
    Rehearsal.objects.create(
        night=Night.objects.first(), author="boss", checklist="bma-district-2569", as_of="2026-04-30", state="done",
        answer={"scores": {}, "changes": []},
    )  # fmt: skip
    for night in Night.objects.all():
        night.published_at, night.published_by = "2025-05-01T00:00:00Z", "boss"
        night.save()


def test_no_route_stands_beside_the_table():
    """Whatever the resolver knows is a guarded route of the table, or Django's look-only admin."""
    found = get_resolver().url_patterns
    guarded = {pattern.callback.route for pattern in found if isinstance(pattern, URLPattern)}
    assert guarded == set(ROUTES)
    assert [str(one.pattern) for one in found if isinstance(one, URLResolver)] == ["admin/"]
    assert len({route.name for route in ROUTES}) == len(ROUTES)


def say(route, who, district, client):
    """What the route answers, and whether that is right; a line for people when it is not."""
    values = parts(route, district)
    url = reverse(route.name, kwargs=values)
    with transaction.atomic():
        answer = client.get(url) if "GET" in route.methods else client.post(url)
        transaction.set_rollback(True)
    to_sign_in = answer.get("Location", "").startswith("/sign-in/?next=")
    role, own = ROLES[who], {"nok": "phaya", "lek": "rama"}.get(who)
    if not route.roles:
        right = answer.status_code in {200, AWAY, GONE, REFUSED}
    elif role is None:
        right = answer.status_code == AWAY and to_sign_in
    elif role not in route.roles or (role == "district" and values.get("district", own) != own):
        right = answer.status_code == REFUSED
    else:
        right = answer.status_code in {200, 302, 404, 422} and not to_sign_in
    return None if right else f"{who} {url}: {answer.status_code} {answer.get('Location', '')}"


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_every_route_as_everybody(route, things, as_):
    """Refused unless the table says that the role may, and (an account of a district) it is their own."""
    wrong = [say(route, who, district, as_(who)) for who in ROLES for district in ("phaya", "rama")]
    assert [line for line in wrong if line] == []


@pytest.mark.parametrize(
    "route",
    [route for route in ROUTES if "district" in route.path.partition("<slug:")[2]],
    ids=lambda r: r.name,
)
def test_things_of_another_district_do_not_exist_below_ones_own(route, things, as_):
    """The number of a check, waiver or objection of the other district opens nothing under one's own path."""
    mine, theirs = parts(route, "phaya"), parts(route, "rama")
    mixed = {**theirs, "district": "phaya"}
    numbers = {key for key in mixed if key in {"check", "waiver", "objection"}}
    if not numbers:
        return
    assert all(mixed[key] != mine[key] for key in numbers)
    for who in ("nok", "boss"):
        client, url = as_(who), reverse(route.name, kwargs=mixed)
        answer = (
            client.get(url)
            if "GET" in route.methods
            else client.post(url, {"outcome": "upheld", "reason": "x"})
        )
        assert answer.status_code in {REFUSED, GONE}
    assert not Waiver.objects.filter(district="rama", ended_at__isnull=False).exists()
    assert not Objection.objects.filter(district="rama").exclude(outcome="open").exists()


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_other_methods_are_refused(route, things, as_):
    client, url = as_("boss"), reverse(route.name, kwargs=parts(route, "phaya"))
    for method in {"get", "post", "put", "delete", "patch"} - {name.lower() for name in route.methods}:
        assert getattr(client, method)(url).status_code == 405, method


@pytest.mark.parametrize("who", ["nok", "ann", None])
def test_the_back_room_is_for_administrators(who, as_):
    client = as_(who)
    for path in ("/admin/", "/admin/portal/account/", "/admin/portal/trailentry/"):
        assert client.get(path).status_code == AWAY


def test_the_back_room_changes_nothing(things, as_):
    boss = as_("boss")
    assert boss.get("/admin/portal/account/").status_code == 200
    for name in ("account", "district", "declaration", "check", "waiver", "objection", "night", "trailentry"):
        assert boss.get(f"/admin/portal/{name}/add/").status_code == REFUSED
    waiver = Waiver.objects.first()
    assert boss.post(f"/admin/portal/waiver/{waiver.pk}/change/", {"reason": "x"}).status_code == REFUSED
    assert boss.post(f"/admin/portal/waiver/{waiver.pk}/delete/", {"post": "yes"}).status_code == REFUSED


def test_a_shut_account_is_out_at_once(things, as_):
    boss, nok = as_("boss"), as_("nok")
    assert nok.get("/districts/phaya/").status_code == 200
    from portal.models import Account

    boss.post(reverse("switch-account", args=[Account.objects.get(username="nok").pk]))
    assert nok.get("/districts/phaya/").status_code == AWAY
