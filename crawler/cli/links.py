"""``oit links``: broken links only, for CI."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from crawler.circles import look_seldom
from crawler.cli.exits import FAILED, INCOMPLETE, PASSED, UNVERIFIED, WRONG_INPUT
from crawler.cli.kinds import Age, Formats, Pattern, Statuses
from crawler.cli.options import network_options, output_options, targets_options
from crawler.cli.usage import said
from crawler.links.report import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.links.cache import Cache
    from crawler.links.excuses import Excuses
    from crawler.links.findings import Report
    from crawler.links.options import LinkOptions
    from crawler.links.run import LinkCheck, Start

MB = 1_000_000
_CONNECTIONS = 320
#: Said when not one of the hosts is known to the name service: rather our own network than all of them.
_OFFLINE = (
    "ไม่พบเว็บไซต์ใดเลย ตรวจว่าเครื่องนี้ต่ออินเทอร์เน็ตอยู่ ก่อนสรุปว่าลิงก์เสีย · "
    "not one host is known: see whether this computer is on the Internet before calling the links broken"
)
_INTERRUPTED = "หยุดกลางคัน ผลนี้ไม่ครบ ที่เหลือยังไม่ได้ตรวจ · stopped half-way: not all was checked"
_THAI = re.compile("[ก-๛]")


@dataclass(frozen=True, slots=True)
class Output:
    """Where the report goes and how."""

    formats: tuple[str, ...]
    out: Path | None
    lang: str
    verbose: bool = False


@click.command(
    "links",
    short_help="Broken links only, for CI.",
    context_settings={"default_map": {"delay": 0.1, "concurrency": 4}},
)
@click.argument("where", nargs=-1, metavar="[AGENCY… | URL… | FILE… | -]")
@click.option(
    "-r",
    "--recursive",
    is_flag=True,
    help="ตรวจหน้าที่อยู่ใต้หน้าเริ่มต้นด้วย · Check the pages below the start pages too.",
)
@click.option(
    "--depth",
    type=click.IntRange(min=0),
    default=10,
    show_default=True,
    help="ลงไปกี่คลิก ใช้กับ --recursive · Clicks that --recursive goes down.",
)
@click.option(
    "--max-pages",
    type=click.IntRange(min=1),
    default=5_000,
    show_default=True,
    help="อ่านไม่เกินกี่หน้า ใช้กับ --recursive · Pages that --recursive reads at most.",
)
@click.option(
    "--flat",
    is_flag=True,
    help="ตรวจเฉพาะที่อยู่ที่ระบุ ไม่ตรวจลิงก์ในหน้านั้น · Check the given addresses alone, not what they link to.",
)
@click.option(
    "--include",
    type=Pattern(),
    multiple=True,
    help="ตรวจเฉพาะที่อยู่ที่มีข้อความนี้ ใช้ซ้ำได้ · Check only addresses in which this is found; repeatable.",
)
@click.option(
    "--exclude",
    type=Pattern(),
    multiple=True,
    help="ข้ามที่อยู่ที่มีข้อความนี้ ใช้ซ้ำได้ · Leave out addresses in which this is found; repeatable.",
)
@click.option(
    "--accept",
    type=Statuses(),
    default="",
    help="รหัสสถานะที่ถือว่าปกติ นอกจาก 2xx · Statuses that count as fine beside 2xx.",
)
@click.option(
    "--baseline",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="ลิงก์เสียที่รู้แล้ว: รายงาน JSON ก่อนหน้าหรือรายการ ไม่ผ่านเฉพาะที่เสียใหม่ · Known breakage: an earlier JSON report or a list; only new breakage fails.",
)
@click.option(
    "--waivers",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="ไฟล์ YAML ของที่อยู่ที่ยกเว้น พร้อมเหตุผลและวันสิ้นสุด · YAML file of excused addresses, with reasons and last days.",
)
@click.option(
    "--cache",
    type=click.Path(file_okay=False, path_type=Path),
    help="โฟลเดอร์ที่จำว่าลิงก์ใดปกติ · Folder that remembers what was fine.",
)
@click.option(
    "--max-age",
    type=Age(),
    default="1d",
    show_default=True,
    help="เชื่อผลที่จำไว้นานเท่าใด · How long it is believed (90, 30m, 12h, 7d).",
)
@click.option(
    "--fragments/--no-fragments",
    default=True,
    show_default=True,
    help="ตรวจว่าจุดที่ #ชื่อ ชี้ไปมีอยู่ในหน้า · Look for the places that #names point at.",
)
@click.option(
    "--soft-404/--no-soft-404",
    default=True,
    show_default=True,
    help="ทดสอบว่าหน้าที่ตอบ 200 มีอยู่จริง · Test pages that answer 200 for being there at all.",
)
@click.option(
    "--probes",
    type=click.IntRange(min=0),
    default=40,
    show_default=True,
    help="คำขอหน้าที่ไม่มีจริง ไม่เกินกี่ครั้งต่อเว็บไซต์ · Requests a host for pages that cannot exist, at most.",
)
@click.option(
    "--documents",
    type=click.FloatRange(min=0),
    default=50.0,
    show_default=True,
    metavar="MB",
    help="อ่านเอกสารของเว็บไซต์เพื่อหาลิงก์ข้างใน ไม่เกินเท่านี้ · Read so much of the sites' documents for the links in them.",
)
@click.option(
    "--suggest",
    type=click.IntRange(min=0),
    default=60,
    show_default=True,
    help="ใช้กี่คำขอเพื่อหาที่อยู่ใหม่ของลิงก์ที่เสีย · Requests spent on where broken links should lead, at most.",
)
@click.option(
    "--format",
    "formats",
    type=Formats(FORMATS),
    default="terminal",
    show_default=True,
    help=f"รูปแบบของผล · Any of {', '.join(FORMATS)}.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="โฟลเดอร์ของรายงาน · Folder for the reports.",
)
@targets_options
@network_options
@output_options
def command(
    where: tuple[str, ...], recursive: bool, depth: int, max_pages: int, flat: bool, include: tuple[re.Pattern[str], ...],
    exclude: tuple[re.Pattern[str], ...], accept: frozenset[int], baseline: Path | None, waivers: Path | None, cache: Path | None,
    max_age: float, fragments: bool, soft_404: bool, probes: int, documents: float, suggest: int, formats: tuple[str, ...],
    out: Path | None, targets: Path | None, checklist: str | None, as_of: date | None, delay: float, concurrency: int,
    allow_private_hosts: bool, allow_network: tuple[str, ...], timeout: float, contact: str, lang: str, strict: bool, quiet: bool,
    verbose: bool, no_progress: bool,
) -> None:  # fmt: skip
    """Check the links of AGENCY… (default: all of the targets file), of pages (URL…), or of lists of pages (FILE…, or - for stdin).

    Anchors, pictures, scripts, style sheets, frames, documents, and the links inside documents; in content and in
    menus.  A link is called broken when it was seen to be twice; bot walls, time-outs and refusals never are.

    Exit: 0 nothing is broken · 1 a link is broken · 2 wrong input, nothing was asked · 3 interrupted · 4 with
    --strict: nothing is broken, something could not be checked.

    ตรวจลิงก์ของหน่วยงาน ของหน้าเว็บ หรือของรายการหน้าเว็บ ลิงก์จะถูกเรียกว่าเสียเมื่อเห็นว่าเสียสองครั้ง
    """
    from crawler.cli.errors import reported
    from crawler.gather.options import GatherOptions
    from crawler.links.options import LinkOptions

    del checklist  # shared with audit and check; links are judged by no rules of a year
    output = Output(_formats_for(formats, out), out, lang, verbose)
    with reported():
        network = GatherOptions(
            delay=delay, concurrency=concurrency, timeout=timeout, contact=contact, connections=_CONNECTIONS,
            allow_private_hosts=allow_private_hosts, allow_networks=allow_network,
        )  # fmt: skip
        options = LinkOptions(
            network=network, recursive=recursive, depth=depth, max_pages=max_pages, flat=flat, accept=accept, include=include,
            exclude=exclude, fragments=fragments, soft_404=soft_404, probes=probes, document_bytes=int(documents * MB),
            suggestions=suggest,
        )  # fmt: skip
        excuses = _excuses(baseline, waivers, as_of)
        starts = _starts(where, targets)
        if not starts:
            _leave("ไม่มีที่อยู่ให้ตรวจ", "there is no address to check")
        report = _run(options, starts, excuses, cache, max_age, quiet=quiet, progress=not no_progress)
        _write(report, output)
    if not report.complete:
        sys.exit(INCOMPLETE)
    sys.exit(FAILED if report.broken else UNVERIFIED if strict and report.unverified else PASSED)


def _formats_for(formats: tuple[str, ...], out: Path | None) -> tuple[str, ...]:
    printed = [name for name in formats if not FORMATS[name][1] or out is None]
    if len(printed) > 1 and out is None:
        raise click.UsageError(
            said(
                f"พิมพ์ {' กับ '.join(printed)} พร้อมกันไม่ได้ ให้ระบุโฟลเดอร์ด้วย --out",
                f"{' and '.join(printed)} cannot both be printed: give a folder with --out",
            )
        )
    return formats


def _excuses(baseline: Path | None, waivers: Path | None, as_of: date | None) -> Excuses:
    from crawler.calendar import today_in_bangkok
    from crawler.links.excuses import Excuses, load_baseline, load_waivers

    return Excuses(
        load_baseline(baseline) if baseline else frozenset(),
        load_waivers(waivers) if waivers else (),
        as_of or today_in_bangkok(),
    )


def _run(
    options: LinkOptions, starts: list[Start], excuses: Excuses, folder: Path | None, max_age: float, *, quiet: bool, progress: bool
) -> Report:  # fmt: skip
    from crawler.evidence.address import NO_SUCH_HOST, host_of, unknown_host
    from crawler.links.cache import Cache
    from crawler.links.findings import Report, findings
    from crawler.links.run import LinkCheck
    from crawler.model import ENOUGH_TO_TELL

    look_seldom()
    cache: Cache | None = Cache.open(folder, time.time(), max_age) if folder else None
    shown = _Progress(quiet=quiet, enabled=progress)
    started = time.monotonic()
    check = LinkCheck(options, shown.tell, cache)
    with _stopped_by_signals(check):
        checked = check.run(starts)
    shown.end()
    if cache is not None:
        cache.save()
    found = findings(checked, excuses)
    notes = [*checked.cuts, *_mended(excuses, {one.url for one in found if one.code == "links.broken"})]
    unknown = {
        unknown_host(one.url, one.detail) or host_of(one.url)
        for one in found
        if NO_SUCH_HOST in one.detail or one.cause == "fetch.connection"
    }
    offline = bool(unknown) and not checked.tally.requests
    if offline:
        notes.append(_OFFLINE)
    if checked.interrupted:
        notes.append(_INTERRUPTED)
    return Report(
        found, checked.checked, checked.tally.requests, checked.tally.bytes, checked.pages, cache.hits if cache else 0,
        time.monotonic() - started, tuple(notes), not checked.interrupted and not (offline and len(unknown) >= ENOUGH_TO_TELL),
    )  # fmt: skip


@contextmanager
def _stopped_by_signals(check: LinkCheck) -> Iterator[None]:
    """Ctrl-C and a CI server's SIGTERM end the check in order: what was found is reported."""

    def stop(*_: object) -> None:
        check.stop()

    try:
        before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    except ValueError:  # not the main thread: whoever started us looks after signals
        before = {}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _mended(excuses: Excuses, broken: set[str]) -> Iterator[str]:
    mended = excuses.known - broken
    if mended:
        count = len(mended)
        yield (
            f"{count} ที่อยู่ใน baseline ไม่เสียแล้ว ให้นำออก · "
            f"{count} addresses of the baseline are no longer seen broken: take them out"
        )


