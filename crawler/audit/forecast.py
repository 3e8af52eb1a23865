"""What a night will cost before it begins: requests by host, and how long the busiest host takes.

Pure: from what is declared, the pause between two requests, and (where there is one) what the last run asked.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crawler.evidence.address import evidence_key, host_of, is_no_address, origin

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crawler.model import Agency


@dataclass(frozen=True, slots=True)
class HostForecast:
    """Requests to one host.  ``least``: what the declarations alone need; ``expected``: by the last run."""

    host: str
    least: int
    expected: int

    def seconds(self, delay: float) -> float:
        """How long the host is busy when two requests start ``delay`` seconds apart."""
        return max(0, self.expected - 1) * delay


@dataclass(frozen=True, slots=True)
class Forecast:
    """A night: its hosts, the busiest first.  ``known``: whether a run of before says what links lead to."""

    hosts: tuple[HostForecast, ...]
    delay: float
    known: bool
    unusable: int

    @property
    def requests(self) -> int:
        """Requests in all."""
        return sum(one.expected for one in self.hosts)

    @property
    def seconds(self) -> float:
        """The night ends when its busiest host ends: hosts are asked in parallel."""
        return max((one.seconds(self.delay) for one in self.hosts), default=0.0)

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "requests": self.requests,
            "seconds": round(self.seconds, 1),
            "delay": self.delay,
            "from_last_run": self.known,
            "unusable_urls": self.unusable,
            "hosts": [
                {
                    "host": one.host,
                    "least": one.least,
                    "requests": one.expected,
                    "seconds": round(one.seconds(self.delay), 1),
                }
                for one in self.hosts
            ],
        }


def forecast(
    agencies: Sequence[Agency],
    *,
    delay: float,
    last: Mapping[str, int] | None = None,
) -> Forecast:
    """What auditing ``agencies`` will ask.  ``last`` counts the requests of an earlier run by host."""
    least = Counter[str]()
    unusable: set[str] = set()
    wanted = {evidence_key(one.url) for agency in agencies for one in agency.declarations}
    wanted |= {evidence_key(agency.site) for agency in agencies if agency.site and agency.declarations}
    for key in wanted:
        if is_no_address(key):
            unusable.add(key)
        else:
            least[host_of(key)] += 1
    for robots in {origin(key) for key in wanted - unusable}:
        least[host_of(robots)] += 1
    before = last or {}
    hosts = [
        HostForecast(host, least[host], max(least[host], before.get(host, 0))) for host in {*least, *before}
    ]
    hosts.sort(key=lambda one: (-one.expected, one.host))
    return Forecast(tuple(hosts), delay, last is not None, len(unusable))
