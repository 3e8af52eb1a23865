"""``oit audit``: the main job, from declared URLs to a report folder."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler import __version__
from crawler.cli.deadline import Until
from crawler.cli.kinds import Address, Formats
from crawler.cli.options import network_options, output_options, targets_options
from crawler.cli.outcome import AuditOutcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from checklists import Checklist
    from crawler.gather.options import GatherOptions
    from crawler.gather.run import Deadline
    from crawler.model import Agency


def utc_clock() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


#: Where runs go that were given no place.
RUNS = Path("out")


def run_audit(
    *, agencies: Sequence[Agency], checklist: Checklist | str, as_of: date, out: Path, formats: Sequence[str],
    lang: str = "th", delay: float = 1.0, concurrency: int = 1, allow_private_hosts: bool = False, quiet: bool = False,
    allow_networks: Sequence[str] = (), timeout: float = 30.0, contact: str = "", progress: bool | None = None,
    history: Path | None = None, canaries: Sequence[str] = (), cache: Path | None = None, full: bool = True,
    until: datetime | None = None, recheck: int = 1, now: Callable[[], datetime] = utc_clock,
) -> AuditOutcome:  # fmt: skip
    """Gather, judge and render one run into the folder ``out``.

    ``history`` is the folder of the runs of earlier nights (without it, the run has no past and leaves no
    ``latest``); ``canaries`` are addresses that ought to answer whatever happens to the agencies.  ``cache`` is
    the folder where facts of documents are kept from night to night (default: the run folder, which shares nothing).
    Unless ``full``, servers are asked only for what changed since the newest run in ``history``.  When it is ``until``
    by the clock ``now``, gathering ends and what was not reached is unverified.  ``recheck``: every how many nights a
    document is asked that has not changed for a week.

    Raises:
        InputError: a checklist or the options are wrong (nothing was asked yet).
        FileExistsError: ``out`` already holds a run.

    """
    from checklists import load_checklist
    from crawler.calendar import in_bangkok
    from crawler.cli.night import night_before, overdue_words
    from crawler.gather.options import GatherOptions

    rules = load_checklist(checklist) if isinstance(checklist, str) else checklist
    options = GatherOptions(
        delay=delay, concurrency=concurrency, timeout=timeout, allow_private_hosts=allow_private_hosts,
        allow_networks=tuple(allow_networks), contact=contact, as_of=as_of.isoformat(), checklist=rules.id,
        previous="" if full else night_before(history, as_of, in_bangkok(now())),
        history=str(history.absolute()) if history else "", canaries=tuple(canaries), recheck=recheck,
    )  # fmt: skip
    if history is not None and not quiet and (words := overdue_words(history, agencies, lang)):
        click.echo(words, err=True)
    return _run(
        agencies, rules, as_of, out, formats, lang, options, quiet=quiet, progress=progress, history=history,
        cache=cache, deadline=_deadline(until, now),
    )  # fmt: skip


def _deadline(until: datetime | None, now: Callable[[], datetime] = utc_clock) -> Deadline | None:
    from crawler.gather.run import Deadline

    return None if until is None else Deadline(until, now)


def _run(
    agencies: Sequence[Agency], rules: Checklist, as_of: date, out: Path, formats: Sequence[str], lang: str,
    options: GatherOptions | None, *, quiet: bool, progress: bool | None, history: Path | None = None,
    cache: Path | None = None, deadline: Deadline | None = None,
) -> AuditOutcome:  # fmt: skip
    """Gather (or, without options, go on with the run in ``out``), then judge and render."""
    from crawler.cli.night import canaries_of, leave, remember
    from crawler.cli.progress import Bar
    from crawler.cli.rejudge import judge_folder
    from crawler.cli.room import check_room
    from crawler.evidence import RunLock, open_evidence
    from crawler.gather.ended import Interrupted
    from crawler.gather.run import gather, resume
    from crawler.judge.office import titles_of

    interrupted = False
    out.mkdir(parents=True, exist_ok=True)
    check_room(out)
    with RunLock(out) as lock, Bar(quiet=quiet, enabled=progress, lang=lang) as bar:
        try:
            if options is None:
                resume(out, bar.gathering, lock=lock, deadline=deadline)
            else:
                gather(
                    [a for a in agencies if a.declarations],
                    out,
                    options,
                    titles_of(rules),
                    bar.gathering,
                    lock=lock,
                    deadline=deadline,
                )
        except Interrupted:
            interrupted = True
        if history is not None:
            with open_evidence(out) as store:
                sang = canaries_of(store)
            remember(out, history, day=as_of, checklist=rules.id, canaries=sang)
        audit, written = judge_folder(
            out, rules, as_of, formats, lang, bar=bar, agencies=agencies, cache=cache
        )
        if history is not None:
            leave(out, history, audit)
    return AuditOutcome(audit, tuple(written), interrupted)


@click.command("audit", short_help="Audit the agencies of a targets file, write a report folder.")
@click.argument("agency", nargs=-1)
@targets_options
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="โฟลเดอร์ของรอบนี้ · Run folder (default: out/<day>-<number>).",
)
@click.option(
    "--format",
    "formats",
    type=Formats(),
    default=("terminal", "json", "csv", "html"),
    help="รูปแบบของผล คั่นด้วยจุลภาค · Comma-separated formats.",
)
@click.option(
    "--resume",
    "resume_folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="ทำต่อจากรอบที่หยุดกลางคัน · Go on with a run.",
)
@click.option(
    "--history",
    type=click.Path(file_okay=False, path_type=Path),
    help="โฟลเดอร์ผลของคืนก่อน ๆ · Folder of the runs of earlier nights (default: the folder that --out is in).",
)
@click.option(
    "--canary",
    type=Address(),
    multiple=True,
    help="ที่อยู่ที่ควรตอบเสมอ ถ้าส่วนใหญ่ไม่ตอบ ผลรอบนี้จะถูกระงับ ใช้ซ้ำได้ · An address that ought to answer; when most do not, the run is withheld. May be repeated.",
)
@click.option(
    "--cache",
    type=click.Path(file_okay=False, path_type=Path),
    help="โฟลเดอร์เก็บผลการอ่านเอกสารไว้ใช้คืนถัดไป · Folder where what was read in documents is kept from night to night (default: that of --history).",
)
@click.option(
    "--full",
    is_flag=True,
    help="ขอใหม่ทุกอย่าง ไม่ใช่เฉพาะที่เปลี่ยนจากคืนก่อน · Ask for everything, not only for what changed since the last night (done every seventh night anyway).",
)
@click.option(
    "--until",
    type=Until(),
    help="หยุดเก็บหลักฐานเมื่อถึงเวลานี้ ที่ยังไม่ถึงถือว่าตรวจไม่ได้ · End gathering at this time in Bangkok (or ISO moment); what was not reached is unverified.",
)
@click.option(
    "--recheck",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="K",
    help="เอกสารที่ไม่เปลี่ยนตลอดสัปดาห์ ให้ขอใหม่ทุก K คืน · Ask documents that have not changed for a week only every K-th night.",
)
@click.option(
    "--dry-run",
    is_flag=True,
    help="บอกว่าจะถามอะไร ที่ใด นานเท่าใด โดยไม่ส่งคำขอ · Say what would be asked, of whom, for how long; send nothing.",
)
@network_options
@output_options
def command(
    agency: tuple[str, ...], targets: Path | None, checklist: str | None, as_of: date | None, out: Path | None,
    formats: tuple[str, ...], resume_folder: Path | None, history: Path | None, canary: tuple[str, ...],
    cache: Path | None, full: bool, until: datetime | None, recheck: int, dry_run: bool, delay: float, concurrency: int, allow_private_hosts: bool,
    allow_network: tuple[str, ...], timeout: float, contact: str, lang: str, strict: bool, quiet: bool, verbose: bool,
    no_progress: bool,
) -> None:  # fmt: skip
    """Audit AGENCY… (default: all of the targets file) and write the report folder.

    Exit: 0 nothing fails · 1 an item fails · 2 wrong input, nothing was asked · 3 interrupted, what was finished
    is kept (go on with --resume), or withheld because the run itself was sick · 4 with --strict: nothing
    fails, something could not be verified.

    ตรวจหน่วยงานที่ระบุ (ไม่ระบุคือทุกหน่วยงานในไฟล์รายการที่แจ้ง) แล้วเขียนรายงานลงโฟลเดอร์

    รหัสจบ: 0 ไม่มีข้อที่ไม่ผ่าน · 1 มีข้อที่ไม่ผ่าน · 2 คำสั่งหรือไฟล์ไม่ถูกต้อง ยังไม่ได้ถามเว็บไซต์ใด · 3 หยุดกลางคัน
    (ทำต่อด้วย --resume) หรือผลถูกระงับ · 4 ใช้กับ --strict: มีข้อที่ตรวจไม่ได้
    """
    from crawler.cli.errors import reported
    from reports.inert import one_line

    folder = resume_folder or out or _new_folder()
    with reported(folder):
        if dry_run:
            _dry(
                agency,
                targets,
                history or (out.parent if out else RUNS),
                formats,
                lang,
                delay=delay,
                until=until,
            )
            return
        if resume_folder is not None:
            outcome = _resumed(
                resume_folder, formats, lang, quiet=quiet, progress=not no_progress,
                history=history or resume_folder.absolute().parent, deadline=_deadline(until),
                cache=cache or history or resume_folder.absolute().parent,
            )  # fmt: skip
        else:
            outcome = _fresh(
                agency, targets, checklist, as_of, folder, formats, lang, quiet=quiet, progress=not no_progress,
                delay=delay, concurrency=concurrency, allow_private_hosts=allow_private_hosts,
                allow_networks=allow_network, timeout=timeout, contact=contact,
                history=history or folder.absolute().parent, canaries=canary,
                cache=cache or history or folder.absolute().parent, full=full, until=until, recheck=recheck,
            )  # fmt: skip
    if outcome.interrupted:
        on = f"oit audit --resume {folder}"
        click.echo(f"oit: หยุดก่อนตรวจเสร็จ สิ่งที่ตรวจแล้วเก็บไว้ครบ ทำต่อด้วย: {on}", err=True)
        click.echo(f"     stopped before the end; what was finished is kept. Go on with: {on}", err=True)
    elif reason := outcome.audit["audit"].get("withheld"):
        click.echo(f"oit: ผลรอบนี้ถูกระงับ · this run is withheld: {one_line(reason)}", err=True)
    if verbose:
        from crawler.cli.answer import asked

        for one in outcome.audit["agencies"]:
            for line in asked(one["id"], one["items"], lang):
                click.echo(line, err=True)
    for path in outcome.written:
        if path.name == "index.html" and not quiet:
            click.echo(path.resolve())
    sys.exit(outcome.exit_code(strict=strict))


def _fresh(
    agency: Sequence[str], targets: Path | None, checklist: str | None, as_of: date | None, out: Path,
    formats: Sequence[str], lang: str, **options: Any,
) -> AuditOutcome:  # fmt: skip
    from checklists import load_checklist, newest
    from crawler.calendar import today_in_bangkok

    agencies = _declared(targets, agency)
    rules = load_checklist(checklist or newest().id)
    day = as_of or today_in_bangkok()
    return run_audit(
        agencies=agencies,
        checklist=rules,
        as_of=day,
        out=out,
        formats=formats,
        lang=lang,
        **options,
    )


def _dry(
    agency: Sequence[str],
    targets: Path | None,
    history: Path,
    formats: Sequence[str],
    lang: str,
    *,
    delay: float,
    until: datetime | None,
) -> None:
    from crawler.cli.dry_run import Limit, dry_run

    dry_run(
        _declared(targets, agency),
        delay=delay,
        history=history,
        lang=lang,
        as_json=tuple(formats) == ("json",),
        limit=Limit(utc_clock(), until) if until else None,
    )


def _declared(targets: Path | None, agency: Sequence[str]) -> list[Agency]:
    """The chosen agencies of the targets file; at least one of them has declared something."""
    from crawler.cli.agencies import chosen
    from crawler.cli.errors import wrong
    from crawler.targets import load_targets

    agencies = chosen(load_targets(_from_here(targets)), agency)
    if not any(one.declarations for one in agencies):
        raise wrong(
            "ยังไม่มี URL ที่แจ้งไว้สักรายการ นำเข้ารายการก่อนด้วย: oit targets import list.xlsx -o targets.yaml แล้วใช้ --targets targets.yaml",
            "No URL is declared for any of these agencies. Import your list first: "
            "oit targets import list.xlsx -o targets.yaml, then pass --targets targets.yaml",
        )
    return agencies


def _from_here(path: Path | None) -> Path | None:
    """A file below the folder we stand in, by its name from here: as a repository and its reviewers know it."""
    if path is None or not path.is_absolute():
        return path
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _new_folder() -> Path:
    from crawler.calendar import today_in_bangkok

    day = f"{today_in_bangkok():%Y%m%d}"
    number = next(n for n in range(1, 10_000) if not (RUNS / f"{day}-{n}").exists())
    return RUNS / f"{day}-{number}"


def _resumed(folder: Path, formats: Sequence[str], lang: str, **options: Any) -> AuditOutcome:
    from crawler.cli.rejudge import stored_agencies, stored_release, stored_rules

    rules, day = stored_rules(folder)
    agencies = stored_agencies(folder)
    begun_by = stored_release(folder)
    if begun_by != __version__:
        click.echo(f"oit: รอบนี้เริ่มด้วย oit {begun_by} ทำต่อด้วย oit {__version__}", err=True)
        click.echo(f"     this run was begun by oit {begun_by}; oit {__version__} goes on with it", err=True)
    return _run(agencies, rules, day, folder, formats, lang, None, **options)
