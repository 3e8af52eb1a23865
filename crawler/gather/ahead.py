"""What each host still has to answer, said by the walk before it asks: the night is ordered and its end is told by it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from crawler.evidence.address import evidence_key, is_no_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from crawler.gather.wire import Wire
    from crawler.model import Capture


class Ahead:
    """The work that hosts have ahead; ``is_settled`` says by its key whether an address needs no more asking."""

    def __init__(self, wire: Wire, is_settled: Callable[[str], bool]) -> None:
        self._wire = wire
        self._is_settled = is_settled

    def can_be_asked(self, host: str) -> bool:
        """Whether a host would be asked now if the program found the time."""
        return bool(host) and self._wire.queue(host).can_be_asked

    def plan(self, host: str, more: int) -> None:
        """Say that so many more addresses (or fewer) are going to be asked of a host, which do not wait there yet."""
        if host:
            self._wire.queue(host).planned += more

    def item_waits(self, host: str) -> None:
        """Say that an item of an agency on a host is going to be walked."""
        self._wire.queue(host).items_waiting += 1

    def item_begins(self, host: str) -> None:
        """Say that one of those items is walked now."""
        queue = self._wire.queue(host)
        queue.items_waiting -= 1
        queue.items_begun += 1

    def expect(self, url: str) -> None:
        """Say that ``url`` will be fetched later: it counts as work that its host has left."""
        key = evidence_key(url)
        if not self._is_settled(key):
            queue = self._wire.host(key)
            queue.expected.add(key)
            queue.linked += 1

    def expect_no_more(self, url: str) -> None:
        """Say that ``url`` is not waited for any longer: it is being asked now, or never."""
        key = evidence_key(url)
        if not is_no_address(key):
            self._wire.host(key).expected.discard(key)

    @contextmanager
    def waits_to_be_read(self, page: Capture) -> Iterator[None]:
        """As long as a page is not read, its host has what to do for all that is known."""
        queue = self._wire.host(page.final_url)
        queue.unread += 1
        try:
            yield
        finally:
            queue.unread -= 1
