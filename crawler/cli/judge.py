"""``oit judge``: the verdicts of a stored run, from its evidence alone."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.circles import look_seldom
from crawler.cli.kinds import Day, Formats
from crawler.cli.options import language
from crawler.cli.outcome import AuditOutcome

if TYPE_CHECKING:
    from datetime import date


@click.command("judge", short_help="Judge a stored run again, without one request.")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--checklist", metavar="ID|FILE", help="ใช้เกณฑ์อื่น · Other rules (default: those of the run).")
@click.option("--as-of", type=Day(), help="ตัดสิน ณ วันอื่น · Another day (default: that of the run).")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="เขียนไว้ที่อื่น · Write elsewhere (default: into FOLDER).",
)
@click.option(
    "--format",
    "formats",
    type=Formats(),
    default=("terminal", "json", "csv", "html"),
    help="รูปแบบของผล คั่นด้วยจุลภาค · Comma-separated formats.",
)
@language
@click.option(
    "--strict",
    is_flag=True,
    help="จบด้วยรหัส 4 เมื่อมีข้อที่ตรวจไม่ได้ · Exit 4 when something could only not be verified.",
)
@click.option("-q", "--quiet", is_flag=True, help="แสดงเฉพาะผล · Say nothing but the result.")
def command(
    folder: Path, checklist: str | None, as_of: date | None, out: Path | None, formats: tuple[str, ...], lang: str,
    strict: bool, quiet: bool,
) -> None:  # fmt: skip
    """Judge the run in FOLDER again from its evidence, without one request.

    The same evidence, checklist and day give byte-identical verdicts.  Exit codes as of oit audit.

    ตัดสินผลตรวจในโฟลเดอร์นี้ใหม่ จากหลักฐานที่เก็บไว้ โดยไม่เข้าเว็บไซต์อีก
    """
    look_seldom()  # while modules are loaded, too
    from crawler.cli.errors import reported
    from crawler.cli.progress import Bar
    from crawler.cli.rejudge import judge_folder, stored_rules
    from crawler.evidence import RunLock

    look_seldom()
    with reported(), Bar(quiet=quiet) as bar:
        rules, day = stored_rules(folder, checklist)
        # Verdicts filed with the run must not meet the audit that is still writing it.
        with nullcontext() if out else RunLock(folder):
            audit, written = judge_folder(folder, rules, as_of or day, formats, lang, bar=bar, out=out)
    outcome = AuditOutcome(audit, tuple(written))
    for path in outcome.written:
        if path.name == "index.html" and not quiet:
            click.echo(path.resolve())
    sys.exit(outcome.exit_code(strict=strict))
