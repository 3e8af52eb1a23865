"""How far the night is and when it will end: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console

from crawler.cli.progress import Bar, about
from crawler.gather.options import GatherOptions
from crawler.gather.pace import HostQueue
from crawler.gather.run import Progress as Gathering
from crawler.gather.run import gather
from tests.gather.runs import QUICK, agency
from tests.gather.server import BadServer, page

MIDNIGHT = datetime(2025, 4, 30, 17, tzinfo=UTC)


class Clock:
    now = MIDNIGHT

    def __call__(self) -> datetime:
        return self.now


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "less than 1 min"),
        (59, "less than 1 min"),
        (61, "2 min"),
        (29 * 60, "29 min"),
        (31 * 60, "35 min"),
        (58 * 60, "1 h 0 min"),
        (78 * 60, "1 h 20 min"),
    ],
)
def test_lengths_of_time(seconds, words):
    assert about(seconds, "en") == words


def event(done, seconds, phase="declared"):
    return Gathering(phase, done, 100, requests=1234, bytes=0, seconds_left=seconds)


def test_plain_lines_where_there_is_no_terminal(capsys):
    clock = Clock()
    bar = Bar(lang="en", console=Console(file=io.StringIO()), now=clock)
    with bar:
        for done in (0, 0, 1, 50, 50, 51, 100, 100):
            bar.gathering(event(done, 78 * 60))
        clock.now += timedelta(minutes=6)
        bar.gathering(event(100, 10 * 60))
        bar.gathering(event(100, 10 * 60))
    lines = capsys.readouterr().err.splitlines()
    assert lines == [
        "gathering 0/100 · 1,234 requests · about 1 h 20 min, until 01:18",
        "gathering 50/100 · 1,234 requests · about 1 h 20 min, until 01:18",
        "gathering 100/100 · 1,234 requests · about 1 h 20 min, until 01:18",
        "gathering 100/100 · 1,234 requests · about 10 min, until 00:16",
    ]


def test_a_bar_on_a_terminal():
    drawn = io.StringIO()
    console = Console(file=drawn, force_terminal=True, width=160)
    bar = Bar(lang="th", console=console, now=Clock())
    with bar:
        bar.gathering(event(50, 3600))
        bar._bar.refresh()
    assert "เก็บหลักฐาน · 1,234 คำขอ · เหลือเวลา 1 ชม. 0 นาที เสร็จราว 01:00 น." in drawn.getvalue()


@pytest.mark.parametrize("quiet", [{"quiet": True}, {"enabled": False}])
def test_no_bar_when_none_is_wanted(quiet, capsys):
    drawn = io.StringIO()
    with Bar(console=Console(file=drawn, force_terminal=True), now=Clock(), **quiet) as bar:
        bar.gathering(event(50, 3600))
    assert drawn.getvalue() == ""
    assert bool(capsys.readouterr().err) is ("enabled" in quiet)


def test_what_a_host_has_left():
    queue = HostQueue(GatherOptions(delay=2.0), lambda: 0.0)
    assert queue.remaining == 0
    queue.expected |= {"a", "b", "c"}
    assert queue.remaining == 6.0
    queue.usual = 10  # the last night knows better
    assert queue.remaining == 20.0
    queue.answer_time = 5.0
    assert queue.remaining == 50.0
    queue.silent()
    assert queue.remaining == 0


def test_a_run_says_how_long_it_will_take(tmp_path):
    seen = []
    with BadServer(otherwise=page("x")) as server:
        office = agency({"O1": [server.url(f"/{n}") for n in range(8)]})
        gather([office], tmp_path, replace(QUICK, delay=0.2), {}, seen.append)
    assert max(one.seconds_left for one in seen) > 0
    assert seen[-1].seconds_left == 0
