"""Which host is begun when, by a clock that jumps; and that little is remembered of what is done with."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest

from crawler.gather.plan import Lanes, by_host, in_lanes, keeping_pace, parts_of, taken_from, together
from crawler.gather.recent import Recent
from crawler.model import Agency, Declaration
from tests.gather.test_pace import JumpingLoop


def office(name: str, *urls: str) -> Agency:
    return Agency(
        name, name, name, name, "", declarations=tuple(Declaration(name, "O1", url) for url in urls)
    )


SHARED, OWN = "http://portal.go.th", "http://own.go.th"
OFFICES = [
    office("a", f"{SHARED}/a1", f"{SHARED}/a2", "http://drive.example/a"),
    office("b", f"{OWN}/b1"),
    office("c", f"{SHARED}/c1", f"{SHARED}/c2", "-"),
]


def lines(part):
    return {host: [one.url.rpartition("/")[2] for one in line] for host, line in part.lines.items() if line}


def test_the_agencies_of_a_host_are_one_part_and_take_turns():
    portal, own = parts_of(OFFICES, {}, {})
    assert (portal.host, [one.id for one in portal.agencies]) == ("portal.go.th", ["a", "c"])
    assert lines(portal) == {
        "portal.go.th": ["a1", "c1", "a2", "c2"], "drive.example": ["a"], "": ["-"],
    }  # fmt: skip
    assert lines(own) == {"own.go.th": ["b1"]}


@pytest.mark.parametrize(
    ("usual", "seen", "first"),
    [
        ({}, {}, "portal.go.th"),
        ({"own.go.th": 9}, {}, "own.go.th"),
        ({}, dict.fromkeys([f"{SHARED}/a1", f"{SHARED}/a2", f"{SHARED}/c1"], "2025"), "portal.go.th"),
        ({"portal.go.th": 9}, {f"{SHARED}/{n}": "2025" for n in ("a1", "a2", "c1", "c2")}, "portal.go.th"),
    ],
)
def test_the_longest_unseen_first_then_where_most_is_to_do(usual, seen, first):
    assert parts_of(OFFICES, seen, usual)[0].host == first


def test_of_one_host_the_longest_unseen_first():
    portal = parts_of(OFFICES, {f"{SHARED}/a1": "2025-04-02", f"{SHARED}/c1": "2025-04-01"}, {})[0]
    assert lines(portal)["portal.go.th"] == ["a2", "c2", "c1", "a1"]


def under_way(ready, at_once, hosts=6):
    """How many hosts of a second's work each were under way at once, and how long they took together."""
    now, most = set(), []

    async def work(host):
        now.add(host)
        most.append(len(now))
        await asyncio.sleep(1.0)
        now.remove(host)

    async def play():
        await keeping_pace(((str(n), partial(work, n)) for n in range(hosts)), ready, at_once)
        return asyncio.get_running_loop().time()

    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        took = round(runner.run(play()))
    return max(most), took


def test_hosts_are_begun_as_the_program_keeps_pace():
    assert under_way(lambda _: True, 2) == (2, 3)


def test_hosts_that_keep_a_pause_hold_up_nobody():
    assert under_way(lambda _: False, 2) == (6, 1)


def test_a_fault_of_the_disk_ends_all_parts():
    async def work(number):
        if number == 1:
            raise OSError("disk full")
        await asyncio.sleep(3600)

    async def play():
        with pytest.raises(OSError, match="disk full"):
            await keeping_pace(((str(n), partial(work, n)) for n in range(3)), lambda _: True, 2)
        await asyncio.sleep(0)
        assert len(asyncio.all_tasks()) == 1

    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        runner.run(play())


def test_what_takes_long_lets_the_next_one_go():
    """Nine addresses, of which each second one leads to a host that does not answer for a minute."""
    done = {}

    async def ask(number):
        await asyncio.sleep(60.0 if number % 2 else 1.0)
        done[number] = asyncio.get_running_loop().time()

    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        runner.run(in_lanes(range(9), ask, 1))
    assert {n: round(at) for n, at in done.items()} == {
        0: 1,
        2: 1,
        4: 2,
        6: 3,
        8: 11,
        1: 60,
        3: 60,
        5: 61,
        7: 63,
    }


def ends(seconds, at_once, count):
    """When each ends of so many that are put into a line a second apart, and take so long."""
    done = {}

    async def walk(number):
        await asyncio.sleep(seconds)
        done[number] = asyncio.get_running_loop().time()

    async def play():
        async with together() as group:
            lanes = Lanes(group, at_once)
            for number in range(count):
                lanes.add(partial(walk, number))
                await asyncio.sleep(1.0)

    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        runner.run(play())
    return {number: round(at) for number, at in done.items()}


def test_a_line_may_grow_while_it_is_worked_off():
    """Of an agency's items, each known a second after the one before, two are walked at once."""
    assert ends(5.0, 2, 5) == {0: 5, 1: 6, 2: 10, 3: 11, 4: 15}


def test_a_line_that_was_worked_off_begins_anew():
    assert ends(0.0, 1, 3) == {0: 0, 1: 1, 2: 2}


def test_a_fault_in_a_lane_ends_the_line():
    begun = []

    async def walk(number):
        begun.append(number)
        raise OSError("disk full")

    async def line():
        async with together() as group:
            lanes = Lanes(group, 1)
            for number in range(3):
                lanes.add(partial(walk, number))

    async def play():
        with pytest.raises(OSError, match="disk full"):
            await line()
        assert len(asyncio.all_tasks()) == 1

    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        runner.run(play())
    assert begun == [0]


def test_parts_are_let_go_as_they_are_taken():
    parts = ["a", "b", "c"]
    taken = taken_from(parts)
    assert (next(taken), parts) == ("a", ["c", "b"])
    assert list(taken) == ["b", "c"]
    assert parts == []


def test_the_second_look_goes_by_hosts():
    keys = ["http://a.go.th/1", "http://b.go.th/1", "http://a.go.th/2"]
    assert by_host(keys) == {"a.go.th": [keys[0], keys[2]], "b.go.th": [keys[1]]}


def test_only_what_was_used_of_late_is_kept():
    recent: Recent[str, int] = Recent(2)
    recent["a"], recent["b"] = 1, 2
    assert recent.get("a") == 1
    recent["c"] = 3
    assert (recent.get("a"), recent.get("b"), recent.get("c"), len(recent)) == (1, None, 3, 2)
    recent.pop("a")
    recent.pop("a")
    assert len(recent) == 1
