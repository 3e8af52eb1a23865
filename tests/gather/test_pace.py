"""Politeness by a clock that jumps: what a host sees, to the second."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from crawler.gather.options import GatherOptions
from crawler.gather.pace import HostQueue, Place, Priority


class JumpingLoop(asyncio.SelectorEventLoop):
    """An event loop whose clock jumps to the next timer instead of waiting for it."""

    def __init__(self) -> None:
        super().__init__()
        self._now = 0.0
        patient = self._selector.select

        def select(timeout=None):
            if timeout:
                self._now += timeout
            return patient(0)

        self._selector.select = select

    def time(self) -> float:
        return self._now


def played(scene, **options):
    """Run ``scene(queue, log)`` on a jumping clock and return its log."""
    log: list[tuple[str, float]] = []

    async def play():
        loop = asyncio.get_running_loop()
        queue = HostQueue(replace(GatherOptions(), **options), loop.time)
        await scene(queue, lambda name: log.append((name, round(loop.time(), 3))))

    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        runner.run(play())
    return log


async def ask(queue, note, name, *, priority=Priority.DOCUMENT, takes=0.0):
    async with queue.turn(Place(priority)) as turn:
        await turn.come()
        turn.sent()
        note(name)
        await asyncio.sleep(takes)


def test_a_pause_between_two_starts():
    async def scene(queue, note):
        await asyncio.gather(*(ask(queue, note, n, takes=0.2) for n in "abc"))

    assert played(scene, delay=1.0) == [("a", 0.0), ("b", 1.0), ("c", 2.0)]


def test_one_at_a_time_even_when_answers_are_slow():
    async def scene(queue, note):
        await asyncio.gather(*(ask(queue, note, n, takes=5.0) for n in "abc"))

    assert played(scene, delay=1.0) == [("a", 0.0), ("b", 5.0), ("c", 10.0)]


def test_without_delay_nothing_waits():
    async def scene(queue, note):
        await asyncio.gather(*(ask(queue, note, str(n)) for n in range(700)))

    assert {at for _, at in played(scene, delay=0.0)} == {0.0}


def test_two_at_once_when_allowed():
    async def scene(queue, note):
        await asyncio.gather(*(ask(queue, note, n, takes=3.0) for n in "abcd"))

    assert played(scene, delay=0.0, concurrency=2) == [("a", 0.0), ("b", 0.0), ("c", 3.0), ("d", 3.0)]


def test_declared_addresses_go_first():
    async def scene(queue, note):
        await asyncio.gather(
            ask(queue, note, "first", takes=1.0),
            ask(queue, note, "probe", priority=Priority.PROBE),
            ask(queue, note, "document"),
            ask(queue, note, "declared", priority=Priority.DECLARED),
            ask(queue, note, "robots", priority=Priority.ROBOTS),
        )

    assert [name for name, _ in played(scene)] == ["first", "robots", "declared", "document", "probe"]


def test_crawl_delay_is_kept_and_never_shortens_ours():
    async def scene(queue, note):
        queue.keep_crawl_delay(4.0)
        queue.keep_crawl_delay(0.1)
        await asyncio.gather(*(ask(queue, note, n) for n in "ab"))

    assert played(scene, delay=1.0) == [("a", 0.0), ("b", 4.0)]


def test_retry_after_stops_everybody():
    async def scene(queue, note):
        await ask(queue, note, "a")
        queue.complained(30.0, of_us=True)
        await asyncio.gather(ask(queue, note, "b"), ask(queue, note, "c"))

    assert played(scene, delay=0.0) == [("a", 0.0), ("b", 30.0), ("c", 30.25)]


def test_the_brake_doubles_and_comes_off():
    queue = HostQueue(GatherOptions(delay=0), lambda: 0.0)
    for _ in range(9):
        queue.complained(0, of_us=True)
    assert queue.brake == 4.0
    for _ in range(40):
        queue.answered()
    assert queue.brake == 0.0


def test_a_broken_page_brakes_once():
    queue = HostQueue(GatherOptions(delay=0), lambda: 0.0)
    for _ in range(9):
        queue.complained(0, of_us=False)
    assert queue.brake == 0.25


def test_a_silent_host_is_given_up_and_gets_another_chance():
    queue = HostQueue(GatherOptions(give_up_after=3), lambda: 0.0)
    queue.silent("fetch.timeout")
    queue.silent("fetch.timeout")
    queue.answered()
    queue.silent("fetch.timeout")
    queue.silent("fetch.timeout")
    assert not queue.given_up
    queue.silent("fetch.timeout")
    assert queue.given_up
    queue.forgive()
    assert not queue.given_up
    queue.silent("fetch.timeout")
    assert queue.given_up


@pytest.mark.parametrize("held", [True, False])
def test_who_gives_up_waiting_blocks_nobody(held):
    async def scene(queue, note):
        first = asyncio.ensure_future(ask(queue, note, "a", takes=2.0))
        second = asyncio.ensure_future(ask(queue, note, "b", takes=2.0))
        third = asyncio.ensure_future(ask(queue, note, "c"))
        await asyncio.sleep(1.0)
        (first if held else second).cancel()
        await asyncio.wait([first, second, third])
        assert not queue.busy

    assert [name for name, _ in played(scene, delay=0.0)] == (["a", "b", "c"] if held else ["a", "c"])
