"""Politeness by a clock that jumps: what a host sees, to the second."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from itertools import pairwise

import pytest

from crawler.gather.options import GatherOptions
from crawler.gather.pace import HostQueue, Place, Priority, Transfers


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


@pytest.mark.parametrize(("lateness", "stretch"), [(0.0009, 1.0005), (0.004, 1.035)])
def test_late_starts_do_not_add_up(lateness, stretch):
    """300 requests at a tenth of a second, each a little late: the night is as long as it ought to be, gaps are kept."""
    luck = random.Random(7)
    sent = []

    async def one(queue):
        async with queue.turn(Place(Priority.DOCUMENT)) as turn:
            await turn.come()
            await asyncio.sleep(luck.uniform(0, lateness))
            turn.sent()
            sent.append(asyncio.get_running_loop().time())

    async def scene(queue, note):
        await asyncio.gather(*(one(queue) for _ in range(300)))

    played(scene, delay=0.1)
    gaps = [later - earlier for earlier, later in pairwise(sent)]
    assert min(gaps) >= 0.099 - 1e-9
    assert sent[-1] - sent[0] <= 299 * 0.1 * stretch


def test_a_request_is_called_up_a_little_before_it_is_due():
    called = []

    async def one(queue, note):
        async with queue.turn(Place(Priority.DOCUMENT)) as turn:
            called.append(round(asyncio.get_running_loop().time(), 3))
            await turn.come()
            turn.sent()
            note("sent")

    async def scene(queue, note):
        await asyncio.gather(*(one(queue, note) for _ in range(3)))

    assert played(scene, delay=1.0) == [("sent", 0.0), ("sent", 1.0), ("sent", 2.0)]
    assert called == [0.0, 0.95, 1.95]


def test_a_connection_that_takes_long_puts_off_the_next_request():
    """What counts is when the request is written, not when the connection was asked for."""

    async def one(queue, note):
        async with queue.turn(Place(Priority.DOCUMENT)) as turn:
            await turn.come()
            turn.sent()
            await asyncio.sleep(0.4)  # connecting
            turn.sent()
            note("written")

    async def scene(queue, note):
        await asyncio.gather(*(one(queue, note) for _ in range(3)))

    assert played(scene, delay=1.0) == [("written", 0.4), ("written", 1.79), ("written", 3.18)]


@pytest.mark.parametrize(("left", "stands_back"), [(2, True), (9, False)])
def test_when_the_program_is_late_hosts_with_little_to_do_stand_back(left, stands_back):
    async def play():
        loop = asyncio.get_running_loop()
        others: list[HostQueue] = []
        busy = HostQueue(GatherOptions(), loop.time, others)
        busy.expected |= {str(n) for n in range(10)}
        queue = HostQueue(GatherOptions(), loop.time, others)
        queue.expected |= {str(n) for n in range(left - 1)}
        queue.start()
        queue.end()
        waiting = asyncio.ensure_future(ask(queue, lambda _: None, "x"))
        await asyncio.sleep(0)
        queue._timer.cancel()
        queue._free_at = 0.0
        queue._ring(loop.time() - 1.0)  # a whole second late
        assert (queue._timer is not None) is stands_back
        await waiting
        return loop.time()

    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        assert (runner.run(play()) >= 1.0) is stands_back


def test_transfers_go_to_the_host_with_the_most_to_do():
    order = []

    async def transfer(transfers, name, remaining):
        async with transfers.one(remaining):
            order.append(name)
            await asyncio.sleep(1.0)

    async def play():
        transfers = Transfers(2)
        tasks = [
            asyncio.ensure_future(transfer(transfers, name, remaining))
            for name, remaining in (("a", 1), ("b", 1), ("small", 2), ("gone", 9), ("large", 5), ("dead", 0))
        ]
        await asyncio.sleep(0.5)
        tasks[3].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        runner.run(play())
    assert order == ["a", "b", "large", "small", "dead"]


def test_challenges_in_a_row_slow_and_stop_a_host():
    queue = HostQueue(GatherOptions(delay=0, give_up_after=3), lambda: 0.0)
    queue.passed(wall=True)
    queue.passed(wall=True)
    assert queue.brake == 0.5
    assert not queue.given_up
    queue.passed(wall=False)
    for _ in range(3):
        queue.passed(wall=True)
    assert queue.given_up
    assert queue.last_silence == "access.challenge"
    queue.forgive()
    assert not queue.given_up
    queue.passed(wall=True)
    assert queue.given_up


def test_dead_hosts_leave_transfers_to_the_living():
    """Twenty dead hosts want eight transfers for a minute each: a living one that comes later waits for none of them."""
    ended = {}

    async def transfer(transfers, name, remaining, takes):
        async with transfers.one(remaining):
            await asyncio.sleep(takes)
        ended[name] = asyncio.get_running_loop().time()

    async def play():
        transfers = Transfers(8)
        dead = [transfer(transfers, f"dead{n}", 0.0, 60.0) for n in range(20)]
        living = [transfer(transfers, f"living{n}", 5.0, 1.0) for n in range(4)]
        await asyncio.gather(*dead, *living)

    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        runner.run(play())
    assert [ended[f"living{n}"] for n in range(4)] == [1.0, 1.0, 2.0, 2.0]
    assert max(ended.values()) == 240.0  # six at a time


def test_a_host_whose_pages_wait_to_be_read_is_still_under_way():
    """No request waits for a long time; yet what its pages lead to is still to be asked."""

    async def scene(queue, log):
        for unread in (0, 1):
            queue.unread = unread
            async with queue.turn(Place(Priority.DECLARED)) as turn:
                turn.sent()
            await asyncio.sleep(60.0)
            log(f"{unread} unread, {'' if queue.can_be_asked else 'not '}under way")

    assert [said for said, _ in played(scene, delay=0.0)] == [
        "0 unread, not under way",
        "1 unread, under way",
    ]


def test_items_that_wait_are_expected_to_lead_to_as_many_as_the_others():
    """What is left of a host on a first night: four items that wait, and the two begun led to seven addresses."""

    async def scene(queue, log):
        queue.items_waiting = 4
        log(f"{queue.left} left, {'' if queue.can_be_asked else 'not '}under way")
        queue.items_begun, queue.linked = 2, 7
        queue.expected = {"a", "b", "c"}
        log(f"{queue.left} left")
        queue.usual = 30
        log(f"{queue.left} left, by the last night")

    assert [said for said, _ in played(scene)] == [
        "0 left, under way",
        "17 left",
        "30 left, by the last night",
    ]
