"""The folder of pages, without a browser: what it holds, where it leads, how large it is."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import lxml.html
import pytest

import reports
from checklists import Demand, PeriodRule, load_checklist
from reports import view
from reports.html import pages
from reports.html.method import period_words
from reports.words import Words
from tests.reports import sample

LIMIT_FOLDER, LIMIT_PAGE = 15_000_000, 1_000_000


class Page(HTMLParser):
    """Links, ids and text of a page."""

    def __init__(self, path: Path):
        super().__init__()
        self.links, self.ids, self.words = [], set(), []
        self.text = path.read_text(encoding="utf-8")
        self.feed(self.text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.ids |= {attributes["id"]} if "id" in attributes else set()
        for name in ("href", "src"):
            if attributes.get(name):
                self.links.append(attributes[name])

    def handle_data(self, data):
        self.words.append(data)


@pytest.fixture(scope="module")
def site(folder):
    return {path.relative_to(folder): Page(path) for path in folder.rglob("*.html")}


def test_every_kind_of_page_is_there_in_both_languages(site, audit):
    wanted = {"index.html", "method.html"}
    wanted |= {f"agencies/{agency['id']}.html" for agency in audit["agencies"]}
    wanted |= {f"items/O{number}.html" for number in range(1, 23)}
    assert {path.as_posix() for path in site} == wanted | {f"en/{path}" for path in wanted}


def test_no_link_inside_the_folder_is_broken(site, folder):
    for path, page in site.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme:
                assert parts.scheme in {"http", "https", "data"}
                continue
            target = (folder / path.parent / unquote(parts.path)).resolve() if parts.path else folder / path
            assert target.is_file(), f"{path}: {link}"
            if parts.fragment:
                inside = site[target.resolve().relative_to(folder.resolve())]
                assert unquote(parts.fragment) in inside.ids, f"{path}: {link}"


def test_the_folder_is_small(folder):
    pages_size = {path: path.stat().st_size for path in folder.rglob("*.html")}
    assets = sum(path.stat().st_size for path in (folder / "assets").iterdir())
    assert sum(pages_size.values()) + assets <= LIMIT_FOLDER
    assert max(pages_size.values()) <= LIMIT_PAGE


def test_strict_policy_on_every_page_and_nothing_that_breaks_it(site):
    for path, page in site.items():
        assert f'content="{pages.CONTENT_SECURITY_POLICY}"'.replace("'", "&#39;") in page.text, path
        assert not re.search(r"\sstyle=|<style|<script(?! src)|\son\w+=", page.text), path


def test_every_verdict_of_the_matrix_is_a_link_to_its_evidence(site, audit):
    index = site[Path("index.html")]
    for agency in audit["agencies"]:
        for item in agency["items"]:
            assert f"agencies/{agency['id']}.html#{item['id']}" in index.links


def test_readable_without_script(site):
    text = "".join(site[Path("index.html")].words)
    assert "พระนคร" in text
    assert "ไม่ผ่าน" in text
    assert "เหลือเวลาแจ้งลิงก์อีก 14 วัน ถึง 30 เมษายน 2568" in text
    assert "เปลี่ยนแปลงจากผลตรวจวันที่ 15 เมษายน 2568" in text


def test_agency_page_says_why_where_and_how(site, audit):
    agency = max(audit["agencies"], key=lambda one: sum(item["status"] == "fail" for item in one["items"]))
    page = site[Path(f"agencies/{agency['id']}.html")]
    text = "".join(page.words)
    for item in agency["items"]:
        for finding in item["findings"]:
            assert finding["message_th"] in text
            assert finding["fix_th"].splitlines()[-1].removeprefix("3. ") in text
            assert f"<mark>{finding['evidence'][0]['quote']}" in page.text
        for url in item["declared"]:
            assert url in page.links
    assert "ก.พ. 2568" in text


def test_english_pages_speak_english(site, audit):
    index = "".join(site[Path("en/index.html")].words)
    assert "14 days left until 30 Apr 2025" in index
    assert "Phra Nakhon" in index
    assert 'lang="en"' in site[Path("en/index.html")].text


def test_short_names():
    report = view.read(sample.audit(3))
    assert list(pages.short_names(report).values()) == ["พระนคร", "ดุสิต", "หนองจอก"]
    assert next(iter(pages.short_names(view.read(sample.audit(3), "en")).values())) == "Phra Nakhon"
    assert list(pages.short_names(view.read(sample.audit(1))).values()) == ["สำนักงานเขตพระนคร"]


def test_method_page_is_made_from_the_checklist_and_the_rules(tmp_path):
    rules = load_checklist("bma-district-2568")
    reports.render(sample.audit(1), ["html"], tmp_path, "th", checklist=rules)
    text = "".join(Page(tmp_path / "method.html").words)
    for element in rules.elements:
        assert element.title.th in text
    assert "ทุกเดือน ต.ค. 2567 ถึง มี.ค. 2568 ภายใน 15 วันหลังสิ้นเดือน" in text
    assert "ต้องเป็น: ข้อมูลที่คอมพิวเตอร์อ่านได้" in text
    assert "recency.series_gap" in text
    agency = "".join(Page(tmp_path / "agencies" / "pranakorn.html").words)
    assert "ครอบคลุมปีงบประมาณ พ.ศ. 2567 หรือ ครอบคลุมรอบ 6 เดือนแรก ปีงบประมาณ พ.ศ. 2568" in agency


@pytest.mark.parametrize(
    ("rule", "thai"),
    [
        (PeriodRule("none"), ""),
        (PeriodRule("now"), "ใช้งานได้ในขณะที่ตรวจ"),
        (PeriodRule("any", (Demand("inside"),)), "ลงวันที่ในปีงบประมาณ พ.ศ. 2568"),
        (PeriodRule("any", (Demand("touches", -1),)), "มีข้อมูลของปีงบประมาณ พ.ศ. 2567"),
        (PeriodRule("any", (Demand("includes"),)), "เป็นแผนที่ครอบคลุมปีงบประมาณ พ.ศ. 2568"),
    ],
)
def test_demands_in_words(rule, thai):
    assert period_words(rule, 2568, Words("th")) == thai


def test_method_page_without_a_checklist_shows_what_was_judged(tmp_path):
    reports.render(sample.audit(1), ["html"], tmp_path, "th")
    text = "".join(Page(tmp_path / "method.html").words)
    assert "แผนผังโครงสร้าง" in text


def test_bodies_without_declarations_are_listed(tmp_path):
    audit = sample.audit(1)
    audit["not_judged"] = [
        {"id": "new", "code": "1099", "name_th": "สำนักงานเขตใหม่", "reason": "nothing declared"}
    ]
    reports.render(audit, ["html", "xlsx", "csv"], tmp_path, "th")
    assert (tmp_path / "agencies" / "new.html").exists()
    assert 'data-name="สำนักงานเขตใหม่' in (tmp_path / "index.html").read_text()


def test_agency_that_is_not_judged_is_no_failure(tmp_path):
    audit = sample.audit(2)
    audit["agencies"][0] |= {"items": [], "score": None}
    reports.render(audit, ["html"], tmp_path, "th")
    assert "ยังไม่มีลิงก์ที่แจ้งไว้ จึงไม่ได้ตรวจ" in (tmp_path / "index.html").read_text()


def test_waived_items_and_findings_are_shown_never_hidden(tmp_path):
    audit = sample.audit(1, failing=1.0)
    finding = audit["agencies"][0]["items"][0]["findings"][0]
    finding["waived"] = {"reason": "ส่วนกลางยกเว้นถึงสิ้นเดือน"}
    reports.render(audit, ["html"], tmp_path, "th")
    page = (tmp_path / "agencies" / "pranakorn.html").read_text()
    assert "excused" in page
    assert "ส่วนกลางยกเว้นถึงสิ้นเดือน" in page
    assert finding["message_th"] in page


def test_no_number_of_nights_for_one_night():
    assert pages.sparkline([]) is None


def test_dates_are_buddhist_in_thai_and_moments_are_local(site):
    text = "".join(site[Path("index.html")].words)
    assert "16 เมษายน 2568 03:41 น." in text
    assert "2025" not in re.sub(r"bma-2025-04-16", "", text)


@pytest.mark.parametrize(
    ("known", "shown"),
    [
        ({"2024-10": "found", "2025-03": "missing"}, ["found", "missing", *["pending"] * 6]),
        ({f"2024-{month}": "found" for month in (10, 11, 12)}, [*["found"] * 3, *["pending"] * 9]),
        ({"2025-09": "found"}, ["found"]),
        ({"2025-13": "found", "half-year": "found"}, []),
    ],
)
def test_a_series_runs_to_the_end_of_its_fiscal_year(known, shown):
    element = {"id": "O15.monthly", "series": {month: {"state": state} for month, state in known.items()}}
    (agency,) = view.read(
        {"agencies": [{"id": "a", "items": [{"id": "O15", "elements": [element]}]}]}
    ).agencies
    assert [month.state for month in agency.items[0].elements[0].series] == shown


#: Texts with digits that count nothing of the audit, or stand beside the number that is the link: where, and why.
NO_COUNTS = {
    "title, script, select, textarea, code, [aria-hidden=true]": "not read as text, or said again in words",
    "h1, .lead, .facts > p > b, footer, .spark, [id=h-changes]": "days, years, the number of rows, earlier nights",
    ".level-words": "the judge's words on the score, whose items are links",
    ".subs th, .crumb, .v, .series h2, [id^=h-O]": "marks of indicators, items, states and forms",
    ".change .count": "counts the links right below (test_counts_of_changes)",
    ".months .when, .strip thead, .legend, .elements td .was": "months",
    ".why, .first p, .finding .message, .fix, blockquote, .waiver, .nights": "sentences of the law, the judge, the document",
    ".elements th, .bodies td p, .verdict h3, [aria-labelledby=h-law]": "titles and demands of the checklist",
    ".chain": "steps to the evidence that stand below its link",
    ".method main": "the rules themselves",
}


@pytest.mark.parametrize("folder_of", ["", "en/"])
@pytest.mark.parametrize("page", ["index", "agencies/thawiwatthana", "items/O15", "items/O3", "method"])
def test_every_public_number_leads_to_what_it_counts(folder, page, folder_of):
    """Each text with a digit is a link, unfolds what it counts, or stands in one row, point or caption with its link."""
    tree = lxml.html.parse(str(folder / f"{folder_of}{page}.html")).getroot()
    excused = {part for where in NO_COUNTS for part in tree.cssselect(where)}
    dead = []
    for text in tree.xpath("//body//text()"):
        if not re.search(r"\d", text):
            continue
        parent = text.getparent() if not text.is_tail else text.getparent().getparent()
        above = [parent, *parent.iterancestors()]
        if excused & {*above} or any(part.tag in {"a", "summary"} for part in above):
            continue
        row = next((part for part in above if part.tag in {"li", "tr", "figcaption"}), None)
        if row is None or not row.xpath(".//a[@href]"):
            dead.append((parent.tag, parent.get("class"), text.strip()))
    assert dead == []


def test_no_excuse_is_stale(folder):
    pages = ("index", "agencies/thawiwatthana", "items/O15", "method")
    trees = [lxml.html.parse(str(folder / f"{page}.html")).getroot() for page in pages]
    wheres = [where.strip() for excuse in NO_COUNTS for where in excuse.split(",")]
    unused = [where for where in wheres if not any(tree.cssselect(where) for tree in trees)]
    assert unused == [".waiver"]  # nothing is waived there


def test_counts_of_changes(folder):
    tree = lxml.html.parse(str(folder / "index.html")).getroot()
    heads = tree.cssselect("h3.change")
    assert heads
    for head in heads:
        listed = 0
        for part in head.itersiblings():
            if part.tag == "h3":
                break
            listed += len(part.xpath(".//li/a[@href]"))
        assert int(head.cssselect(".count")[0].text_content()) == listed


def test_counts_that_unfold(folder):
    """“and 14 more”, “37 bodies”: so many rows are in it."""
    for page in ("index", "items/O15", "items/O3"):
        tree = lxml.html.parse(str(folder / f"{page}.html")).getroot()
        for summary in tree.xpath("//summary"):
            rows = summary.getparent().xpath(".//tbody/tr | .//li")
            assert int(re.search(r"\d+", summary.text_content())[0]) == len(rows)


def test_behind_a_wall_everything_is_a_range_and_the_reason_is_told_once(tmp_path):
    reports.render(sample.walled(1), ["html"], tmp_path, "th")
    page = (tmp_path / "agencies" / "pranakorn.html").read_text(encoding="utf-8")
    hero, first = page.split('id="h-first"')[0], page.split('id="h-first"')[1].split("</section>")[0]
    assert hero.count("0.00–100.00") == 1 + 1 + len(sample.WEIGHTS)  # the score, its words, its parts
    assert first.count("ระบบป้องกันบอต") == 1
    assert first.count('class="go"') == 22


def test_a_night_without_anything_to_mend_says_so(tmp_path):
    reports.render(sample.spotless(2), ["html", "memo"], tmp_path, "th")
    page = "".join(Page(tmp_path / "agencies" / "dusit.html").words)
    assert "ผ่านครบทุกข้อ" in page
    assert "แก้ข้อนี้ก่อน" not in page
    assert not (tmp_path / "memo").exists()


def test_a_link_that_could_not_be_followed_is_not_called_broken(tmp_path):
    audit = sample.audit(1)
    lost, slow = "https://a.example/lost", "https://a.example/slow"
    audit["agencies"][0]["links"] = [
        {"page": "https://a.example/", "url": lost, "ok": False, "http_status": 404, "code": "links.broken"},
        {
            "page": "https://a.example/",
            "url": slow,
            "ok": False,
            "http_status": None,
            "code": "fetch.timeout",
        },
    ]
    reports.render(audit, ["html"], tmp_path, "th")
    page = (tmp_path / "agencies" / "pranakorn.html").read_text(encoding="utf-8")
    broken, unseen = page.split('id="h-links"')[1].split('id="h-unseen"')
    assert lost in broken
    assert "ไม่พบ (HTTP 404)" in broken
    assert slow not in broken
    assert "ไม่ตอบภายในเวลา" in unseen


def test_the_text_for_line_keeps_its_blank_lines(folder):
    page = (folder / "agencies" / "thawiwatthana.html").read_text(encoding="utf-8")
    text = html.unescape(page.split('id="line"')[1].split(">", 1)[1].split("</textarea>")[0])
    assert text == (folder / "line" / "thawiwatthana.txt").read_text(encoding="utf-8").rstrip("\n")
    assert "\n\n" in text
