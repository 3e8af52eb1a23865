"""No audit breaks a renderer: keys missing, of the wrong type, hostile, or far too many."""

from __future__ import annotations

import re
import zipfile
from copy import deepcopy
from html.parser import HTMLParser

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import reports
from reports import line, view
from reports.words import Words
from tests.reports import sample
from tests.reports.hostile import ATTACKS, hostile_audit

EVERY = tuple(reports.FORMATS)


def keys(value, path=()):
    """Every path to a value inside ``value``."""
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in entries:
        yield (*path, key)
        yield from keys(child, (*path, key))


ONE = sample.audit(1, failing=1.0)
PATHS = tuple(keys(ONE))
WRONG = st.sampled_from([None, "", "x", 0, -1, 1e300, True, [], {}, [None], [[]], {"th": 1}, "2025-13-45"])


def at(value, path):
    for key in path:
        value = value[key]
    return value


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PATHS), min_size=1, max_size=6, unique=True), WRONG, st.booleans())
def test_missing_and_odd_keys(tmp_path, capsys, paths, wrong, drop):
    broken = deepcopy(ONE)
    for path in sorted(paths, key=len, reverse=True):
        if drop and isinstance(path[-1], str):
            del at(broken, path[:-1])[path[-1]]
        else:
            at(broken, path[:-1])[path[-1]] = wrong
    reports.render(broken, EVERY, tmp_path, "th", history=[broken])
    capsys.readouterr()


def test_contract_alone_is_enough(tmp_path):
    reports.render(sample.audit(3, bare=True), EVERY, tmp_path, "en")
    assert "O15" in (tmp_path / "index.html").read_text()


def test_nothing_at_all(tmp_path):
    reports.render({}, EVERY, tmp_path, "th")
    reports.render({"agencies": [{"id": "new", "name_th": "เขตใหม่"}]}, EVERY, tmp_path, "th")
    assert "ไม่ได้ตรวจ" in (tmp_path / "agencies" / "new.html").read_text()


def test_unknown_format_writes_nothing(tmp_path):
    with pytest.raises(ValueError, match="pdf; known: terminal"):
        reports.render(ONE, ["json", "pdf"], tmp_path, "th")
    assert list(tmp_path.iterdir()) == []


