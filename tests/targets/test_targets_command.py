from __future__ import annotations

import pytest
from click.testing import CliRunner

from crawler.cli.targets import command
from crawler.targets import load_targets
from tests.targets.books import as_csv

GOOD = [["หน่วยงาน", "ข้อ", "URL"], ["ประเวศ", "O1", "https://p.go.th/1"], ["", "O๒", "https://p.go.th/2"]]
BAD = [*GOOD, ["ประเวท", "O3", "https://p.go.th/3"], ["ประเวศ", "ข้อมูล", "https://p.go.th/4"]]


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.csv").write_bytes(as_csv(GOOD))
    (tmp_path / "bad.csv").write_bytes(as_csv(BAD))
    return lambda *args: CliRunner().invoke(command, list(args))


def test_import_writes_a_file_that_validates(run, tmp_path):
    done = run("import", "good.csv", "-o", "targets.yaml")
    assert done.exit_code == 0, done.output
    assert "อ่าน 2 แถว: นำเข้า 2 แถว" in done.stderr
    assert "ช่องหน่วยงานว่าง ใช้ค่าเดียวกับแถว 2: prawet" in done.stderr
    assert done.stdout == ""
    prawet = next(agency for agency in load_targets(tmp_path / "targets.yaml") if agency.id == "prawet")
    assert [(one.item, one.url) for one in prawet.declarations] == [
        ("O1", "https://p.go.th/1"),
        ("O2", "https://p.go.th/2"),
    ]
    checked = run("validate", "targets.yaml")
    assert checked.exit_code == 0
    assert "50 หน่วยงาน (49 แห่งยังไม่มี URL จึงไม่ถูกตรวจ) 2 URL" in checked.stdout


def test_import_to_standard_output(run):
    done = run("import", "good.csv", "--lang", "en")
    assert done.exit_code == 0
    assert done.stdout.startswith("# นำเข้าจาก good.csv")
    assert "      O1: https://p.go.th/1\n" in done.stdout
    assert "2 rows: 2 imported, 0 declare nothing, 0 unreadable; 2 addresses" in done.stderr


def test_unreadable_rows_are_all_listed_and_nothing_is_written(run, tmp_path):
    done = run("import", "bad.csv", "-o", "targets.yaml")
    assert done.exit_code == 2
    assert "bad.csv:4: A4: ไม่รู้จักหน่วยงาน “ประเวท” น่าจะหมายถึง สำนักงานเขตประเวศ (prawet)" in done.stderr
    assert "bad.csv:5: B5: อ่านข้อไม่ออก: “ข้อมูล”" in done.stderr
    assert "no item id: “ข้อมูล”" in done.stderr
    assert "2 of 4 rows unreadable, nothing written" in done.stderr
    assert not (tmp_path / "targets.yaml").exists()


def test_keep_going_writes_what_was_readable_and_lists_the_rest(run, tmp_path):
    done = run("import", "bad.csv", "-o", "targets.yaml", "--keep-going", "--lang", "en")
    assert done.exit_code == 1
    assert "bad.csv:4: A4: unknown agency “ประเวท”" in done.stderr
    assert sum(len(agency.declarations) for agency in load_targets(tmp_path / "targets.yaml")) == 2


def test_a_targets_file_is_not_overwritten_by_accident(run, tmp_path):
    (tmp_path / "targets.yaml").write_text("precious", encoding="utf-8")
    done = run("import", "good.csv", "-o", "targets.yaml")
    assert done.exit_code == 2
    assert "--base targets.yaml" in done.stderr
    assert (tmp_path / "targets.yaml").read_text(encoding="utf-8") == "precious"
    assert run("import", "good.csv", "-o", "targets.yaml", "--force").exit_code == 0
    assert run("import", "good.csv", "-o", "targets.yaml", "--base", "targets.yaml").exit_code == 0


def test_an_item_that_the_checklist_does_not_have_is_said(run, tmp_path):
    (tmp_path / "typo.csv").write_bytes(as_csv([*GOOD, ["ประเวศ", "O115", "https://p.go.th/3"]]))
    done = run("import", "typo.csv", "-o", "targets.yaml", "--lang", "en", "--checklist", "bma-district-2568")
    assert "prawet.O115: the checklist bma-district-2568 has no item O115" in done.stderr
    checked = run("validate", "targets.yaml", "--lang", "en", "--checklist", "bma-district-2568")
    assert checked.exit_code == 0
    assert "has no item O115" in checked.stderr


def test_validate_names_every_mistake_in_both_languages(run, tmp_path):
    (tmp_path / "wrong.yaml").write_text(
        "version: 1\nagencies:\n  - id: A\n    nmae_th: x\n", encoding="utf-8"
    )
    done = run("validate", "wrong.yaml")
    assert done.exit_code == 2
    assert "wrong.yaml:3:9: agencies[0].id: " in done.stderr
    assert "wrong.yaml:4:5: agencies[0].nmae_th: ไม่รู้จักฟิลด์" in done.stderr
    assert "did you mean name_th?" in done.stderr


@pytest.mark.parametrize(
    "args",
    [
        ("validate", "none.yaml"), ("import", "none.xlsx"), ("import", "good.csv", "--base", "none.yaml"),
        ("import", "good.csv", "-o", "no/such/folder/t.yaml"), ("import", "good.csv", "--agency", "ลอนดอน"),
        ("import", "."), ("import",), ("list", "--targets", "none.yaml"), ("import", "good.csv", "--checklist", "none"),
    ],
)  # fmt: skip
def test_wrong_files_leave_with_2(run, args):
    done = run(*args)
    assert done.exit_code == 2
    assert done.stderr
    assert "Traceback" not in done.output


def test_list(run):
    done = run("list", "--lang", "en")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert len(lines) == 50
    assert "prawet\t1032\tPrawet District Office\thttps://webportal.bangkok.go.th/prawet\t0" in lines
    assert "chatuchak" in done.stderr
