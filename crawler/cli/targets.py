"""``oit targets``: check, list and import what agencies declared."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.cli.errors import reported
from crawler.cli.exits import FAILED
from crawler.cli.options import language

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crawler.errors import Problem
    from crawler.model import Agency

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group("targets")
def command() -> None:
    """Who is audited, and what each of them declared.

    First `import` a spreadsheet, then `validate` the file that came of it; `list` shows ids, codes and names.

    หน่วยงานที่จะตรวจ และรายการ URL ที่แจ้งไว้
    """


@command.command("validate", short_help="Check a targets file: every mistake with its line.")
@click.argument("file", type=_FILE)
@click.option(
    "--checklist",
    metavar="ID|FILE",
    help="แจ้งข้อของเกณฑ์ปีใดได้ · Whose items may be declared (default: the newest year).",
)
@language
def validate(file: Path, checklist: str | None, lang: str) -> None:
    """Check a targets file: every mistake at once, each with its line and how to mend it.

    Warnings (blank or repeated addresses, addresses that no browser can open) do not fail it.  Exit code 2 when
    the file cannot be used.

    ตรวจไฟล์รายการที่แจ้ง: บอกข้อผิดทุกแห่งพร้อมเลขบรรทัดและวิธีแก้
    """
    from crawler.targets.load import read_targets

    with reported():
        targets = read_targets(file)
        unknown = _unknown_items(targets.agencies, checklist)
    _say([*targets.warnings, *unknown], lang)
    agencies = targets.agencies
    click.echo(_summary(agencies, lang))


@command.command("list", short_help="Ids, codes and names of the agencies.")
@click.option(
    "--targets", "file", type=_FILE, help="ไฟล์รายการที่แจ้ง · Targets file (default: the bundled 50 districts)."
)
@language
def list_(file: Path | None, lang: str) -> None:
    """The agencies of a targets file: id, code, name, site, addresses declared; tab-separated.

    หน่วยงานในไฟล์รายการที่แจ้ง: รหัส ชื่อ เว็บไซต์ จำนวน URL คั่นด้วยแท็บ
    """
    from crawler.targets import load_targets

    with reported():
        agencies = load_targets(file)
    for agency in agencies:
        name = agency.name_en if lang == "en" else agency.name_th
        click.echo("\t".join((agency.id, agency.code, name, agency.site, str(len(agency.declarations)))))
        if agency.doubtful:
            click.echo(f"  {agency.id}: {agency.doubtful}", err=True)


@command.command("import", short_help="Make a targets file of a spreadsheet.")
@click.argument("file", type=_FILE)
@click.option(
    "-o", "--out", type=_FILE, help="ไฟล์รายการที่จะเขียน · Targets file to write (default: standard output)."
)
@click.option(
    "--base",
    type=_FILE,
    help="หน่วยงานที่จะนำเข้าให้ · Agencies to import for (default: the bundled 50 districts).",
)
@click.option("--agency", metavar="ID", help="หน่วยงานของแถวที่ไม่ระบุชื่อ · The agency of rows that name none.")
@click.option(
    "--keep-going",
    is_flag=True,
    help="เขียนเท่าที่อ่านได้ แม้บางแถวอ่านไม่ได้ จบด้วยรหัส 1 · Write what can be read although rows cannot; exit code 1.",
)
@click.option(
    "--force",
    is_flag=True,
    help="เขียนทับ --out แม้ไม่ใช่ไฟล์เดียวกับ --base · Overwrite --out although it is not the --base.",
)
@click.option(
    "--checklist",
    metavar="ID|FILE",
    help="แจ้งข้อของเกณฑ์ปีใดได้ · Whose items may be declared (default: the newest year).",
)
@language
def import_(
    file: Path,
    out: Path | None,
    base: Path | None,
    agency: str | None,
    keep_going: bool,
    force: bool,
    checklist: str | None,
    lang: str,
) -> None:
    """Make a targets file of a spreadsheet (xlsx, xls, ods, csv, tsv).

    Either a row an address with columns agency, item, url (หน่วยงาน, ข้อ, URL), or a row an agency with a column an
    item.  Rows that cannot be read are all listed with their number and the reason; then nothing is written and
    the exit code is 2, unless --keep-going.
    """
    from crawler.cli.errors import wrong
    from crawler.errors import InputError
    from crawler.targets import load_targets
    from crawler.targets.spreadsheet import import_targets
    from crawler.targets.write import targets_yaml, write_targets

    with reported():
        if out is not None and out.exists() and not force and not (base and base.resolve() == out.resolve()):
            raise wrong(
                f"มีไฟล์ {out} อยู่แล้ว: ใช้ --base {out} เพื่อปรับปรุงไฟล์นั้น หรือ --force เพื่อเขียนทับ",
                f"{out} exists: --base {out} updates it, --force overwrites it",
            )
        if out is not None and not out.parent.is_dir():
            raise wrong(
                f"ไม่มีโฟลเดอร์ {out.parent} ให้สร้างก่อน", f"there is no folder {out.parent}: make it first"
            )
        done = import_targets(file, load_targets(base), agency)
        unknown = _unknown_items(done.agencies, checklist)
        if done.unread and not keep_going:
            raise InputError([*done.unread, *_nothing_written(file, done.unread_rows, done.rows)])
        remarks = (
            f"นำเข้าจาก {file.name} ด้วย oit targets import",
            f"made from {file.name} by oit targets import",
        )
        if out is None:
            click.echo(targets_yaml(done.agencies, remarks), nl=False)
        else:
            write_targets(out, done.agencies, remarks)
    _say([*done.unread, *done.notes, *unknown], lang)
    counts = (done.rows, done.read, done.skipped, done.unread_rows, done.declared)
    thai = "อ่าน {} แถว: นำเข้า {} แถว ไม่มีอะไรให้นำเข้า {} แถว อ่านไม่ได้ {} แถว ได้ URL {} รายการ"
    english = "{} rows: {} imported, {} declare nothing, {} unreadable; {} addresses"
    click.echo((thai if lang == "th" else english).format(*counts), err=True)
    click.echo(_summary(done.agencies, lang), err=True)
    if done.unread:
        sys.exit(FAILED)


def _nothing_written(file: Path, unread: int, rows: int) -> list[Problem]:
    from crawler.errors import Problem

    thai = f"อ่านไม่ได้ {unread} จาก {rows} แถว จึงไม่ได้เขียนไฟล์: แก้ตารางแล้วนำเข้าใหม่ หรือใช้ --keep-going"
    english = f"{unread} of {rows} rows unreadable, nothing written: mend the table, or use --keep-going"
    return [Problem(str(file), 0, 0, "", thai, english)]


def _unknown_items(agencies: Iterable[Agency], checklist: str | None) -> list[Problem]:
    """Declared items that the checklist does not have, such as O115 for O15."""
    from checklists import load_checklist
    from crawler.errors import Problem

    rules = load_checklist(checklist)
    items = {item.id for item in rules.items}
    return [
        Problem(
            one.source, one.line, 0, f"{agency.id}.{one.item}",
            f"แบบตรวจ {rules.id} ไม่มีข้อ {one.item}", f"the checklist {rules.id} has no item {one.item}",
        )
        for agency in agencies for one in agency.declarations if one.item not in items
    ]  # fmt: skip


def _say(problems: Iterable[Problem], lang: str) -> None:
    for problem in problems:
        click.echo(problem.text(lang), err=True)


def _summary(agencies: Sequence[Agency], lang: str) -> str:
    declared = sum(len(agency.declarations) for agency in agencies)
    silent = sum(not agency.declarations for agency in agencies)
    waived = sum(len(agency.waivers) for agency in agencies)
    if lang == "th":
        return f"{len(agencies)} หน่วยงาน ({silent} แห่งยังไม่มี URL จึงไม่ถูกตรวจ) {declared} URL ยกเว้น {waived} ข้อ"
    return f"{len(agencies)} agencies ({silent} without an address, not judged), {declared} addresses, {waived} waivers"