class Tags(HTMLParser):
    """Every tag and attribute of a page, as a browser would read it."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def attacked(tmp_path_factory):
    out = tmp_path_factory.mktemp("hostile")
    reports.render(hostile_audit(), [name for name in EVERY if name not in {"terminal", "github"}], out, "th")
    return out


def test_hostile_pages_are_inert(attacked):
    for path in attacked.rglob("*.html"):
        tags = Tags()
        tags.feed(path.read_text(encoding="utf-8"))
        for tag, attributes in tags.seen:
            assert (
                tag not in {"iframe", "object", "embed", "base", "form"} or attributes.get("id") == "filters"
            )
            assert not any(name.startswith("on") or name == "style" for name in attributes)
            if tag == "script":
                assert re.fullmatch(r"(\.\./)*assets/(report|thai)\.js\?[0-9a-f]{8}", attributes["src"])
            if tag == "a":
                assert not attributes["href"].lower().startswith(("javascript", "data", "vbscript"))
            if tag == "img":
                assert attributes["src"].startswith("data:image/png;base64,")
        assert not set(path.read_text(encoding="utf-8")) & set("\x1b\x9b\u202e\x00\ufeff\u200b")


def test_hostile_workbook_has_no_formula_and_no_foreign_link(attacked):
    book = openpyxl.load_workbook(attacked / "report.xlsx")
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.value
                assert cell.hyperlink is None or cell.hyperlink.target.startswith(("http://", "https://"))


def test_hostile_csv_has_no_formula(attacked):
    text = (attacked / "audit.csv").read_bytes().decode("utf-8-sig")
    for cell in re.findall(r'"((?:[^"]|"")*)"', text):
        assert not cell or cell[0] not in "=+@\t\r＝＋＠" or re.fullmatch(r"[+-]?[\d.]+", cell), cell


def test_hostile_memo_is_text_only(attacked):
    for path in (attacked / "memo").glob("*.docx"):
        with zipfile.ZipFile(path) as package:
            document = package.read("word/document.xml").decode()
            links = package.read("word/_rels/document.xml.rels").decode()
        assert "<script" not in document
        assert "instrText" not in document
        assert "javascript:" not in links


def test_hostile_text_on_a_terminal_and_in_annotations(capsys, tmp_path):
    reports.render(hostile_audit(), ["terminal", "github"], tmp_path, "th")
    shown = capsys.readouterr().out
    assert not set(shown) & set("\x1b\x9b\u202e\x00\x07")
    annotations = [text for text in shown.splitlines() if text.startswith("::")]
    assert annotations
    assert all(re.match(r"::(error|warning) [^:]*::", text) for text in annotations)
    assert not any(text.startswith("::error::injected") for text in annotations)


def test_attack_on_names_of_files(tmp_path):
    evil = sample.audit(2)
    evil["agencies"][0]["id"] = "../../etc/passwd"
    evil["agencies"][0]["items"][0]["id"] = "../O1<script>"
    reports.render(evil, ["html", "line", "memo"], tmp_path / "deep" / "out", "th")
    assert {path.name for path in tmp_path.iterdir()} == {"deep"}
    assert {path.name for path in (tmp_path / "deep").iterdir()} == {"out"}


def test_no_page_over_a_megabyte_whatever_the_site_did(tmp_path):
    huge = sample.audit(1, failing=1.0)
    long_url = "https://a.example/" + "%E0%B8%82" * 120
    for item in huge["agencies"][0]["items"]:
        finding, document = item["findings"][0], item["documents"][0]
        evidence = finding["evidence"][0] | {"quote": "ข้อความยาว " * 5000, "url": long_url}
        item["findings"] = [
            finding | {"message_th": "ยาว" * 3000, "fix_th": "แก้\n" * 3000, "evidence": [evidence] * 8}
        ] * 40
        item["documents"] = [document | {"url": long_url, "title": "ชื่อ" * 3000}] * 200
        item["declared"] = [long_url] * 500
        item["candidates"] = [{"url": long_url, "reason": "เพราะ" * 2000}] * 100
        for element in item["elements"]:
            element["chain"] = [
                {"step": "link", "text": "ข้อความ" * 1000, "url": f"{long_url}{n}"} for n in range(50)
            ]
    huge["agencies"][0]["links"] *= 500
    reports.render(huge, ["html"], tmp_path, "th")
    sizes = {path.name: path.stat().st_size for path in tmp_path.rglob("*.html")}
    assert max(sizes.values()) < 1_000_000, sizes


@given(st.integers(0, 22), st.text(max_size=3000))
def test_line_text_is_never_longer_than_a_thousand(count, text):
    audit = deepcopy(ONE)
    audit["agencies"][0]["name_th"] = text
    for item in audit["agencies"][0]["items"][count:]:
        item["findings"][0]["message_th"] = text
    report = view.read(audit)
    assert len(line.text(report, report.agencies[0], Words("th"))) <= line.LIMIT


def test_attacks_are_really_in_the_audit():
    assert all(
        repr(attack)[1:-1] in repr(hostile_audit()) or attack in str(hostile_audit()) for attack in ATTACKS
    )


class Walked(list):
    """Agencies that count how often somebody walks through them."""

    walks = 0

    def __iter__(self):
        self.walks += 1
        return super().__iter__()


@pytest.mark.parametrize("made", [lambda: sample.audit(2), hostile_audit])
def test_one_walk_reads_the_audit_for_every_format_and_language(made):
    audit = made()
    audit["agencies"] = Walked(audit["agencies"])
    apart = {lang: view.read(audit, lang) for lang in ("th", "en")}
    assert audit["agencies"].walks == 2
    with view.read_once(audit, ("th", "en")):
        assert {lang: view.read(audit, lang) for lang in ("en", "th")} == apart
        assert view.read(audit, "th") is view.read(audit, "th")
        assert view.read(sample.audit(1), "th") != apart["th"]
    assert audit["agencies"].walks == 3
    assert view.read(audit, "th") is not view.read(audit, "th")
