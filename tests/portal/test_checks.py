"""Checks: limits, claims, leases; what is lost with a worker is taken up again, what is delivered twice is done once."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from portal import checks, districts, uploads
from portal.districts import RefusedError
from portal.models import Account, Check, District


def ask(who="nok", district="phaya", item="O1", **more):
    return checks.ask(Account.objects.get(username=who), District.objects.get(pk=district), item, **more)


def refused(*args, **more):
    with pytest.raises(RefusedError) as why:
        ask(*args, **more)
    return why.value.code


def test_a_check_is_queued_with_what_is_declared(office):
    check = ask()
    assert check.urls == {"O1": ["https://phaya.example.go.th/o1"]}
    assert DBTaskResult.objects.get().args_kwargs["args"] == [str(check.pk)]


def test_a_draft_goes_before_what_is_in_force(office):
    districts.save_draft(District.objects.get(pk="phaya"), "O1", ["https://phaya.example.go.th/new"], "nok")
    assert ask().urls == {"O1": ["https://phaya.example.go.th/new"]}


def test_one_check_a_district_and_a_person(office):
    ask()
    assert refused() == "busy"
    assert refused("boss") == "busy"
    boss = ask("boss", "rama")
    assert boss.is_open
    assert refused("lek", "rama") == "busy"


def test_so_many_checks_a_day(office, monkeypatch):
    monkeypatch.setattr(settings, "CHECKS_A_DAY", 2)
    for _ in range(2):
        ask()
        Check.objects.update(state="done")
    assert refused() == "too_many_checks"
    assert refused("boss") == "too_many_checks"


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data/", "http://127.0.0.1:22/", "http://[::1]/", "http://0x7f.1/", "http://2130706433/",
        "https://rama.example.go.th/o1", "https://phaya.example.go.th.evil.example/", "https://phaya.example.go.th@evil.example/",
        "https://evil.example#@phaya.example.go.th/", "https://evil.example\\@phaya.example.go.th/", "file:///etc/passwd",
        "gopher://phaya.example.go.th:70/", "javascript:alert(1)", "//evil.example/", "http:evil.example", "\u2460\u2461\u2466.0.0.1",
        "https://user:secret@phaya.example.go.th/", "ftp://phaya.example.go.th/x", "data:text/html,x", "http://localhost/", "evil.example",
    ],
)  # fmt: skip
def test_only_registered_hosts_are_fetched(office, url):
    assert refused(urls=[url]) == "host_not_registered"
    assert not Check.objects.exists()


_FIELDS = {
    "draft": lambda who, url: who("nok").post("/districts/phaya/items/O1/draft/", {"urls": url, "act": "check"}),
    "submitted": lambda who, url: [
        who("nok").post("/districts/phaya/items/O1/draft/", {"urls": url, "act": "submit"}),
        who("nok").post("/districts/phaya/check/"),
    ],
    "table": lambda who, url: [
        who("boss").post("/declared/import/", {"file": SimpleUploadedFile("t.csv", f"agency,item,url\nphaya,O1,{url}\n".encode())}),
        who("boss").post("/districts/phaya/check/"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("field", _FIELDS)
@pytest.mark.parametrize(
    "url", ["http://169.254.169.254/latest/meta-data/", "http://localhost:22/", "https://rama.example.go.th/"]
)
def test_whatever_field_an_address_comes_through(office, as_, field, url):
    """Typed, submitted or imported: it is kept, and shown, and never fetched."""
    _FIELDS[field](as_, url)
    assert not Check.objects.exists()
    assert not DBTaskResult.objects.exists()


@pytest.mark.parametrize(
    "host", ["http://169.254.169.254/", "a/b", 'x y"><script>', "*", "", "user@host", "[::1"]
)
def test_only_names_of_hosts_are_registered(office, as_, host):
    before = District.objects.get(pk="phaya").allowed_hosts
    as_("boss").post("/districts/phaya/hosts/", {"hosts": host})
    after = District.objects.get(pk="phaya").allowed_hosts
    assert after in (before, []) or all(name.replace("-", "").replace(".", "").isalnum() for name in after)


@pytest.mark.parametrize(
    "url", ["https://phaya.example.go.th/a#b", "PHAYA.example.go.th/ก ข", "http://phaya.example.go.th:8080/"]
)
def test_what_a_browser_opens_on_the_own_host_is_fetched(office, url):
    assert ask(urls=[url]).urls == {"O1": [url]}


def test_two_hundred_addresses_and_no_more(office):
    site = "https://phaya.example.go.th/"
    assert refused(urls=[f"{site}{n}" for n in range(201)]) == "too_many_urls"
    assert ask(urls=[f"{site}{n}" for n in range(200)]).is_open


def test_nothing_declared(office):
    assert refused(item="O2") == "nothing_declared"


# ------------------------------------------------------------------------------------------ claims and leases


@pytest.fixture
def answered(monkeypatch, held):
    """How often a check was worked on; the work itself is nothing."""
    done = []
    monkeypatch.setattr(checks, "_answer", lambda check: done.append(check.pk) or {"items": []})
    return done


def test_delivered_twice_is_done_once(office, answered):
    check = ask()
    checks.run(str(check.pk))
    checks.run(str(check.pk))
    check.refresh_from_db()
    assert (len(answered), check.state, check.attempts) == (1, "done", 1)


def lose(check, attempts=1):
    """As if the worker that held the check had been killed."""
    past = timezone.now() - timedelta(seconds=1)
    Check.objects.filter(pk=check.pk).update(state="running", lease=past, attempts=attempts)


def test_a_lost_check_is_taken_up_again(office, answered):
    check = ask()
    lose(check)
    assert checks.reap() == 1
    assert checks.reap() == 0
    checks.run(str(check.pk))
    check.refresh_from_db()
    assert (check.state, check.attempts) == ("done", 2)


def test_a_check_that_the_queue_lost_is_queued_again(office):
    check = ask()
    DBTaskResult.objects.all().delete()
    Check.objects.update(lease=timezone.now() - timedelta(seconds=1))
    assert checks.reap() == 1
    assert DBTaskResult.objects.get().args_kwargs["args"] == [str(check.pk)]


def test_a_check_that_ends_its_workers_is_given_up(office):
    check = ask()
    lose(check, attempts=settings.ATTEMPTS)
    assert checks.reap() == 0
    check.refresh_from_db()
    assert (check.state, check.fault) == ("failed", "gave_up")
    assert ask().is_open


def test_a_worker_that_was_only_slow_writes_nothing_any_more(office, monkeypatch, answered):
    """It held attempt 1; attempt 2 belongs to somebody else."""
    check = ask()

    def slow(_check):
        Check.objects.filter(pk=check.pk).update(attempts=2)
        return {"items": ["of the slow one"]}

    monkeypatch.setattr(checks, "_answer", slow)
    checks.run(str(check.pk))
    check.refresh_from_db()
    assert (check.state, check.answer) == ("running", None)


def test_our_own_fault_fails_nobody_and_shows_nothing_of_the_inside(office, monkeypatch, answered, as_):
    def broken(_check):
        raise RuntimeError("secret of the inside")

    monkeypatch.setattr(checks, "_answer", broken)
    check = ask()
    checks.run(str(check.pk))
    check.refresh_from_db()
    assert (check.state, check.fault) == ("failed", "internal")
    page = as_("nok").get(f"/districts/phaya/checks/{check.pk}/").content.decode()
    assert "secret" not in page
    assert "เพราะระบบของเรา" in page


# ------------------------------------------------------------------------------------------ uploads


PLAN = "แผนปฏิบัติราชการ ประจำปี 2568".encode()


def upload(name="แผน.txt", data=PLAN, *, keep=False):
    nok, phaya = Account.objects.get(username="nok"), District.objects.get(pk="phaya")
    return checks.ask_upload(nok, phaya, "O5", name, data, keep=keep)


@pytest.mark.parametrize("keep", [False, True])
def test_an_upload_is_judged_and_gone_unless_kept(office, held, keep):
    check = upload(keep=keep)
    assert (settings.UPLOADS / str(check.pk)).exists()
    checks.run(str(check.pk))
    check.refresh_from_db()
    assert check.state == "done", check.fault
    assert check.answer["items"][0]["id"] == "O5"
    assert not (settings.UPLOADS / str(check.pk)).exists()
    assert checks.folder(check).exists() is keep


def test_nothing_is_found_fault_with_that_is_not_in_the_document(office, held):
    """The address at which it is taken to stand is invented: what ails the site is no fault of it."""
    District.objects.filter(pk="phaya").update(site="http://phaya.example.go.th/")
    check = upload()
    checks.run(str(check.pk))
    check.refresh_from_db()
    codes = {one["code"] for one in check.answer["items"][0]["findings"]}
    assert codes
    assert not {code for code in codes if code.startswith("links.")}


def test_nobody_is_led_to_the_invented_address(office, held, as_):
    check = upload()
    checks.run(str(check.pk))
    page = as_("nok").get(f"/districts/phaya/checks/{check.pk}/").content.decode()
    assert "แผน.txt" in page
    assert uploads.PLACE not in page


def test_what_is_judged_again_from_the_kept_folder_is_the_same(office, held):
    """The page's answer is what `oit judge` says of the same evidence, byte for byte."""
    import json

    from click.testing import CliRunner

    from crawler.cli.judge import command

    check = upload(keep=True)
    checks.run(str(check.pk))
    check.refresh_from_db()
    out = checks.folder(check) / "again"
    CliRunner().invoke(
        command, [str(checks.folder(check)), "--out", str(out), "--format", "json"], catch_exceptions=False
    )
    again = json.loads((out / "audit.json").read_text(encoding="utf-8"))
    item = next(one for one in again["agencies"][0]["items"] if one["id"] == "O5")
    dump = lambda value: json.dumps(value, ensure_ascii=False, sort_keys=True)  # noqa: E731
    assert dump(check.answer["items"][0]) == dump(item)