def _write(report: Report, output: Output) -> None:
    from crawler.links.report import render
    from reports.files import write_atomic

    for name in output.formats:
        text = render(report, name, output.lang, verbose=output.verbose)
        file = FORMATS[name][1]
        if output.out is not None and file:
            write_atomic(output.out / file, text)
        else:
            click.echo(text, nl=False)


# ------------------------------------------------------------------------------------ what is given


def _starts(where: tuple[str, ...], targets: Path | None) -> list[Start]:
    from crawler.cli.errors import wrong
    from crawler.cli.lists import listed, missing_file
    from crawler.links.run import Start

    found: list[Start] = []
    agencies: list[str] = []
    for name in where:
        if not name.strip():
            raise wrong("ที่อยู่ที่ให้ตรวจว่างเปล่า", "an address to check is blank")
        if name == "-":
            found += listed(sys.stdin.buffer.read(), "-")
        elif "://" in name:
            found.append(Start(name))
        elif os.path.isfile(name):  # noqa: PTH113 - pathlib raises where no name of a file is that long
            found += listed(Path(name).read_bytes(), name)
        elif problem := missing_file(name):
            raise problem
        elif _THAI.search(name) and "/" not in name:
            agencies.append(name)
        elif "/" in name or "." in name:
            found.append(Start(name))
        else:
            agencies.append(name)
    return [*found, *_declared(agencies, targets)] if agencies or not where else found


