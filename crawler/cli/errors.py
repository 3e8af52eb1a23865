"""Faults that a person can mend, told in Thai and English, always with exit code 2 (3 when a run was cut short)."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

import click

from crawler.cli.exits import INCOMPLETE, WRONG_INPUT
from crawler.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def report_input_error(error: InputError) -> NoReturn:
    """Print every problem in both languages, where it stands first, and leave with 2.

    Problems quote the file: what it holds must not act on the terminal.
    """
    from reports.inert import one_line

    for problem in error.problems:
        click.echo(one_line(problem.text("th")), err=True)
        if problem.message_en != problem.message_th:
            click.echo(f"  {one_line(problem.message_en)}", err=True)
    sys.exit(WRONG_INPUT)


def wrong(thai: str, english: str) -> InputError:
    """A problem of the command itself, not of one place in a file."""
    return InputError([Problem("oit", 0, 0, "", thai, english)])


@dataclass(frozen=True, slots=True)
class _Trouble:
    """What this machine does to a run, by the words of the operating system or of SQLite, and how to mend it."""

    words: tuple[str, ...]
    thai: str
    english: str
    #: Whether another folder, or other rights, would do: a matter of the command until a run has begun.
    ours: bool = False


_TROUBLES = (
    _Trouble(
        ("no audit is stored here",),
        "เลือกโฟลเดอร์ที่ oit audit เขียนไว้ คือโฟลเดอร์ที่มีไฟล์ ledger.sqlite3",
        "choose a folder that oit audit wrote: it holds the file ledger.sqlite3",
    ),
    _Trouble(
        ("No space left", "quota exceeded", "File too large", "disk is full"),
        "เนื้อที่ดิสก์เต็ม ลบไฟล์ที่ไม่ใช้แล้ว (เช่น oit runs prune)",
        "the disk is full: make room (for instance by oit runs prune)",
    ),
    _Trouble(
        ("Too many open files",),
        "เปิดไฟล์พร้อมกันเกินที่ระบบอนุญาต เพิ่มค่า ulimit -n (อย่างน้อย 256)",
        "too many open files: raise ulimit -n (256 at least)",
    ),
    _Trouble(
        ("Input/output error", "disk I/O error"),
        "ดิสก์อ่านหรือเขียนผิดพลาด ให้ผู้ดูแลระบบตรวจดิสก์",
        "the disk reads or writes wrongly: have it looked at",
    ),
    _Trouble(
        ("evidence is lost",),
        "หลักฐานที่เก็บไว้เสียหายหรือหายไป เริ่มตรวจรอบใหม่",
        "what was kept of this run is damaged or gone: begin a new run",
    ),
    _Trouble(
        ("Cannot allocate memory", "out of memory"),
        "หน่วยความจำไม่พอ ปิดโปรแกรมอื่น",
        "out of memory: end other programs",
    ),
    _Trouble(
        ("database is locked", "table is locked"),
        "โปรแกรมอื่นกำลังใช้ไฟล์ ledger.sqlite3 ของรอบนี้ ปิดโปรแกรมนั้นก่อน",
        "another program holds the ledger of this run: end it first",
    ),
    _Trouble(
        ("malformed", "not a database", "damaged"),
        "ฐานข้อมูลของรอบนี้เสียหาย เริ่มตรวจรอบใหม่ในโฟลเดอร์อื่น (ไฟล์ WARC ใน evidence ยังอ่านได้)",
        "the ledger of this run is damaged: begin a new run in another folder (the WARC files stay readable)",
    ),
    _Trouble(
        ("written by another version",),
        "ใช้ oit รุ่นที่ตรวจรอบนั้น หรือเริ่มตรวจรอบใหม่",
        "use the oit that made it, or begin a new run",
    ),
    _Trouble(
        ("unable to open database",),
        "เปิดฐานข้อมูลของรอบนี้ไม่ได้ ตรวจสิทธิ์การเขียนโฟลเดอร์ และค่า ulimit -n (อย่างน้อย 256)",
        "the ledger of this run cannot be opened: check the folder's permissions and ulimit -n (256 at least)",
        ours=True,
    ),
    _Trouble(
        ("Not a directory", "File name too long"),
        "ชื่อโฟลเดอร์ใช้ไม่ได้ (บางส่วนเป็นชื่อไฟล์ หรือยาวเกินไป) เลือก --out อื่น",
        "no name for a folder (a part of it is a file, or it is too long): choose another --out",
        ours=True,
    ),
    _Trouble(
        ("Read-only file system", "Permission denied", "not permitted", "readonly database"),
        "ไม่มีสิทธิ์อ่านหรือเขียนที่นั่น ตรวจสิทธิ์ของไฟล์และโฟลเดอร์ หรือเลือก --out อื่น",
        "no right to read or write there: check the permissions, or choose another --out",
        ours=True,
    ),
    _Trouble(
        ("No such file or directory",),
        "ไม่มีโฟลเดอร์นั้น และสร้างที่นั่นไม่ได้ เลือก --out อื่น",
        "there is no such folder, and none can be made there: choose another --out",
        ours=True,
    ),
)  # fmt: skip


def _trouble(words: str) -> _Trouble | None:
    return next((one for one in _TROUBLES if any(word in words for word in one.words)), None)


@contextmanager
def reported(run: Path | None = None) -> Iterator[None]:
    """Turn the faults that people can mend into words and exit codes.

    ``run`` is the run folder: once it holds evidence, a fault ends the audit incomplete (3), and how to go on is said.
    """
    import sqlite3

    from crawler.evidence import LedgerError, RunBusyError
    from crawler.gather.ended import GatherFailedError, Interrupted

    try:
        yield
    except InputError as error:
        report_input_error(error)
    except RunBusyError as error:
        _leave(
            WRONG_INPUT,
            "มีการตรวจอีกรอบหนึ่งกำลังเขียนโฟลเดอร์นี้อยู่ รอให้เสร็จก่อน หรือเลือก --out อื่น",
            f"{error}: wait for it to end, or choose another --out",
        )
    except FileExistsError as error:
        _leave(
            WRONG_INPUT,
            f"โฟลเดอร์นี้มีผลการตรวจอยู่แล้ว เลือก --out อื่น หรือทำต่อด้วย: oit audit --resume {run or 'DIR'}",
            f"{error}; choose another --out, or go on with: oit audit --resume {run or 'DIR'}",
        )
    except LedgerError as error:
        passing = isinstance(
            error.__cause__, sqlite3.OperationalError
        )  # locked, unreadable for once: not damaged
        _broken_off(
            WRONG_INPUT,
            error,
            run if passing else None,
            f"อ่านโฟลเดอร์ผลการตรวจไม่ได้: {error}",
            f"cannot read the run folder: {error}",
        )
    except BrokenPipeError:
        raise  # the reader of our output left; click ends quietly
    except (Interrupted, KeyboardInterrupt):
        on = f"oit audit --resume {run}" if _begun(run) else ""
        _leave(
            INCOMPLETE,
            "หยุดตามคำสั่งก่อนทำเสร็จ" + (f" สิ่งที่ตรวจแล้วเก็บไว้ครบ ทำต่อด้วย: {on}" if on else ""),
            "stopped before it was done" + (f"; what was finished is kept. Go on with: {on}" if on else ""),
        )
    except GatherFailedError as error:
        _broken_off(
            INCOMPLETE, error, run, f"การเก็บหลักฐานหยุดกลางคัน: {error}", f"gathering broke off: {error}"
        )
    except (OSError, sqlite3.Error) as error:
        leave_for(error, run)


def is_of_the_machine(error: OSError) -> bool:
    """Whether a person can mend what the system says: a full disk, missing rights."""
    return _trouble(str(error)) is not None


def leave_for(error: Exception, run: Path | None = None) -> NoReturn:
    """End the command because a file could not be read or written, or the ledger would not answer."""
    trouble = _trouble(str(error))
    matter_of_the_command = (trouble is None or trouble.ours) and not _begun(run)
    _broken_off(
        WRONG_INPUT if matter_of_the_command else INCOMPLETE, error, run,
        *_place(error),
    )  # fmt: skip


def _place(error: Exception) -> tuple[str, str]:
    """What could not be read or written; in Thai without the words of the system where ours say the same."""
    english = f"cannot read or write: {error}"
    if isinstance(error, OSError) and error.filename and _trouble(str(error)) is not None:
        return f"อ่านหรือเขียนไม่ได้: {error.filename}", english
    return f"อ่านหรือเขียนไฟล์ไม่ได้: {error}", english


def _broken_off(code: int, error: Exception, run: Path | None, thai: str, english: str) -> NoReturn:
    """Say what happened, how it is mended, and how to go on."""
    trouble = _trouble(str(error))
    said = [(thai, english)]
    if trouble is not None:
        said.append((trouble.thai, trouble.english))
    if _begun(run):
        said.append((f"ทำต่อด้วย: oit audit --resume {run}", f"then go on with: oit audit --resume {run}"))
    _leave(code, "; ".join(one for one, _ in said), "; ".join(one for _, one in said))


def _begun(run: Path | None) -> bool:
    """Whether there is evidence to go on with."""
    from crawler.evidence.ledger import LEDGER_NAME

    return run is not None and (run / LEDGER_NAME).exists()


def _leave(code: int, thai: str, english: str) -> NoReturn:
    from reports.inert import one_line

    click.echo(f"oit: {one_line(thai)}", err=True)
    click.echo(f"     {one_line(english)}", err=True)
    sys.exit(code)
