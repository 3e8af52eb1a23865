from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.errors import InputError
from crawler.targets import grid, load_targets
from crawler.targets.item_id import read_item_id
from crawler.targets.spreadsheet import import_targets
from tests.targets.books import as_csv, as_ods, as_xlsx, ods

HERE = Path(__file__).parent
BASE = load_targets()


def table(name):
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("text", "item"), [(text, item or None) for item, texts in table("items.yaml").items() for text in texts]
)
def test_item_ids(text, item):
    assert read_item_id(text) == item


def rows_of(case):
    rows = [[cell.strip().replace("⏎", "\n") for cell in row.split("|")] for row in case["rows"]]
    width = max(map(len, rows))
    return [row + [""] * (width - len(row)) for row in rows]


WRITERS = {"csv": as_csv, "xlsx": as_xlsx, "ods": as_ods}


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("case", [pytest.param(case, id=case["what"]) for case in table("imports.yaml")])
def test_import(case, kind, tmp_path):
    path = tmp_path / f"list.{kind}"
    path.write_bytes(WRITERS[kind](rows_of(case)))
    done = import_targets(path, BASE, case.get("agency"))
    declared = [
        f"{one.agency} {one.item} {one.url} {one.line}"
        for agency in done.agencies
        for one in agency.declarations
    ]
    assert sorted(declared) == sorted(case["declared"])
    assert all(one.source == str(path) for agency in done.agencies for one in agency.declarations)
    assert (done.rows, done.read, done.skipped, done.unread_rows) == tuple(case["counts"])
    begins(
        case.get("unread", []),
        [f"{p.line} {p.field.removeprefix('Sheet1').lstrip('!')}: {p.message_en}" for p in done.unread],
    )
    begins(case.get("notes", []), [f"{p.line}: {p.message_en}" for p in done.notes])
    assert all(p.message_th and p.message_th != p.message_en for p in (*done.unread, *done.notes))


def begins(expected, got):
    assert len(expected) == len(got), got
    assert all(any(one.startswith(begin) for one in got) for begin in expected), (expected, got)


