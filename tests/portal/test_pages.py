"""What pages say, how many questions they ask of the database, and the public window."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crawler.targets import load_targets
from portal import nights
from portal.locale.__main__ import CATALOGUE
from portal.models import Declaration, District, DistrictNight, Night, Waiver
from portal.views.people import ACTS
from portal.views.public import _openapi
from tests.portal import sample


def test_every_message_is_translated():
    assert list(CATALOGUE.problems()) == []


def test_the_trail_has_words_for_every_act():
    code = "".join(path.read_text(encoding="utf-8") for path in Path(nights.__file__).parent.rglob("*.py"))
    kinds = "|".join({act.partition(".")[0] for act in ACTS})
    assert set(re.findall(rf'"((?:{kinds})\.(?!html|yaml)[a-z_]+)"', code)) == set(ACTS)


def test_the_language_is_changed_where_one_is(office, as_):
    """Below an answer to a form there is no page of that address: the page of the form is come back to."""
    nok = as_("nok")
    answer = nok.post("/districts/phaya/items/O1/draft/", {"urls": "http://evil.example/", "act": "check"})
    assert answer.status_code == 422
    assert 'name="next" value="/districts/phaya/items/O1/"' in answer.content.decode()
    assert 'name="next" value="/trail/"' in as_("boss").get("/trail/?page=2").content.decode()


def test_thai_first_english_on_demand(office, as_):
    nok = as_("nok")
    assert (
        '<html lang="th">' in nok.get("/districts/phaya/", headers={"Accept-Language": "en"}).content.decode()
    )
    nok.post("/language/", {"language": "en", "next": "/"})
    text = nok.get("/districts/phaya/").content.decode()
    assert '<html lang="en">' in text
    assert "Phaya District Office" in text


# ------------------------------------------------------------------------------------------ declaring


def test_submitted_addresses_are_what_the_night_reads(office, as_):
    nok = as_("nok")
    nok.post(
        "/districts/phaya/items/O2/draft/",
        {"urls": "https://phaya.example.go.th/o2\n\nhttps://phaya.example.go.th/o2\n", "act": "save"},
    )
    declared = {one.id: one for one in load_targets(settings.TARGETS)}
    assert declared["phaya"].declared("O2") == ()
    nok.post("/districts/phaya/items/O2/draft/", {"urls": "https://phaya.example.go.th/o2", "act": "submit"})
    declared = {one.id: one for one in load_targets(settings.TARGETS)}
    assert [one.url for one in declared["phaya"].declared("O2")] == ["https://phaya.example.go.th/o2"]
    row = Declaration.objects.get(district="phaya", item="O2", state="submitted")
    assert (row.author, row.submitted_by, bool(row.submitted_at)) == ("nok", "nok", True)


def test_the_spreadsheet_goes_out_and_in_again(office, as_):
    boss = as_("boss")
    book = boss.get("/declared/export/").content
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert [cell.value for cell in sheet[1]][:3] == ["หน่วยงาน", "ชื่อหน่วยงาน", "ข้อ"]
    before = (settings.TARGETS).read_bytes()
    boss.post("/declared/import/", {"file": io.BytesIO(book)})
    assert settings.TARGETS.read_bytes() == before
    table = io.BytesIO(b"agency,item,url\nrama,O3,https://rama.example.go.th/school\n")
    table.name = "new.csv"
    boss.post("/declared/import/", {"file": table})
    assert Declaration.objects.get(district="rama", item="O3", state="submitted").submitted_by == "boss"
    table = io.BytesIO(b"agency,item,url\nnobody,O3,https://rama.example.go.th/x\n")
    table.name = "wrong.csv"
    answer = boss.post("/declared/import/", {"file": table}, follow=True)
    assert "told error" in answer.content.decode()


# ------------------------------------------------------------------------------------------ waivers and nights


def test_a_waiver_of_a_finding_lapses_when_the_finding_changes(office, as_):
    boss = as_("boss")
    boss.post(
        "/districts/phaya/items/O1/waive/",
        {"reason": "ชี้แจงแล้ว", "finding": "phayaO1ab", "expires": "2025-09-30"},
    )
    assert '<a class="ic waived' in boss.get("/matrix/").content.decode()
    sample.night("2025-05-01")
    nights.index()
    assert Waiver.objects.get().ended_at is None
    sample.night("2025-05-02", sha="cd", complete=False)
    nights.index()
    assert Waiver.objects.get().ended_at is None  # a night that is not complete decides nothing
    sample.night("2025-05-03", {"phaya": {"O1": "unverified"}}, sha="cd")
    nights.index()
    assert Waiver.objects.get().ended_at is None  # what could not be judged decides nothing
    sample.night("2025-05-04", sha="cd")
    nights.index()
    assert Waiver.objects.get().lapsed
    assert '<a class="ic waived' not in boss.get("/matrix/").content.decode()


@pytest.mark.parametrize(
    "form",
    [
        {"reason": ""},
        {"reason": "x", "expires": "2025-04-29"},
        {"reason": "x", "expires": "30/9/2568"},
        {"reason": "x", "finding": "of nobody"},
    ],
)
def test_a_waiver_needs_a_reason_a_day_to_come_and_its_finding(office, as_, form):
    as_("boss").post("/districts/phaya/items/O1/waive/", form)
    assert not Waiver.objects.exists()


def test_an_expired_waiver_excuses_nothing(office, as_):
    Waiver.objects.create(district_id="phaya", item="O1", reason="x", author="boss", expires="2025-04-29")
    assert '<a class="ic waived' not in as_("boss").get("/matrix/").content.decode()


def test_the_matrix_marks_what_the_night_changed(office, as_):
    text = as_("boss").get("/matrix/").content.decode()
    assert re.search(r'class="ic fail new" href="/districts/phaya/items/O1/"', text)
    assert not re.search(r'class="ic fail new" href="/districts/rama/items/O1/"', text)


def test_a_torn_audit_does_no_harm(office):
    (settings.RUNS / "torn").mkdir()
    (settings.RUNS / "torn" / "audit.json").write_text('{"agencies": [', encoding="utf-8")
    assert nights.index() == 0
    assert Night.objects.count() == 2


@pytest.mark.parametrize("form", ["xlsx", "line", "memo"])
def test_downloads_hold_the_own_district_alone(office, as_, form):
    answer = as_("nok").get(f"/districts/phaya/download/{form}/")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    if form == "line":
        assert "พญา" in answer.content.decode()
        assert "รามา" not in answer.content.decode()


# ------------------------------------------------------------------------------------------ the public window


PUBLIC = [
    "/public/",
    "/public/phaya/",
    "/badge/phaya.svg",
    "/api/v1/openapi.json",
    "/api/v1/nights/latest",
    "/api/v1/districts",
    "/api/v1/districts/phaya",
]


@pytest.mark.parametrize("path", PUBLIC)
def test_off_by_default_and_never_before_a_night_is_published(office, monkeypatch, path):
    monkeypatch.setattr(settings, "PUBLIC", False)
    assert Client().get(path).status_code == 404
    monkeypatch.setattr(settings, "PUBLIC", True)
    assert (Client().get(path).status_code == 200) is (path == "/api/v1/openapi.json")


def test_what_is_published_is_read_by_everybody(office, as_):
    boss, night = as_("boss"), nights.latest()
    boss.post(f"/nights/{night.pk}/publish/", {"act": "publish"})
    for path in PUBLIC:
        assert Client().get(path).status_code == 200, path
    boss.post(f"/nights/{night.pk}/publish/", {"act": "withhold"})
    assert Client().get("/public/").status_code == 404


def test_an_incomplete_night_cannot_be_published(office, as_):
    sample.night("2025-05-01", complete=False)
    nights.index()
    as_("boss").post(f"/nights/{nights.latest().pk}/publish/", {"act": "publish"})
    assert nights.latest().published_at is None


def test_the_api_answers_as_its_description_says(office, as_):
    jsonschema = pytest.importorskip("jsonschema")
    as_("boss").post(f"/nights/{nights.latest().pk}/publish/", {"act": "publish"})
    described = json.loads(Client().get("/api/v1/openapi.json").content)
    assert described == _openapi()
    for path, about in described["paths"].items():
        answer = Client().get(path.replace("{body}", "phaya"))
        schema = about["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        jsonschema.validate(json.loads(answer.content), schema, cls=jsonschema.Draft202012Validator)
    for bad in ("nobody", "-", "x" * 300, "%00", "..%2f", "๑"):
        assert Client().get(f"/api/v1/districts/{bad}").status_code == 404, bad


# ------------------------------------------------------------------------------------------ constant questions


def questions(client, path):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


@pytest.mark.parametrize(
    "path",
    ["/matrix/", "/districts/phaya/", "/districts/phaya/items/O1/", "/nights/", "/waivers/", "/declared/"],
)
def test_a_year_of_nights_asks_no_more_questions_than_a_week(office, as_, path):
    boss = as_("boss")
    few = questions(boss, path)
    night = nights.latest()
    made = [
        Night(folder=f"n{n}", audit_id=str(n), stamp="x", as_of=f"2024-{1 + n % 12:02}-{1 + n % 28:02}", finished_at="", checklist=night.checklist,
              fiscal_year=2568, complete=True, summary=night.summary)
        for n in range(200)
    ]  # fmt: skip
    Night.objects.bulk_create(made)
    statuses = DistrictNight.objects.filter(district="phaya").first().statuses
    others = [
        District(id=f"d{n}", name_th=f"เขต {n}", name_en=f"D {n}", site="https://x.example/", rank=10 + n)
        for n in range(20)
    ]
    District.objects.bulk_create(others)
    DistrictNight.objects.bulk_create(
        DistrictNight(night=one, district_id="phaya", low=90, high=90, statuses=statuses)
        for one in Night.objects.filter(stamp="x")
    )
    DistrictNight.objects.bulk_create(
        DistrictNight(night=night, district=one, low=90, high=90, statuses=statuses) for one in others
    )
    Waiver.objects.bulk_create(Waiver(district=one, item="O1", reason="x", author="boss") for one in others)
    assert 0 < few <= 20
    assert questions(boss, path) == few


def test_the_auditor_does_not_know_the_portal():
    """Only the command that starts it names it; nothing of Django is loaded by any other command."""
    root = Path(__file__).parents[2]
    naming = re.compile(r"^\s*(?:from|import) (?:portal|django)\b", re.MULTILINE)
    files = [path for room in ("crawler", "reports", "checklists") for path in (root / room).rglob("*.py")]
    assert [path.name for path in files if naming.search(path.read_text(encoding="utf-8"))] == ["serve.py"]
    code = "import sys, importlib; from crawler.cli import COMMANDS; [importlib.import_module('crawler.cli.' + m) for m, _ in COMMANDS.values()]; assert 'django' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
