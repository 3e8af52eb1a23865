"""Options that several commands share, and how their values are read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.cli.kinds import Contact, Day, Network

if TYPE_CHECKING:
    from collections.abc import Callable


#: In which language a command answers.
language = click.option(
    "--lang", type=click.Choice(["th", "en"]), default="th", show_default=True, help="ภาษาของผล · Language."
)
#: For people, or for programs.
form = click.option(
    "--format",
    "form",
    type=click.Choice(["terminal", "json"]),
    default="terminal",
    show_default=True,
    help="รูปแบบของผล · Format.",
)


def targets_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """``--targets``, ``--checklist``, ``--as-of``: what is judged, by which rules, as of which day."""
    for option in (
        click.option(
            "--as-of",
            type=Day(),
            help="ตัดสิน ณ วันที่ เช่น 30/4/2568 · Judge as of this day (default: today in Bangkok).",
        ),
        click.option(
            "--checklist",
            metavar="ID|FILE",
            help="เกณฑ์ของปีใด · Rules to judge by (default: the newest year).",
        ),
        click.option(
            "--targets",
            type=click.Path(path_type=Path, dir_okay=False),
            help="ไฟล์รายการที่แจ้ง · Targets file (default: the bundled 50 districts).",
        ),
    ):
        function = option(function)
    return function


def network_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """How to behave on the network."""
    for option in (
        click.option(
            "--contact",
            type=Contact(),
            default="",
            help="ที่อยู่ให้เจ้าของเว็บไซต์ติดต่อกลับ · Address that site owners can write to; sent with every request.",
        ),
        click.option(
            "--timeout",
            type=click.FloatRange(min=1),
            default=30.0,
            show_default=True,
            help="รอคำตอบได้กี่วินาที · Seconds a whole answer may take.",
        ),
        click.option(
            "--allow-network",
            "allow_network",
            type=Network(),
            multiple=True,
            help="อนุญาตเครือข่ายภายในช่วงนี้ · Open one named range; link-local never opens.",
        ),
        click.option(
            "--allow-private-hosts",
            is_flag=True,
            help="อนุญาตที่อยู่ของเครื่องนี้เอง · Open this computer's own addresses (127.0.0.0/8, ::1).",
        ),
        click.option(
            "--concurrency",
            type=click.IntRange(min=1),
            default=1,
            show_default=True,
            help="ถามเว็บไซต์เดียวกันพร้อมกันกี่คำขอ · Requests under way at one host.",
        ),
        click.option(
            "--delay",
            type=click.FloatRange(min=0),
            default=1.0,
            show_default=True,
            help="เว้นกี่วินาทีก่อนถามเว็บไซต์เดิมอีก · Seconds between requests to one host.",
        ),
    ):
        function = option(function)
    return function


def output_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """How to tell people."""
    for option in (
        click.option("--no-progress", is_flag=True, help="ไม่แสดงแถบความคืบหน้า · No progress bar."),
        click.option(
            "-v",
            "--verbose",
            is_flag=True,
            help="แสดงทุกที่อยู่ที่ถามและทุกข้อสังเกต · Say more: every address that was asked, every remark.",
        ),
        click.option("-q", "--quiet", is_flag=True, help="แสดงเฉพาะผล · Say nothing but the result."),
        click.option(
            "--strict",
            is_flag=True,
            help="จบด้วยรหัส 4 เมื่อมีข้อที่ตรวจไม่ได้ · Exit 4 when something could only not be verified.",
        ),
        language,
    ):
        function = option(function)
    return function
