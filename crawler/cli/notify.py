"""``oit notify``: tell the office what changed overnight."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.cli.exits import INCOMPLETE
from crawler.cli.usage import said

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.history.chronicle import Key


@click.command("notify", short_help="Tell the office what changed overnight.")
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--previous",
    type=click.Path(exists=True, path_type=Path),
    metavar="FOLDER",
    help="คืนที่จะเทียบด้วย · The night to compare with (default: the one that the run remembers).",
)
@click.option("--always", is_flag=True, help="แจ้งแม้ไม่มีอะไรเปลี่ยน · Send also when nothing changed.")
@click.option("--dry-run", is_flag=True, help="แสดงข้อความที่จะแจ้ง โดยไม่ส่ง · Print the digest; send nothing.")
def command(folder: Path, previous: Path | None, always: bool, dry_run: bool) -> None:
    """Send the digest of the run in FOLDER by every channel that the environment sets up.

    Webhook: OIT_WEBHOOK_URL, OIT_WEBHOOK_SECRET.  E-mail: OIT_SMTP_HOST, OIT_MAIL_FROM, OIT_MAIL_TO, and OIT_SMTP_PORT,
    OIT_SMTP_USER, OIT_SMTP_PASSWORD.  LINE: OIT_LINE_TOKEN, OIT_LINE_TO.

    Exit: 0 sent, or nothing changed · 2 no channel, or one set up in half · 3 a channel could not deliver.

    ส่งสรุปสิ่งที่เปลี่ยนในรอบนี้ ทุกช่องทางที่ตั้งไว้ในตัวแปรสภาพแวดล้อม
    """
    from crawler.cli.errors import reported, wrong
    from crawler.cli.stored import stored_audit
    from crawler.notify import SendError, SettingsError
    from crawler.notify.digest import digest
    from crawler.notify.failures import meaning
    from crawler.notify.settings import channels

    with reported():
        audit = stored_audit(folder)
        news = digest(audit, _before(audit, folder, previous))
        try:
            ways = channels(os.environ)
        except SettingsError as error:
            raise wrong(f"ตั้งค่าช่องทางแจ้งเตือนไม่ถูกต้อง: {error.thai}", str(error)) from error
    if dry_run:
        click.echo(news.text())
        return
    if not ways:
        raise click.UsageError(
            said(
                "ยังไม่ได้ตั้งค่าช่องทางแจ้งเตือน ดูตัวแปรที่ต้องตั้งใน oit notify --help",
                "no channel is set up; see oit notify --help",
            )
        )
    if not news.changed and not always:
        click.echo("ไม่มีอะไรเปลี่ยนแปลง จึงไม่ส่ง · nothing changed, nothing sent", err=True)
        return
    failed = False
    for way in ways:
        try:
            way.send(news)
            click.echo(f"{way.name}: ส่งแล้ว · sent", err=True)
        except SendError as error:
            failed = True
            thai, english = meaning(error.kind)
            click.echo(f"{error.channel}: ส่งไม่สำเร็จ ({error.kind}): {thai} · not sent: {english}", err=True)
    if failed:
        click.echo(f"ส่งอีกครั้งด้วย · send it again with: oit notify {folder}", err=True)
    sys.exit(INCOMPLETE if failed else 0)


def _before(audit: dict[str, Any], folder: Path, previous: Path | None) -> Mapping[Key, str]:
    """The lines of the nights before: of the audit that was named, or as the run itself remembers them."""
    from crawler.cli.stored import stored_audit
    from crawler.history.chronicle import Chronicle, night_of
    from crawler.history.runs import read_night

    if previous is not None:
        return Chronicle().add(night_of(stored_audit(previous))).lines
    night = read_night(folder if folder.is_dir() else folder.parent)
    if night is None or night.checklist != audit["audit"]["checklist"]["id"]:
        return {}
    return night.past.before(audit["audit"]["as_of"]).lines
