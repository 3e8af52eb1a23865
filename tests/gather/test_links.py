"""Asking the processes that read links: what one costs that sleeps, that dies, that has much to do."""

from __future__ import annotations

import asyncio
import os
import signal

from crawler.gather.links import LinkReader, follow

TITLES = {"O1": ("โครงสร้าง",)}
TASK = follow(
    "http://a.example/", "text/html", fragment="", item="O1", depth=0, hosts=frozenset({"a.example"})
)
PAGE = '<p><a href="/x.pdf">โครงสร้าง</a></p>'.encode()
FOUND = ("http://a.example/x.pdf",)


def answers(struck: signal.Signals | None, asleep: float) -> list[tuple[str, ...] | None]:
    """Of three questions; before the second, the process that read the first is struck by a signal."""

    async def story() -> list[tuple[str, ...] | None]:
        reader = LinkReader(TITLES, 1 << 20, processes=1, asleep=asleep)
        first = await reader.read(lambda: PAGE, TASK)
        if struck is not None:
            os.kill(reader._idle[0].pid, struck)
        said = [first, await reader.read(lambda: PAGE, TASK), await reader.read(lambda: PAGE, TASK)]
        assert reader.failures == said.count(None)
        await reader.close()
        return said

    return asyncio.run(story())


def test_a_process_that_works_is_given_up_by_no_clock():
    assert answers(None, asleep=0.0) == [FOUND, FOUND, FOUND]


def test_a_process_that_sleeps_is_given_up_and_the_next_page_is_read():
    assert answers(signal.SIGSTOP, asleep=0.0) == [FOUND, None, FOUND]


def test_a_process_whose_time_is_up():
    assert answers(signal.SIGXCPU, asleep=60.0) == [FOUND, None, FOUND]
