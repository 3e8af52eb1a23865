"""What is wrong with a command as it was typed, said in Thai and English; and how a command ends that nobody foresaw.

click says it in English only, and ends an interrupted command with 1, which here means that something fails.
"""

from __future__ import annotations

import os
import re
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from crawler.cli.exits import INCOMPLETE, WRONG_INPUT
from crawler.late import late

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

#: Set to anything, it shows where in the program a fault of its own arose.
DEBUG = "OIT_DEBUG"
_BREAK = "\n"
#: An option that went through a word processor or a chat: its two hyphens became a dash, quotation marks were added.
_PRINTED_OPTION = late(r"(?=.?-*[“”‘’–—―−])[“”‘’]?[-–—―−]+([a-z][a-z0-9-]*)[“”‘’]?(?:=.*)?", re.DOTALL)


def said(thai: str, english: str) -> str:
    """The message of a click exception in both languages; :func:`ended` tells them apart again."""
    return f"{thai.replace(_BREAK, ' ')}{_BREAK}{english}"


def ended(run: Callable[[], Any], typed: Sequence[str] = ()) -> NoReturn:
    """Run the command that was ``typed`` and leave with its exit code, whatever happens in it."""
    try:
        code = run()
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(WRONG_INPUT)
    except click.ClickException as error:
        _say(*_words(error))
        _say_what_was_printed(typed)
        if isinstance(error, click.UsageError) and error.ctx is not None:
            click.echo(f"{error.ctx.get_usage()}\n→ {error.ctx.command_path} --help", err=True)
        sys.exit(WRONG_INPUT)
    except click.Abort:
        _say("หยุดตามคำสั่ง (Ctrl-C) ก่อนทำเสร็จ", "stopped (Ctrl-C) before it was done")
        sys.exit(INCOMPLETE)
    except SystemExit as left:
        if left.code == WRONG_INPUT:  # such a word may have been taken for the name of an agency
            _say_what_was_printed(typed)
        raise
    except OSError as error:  # where no command expected it: standard output that goes to a full disk
        from crawler.cli.errors import is_of_the_machine, leave_for

        if is_of_the_machine(error):
            leave_for(error)
        _own_fault(error)
    except Exception as error:  # the last door: a fault of ours must not look like a verdict
        _own_fault(error)
    sys.exit(code if isinstance(code, int) else 0)


def _say_what_was_printed(typed: Sequence[str]) -> None:
    """Name the options that do not look as a keyboard writes them."""
    for word in typed:
        if option := _PRINTED_OPTION.fullmatch(word):
            _say(
                f"“{word}” มีขีดหรือเครื่องหมายคำพูดแบบที่โปรแกรมพิมพ์เอกสารเปลี่ยนให้ พิมพ์ใหม่เป็น --{option[1]}",
                f"“{word}” has the dashes or quotation marks of a word processor: type --{option[1]}",
            )


def _own_fault(error: Exception) -> NoReturn:
    """A fault of the program itself: in one line, and never with the exit code of a finding."""
    if DEBUG in os.environ:
        traceback.print_exception(error)
    at = traceback.extract_tb(error.__traceback__)[-1]
    what = f"{type(error).__name__}: {error} ({Path(at.filename).name}:{at.lineno})"
    _say(
        f"โปรแกรมขัดข้องเอง ไม่ใช่ความผิดของข้อมูล: {what} โปรดแจ้งผู้ดูแลพร้อมคำสั่งที่ใช้ (ดูรายละเอียดด้วย {DEBUG}=1)",
        f"a fault of the program itself: {what}; please report it with the command ({DEBUG}=1 shows where)",
    )
    sys.exit(INCOMPLETE)


def _say(thai: str, english: str) -> None:
    from reports.inert import one_line

    click.echo(f"oit: {one_line(thai)}", err=True)
    if english != thai:
        click.echo(f"     {one_line(english)}", err=True)


def _words(error: click.ClickException) -> tuple[str, str]:
    """The complaint in Thai and in English."""
    thai, _, english = error.message.partition(_BREAK)
    if not english:
        thai, english = _in_thai(error), error.format_message()
    elif isinstance(error, click.BadParameter) and (name := _parameter(error)):
        thai, english = f"{name}: {thai}", f"{name}: {english}"
    return thai, english


def _in_thai(error: click.ClickException) -> str:
    if isinstance(error, click.NoSuchOption):
        return f"ไม่มีตัวเลือก {error.option_name}{_meant(error.possibilities)}"
    if isinstance(error, click.exceptions.NoSuchCommand):
        return f"ไม่มีคำสั่ง {error.command_name}{_meant(error.possibilities)}"
    if isinstance(error, click.MissingParameter):
        return f"ต้องระบุ {_parameter(error)}"
    thai = next(_matched(error.message), error.message)
    name = _parameter(error) if isinstance(error, click.BadParameter) else ""
    return f"{name}: {thai}" if name else thai


def _meant(possibilities: list[str] | None) -> str:
    return f" (หมายถึง {' หรือ '.join(possibilities)} หรือไม่)" if possibilities else ""


def _parameter(error: click.BadParameter) -> str:
    hint = error.param_hint
    if hint is None and error.param is not None:
        hint = error.param.get_error_hint(error.ctx)
    return " / ".join([hint] if isinstance(hint, str) else hint or ()).replace("'", "")


def _matched(message: str) -> Iterator[str]:
    for pattern, thai in _COMPLAINTS:
        if match := pattern.fullmatch(message):
            yield thai.format(*match.groups())


#: What click says of values and arguments, and the same in Thai.
_COMPLAINTS = tuple(
    (late(pattern, re.DOTALL), thai)
    for pattern, thai in (
        (r"(?:File|Path) '(.*)' does not exist\.", "ไม่พบไฟล์หรือโฟลเดอร์ {0}"),
        (r"Directory '(.*)' does not exist\.", "ไม่พบโฟลเดอร์ {0}"),
        (r"File '(.*)' is a directory\.", "{0} เป็นโฟลเดอร์ ต้องเป็นไฟล์"),
        (r"Directory '(.*)' is a file\.", "{0} เป็นไฟล์ ต้องเป็นโฟลเดอร์"),
        (r"(?:File|Path|Directory) '(.*)' is not readable\.", "ไม่มีสิทธิ์อ่าน {0}"),
        (r"(?:File|Path|Directory) '(.*)' is not writable\.", "ไม่มีสิทธิ์เขียน {0}"),
        (r"'(.*)' is not one of (.*)\.", "ใช้ “{0}” ไม่ได้ ค่าที่ใช้ได้คือ {1}"),
        (r"'(.*)' is not a valid integer(?: range)?\.", "“{0}” ไม่ใช่จำนวนเต็ม"),
        (r"'(.*)' is not a valid float(?: range)?\.", "“{0}” ไม่ใช่ตัวเลข"),
        (r"(.*) is not in the range (.*)\.", "{0} อยู่นอกช่วงที่ใช้ได้ ({1})"),
        (r"Option '(.*)' requires an argument\.", "ต้องมีค่าตามหลัง {0}"),
        (r"Option '(.*)' does not take a value\.", "{0} ไม่รับค่า ให้เขียนเพียง {0}"),
        (r"Got unexpected extra arguments? \((.*)\)", "มีคำเกินมา: {0} (ชื่อที่มีช่องว่างต้องอยู่ในเครื่องหมายคำพูด)"),
        (r"Missing command\.", "ต้องระบุคำสั่งย่อย"),
    )
)  # fmt: skip
