"""``oit inspect FILE|URL|FOLDER…``: what the tool sees in a document, as JSON lines or as a table for people."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.cli.exits import WRONG_INPUT
from crawler.cli.kinds import Network
from crawler.errors import unopened
from crawler.read.words import in_thai
from reports.inert import one_line
from reports.words import GRADE, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future

    from crawler.model import DocumentFacts
    from crawler.read.pool import ReaderPool

_TEXT_HEAD = 500
_MAX_BYTES = 200 << 20
_PERIODS = 40
_QUOTE = 80
_LIKE_URL = re.compile(r"[\w-]+(\.[\w-]+)+/")


@click.command("inspect", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("sources", nargs=-1, required=True, metavar="FILE|URL|FOLDER…")
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="ผลเป็น JSON บรรทัดละเอกสาร · JSON lines (also when standard output is not a terminal).",
)
@click.option(
    "--all-pages",
    is_flag=True,
    help="อ่าน PDF ยาวทุกหน้า ไม่ใช่เฉพาะต้นและท้าย · Read every page of a long PDF, not only its beginning and end.",
)
@click.option(
    "--allow-private-hosts",
    is_flag=True,
    help="อนุญาตที่อยู่ของเครื่องนี้เอง · Open this computer's own addresses for URLs (127.0.0.0/8, ::1).",
)
@click.option(
    "--allow-network",
    type=Network(),
    multiple=True,
    help="อนุญาตเครือข่ายภายในช่วงนี้ · Open one named range for URLs.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    help="จำนวนโปรแกรมที่อ่านพร้อมกัน · Reader processes (default: one a processor).",
)
def command(
    sources: tuple[str, ...],
    *,
    as_json: bool,
    all_pages: bool,
    allow_private_hosts: bool,
    allow_network: tuple[str, ...],
    workers: int | None,
) -> None:
    """What the tool sees in documents: type, machine-readability and why, tables, periods, the first text.

    Each file gives one line, whatever it is; what cannot be read says why.  Exit code 2 when a source cannot be
    found at all.

    ดูว่าเครื่องอ่านเอกสารได้เพียงใด: ชนิด ระดับที่เครื่องอ่านได้และเหตุผล ตาราง ช่วงเวลา และข้อความต้นเอกสาร
    """
    from crawler.read.pool import Job, ReaderPool

    def bodies() -> Iterator[tuple[str, Job | str]]:
        for source in _expanded(sources):
            try:
                data, declared = (
                    _fetched(source, allow_private_hosts, allow_network)
                    if _is_url(source)
                    else _loaded(source)
                )
            except _MissingError as error:
                yield source, str(error)
            else:
                yield source, Job(data, declared, source, all_pages)

    missing = 0
    show = _json_line if as_json or not sys.stdout.isatty() else _Table()
    with ReaderPool(workers) as pool:
        for source, outcome in _in_order(pool, bodies()):
            if isinstance(outcome, str):
                missing += 1
                click.echo(f"{_written(source)}: {outcome}", err=True)
                show(_unread(source, outcome))
            else:
                show(describe(source, outcome))
    if missing:
        sys.exit(WRONG_INPUT)


def describe(source: str, facts: DocumentFacts) -> dict[str, Any]:
    """The contract's line for one document."""
    reasons = list(facts.reasons)
    if facts.mismatch:
        reasons.insert(0, facts.mismatch)
    if facts.placeholder:
        reasons.append(facts.placeholder)
    return {
        "source": _written(source),
        "type": facts.type,
        "declared_type": facts.declared_type,
        "size": facts.size,
        "sha256": facts.sha256,
        "pages": facts.pages,
        "title": facts.title,
        "machine_readability": facts.grade,
        "mr_level": facts.mr_level,
        "reasons": reasons,
        "encoding": facts.encoding,
        "tables": [
            {
                "where": table.where,
                "caption": table.caption,
                "header": list(table.header),
                "rows": table.rows,
                "blank_cells": table.blank,
                "template": table.template,
                "says_none": table.says_none,
            }
            for table in facts.tables
        ],
        "periods": _periods(facts),
        "text_head": " ".join(facts.text[: 4 * _TEXT_HEAD].split())[:_TEXT_HEAD],
        "page_classes": list(facts.page_classes),
        "placeholder": facts.placeholder,
        "error": facts.error,
        "detail": facts.detail,
    }


def _written(source: str) -> str:
    """The name of a file as it can be printed: old Windows archives leave Thai names in CP874."""
    try:
        source.encode()
    except UnicodeEncodeError:
        return os.fsencode(source).decode("cp874", "replace")
    return source


def _periods(facts: DocumentFacts) -> list[dict[str, Any]]:
    """Dates and periods in the text, each once, where it stands first."""
    from crawler.thai.dates import read_dates

    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for block in facts.blocks:
        for expression in read_dates(block.text, title=block.kind in {"title", "heading", "caption"}):
            start = expression.start.isoformat() if expression.start else None
            end = expression.end.isoformat() if expression.end else None
            key = (expression.kind, str(start), str(end))
            if key not in found:
                quote = " ".join(expression.surface.split())[:_QUOTE]
                found[key] = {
                    "start": start,
                    "end": end,
                    "kind": expression.kind,
                    "quote": quote,
                    "where": block.where,
                }
        if len(found) >= _PERIODS:
            break
    return list(found.values())[:_PERIODS]


