"""The whole way in a real browser, against `oit serve` as it is started: invite, check, correct, submit, waive, lapse."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from base64 import b32decode
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pypdfium2
import pytest
from django.urls import resolve
from django_otp.oath import totp

from crawler.cli.audit import run_audit
from crawler.demo.server import serve_demo
from crawler.targets import load_targets
from portal.urls import ROUTES
from tests.fork_server import Fresh

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this computer"),
]
RULES, AS_OF = "bma-district-2568", "2025-04-30"
PASSWORD = "ข้าวผัดกะเพราไข่ดาว"
GOOD, BAD = "suanmali", "bangtakhian"
WIDTHS = {"phone": 390, "desk": 1280}
#: Addresses that lead on, or answer with a part, a file or a picture: no page of their own.
NO_PAGE = {
    "home", "report-css", "thai-js", "progress", "rehearsal-progress", "download", "export", "badge", "openapi",
    "api-latest", "api-districts", "api-district",
}  # fmt: skip
#: Every page is looked at in both sizes and languages, by axe-core in these.
AXE = {("phone", "th"), ("desk", "en")}


@pytest.fixture(scope="module")
def world():
    with serve_demo() as web:
        yield web


@pytest.fixture(scope="module")
def night(world, tmp_path_factory):
    """A real night of two offices; the folder of runs that holds it."""
    runs = tmp_path_factory.mktemp("runs")
    run_audit(
        agencies=[one for one in load_targets(world.targets_path) if one.id in (GOOD, BAD)], checklist=RULES,
        as_of=date.fromisoformat(AS_OF), out=runs / "night-1", formats=("json",), delay=0.0, concurrency=4,
        allow_private_hosts=True, quiet=True, progress=False,
    )  # fmt: skip
    return runs


@pytest.fixture(scope="module")
def portal(world, night, tmp_path_factory):
    """`oit serve` as an office starts it; yields its address and the one-time address it printed."""
    data = tmp_path_factory.mktemp("portal")
    command = [
        sys.executable, "-m", "crawler", "serve", "--port", "0", "--data", str(data), "--runs", str(night), "--targets",
        str(world.targets_path), "--checklist", RULES, "--as-of", AS_OF, "--allow-private-hosts", "--delay", "0.001", "--public",
    ]  # fmt: skip
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("OIT_PORTAL", "DJANGO"))}
    server = Fresh(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=clean)
    try:
        address = server.stdout.readline().strip().rstrip("/")
        assert address.startswith("http://127.0.0.1:"), server.stderr.read()
        lines = [server.stderr.readline() for _ in range(2)]
        way = re.search(r"http://\S+/invitation/\S+", "".join(lines))[0]
        yield address, way, data
    finally:
        server.terminate()
        server.communicate(timeout=60)


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def people(browser, portal):
    """``people(name)``: the page of that person's own browser; faults of pages fail the test."""
    pages, faults = {}, []

    def page(name):
        if name not in pages:
            pages[name] = browser.new_context(base_url=portal[0], locale="th-TH").new_page()
            pages[name].set_default_timeout(120_000)
            pages[name].on("pageerror", lambda why: faults.append(str(why)))
            pages[name].on(
                "console", lambda line: faults.append(line.text) if "Content Security" in line.text else None
            )
        return pages[name]

    yield page
    assert faults == []


def accept(page, way):
    page.goto(way)
    page.fill("[name=new]", PASSWORD)
    page.fill("[name=again]", PASSWORD)
    page.click("button.main")


def finished(page, what="innerText"):
    """Wait for the answer of a check; the page fetches it by itself."""
    page.wait_for_selector("#answer:not([data-poll])")
    return page.locator("#answer").evaluate(f"part => part.{what}")


