"""``oit diff``: what broke, what was mended, what is new between two audits."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from crawler.cli.exits import FAILED, PASSED


@click.command("diff", short_help="What broke and what was mended between two audits.")
@click.argument("old", type=click.Path(exists=True, path_type=Path))
@click.argument("new", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["terminal", "json"]),
    default="terminal",
    show_default=True,
    help="รูปแบบของผล · Format.",
)
@click.option(
    "--lang", type=click.Choice(["th", "en"]), default="th", show_default=True, help="ภาษาของผล · Language."
)
def command(old: Path, new: Path, form: str, lang: str) -> None:
    """Compare the audits OLD and NEW (run folders or audit.json files).

    Exit: 0 nothing got worse · 1 an item got worse · 2 a file cannot be read.

    เทียบผลตรวจสองรอบ: อะไรเสียใหม่ อะไรแก้แล้ว
    """
    from crawler.audit.diff import diff_audits, diff_lines
    from crawler.cli.errors import reported
    from crawler.cli.stored import stored_audit

    with reported():
        before, after = stored_audit(old), stored_audit(new)
    changes = diff_audits(before, after)
    click.echo(
        json.dumps(changes, ensure_ascii=False, indent=1)
        if form == "json"
        else "\n".join(diff_lines(changes, lang))
    )
    sys.exit(FAILED if changes["broken"] else PASSED)
