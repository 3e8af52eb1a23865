"""The ``oit`` command: one module a subcommand, loaded when it is asked for."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from crawler import __version__
from crawler.interrupt import AtOnce

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Subcommand → module below this package (each has a click ``command``) and one line of help.
COMMANDS = {
    "audit": (
        "audit",
        "ตรวจทุกหน่วยงานตามที่แจ้งไว้ แล้วเขียนรายงาน · Audit the agencies of a targets file, write a report folder.",
    ),
    "check": ("check", "ตรวจ URL ของข้อเดียวก่อนแจ้ง · Self-check: these URLs against one item."),
    "links": ("links", "หาลิงก์เสียอย่างเดียว · Broken links only, for CI."),
    "judge": ("judge", "ตัดสินใหม่จากหลักฐานเดิม · Judge a stored run again, without one request."),
    "report": ("report", "เขียนรายงานใหม่จากผลเดิม · Render a finished audit again."),
    "evidence": ("evidence", "ดูหลักฐานที่เก็บไว้ · What a run kept of a document, and the bytes."),
    "diff": ("diff", "เทียบผลสองรอบ · What broke and what was mended between two audits."),
    "runs": ("runs", "รายชื่อผลแต่ละคืน และลบของเก่า · The nights in a folder: list and prune."),
    "notify": ("notify", "แจ้งสิ่งที่เปลี่ยนเมื่อคืน · Tell the office what changed overnight."),
    "targets": ("targets", "นำเข้าและตรวจรายการ URL ที่แจ้ง · Validate or import what agencies declared."),
    "checklist": ("checklist", "ดูและตรวจเกณฑ์ของแต่ละปี · Validate or show the rules of a year."),
    "inspect": ("inspect", "ดูว่าเครื่องอ่านเอกสารได้เพียงใด · What the tool sees in a document."),
    "dates": ("dates", "อ่านวันที่และช่วงเวลาภาษาไทย · The Thai date and period reader alone."),
    "demo": ("demo", "ทดลองกับเว็บไซต์ตัวอย่าง · Audit the bundled sample sites."),
    "serve": (
        "serve",
        "หน้าเว็บสำหรับเขตและส่วนกลาง · The self-check page for districts and the central office.",
    ),
}


class _Commands(click.Group):
    """Loads a subcommand's module only when that subcommand is used: ``oit --help`` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            raise click.exceptions.NoSuchCommand(cmd_name, possibilities=COMMANDS, ctx=ctx)
        with AtOnce():
            module = importlib.import_module(f"crawler.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """As click's, but `oit … | head` does not end with 1, which would say that something fails."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            from crawler.cli.exits import READER_LEFT

            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what is left to be written has nowhere to go
            raise click.exceptions.Exit(READER_LEFT) from None

    def main(  # type: ignore[override]  # click overloads it by standalone_mode
        self, args: Sequence[str] | None = None, *, standalone_mode: bool = True, **extra: Any
    ) -> Any:
        """As click's, but what goes wrong is said in Thai too, and ends with the contract's exit codes."""
        run = partial(super().main, args, standalone_mode=False, **extra)
        if not standalone_mode:
            return run()
        from crawler.cli.usage import ended

        return ended(run, sys.argv[1:] if args is None else args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="oit")
def cli() -> None:
    """Tell, every night and with proof, whether public bodies publish what the law says they must.

    Exit codes: 0 nothing fails, 1 something fails, 2 wrong command, option or input, 3 could not be completed,
    4 only unverified (with --strict).

    บอกทุกคืนพร้อมหลักฐาน ว่าหน่วยงานเผยแพร่ข้อมูลครบตามเกณฑ์หรือไม่
    """


def main(argv: Sequence[str] | None = None) -> None:
    """The console entry point."""
    try:
        cli(args=None if argv is None else list(argv), prog_name="oit")
    finally:
        gc.freeze()  # the process ends: to look for circles once more in all that it read takes a tenth of a second
