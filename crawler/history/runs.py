"""A folder of runs: which runs are in it, what they remember, which one is the latest."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.evidence.ledger import LEDGER_NAME
from crawler.history.chronicle import Chronicle, night_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

AUDIT = "audit.json"
NIGHT = "night.json"
LATEST = "latest"
_HEAD = 1 << 16


@dataclass(frozen=True, slots=True)
class RunFolder:
    """One finished run.  ``trusted``: complete and not withheld; only such runs make history."""

    path: Path
    id: str
    day: str
    started: str
    checklist: str
    trusted: bool
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def order(self) -> tuple[str, str, str]:
        """Runs in the order of their nights."""
        return self.day, self.started, self.id


@dataclass(frozen=True, slots=True)
class NightFile:
    """What a run knew beside its evidence: the nights before it by the same checklist, what its canaries said."""

    checklist: str
    past: Chronicle = field(default_factory=Chronicle)
    canaries: tuple[Mapping[str, Any], ...] = ()

    def write(self, folder: Path) -> None:
        """Put it into the run folder, whole or not at all."""
        from reports.files import write_atomic

        said = {
            "version": 1,
            "checklist": self.checklist,
            "past": self.past.as_json(),
            "canaries": [dict(one) for one in self.canaries],
        }
        write_atomic(folder / NIGHT, json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n")


def read_night(folder: Path) -> NightFile | None:
    """What the run in ``folder`` knew; ``None`` when it was told nothing (or the file is damaged)."""
    try:
        said = json.loads((folder / NIGHT).read_bytes())
        return NightFile(said["checklist"], Chronicle.from_json(said["past"]), tuple(said["canaries"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def runs_in(folder: Path) -> list[RunFolder]:
    """The finished runs directly in ``folder``, oldest night first; what is no run is passed over."""
    try:
        children = sorted(child for child in folder.iterdir() if child.is_dir() and not child.is_symlink())
    except OSError:
        return []
    found = [run for child in children if (run := run_folder(child)) is not None]
    return sorted(found, key=lambda run: run.order)


def run_folder(path: Path) -> RunFolder | None:
    """The run in ``path``, or ``None`` when there is no finished one."""
    try:
        audit = _head(path / AUDIT)
        about = audit["audit"]
        return RunFolder(
            path=path,
            id=str(about["id"]),
            day=str(about["as_of"]),
            started=str(about["started_at"]),
            checklist=str(about["checklist"]["id"]),
            trusted=about.get("complete") is True and not about.get("withheld"),
            counts={key: int(audit["summary"][key]) for key in ("items", "pass", "fail", "unverified")},
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _head(path: Path) -> dict[str, Any]:
    """An audit without its agencies: the canonical writer puts them last, so megabytes need not be parsed."""
    with path.open(encoding="utf-8") as file:
        head, found, _ = file.read(_HEAD).partition('\n  "agencies": [')
        if found:
            with suppress(ValueError):
                return dict(json.loads(head.rstrip().removesuffix(",") + "}"))
        file.seek(0)
        return dict(json.load(file))


def _whole(path: Path) -> dict[str, Any]:
    """An audit whose agencies come one by one, once: a night of many agencies is never whole in memory."""
    audit = _head(path)
    return audit if "agencies" in audit else {**audit, "agencies": _agencies(path)}


def _agencies(path: Path) -> Iterator[dict[str, Any]]:
    """The agencies of a file by the canonical writer, where each ends with a brace in the fifth column."""
    with path.open(encoding="utf-8") as file:
        opening = next(line for line in file if line.startswith('  "agencies": ['))
        if opening.rstrip().endswith("["):
            lines: list[str] = []
            for line in takewhile(lambda line: not line.startswith("  ]"), file):
                lines.append(line)
                if line.startswith(("    }", "    {}")):
                    yield json.loads("".join(lines).rstrip().removesuffix(","))
                    lines = []


def past_of(folder: Path, *, day: str, checklist: str, but: Path | None = None) -> Chronicle:
    """The trusted nights before ``day`` that were judged by ``checklist``, as the runs in ``folder`` know them.

    The newest run that remembers is believed for the nights before it, so that pruned nights stay in the story and
    a night costs one file, however many lie behind it.  ``but``: a run folder that does not count (tonight's).
    """
    runs = [
        run
        for run in runs_in(folder)
        if run.trusted and run.checklist == checklist and run.day < day and not _same(run.path, but)
    ]
    past = Chronicle()
    start = 0
    for at in range(len(runs) - 1, -1, -1):
        known = read_night(runs[at].path)
        if known is not None:
            past, start = known.past.before(runs[at].day), at
            break
    for run in runs[start:]:
        past = past.add(night_of(_whole(run.path / AUDIT)))
    return past


def latest_run(folder: Path) -> Path | None:
    """The newest run in ``folder`` whose evidence is there."""
    kept = [run.path for run in runs_in(folder) if run.trusted and (run.path / LEDGER_NAME).is_file()]
    return kept[-1] if kept else None


def point_to(run: Path, folder: Path) -> None:
    """Let ``folder/latest`` lead to ``run``: a symbolic link, or a file with the name where links cannot be.

    Changed in one step.  Something else of that name is left alone.
    """
    pointer = folder / LATEST
    if pointer.exists() and not pointer.is_symlink() and not pointer.is_file():
        return
    target = os.path.relpath(run.absolute(), folder.absolute())
    draft = folder / f".{LATEST}.{os.getpid()}"
    with suppress(FileNotFoundError):
        draft.unlink()
    try:
        try:
            draft.symlink_to(target, target_is_directory=True)
        except OSError:
            draft.write_text(target + "\n", encoding="utf-8")
        draft.replace(pointer)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise


def _same(path: Path, other: Path | None) -> bool:
    return other is not None and path.resolve() == other.resolve()
