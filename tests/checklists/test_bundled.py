"""The bundled years: what they demand, how they inherit, and how they are shown."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from checklists import Checklist, Element, available, load_checklist, newest
from checklists import schema as editors
from checklists.model import Milestone
from crawler.cli.checklist import command
from crawler.judge.columns import best_layout
from crawler.judge.demands import months_of_series
from crawler.model import Table
from crawler.strict_yaml import parse, read

EDITIONS = available()
YEARS = {edition.fiscal_year: load_checklist(edition.id) for edition in EDITIONS}
LATEST = load_checklist()


@pytest.fixture(params=YEARS.values(), ids=lambda checklist: checklist.id)
def checklist(request: pytest.FixtureRequest) -> Checklist:
    return request.param


# ------------------------------------------------------------------------------------- what is demanded

#: Item → sub-indicator and elements; advised ones in brackets.
ELEMENTS = """
O1 9.1 structure executives powers contact (staffing)
O2 9.1 policy plan
O3 9.1 schools (details)
O4 9.1 news (social)
O5 9.2 plan report
O6 9.2 manual
O7 9.2 manual (fields)
O8 9.2 service
O9 9.2 statistics
O10 9.2 statistics
O11 9.2 checklist
O12 9.2 tracking
O13 9.3 plan report
O14 9.3 budget ordinance subsidy
O15 9.3 notices monthly (columns)
O16 9.4 recruitment appointment development evaluation rewards
O17 9.5 channel (guideline) statistics
O18 10.1 policy report (english)
O19 10.1 assessment report
O20 10.1 guideline (divisions)
O21 10.1 property donations evidence
O22 10.2 analysis measures report (followup)
"""


def test_items_and_elements(checklist: Checklist) -> None:
    said = [
        " ".join(
            (item.id, item.sub_indicator, *(e.name if e.required else f"({e.name})" for e in item.elements))
        )
        for item in checklist.items
    ]
    assert said == ELEMENTS.split("\n")[1:-1]


#: Element → its period; every other element demands none.
PERIODS = """
O1.staffing touches FY, touches FY-1
O2.plan includes FY
O4.news inside FY
O5.plan covers FY
O5.report covers FY-1, covers FY first-half
O8.service now
O9.statistics touches FY, touches FY-1
O10.statistics touches FY, touches FY-1
O12.tracking now
O13.plan covers FY
O13.report covers FY-1, covers FY first-half
O14.budget covers FY
O14.ordinance covers FY
O14.subsidy covers FY
O15.notices inside FY
O15.monthly months 1-6, 15 days
O17.channel now
O17.statistics touches FY, touches FY-1
O18.report covers FY-1, covers FY first-half
O19.assessment covers FY
O19.report covers FY-1, covers FY first-half
O22.analysis covers FY-1
O22.measures covers FY
O22.report touches FY, touches FY-1
O22.followup covers FY
"""


def period_of(element: Element) -> str:
    rule = element.period
    if rule.series is not None:
        return f"months {rule.series.first}-{rule.series.last}, {rule.series.grace_days} days"
    demands = (
        f"{demand.relation} FY{demand.year or ''}{' ' + demand.part if demand.part != 'year' else ''}"
        for demand in rule.demands
    )
    return ", ".join(demands) or rule.kind


def test_periods(checklist: Checklist) -> None:
    said = [f"{e.id} {period_of(e)}" for e in checklist.elements if e.period.kind != "none"]
    assert said == PERIODS.split("\n")[1:-1]


def test_structured_data_is_demanded_of_the_monthly_summary_and_advised_for_statistics(
    checklist: Checklist,
) -> None:
    grades = {e.id: (e.mr, e.mr_required) for e in checklist.elements if e.mr is not None}
    assert grades == {
        "O9.statistics": ("structured", False),
        "O10.statistics": ("structured", False),
        "O15.monthly": ("structured", True),
    }


def test_whole_items(checklist: Checklist) -> None:
    assert {item.id for item in checklist.items if item.city_wide} == {"O2", "O16"}
    assert {item.id for item in checklist.items if item.off_site} == {"O8", "O12"}
    silent = {e.id for e in checklist.elements if e.required and e.none_statements}
    assert silent == {"O3.schools", "O15.monthly", "O17.statistics"}


def test_every_element_says_what_to_do_and_how_sure_we_are(checklist: Checklist) -> None:
    for element in checklist.elements:
        assert len(element.fix.th) > 30, element.id
        assert element.fix.en.endswith("."), element.id
        assert element.source, element.id
        assert 0.3 <= element.confidence <= 0.9, element.id
        assert len(element.synonyms) >= 6, element.id


def test_divisions_are_named_one_by_one(checklist: Checklist) -> None:
    for item in checklist.items:
        assert all(name.startswith(("ฝ่าย", "ทุกฝ่าย")) and " " not in name for name in item.divisions), item.id


# --------------------------------------------------------------------------------- the forms of O15

SIXTEEN = (
    "ที่|ปีงบประมาณ|ชื่อหน่วยงาน|เขต|จังหวัด|กระทรวง|ประเภทหน่วยงาน|ชื่อรายการของงานที่ซื้อหรือจ้าง|วงเงินงบประมาณ (บาท)|"
    "แหล่งที่มาของงบประมาณ|สถานะการจัดซื้อจัดจ้าง|วิธีการจัดซื้อจัดจ้าง|ราคากลาง (บาท)|ราคาที่ตกลงซื้อหรือจ้าง (บาท)|"
    "รายชื่อผู้ประกอบการที่ได้รับการคัดเลือก|เลขที่โครงการในระบบ e-GP"
)
OLDER = (
    "ลำดับที่|งานที่จัดซื้อหรือจัดจ้าง|วงเงินที่จะซื้อหรือจ้าง (บาท)|ราคากลาง (บาท)|วิธีซื้อหรือจ้าง|รายชื่อผู้เสนอราคา และราคาที่เสนอ|"
    "ผู้ได้รับการคัดเลือก และราคาที่ตกลงซื้อหรือจ้าง|เหตุผลที่คัดเลือกโดยสรุป|เลขที่และวันที่ของสัญญาหรือข้อตกลงในการซื้อหรือจ้าง"
)


@pytest.mark.parametrize(
    ("header", "layout", "missing"),
    [
        (SIXTEEN, "sixteen", []),
        (
            SIXTEEN.replace("ชื่อรายการของงานที่ซื้อหรือจ้าง", "รายการจัดซื้อจัดจ้าง").replace("ที่|ปี", "ลำดับ|ปี"),
            "sixteen",
            [],
        ),
        (SIXTEEN.replace("|จังหวัด|กระทรวง", ""), "sixteen", ["จังหวัด", "กระทรวง"]),
        (OLDER, "skr1", []),
        (OLDER.replace(" และราคาที่เสนอ", "|ราคาที่เสนอ").replace("ลำดับที่", "ที่"), "skr1", []),
        (OLDER.rpartition("|")[0], "skr1", ["เลขที่และวันที่ของสัญญาหรือข้อตกลง"]),
        ("ลำดับ|ชื่อชุมชน|จำนวนเงิน|หมายเหตุ", None, []),
    ],
    ids=[
        "16",
        "16 in other words",
        "14 of 16",
        "older",
        "older, cells split",
        "older, no contract",
        "another table",
    ],
)
def test_forms_of_the_monthly_summary(header: str, layout: str | None, missing: list[str]) -> None:
    fit = best_layout(
        Table("sheet 1", tuple(header.split("|")), 1, 1, 0), LATEST.element("O15.columns").layouts
    )
    assert (fit and fit.layout.id) == layout
    assert [column.name for column in fit.missing] == missing if fit else layout is None


def test_only_one_element_judges_the_columns(checklist: Checklist) -> None:
    assert [e.id for e in checklist.elements if e.layouts] == ["O15.columns"]
    monthly, columns = checklist.element("O15.monthly"), checklist.element("O15.columns")
    assert (monthly.titles, monthly.synonyms, monthly.heads) == (
        columns.titles,
        columns.synonyms,
        columns.heads,
    )
    assert [len(layout.columns) for layout in columns.layouts] == [16, 9]


# ------------------------------------------------------------------------------------------- the years


def test_years_follow_each_other() -> None:
    years = sorted(YEARS)
    assert years == list(range(years[0], years[0] + len(years)))
    assert newest() == EDITIONS[-1]
    assert LATEST.fiscal_year == years[-1]
    assert {year: YEARS[year].confirmation for year in years} == {
        year: "confirmed" if year <= 2568 else "unconfirmed" for year in years
    }


def _milestone(checklist: Checklist, name: str) -> Milestone:
    return next(entry for entry in checklist.calendar if entry.id == name)


def test_a_carried_over_year_differs_in_nothing_but_its_days() -> None:
    first, last = YEARS[2568], LATEST
    assert first.items == last.items
    assert first.scoring == last.scoring
    assert first.sha256 != last.sha256
    closing = {year: _milestone(checklist, "declare").end for year, checklist in YEARS.items()}
    assert closing == {year: date(year - 543, 4, 30) for year in YEARS}
    preparation = _milestone(first, "prepare")
    assert (preparation.start, preparation.end) == (date(2024, 10, 1), date(2024, 12, 31))


def test_all_months_of_the_series_are_due_by_the_closing_day(checklist: Checklist) -> None:
    series, closing = checklist.element("O15.monthly").period.series, _milestone(checklist, "declare")
    assert series is not None
    months = months_of_series(series, checklist.fiscal_year)
    assert [month.start.month for month in months] == [10, 11, 12, 1, 2, 3]
    assert months[-1].end + timedelta(days=series.grace_days) <= closing.end


def test_nothing_but_comments_and_layout_keeps_the_checksum(tmp_path: Path) -> None:
    again = tmp_path / "again.yaml"
    again.write_text("# a remark\nextends: bma-district-2568\n", encoding="utf-8")
    assert load_checklist(again).sha256 == YEARS[2568].sha256
    again.write_text("extends: bma-district-2568\nitems: {O3: {note: ก}}\n", encoding="utf-8")
    assert load_checklist(again).sha256 != YEARS[2568].sha256


# ---------------------------------------------------------------------------------------- for editors


def test_the_schema_is_not_stale() -> None:
    assert editors.FILE.read_text(encoding="utf-8") == editors.text(), "run: python -m checklists.schema"


def test_every_bundled_file_names_the_schema_and_obeys_it() -> None:
    jsonschema.Draft202012Validator.check_schema(editors.schema())
    validator = jsonschema.Draft202012Validator(editors.schema())
    for edition in EDITIONS:
        validator.validate(read(edition.path).data())
        first = edition.path.read_text(encoding="utf-8").partition("\n")[0]
        assert (edition.path.parent / first.removeprefix("# yaml-language-server: $schema=")) == editors.FILE


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("extends: bma-district-2568", True),
        ("{extends: x, items: {O15: {elements: {monthly: {signs: {at_least: 2}}}}}}", True),
        ("{extends: x, items: {O15: null}}", True),
        ("{extends: x, items: {O15: {elements: {monthly: {period: {series: {grace_days: 20}}}}}}}", True),
        ("{extends: x, items: {O15: {division: [ก]}}}", False),
        ("{extends: x, items: {Q15: {}}}", False),
        ("{extends: x, items: {O5: {elements: {plan: {period: often}}}}}", False),
        ("{extends: x, items: {O5: {elements: {plan: {mr: pdf}}}}}", False),
        ("{version: 1, id: a}", False),
    ],
)
def test_what_an_editor_underlines(text: str, good: bool) -> None:
    validator = jsonschema.Draft202012Validator(editors.schema())
    assert validator.is_valid(parse(text).data()) is good


# ---------------------------------------------------------------------------------------- the command


def run(*words: str) -> str:
    result = CliRunner().invoke(command, list(words))
    assert result.exit_code == 0, result.stderr
    assert result.stderr == ""
    return result.stdout


def test_validate_says_what_was_read() -> None:
    thai = run("validate", "bma-district-2568")
    assert "bma-district-2568: ใช้ได้ ปีงบประมาณ 2568 มี 22 ข้อ องค์ประกอบบังคับ 42 แนะนำ 9" in thai
    assert YEARS[2568].sha256[:12] in run("validate", str(EDITIONS[1].path), "--lang", "en")


def test_list_has_a_line_a_year() -> None:
    lines = [line.split("\t") for line in run("list").splitlines()]
    assert [line[0] for line in lines] == [edition.id for edition in EDITIONS]
    assert [line[1] for line in lines] == [str(edition.fiscal_year) for edition in EDITIONS]


def unbroken(text: str) -> str:
    """Table cells break anywhere in Thai."""
    return "".join(text.split())


@pytest.mark.parametrize("lang", ["th", "en"])
def test_show_has_every_item_and_element(checklist: Checklist, lang: str) -> None:
    shown = run("show", checklist.id, "--lang", lang)
    assert max(map(len, shown.splitlines())) <= 160
    names = [line.split()[0] for line in shown.splitlines() if line.strip()]
    assert [name for name in names if name in {item.id for item in checklist.items}] == [
        item.id for item in checklist.items
    ]
    for element in checklist.elements:
        assert element.name in names
    assert (checklist.title.en if lang == "en" else checklist.title.th) in shown
    assert "O5O6O7O8O9O10O11O12" in unbroken(shown)
    assert ("estimated" if lang == "en" else "ประมาณ") in shown


def test_show_of_an_item_has_every_word_of_it() -> None:
    for item in LATEST.items:
        shown = unbroken(run("show", LATEST.id, "--item", item.id))
        for element in item.elements:
            words = [
                *element.titles,
                *(s.text for s in element.synonyms),
                *element.heads.reject,
                element.fix.th,
            ]
            words += [column.name for layout in element.layouts for column in layout.columns]
            assert not [word for word in words if unbroken(word) not in shown]


def test_show_of_an_unknown_item() -> None:
    result = CliRunner().invoke(command, ["show", "bma-district-2568", "--item", "O23"])
    assert result.exit_code == 2
    assert "ไม่มีข้อ “O23”" in result.stderr
    assert result.stdout == ""


def test_what_a_checklist_says_does_not_act_on_the_terminal(tmp_path: Path) -> None:
    evil = tmp_path / "evil.yaml"
    evil.write_text(
        'extends: bma-district-2568\nnote: "\\e[31m[bold]x[/bold] :smile: \\u202e"\n', encoding="utf-8"
    )
    shown = run("show", str(evil))
    assert "[bold]x[/bold] :smile:" in shown
    assert not {"\x1b", "\u202e"} & set(shown)