def _declared(names: list[str], targets: Path | None) -> Iterator[Start]:
    """The sites and the declared addresses of agencies."""
    from crawler.cli.agencies import chosen
    from crawler.links.run import Start
    from crawler.targets import load_targets

    for agency in chosen(load_targets(targets), names):
        site = agency.site if agency.site.endswith("/") else agency.site + "/"
        file = agency.declarations[0].source if agency.declarations else ""
        yield Start(agency.site, file, 1 if file else 0, agency.id, site)
        for one in agency.declarations:
            yield Start(one.url, one.source, one.line, f"{agency.id} {one.item}", site)


# --------------------------------------------------------------------------------------- for people


class _Progress:
    """A line on the terminal that says how far the check is; silent elsewhere."""

    def __init__(self, *, quiet: bool, enabled: bool) -> None:
        self._shown = enabled and not quiet and sys.stderr.isatty()

    def tell(self, done: int, total: int) -> None:
        """So many addresses of so many that are known so far."""
        if self._shown:
            click.echo(f"\r{done}/{total}\x1b[K", nl=False, err=True)

    def end(self) -> None:
        """Take the line away."""
        if self._shown:
            click.echo("\r\x1b[K", nl=False, err=True)


def _leave(thai: str, english: str) -> NoReturn:
    click.echo(f"oit: {thai}\n     {english}", err=True)
    sys.exit(WRONG_INPUT)
