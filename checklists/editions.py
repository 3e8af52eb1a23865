"""The bundled checklists, and the way from a name to a checklist.

What a bundled file says is kept (:mod:`crawler.kept`), so that only who changes one, or brings a file, pays for reading
it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import crawler
from checklists.model import Checklist
from crawler.errors import InputError, Problem
from crawler.kept import kept

FOLDER = Path(__file__).parent
#: The code that reads a checklist, beside all files of this folder.
_READERS = ("forms.py", "strict_yaml/*.py", "calendar.py", "kept.py")


@dataclass(frozen=True, slots=True)
class Edition:
    """A bundled checklist: its id, fiscal year (BE) and file."""

    id: str
    fiscal_year: int
    path: Path


def available() -> list[Edition]:
    """The bundled checklists, oldest fiscal year first."""
    paths = FOLDER.glob("*-[0-9][0-9][0-9][0-9].yaml")
    editions = [Edition(path.stem, int(path.stem[-4:]), path) for path in paths]
    return sorted(editions, key=lambda edition: (edition.fiscal_year, edition.id))


def newest() -> Edition:
    """The bundled checklist of the newest fiscal year: what is used when none is named."""
    return available()[-1]


def load_checklist(id_or_path: str | Path | None = None) -> Checklist:
    """The checklist with this bundled id or in this file; the newest bundled one by default.

    Raises :class:`~crawler.errors.InputError` with everything that is wrong with it, or when there is no such
    checklist.
    """
    path = locate(id_or_path)
    if path.parent != FOLDER:
        return _read(path)
    code = Path(crawler.__file__).parent
    made_of = [
        *sorted(FOLDER.glob("*.yaml")),
        *sorted(FOLDER.glob("*.py")),
        *(file for name in _READERS for file in sorted(code.glob(name))),
    ]
    return kept(path, Checklist, partial(_read, path), made_of)


def _read(path: Path) -> Checklist:
    from checklists.load import read_checklist

    return read_checklist(path)


def locate(id_or_path: str | Path | None) -> Path:
    """The file of a bundled id, or the path itself."""
    if id_or_path is None:
        return newest().path
    by_id = {edition.id: edition.path for edition in available()}
    name = str(id_or_path)
    if name in by_id:
        return by_id[name]
    path = Path(id_or_path)
    if path.exists() or path.suffix in (".yaml", ".yml"):
        return path
    from crawler.strict_yaml import nearest

    of_the_year = (one for one in by_id if one.endswith(f"-{name}"))
    close = next(of_the_year, None) or nearest(name, by_id)
    ids = ", ".join(by_id)
    raise InputError(
        [
            Problem(
                name, 0, 0, "",
                f"ไม่มีแบบตรวจชื่อนี้{f' น่าจะหมายถึง {close}' if close else ''} (ที่มี: {ids} หรือระบุไฟล์ .yaml)",
                f"no checklist of this name{f'; did you mean {close}?' if close else ''} "
                f"(there are: {ids}; or give a .yaml file)",
            )
        ]
    )  # fmt: skip
