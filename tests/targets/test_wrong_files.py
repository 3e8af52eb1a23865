"""Files that are given in the place of another, and what is said then."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from crawler.cli import cli
from tests.targets.books import as_csv, as_xlsx

GOOD = [["หน่วยงาน", "ข้อ", "URL"], ["ประเวศ", "O1", "https://p.go.th/1"]]


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.csv").write_bytes(as_csv(GOOD))
    (tmp_path / "list.xlsx").write_bytes(as_xlsx(GOOD))
    (tmp_path / "near.xlsx").write_bytes(
        as_xlsx([["ปี 2568"], ["เขต", "ลำดับ", "ลิงก์"], ["ประเวศ", "1", "https://p.go.th/1"]])
    )
    (tmp_path / "nothing.xlsx").write_bytes(as_xlsx([]))
    (tmp_path / "targets.yaml").write_text("version: 1\nagencies: []\n", encoding="utf-8")
    (tmp_path / "tab.yaml").write_text("version: 1\nagencies:\n\t- id: prawet\n", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    return lambda *words: CliRunner().invoke(cli, list(words))


@pytest.mark.parametrize(
    ("words", "thai", "english"),
    [
        (
            "targets import targets.yaml",
            "targets.yaml: ไฟล์นี้เป็น YAML ไม่ใช่ตาราง",
            "goes behind --targets as it is",
        ),
        ("targets import https://docs.go.th/x", "เป็น URL ไม่ใช่ไฟล์: ดาวน์โหลด", "download it as .xlsx"),
        ("targets import nothing.xlsx", "ไม่มีข้อมูลในแผ่นงานใดเลย", "no sheet of this file holds anything"),
        (
            "targets import near.xlsx",
            "near.xlsx:2: Sheet1: ไม่พบแถวหัวตาราง",
            "the nearest row lacks item: เขต | ลำดับ | ลิงก์",
        ),
        ("targets import folder", "folder เป็นโฟลเดอร์ ต้องเป็นไฟล์", "is a directory"),
        ("targets import good.csv -o nowhere/t.yaml", "ไม่มีโฟลเดอร์ nowhere ให้สร้างก่อน", "make it first"),
        ("targets validate list.xlsx", "list.xlsx: เป็นไฟล์ Excel", "oit targets import FILE"),
        (
            "targets validate tab.yaml",
            "tab.yaml:3:1: agencies: อ่าน YAML ไม่ได้ตรงนี้: บรรทัดนี้ย่อหน้าด้วยแท็บ",
            "indented by a tab",
        ),
        (
            "targets validate good.csv",
            "good.csv: เป็นตาราง ไม่ใช่ไฟล์รายการที่แจ้ง",
            "import good.csv -o targets.yaml",
        ),
        ("audit --targets good.csv", "นำเข้าด้วย oit targets import good.csv", "a table, no targets file"),
        ("audit --targets none.csv", "none.csv: ไม่พบไฟล์นี้", "there is no such file"),
        ("audit --targets list.xlsx", "list.xlsx: เป็นไฟล์ Excel", "oit targets import FILE"),
        ("checklist validate list.xlsx", "list.xlsx: เป็นไฟล์ Excel", "oit targets import FILE"),
        ("checklist validate folder", "folder: เป็นโฟลเดอร์ ต้องเป็นไฟล์", "cannot be opened: a folder"),
        ("judge folder", "เลือกโฟลเดอร์ที่ oit audit เขียนไว้", "choose a folder that oit audit wrote"),
        ("audit --resume folder", "เลือกโฟลเดอร์ที่ oit audit เขียนไว้", "choose a folder that oit audit wrote"),
    ],
)
def test_a_wrong_file_is_told_for_what_it_is(run, words, thai, english, tmp_path):
    before = sorted(path.name for path in tmp_path.iterdir())
    done = run(*words.split())
    assert done.exit_code == 2, done.output
    assert thai in done.stderr
    assert english in done.stderr
    assert "Traceback" not in done.output
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_division_in_charge_is_no_agency_once_the_agency_is_told(run, tmp_path):
    rows = [["ข้อ", "URL", "หน่วยงานรับผิดชอบ"], ["O1", "https://p.go.th/1", "ฝ่ายปกครอง"]]
    (tmp_path / "one.csv").write_bytes(as_csv(rows))
    assert run("targets", "import", "one.csv").exit_code == 2
    done = run("targets", "import", "one.csv", "--agency", "ประเวศ")
    assert done.exit_code == 0, done.output
    assert "      O1: https://p.go.th/1\n" in done.stdout


def test_an_empty_folder_of_runs_says_so(run):
    done = run("runs", "list", "folder")
    assert done.exit_code == 0
    assert "ไม่มีผลการตรวจที่เสร็จแล้วใน folder" in done.stderr


def test_a_url_without_its_scheme_is_no_file(run):
    done = run("inspect", "x.go.th/file.pdf")
    assert done.exit_code == 2
    assert "ถ้าเป็น URL ให้เติม https://" in done.stderr
