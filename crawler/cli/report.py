"""``oit report``: render a finished audit again, in another format."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.cli.kinds import Formats

if TYPE_CHECKING:
    from checklists import Checklist
    from crawler.read.exhibits import Exhibits


@click.command("report")
@click.argument("audit", type=click.Path(exists=True, path_type=Path), metavar="FOLDER|audit.json")
@click.option(
    "--format",
    "formats",
    type=Formats(),
    default=("html",),
    help="รูปแบบของรายงาน คั่นด้วยจุลภาค · Comma-separated, see above (default: html).",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="เขียนไว้ในโฟลเดอร์นี้ · Folder to write into (default: where the audit is).",
)
@click.option(
    "--lang",
    type=click.Choice(["th", "en"]),
    default="th",
    show_default=True,
    help="ภาษาของรายงาน · Language.",
)
@click.option(
    "--history",
    type=click.Path(exists=True, path_type=Path),
    multiple=True,
    metavar="FOLDER|audit.json",
    help="ผลคืนก่อน เรียงจากเก่าไปใหม่ ใส่ซ้ำได้ · An older audit, oldest first; may be repeated.",
)
def command(
    audit: Path, formats: tuple[str, ...], out: Path | None, lang: str, history: tuple[Path, ...]
) -> None:
    """Render a finished audit again, in another format.

    Formats: terminal, json, csv, xlsx, html, junit, sarif, github, line (text for LINE groups), memo (an
    official memo as DOCX).

    เขียนรายงานจากผลตรวจเดิมในรูปแบบอื่น เช่น xlsx (Excel) line (ข้อความกลุ่ม LINE) memo (บันทึกข้อความ)
    """
    import reports
    from crawler.cli.errors import reported
    from crawler.cli.stored import stored_audit

    with reported():
        loaded = stored_audit(audit)
        older = [stored_audit(path) for path in history]
        folder = out or (audit if audit.is_dir() else audit.parent)
        with _evidence(audit) as kept:
            written = reports.render(
                loaded, formats, folder, lang, history=older, checklist=_checklist(loaded), exhibits=kept
            )
    for path in written:
        click.echo(path)


@contextmanager
def _evidence(audit: Path) -> Iterator[Exhibits | None]:
    """The evidence beside the audit, where there is any that can be read."""
    from crawler.cli.rejudge import facts_file
    from crawler.evidence import LedgerError
    from crawler.read.exhibits import exhibits

    folder = audit if audit.is_dir() else audit.parent
    with ExitStack() as stack:
        kept = None
        with suppress(LedgerError):
            kept = stack.enter_context(exhibits(folder, facts_file(folder)))
        yield kept


def _checklist(audit: dict[str, Any]) -> Checklist | None:
    """The very rules that the audit was judged by, when this release still has them: the method page shows them."""
    from checklists import load_checklist
    from crawler.errors import InputError

    named = audit.get("audit", {}).get("checklist", {})
    try:
        rules = load_checklist(named.get("id"))
    except InputError:
        return None
    return rules if rules.sha256 == named.get("sha256") else None


if __name__ == "__main__":
    command()
