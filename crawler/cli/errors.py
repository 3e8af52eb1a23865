"""Faults that a person can mend, told in Thai and English, always with exit code 2 (3 when a run was cut short)."""

from __future__ import annotations

import difflib
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import click

from crawler.cli.options import INCOMPLETE, WRONG_INPUT
from crawler.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


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


def unknown_agency(name: str, known: Sequence[str]) -> InputError:
    """An agency that the targets file does not have, with the nearest that it has."""
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    thai = f"ไม่มีหน่วยงาน “{name}” ในไฟล์เป้าหมาย" + (f" (หมายถึง {', '.join(near)} หรือไม่)" if near else "")
    english = f"no agency “{name}” in the targets file" + (
        f" (did you mean {', '.join(near)}?)" if near else ""
    )
    return wrong(thai, english)


@contextmanager
def reported() -> Iterator[None]:
    """Turn the faults that people can mend into words and exit codes."""
    from crawler.evidence import LedgerError, RunBusyError
    from crawler.gather.run import GatherFailedError

    try:
        yield
    except InputError as error:
        report_input_error(error)
    except RunBusyError as error:
        _leave(
            WRONG_INPUT,
            f"โฟลเดอร์นี้กำลังถูกใช้โดยการตรวจอีกรอบหนึ่ง: {error}",
            f"another audit is writing there: {error}",
        )
    except FileExistsError as error:
        _leave(
            WRONG_INPUT,
            f"โฟลเดอร์นี้มีผลการตรวจอยู่แล้ว เลือก --out อื่น หรือทำต่อด้วย --resume: {error}",
            f"the folder holds a run already; choose another --out, or --resume it: {error}",
        )
    except LedgerError as error:
        _leave(WRONG_INPUT, f"อ่านโฟลเดอร์ผลการตรวจไม่ได้: {error}", f"cannot read the run folder: {error}")
    except GatherFailedError as error:
        _leave(INCOMPLETE, f"การเก็บหลักฐานหยุดกลางคัน: {error}", f"gathering broke off: {error}")
    except OSError as error:
        if error.errno == 28:  # ENOSPC
            _leave(INCOMPLETE, f"เนื้อที่ดิสก์เต็ม: {error}", f"the disk is full: {error}")
        _leave(WRONG_INPUT, f"อ่านหรือเขียนไฟล์ไม่ได้: {error}", f"cannot read or write: {error}")


def _leave(code: int, thai: str, english: str) -> NoReturn:
    click.echo(f"oit: {thai}", err=True)
    click.echo(f"     {english}", err=True)
    sys.exit(code)
