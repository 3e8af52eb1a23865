"""``oit diff``: what broke, what was mended, what is new between two audits."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.cli.exits import FAILED, PASSED
from crawler.cli.options import form, language

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@click.command("diff", short_help="What broke and what was mended between two audits.")
@click.argument("old", type=click.Path(exists=True, path_type=Path))
@click.argument("new", type=click.Path(exists=True, path_type=Path))
@form
@language
def command(old: Path, new: Path, form: str, lang: str) -> None:
    """Compare the audits OLD and NEW (run folders or audit.json files).

    Exit: 0 nothing got worse · 1 an item got worse · 2 a file cannot be read.

    เทียบผลตรวจสองรอบ: อะไรเสียใหม่ อะไรแก้แล้ว
    """
    from crawler.audit.diff import diff_audits
    from crawler.cli.errors import reported
    from crawler.cli.stored import stored_audit

    with reported():
        before, after = stored_audit(old), stored_audit(new)
    changes = diff_audits(before, after)
    click.echo(
        json.dumps(changes, ensure_ascii=False, indent=1)
        if form == "json"
        else "\n".join(diff_lines(changes, _names(lang, before, after), lang))
    )
    sys.exit(FAILED if changes["broken"] else PASSED)


def diff_lines(
    changes: Mapping[str, list[dict[str, Any]]], names: Mapping[str, str], lang: str
) -> Iterator[str]:
    """The changes in words, agencies by their ``names``; a line says so when nothing changed."""
    from crawler.audit.diff import HEADS
    from reports.inert import shown_line
    from reports.words import Words

    words = Words(lang)
    if not any(changes.values()):
        yield "ไม่มีอะไรเปลี่ยนแปลง" if lang == "th" else "nothing changed"
    for kind, heads in HEADS.items():
        rows = changes[kind]
        if rows:
            yield f"{heads[lang != 'th']} ({len(rows)})"
        for row in rows:
            turn = [words.status(status) for status in (row["was"], row["is"]) if status is not None]
            codes = ", ".join(row["codes"])
            agency = shown_line(names.get(row["agency"], row["agency"]))
            yield f"  {agency} {shown_line(row['item'])}: {' → '.join(dict.fromkeys(turn))}  {codes}".rstrip()


def _names(lang: str, *audits: Mapping[str, Any]) -> dict[str, str]:
    """What the agencies of the audits are called."""
    key = "name_en" if lang == "en" else "name_th"
    return {one["id"]: one.get(key) or one["id"] for audit in audits for one in audit["agencies"]}
