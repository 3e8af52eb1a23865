"""The pages in a real Chromium, opened from files as an officer opens them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import reports
from tests.reports import sample

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

AXE = ("index.html", "agencies/nongchok.html", "items/O15.html", "method.html", "en/agencies/dusit.html")
NIGHTS = ("spotless", "walled", "withheld")
SPECIAL = (
    "spotless/agencies/pranakorn.html",
    "walled/index.html",
    "walled/agencies/pranakorn.html",
    "walled/items/O15.html",
    "withheld/index.html",
    "withheld/en/agencies/pranakorn.html",
)
KINDS = (
    "index.html",
    "agencies/thawiwatthana.html",
    "items/O15.html",
    "method.html",
    "en/index.html",
    "en/agencies/dusit.html",
)


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def small(tmp_path_factory) -> Path:
    """The same kinds of pages for eight bodies, and special nights below: axe looks at every element."""
    out = tmp_path_factory.mktemp("small")
    older = sample.audit(8, seed=3, failing=0.3, as_of="2025-04-15")
    reports.render(sample.audit(8, failing=0.3), ["html"], out, "th", history=[older])
    for night in NIGHTS:
        audit = getattr(sample, night)(2)
        for agency in audit["agencies"]:
            agency["items"] = agency["items"][2::6]
        reports.render(audit, ["html"], out / night, "th")
    return out


@pytest.fixture(scope="session")
def endless(tmp_path_factory) -> Path:
    """A report whose messages, quotes, titles and names are words of 300 letters."""
    out = tmp_path_factory.mktemp("endless")
    reports.render(sample.endless(sample.audit(2, failing=0.6)), ["html"], out, "th")
    return out


@pytest.fixture
def visit(browser, request):
    """Open a page of the report; afterwards nothing may have been logged, and nothing asked outside the folder."""
    complaints: list[str] = []
    contexts = []

    def open_page(path: str, root: Path | None = None, **options):
        root = root or request.getfixturevalue("folder")
        context = browser.new_context(viewport={"width": 1280, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("request", lambda request: outside(request.url, root))
        name, mark, anchor = path.partition("#")
        page.goto((root / name).as_uri() + mark + anchor)
        return page

    def outside(url: str, root: Path) -> None:
        if not url.startswith((root.as_uri(), "data:")):
            complaints.append(f"request: {url}")

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def shown(page) -> list[str]:
    return page.eval_on_selector_all(
        "#matrix tbody tr:not([hidden]) th", "heads => heads.map(head => head.textContent)"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_page_loads_its_style_script_and_typeface_from_files(visit, kind):
    page = visit(kind)
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.fonts.check('16px Sarabun', 'ก')")
    assert page.evaluate("[...document.fonts].filter(font => font.status === 'loaded').length") > 0
    assert page.locator("#theme").is_visible()
    assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith("Sarabun")


@pytest.mark.parametrize("kind", AXE + SPECIAL)
def test_axe_finds_nothing(visit, small, kind):
    """In light on a desk, in dark on a telephone; everything unfolded."""
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
    )
    page = visit(kind, small, bypass_csp=True)
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    options = {
        "preload": False,
        "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
    found = []
    for theme, width in (("light", 1280), ("dark", 390)):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        result = axe.Axe().run(page, options=options)
        found += [
            f"{theme} {width} {violation['id']}: {violation['nodes'][0]['html'][:160]} ({len(violation['nodes'])})"
            for violation in result.response["violations"]
        ]
    assert found == []


@pytest.mark.parametrize("kind", ["index.html", *SPECIAL])
def test_tab_reaches_everything(visit, small, kind):
    """Whatever can be clicked is reached by Tab, or by arrows inside the matrix, or repeats a link beside it."""
    page = visit(kind, small)
    page.evaluate("""() => {
        const wanted = "a[href], button, input, select, textarea, summary, [tabindex='0']";
        window.left = new Set([...document.querySelectorAll(wanted)].filter((one) =>
            one.tabIndex >= 0 && one.checkVisibility({ visibilityProperty: true })));
        document.addEventListener("focusin", (event) => window.left.delete(event.target));
    }""")
    for _ in range(page.evaluate("left.size") + 2):
        page.keyboard.press("Tab")
    assert page.evaluate("[...left].map((one) => one.outerHTML.slice(0, 120))") == []
    repeated = "[...document.querySelectorAll('a[tabindex=\"-1\"]:not(.ic)')].map((one) => one.getAttribute('href').split('#')[0])"
    beside = "[...document.querySelectorAll('a:not([tabindex=\"-1\"])')].map((one) => one.getAttribute('href').split('#')[0])"
    assert set(page.evaluate(repeated)) <= set(page.evaluate(beside))


@pytest.mark.parametrize("kind", KINDS[:4] + SPECIAL)
def test_nothing_runs_off_the_side(visit, small, kind):
    page = visit(kind, small if kind in SPECIAL else None)
    for width in (320, 390, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


@pytest.mark.parametrize("width", [320, 1280])
def test_words_without_end_do_not_widen_the_page(browser, endless, width):
    """Addresses and file names of the web have no place to break; everything unfolded."""
    for path in ("index.html", "agencies/pranakorn.html", "en/agencies/pranakorn.html", "items/O15.html"):
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.goto((endless / path).as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        page.close()


def test_the_first_line_on_paper_keeps_its_tone_marks(visit):
    """What is cut after two lines must not cut the marks above the first one."""
    page = visit("agencies/thawiwatthana.html")
    page.emulate_media(media="print")
    room = "[...document.querySelectorAll('.first p')].map(p => parseFloat(getComputedStyle(p).paddingTop))"
    heights = page.evaluate(room)
    assert heights
    assert min(heights) >= 3


def test_a_number_leads_to_what_it_counts(visit):
    page = visit("index.html")
    page.click(".tiles .unverified a")
    assert (
        page.locator("#matrix tbody tr:visible").count()
        == page.locator("#matrix tr:has(a.ic.unverified)").count()
    )
    page.click("#matrix tbody tr:visible td.score a >> nth=0")
    page.wait_for_url("**/agencies/*.html#h-score")


def test_search_and_filters(visit, audit):
    page = visit("index.html")
    assert len(shown(page)) == 50
    page.fill("input[name=q]", "บาง แค")
    assert shown(page) == ["บางแค"]
    page.fill("input[name=q]", "1032")
    assert shown(page) == ["ประเวศ"]
    assert page.inner_text("#shown") == "แสดง 1 จาก 50 หน่วยงาน"
    page.click("button[type=reset]")
    page.locator("#matrix tbody tr[hidden]").first.wait_for(
        state="detached"
    )  # the page's policy forbids to evaluate
    page.select_option("select[name=group]", "กรุงธนใต้")
    assert len(shown(page)) == sum(agency["group"] == "กรุงธนใต้" for agency in audit["agencies"])
    page.click("button[type=reset]")
    page.select_option("select[name=state]", "fail")
    failing = [
        agency for agency in audit["agencies"] if any(item["status"] == "fail" for item in agency["items"])
    ]
    assert len(shown(page)) == len(failing)
    page.select_option("select[name=item]", "O15")
    lost = [agency for agency in failing if agency["items"][14]["status"] == "fail"]
    assert len(shown(page)) == len(lost)
    assert page.locator("#matrix thead .heads th:visible").count() == 4


def test_division_shows_its_columns_only_and_the_address_keeps_the_choice(visit):
    page = visit("index.html")
    page.select_option("select[name=division]", "ฝ่ายรายได้")
    heads = page.locator("#matrix thead .heads th[data-item]:visible").all_inner_texts()
    assert heads == ["O8", "O9", "O10"]
    page.reload()
    assert page.locator("#matrix thead .heads th[data-item]:visible").all_inner_texts() == heads


def test_sorting_by_score_and_name(visit, audit):
    page = visit("index.html")
    page.click("th[data-sort=score] button")
    worst = min(audit["agencies"], key=lambda agency: agency["score"]["low"])
    assert shown(page)[0] in worst["name_th"]
    assert page.get_attribute("th[data-sort=score]", "aria-sort") == "ascending"
    page.click("th[data-sort=score] button")
    assert page.get_attribute("th[data-sort=score]", "aria-sort") == "descending"
    page.click("th[data-sort=name] button")
    assert shown(page)[:2] == ["คลองเตย", "คลองสาน"]


def test_keyboard_alone(visit):
    page = visit("index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reached = set()
    for _ in range(170):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                "(document.activeElement.name || document.activeElement.id || document.activeElement.className || document.activeElement.textContent)"
            )
        )
    assert {"q", "group", "item", "division", "state", "theme", "print"} <= reached
    first = page.locator("#matrix tbody a.ic").first
    first.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowLeft"):
        page.keyboard.press(key)
    place = "[document.activeElement.closest('tr').rowIndex, document.activeElement.closest('td').cellIndex]"
    assert page.evaluate(place) == [3, 5]
    page.keyboard.press("Enter")
    page.wait_for_url("**/agencies/dusit.html#O2")


def test_a_cell_leads_to_its_evidence_unfolded(visit):
    page = visit("agencies/dusit.html#O5")
    assert page.locator("#O5").get_attribute("open") is not None
    assert page.locator("#O5 .elements").is_visible()
    assert page.locator("#O6 .elements").is_hidden()


def test_theme_is_kept(visit):
    page = visit("index.html")
    assert page.get_attribute("html", "data-theme") == "light"
    page.click("#theme")
    page.goto(page.url.replace("index.html", "method.html"))
    assert page.get_attribute("html", "data-theme") == "dark"


def test_language_switch_leads_to_the_same_page(visit):
    page = visit("agencies/dusit.html")
    page.click("text=English")
    assert page.inner_text("h1") == "Dusit District Office"
    page.click("text=ภาษาไทย")
    assert page.inner_text("h1") == "สำนักงานเขตดุสิต"


def test_text_for_line_is_copied(visit):
    page = visit("agencies/dusit.html")
    page.click("#copy")
    page.get_by_text("คัดลอกแล้ว", exact=True).wait_for()


def test_readable_and_dark_without_script(browser, folder):
    context = browser.new_context(java_script_enabled=False, color_scheme="dark")
    page = context.new_page()
    page.goto((folder / "index.html").as_uri())
    assert page.locator("#matrix tbody tr").count() == 50
    assert page.locator("#filters").is_hidden()
    page.click("#matrix a.ic[href='agencies/prawet.html#O15']")
    assert page.inner_text("h1") == "สำนักงานเขตประเวศ"
    page.locator("#O15 > summary").click() if page.locator("#O15 .inside").is_hidden() else None
    assert page.locator("#O15 .inside").is_visible()
    context.close()


@pytest.mark.parametrize(
    ("kind", "most"),
    [
        ("agencies/thawiwatthana.html", 1),
        ("index.html", 2),
        ("items/O15.html", 3),
    ],
)
def test_paper(visit, kind, most, tmp_path):
    pdfium = pytest.importorskip("pypdfium2")
    page = visit(kind)
    path = tmp_path / "page.pdf"
    page.pdf(path=path, prefer_css_page_size=True, print_background=True)
    document = pdfium.PdfDocument(path)
    width, height = document[0].get_size()
    assert (round(width), round(height)) == (595, 842)
    assert len(document) <= most


@pytest.mark.parametrize("night", ["failing", "walled", "withheld"])
def test_a_body_that_passes_nothing_still_fits_one_sheet(browser, tmp_path, night):
    pdfium = pytest.importorskip("pypdfium2")
    audit = sample.walled(1) if night == "walled" else sample.audit(1, failing=9.0)
    if night == "withheld":
        audit["audit"] |= sample.withheld(1)["audit"]
    assert not any(item["status"] == "pass" for item in audit["agencies"][0]["items"])
    reports.render(audit, ["html"], tmp_path, "th", history=sample.nights(1))
    page = browser.new_page()
    page.goto((tmp_path / "agencies" / "pranakorn.html").as_uri())
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True, print_background=True)
    page.close()
    assert len(pdfium.PdfDocument(tmp_path / "page.pdf")) == 1


def test_every_row_of_the_city_fits_one_sheet(visit, folder, tmp_path):
    pdfium = pytest.importorskip("pypdfium2")
    page = visit("index.html")
    path = tmp_path / "city.pdf"
    page.pdf(path=path, prefer_css_page_size=True, print_background=True)
    text = pdfium.PdfDocument(path)[0].get_textpage().get_text_range()
    assert text.count("100.00") > 10
    assert Path(folder / "index.html").exists()
