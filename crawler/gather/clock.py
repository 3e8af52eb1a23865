"""One host's clock: when it may be asked next, whichever engine asks.

Bookkeeping without a loop, shared by the spiders' queue (:mod:`crawler.gather.pace`) and the lane that checks links.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.gather.options import GatherOptions

#: The statuses by which a host asks for less.
TOO_MANY = 429
COMPLAINTS = (TOO_MANY, 503)
#: The part of a pause that is kept whatever happens: the rest makes up for a request that went out late.
_KEPT = 0.99
#: How much the last answer weighs in the time that answers take.
_NEWEST = 0.2
_SLOWEST = 4.0
_FIRST_BRAKE = 0.25
_RECOVERY = 4


class HostClock:
    """When one host may be asked, in seconds of the clock that it is given.

    ``delay`` is what stands in the options or in robots.txt; ``brake`` is added while the host complains
    (429, 503) and is taken back by halves when it answers again.
    """

    def __init__(self, options: GatherOptions, clock: Callable[[], float]) -> None:
        self.delay = options.delay
        self.brake = 0.0
        self.active = 0
        self._concurrency = options.concurrency
        self._give_up_after = options.give_up_after
        self._clock = clock
        self._free_at = 0.0
        self._started_at = 0.0
        self._silent = 0
        self._walls = 0
        self._answers = 0
        #: Seconds that an answer takes, of late.
        self.answer_time = 0.0
        #: How the host was silent the last time, or that a shield stood before it.
        self.last_silence = ""

    def now(self) -> float:
        """The clock's seconds."""
        return self._clock()

    @property
    def pace(self) -> float:
        """Seconds from one request to the next: the pause, or the answer that takes longer."""
        return max(self.delay + self.brake, self.answer_time / self._concurrency)

    @property
    def full(self) -> bool:
        """Whether as many requests are under way as may be."""
        return self.active >= self._concurrency

    @property
    def wait(self) -> float:
        """Seconds until the next request may start; 0 or less when it may start now."""
        return self._free_at - self._clock()

    def start(self) -> float:
        """A request is called up; returns when it is due.

        The next one is due a pause later, however late this one gets away, so that delays of ours do not add up.
        """
        self.active += 1
        due = max(self._free_at, self._clock())
        self._free_at = due + self.delay + self.brake
        return due

    def sending(self) -> None:
        """The request that was called up goes out now: the host gets its pause from here."""
        self._started_at = self._clock()
        self._free_at = max(self._free_at, self._started_at + _KEPT * (self.delay + self.brake))

    def end(self) -> None:
        """A request has ended, however it ended."""
        self.active -= 1

    def keep_crawl_delay(self, seconds: float) -> None:
        """Never be faster than robots.txt asks for."""
        self.delay = max(self.delay, seconds)

    def complained(self, pause: float, *, of_us: bool) -> None:
        """The host asked for less: pause, and go slower from now on.

        ``of_us``: it said that we ask too much (429); a 503 may be one broken page, and brakes once only.
        """
        harder = 2 * self.brake if of_us else self.brake
        self.brake = min(_SLOWEST, max(_FIRST_BRAKE, harder))
        self._answers = 0
        self._free_at = max(self._free_at, self._clock() + max(pause, self.brake))

    def answered(self) -> None:
        """The host answered: it lives, and after some answers the brake comes off by halves."""
        self._silent = 0
        self._answers += 1
        took = self._clock() - self._started_at
        self.answer_time += (took - self.answer_time) * (_NEWEST if self._answers > 1 else 1.0)
        if self.brake and self._answers % _RECOVERY == 0:
            self.brake = self.brake / 2 if self.brake > _FIRST_BRAKE else 0.0

    def silent(self, code: str = "fetch.timeout") -> None:
        """The host gave no answer at all (time-out, refused, reset), which is the finding ``code``."""
        self._silent += 1
        self.last_silence = code

    def passed(self, *, wall: bool) -> None:
        """Whether the answer was a shield's challenge: each one in a row makes us slower, and some make us stop."""
        self._walls = self._walls + 1 if wall else 0
        if wall:
            self.last_silence = "access.challenge"
            self.complained(0.0, of_us=True)

    @property
    def is_silent(self) -> bool:
        """Whether the last request got no answer, or a shield's."""
        return self._silent > 0 or self._walls > 0

    @property
    def given_up(self) -> bool:
        """Whether the host was silent, or walled up, so often in a row that asking on would only waste the night."""
        return max(self._silent, self._walls) >= self._give_up_after

    def forgive(self) -> None:
        """Ask a host that was given up again."""
        last_chance = max(0, self._give_up_after - 1)
        self._silent, self._walls = min(self._silent, last_chance), min(self._walls, last_chance)


def retry_after(value: str) -> float:
    """Seconds that a Retry-After header asks for; 0 when it is empty or cannot be read."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return 0.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
