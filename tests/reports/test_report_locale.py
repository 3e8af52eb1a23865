"""Message catalogues: nothing untranslated, nothing stale, nothing said that is not in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import crawler
from crawler.judge.places import PLACES
from crawler.judge.rules import rule_modules
from reports.locale.__main__ import CATALOGUE
from reports.locale.catalogue import PackageCatalogue
from reports.words import FAULT, STEPS, Words, catalogue


def test_every_message_is_translated_and_compiled():
    assert list(CATALOGUE.problems()) == []


def test_what_is_wrong_with_a_catalogue_is_named(tmp_path):
    """Missing, no longer used, stale: each is said; updating mends the first two and compiles."""
    folder = tmp_path / "locale" / "th" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "words.po").write_text('msgid "Gone"\nmsgstr "หายไป"\n', encoding="utf-8")
    (tmp_path / "page.py").write_text('_("Here")\n_("Print")\n', encoding="utf-8")
    words = PackageCatalogue(tmp_path, "words", "Words", inherited=catalogue("th"))
    assert list(words.problems()) == [
        "th: not in the catalogue: 'Here'",
        "th: no longer used: 'Gone'",
        "th: words.mo is stale",
    ]
    words.update()
    assert list(words.problems()) == ["th: not translated: 'Here'"]


def test_messages_are_found_in_code_and_templates():
    found = CATALOGUE.said().keys()
    assert {"Fix this first", "Could not be checked", "MEMORANDUM", "To mend"} <= found


def test_no_thai_stands_in_code_or_templates():
    """Thai words live in the catalogue; names that reports shorten and letters in expressions are no messages."""
    allowed = {"ภาษาไทย", "น."}
    for path in [*CATALOGUE.package.rglob("*.py"), *CATALOGUE.package.rglob("templates/*")]:
        text = re.sub(r'""".*?"""|#[^\n]*', "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        if path.name == "pages.py":
            text = text.partition("_COMMON = ")[0]
        found = set(re.findall(r"[ก-ฮ][ก-๛.]*", text)) - allowed
        assert not found, f"{path.name}: {found}"


@pytest.mark.parametrize(
    ("value", "thai", "english"),
    [
        ("2025-04-30", "30 เมษายน 2568", "30 Apr 2025"),
        ("2025-02", "ก.พ. 2568", "Feb 2025"),
        ("2024-10-01/2025-09-30", "ปีงบประมาณ พ.ศ. 2568", "1 Oct 2024 – 30 Sep 2025"),
        ("something", "something", "something"),
        ("2025-99-99/x", "2025-99-99 – x", "2025-99-99 – x"),
    ],
)
def test_periods_as_officers_write_them(value, thai, english):
    assert Words("th").month(value) == thai
    assert Words("en").month(value) == english


@pytest.mark.parametrize(
    ("where", "thai"),
    [
        ("pdf page 3", "PDF หน้า 3"),
        ("zip member รายงาน.pdf › pdf page 1", "ไฟล์ “รายงาน.pdf” ใน ZIP › PDF หน้า 1"),
        ("link text", "ข้อความลิงก์"),
        ("paragraph 3", "ย่อหน้าที่ 3"),
        ("title (0.93)", "ชื่อหน้าเว็บ (93%)"),
        ("somewhere else", "somewhere else"),
    ],
)
def test_places_in_thai(where, thai):
    assert Words("th").where(where) == thai


def test_moments_are_bangkok_time():
    assert Words("th").moment("2025-03-31T20:41:07Z") == "1 เมษายน 2568 03:41 น."
    assert Words("en").moment("2025-03-31T20:41:07Z") == "1 Apr 2025 03:41"
    assert Words("th").moment("yesterday") == "yesterday"


def test_english_is_the_language_of_the_ids():
    assert catalogue("en").gettext("Fix this first") == "Fix this first"


def test_every_place_that_the_judge_names_is_said_in_thai():
    """Where a quote stands, as rules and readers write it in their source."""
    named = {
        place
        for file in Path(crawler.__file__).parent.rglob("*.py")
        for place in re.findall(r'where="([^"{]+)"', file.read_text(encoding="utf-8"))
    } - {"odt", "docx"}
    words = Words("th")
    assert len(named) > 8
    assert [place for place in sorted(named) if re.search("[A-Za-z]{4}", words.where(place))] == []
    assert [place for place in PLACES if f"named by {place}" not in STEPS] == []


def test_every_reason_for_which_a_document_cannot_be_had_is_in_words():
    rules = [module.RULE for module in rule_modules() if module.RULE.severity != "info"]
    codes = {rule.code for rule in rules if rule.code.startswith(("fetch.", "access."))}
    assert len(codes) > 10
    assert codes - FAULT.keys() == set()
    assert Words("th").fault("presence.http_error", 404) == "ไม่พบ (HTTP 404)"
    assert Words("th").fault("fetch.truncated", 200) == "รับไฟล์ได้ไม่ครบ"
    assert Words("en").fault("something.new") == "something.new"