def test_uploads_that_are_too_large_or_empty(office):
    with pytest.raises(RefusedError, match="too_large"):
        upload(data=bytes(settings.MOST_UPLOAD + 1))
    with pytest.raises(RefusedError, match="empty_upload"):
        upload(data=b"")
    assert not settings.UPLOADS.exists() or not list(settings.UPLOADS.iterdir())


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..\\..\\x.pdf", "a\0b\n.pdf", "", "\u202egpj.exe", "x" * 500]
)
def test_names_of_uploads_are_never_paths(office, name):
    check = upload(name=name)
    assert "/" not in check.upload
    assert 0 < len(check.upload) <= 120
    assert [path.name for path in settings.UPLOADS.iterdir()] == [str(check.pk)]


def bomb():
    """A few kilobytes that unpack to a hundred megabytes of nothing."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(100 << 20))
        archive.writestr("[Content_Types].xml", b"<x/>")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("bomb.xlsx", bomb),
        ("bomb.zip", bomb),
        ("torn.pdf", lambda: b"%PDF-1.7\n1 0 obj <</Length 9999999999>> stream"),
        ("xxe.xml", lambda: b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'),
        ("script.html", lambda: b"<html><script>fetch('http://169.254.169.254/')</script><a href=http://127.0.0.1:1/x>x</a>"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_hostile_uploads_get_a_verdict_and_do_no_harm(office, held, name, data):
    check = upload(name=name, data=data())
    checks.run(str(check.pk))
    check.refresh_from_db()
    assert check.state == "done", check.fault
    assert check.answer["items"][0]["status"] in {"fail", "unverified"}
    assert "root:" not in str(check.answer)
