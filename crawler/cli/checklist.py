"""``oit checklist``: check, list and show the rules of a year."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from crawler.cli.errors import reported
from crawler.cli.options import language

if TYPE_CHECKING:
    from checklists.model import Checklist

_SOURCE = click.argument("source", metavar="FILE|ID")


_HELP = """What must stand on an agency's website, year by year.

\b
oit checklist list                             the bundled years
oit checklist show bma-district-2568           all items and what decides them
oit checklist show ours.yaml --item O15        everything that is known of one item
oit checklist validate ours.yaml               every mistake, with its line

    สิ่งที่ต้องเผยแพร่บนเว็บไซต์ของหน่วยงาน แยกตามปี
    """


@click.group("checklist", help=_HELP)
def command() -> None:
    """Check, list and show the rules of a year."""


@command.command("validate", short_help="Check a checklist: every mistake with its line.")
@_SOURCE
@language
def validate(source: str, lang: str) -> None:
    """Check a checklist: every mistake at once, each with its line and field and what is allowed there.

    What it extends is read as well.  Exit code 2 when it cannot be used.

    ตรวจแบบตรวจ: บอกข้อผิดทุกแห่งพร้อมเลขบรรทัด ฟิลด์ และค่าที่ใช้ได้
    """
    from reports.inert import one_line

    click.echo(one_line(_summary(_loaded(source), lang)))


@command.command("list", short_help="The bundled checklists, oldest first.")
@language
def list_(lang: str) -> None:
    """The bundled checklists, oldest first: id, fiscal year, items, confirmed or not, title; tab-separated.

    แบบตรวจที่มาพร้อมโปรแกรม เรียงจากปีเก่าสุด คั่นด้วยแท็บ
    """
    from checklists import available

    for edition in available():
        checklist = _loaded(edition.id)
        title = checklist.title.en if lang == "en" else checklist.title.th
        columns = (
            checklist.id,
            str(checklist.fiscal_year),
            str(len(checklist.items)),
            checklist.confirmation,
        )
        click.echo("\t".join((*columns, title)))


@command.command("show", short_help="Print a checklist, or one item of it.")
@_SOURCE
@click.option(
    "--item",
    "item_id",
    metavar="ID",
    help="เฉพาะข้อนี้ พร้อมถ้อยคำและแบบฟอร์มทั้งหมด · Only this item, with every wording and form.",
)
@language
def show(source: str, item_id: str | None, lang: str) -> None:
    """Print a checklist as it reads once laid over what it extends.

    All items with what decides them, or with --item all that is known of one: wordings, signs, forms, advice.

    แสดงแบบตรวจฉบับเต็ม หลังรวมกับฉบับที่อ้างถึงแล้ว
    """
    from crawler.cli.checklist_tables import overview, particulars
    from crawler.cli.items import known_item

    checklist = _loaded(source)
    if item_id is None:
        overview(checklist, lang, sys.stdout)
        return
    with reported():
        item = checklist.item(known_item(item_id, checklist))
    particulars(item, checklist, lang, sys.stdout)


def _loaded(source: str) -> Checklist:
    from checklists import load_checklist

    with reported():
        return load_checklist(source)


def _summary(checklist: Checklist, lang: str) -> str:
    required = sum(element.required for element in checklist.elements)
    counts = (checklist.fiscal_year, len(checklist.items), required, len(checklist.elements) - required)
    thai = "{}: ใช้ได้ ปีงบประมาณ {} มี {} ข้อ องค์ประกอบบังคับ {} แนะนำ {} ({}) sha256 {}"
    english = "{}: good; fiscal year {}, {} items, {} required and {} advised elements ({}), sha256 {}"
    words = thai if lang == "th" else english
    return words.format(checklist.id, *counts, checklist.confirmation, checklist.sha256[:12])
