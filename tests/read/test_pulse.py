"""When a process that was given work is taken to be asleep over it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from crawler.read.pulse import Pulse

#: What the system says of a process each time it is looked at: its state and its ticks; what the clock then says; how long it sleeps.
STORIES = {
    "it works": [("R", 1, 10, 0), ("R", 900, 20, 0), ("R", 1800, 30, 0)],
    "it waits for a processor that others have": [("R", 5, 10, 0), ("R", 5, 500, 0), ("R", 5, 9000, 0)],
    "it waits for its memory": [("D", 5, 10, 0), ("D", 5, 500, 0)],
    "it worked between two looks": [("S", 6, 10, 0), ("S", 7, 500, 0)],
    "it does nothing": [("S", 0, 10, 10), ("S", 0, 20, 20), ("T", 0, 130, 130)],
    "it does nothing any more": [("R", 7, 10, 0), ("S", 7, 20, 10), ("S", 7, 130, 120)],
    "it wakes up": [("S", 0, 100, 100), ("S", 1, 110, 0), ("S", 1, 115, 5)],
}


class _Account:
    """The system's account of a process that is called ``a) R (b``."""

    def __init__(self) -> None:
        self.state, self.ticks = "S", 0

    def read_text(self, **_: str) -> str:
        return f"7 (a) R (b) {self.state} {'0 ' * 10}{self.ticks} 0 0 0 20"


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_how_long_a_process_sleeps(story, monkeypatch):
    account, now = _Account(), [0.0]
    monkeypatch.setattr("crawler.read.pulse.Path", lambda _: account)
    pulse = Pulse(7, clock=lambda: now[0])
    for account.state, account.ticks, now[0], asleep in story:
        assert pulse.asleep() == asleep


def test_without_an_account_the_clock_counts():
    times: Iterator[float] = iter((0.0, 40.0))
    assert Pulse(1 << 30, clock=lambda: next(times)).asleep() == 40.0
