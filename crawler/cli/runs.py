"""``oit runs``: the nights in a folder, and which of them may go."""

from __future__ import annotations

import json
import os
import re
import shutil
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.cli.options import form
from crawler.cli.usage import said

if TYPE_CHECKING:
    from crawler.history.runs import RunFolder

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_WORDED = re.compile(r"(?P<day>\d{1,2})-(?P<month>[a-z]{3,})")
_NUMBERED = re.compile(r"(?P<month>\d{2})-(?P<day>\d{2})")
_LEAP_YEAR = 2024
_folder = click.argument(
    "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path("out")
)


class YearDay(click.ParamType[tuple[int, int]]):
    """A day of every year: ``30-april`` (``30-april-of-year`` too), or ``04-30``."""

    name = "DAY-MONTH"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        """Read month and day; 29 February is a day."""
        day_first = _WORDED.fullmatch(str(value).lower().removesuffix("-of-year"))
        month_first = _NUMBERED.fullmatch(str(value))
        month, day = 0, 0
        if day_first:
            named = (n for n, name in enumerate(_MONTHS, 1) if name.startswith(day_first["month"]))
            month, day = next(named, 0), int(day_first["day"])
        elif month_first:
            month, day = int(month_first["month"]), int(month_first["day"])
        try:
            date(_LEAP_YEAR, month, day)
        except ValueError:
            self.fail(
                said(
                    f"“{value}” ไม่ใช่วันในรอบปี ให้เขียนแบบ 30-april หรือ 04-30",
                    f"{value!r} is no day of the year like 30-april or 04-30",
                ),
                param,
                ctx,
            )
        return month, day


@click.group("runs", short_help="The nights in a folder: list and prune.")
def command() -> None:
    """The runs of earlier nights, and which of them may go.

    ผลของคืนก่อน ๆ และรอบใดลบได้
    """


@command.command("list")
@_folder
@form
def list_runs(folder: Path, form: str) -> None:
    """The finished runs in FOLDER (default: out), oldest night first.

    ผลที่เสร็จแล้วในโฟลเดอร์ เรียงจากคืนเก่าสุด
    """
    from crawler.history.runs import runs_in
    from reports.words import SIGNS

    runs = runs_in(folder)
    if form == "json":
        rows = [
            {
                "folder": str(run.path), "id": run.id, "as_of": run.day, "started_at": run.started,
                "checklist": run.checklist, "trusted": run.trusted, **run.counts,
            }
            for run in runs
        ]  # fmt: skip
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    if not runs:
        click.echo(f"ไม่มีผลการตรวจที่เสร็จแล้วใน {folder} · no finished run in {folder}", err=True)
    for run in runs:
        counts = "  ".join(f"{SIGNS[name]} {run.counts[name]}" for name in ("pass", "fail", "unverified"))
        doubt = "" if run.trusted else "  (ผลไม่น่าเชื่อถือ · not to be trusted)"
        click.echo(f"{run.day}  {run.path.name}  {counts}{doubt}")


@command.command("prune")
@_folder
@click.option(
    "--keep-daily",
    type=click.IntRange(min=1),
    default=30,
    show_default=True,
    metavar="DAYS",
    help="เก็บคืนละหนึ่งรอบ กี่วัน · Nights kept, one a day.",
)
@click.option(
    "--keep-monthly",
    type=click.IntRange(min=0),
    default=24,
    show_default=True,
    metavar="MONTHS",
    help="เก็บเดือนละหนึ่งรอบ กี่เดือน · Nights kept, one a month.",
)
@click.option(
    "--keep",
    type=YearDay(),
    multiple=True,
    default=["30-april"],
    show_default=True,
    help="วันของทุกปีที่เก็บผลไว้ตลอดไป ใช้ซ้ำได้ · A day of every year whose runs are kept for ever; may be repeated.",
)
@click.option(
    "--dry-run", is_flag=True, help="บอกว่าจะลบรอบใด โดยไม่ลบ · Say which runs would go; delete nothing."
)
def prune_runs(
    folder: Path, keep_daily: int, keep_monthly: int, keep: tuple[tuple[int, int], ...], dry_run: bool
) -> None:
    """Delete the runs in FOLDER that no rule keeps; say which.

    Kept are the newest run of each of the last DAYS days and MONTHS months that have one, all runs of the days of
    --keep, and always the newest run.  Whatever is no finished run, or is being written, is left alone.  What was read
    in pages and documents that no run has any more is forgotten too.

    ลบผลที่ไม่มีกฎข้อใดให้เก็บ และบอกว่าลบรอบใด
    """
    from crawler.cli.errors import reported
    from crawler.history.retention import Dated, Retention
    from crawler.history.runs import runs_in

    with reported():
        runs = {run.path.name: run for run in runs_in(folder)}
        dated = [
            Dated(name, date.fromisoformat(run.day), run.started, run.trusted) for name, run in runs.items()
        ]
        stay = Retention(keep_daily, keep_monthly, frozenset(keep)).kept(dated)
        if dry_run and stay >= runs.keys():
            click.echo("ไม่มีรอบใดต้องลบ · nothing would go", err=True)
        for name, run in runs.items():
            if name not in stay and (dry_run or _delete(run)):
                click.echo(run.path)
        if not dry_run:
            _forget(folder)


def _forget(folder: Path) -> None:
    """Let the cache of the runs in ``folder`` forget the bytes that none of them has."""
    from crawler.cli.rejudge import FACTS
    from crawler.evidence import open_evidence
    from crawler.evidence.ledger import LEDGER_NAME, LedgerError
    from crawler.read.cache import FactsCache

    if not (folder / FACTS).is_file():
        return
    hashes: set[str] = set()
    for ledger in folder.glob(f"*/{LEDGER_NAME}"):
        with suppress(LedgerError), open_evidence(ledger.parent) as store:
            hashes |= store.hashes()
    cache = FactsCache(folder / FACTS)
    cache.keep_only(hashes)
    cache.close()


def _delete(run: RunFolder) -> bool:
    """Delete a run that nobody is writing; it stops being a run in one step, however long deleting takes."""
    from crawler.evidence import RunBusyError, RunLock

    grave = run.path.with_name(f".{run.path.name}.{os.getpid()}.gone")
    try:
        with RunLock(run.path):
            run.path.rename(grave)
    except RunBusyError:
        click.echo(f"{run.path}: มีโปรแกรมใช้อยู่ จึงไม่ลบ · in use, left alone", err=True)
        return False
    shutil.rmtree(grave)
    return True