ROWS = [
    ["หน่วยงาน", "ข้อ", "URL"],
    ["ประเวศ", "O1", "https://p.go.th/a,b;c"],
    ["ดุสิต", "ข้อ ๒", "https://d.go.th/แผน"],
]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "utf-16"])
def test_encodings_and_delimiters_of_csv(delimiter, encoding, tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(as_csv(ROWS, delimiter, encoding))
    done = import_targets(path, BASE)
    assert (done.read, done.declared, done.unread) == (2, 2, ())


def test_the_separator_that_excel_names(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(b"sep=;\r\n" + as_csv(ROWS, ";", "utf-8"))
    assert import_targets(path, BASE).declared == 2


@pytest.mark.parametrize("delimiter", ",;")
def test_an_address_cut_in_two_by_the_delimiter_is_unread(delimiter, tmp_path):
    path = tmp_path / "list.csv"
    rows = ["agency|item|url|", "prawet|O1|https://p.go.th/a?x=1|2|", "prawet|O2|https://p.go.th/b|"]
    path.write_text("\n".join(row.rstrip("|").replace("|", delimiter) for row in rows), encoding="utf-8")
    done = import_targets(path, BASE)
    assert (done.rows, done.read, done.declared) == (2, 1, 1)
    begins(["more fields than headings"], [p.message_en for p in done.unread])


def test_old_workbooks_are_read_by_calamine():
    (sheet,) = grid._calamine(as_xlsx([*ROWS, ["", "", ""], ["1032", "15", "https://p.go.th"]]), "list.xls")
    assert sheet.rows[-1] == (5, ["1032", "15", "https://p.go.th"])


def test_a_link_behind_words(tmp_path):
    rows = [
        *ROWS[:1],
        ["ประเวศ", "O1", "คลิกที่นี่"],
        ["ประเวศ", "O2", "https://p.go.th/2"],
        ["ประเวศ", "O3", "https://p.go.th/3"],
    ]
    links = {(1, 2): "https://p.go.th/1", (2, 2): "https://p.go.th/2", (3, 2): "https://old.go.th/3"}
    path = tmp_path / "list.xlsx"
    path.write_bytes(as_xlsx(rows, links))
    done = import_targets(path, BASE)
    prawet = next(agency for agency in done.agencies if agency.id == "prawet")
    assert [one.url for one in prawet.declarations] == [f"https://p.go.th/{n}" for n in (1, 2, 3)]
    begins(["C2: took the link behind", "C4: the link behind the cell leads elsewhere (https://old.go.th/3)"],
           [note.message_en for note in done.notes])  # fmt: skip


def test_a_link_behind_words_in_opendocument(tmp_path):
    head = "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in ROWS[0])
    cells = "".join(
        f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in ("ประเวศ", "O1")
    )
    link = '<table:table-cell><text:p><text:a xlink:href="https://p.go.th/1">ดู</text:a></text:p></table:table-cell>'
    path = tmp_path / "list.ods"
    path.write_bytes(
        ods(f"<table:table-row>{head}</table:table-row><table:table-row>{cells}{link}</table:table-row>")
    )
    assert import_targets(path, BASE).declared == 1


def test_several_sheets_each_named_by_its_agency(tmp_path):
    rows = [["ข้อ", "URL"], ["O1", "https://x.go.th/1"]]
    path = tmp_path / "list.xlsx"
    path.write_bytes(
        as_xlsx(rows, sheet="เขตประเวศ", more={"ดุสิต": rows, "คำอธิบาย": [["วิธีกรอก"]], "อื่น": rows})
    )
    done = import_targets(path, BASE)
    assert [agency.id for agency in done.agencies if agency.declarations] == ["dusit", "prawet"]
    assert [p.field for p in done.unread] == ["อื่น"]
    assert "this sheet has no headings" in done.notes[0].message_en + done.notes[1].message_en


def test_what_the_sheet_names_replaces_the_base_and_the_rest_stays(tmp_path):
    first, second = tmp_path / "1.csv", tmp_path / "2.csv"
    first.write_bytes(as_csv([*ROWS, ["ประเวศ", "O2", "https://p.go.th/old"]]))
    second.write_bytes(as_csv([ROWS[0], ["ประเวศ", "O2", "https://p.go.th/new"]]))
    done = import_targets(second, import_targets(first, BASE).agencies)
    urls = {one.url for agency in done.agencies for one in agency.declarations}
    assert urls == {"https://p.go.th/a,b;c", "https://p.go.th/new", "https://d.go.th/แผน"}


# --------------------------------------------------------------------------------------- refused files


def with_password():
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 600
        + "EncryptedPackage".encode("utf-16-le")
        + b"\0" * 600
    )


def zip_bomb():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (1 << 26))
    return data.getvalue()


