"""``oit dates``: the date and period reader alone, for people, for pipes, and for labelled files."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from crawler.calendar import parse_day, thai_period
from crawler.cli.usage import said
from crawler.thai.dates import Expression, read_dates
from crawler.thai.dates.score import report


@click.command("dates", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("text", nargs=-1)
@click.option(
    "--jsonl",
    is_flag=True,
    help='อ่าน {"id", "text"} บรรทัดละข้อความ เขียนผลเป็น JSON · Read {"id", "text"} a line from stdin, write the expressions as JSON lines.',
)
@click.option(
    "--title",
    is_flag=True,
    help="ข้อความเป็นชื่อลิงก์ ชื่อไฟล์ หรือชื่อชีต: นับปีที่เขียนลอย ๆ ด้วย · The text is a link's words, a file name or a sheet name: bare years count.",
)
@click.option(
    "--year",
    "hint_year",
    type=click.IntRange(2400, 2700),
    metavar="FY",
    help="ปีงบประมาณ (พ.ศ.) ของเดือนที่ไม่ระบุปี · Fiscal year (BE) of months that name none.",
)
@click.option(
    "--fetched", metavar="YYYY-MM-DD", help="วันที่ได้ข้อความนี้มา · The day on which the text was fetched."
)
@click.option(
    "--score",
    "labelled",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="เทียบกับไฟล์เฉลย แล้วแสดงตารางแยกตามชนิด · Compare with a labelled file, print a table per kind.",
)
@click.option(
    "--errors", is_flag=True, help="ใช้กับ --score: แสดงทุกแห่งที่ไม่ตรงกัน · With --score: list every disagreement."
)
def command(
    text: tuple[str, ...],
    *,
    jsonl: bool,
    title: bool,
    hint_year: int | None,
    fetched: str | None,
    labelled: Path | None,
    errors: bool,
) -> None:
    """Read every Thai date and period in TEXT, or in the lines of standard input.

    Without TEXT and without --jsonl, each line of standard input is one text.  Dates are inclusive; what is
    impossible (29 กุมภาพันธ์ 2568) has no interval, and its evident repair as an alternative.

    อ่านวันที่และช่วงเวลาภาษาไทยทุกแห่งในข้อความ
    """
    if labelled is not None:
        try:
            click.echo(report(labelled, errors=errors))
        except (OSError, ValueError) as error:
            raise click.UsageError(f"{labelled}: {error}") from error
        return
    try:
        day = parse_day(fetched) if fetched else None
    except ValueError as error:
        raise click.BadParameter(
            said(f"“{fetched}” ไม่ใช่วันที่แบบ YYYY-MM-DD (ปี ค.ศ.) เช่น 2025-04-30", str(error)),
            param_hint="--fetched",
        ) from error

    def read(words: str) -> tuple[Expression, ...]:
        return read_dates(words, title=title, hint_year=hint_year, fetched=day)

    if jsonl and text:
        raise click.UsageError(
            said(
                f"--jsonl อ่านจาก stdin เท่านั้น ไม่รับข้อความ ถ้าเป็นไฟล์ให้เขียน: oit dates --jsonl < {text[0]}",
                f"--jsonl reads standard input and takes no TEXT; of a file: oit dates --jsonl < {text[0]}",
            )
        )
    if jsonl:
        for record in _records(_stdin()):
            found = [one.as_json() for one in read(record["text"])]
            click.echo(json.dumps({"id": record.get("id"), "expressions": found}, ensure_ascii=False))
        return
    for words in text or (line.rstrip("\r\n") for line in _stdin()):
        for one in read(words):
            click.echo(_line(one))


def _stdin() -> Iterator[str]:
    """Lines of standard input, UTF-8 whatever the terminal's own encoding is."""
    for line in sys.stdin.buffer:
        yield line.decode("utf-8", "replace").removeprefix("\ufeff")


def _records(lines: Iterable[str]) -> Iterable[dict[str, str]]:
    """The texts of JSON lines; a line that is none is a usage error that names it."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as error:
            raise click.UsageError(
                said(f"stdin บรรทัด {number}: ไม่ใช่ JSON", f"stdin, line {number}: not JSON ({error})")
            ) from error
        if not isinstance(record, dict) or not isinstance(record.get("text"), str):
            want = '{"id": …, "text": "…"}'
            raise click.UsageError(
                said(f"stdin บรรทัด {number}: ต้องเป็น {want}", f"stdin, line {number}: want {want}")
            )
        yield record


def _line(one: Expression) -> str:
    """One expression for a person: what stood there, what it is, what it means, what else it may mean."""
    meant = f"{one.period.isoformat()}  {thai_period(one.period)}" if one.period else "-"
    others = "".join(f"  | {other.isoformat()}" for other in one.alternatives)
    flags = f"  ({', '.join(one.flags)})" if one.flags else ""
    return f"{one.surface}  [{one.kind}, {one.role}]  {meant}{others}{flags}"