def test_the_whole_way(portal, people, night, world):
    address, way, data = portal
    boss, nok, lek = people("boss"), people("nok"), people("lek")

    accept(boss, way)
    assert boss.url.endswith("/matrix/")
    ways = {}
    for name, district in (("nok", GOOD), ("lek", BAD)):
        boss.goto("/accounts/")
        boss.fill("[name=username]", name)
        boss.select_option("[name=role]", "district")
        boss.select_option("[name=district]", district)
        boss.click("main button.main")
        ways[name] = boss.inner_text("#way")
    accept(nok, ways["nok"])
    accept(lek, ways["lek"])
    assert nok.url == f"{address}/districts/{GOOD}/"

    # What would the next checklist change?  The night is judged by it in the background; then the night is published.
    boss.goto("/checklists/")
    boss.click("main button.main")
    assert f"/districts/{GOOD}/" in finished(boss, "innerHTML")
    boss.goto("/nights/")
    boss.click("button[value=publish]")

    # The officer pastes an address that is not there, sees it fail, corrects it, sees it pass, submits.
    nok.goto(f"/districts/{GOOD}/items/O7/")
    right = nok.input_value("#urls")
    nok.fill("#urls", right.strip() + "-gone")
    nok.click("button[value=check]")
    assert "ไม่ผ่าน" in finished(nok)
    nok.click("#main a.main")
    nok.fill("#urls", right)
    nok.click("button[value=check]")
    finished(nok)
    assert nok.locator("#answer h2 .badge.pass").count() == 1
    nok.click("#main a.main")
    nok.fill("#urls", f"{right.strip()}\n{right.strip()}#2")
    nok.click("button[value=submit]")
    assert "ส่งแล้ว" in nok.inner_text("main")
    assert f"{right.strip()}#2" in (data / "targets.yaml").read_text(encoding="utf-8")

    # The central office sees the change.
    boss.goto(f"/trail/?district={GOOD}")
    assert "declaration.submitted" in boss.inner_text("main")

    # It waives a finding of the other district; the finding changes; the waiver is gone.
    audit = json.loads((night / "night-1" / "audit.json").read_text(encoding="utf-8"))
    bad = next(one for one in audit["agencies"] if one["id"] == BAD)
    item = next(one for one in bad["items"] if one["status"] == "fail")
    graves = [one for one in item["findings"] if one["severity"] in ("error", "unverified")]
    for _ in graves:
        boss.goto(f"/districts/{BAD}/items/{item['id']}/")
        act = boss.locator("details.act", has_text="ยกเว้นข้อตรวจพบนี้").first
        act.locator("summary").click()
        act.locator("textarea").fill("หน่วยงานส่งหนังสือชี้แจงแล้ว")
        act.locator("button").click()
    cell = f"a.ic[href='/districts/{BAD}/items/{item['id']}/']"
    boss.goto("/matrix/")
    assert "waived" in boss.get_attribute(cell, "class")
    for one in item["findings"]:
        one["fingerprint"] = one["fingerprint"][::-1]
    audit["audit"] |= {"as_of": "2025-05-01", "id": "second"}
    (night / "night-2").mkdir()
    (night / "night-2" / "audit.part").write_text(json.dumps(audit, ensure_ascii=False), encoding="utf-8")
    (night / "night-2" / "audit.part").rename(night / "night-2" / "audit.json")
    boss.goto("/waivers/")
    for _ in range(60):
        if "สิ้นผล:" in boss.inner_text("main"):
            break
        boss.wait_for_timeout(1000)
        boss.reload()
    assert "สิ้นผล:" in boss.inner_text("main")
    boss.goto("/matrix/")
    assert "fail" in boss.get_attribute(cell, "class")

    # The officer of the other district is refused at every address of the first.
    for path in ("", "items/O7/", "download/line/"):
        assert lek.request.get(f"{address}/districts/{GOOD}/{path}").status == 403

    # An upload is judged without anything being fetched.
    before = len(world.requests)
    nok.goto(f"/districts/{GOOD}/items/O7/")
    nok.set_input_files(
        "[name=file]",
        {"name": "คู่มือ.txt", "mimeType": "text/plain", "buffer": "คู่มือการให้บริการประชาชน".encode()},
    )
    nok.click("form[enctype] button")
    finished(nok)
    assert "คู่มือ.txt" in nok.inner_text("main")
    assert len(world.requests) == before
    assert list((data / "uploads").iterdir()) == []


def invited(boss, name):
    """The one-time address of a new account that reads."""
    boss.goto("/accounts/")
    boss.fill("[name=username]", name)
    boss.select_option("[name=role]", "reader")
    boss.click("main button.main")
    return boss.inner_text("#way")


def waits_for_code(page, way):
    """Somebody new turns one-time codes on and signs in again: the password is right, the code is asked for."""
    accept(page, way)
    page.goto("/codes/")
    secret = b32decode(page.inner_text("#secret").replace(" ", ""))
    page.fill("[name=old]", PASSWORD)
    page.fill("[name=code]", f"{totp(secret):06}")
    page.click("main button.main")
    page.click("form[action='/sign-out/'] button")
    page.fill("[name=username]", "mai")
    page.fill("[name=password]", PASSWORD)
    page.click("main button.main")


def shown(boss, nok, nobody, waiting):
    """Every kind of page: a name, who looks, where."""
    nok.goto(f"/districts/{GOOD}/items/O7/")
    check = nok.locator("a[href*='/checks/']").first.get_attribute("href")
    boss.goto("/checklists/")
    trial = boss.locator("a[href*='/trials/']").first.get_attribute("href")
    boss.goto("/nights/")
    older, newer = (
        boss.locator(f"[name={name}]").nth(at).get_attribute("value") for name, at in (("old", 1), ("new", 0))
    )
    way = invited(boss, "ann")
    nok.goto(f"/districts/{BAD}/")  # refused
    return {
        "sign-in-code": (waiting, "/sign-in/code/"),  # first: it waits five minutes
        "district": (nok, f"/districts/{GOOD}/"),
        "district-failing": (boss, f"/districts/{BAD}/"),
        "item": (nok, f"/districts/{GOOD}/items/O7/"),
        "item-failing": (boss, f"/districts/{BAD}/items/O15/"),
        "check": (nok, check),
        "matrix": (boss, "/matrix/"),
        "nights": (boss, "/nights/"),
        "compare": (boss, f"/nights/compare/?old={older}&new={newer}"),
        "checklists": (boss, "/checklists/"),
        "trial": (boss, trial),
        "waivers": (boss, "/waivers/"),
        "objections": (boss, "/objections/"),
        "declared": (boss, "/declared/"),
        "accounts": (boss, "/accounts/"),
        "trail": (boss, "/trail/"),
        "password": (nok, "/password/"),
        "codes": (nok, "/codes/"),
        "refused": (nok, f"/districts/{BAD}/"),
        "missing": (nok, "/nowhere/"),
        "sign-in": (nobody, "/sign-in/"),
        "invitation": (nobody, way),
        "public": (nobody, "/public/"),
        "public-district": (nobody, f"/public/{BAD}/"),
    }


