"""Progress for people: a bar on a terminal, a plain line now and then elsewhere, nothing when told to be quiet."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:
    from crawler.gather.run import Progress as Gathering

_PHASES = {"declared": "เก็บหลักฐาน", "second look": "ตรวจซ้ำ", "site": "หน้าเว็บไซต์"}
_EVERY = 50


class Bar:
    """The progress of one run through its rooms; a context manager."""

    def __init__(self, *, quiet: bool = False, enabled: bool | None = None) -> None:
        console = Console(stderr=True)
        self._quiet = quiet
        self._last = ""
        shown = not quiet and enabled is not False and console.is_terminal
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed}/{task.total}"),
            TimeElapsedColumn(),
        )
        self._bar = Progress(*columns, console=console, transient=True) if shown else None
        self._task = self._bar.add_task("", total=None) if self._bar else None

    def __enter__(self) -> Self:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Take the bar away, before results are printed."""
        if self._bar:
            self._bar.stop()

    def _show(self, words: str, done: int, total: int) -> None:
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, description=words, completed=done, total=total or None)
        elif not self._quiet and (done == total or done % _EVERY == 0):
            line = f"{words} {done}/{total}"
            if line != self._last:
                self._last = line
                print(line, file=sys.stderr)

    def gathering(self, event: Gathering) -> None:
        """How far gathering is."""
        words = f"{_PHASES.get(event.phase, event.phase)} · {event.requests} คำขอ"
        self._show(
            words if self._bar else _PHASES.get(event.phase, event.phase), event.declared_done, event.declared
        )

    def reading(self, done: int, total: int) -> None:
        """How far reading documents is."""
        self._show("อ่านเอกสาร", done, total)

    def judging(self, done: int, total: int) -> None:
        """How far judging is."""
        self._show("ตรวจตามเกณฑ์", done, total)
