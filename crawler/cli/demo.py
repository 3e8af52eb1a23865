"""``oit demo``: the whole line on bundled sample sites, without configuration and without the Internet."""

from __future__ import annotations

import sys
import webbrowser
from datetime import date
from itertools import count
from pathlib import Path

import click

from crawler.cli.errors import reported, wrong
from crawler.cli.exits import INCOMPLETE
from crawler.cli.options import language
from crawler.demo.server import PortInUseError, serve_demo

#: The sample sites stand as such sites did on the closing day of fiscal year 2568.
AS_OF = date(2025, 4, 30)
CHECKLIST = "bma-district-2568"
USUAL_OUT = Path("oit-demo")


@click.command("demo", short_help="Audit the bundled sample sites and say where the report is.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help=f"โฟลเดอร์ของรายงาน · Folder for the report (default: {USUAL_OUT}, then {USUAL_OUT}-2 …).",
)
@click.option(
    "--open",
    "open_browser",
    is_flag=True,
    help="เปิดรายงานในเว็บเบราว์เซอร์ · Show the report in the web browser.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65500),
    default=0,
    help="พอร์ตแรกของเว็บไซต์ตัวอย่าง (เว็บไซต์ละหนึ่งพอร์ต) 0 คือพอร์ตใดก็ได้ที่ว่าง · First port of the sample sites (each site takes one); 0: any free ports.",
)
@language
@click.option("-q", "--quiet", is_flag=True, help="บอกเพียงว่ารายงานอยู่ที่ใด · Only say where the report is.")
@click.option("--no-progress", is_flag=True, help="ไม่แสดงแถบความคืบหน้า · No progress bar.")
def command(
    *, out: Path | None, open_browser: bool, port: int, lang: str, quiet: bool, no_progress: bool
) -> None:
    """Serve five invented district offices on this computer, audit them, write the report.

    Nothing leaves the computer.  Ends with 0 when the report was written, whatever it says; with 3 when it was interrupted.

    เปิดเว็บไซต์ตัวอย่างของเขตสมมติห้าเขตในเครื่องนี้ ตรวจ แล้วเขียนรายงาน
    """
    with reported():
        report, interrupted = _audit(out or _free_folder(), port, lang, quiet=quiet, progress=not no_progress)
    click.echo(report)
    if interrupted:  # the sample sites are gone: there is nothing to go on with
        click.echo("oit: หยุดตามคำสั่ง (Ctrl-C) ก่อนตรวจเสร็จ รายงานมีเพียงส่วนที่ตรวจแล้ว", err=True)
        click.echo("     stopped (Ctrl-C) before the end; the report holds what was finished", err=True)
        sys.exit(INCOMPLETE)
    if open_browser:
        webbrowser.open(report.as_uri())


def _audit(out: Path, port: int, lang: str, *, quiet: bool, progress: bool) -> tuple[Path, bool]:
    """Serve and audit the samples; the report's first page, and whether Ctrl-C cut it short."""
    from crawler.cli.audit import run_audit
    from crawler.targets import load_targets

    try:
        with serve_demo(port=port) as web:
            outcome = run_audit(
                agencies=load_targets(web.targets_path),
                checklist=CHECKLIST,
                as_of=AS_OF,
                out=out,
                formats=("json", "csv", "html") if quiet else ("terminal", "json", "csv", "html"),
                lang=lang,
                delay=0.0,
                concurrency=4,
                allow_private_hosts=True,
                quiet=quiet,
                progress=None if progress else False,
            )
    except PortInUseError as error:
        raise wrong(f"พอร์ตถูกใช้อยู่ เลือก --port อื่น: {error}", f"choose another --port: {error}") from error
    return (out / "index.html").resolve(), outcome.interrupted


def _free_folder() -> Path:
    """Find the usual folder, or the next one like it that does not exist: a demo overwrites nothing."""
    names = (USUAL_OUT if n == 1 else Path(f"{USUAL_OUT}-{n}") for n in count(1))
    return next(folder for folder in names if not folder.exists())