def objected(boss):
    """An objection on a page of its own, so that the list of them is none that is empty."""
    boss.goto(f"/districts/{BAD}/items/O15/")
    act = boss.locator("details.act", has_text="คัดค้าน").first
    act.locator("summary").click()
    act.locator("textarea").fill("เอกสารเผยแพร่ครบถ้วนแล้วตั้งแต่วันที่ 1 เมษายน")
    act.locator("button").click()


def looked_at(page, name, path, size, lang, axe, folder):
    """Take a picture; then open everything that opens: what axe-core says, and whether the page scrolls sideways."""
    page.set_viewport_size({"width": WIDTHS[size], "height": 900})
    page.context.add_cookies([{"name": "oit_lang", "value": lang, "url": page.evaluate("location.origin")}])
    page.goto(path)
    page.screenshot(path=str(folder / f"{name}-{lang}-{WIDTHS[size]}.png"), full_page=True)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        yield f"{name} {lang} {size}: scrolls sideways"
    if (size, lang) in AXE:
        for one in axe.run(page).response["violations"]:
            yield f"{name} {lang} {size}: {one['id']} {one['nodes'][0]['html'][:160]}"


def test_every_page_is_accessible_and_fits(portal, people, tmp_path_factory):
    """No violation that axe-core knows, no sideways scrolling, in both languages; pictures of all pages (OIT_SHOTS)."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    folder = Path(os.environ.get("OIT_SHOTS") or tmp_path_factory.mktemp("shots"))
    boss, nok, nobody = people("boss"), people("nok"), people("nobody")
    nobody.goto("/sign-in/")
    objected(boss)
    waits_for_code(waiting := people("mai"), invited(boss, "mai"))
    pages = shown(boss, nok, nobody, waiting)
    looked = {resolve(urlsplit(path).path).url_name for name, (_, path) in pages.items() if name != "missing"}
    assert looked == {route.name for route in ROUTES if "GET" in route.methods} - NO_PAGE
    wrong = [
        line
        for lang in ("en", "th")
        for name, (page, path) in pages.items()
        for size in WIDTHS
        for line in looked_at(page, name, path, size, lang, axe, folder)
    ]
    assert wrong == []


@pytest.mark.parametrize("district", [GOOD, BAD])
def test_a_printed_district_is_one_page(portal, people, tmp_path, district):
    """The summary that an office takes to its weekly meeting."""
    boss = people("boss")
    boss.goto(f"/districts/{district}/")
    boss.pdf(path=str(tmp_path / "page.pdf"), format="A4")
    with pypdfium2.PdfDocument(tmp_path / "page.pdf") as document:
        assert len(document) == 1


def test_it_works_without_javascript(portal, browser):
    context = browser.new_context(base_url=portal[0], java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.goto("/sign-in/")
    page.fill("[name=username]", "nok")
    page.fill("[name=password]", PASSWORD)
    page.click("button.main")
    page.goto(f"/districts/{GOOD}/items/O7/")
    page.click("button[value=check]")
    page.wait_for_selector("#answer h2 .badge")  # the page loads itself again every four seconds
    context.close()


def test_the_page_answers_as_the_command_line_does(portal, people, world):
    """One engine: the same findings, byte for byte, but for the moment at which they were seen."""
    data = portal[2]
    nok = people("nok")
    nok.goto(f"/districts/{GOOD}/items/O7/")
    urls = nok.input_value("#urls").split()
    nok.click("button[value=check]")
    finished(nok)
    import sqlite3

    db = sqlite3.connect(data / "portal.sqlite3")
    row = db.execute(
        "SELECT answer FROM portal_check WHERE state = 'done' AND upload = '' ORDER BY asked_at DESC"
    ).fetchone()
    db.close()
    command = [
        sys.executable, "-m", "crawler", "check", *urls, "--item", "O7", "--agency", GOOD, "--targets", str(world.targets_path),
        "--checklist", RULES, "--as-of", AS_OF, "--allow-private-hosts", "--delay", "0", "--format", "json", "--quiet",
    ]  # fmt: skip
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    assert timeless(json.loads(row[0])["items"][0]) == timeless(json.loads(said))


def timeless(item):
    """Its text without moments, and without the place of the declaration: a file there, a form here."""
    item = {**item, "declared_at": None}
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "…", json.dumps(item, ensure_ascii=False, sort_keys=True))
