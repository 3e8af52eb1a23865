"""Progress for people: a bar on a terminal, a plain line now and then elsewhere, nothing when told to be quiet."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING, Self

from crawler.calendar import local_clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console
    from rich.progress import Progress

    from crawler.gather.run import Progress as Gathering

_WORDS = {
    "th": {
        "declared": "เก็บหลักฐาน", "second look": "ตรวจซ้ำ", "reading": "อ่านเอกสาร", "judging": "ตรวจตามเกณฑ์",
        "requests": "{n:,} คำขอ", "left": "เหลือเวลา {about} เสร็จราว {clock} น.",
        "hours": "{hours} ชม. {minutes} นาที", "minutes": "{minutes} นาที", "soon": "ไม่ถึง 1 นาที",
    },
    "en": {
        "declared": "gathering", "second look": "second look", "reading": "reading documents", "judging": "judging",
        "requests": "{n:,} requests", "left": "about {about}, until {clock}",
        "hours": "{hours} h {minutes} min", "minutes": "{minutes} min", "soon": "less than 1 min",
    },
}  # fmt: skip
_EVERY = 50
#: Between two lines that say nothing new but how long it will take.
_PATIENCE = timedelta(minutes=5)


def about(seconds: float, lang: str = "th") -> str:
    """A length of time as people say it: to the minute, and above half an hour to five minutes."""
    words = _WORDS[lang]
    minutes = ceil(seconds / 60)
    if minutes <= 1:
        return words["soon"]
    if minutes < 30:
        return words["minutes"].format(minutes=minutes)
    hours, minutes = divmod(5 * ceil(minutes / 5), 60)
    return words["hours" if hours else "minutes"].format(hours=hours, minutes=minutes)


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _drawn(console: Console | None) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=console or Console(stderr=True), transient=True)


class Bar:
    """The progress of one run through its rooms; a context manager."""

    def __init__(
        self,
        *,
        quiet: bool = False,
        enabled: bool | None = None,
        lang: str = "th",
        console: Console | None = None,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._quiet = quiet
        self._words = _WORDS[lang]
        self._lang = lang
        self._now = now
        self._last: tuple[str, int] = ("", -1)
        self._last_at = now()
        terminal = sys.stderr.isatty() if console is None else console.is_terminal
        shown = not quiet and enabled is not False and terminal
        self._bar = _drawn(console) if shown else None
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

    def _show(self, step: str, done: int, total: int, *more: str) -> None:
        words = self._words.get(step, step)
        if self._bar is not None and self._task is not None:
            self._bar.update(
                self._task, description=" · ".join((words, *more)), completed=done, total=total or None
            )
        elif not self._quiet and self._is_news(step, done, total):
            print(" · ".join((f"{words} {done}/{total}", *more)), file=sys.stderr)

    def _is_news(self, step: str, done: int, total: int) -> bool:
        now = self._now()
        counted = done == total or done % _EVERY == 0
        if ((step, done) == self._last or not counted) and now - self._last_at < _PATIENCE:
            return False
        self._last, self._last_at = (step, done), now
        return True

    def gathering(self, event: Gathering) -> None:
        """How far gathering is, and when it will have ended as far as can be told."""
        more = [self._words["requests"].format(n=event.requests)]
        if event.seconds_left > 0:
            end = self._now() + timedelta(seconds=event.seconds_left)
            more.append(
                self._words["left"].format(
                    about=about(event.seconds_left, self._lang), clock=local_clock(end)
                )
            )
        self._show(event.phase, event.declared_done, event.declared, *more)

    def reading(self, done: int, total: int) -> None:
        """How far reading documents is."""
        self._show("reading", done, total)

    def judging(self, done: int, total: int) -> None:
        """How far judging is."""
        self._show("judging", done, total)