REFUSED = {
    "an empty file": (b"", "the file is empty"),
    "no table at all": (b"%PDF-1.7 nothing", "no table that can be read"),
    "a web page under the name of a workbook": (b"<html><table><tr><td>agency", "a web page (HTML)"),
    "a targets file": (b'{"version": 1, "agencies": []}', "JSON already"),
    "a password": (with_password(), "the file wants a password"),
    "a zip bomb": (zip_bomb(), "too large for a list of addresses"),
    "half a workbook": (as_xlsx(ROWS)[:900], "the file is damaged"),
    "no headings": (b"a,b\nc,d\n", "no row of headings: needs columns agency, item, url"),
    "a quotation mark that is not closed": (
        b'agency,item,url\nprawet,O1,"https://p.go.th/1\nprawet,O2,https://p.go.th/2\n',
        "the record that begins on line 2 cannot be read: perhaps a quotation mark",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_files_that_cannot_be_read_as_a_whole(what, tmp_path):
    data, words = REFUSED[what]
    path = tmp_path / "list.xlsx"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        import_targets(path, BASE)
    (problem,) = caught.value.problems
    assert words in problem.message_en
    assert problem.message_th != problem.message_en
    assert problem.where.startswith(str(path))


def test_a_row_repeated_a_million_times_is_refused_not_laid_out(tmp_path):
    cells = "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in ROWS[0])
    path = tmp_path / "list.ods"
    path.write_bytes(ods(f'<table:table-row table:number-rows-repeated="1000000">{cells}</table:table-row>'))
    with pytest.raises(InputError, match="more than 100,000 rows"):
        import_targets(path, BASE)


def test_a_workbook_whose_numbers_are_none(tmp_path):
    path = tmp_path / "list.ods"
    path.write_bytes(ods('<table:table-row table:number-rows-repeated="many"/>'))
    with pytest.raises(InputError, match="the file is damaged"):
        import_targets(path, BASE)


def test_no_such_file_or_agency(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        import_targets(tmp_path / "none.csv", BASE)
    with pytest.raises(InputError, match="unknown agency"):
        import_targets(tmp_path / "none.csv", BASE, "กรุงลอนดอน")


# --------------------------------------------------------------------------------------- properties


def test_small_words():
    assert [grid.column_name(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert grid.ranges([2, 3, 4, 9, 11, 12]) == "2–4, 9, 11–12"


agencies = st.sampled_from(["prawet", "1032", "เขตประเวศ", "ดุสิต", "", "", "ประเวท", "นครปฐม", '"'])
items = st.sampled_from(["O1", "0๑๘", "15", "ข้อ ๒", "", "", "ข้อมูล", "O1-O4"])
urls = st.one_of(
    st.integers(0, 99).map(lambda n: f"https://x.go.th/{n}"),
    st.sampled_from(["", "-", "javascript:void(0)", "https://a.go.th\nhttps://b.go.th", "ดูที่นี่"]),
)
others = st.sampled_from(["", "", "", "", "หมายเหตุ", "https://stray.go.th"])
rows = st.lists(st.tuples(agencies, items, urls, others).map(list), min_size=1, max_size=60)


def accounted(done, sheet_rows):
    filled = [row for row in sheet_rows if any(cell.strip() for cell in row)]
    assert done.rows == len(filled) == done.read + done.skipped + done.unread_rows
    assert len({p.line for p in done.unread}) == done.unread_rows
    told = {one.line for agency in done.agencies for one in agency.declarations} | {
        p.line for p in done.unread
    }
    assert done.declared == sum(len(agency.declarations) for agency in done.agencies)
    assert len(told) <= done.rows


@settings(deadline=None, max_examples=60)
@given(rows)
def test_every_row_is_accounted_for(tmp_path_factory, sheet_rows):
    path = tmp_path_factory.mktemp("import") / "list.csv"
    path.write_bytes(as_csv([["agency", "item", "url"], *sheet_rows]))
    accounted(import_targets(path, BASE), sheet_rows)


SOUND = {kind: writer(ROWS) for kind, writer in WRITERS.items()}  # once: workbooks hold the time of writing


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_damaged_files_are_refused_with_words(tmp_path_factory, data):
    kind = data.draw(st.sampled_from(list(WRITERS)))
    whole = bytearray(SOUND[kind])
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("damaged") / f"list.{kind}"
    path.write_bytes(whole[: data.draw(st.integers(0, len(whole)))])
    with suppress(InputError):  # and nothing else
        done = import_targets(path, BASE)
        assert done.rows == done.read + done.skipped + done.unread_rows


def test_every_row_of_ten_thousand_is_accounted_for(tmp_path):
    names = ["prawet", "1001", "เขตดุสิต", "", "ประเวท", "Bang Rak"]
    numbers = ["O1", "0๑๘", "15", "", "ข้อมูล", "O22", "9.3"]
    sheet_rows = [
        [
            names[n % 6],
            numbers[n % 7],
            "" if n % 11 == 0 else f"https://x.go.th/{n}",
            "https://stray.go.th" if n % 97 == 0 else "",
        ]
        for n in range(10_000)
    ]
    path = tmp_path / "list.csv"
    path.write_bytes(as_csv([["agency", "item", "url"], *sheet_rows]))
    done = import_targets(path, BASE)
    accounted(done, sheet_rows)
    assert done.read
    assert done.skipped
    assert done.unread_rows
    declared = {one.url for agency in done.agencies for one in agency.declarations}
    unread = {p.line for p in done.unread}
    for number, row in enumerate(sheet_rows, start=2):
        assert not row[2] or row[2] in declared or number in unread
