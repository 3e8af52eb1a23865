"""A ZIP of documents: listed, its members read one level deep, graded by its best member."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath

from crawler.model import GRADES, Block, DocumentFacts, Table
from crawler.read.archive import Archive
from crawler.read.limits import ZIP_READ, LimitReachedError, UnreadableError
from crawler.read.reading import Reading

#: What archivers and desktops leave behind.
_LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


def read_zip(
    data: bytes, read: Callable[[bytes, str], DocumentFacts]
) -> tuple[Reading, tuple[DocumentFacts, ...]]:
    """The archive's own reading, and the facts of its members; archives inside it are only listed."""
    archive = Archive(data)
    names = [name for name in archive.names if not name.endswith(_LITTER) and not name.startswith(_LITTER)]
    if not names:
        raise UnreadableError("empty", "the archive holds no files")
    members: list[tuple[str, DocumentFacts]] = []
    notes: list[str] = []
    for name in names[:ZIP_READ]:
        if PurePosixPath(name).suffix.lower() in {".zip", ".rar", ".7z"}:
            notes.append(f"{name}: an archive inside the archive is not opened")
            continue
        if archive.is_link(name):
            notes.append(f"{name}: a link to another file, not a file")
            continue
        try:
            members.append((name, read(archive.read(name), name)))
        except (UnreadableError, LimitReachedError) as error:
            notes.append(f"{name}: {error}")
            if isinstance(error, UnreadableError) and error.error == "encrypted" and not members:
                raise
    if len(names) > ZIP_READ:
        notes.append(f"{len(names) - ZIP_READ} of {len(names)} members not read")
    members.sort(key=lambda member: GRADES.index(member[1].grade))
    reading = Reading(
        title=members[0][1].title if len(members) == 1 else "",
        members=tuple(archive.names[:1000]),
        blocks=tuple(block for name, facts in members for block in _member_blocks(name, facts)),
        tables=tuple(table for name, facts in members for table in _member_tables(name, facts)),
        notes=tuple(notes),
    )
    return reading, tuple(facts for _, facts in members)


def _member_blocks(name: str, facts: DocumentFacts) -> list[Block]:
    where = f"zip member {name}"
    return [
        Block(PurePosixPath(name).name, where, "caption"),
        *(replace(block, where=f"{where} › {block.where}") for block in facts.blocks),
    ]


def _member_tables(name: str, facts: DocumentFacts) -> list[Table]:
    return [replace(table, where=f"zip member {name} › {table.where}") for table in facts.tables]
