"""``oit check``: an officer's own question, whether these URLs would pass this item."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from crawler.cli.exits import FAILED, PASSED, UNVERIFIED
from crawler.cli.kinds import Formats
from crawler.cli.options import network_options, output_options, targets_options
from crawler.cli.usage import said

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from checklists import Checklist
    from crawler.model import Agency

#: Formats in which the answer itself is printed.
_ANSWERS = ("terminal", "json")
_OFFLINE = (
    "! ไม่มีเว็บไซต์ใดตอบเลย ตรวจว่าเครื่องนี้ต่ออินเทอร์เน็ตอยู่ ก่อนเชื่อผลนี้ · "
    "not one host answered: see whether this computer is on the Internet before believing this"
)


@click.command("check", short_help="Self-check: these URLs against one item.")
@click.argument("url", nargs=-1, required=True)
@click.option(
    "--item", required=True, metavar="O15", help="ข้อที่จะแจ้ง URL นี้ · The item that the URLs are meant for."
)
@click.option(
    "--agency",
    "agency_id",
    metavar="ID|NAME",
    help="หน่วยงานที่จะแจ้ง · Whose declaration it would be (names and hosts of the targets file).",
)
@targets_options
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="เก็บโฟลเดอร์ผลตรวจไว้ที่นี่ · Keep the run folder (default: thrown away).",
)
@click.option(
    "--format",
    "formats",
    type=Formats(),
    default=("terminal",),
    help="รูปแบบของผล คั่นด้วยจุลภาค · Comma-separated; terminal and json answer here, the others need --out.",
)
@network_options
@output_options
def command(
    url: tuple[str, ...], item: str, agency_id: str | None, targets: Path | None, checklist: str | None,
    as_of: date | None, out: Path | None, formats: tuple[str, ...], delay: float, concurrency: int, allow_private_hosts: bool,
    allow_network: tuple[str, ...], timeout: float, contact: str, lang: str, strict: bool, quiet: bool, verbose: bool,
    no_progress: bool,
) -> None:  # fmt: skip
    """Check URL… against one item, as the night would, and answer in the terminal.

    Shows for every element what was found, the chain of reasons, and how to mend what fails.

    ตรวจ URL กับข้อเดียวเหมือนการตรวจคืนจริง แล้วตอบทันที บอกสิ่งที่พบ เหตุผล และวิธีแก้ ของทุกองค์ประกอบ
    """
    from checklists import load_checklist, newest
    from crawler.calendar import today_in_bangkok
    from crawler.cli.answer import answer, asked, nobody_answered
    from crawler.cli.errors import reported
    from crawler.cli.items import known_item
    from crawler.gather.options import GatherOptions
    from crawler.targets import load_targets

    files = tuple(name for name in formats if name not in _ANSWERS)
    if {*_ANSWERS} <= {*formats}:
        raise click.UsageError(
            said("terminal กับ json ใช้พร้อมกันไม่ได้", "terminal and json cannot both be printed")
        )
    if files and out is None:
        listed = ", ".join(files)
        raise click.UsageError(
            said(f"รูปแบบ {listed} ต้องมีโฟลเดอร์: เติม --out", f"{listed} needs a folder: add --out")
        )
    with reported():
        rules = load_checklist(checklist or newest().id)
        wanted = known_item(item, rules)
        day = as_of or today_in_bangkok()
        agency = _declaring(load_targets(targets), agency_id, wanted, url)
        options = GatherOptions(
            delay=delay, concurrency=concurrency, timeout=timeout, allow_private_hosts=allow_private_hosts,
            allow_networks=allow_network, contact=contact, as_of=day.isoformat(), checklist=rules.id, site_pages=0,
        )  # fmt: skip
        with nullcontext(out) if out else tempfile.TemporaryDirectory(prefix="oit-check-") as folder:
            found = check_item(
                agency, wanted, rules, day, options, Path(folder), ("json", *files), lang,
                quiet=quiet, progress=not no_progress,
            )  # fmt: skip
    if verbose:
        for line in asked(agency.id, [found], lang):
            click.echo(line, err=True)
    if nobody_answered(found):
        click.echo(_OFFLINE, err=True)
    if "json" in formats:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
    elif "terminal" in formats:
        click.echo("\n".join(answer(found, lang)))
    sys.exit({"fail": FAILED, "unverified": UNVERIFIED if strict else PASSED}.get(found["status"], PASSED))


def check_item(
    agency: Agency, item: str, rules: Checklist, day: date, options: Any, folder: Path,
    formats: Sequence[str] = ("json",), lang: str = "th", *, quiet: bool = True, progress: bool | None = None,
) -> dict[str, Any]:  # fmt: skip
    """One item of one agency, gathered into ``folder``, judged and written there in ``formats``.

    Returns the item as ``audit.json`` holds it.
    """
    from crawler.cli.progress import Bar
    from crawler.cli.rejudge import judge_folder
    from crawler.evidence import RunLock
    from crawler.gather.run import gather
    from crawler.judge.office import titles_of

    folder.mkdir(parents=True, exist_ok=True)
    with RunLock(folder) as lock, Bar(quiet=quiet, enabled=progress, lang=lang) as bar:
        gather([agency], folder, options, titles_of(rules), bar.gathering, lock=lock)
        audit, _ = judge_folder(folder, rules, day, formats, lang, bar=bar, items=frozenset({item}))
    found: dict[str, Any] = audit["agencies"][0]["items"][0]
    return found


def _declaring(agencies: Sequence[Agency], named: str | None, item: str, urls: Sequence[str]) -> Agency:
    """The agency as if it had declared exactly these URLs."""
    from dataclasses import replace

    from crawler.cli.agencies import chosen
    from crawler.cli.errors import wrong
    from crawler.model import Agency, Declaration

    for url in urls:
        if not url.strip():
            raise wrong("URL ที่ให้ตรวจว่างเปล่า", "a URL to check is blank")
        if "://" not in url and os.path.exists(url):  # noqa: PTH110 - pathlib raises where no name is that long
            raise wrong(
                f"{url} เป็นไฟล์ในเครื่องนี้ ไม่ใช่ URL: ตรวจไฟล์ด้วย oit inspect {url}",
                f"{url} is a file on this computer, no URL: look into it with oit inspect {url}",
            )
    if named is not None:
        base = chosen(agencies, [named])[0]
    else:
        host = urlsplit(urls[0]).netloc
        base = Agency("self-check", "", "", "", f"{urlsplit(urls[0]).scheme}://{host}/" if host else "")
    declarations = tuple(Declaration(base.id, item, one) for one in urls)
    return replace(base, declarations=declarations, source="", line=0)