# ----------------------------------------------------------------------------------------- sources


class _MissingError(Exception):
    """The source cannot be had; the message is for people, in Thai and English."""


def _is_url(source: str) -> bool:
    return source.lower().startswith(("http://", "https://"))


def _expanded(sources: Iterable[str]) -> Iterator[str]:
    """Folders become the files in them, in the order of their names; links out of the folder are not followed."""
    for source in sources:
        if _is_url(source) or not os.path.isdir(source):  # noqa: PTH112 - pathlib raises where no name is that long
            yield source
            continue
        for folder, folders, files in os.walk(source):
            folders.sort()
            yield from (str(Path(folder) / name) for name in sorted(files))


def _loaded(source: str) -> tuple[bytes, str]:
    path = Path(source)
    try:
        if not source.strip():
            raise _MissingError("ชื่อไฟล์ว่างเปล่า · the name of the file is blank")
        if path.exists() and not path.is_file():
            raise _MissingError("ไม่ใช่ไฟล์ · not a file")
        if path.stat().st_size > _MAX_BYTES:
            raise _MissingError(f"ใหญ่เกินไป · larger than {_MAX_BYTES >> 20} MiB")
        return path.read_bytes(), ""
    except OSError as error:
        why = unopened(source, error)
        hint = " (ถ้าเป็น URL ให้เติม https:// · a URL begins with https://)" if _LIKE_URL.match(source) else ""
        raise _MissingError(f"{why.message_th} · {why.message_en}{hint}") from error


def _fetched(source: str, allow_private_hosts: bool, allow_network: tuple[str, ...]) -> tuple[bytes, str]:
    """A URL through the same guarded fetching as an audit."""
    from crawler.gather.options import GatherOptions
    from crawler.gather.run import fetch_one

    options = GatherOptions(allow_private_hosts=allow_private_hosts, allow_networks=allow_network)
    try:
        capture, body = fetch_one(source, options)
    except (OSError, RuntimeError, ValueError) as error:
        raise _MissingError(f"ดึงข้อมูลไม่ได้ · cannot be fetched: {error}") from error
    if capture.error is not None or not capture.answered:
        why = capture.detail or capture.error or f"HTTP {capture.status}"
        raise _MissingError(f"ดึงข้อมูลไม่ได้ · cannot be fetched: {why}")
    return body, capture.content_type


def _in_order(
    pool: ReaderPool, bodies: Iterable[tuple[str, Any]]
) -> Iterator[tuple[str, DocumentFacts | str]]:
    """Sources with their facts, or with the reason why there are none, in the order asked."""
    waiting: list[tuple[str, Future[DocumentFacts] | str]] = []
    for source, body in bodies:
        waiting.append((source, body if isinstance(body, str) else pool.submit(body)))
        while len(waiting) > 2 * pool.workers:
            yield _settled(*waiting.pop(0))
    for source, outcome in waiting:
        yield _settled(source, outcome)


def _settled(source: str, outcome: Future[DocumentFacts] | str) -> tuple[str, DocumentFacts | str]:
    return source, outcome if isinstance(outcome, str) else outcome.result()


def _unread(source: str, why: str) -> dict[str, Any]:
    """The line of a source that could not be had: the same keys."""
    from crawler.model import DocumentFacts

    return describe(source, DocumentFacts("", 0, "unknown", error="missing", detail=why, reasons=(why,)))


# ------------------------------------------------------------------------------------------ output


def _json_line(line: dict[str, Any]) -> None:
    click.echo(json.dumps(line, ensure_ascii=False))


_COLOURS = {
    "structured": "green",
    "text": "green",
    "garbled": "yellow",
    "image": "yellow",
    "unreadable": "red",
}


class _Table:
    """A few lines a document on a terminal; what strangers wrote does not act on it."""

    def __call__(self, line: dict[str, Any]) -> None:
        grade = line["machine_readability"]
        click.secho(one_line(line["source"]), bold=True)
        pages = f", {line['pages']} หน้า" if line["pages"] else ""
        click.echo(f"  {line['type']}, {line['size']:,} ไบต์{pages}  ", nl=False)
        click.secho(f"{Words('th').say(GRADE[grade])} ({grade}, MR{line['mr_level']})", fg=_COLOURS[grade])
        if line["title"]:
            click.echo(f"  ชื่อเรื่อง  {one_line(line['title'])}")
        for reason in line["reasons"]:
            click.echo(f"  เหตุผล   {one_line(in_thai(reason))}")
        for table in line["tables"][:8]:
            header = " · ".join(name for name in table["header"][:8] if name)
            click.echo(
                f"  ตาราง    {one_line(table['where'])}: {table['rows']:,} แถว, ช่องว่าง {table['blank_cells']:,}  {one_line(header)[:100]}"
            )
        if line["periods"]:
            quotes = dict.fromkeys(period["quote"] for period in line["periods"])
            click.echo(f"  ช่วงเวลา  {one_line(' · '.join(list(quotes)[:8]))}")
        click.echo()
