"""``oit evidence``: what a run kept of one address, and the bytes as a file."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crawler.evidence import EvidenceStore
    from crawler.model import Capture

_HASH = re.compile(r"[0-9a-f]{6,64}")


@click.command("evidence", short_help="What a run kept of a document, and the bytes.")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("which", metavar="SHA256|URL")
@click.option(
    "--save",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="เขียนเนื้อไฟล์ที่เก็บไว้ลงไฟล์นี้ · Write the stored bytes there.",
)
def command(folder: Path, which: str, save: Path | None) -> None:
    """Show where the run in FOLDER keeps a document: its answers, and the WARC record with the bytes.

    SHA256 is the mark beside a document in the report (its first six signs are enough).  One JSON line an
    answer; the bytes themselves never reach the terminal: --save writes them to FILE, as they came.

    ดูว่าผลตรวจเก็บเอกสารไว้ที่ใด: คำตอบของเว็บไซต์ และระเบียน WARC ที่มีเนื้อไฟล์
    """
    from crawler.cli.errors import reported, wrong
    from crawler.evidence import LedgerError, open_evidence

    with reported():
        try:
            store = open_evidence(folder)
        except LedgerError as error:
            raise wrong(
                f"อ่านหลักฐานในโฟลเดอร์นี้ไม่ได้: {folder}", f"{folder} holds no evidence: {error}"
            ) from error
        with store:
            captures = _found(store, which)
            if save is not None:
                _save(store, captures, save)
            for capture in captures:
                click.echo(json.dumps(_line(store, capture), ensure_ascii=False))


def _found(store: EvidenceStore, which: str) -> Sequence[Capture]:
    """The captures that ``which`` names.  Raises ``InputError`` where there is none."""
    from crawler.cli.errors import wrong

    if _HASH.fullmatch(which.lower()):
        found: Iterable[Capture] = (
            one for one in store.captures() if (one.sha256 or "").startswith(which.lower())
        )
    else:
        found = filter(None, [store.capture(which)])
    captures = tuple(found)
    if not captures:
        raise wrong(f"ไม่มีหลักฐานของ {which} ในรอบตรวจนี้", f"this run keeps nothing of {which}")
    return captures


def _line(store: EvidenceStore, capture: Capture) -> dict[str, Any]:
    record = store.record(capture.sha256) if capture.sha256 else None
    return {
        "url": capture.url,
        "final_url": capture.final_url,
        "status": capture.status,
        "error": capture.error,
        "fetched_at": capture.fetched_at,
        "declared_type": capture.content_type,
        "size": capture.size,
        "sha256": capture.sha256,
        "warc": None if record is None else {"file": f"evidence/{record[0]}", "offset": record[1]},
    }


def _save(store: EvidenceStore, captures: Sequence[Capture], target: Path) -> None:
    """Write the one body of ``captures``.  Raises ``InputError`` when there are several, or none."""
    from crawler.cli.errors import wrong
    from reports.files import write_atomic

    hashes = {capture.sha256 for capture in captures if capture.sha256}
    if len(hashes) != 1:
        raise wrong(
            "ระบุรหัสให้ยาวขึ้น เพราะตรงกับเอกสารหลายฉบับ" if hashes else "คำขอนี้ไม่มีเนื้อหาเก็บไว้",
            "several documents begin like this: give more signs"
            if hashes
            else "no bytes came with this answer",
        )
    write_atomic(target, store.body(hashes.pop()))
    click.echo(target, err=True)


if __name__ == "__main__":
    command()
