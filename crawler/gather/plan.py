"""What a run plans before it asks: host after host what was declared, in order, and when a host is begun.

Every host that is under way costs memory: requests that wait, pages that are read, connections.  So a host is begun only
when the program can serve it, and it is done with when the agencies on it are.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict, deque
from collections.abc import Container
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from crawler.evidence.address import evidence_key, host_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from crawler.model import Agency

    #: What is begun by calling it.
    Work = Callable[[], Coroutine[Any, Any, None]]

#: What an agency's own site is called beside its items.
SITE = ""
#: Agencies, each with an item, or :data:`SITE`.
Where = Container[tuple[str, str]]
#: Seconds until it is looked again whether one more host can be served.
_LOOK = 0.05
#: Addresses of one host that are asked for beside those that may be under way, so that its queue is never empty.
_AHEAD = 3
#: Seconds after which the next one is asked for beside one that takes its time.
_PATIENCE = 10.0
T = TypeVar("T")


class _Everywhere:
    def __contains__(self, _: object) -> bool:
        return True


#: All items of all agencies, and their sites.
EVERYWHERE: Where = _Everywhere()


class Planned(NamedTuple):
    """A declared address: its place among all of the run, the lower the sooner, and how it was typed."""

    place: int
    url: str


@dataclass(slots=True)
class Part:
    """The agencies that have most of what they declared on ``host``; what they declared, by host and in order."""

    host: str
    agencies: list[Agency] = field(default_factory=list)
    lines: defaultdict[str, list[Planned]] = field(default_factory=lambda: defaultdict(list))


def parts_of(
    agencies: Sequence[Agency], last_seen: Mapping[str, str], usual: Mapping[str, int]
) -> list[Part]:
    """All that was declared, a part for each host: first what was not seen for the longest time, then where most is to do.

    ``last_seen`` says by key when an address was seen, in any text that sorts by time; ``usual`` how many requests
    each host got the last night.  Within a part the most overdue address is first, then the agencies take turns.
    """
    keyed = [[(one.url, evidence_key(one.url)) for one in agency.declarations] for agency in agencies]
    places = sorted(
        (last_seen.get(key, ""), number, rank, url, host_of(key))
        for rank, declared in enumerate(keyed)
        for number, (url, key) in enumerate(declared)
    )
    homes = [_home(agency, declared) for agency, declared in zip(agencies, keyed, strict=True)]
    parts = {home: Part(home) for home in homes}
    overdue: dict[str, str] = {}
    for agency, home in zip(agencies, homes, strict=True):
        parts[home].agencies.append(agency)
    for place, (seen, _, rank, url, host) in enumerate(places):
        parts[homes[rank]].lines[host].append(Planned(place, url))
        overdue.setdefault(homes[rank], seen)

    def order(part: Part) -> tuple[str, int]:
        return overdue.get(part.host, ""), -max(usual.get(part.host, 0), len(part.lines[part.host]))

    return sorted(parts.values(), key=order)


def _home(agency: Agency, declared: Sequence[tuple[str, str]]) -> str:
    hosts = Counter(host_of(key) for _, key in declared)
    return hosts.most_common(1)[0][0] if hosts else host_of(evidence_key(agency.site))


class Unknown:
    """Items of which something that was declared is not known yet."""

    def __init__(self, agencies: Iterable[Agency], where: Where) -> None:
        self._left: dict[tuple[str, str], set[str]] = {}
        self._named: defaultdict[str, list[tuple[Agency, str]]] = defaultdict(list)
        for agency in agencies:
            for item in items_of(agency):
                if (agency.id, item) not in where:
                    continue
                keys = self._left[agency.id, item] = {evidence_key(one.url) for one in agency.declared(item)}
                for key in keys:
                    self._named[key].append((agency, item))

    def known(self, key: str) -> Iterator[tuple[Agency, str]]:
        """The items of which all is known now that this address is."""
        for agency, item in self._named.pop(key, ()):
            left = self._left[agency.id, item]
            left.remove(key)
            if not left:
                yield agency, item


def items_of(agency: Agency) -> Iterable[str]:
    """The items for which an agency declared something, each once."""
    return dict.fromkeys(one.item for one in agency.declarations)


@asynccontextmanager
async def together() -> AsyncIterator[asyncio.TaskGroup]:
    """Tasks that end as one: when one breaks off, the others are cancelled, and its fault is raised."""
    try:
        async with asyncio.TaskGroup() as group:
            yield group
    except BaseExceptionGroup as several:
        raise several.exceptions[0] from None


async def keeping_pace(
    work: Iterable[tuple[str, Work]],
    is_ready: Callable[[str], bool],
    at_once: int,
) -> None:
    """Do what is to do on each host: one more is begun as long as fewer than ``at_once`` hosts could be asked at once.

    ``is_ready`` says that of a host; those that keep a pause do not count, so that politeness leaves no gap.
    """
    under_way: dict[asyncio.Task[None], str] = {}
    async with together() as group:
        for host, begin in work:
            while sum(map(is_ready, under_way.values())) >= at_once:
                done, _ = await asyncio.wait(under_way, timeout=_LOOK, return_when=asyncio.FIRST_COMPLETED)
                for one in done:
                    del under_way[one]
            under_way[group.create_task(begin())] = host


class Lanes:
    """A line that may still grow, of which ``at_once`` are under way: a lane takes the next one when its last one is done.

    What takes long, on another host perhaps, lets the next one go.
    """

    def __init__(self, group: asyncio.TaskGroup, at_once: int) -> None:
        self._group = group
        self._free = at_once
        self._line: deque[Work] = deque()

    def add(self, work: Work) -> None:
        """Put it at the end of the line; the group waits for it."""
        self._line.append(work)
        if self._free:
            self._free -= 1
            self._group.create_task(self._lane())

    async def _lane(self) -> None:
        while self._line:
            begin = self._line.popleft()
            await asyncio.wait((self._group.create_task(begin()),), timeout=_PATIENCE)
        self._free += 1


async def in_lanes(
    line: Iterable[T], ask: Callable[[T], Coroutine[Any, Any, None]], concurrency: int
) -> None:
    """Do ``ask`` for all in the line of one host, a few at once: the next is in its queue when one is answered."""
    async with together() as group:
        lanes = Lanes(group, concurrency + _AHEAD)
        for one in line:
            lanes.add(partial(ask, one))


def taken_from(parts: list[T]) -> Iterator[T]:
    """One after the other; the list holds them no longer, so that the memory of each goes with it."""
    parts.reverse()
    while parts:
        yield parts.pop()


def by_host(keys: Iterable[str]) -> dict[str, list[str]]:
    """The keys of addresses, host by host; where most is to do comes first."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for key in keys:
        found[host_of(key)].append(key)
    return dict(sorted(found.items(), key=lambda one: -len(one[1])))
